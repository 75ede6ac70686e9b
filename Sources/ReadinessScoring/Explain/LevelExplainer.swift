package import ReadinessModel

/// Explains scores of one state: made once, asked for any.
package struct LevelExplainer: Sendable {
    let state: ScoringState
    let terms: [TermColumn]
    let entityWeights: [Double]
    private let places: PlanPlaces
    private let confidence: Confidence

    var plan: ScoringPlan { state.plan }

    /// Prepares a state.
    package init(_ state: ScoringState) {
        self.state = state
        let plan = state.plan
        terms = plan.terms.map { $0.column(in: state.store, entityCount: plan.entityCount) }
        entityWeights = plan.entityWeights(in: state.store)
        places = PlanPlaces(plan)
        confidence = Confidence(state.scores, plan: plan, at: state.store.now, entityWeights: entityWeights)
    }

    /// What the score of a node at an entity is made of.
    ///
    /// - Parameters:
    ///   - depth: how many levels of the index to go down; all without one.
    ///   - limit: how many of the worst entities and of the largest readings are listed.
    package func explain(
        _ node: NodeID,
        at entity: EntityID,
        depth: Int = .max,
        limit: Int = 3
    ) -> ExplainedLevel {
        explain(node.index, entity.index, part: nil, effectiveWeight: 1, depth: depth, limit: limit)
    }

    private func explain(
        _ node: Int,
        _ entity: Int,
        part: LevelPart?,
        effectiveWeight: Double?,
        depth: Int,
        limit: Int
    ) -> ExplainedLevel {
        let cell = state.scores.entityCell(node, at: entity, plan: plan)
        let leaves = leafScores(node, entity)
        let substituted = substituted(node, entity, limit: limit)
        var level = ExplainedLevel(
            node: NodeID(node),
            entity: EntityID(entity),
            cell: cell,
            remarks: state.scores.remarks(node * plan.entityCount + entity),
            confidence: confidence.of(NodeID(node), at: EntityID(entity)),
            freshness: confidence.freshness(of: NodeID(node), at: EntityID(entity)),
            held: substituted.held,
            countedWorst: substituted.countedWorst,
            band: cell.hasScore ? plan.model.band(of: cell.score)?.name : nil,
            part: part,
            base: 0,
            gates: gates(on: node, entity, raw: cell.raw),
            children: [],
            indicator: nil,
            worst: Array(leaves.scored.prefix(limit)),
            leaves: (leaves.applicable, leaves.scored.count)
        )
        guard let rule = places.rule(node, in: plan) else {
            level.indicator = places.indicator(node, in: plan).map { indicator($0, entity, limit: limit) }
            return level
        }
        level.aggregate = rule.aggregate
        let parts = LevelParts(rule, at: entity, state: state, raw: cell.raw, effectiveWeight: effectiveWeight)
        level.method = parts.method
        level.base = parts.base
        guard depth > 0 else { return level }
        level.children = rule.children.indices.compactMap { place in
            guard let part = parts.parts[place] else { return nil }
            return explain(
                rule.children[place],
                entity,
                part: part,
                effectiveWeight: part.effectiveWeight,
                depth: depth - 1,
                limit: limit
            )
        }
        return level
    }

    /// The leaf entities below, the worst first; nothing at a leaf entity.
    private func leafScores(_ node: Int, _ entity: Int) -> (applicable: Int, scored: [EntityScore]) {
        guard !plan.isLeaf[entity] else { return (0, []) }
        let base = node * plan.entityCount
        let last = entity + plan.model.entities[entity].descendantCount
        let leaves = (entity...last).filter { plan.isLeaf[$0] && plan.applicable[base + $0] }
        let scores = state.scores.score
        let scored = leaves.filter { !scores[base + $0].isNaN }.sorted {
            scores[base + $0] != scores[base + $1] ? scores[base + $0] < scores[base + $1] : $0 < $1
        }
        return (
            leaves.count,
            scored.map { EntityScore(node: NodeID(node), entity: EntityID($0), score: scores[base + $0]) }
        )
    }

    private func gates(on node: Int, _ entity: Int, raw: Double) -> [ExplainedGate] {
        guard let gates = plan.gates[node], plan.applicable[node * plan.entityCount + entity] else { return [] }
        var explained = gates.map { explain($0, entity, raw: raw) }
        let lowest = explained.indices.filter { explained[$0].cap != nil }
            .min { (explained[$0].cap ?? 0) < (explained[$1].cap ?? 0) }
        if let lowest, let slack = explained[lowest].slack, slack < 0 { explained[lowest].binds = true }
        return explained
    }

    private func explain(_ gate: GatePlan, _ entity: Int, raw: Double) -> ExplainedGate {
        var result = ExplainedGate(
            capText: gate.gate.capText,
            reason: gate.gate.reason,
            cap: nil,
            applies: false,
            binds: false,
            slack: nil,
            reads: []
        )
        guard let places = gate.places(at: entity, plan: plan) else { return result }
        let scores = state.scores
        let cap = gate.effect(places) { (score: scores.score[$0], low: scores.low[$0], high: scores.high[$0]) }.cap
        result.applies = true
        result.cap = cap.isNaN ? nil : cap
        result.slack = cap.isNaN || raw.isNaN ? nil : cap - raw
        result.reads = places.values.sorted().map { place in
            let (node, entity) = place.quotientAndRemainder(dividingBy: plan.entityCount)
            let score = scores.score[place]
            return EntityScore(node: NodeID(node), entity: EntityID(entity), score: score.isNaN ? nil : score)
        }
        return result
    }
}
