import ReadinessModel

/// The way from an earlier state to a later one, cause by cause, each step between two evaluations of the engine.
///
/// First the models: the later one with the earlier weights, goalposts and gates (what remains is method), then with
/// the earlier goalposts and gates, then with the earlier gates, then as it is, all over the earlier readings. Then the
/// readings: what arrived, what expired, the rest. Steps that change nothing are left out.
struct ChangeSteps {
    let steps: [ChangeStep]
    /// The terms of both sides under the later model.
    let terms: SubstitutedTerms
    /// The earlier readings under the later model.
    let carried: ReadingStore
    /// By indicator node, the leaf entities whose value arrived.
    let arrived: [Int: [Bool]]
    /// By indicator node, the leaf entities whose value expired.
    let expired: [Int: [Bool]]

    init(from earlier: ScoringState, to later: ScoringState) {
        let plan = later.plan
        var steps: [ChangeStep] = []
        let isSame = earlier.plan.model.scoresAlike(plan.model)
        let carried = isSame ? earlier.store : earlier.store.carried(from: earlier.plan.model, to: plan.model)
        self.carried = carried
        var current = ChangeSide(plan: earlier.plan, scores: earlier.scores, store: earlier.store)
        if !isSame { Self.appendModels(from: earlier.plan.model, to: plan, carried, &current, &steps) }
        let terms = SubstitutedTerms(plan: plan, earlier: carried, later: later.store)
        self.terms = terms
        var values = Presence(terms: terms, earlier: current.scores, later: later.scores)
        values.find()
        (arrived, expired) = (values.arrived, values.expired)
        if !arrived.isEmpty {
            let scores = terms.evaluate(carried, isLater: arrived)
            let next = ChangeSide(plan: plan, scores: scores, store: carried)
            steps.append(ChangeStep(cause: .arrived, before: current, after: next))
            current = next
        }
        if !expired.isEmpty {
            let both = arrived.merging(expired) { zip($0, $1).map { $0 || $1 } }
            let scores = terms.evaluate(carried, isLater: both)
            let next = ChangeSide(plan: plan, scores: scores, store: carried)
            steps.append(ChangeStep(cause: .expired, before: current, after: next))
            current = next
        }
        let last = ChangeSide(plan: plan, scores: later.scores, store: later.store)
        if !current.scores.score.isIdentical(to: last.scores.score) {
            steps.append(ChangeStep(cause: .data, before: current, after: last))
        }
        self.steps = steps
    }

    private static func appendModels(
        from earlier: Model,
        to plan: ScoringPlan,
        _ store: ReadingStore,
        _ current: inout ChangeSide,
        _ steps: inout [ChangeStep]
    ) {
        let stages: [(ChangeCause, ModelParts)] = [
            (.method, [.weights, .goalposts, .gates]), (.weight, [.goalposts, .gates]), (.goalpost, [.gates]),
            (.gate, []),
        ]
        for (cause, parts) in stages {
            let isLast = parts.isEmpty
            let model = isLast ? plan.model : plan.model.taking(parts, from: earlier)
            guard isLast || !model.scoresAlike(current.plan.model) else { continue }
            let state = ScoringState(plan: isLast ? plan : ScoringPlan(model), store: store)
            let next = ChangeSide(plan: state.plan, scores: state.scores, store: store)
            var step = ChangeStep(cause: cause, before: current, after: next)
            if cause == .method {
                let (nodes, entities) = (earlier.nodePlaces, earlier.entityPlaces)
                step.nodes = model.nodes.map { nodes[$0.id] ?? -1 }
                step.entities = model.entities.map { entities[$0.id] ?? -1 }
            }
            steps.append(step)
            current = next
        }
    }
}

/// Which values came and went between two evaluations of one plan.
///
/// A leaf entity has a value with every term; where that is so on both sides, the value itself may have none (a division
/// by zero), and that decides.
private struct Presence {
    let terms: SubstitutedTerms
    let earlier: Scores
    let later: Scores
    var arrived: [Int: [Bool]] = [:]
    var expired: [Int: [Bool]] = [:]

    init(terms: SubstitutedTerms, earlier: Scores, later: Scores) {
        self.terms = terms
        self.earlier = earlier
        self.later = later
    }

    mutating func find() {
        let plan = terms.plan
        let count = plan.entityCount
        for indicator in plan.indicators {
            let base = indicator.node * count
            for entity in 0..<count where plan.leafApplicable[base + entity] > 0 {
                var isThere = (
                    before: indicator.terms.allSatisfy { !terms.earlier[$0].values[entity].isNaN },
                    after: indicator.terms.allSatisfy { !terms.later[$0].values[entity].isNaN }
                )
                if isThere.before == isThere.after {
                    isThere = (!earlier.value[base + entity].isNaN, !later.value[base + entity].isNaN)
                }
                guard isThere.before != isThere.after else { continue }
                if isThere.after {
                    arrived[indicator.node, default: Array(repeating: false, count: count)][entity] = true
                } else {
                    expired[indicator.node, default: Array(repeating: false, count: count)][entity] = true
                }
            }
        }
    }
}

extension [Double] {
    /// Equal bit for bit.
    func isIdentical(to other: Self) -> Bool {
        count == other.count && indices.allSatisfy { self[$0].bitPattern == other[$0].bitPattern }
    }
}
