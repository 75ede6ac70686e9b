/// The place of an entity in `Model.entities`: dense, from 0, in preorder of the organisation tree.
package struct EntityID: Hashable, Comparable, Sendable {
    /// The index into `Model.entities`.
    package let index: Int

    /// Makes the identifier of the entity at `index`.
    package init(_ index: Int) { self.index = index }

    package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// The place of a measure in `Model.measures`: dense, from 0, in order of declaration.
package struct MeasureID: Hashable, Comparable, Sendable {
    /// The index into `Model.measures`.
    package let index: Int

    /// Makes the identifier of the measure at `index`.
    package init(_ index: Int) { self.index = index }

    package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// The place of an indicator in `Model.indicators`: dense, from 0, in order of declaration.
package struct IndicatorID: Hashable, Comparable, Sendable {
    /// The index into `Model.indicators`.
    package let index: Int

    /// Makes the identifier of the indicator at `index`.
    package init(_ index: Int) { self.index = index }

    package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// The place of a node in `Model.nodes`: dense, from 0, in preorder of the index tree.
package struct NodeID: Hashable, Comparable, Sendable {
    /// The index into `Model.nodes`.
    package let index: Int

    /// Makes the identifier of the node at `index`.
    package init(_ index: Int) { self.index = index }

    package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// One measure of one entity, interned: `measure x number of entities + entity`.
///
/// Valid only together with the model that made it; what is stored on disk carries names.
package struct SeriesID: Hashable, Comparable, Sendable {
    /// The dense index of the series.
    package let index: Int

    /// Makes the identifier of the series at `index`.
    package init(_ index: Int) { self.index = index }

    package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}
