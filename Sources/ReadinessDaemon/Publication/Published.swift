import ReadinessScoring
import Synchronization
import Varlink
import VarlinkServer

/// What the world sees: the snapshot in force, and who wants to hear of the next.
final class Published: Sendable {
    private struct State {
        var snapshot: Snapshot
        var configurationError: String?
    }

    private let state: Mutex<State>
    /// The subscribers.
    let feed = ChangeFeed()
    /// Those who watch readings arrive.
    let tap = TapFeed()

    init(_ snapshot: Snapshot) { state = Mutex(State(snapshot: snapshot)) }

    /// The snapshot in force.
    var snapshot: Snapshot { state.withLock { $0.snapshot } }

    /// Why the last reload was refused; nil when it was accepted.
    var configurationError: String? {
        get { state.withLock { $0.configurationError } }
        set { state.withLock { $0.configurationError = newValue } }
    }

    /// Puts a snapshot in force and returns the one before.
    func swap(_ snapshot: Snapshot) -> Snapshot {
        state.withLock { state in
            defer { state.snapshot = snapshot }
            return state.snapshot
        }
    }
}
