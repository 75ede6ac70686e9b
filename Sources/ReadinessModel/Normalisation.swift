/// From a value to a score of 0 to 1 (`notes`: OECD/JRC handbook step 5; COINr `n_goalposts`).
package enum Normalisation: Hashable, Sendable {
    /// Linear between worst and best; worst above best means lower is better.
    case goalposts(worst: Double, best: Double, truncate: Bool)
    /// Linear in the logarithm between worst and best, both above 0.
    case logGoalposts(worst: Double, best: Double, truncate: Bool)
    /// Piecewise linear through points of rising `x`, flat beyond the ends.
    case table([ScalePoint])
    /// The score of the highest step whose edge is at most the value; below the first edge the first step's score.
    case steps([ScalePoint])
    /// Best in the middle: 0 at `low` and `high` and beyond, 1 at `best`.
    case target(low: Double, best: Double, high: Double)
    /// Relative: `mean + step x z` of the standard score among peers, on the scale of 0 to 1; a negative step means
    /// lower is better. Changes when others change.
    case zScore(mean: Double, step: Double)
    /// Relative: the share of peers with a smaller value, `(rank - 1) / (n - 1)`, ties taking the lowest rank.
    case percentileRank
    /// Relative: between the smallest and the largest value among peers; `low > high` means lower is better.
    case peerMinMax(low: Double, high: Double)

    /// Whether the score depends on the values of other entities.
    package var isRelative: Bool {
        switch self {
        case .zScore, .percentileRank, .peerMinMax: true
        default: false
        }
    }
}

/// A point of a scale.
package struct ScalePoint: Hashable, Sendable {
    /// The value.
    package var x: Double
    /// The score at the value, 0 to 1.
    package var score: Double

    /// Makes a point.
    package init(x: Double, score: Double) {
        self.x = x
        self.score = score
    }
}
