package import ReadinessModel

/// What one gate does at one entity, on the scale of 0 to 1.
package struct GateState: Hashable, Sendable {
    /// The gate, by its place in `Model.gates`.
    package let gate: Int
    /// The entity.
    package let entity: EntityID
    /// The score before the caps; nil without one.
    package let raw: Double?
    /// The cap; nil when it has no value.
    package let cap: Double?

    /// Whether the cap lies below the score, so that it takes something away.
    package var isBelow: Bool {
        guard let raw, let cap else { return false }
        return cap < raw
    }

    /// How far the score may rise before the cap takes something away; below 0 where it does already.
    package var slack: Double? {
        guard let raw, let cap else { return nil }
        return cap - raw
    }
}

extension Scores {
    /// What every gate does, where it binds at all: by gate in order of declaration, then by entity.
    ///
    /// - Parameter plan: the plan the scores were made with.
    package func gateStates(_ plan: ScoringPlan) -> [GateState] {
        var states: [GateState] = []
        var met: [Int: Int] = [:]
        for (index, gate) in plan.model.gates.enumerated() {
            let node = gate.node.index
            let place = met[node, default: 0]
            met[node] = place + 1
            guard let prepared = plan.gates[node], place < prepared.count,
                let slot = plan.gatedNodes.firstIndex(of: node)
            else { continue }
            for entity in 0..<entityCount where plan.applicable[node * entityCount + entity] {
                let effect = effect(of: prepared[place], at: entity, plan)
                guard effect.applies else { continue }
                let before = raw[slot * entityCount + entity]
                states.append(
                    GateState(
                        gate: index,
                        entity: EntityID(entity),
                        raw: before.isNaN ? nil : before,
                        cap: effect.cap.isNaN ? nil : effect.cap
                    )
                )
            }
        }
        return states
    }

    private func effect(of gate: GatePlan, at entity: Int, _ plan: ScoringPlan) -> GateEffect {
        let nothing = GateEffect(cap: .nan, range: .unbounded, applies: false)
        return score.withUnsafeBufferPointer { score in
            low.withUnsafeBufferPointer { low in
                high.withUnsafeBufferPointer { high in
                    guard let score = score.baseAddress, let low = low.baseAddress, let high = high.baseAddress else {
                        return nothing
                    }
                    return gate.effect(at: entity, plan: plan, score: score, low: low, high: high)
                }
            }
        }
    }
}
