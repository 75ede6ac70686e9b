import Synchronization

/// Sleeps until a moment, or until it is woken.
final class Sleeper: Sendable {
    private struct State {
        var sleep: Task<Void, Never>?
        /// Whether it was woken while nobody slept: the next sleep is none.
        var isWoken = false
    }

    private let state = Mutex(State())

    /// Sleeps; ends at once when the calling task is cancelled.
    func sleep(until moment: ContinuousClock.Instant) async {
        let sleep = Task { _ = try? await Task.sleep(until: moment, clock: .continuous) }
        let isWoken = state.withLock { state in
            defer { state.isWoken = false }
            if !state.isWoken { state.sleep = sleep }
            return state.isWoken
        }
        if isWoken { sleep.cancel() }
        await withTaskCancellationHandler {
            await sleep.value
        } onCancel: {
            sleep.cancel()
        }
        state.withLock { $0.sleep = nil }
    }

    /// Ends the sleep.
    func wake() {
        let sleep = state.withLock { state in
            if state.sleep == nil { state.isWoken = true }
            return state.sleep
        }
        sleep?.cancel()
    }
}
