package import ReadinessModel

/// Values and scores of indicators to be taken as given instead of computed: the part of a what-if that no reading can
/// express. With none, an evaluation is what it always is, bit for bit.
package struct IndicatorSettings: Sendable {
    private var indicators: [Int: CellSettings] = [:]

    /// Nothing set.
    package init() {}

    /// What is set at one cell.
    package enum Setting: Hashable, Sendable {
        /// The value before normalisation.
        case value(Double)
        /// The score before caps, 0 to 1.
        case score(Double)
    }

    /// Whether nothing is set.
    package var isEmpty: Bool { indicators.isEmpty }

    /// Sets an indicator, by its node, at an entity it applies to; the last setting of a cell counts.
    package mutating func set(_ node: NodeID, at entity: EntityID, _ setting: Setting) {
        indicators[node.index, default: CellSettings()].byEntity[entity.index] = setting
    }

    /// What is set of the indicator at a node; nil when nothing is.
    subscript(node: Int) -> CellSettings? { indicators[node] }
}

/// What is set of one indicator.
struct CellSettings: Sendable {
    var byEntity: [Int: IndicatorSettings.Setting] = [:]

    subscript(entity: Int) -> IndicatorSettings.Setting? { byEntity[entity] }
}
