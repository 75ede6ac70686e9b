/// A part of the organisation: a plant, a depot, an institute, or what they belong to.
package struct Entity: Hashable, Sendable {
    /// The identifier, unique among entities.
    package var id: String
    /// The name for people; the identifier when none is given.
    package var title: String
    /// What sort of entity it is, a word `applies-to` may use.
    package var kind: String?
    /// The entity it belongs to; nil at the top.
    package var parent: EntityID?
    /// The number of entities below it; they follow it directly in `Model.entities`.
    package var descendantCount: Int
    /// Its share among its siblings in coverage and in `scores` roll-up.
    package var weight: EntityWeight

    /// Makes an entity; `descendantCount` is set by `Model`'s makers.
    package init(
        id: String,
        title: String? = nil,
        kind: String? = nil,
        parent: EntityID? = nil,
        descendantCount: Int = 0,
        weight: EntityWeight = .fixed(Fraction(whole: 1))
    ) {
        self.id = id
        self.title = title ?? id
        self.kind = kind
        self.parent = parent
        self.descendantCount = descendantCount
        self.weight = weight
    }

    /// Whether readings belong here: no entity lies below.
    package var isLeaf: Bool { descendantCount == 0 }
}

/// The weight of an entity among its siblings.
package enum EntityWeight: Hashable, Sendable {
    /// A number above 0.
    case fixed(Fraction)
    /// The latest value of a measure summed over the entity's leaves; `otherwise` where there is none.
    case measured(MeasureID, otherwise: Fraction)
}
