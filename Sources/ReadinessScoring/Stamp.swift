import Synchronization

/// Numbers that no two states share: what was made from a state carries its number and is known to be outdated by it.
enum Stamp {
    private static let last = Atomic<UInt64>(0)

    /// A number never given before in this process; never 0.
    static func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
