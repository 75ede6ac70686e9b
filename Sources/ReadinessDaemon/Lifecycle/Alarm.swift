/// Wakes the work loop: when something arrived, or when a time has come. Several rings before it looks are one.
struct Alarm: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    /// Wakes the loop.
    func ring() { continuation.yield() }

    /// Lets the loop end.
    func end() { continuation.finish() }

    /// Waits until the alarm rings or `duration` has passed.
    ///
    /// - Returns: false when the alarm has ended or the task is cancelled.
    func wait(atMost duration: Duration) async -> Bool {
        let timer = Task { [continuation] in
            try await Task.sleep(for: duration)
            continuation.yield()
        }
        defer { timer.cancel() }
        for await _ in stream { return !Task.isCancelled }
        return false
    }
}
