package import ReadinessModel

/// Changes to try on a model and its readings, in order. A scenario is a question, never a fact: nothing of it is kept.
package struct Scenario: Hashable, Sendable {
    /// The changes; later ones see what earlier ones did.
    package var changes: [Change]

    /// Makes a scenario; without changes it is the base itself.
    package init(_ changes: [Change] = []) { self.changes = changes }

    /// One change.
    package enum Change: Hashable, Sendable {
        /// The latest reading of a measure at a leaf entity, taken through the expressions that use it.
        ///
        /// A factor scales every known reading of the series, so that windows grow alike, and reaches every leaf
        /// below an entity above the leaves.
        case measure(MeasureID, EntityID, Amount)
        /// The value of an indicator (by its node) at an entity, before normalisation.
        case value(NodeID, EntityID, Amount)
        /// The score of an indicator (by its node) at an entity, before caps, on the scale of 0 to 1.
        case score(NodeID, EntityID, Amount)
        /// The weight of a node among its siblings, above 0.
        case weight(NodeID, Fraction)
        /// From value to score of an indicator.
        case normalisation(IndicatorID, Normalisation)
        /// The cap on a node: in place of those it has, or as a new gate that reads here.
        case cap(NodeID, Expression, text: String)
        /// One more gate.
        case addGate(Gate)
        /// No caps on a node any more.
        case removeGates(NodeID)
        /// The share of children that must have a score, 0 to 1.
        case coverage(NodeID, Fraction)
        /// How the children's scores become one.
        case aggregate(NodeID, Aggregate)
    }

    /// A number, or what to do with the present one.
    package enum Amount: Hashable, Sendable {
        /// This number.
        case set(Double)
        /// The present number times this.
        case multiply(Double)
        /// The present number and this.
        case add(Double)

        /// What becomes of the present number; NaN where it takes one and there is none.
        package func applied(to present: Double) -> Double {
            switch self {
            case .set(let value): value
            case .multiply(let factor): present * factor
            case .add(let step): present + step
            }
        }
    }
}
