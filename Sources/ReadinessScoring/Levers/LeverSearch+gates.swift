import ReadinessModel

extension LeverSearch {
    /// The gates of every cell of the cone, what they do and what would lift them.
    func gates() -> [GateLever] {
        cone.cells.indices.reversed().flatMap { place -> [GateLever] in
            let deciding = cone.binding(place, result)
            return cone.cells[place].gates.map { gate in
                let cap = gate.value { result.score[$0] }
                let raw = result.raw[place]
                let isLowering = cap < raw
                return GateLever(
                    gate: gate.gate.gate,
                    entity: EntityID(cone.cells[place].entity),
                    raw: raw.isNaN ? nil : raw,
                    cap: cap.isNaN ? nil : cap,
                    isBinding: isLowering && deciding?.gate.gate == gate.gate.gate,
                    ways: isLowering || (cap.isNaN && !raw.isNaN) ? ways(gate, raw) : []
                )
            }
        }
    }

    private func ways(_ gate: ScoreCone.Cap, _ raw: Double) -> [GateLever.Way] {
        gate.reads.sorted { $0.value < $1.value }.map { _, read in
            let present = result.score[read]
            let start = present.isNaN ? 0 : present
            let lifts = { (score: Double) in gate.value { $0 == read ? score : result.score[$0] } >= raw }
            // As a rule a better score lifts a cap; where only a worse one does, that is said too.
            let ends = [1.0, 0].compactMap { nearest(from: start, to: $0, lifts) }
            let isLiftedAtStart = present.isNaN && lifts(0)
            return GateLever.Way(
                node: NodeID(cone.cells[read].node),
                entity: EntityID(cone.cells[read].entity),
                from: present.isNaN ? nil : present,
                to: isLiftedAtStart ? 0 : ends.min { abs($0 - start) < abs($1 - start) }
            )
        }
    }
}
