import Synchronization

/// Something that happens once, to be waited for.
final class DoneSignal: Sendable {
    private let state = Mutex<(isDone: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func signal() {
        let waiting = state.withLock { state in
            state.isDone = true
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if !state.isDone { state.waiting.append(continuation) }
                return state.isDone
            }
            if isDone { continuation.resume() }
        }
    }
}
