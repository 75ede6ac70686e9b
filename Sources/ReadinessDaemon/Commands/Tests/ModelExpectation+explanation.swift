import ReadinessConfiguration
import ReadinessModel
import ReadinessScoring

/// A case as the explanations see it; evaluated when the first expectation asks for it.
struct ExplainedCase {
    private let plan: ScoringPlan
    private let readings: [Reading]
    private let at: Timestamp
    private var level: LevelExplainer?
    private var changes: [Timestamp: ChangeExplainer] = [:]

    init(_ plan: ScoringPlan, _ testCase: ModelTestCase) {
        self.plan = plan
        readings = testCase.readings
        at = testCase.at
    }

    /// The account of one level of a score.
    mutating func level(_ node: NodeID, at entity: EntityID) -> ExplainedLevel {
        let explainer = level ?? LevelExplainer(state(at: at))
        level = explainer
        return explainer.explain(node, at: entity, depth: 1)
    }

    /// The account of a change since a time.
    mutating func change(_ node: NodeID, at entity: EntityID, since: Timestamp) -> ExplainedChange {
        var explainer = changes[since] ?? ChangeExplainer(from: state(at: since), to: state(at: at))
        defer { changes[since] = explainer }
        return explainer.explain(node, at: entity, detailedRows: 0)
    }

    private func state(at time: Timestamp) -> ScoringState {
        var store = ReadingStore(for: plan.model, at: time)
        store.apply(readings)
        return ScoringState(plan: plan, store: store)
    }
}

extension ModelExpectation {
    /// Whether it asks for more than the numbers of the score.
    private var asksForLevel: Bool { confidence != nil || raw != nil || gate != nil || !contributions.isEmpty }

    /// Where the explanation is not as expected.
    func differences(from explained: inout ExplainedCase) -> [CaseOutcome.Difference] {
        var found: [CaseOutcome.Difference] = []
        if asksForLevel {
            let level = explained.level(node, at: entity)
            found.add("confidence", confidence, level.confidence, tolerance / 100)
            found.add("raw", raw, level.cell.raw.isNaN ? nil : level.cell.raw * 100, tolerance)
            addGate(level, to: &found)
            for expected in contributions {
                let child = level.children.first { $0.node == expected.node }
                let points = child?.part?.contribution.map { $0 * 100 }
                let name = child.map { _ in "" } ?? " (no child that applies)"
                found.add("contribution of \(expected.name)\(name)", .some(expected.points), points, tolerance)
            }
        }
        guard let change else { return found }
        let account = explained.change(node, at: entity, since: change.since)
        for cause in ChangeCause.allCases {
            let amount = account.causes.first { $0.cause == cause }.map { $0.amount * 100 } ?? 0
            let expected = change.causes.first { $0.name == cause.rawValue }?.points
            // What is not named must not have done anything.
            found.add("change by \(cause.rawValue)", .some(expected ?? 0), amount, tolerance)
        }
        return found
    }

    private func addGate(_ level: ExplainedLevel, to found: inout [CaseOutcome.Difference]) {
        guard let gate else { return }
        let binding = level.gates.first(where: \.binds)
        let actual = binding.map { $0.reason.map { reason in "\(binding?.capText ?? "") (\(reason))" } ?? $0.capText }
        switch (gate, actual) {
        case (.none, nil): return
        case (.some(let words), let actual?) where actual.contains(words): return
        default:
            let wanted = if case .some(let words) = gate { words } else { "none" }
            found.append(CaseOutcome.Difference(what: "gate", expected: wanted, actual: actual ?? "none binds"))
        }
    }
}
