import ReadinessModel

/// A gate prepared for evaluation.
struct GatePlan: Sendable {
    let gate: Gate
    /// The nodes it reads, by identifier.
    let reads: [String: Int]
}

/// What one gate does to one cell, on the scale of 0 to 1.
struct GateEffect {
    /// The cap; NaN when it has no value.
    var cap: Double
    /// The range of the cap.
    var range: Interval
    /// Whether the gate binds at all: all it reads is applicable.
    var applies = true
}

/// The caps on one node's scores.
struct GatePass {
    let plan: ScoringPlan
    let node: Int
    let gates: [GatePlan]
    let cells: ScoreColumns
    /// Where the scores before the caps go: a run of entities.
    let raw: UnsafeMutablePointer<Double>

    /// Caps the node at every entity.
    func run() { for entity in 0..<plan.entityCount { cap(entity) } }

    /// Caps the node at one entity: the lowest cap counts.
    func cap(_ entity: Int) {
        let cell = node * plan.entityCount + entity
        raw[entity] = cells.score[cell]
        guard plan.applicable[cell] else { return }
        for gate in gates {
            let effect = gate.effect(at: entity, plan: plan, score: cells.score, low: cells.low, high: cells.high)
            guard effect.applies else { continue }
            cells.low[cell] = min(cells.low[cell], effect.range.low)
            if effect.cap.isNaN, gate.gate.unknown == .ignore { continue }
            cells.high[cell] = min(cells.high[cell], effect.range.high)
            if effect.cap.isNaN {
                cells.score[cell] = .nan
                if cells.reasons[cell] == Reason.none.rawValue { cells.reasons[cell] = Reason.gateUnknown.rawValue }
            } else if effect.cap < cells.score[cell] {
                cells.score[cell] = effect.cap
            }
        }
    }
}

extension GatePlan {
    /// What the gate does at an entity, given the columns of published scores and bounds.
    func effect(
        at entity: Int,
        plan: ScoringPlan,
        score: UnsafePointer<Double>,
        low: UnsafePointer<Double>,
        high: UnsafePointer<Double>
    ) -> GateEffect {
        guard let places = places(at: entity, plan: plan) else {
            return GateEffect(cap: .nan, range: .unbounded, applies: false)
        }
        return effect(places) { (score: score[$0], low: low[$0], high: high[$0]) }
    }

    /// The cells the gate reads at an entity, by name; nil where one does not apply, so that the gate does not bind.
    func places(at entity: Int, plan: ScoringPlan) -> [String: Int]? {
        var places: [String: Int] = [:]
        for (name, node) in reads {
            guard let place = place(of: node, from: entity, plan: plan) else { return nil }
            places[name] = place
        }
        return places
    }

    /// What the gate does while it reads these places.
    func effect(_ places: [String: Int], cell: (Int) -> (score: Double, low: Double, high: Double)) -> GateEffect {
        let value = ScoreExpression.value(gate.cap) { name in
            guard let place = places[name] else { return .nan }
            let points = cell(place).score * 100
            return points.isNaN && gate.unknown == .zero ? 0 : points
        }
        let range = Interval.evaluate(gate.cap) { name in
            guard let place = places[name] else { return Interval(low: 0, high: 100) }
            let cell = cell(place)
            return cell.score.isNaN
                ? Interval(low: 0, high: 100) : Interval(low: cell.low * 100, high: cell.high * 100)
        }
        let cut = { (points: Double) in Swift.max(0, Swift.min(100, points)) / 100 }
        return GateEffect(
            cap: value.isNaN ? .nan : Swift.max(0, value / 100),
            range: Interval(low: cut(range.low), high: cut(range.high))
        )
    }

    /// The cell the gate reads of a node: here, or at the nearest entity at or above where it is applicable.
    func place(of node: Int, from entity: Int, plan: ScoringPlan) -> Int? {
        var entity = entity
        while true {
            let cell = node * plan.entityCount + entity
            if plan.applicable[cell] { return cell }
            guard gate.reads == .above, plan.parents[entity] >= 0 else { return nil }
            entity = plan.parents[entity]
        }
    }
}
