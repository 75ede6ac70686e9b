package import ReadinessModel

/// What one score is made of, down to readings: scores of 0 to 1.
///
/// `base` plus the children's contributions is the score before the caps, to 1e-12. A contribution is what a child adds
/// over a score of 0 while its siblings do the same: by weights in an arithmetic mean (`w s`), by the logarithmic mean
/// in a geometric one (a child at 0 counting as the floor), by Shapley values elsewhere.
package struct ExplainedLevel: Sendable {
    /// The node.
    package var node: NodeID
    /// The entity.
    package var entity: EntityID
    /// The numbers, published and before the caps.
    package var cell: EntityCell
    /// What is worth saying beside.
    package var remarks: Remarks
    /// How far the score can be relied on (`Confidence`), 0 to 1; nil where not applicable.
    package var confidence: Double?
    /// How fresh an indicator's oldest value is, 0 to 1; nil for index nodes and without readings.
    package var freshness: Double?
    /// The values below that are held though they are no longer fresh.
    package var held: SubstitutedValues
    /// The values below that are missing and count as worst.
    package var countedWorst: SubstitutedValues
    /// The band of the score.
    package var band: String?
    /// Its part in the node above; nil for the node explained.
    package var part: LevelPart?
    /// How the children's scores become one; nil for an indicator.
    package var aggregate: Aggregate?
    /// How the contributions of the children were found; nil for an indicator and without a score.
    package var method: AttributionMethod?
    /// What the node would score if every child with a score had 0: the floor for geometric and harmonic means.
    package var base: Double
    /// The gates on it, in order of declaration.
    package var gates: [ExplainedGate]
    /// The children, in order; those that do not apply are left out.
    package var children: [ExplainedLevel]
    /// For an indicator, how the value became a score and what it is made of.
    package var indicator: ExplainedIndicator?
    /// At an entity with others below: the leaf entities of the lowest scores, the worst first.
    package var worst: [EntityScore]
    /// At an entity with others below: how many leaf entities it applies to, and how many of them have a score.
    package var leaves: (applicable: Int, scored: Int)
}

/// What a child is to the node above it.
package struct LevelPart: Hashable, Sendable {
    /// The declared weight.
    package var weight: Double
    /// Its share of the weight of the siblings that have a score; nil without a score.
    package var share: Double?
    /// Its share of the explained node: the product of shares on the way; nil without a score on the way.
    package var effectiveWeight: Double?
    /// What it adds to the score above before the caps; nil where one of them has no score.
    package var contribution: Double?
    /// The standard error of `contribution` where orders were drawn; 0 where it is exact.
    package var standardError: Double
    /// Whether the floor stands in for it.
    package var isRaisedToFloor: Bool
    /// How much narrower the bounds of the node above would be, before its caps, if this score were known.
    package var boundsWidth: Double
    /// Whether the node above has no score without it.
    package var isRequired: Bool
}

/// What one gate does to a score.
package struct ExplainedGate: Sendable {
    /// The cap as the model writes it.
    package var capText: String
    /// Why there is the gate.
    package var reason: String?
    /// The cap; nil when what it reads has no score.
    package var cap: Double?
    /// Whether it can bind at all: everything it reads applies.
    package var applies: Bool
    /// Whether it is the one that sets the score: the lowest cap, and below the score before the caps.
    package var binds: Bool
    /// The cap less the score before the caps: negative where it takes something away; nil where one is unknown.
    package var slack: Double?
    /// What it reads, and where.
    package var reads: [EntityScore]
}

/// The score of a node at an entity.
package struct EntityScore: Hashable, Sendable {
    /// The node.
    package var node: NodeID
    /// The entity.
    package var entity: EntityID
    /// The score; nil without one.
    package var score: Double?
}

/// How an indicator's value became its score.
package struct ExplainedIndicator: Sendable {
    /// The value; nil when missing, and where `scores` roll up.
    package var value: Double?
    /// The expression as the model writes it.
    package var valueText: String
    /// The normalisation.
    package var normalisation: Normalisation
    /// How entities below roll up.
    package var rollUp: RollUp
    /// The terms of the expression; empty where `scores` roll up.
    package var terms: [ExplainedTerm]
    /// Where `scores` roll up: the child entities' shares and what each adds to the score.
    package var entities: [EntityShare]
}

/// A child entity in a `scores` roll-up.
package struct EntityShare: Hashable, Sendable {
    /// The entity.
    package var entity: EntityID
    /// Its score; nil without one.
    package var score: Double?
    /// Its weight among its siblings.
    package var weight: Double
    /// What it adds to the score: its share of the weight times its score; nil without one.
    package var contribution: Double?
}

/// A term of an expression with the readings behind it.
package struct ExplainedTerm: Sendable {
    /// The measure and window.
    package var term: Term
    /// The value, pooled over the entities that take part; nil when missing.
    package var value: Double?
    /// How entities are combined.
    package var pool: Pool
    /// The number of leaf entities that take part.
    package var participants: Int
    /// The values of leaf entities, at most as many as asked for, the largest first.
    package var readings: [ExplainedReading]
}

/// The value of a term at a leaf entity.
package struct ExplainedReading: Hashable, Sendable {
    /// The entity.
    package var entity: EntityID
    /// The value; nil when missing.
    package var value: Double?
    /// The time of the newest reading of the measure; nil where there never was one.
    package var time: Timestamp?
    /// Whether the entity takes part: it has every term of the expression.
    package var takesPart: Bool
}
