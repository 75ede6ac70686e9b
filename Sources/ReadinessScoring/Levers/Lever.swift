package import ReadinessModel

/// What one indicator at one entity can do for the score of a node. All scores are 0 to 1.
package struct Lever: Sendable {
    /// The indicator, by its node.
    package let indicator: NodeID
    /// Where: the entity asked about, or one above that a gate reads.
    package let entity: EntityID
    /// Its value before normalisation; nil without one.
    package let value: Double?
    /// Its score before caps; nil without one.
    package let score: Double?
    /// By how much the node's score rises per unit of the value; nil where the indicator has no value here.
    package let slope: Double?
    /// By how much the node's score rises per rise of the indicator's score: the marginal gain.
    package let gain: Double
    /// By how much the node's score would rise if this indicator alone went to 100; nil where the node has none now.
    package let gainAtBest: Double?
    /// The smallest change of this indicator alone that lifts the node into its next band.
    package let nextBand: BandStep
    /// What a unit of the value costs; nil when the model does not say.
    package let costPerUnit: Double?
    /// The leaf entities below, where the indicator rolls up from them; the largest marginal gain first.
    package let leaves: [LeafLever]

    /// The rise of the node's score per unit of cost, at the margin; nil without a cost or a value.
    package var gainPerCost: Double? {
        guard let costPerUnit, let slope else { return nil }
        return abs(slope) / costPerUnit
    }

    /// The cost of the step to the next band; nil without a cost or a step.
    package var costOfNextBand: Double? {
        guard let costPerUnit, case .reached(let value?, _) = nextBand, let present = self.value else { return nil }
        return abs(value - present) * costPerUnit
    }
}

/// What it takes of one indicator to lift a node into its next band.
package enum BandStep: Hashable, Sendable {
    /// The node has no score, or is in its highest band.
    case none
    /// The indicator's value (nil where it has only scores) and score at which the node is in the next band.
    case reached(value: Double?, score: Double)
    /// Not by this alone.
    case notAlone
}

/// What the indicator at one leaf entity can do for the score of a node above.
package struct LeafLever: Sendable {
    /// The leaf entity.
    package let entity: EntityID
    /// The indicator's value there; nil without one.
    package let value: Double?
    /// The indicator's score there; nil without one.
    package let score: Double?
    /// By how much the node's score above rises per unit of the value here, moved through its driver term under `pool`.
    package let slope: Double?
    /// By how much the node's score above rises per rise of the indicator's score here; nil where that has no meaning.
    package let gain: Double?
    /// By how much the node's score above would rise if the indicator here alone went to 100.
    package let gainAtBest: Double?
}

/// What one gate does to one of the scores a node is made of, and what would lift it.
package struct GateLever: Sendable {
    /// The gate.
    package let gate: Gate
    /// The entity at which it caps.
    package let entity: EntityID
    /// The score before the caps, 0 to 1; nil without one.
    package let raw: Double?
    /// The cap, 0 to 1; nil without a value.
    package let cap: Double?
    /// Whether this gate decides the score: it is the lowest cap, and below the score before the caps.
    package let isBinding: Bool
    /// What each node it reads alone would have to be for the cap no longer to lower the score; empty when it does not.
    package let ways: [Way]

    /// The room between the score before the caps and the cap, negative while the cap lowers it.
    package var slack: Double? {
        guard let raw, let cap else { return nil }
        return cap - raw
    }

    /// One node that a gate reads.
    package struct Way: Sendable {
        /// The node.
        package let node: NodeID
        /// Where it is read.
        package let entity: EntityID
        /// Its score now; nil without one.
        package let from: Double?
        /// The nearest score at which the cap no longer lowers the score; nil when there is none, not by this alone.
        package let to: Double?
    }
}
