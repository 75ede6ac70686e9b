import Synchronization

/// What a server has done since its start.
public struct Counters: Sendable, Hashable {
    /// Connections open now.
    public var connectionsOpen = 0
    /// Connections accepted.
    public var connectionsAccepted = 0
    /// Connections closed at once because of a limit.
    public var connectionsRefused = 0
    /// Calls performed, whatever their outcome.
    public var calls = 0
    /// Calls answered with an error.
    public var errors = 0
    /// Connections closed because the peer did not read.
    public var slowReadersClosed = 0
    /// Connections closed because the peer broke the protocol.
    public var protocolViolations = 0
    /// Connections closed because the peer did nothing.
    public var idleClosed = 0
}

/// The counters behind ``Counters``, for use from any thread.
final class AtomicCounters: Sendable {
    let connectionsAccepted = Atomic<Int>(0)
    let connectionsRefused = Atomic<Int>(0)
    let calls = Atomic<Int>(0)
    let errors = Atomic<Int>(0)
    let slowReadersClosed = Atomic<Int>(0)
    let protocolViolations = Atomic<Int>(0)
    let idleClosed = Atomic<Int>(0)

    func snapshot(connectionsOpen: Int) -> Counters {
        Counters(
            connectionsOpen: connectionsOpen,
            connectionsAccepted: connectionsAccepted.load(ordering: .relaxed),
            connectionsRefused: connectionsRefused.load(ordering: .relaxed),
            calls: calls.load(ordering: .relaxed),
            errors: errors.load(ordering: .relaxed),
            slowReadersClosed: slowReadersClosed.load(ordering: .relaxed),
            protocolViolations: protocolViolations.load(ordering: .relaxed),
            idleClosed: idleClosed.load(ordering: .relaxed)
        )
    }
}

extension Atomic<Int> {
    /// Counts one more.
    func increment() { wrappingAdd(1, ordering: .relaxed) }
}
