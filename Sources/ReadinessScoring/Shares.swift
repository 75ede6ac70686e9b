import ReadinessModel

/// The weights of a node's applicable children: of all, and of those with a score.
struct Shares {
    /// The sum of the applicable children's weights.
    private(set) var weight = 0.0
    private var applicable: Int64 = 0
    private var present: Int64 = 0
    private var isNeededMissing = false

    mutating func add(_ node: NodePlan, _ place: Int, hasScore: Bool) {
        weight += node.weights[place]
        applicable += node.exactWeights[place]
        if hasScore {
            present += node.exactWeights[place]
        } else if node.isNeeded[place] {
            isNeededMissing = true
        }
    }

    /// Whether there is a score; shares are compared exactly, and met exactly is met.
    func reason(threshold: Fraction) -> Reason {
        if isNeededMissing { return .requiredChild }
        return Self.isMet(present, of: applicable, threshold) ? .none : .coverage
    }

    /// Whether some are present, and their share meets the threshold.
    static func isMet(_ present: Int64, of applicable: Int64, _ threshold: Fraction) -> Bool {
        let share = present.multipliedFullWidth(by: threshold.denominator)
        let needed = applicable.multipliedFullWidth(by: threshold.numerator)
        let isMet = share.high != needed.high ? share.high > needed.high : share.low >= needed.low
        return isMet && present > 0
    }
}
