/// How children's scores become one (formulas: `Aggregation` in ReadinessScoring).
package enum Aggregate: Hashable, Sendable {
    /// The weighted mean: full compensation.
    case arithmetic
    /// The weighted geometric mean: limited compensation.
    case geometric
    /// The weighted harmonic mean: less compensation still.
    case harmonic
    /// The weighted power mean; 0 is the geometric mean, -1 the harmonic, 1 the arithmetic.
    case power(Double)
    /// The smallest: no compensation.
    case min
    /// The largest.
    case max
    /// Ordered weighted average: the factors apply to the scores sorted from best to worst. Needs every child.
    case owa([Double])
    /// Mean-min function (Casadio Tarabusi and Guarini 2013): `alpha` 0 to 1, `beta` at least 0 on the scale of 0 to 1.
    case meanMin(alpha: Double, beta: Double)
    /// Mazziotta-Pareto index of the scores: mean less, or plus, variance over mean; `ddof` 0 or 1.
    case mpi(sign: PenaltySign, ddof: Int)
    /// The product of the scores, as in overall equipment effectiveness.
    case product
    /// A formula over `score(child)`, in points.
    case expression(Expression, text: String)

    /// The direction of the penalty of the Mazziotta-Pareto index.
    package enum PenaltySign: String, CaseIterable, Sendable {
        /// The penalty is subtracted: for indices where more is better.
        case positive
        /// The penalty is added: for indices where less is better.
        case negative
    }

    /// The word the model uses.
    package var name: String {
        switch self {
        case .arithmetic: "arithmetic"
        case .geometric: "geometric"
        case .harmonic: "harmonic"
        case .power: "power"
        case .min: "min"
        case .max: "max"
        case .owa: "owa"
        case .meanMin: "mean-min"
        case .mpi: "mpi"
        case .product: "product"
        case .expression: "expression"
        }
    }
}
