import Synchronization

/// Runs blocking work of a collector on threads of its own, one piece at a time.
///
/// A piece that takes too long is abandoned, because nothing interrupts a read from a file server that is gone; until it
/// returns after all, no other is begun, so that threads do not pile up.
final class ReadingThread: Sendable {
    private let isBusy = Atomic(false)

    /// Whether a piece goes on, perhaps an abandoned one.
    var isRunning: Bool { isBusy.load(ordering: .acquiring) }

    /// Runs `body` and waits for it.
    ///
    /// - Parameters:
    ///   - name: of the thread.
    ///   - place: what is read, for errors.
    ///   - abandons: whether a cancelled task leaves the piece to end by itself; not for what must be done before the end.
    ///   - body: told to stop when the calling task is cancelled.
    /// - Throws: `.stuck` while an earlier piece goes on, `.cancelled` when the task is, and what `body` throws.
    func run<Result: Sendable>(
        _ name: String,
        place: String,
        abandons: Bool = true,
        _ body: @escaping @Sendable (StopSignal) throws(CollectorError) -> Result
    ) async throws(CollectorError) -> Result {
        guard !isBusy.exchange(true, ordering: .acquiringAndReleasing) else {
            throw CollectorError(
                .stuck,
                place: place,
                cause: "an earlier run has not returned",
                advice: "see why it does not answer; it goes on by itself when it does"
            )
        }
        let hold = Hold(self)
        let stop = StopSignal(hasDescriptor: false)
        return try await OwnThread.run(name: name, stop: stop, abandons: abandons) { () throws(CollectorError) in
            // Before the result is given: whoever gets it may begin the next piece at once.
            defer { hold.end() }
            return try body(stop)
        }
    }

    /// Keeps others out until the piece has returned, or is dropped because no thread was to be had.
    private final class Hold: Sendable {
        private let thread: ReadingThread
        private let isOver = Atomic(false)

        init(_ thread: ReadingThread) { self.thread = thread }

        deinit { end() }

        func end() {
            guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else { return }
            thread.isBusy.store(false, ordering: .releasing)
        }
    }
}
