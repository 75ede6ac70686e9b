import ReadinessModel

extension ScoreCone {
    /// By how much the cell's score rises per rise of each indicator's score, in the order of `inputs`: the chain rule
    /// from the cell down.
    ///
    /// Below a gate that binds nothing passes but through what the gate reads; a gate met exactly binds.
    func gradient(_ result: Result) -> [Double] {
        guard !cells.isEmpty, !result.target.isNaN else { return inputs.map { _ in 0 } }
        var published = cells.map { _ in 0.0 }
        var raw = published
        published[cells.count - 1] = 1
        for place in cells.indices.reversed() where published[place] != 0 {
            let cell = cells[place]
            if let gate = binding(place, result) {
                let points = { (read: Int) in result.score[read] }
                for (name, read) in gate.reads {
                    let dual = Dual.evaluate(gate.gate.gate.cap) { leaf in
                        guard case .score(let other) = leaf else { return Dual(.nan) }
                        return Dual(gate.points(other, points), slope: other == name ? 1 : 0)
                    }
                    if dual.value > 0, dual.slope != 0 { published[read] += published[place] * dual.slope }
                }
                continue
            }
            raw[place] = published[place]
            guard case .index(let rule, let children) = cell.content else { continue }
            let scores = children.map { $0.map { result.score[$0] } ?? .nan }
            for (child, slope) in zip(children, rule.slopes(scores, result: result.raw[place])) {
                guard let child, slope != 0 else { continue }
                published[child] += raw[place] * slope
            }
        }
        return inputs.map { raw[$0] }
    }

    /// The gate that decides a cell's score: the first of the lowest cap when that is not above the score before caps.
    func binding(_ place: Int, _ result: Result) -> Cap? {
        var lowest: (cap: Double, gate: Cap)?
        for gate in cells[place].gates {
            let cap = gate.value { result.score[$0] }
            if cap <= result.raw[place], cap < lowest?.cap ?? .infinity { lowest = (cap, gate) }
        }
        return lowest?.gate
    }
}
