package import ReadinessModel

/// Explains changes between two states: made once for the two, asked for any score.
///
/// The causes are told apart by evaluations of the engine that differ by one cause each (`ChangeSteps`); inside each
/// step the change of every node is divided among its children, down to the indicators.
package struct ChangeExplainer: Sendable {
    private let earlier: ScoringState
    private let later: ScoringState
    private let steps: ChangeSteps
    private var attributions: [StepAttribution]
    /// The earlier place of each node, -1 where there was none; nil where the trees are the same.
    private let nodesBefore: [Int]?
    /// The earlier place of each entity, likewise.
    private let entitiesBefore: [Int]?
    private let places: PlanPlaces

    /// Prepares the steps from one state to the other.
    package init(from earlier: ScoringState, to later: ScoringState) {
        self.earlier = earlier
        self.later = later
        let steps = ChangeSteps(from: earlier, to: later)
        self.steps = steps
        let (model, other) = (later.plan.model, earlier.plan.model)
        let isSameTree = model.isSameTree(as: other)
        let (nodes, entities) = isSameTree ? ([:], [:]) : (other.nodePlaces, other.entityPlaces)
        nodesBefore = isSameTree ? nil : model.nodes.map { nodes[$0.id] ?? -1 }
        entitiesBefore = isSameTree ? nil : model.entities.map { entities[$0.id] ?? -1 }
        let places = PlanPlaces(later.plan)
        self.places = places
        let hasOtherTree = steps.steps.contains { $0.nodes != nil }
        let placesBefore = hasOtherTree ? PlanPlaces(earlier.plan) : places
        attributions = steps.steps.map { step in
            let isFirst = step.nodes != nil
            return StepAttribution(step, places: places, placesBefore: isFirst ? placesBefore : places)
        }
    }

    /// The causes that do anything anywhere, in order.
    package var causes: [ChangeCause] { steps.steps.map(\.cause) }

    /// Explains the change of a node at an entity, both of the later model.
    ///
    /// - Parameters:
    ///   - detailedRows: how many of the largest rows of data are traced to readings.
    ///   - readingsPerRow: how many readings are listed in each.
    package mutating func explain(
        _ node: NodeID,
        at entity: EntityID,
        detailedRows: Int = 20,
        readingsPerRow: Int = 5
    ) -> ExplainedChange {
        let before = earlierCell(node, entity)
        let place = later.scores.cell(node, at: entity)
        let after = later.scores.score[place]
        var rows: [ChangeRow] = []
        var arrivals = [[Double]](repeating: [], count: attributions.count)
        var causes: [CauseTotal] = []
        for index in attributions.indices {
            let step = attributions[index].step
            let ends = (step.scoreBefore(node.index, entity.index), step.scoreAfter(node.index, entity.index))
            guard ends.0.bitPattern != ends.1.bitPattern else { continue }
            let spread = ChangeSpread(&attributions[index], node: node.index, entity: entity.index)
            rows += self.rows(spread, step.cause)
            arrivals[index] = spread.arrivals
            causes.append(
                CauseTotal(
                    cause: step.cause,
                    amount: ends.1.orZero - ends.0.orZero,
                    hasGap: ends.0.isNaN || ends.1.isNaN
                )
            )
        }
        rows = Self.sorted(rows)
        trace(&rows, detailedRows: detailedRows, readingsPerRow: readingsPerRow)
        return ExplainedChange(
            node: node,
            entity: entity,
            times: (earlier.store.now, later.store.now),
            before: before.score.isNaN ? nil : before.score,
            after: after.isNaN ? nil : after,
            kind: kind(before.score, after),
            reasonBefore: before.reason,
            reasonAfter: later.scores.reason(place),
            causes: causes,
            rows: rows,
            tree: tree(node.index, entity.index, toParent: [], arrivals)
        )
    }

    private func kind(_ before: Double, _ after: Double) -> ExplainedChange.Kind {
        switch (before.isNaN, after.isNaN) {
        case (true, true): .same
        case (true, false): .appeared
        case (false, true): .disappeared
        case (false, false): before == after ? .same : .changed
        }
    }

    /// The earlier cell of a place of the later model.
    private func earlierCell(_ node: NodeID, _ entity: EntityID) -> (score: Double, reason: Reason) {
        let node = nodesBefore.map { $0[node.index] } ?? node.index
        let entity = entitiesBefore.map { $0[entity.index] } ?? entity.index
        guard node >= 0, entity >= 0 else { return (.nan, .none) }
        let place = earlier.scores.cell(NodeID(node), at: EntityID(entity))
        return (earlier.scores.score[place], earlier.scores.reason(place))
    }

    private func rows(_ spread: ChangeSpread, _ cause: ChangeCause) -> [ChangeRow] {
        spread.places.map { place, amount in
            ChangeRow(
                cause: cause,
                node: NodeID(place.node),
                entity: EntityID(place.entity),
                amount: amount.amount,
                throughGates: amount.throughGates,
                standardError: amount.error
            )
        }
    }

    /// The largest first, ties in order of cause, node and entity; sorted by keys, for rows are large.
    private static func sorted(_ rows: [ChangeRow]) -> [ChangeRow] {
        let order = ChangeCause.allCases
        let keys = rows.indices.map { index in
            let row = rows[index]
            let cause = order.firstIndex(of: row.cause) ?? 0
            return (size: abs(row.amount), cause: cause, node: row.node, entity: row.entity, index: index)
        }
        return keys.sorted { left, right in
            left.size != right.size
                ? left.size > right.size
                : (left.cause, left.node, left.entity) < (right.cause, right.node, right.entity)
        }
        .map { rows[$0.index] }
    }

    /// Traces the largest rows of data to readings.
    private func trace(_ rows: inout [ChangeRow], detailedRows: Int, readingsPerRow: Int) {
        var left = detailedRows
        for index in rows.indices where left > 0 {
            guard let step = steps.steps.first(where: { $0.cause == rows[index].cause }) else { continue }
            guard [.arrived, .expired, .data].contains(step.cause),
                let indicator = places.indicator(rows[index].node.index, in: later.plan)
            else { continue }
            ReadingTracer(steps: steps, step: step, later: later.store)
                .trace(&rows[index], of: indicator, limit: readingsPerRow)
            left -= 1
        }
    }

    /// The account of a node and of what changed below it, at every level complete: also what did not reach the top.
    private mutating func tree(
        _ node: Int,
        _ entity: Int,
        toParent: [ChangedNode.Share],
        _ arrivals: [[Double]]
    ) -> ChangedNode {
        let place = later.scores.cell(NodeID(node), at: EntityID(entity))
        let before = earlierCell(NodeID(node), EntityID(entity)).score
        let after = later.scores.score[place]
        var result = ChangedNode(
            node: NodeID(node),
            before: before.isNaN ? nil : before,
            after: after.isNaN ? nil : after,
            reasonAfter: later.scores.reason(place),
            toParent: toParent,
            toTarget: [],
            own: [],
            throughGates: [],
            methods: [],
            children: []
        )
        var children: [Int: [ChangedNode.Share]] = [:]
        for index in attributions.indices {
            let cause = attributions[index].step.cause
            let cell = attributions[index].cell(node, entity)
            let arrival = arrivals[index].isEmpty ? 0 : arrivals[index][node]
            if arrival != 0 { result.toTarget.append(ChangedNode.Share(cause: cause, amount: arrival)) }
            let own = cell.own + cell.gates
            if own != 0 { result.own.append(ChangedNode.Share(cause: cause, amount: own)) }
            let reads = cell.reads.reduce(0) { $0 + $1.amount }
            if reads != 0 { result.throughGates.append(ChangedNode.Share(cause: cause, amount: reads)) }
            if let method = cell.method, cell.size > 0, !result.methods.contains(method) {
                result.methods.append(method)
            }
            for part in cell.children where part.isChanged {
                children[part.node, default: []].append(ChangedNode.Share(cause: cause, amount: part.amount))
            }
        }
        result.children = children.keys.sorted().map { child in
            tree(child, entity, toParent: children[child] ?? [], arrivals)
        }
        return result
    }
}
