import ReadinessModel

/// The search for what raises one score.
struct LeverSearch {
    let plan: ScoringPlan
    let store: ReadingStore
    let scores: Scores
    let cone: ScoreCone
    /// The scores of the indicators before caps, in the order of the cone's inputs.
    let inputs: [Double]
    let result: ScoreCone.Result
    /// The band above that of the score.
    let nextBand: Band?

    init(_ node: NodeID, _ entity: EntityID, plan: ScoringPlan, store: ReadingStore, scores: Scores) {
        self.plan = plan
        self.store = store
        self.scores = scores
        cone = ScoreCone(node.index, at: entity.index, of: plan)
        inputs = cone.inputs(of: scores)
        result = cone.evaluate(inputs)
        let score = result.target
        nextBand = score.isNaN ? nil : plan.model.bands.first { $0.from > score }
    }

    /// The score asked about; NaN without one.
    var base: Double { result.target }

    func levers() -> [Lever] {
        let gradient = gradient()
        return cone.inputs.indices.compactMap { lever($0, gain: gradient[$0]) }
    }

    /// The score with one input in place of what it is.
    func target(_ place: Int, _ input: Double) -> Double {
        var changed = inputs
        changed[place] = input
        return cone.evaluate(changed).target
    }

    /// The chain rule, and a difference to the better side where it gives no number.
    private func gradient() -> [Double] {
        let gradient = cone.gradient(result)
        return gradient.indices.map { place in
            guard !gradient[place].isFinite else { return gradient[place] }
            let step = 1e-7
            let difference = (target(place, inputs[place] + step) - base) / step
            return difference.isFinite ? difference : 0
        }
    }

    private func lever(_ place: Int, gain: Double) -> Lever? {
        let cell = cone.cells[cone.inputs[place]]
        guard case .indicator(let indicator) = cell.content,
            case .indicator(let id) = plan.model.nodes[cell.node].content
        else { return nil }
        let scale = ValueScale(indicator, at: cell.entity, plan: plan, scores: scores)
        let value = scale?.value ?? .nan
        let score = value.isNaN && scale != nil ? .nan : inputs[place]
        let best = target(place, 1)
        let reach = LeafReach(indicator, below: cell.entity, of: self, place: place, gain: gain)
        return Lever(
            indicator: NodeID(cell.node),
            entity: EntityID(cell.entity),
            value: value.isNaN ? nil : value,
            score: score.isNaN ? nil : score,
            slope: scale?.slope.map { $0 == 0 ? 0 : $0 * gain },
            gain: gain,
            gainAtBest: base.isNaN || best.isNaN ? nil : best - base,
            nextBand: step(place, scale),
            costPerUnit: plan.model.indicators[id.index].costPerUnit,
            leaves: reach?.levers() ?? []
        )
    }

    /// The nearest value, on the way to the best one, at which the node is in its next band.
    private func step(_ place: Int, _ scale: ValueScale?) -> BandStep {
        guard let edge = nextBand?.from else { return .none }
        if let scale, !scale.value.isNaN {
            guard let best = scale.best, best != scale.value else { return .notAlone }
            let value = nearest(from: scale.value, to: best) { value in
                // To lose the score is no way up, even where the node does better without it.
                let score = scale.score(of: value)
                return !score.isNaN && target(place, score) >= edge
            }
            return value.map { .reached(value: $0, score: scale.score(of: $0)) } ?? .notAlone
        }
        let start = inputs[place].isNaN ? 0 : inputs[place]
        let score = nearest(from: start, to: 1) { target(place, $0) >= edge }
        return score.map { .reached(value: nil, score: $0) } ?? .notAlone
    }
}

/// The number nearest to `start` on the way to `end` at which a condition holds: a scan, then bisection to the last bit.
///
/// A condition that holds only between two of the 64 steps of the scan is not seen; monotone ones always are.
func nearest(from start: Double, to end: Double, _ holds: (Double) -> Bool) -> Double? {
    func point(_ share: Double) -> Double { share == 1 ? end : start + (end - start) * share }
    guard let first = (1...64).first(where: { holds(point(Double($0) / 64)) }) else { return nil }
    var (low, high) = (Double(first - 1) / 64, Double(first) / 64)
    while true {
        let middle = low + (high - low) / 2
        guard middle > low, middle < high else { return point(high) }
        if holds(point(middle)) { high = middle } else { low = middle }
    }
}
