package import ReadinessModel

/// What overrides did to a score between two moments: the change of the score that would stand there if they held, apart
/// from that of the computed score, which they never move.
///
/// The change with overrides is that of the computed score plus `effect`, exactly as they are computed.
package struct OverriddenChange: Hashable, Sendable {
    /// What became of an override.
    package enum Fate: String, Hashable, Sendable {
        /// It came into force.
        case came
        /// Its time was over, or it was lifted.
        case went
        /// Another score is claimed at its place.
        case changed
        /// It stands as it stood.
        case stays
    }

    /// An override and what became of it.
    package struct Line: Hashable, Sendable {
        /// What became of it.
        package var fate: Fate
        /// The override; the later one where it changed.
        package var override: Override
    }

    /// The earlier score with the overrides of that time, 0 to 1; nil without one.
    package let before: Double?
    /// The later score with the overrides of that time, 0 to 1; nil without one.
    package let after: Double?
    /// How much more the score changed than the computed one; no score counts 0.
    package let effect: Double
    /// The overrides of both times at the node or below it and at the entity or below it, by entity and node.
    package let lines: [Line]

    /// The change of a node at an entity between two states of one plan; nil when no override bears on it.
    ///
    /// - Parameters:
    ///   - earlier: the earlier state with the overrides in force then.
    ///   - later: the later state with the overrides in force then.
    package init?(
        of node: NodeID,
        at entity: EntityID,
        from earlier: (state: ScoringState, overrides: [Override]),
        to later: (state: ScoringState, overrides: [Override])
    ) {
        let plan = later.state.plan
        let cell = later.state.scores.cell(node, at: entity)
        var evaluator = OverrideEvaluator(plan)
        let views = [earlier, later].map { evaluator.evaluate($0.overrides, $0.state.store) }
        let computed = [earlier, later].map { $0.state.scores.score[cell] }
        let adjusted = zip(views, computed).map { view, score in view.map { $0.adjusted(cell) ?? .nan } ?? score }
        let lines = Self.lines(
            Self.bearing(on: node, at: entity, earlier.overrides, plan.model, earlier.state.store.now),
            Self.bearing(on: node, at: entity, later.overrides, plan.model, later.state.store.now)
        )
        let effects = zip(adjusted, computed).map { $0.orZero - $1.orZero }
        guard !lines.isEmpty || effects.contains(where: { $0 != 0 }) else { return nil }
        before = adjusted[0].isNaN ? nil : adjusted[0]
        after = adjusted[1].isNaN ? nil : adjusted[1]
        effect = effects[1] - effects[0]
        self.lines = lines
    }

    /// The overrides in force at a time at the node or below it, at the entity or below it.
    private static func bearing(
        on node: NodeID,
        at entity: EntityID,
        _ overrides: [Override],
        _ model: Model,
        _ now: Timestamp
    ) -> [Override] {
        let below = model.entities[entity.index...(entity.index + model.entities[entity.index].descendantCount)]
        let entities = Set(below.map(\.id))
        let nodes = Set(
            model.nodes.indices.filter { model.isNode(NodeID($0), atOrBelow: node) }.map { model.nodes[$0].id }
        )
        return overrides.filter { $0.until > now && entities.contains($0.entity) && nodes.contains($0.node) }
    }

    private static func lines(_ before: [Override], _ after: [Override]) -> [Line] {
        func place(_ override: Override) -> [String] { [override.entity, override.node] }
        let then = Dictionary(before.map { (place($0), $0) }) { $1 }
        let now = Dictionary(after.map { (place($0), $0) }) { $1 }
        var lines = after.map { override in
            let fate: Fate = then[place(override)].map { $0.score == override.score ? .stays : .changed } ?? .came
            return Line(fate: fate, override: override)
        }
        lines += before.filter { now[place($0)] == nil }.map { Line(fate: .went, override: $0) }
        return lines.sorted { ($0.override.entity, $0.override.node) < ($1.override.entity, $1.override.node) }
    }
}

extension Model {
    /// Whether a node is another or stands below it in the index.
    fileprivate func isNode(_ node: NodeID, atOrBelow top: NodeID) -> Bool {
        var next: NodeID? = node
        while let here = next {
            if here == top { return true }
            next = nodes[here.index].parent
        }
        return false
    }
}

extension [OverrideChange] {
    /// The overrides in force at a time, of all changes in their order.
    package func overrides(at time: Timestamp) -> [Override] {
        var byPlace: [[String]: Override] = [:]
        for change in self where change.at <= time {
            let place = [change.override.entity, change.override.node]
            if change.action == .set {
                byPlace[place] = change.override
            } else if byPlace[place]?.at == change.override.at {
                byPlace[place] = nil
            }
        }
        return byPlace.values.filter { $0.until > time }.sorted { ($0.entity, $0.node) < ($1.entity, $1.node) }
    }
}
