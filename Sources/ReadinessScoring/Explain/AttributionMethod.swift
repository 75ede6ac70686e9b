/// How the change of a node was divided among what changed below it.
package enum AttributionMethod: String, Sendable {
    /// By weights: arithmetic means. Exact.
    case linear
    /// By the logarithmic mean divisia index: geometric means. Exact, zeros by the analytic limit.
    case logarithmicMean = "lmdi"
    /// By the average over all orders of change. Exact.
    case shapley
    /// By the average over orders drawn with a fixed seed; the amounts carry a standard error, their sum is exact.
    case sampledShapley = "shapley-sampled"
}

/// What became of the children's scores in a node's, divided among them.
struct ChildAttribution {
    /// What the node's own rule did: its method, weights, floor or threshold.
    var own = 0.0
    /// What each child did, by its place; all add up to the change, no score counting 0.
    var amounts: [Double]
    /// The standard error of each amount.
    var errors: [Double]
    /// The change of the node for a small change of each child whose score is as before, where the method tells it.
    var slopes: [Double]
    /// How it was divided.
    var method: AttributionMethod
}

/// The scores of a node's children on one side of a change, by place: NaN for none.
struct ChildScores {
    var scores: [Double]
    var applies: [Bool]

    /// Whether a child is the same on both sides, bit for bit.
    func isSame(_ other: Self, at place: Int) -> Bool {
        scores[place].bitPattern == other.scores[place].bitPattern && applies[place] == other.applies[place]
    }
}
