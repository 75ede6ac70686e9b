/// A place in the index tree: an index over children, or an indicator.
package struct Node: Sendable {
    /// The identifier, unique among nodes and indicators.
    package var id: String
    /// The name for people.
    package var title: String
    /// The node above; nil at the root and for indicators that stand in no index.
    package var parent: NodeID?
    /// Its share among its siblings, above 0.
    package var weight: Fraction
    /// Whether the parent has no score while this node has none.
    package var isRequired: Bool
    /// Words naming entities or kinds it applies to, over what lies above and below it; nil means all.
    package var appliesTo: [String]?
    /// What stands here.
    package var content: Content

    /// What stands at a node.
    package enum Content: Sendable {
        /// An indicator.
        case indicator(IndicatorID)
        /// An index over children, in order of declaration.
        case index(Index)
    }

    /// An index: how children's scores become one.
    package struct Index: Sendable {
        /// The method.
        package var aggregate: Aggregate
        /// The weighted share of applicable children that must have a score, 0 to 1, met exactly being met.
        package var coverage: Fraction
        /// The score below which a child counts as the floor in geometric and harmonic means, 0 to 1.
        package var floor: Double
        /// The children, in order of declaration.
        package var children: [NodeID]

        /// Makes an index.
        package init(aggregate: Aggregate, coverage: Fraction, floor: Double, children: [NodeID]) {
            self.aggregate = aggregate
            self.coverage = coverage
            self.floor = floor
            self.children = children
        }
    }

    /// Makes a node.
    package init(
        id: String,
        title: String? = nil,
        parent: NodeID? = nil,
        weight: Fraction = Fraction(whole: 1),
        isRequired: Bool = false,
        appliesTo: [String]? = nil,
        content: Content
    ) {
        self.id = id
        self.title = title ?? id
        self.parent = parent
        self.weight = weight
        self.isRequired = isRequired
        self.appliesTo = appliesTo
        self.content = content
    }
}
