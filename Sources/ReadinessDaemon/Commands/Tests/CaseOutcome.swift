import ReadinessConfiguration
import ReadinessModel
import ReadinessScoring

/// What became of one case.
struct CaseOutcome {
    let name: String
    /// The line of the file on which the case begins.
    let line: Int
    /// What was expected and is not so, in order.
    let failures: [Failure]
    /// How long the case took.
    let duration: Duration

    var isPassed: Bool { failures.isEmpty }

    /// One expectation that was not met.
    struct Failure {
        let entity: String
        let node: String
        /// The line of the expectation.
        let line: Int
        let differences: [Difference]
    }

    /// One thing that is not as expected.
    struct Difference {
        /// What it is: `score`, `state` and so on.
        let what: String
        let expected: String
        let actual: String
    }
}

extension ModelTestCase {
    /// The scores of the case.
    func snapshot(of model: Model) -> Snapshot { EvaluateCommand.evaluate(model, readings, at: at) }

    /// Holds the expectations against the scores.
    func outcome(_ snapshot: Snapshot, of plan: ScoringPlan, after duration: Duration) -> CaseOutcome {
        var explained = ExplainedCase(plan, self)
        let failures = expectations.compactMap { expectation -> CaseOutcome.Failure? in
            var differences = expectation.differences(from: snapshot.cell(expectation.node, at: expectation.entity))
            differences += expectation.differences(from: &explained)
            guard !differences.isEmpty else { return nil }
            return CaseOutcome.Failure(
                entity: snapshot.model.entities[expectation.entity.index].id,
                node: snapshot.model.nodes[expectation.node.index].id,
                line: expectation.line,
                differences: differences
            )
        }
        return CaseOutcome(name: name, line: line, failures: failures, duration: duration)
    }
}

extension ModelExpectation {
    /// Where the cell is not as expected.
    fileprivate func differences(from cell: ScoreCell) -> [CaseOutcome.Difference] {
        let points = { (score: Double?) in score.map { $0 * 100 } }
        var found: [CaseOutcome.Difference] = []
        found.add("score", score, points(cell.score), tolerance, because: cell)
        found.add("state", state.map { .some($0.rawValue) }, cell.state, because: cell)
        found.add("band", band, cell.band)
        found.add("coverage", coverage, cell.coverage, tolerance / 100)
        found.add("low", low, points(cell.low), tolerance)
        found.add("high", high, points(cell.high), tolerance)
        let size = cell.value.map { max(1, abs($0)) } ?? 1
        found.add("value", value, cell.value, tolerance / 100 * size)
        if let reason, !reason.isMet(by: cell.explanation) {
            found.append(.init(what: "reason", expected: reason.text, actual: cell.explanation ?? "none"))
        }
        return found
    }
}

extension ModelExpectation.Expected<String> {
    /// What is expected, as the file writes it.
    fileprivate var text: String { if case .some(let words) = self { words } else { "none" } }

    /// Whether a reason contains the words, or is not there when none is expected.
    fileprivate func isMet(by explanation: String?) -> Bool {
        guard case .some(let words) = self else { return explanation == nil }
        return explanation?.contains(words) ?? false
    }
}

extension [CaseOutcome.Difference] {
    mutating func add(
        _ what: String,
        _ expected: ModelExpectation.Expected<Double>?,
        _ actual: Double?,
        _ tolerance: Double,
        because cell: ScoreCell? = nil
    ) {
        guard let expected else { return }
        let wanted: Double? = if case .some(let value) = expected { value } else { nil }
        switch (wanted, actual) {
        case (nil, nil): return
        // A sum of decimal digits may miss an edge by its last bit.
        case (let wanted?, let actual?) where abs(actual - wanted) <= tolerance * (1 + 1e-12) + 1e-12: return
        default: break
        }
        var texts = (wanted.map(Self.number) ?? "none", actual.map(Self.number) ?? "none")
        // What differs must look different.
        if texts.0 == texts.1, let wanted, let actual { texts = ("\(wanted)", "\(actual)") }
        let allowed = wanted == nil || tolerance == 0 ? "" : " +-\(Self.number(tolerance))"
        append(
            CaseOutcome.Difference(
                what: what,
                expected: texts.0 + allowed,
                actual: texts.1 + Self.why(actual == nil ? cell : nil)
            )
        )
    }

    fileprivate mutating func add(
        _ what: String,
        _ expected: ModelExpectation.Expected<String>?,
        _ actual: String?,
        because cell: ScoreCell? = nil
    ) {
        guard let expected else { return }
        let wanted: String? = if case .some(let value) = expected { value } else { nil }
        guard wanted != actual else { return }
        append(
            CaseOutcome.Difference(
                what: what,
                expected: wanted ?? "none",
                actual: (actual ?? "none") + Self.why(cell)
            )
        )
    }

    private static func why(_ cell: ScoreCell?) -> String { cell?.explanation.map { " (\($0))" } ?? "" }

    /// At most six digits after the point, none of them a closing zero.
    private static func number(_ value: Double) -> String {
        var text = Points.fixed(value, decimals: 6)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
