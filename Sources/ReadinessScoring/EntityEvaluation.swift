package import ReadinessModel

/// The index tree of a plan evaluated at one entity from given indicator cells, without readings.
///
/// What is substituted: indicators (before their caps) and weights. What gates read at entities above is given and
/// stays as it is. With the indicators of an evaluation the results are those of `Evaluator` at the entity, bit for
/// bit. Values are small: copy one, change it, evaluate it.
package struct EntityEvaluation: Sendable {
    /// The prepared model.
    package let plan: ScoringPlan
    /// The entity.
    package let entity: EntityID
    /// The cells of every node by its index: results after `evaluate()`.
    package private(set) var cells: [EntityCell]
    /// The indicators before their caps, by node.
    private var given: [EntityCell]
    /// Scores set whatever would be computed, by node.
    private var fixed: [Int: Double] = [:]
    /// The scores at the entities above; nil where nothing is known of them.
    private let above: Scores?
    /// The index nodes, with the weights in force.
    private var rules: [NodePlan]
    /// What the gates of each node read here: by node, one entry a gate; nil where a gate does not bind.
    private var places: [Int: [[String: Int]?]] = [:]
    /// Whether `places` was made for the applicability in force.
    private var placesAreKnown = false

    /// An entity of which nothing is reported: every indicator that applies is missing, nothing above has a score.
    package init(plan: ScoringPlan, entity: EntityID) {
        self.init(plan: plan, entity: entity, above: nil) { indicator in
            let applies = plan.applicable[indicator.node * plan.entityCount + entity.index]
            return applies ? .missing : .notApplicable
        }
    }

    /// An entity as an evaluation left it: its indicators, and the scores above it.
    package init(plan: ScoringPlan, entity: EntityID, scores: Scores) {
        self.init(plan: plan, entity: entity, above: scores) { indicator in
            scores.uncapped(indicator, at: entity.index, plan: plan)
        }
        evaluate()
    }

    private init(plan: ScoringPlan, entity: EntityID, above: Scores?, cell: (IndicatorPlan) -> EntityCell) {
        self.plan = plan
        self.entity = entity
        self.above = above
        rules = plan.nodes
        cells = Array(repeating: .notApplicable, count: plan.model.nodes.count)
        given = cells
        for indicator in plan.indicators { given[indicator.node] = cell(indicator) }
    }

    /// One node's results.
    package subscript(node: NodeID) -> EntityCell { cells[node.index] }

    /// The score of a node; nil without one.
    package func score(_ node: NodeID) -> Double? { cells[node.index].score.isNaN ? nil : cells[node.index].score }

    /// An indicator before its caps, as it is given.
    package func indicator(_ node: NodeID) -> EntityCell { given[node.index] }

    /// Substitutes an indicator, before its caps. Takes effect with `evaluate()`; index nodes are left as they are.
    package mutating func setIndicator(_ node: NodeID, _ cell: EntityCell) {
        if given[node.index].isApplicable != cell.isApplicable { placesAreKnown = false }
        given[node.index] = cell
    }

    /// Sets the published score of a node, an index or an indicator, whatever would be computed and capped; takes effect
    /// with `evaluate()`.
    package mutating func setScore(_ node: NodeID, _ score: Double) {
        fixed[node.index] = score
        placesAreKnown = false
    }

    /// Substitutes the weight of a node among its siblings; takes effect with `evaluate()`.
    ///
    /// - Parameter weight: a finite number above 0; anything else changes nothing.
    package mutating func setWeight(_ node: NodeID, _ weight: Double) {
        guard weight > 0, weight.isFinite, let parent = plan.model.nodes[node.index].parent else { return }
        guard let rule = rules.firstIndex(where: { $0.node == parent.index }) else { return }
        guard let place = rules[rule].children.firstIndex(of: node.index) else { return }
        var weights = rules[rule].weights
        guard weights[place] != weight else { return }
        weights[place] = weight
        rules[rule] = NodePlan(rules[rule], weights: weights, of: plan.model)
    }

    /// Computes every node from the indicators, the weights and the scores above.
    package mutating func evaluate() {
        for step in plan.steps {
            switch step {
            case .indicator(let place):
                let node = plan.indicators[place].node
                cells[node] = given[node]
                cells[node].raw = given[node].score
            case .node(let place):
                let rule = rules[place]
                cells[rule.node] = rule.cell { cells[$0] }
            }
            let node = node(of: step)
            if plan.gates[node] != nil { cap(node) }
            if let score = fixed[node], cells[node].isApplicable { cells[node] = .known(score) }
        }
        placesAreKnown = true
    }

    private func node(of step: ScoringPlan.Step) -> Int {
        switch step {
        case .indicator(let place): plan.indicators[place].node
        case .node(let place): rules[place].node
        }
    }

    /// Applies the gates of a node, as `GatePass` does.
    private mutating func cap(_ node: Int) {
        guard let gates = plan.gates[node] else { return }
        // What gates read stands earlier in the order, so its applicability is known by now.
        if !placesAreKnown { places[node] = gates.map(placesRead) }
        guard let places = places[node], cells[node].isApplicable else { return }
        var cell = cells[node]
        for (gate, places) in zip(gates, places) {
            guard let places else { continue }
            cell.cap(by: gate.effect(places) { readCell($0) }, unknown: gate.gate.unknown)
        }
        cells[node] = cell
    }

    /// Where a gate reads: here, or at the nearest entity above where what it reads is applicable.
    private func placesRead(by gate: GatePlan) -> [String: Int]? {
        var places: [String: Int] = [:]
        for (name, node) in gate.reads {
            if cells[node].isApplicable {
                places[name] = node * plan.entityCount + entity.index
                continue
            }
            let parent = plan.parents[entity.index]
            guard gate.gate.reads == .above, parent >= 0 else { return nil }
            guard let place = gate.place(of: node, from: parent, plan: plan) else { return nil }
            places[name] = place
        }
        return places
    }

    private func readCell(_ place: Int) -> (score: Double, low: Double, high: Double) {
        let (node, reader) = place.quotientAndRemainder(dividingBy: plan.entityCount)
        if reader == entity.index { return (cells[node].score, cells[node].low, cells[node].high) }
        guard let above else { return (.nan, 0, 1) }
        return (above.score[place], above.low[place], above.high[place])
    }
}

extension EntityCell {
    /// Takes the effect of a gate in, as `GatePass` does.
    mutating func cap(by effect: GateEffect, unknown: Gate.Unknown) {
        guard effect.applies else { return }
        low = Swift.min(low, effect.range.low)
        if effect.cap.isNaN, unknown == .ignore { return }
        high = Swift.min(high, effect.range.high)
        if effect.cap.isNaN {
            score = .nan
            if reason == .none { reason = .gateUnknown }
        } else if effect.cap < score {
            score = effect.cap
        }
    }
}
