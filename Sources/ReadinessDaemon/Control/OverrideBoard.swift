import ReadinessModel

/// The overrides in force, each at its place: a value without clock or I/O.
struct OverrideBoard: Sendable {
    private struct Place: Hashable {
        let entity: String
        let node: String
    }

    private var byPlace: [Place: Override] = [:]

    init(_ overrides: [Override] = []) { for override in overrides { set(override) } }

    /// All of them, by entity, then node.
    var all: [Override] { byPlace.values.sorted { ($0.entity, $0.node) < ($1.entity, $1.node) } }

    /// The override at a node and entity; nil without one.
    func override(_ node: String, at entity: String) -> Override? { byPlace[Place(entity: entity, node: node)] }

    /// Puts an override at its place, instead of what stood there.
    mutating func set(_ override: Override) {
        byPlace[Place(entity: override.entity, node: override.node)] = override
    }

    /// Takes an override away, unless another stands at its place by now.
    mutating func remove(_ override: Override) {
        let place = Place(entity: override.entity, node: override.node)
        if byPlace[place] == override { byPlace[place] = nil }
    }

    /// The overrides whose time is over, by entity, then node.
    func expired(at now: Timestamp) -> [Override] { all.filter { $0.until <= now } }

    /// When the time of the next one is over; nil when there is none.
    var nextEnd: Timestamp? { byPlace.values.map(\.until).min() }
}
