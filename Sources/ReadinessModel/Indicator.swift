/// A question with a numeric answer per entity, and the scale that turns the answer into a score.
package struct Indicator: Sendable {
    /// The identifier, unique among indicators and nodes.
    package var id: String
    /// The name for people; the identifier when none is given.
    package var title: String
    /// The unit of the value, for people; nil when not declared.
    package var unit: String?
    /// The value, an expression over measures.
    package var value: Expression
    /// The expression as the model writes it.
    package var valueText: String
    /// From value to score.
    package var normalisation: Normalisation
    /// Words naming entities or kinds it applies to; nil means all.
    package var appliesTo: [String]?
    /// The greatest age of a reading that counts as fresh; nil means any age.
    package var staleAfter: TimeSpan?
    /// The greatest age of a reading that is still held, only under `MissingPolicy.hold`; nil means for ever.
    package var expiresAfter: TimeSpan?
    /// What a missing value does.
    package var missing: MissingPolicy
    /// How the values of entities become the value of the entity above.
    package var rollUp: RollUp
    /// What a change of the value by one unit costs, above 0, in whatever the model counts costs in; nil when not
    /// declared. Has no part in scores.
    package var costPerUnit: Double?

    /// Makes an indicator.
    package init(
        id: String,
        title: String? = nil,
        unit: String? = nil,
        value: Expression,
        valueText: String,
        normalisation: Normalisation,
        appliesTo: [String]? = nil,
        staleAfter: TimeSpan? = nil,
        expiresAfter: TimeSpan? = nil,
        missing: MissingPolicy = .drop,
        rollUp: RollUp = .pool,
        costPerUnit: Double? = nil
    ) {
        self.id = id
        self.title = title ?? id
        self.unit = unit
        self.value = value
        self.valueText = valueText
        self.normalisation = normalisation
        self.appliesTo = appliesTo
        self.staleAfter = staleAfter
        self.expiresAfter = expiresAfter
        self.missing = missing
        self.rollUp = rollUp
        self.costPerUnit = costPerUnit
    }
}

/// What a missing value does to the nodes above.
package enum MissingPolicy: String, CaseIterable, Sendable {
    /// It leaves the score and lowers coverage; the remaining weights are renormalised.
    case drop
    /// Stale readings stay valid until they expire.
    case hold
    /// It counts as the worst score, but not as covered.
    case worst
    /// The parent node has no score.
    case fail
}

/// How values of entities become the value of the entity above.
package enum RollUp: String, CaseIterable, Sendable {
    /// The terms are pooled over the leaf entities, then the expression is applied: a ratio of sums.
    case pool
    /// The weighted arithmetic mean of the child entities' scores.
    case scores
    /// Not applicable above the leaves.
    case none
}
