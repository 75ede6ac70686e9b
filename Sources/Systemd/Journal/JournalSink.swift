import Glibc
import Synchronization

/// Sends entries to one place, decided once at start. Safe from every thread; never waits for the reader.
///
/// Entries are written in the order they came, by one own thread. `exit` waits for them, up to a second.
package final class JournalSink: Sendable {
    /// Where the entries go.
    package let destination: JournalDestination
    /// The `SYSLOG_IDENTIFIER` of every entry, as `journalctl -t` takes it.
    package let identifier: String

    /// The number of the least urgent priority that is sent.
    private let threshold = Atomic<Int>(JournalPriority.debug.rawValue)
    private let queue: JournalQueue?

    /// Opens the sink.
    ///
    /// - Throws: `systemCallFailed` when the writer thread cannot start.
    package init(
        to destination: JournalDestination = .decide(),
        identifier: String = "readinessd"
    ) throws(SystemdError) {
        self.destination = destination
        self.identifier = identifier
        if case .function = destination {
            queue = nil
            return
        }
        let output = JournalOutput(destination: destination, identifier: identifier)
        let queue = try JournalQueue { output.write($0) }
        self.queue = queue
        OpenQueues.add(queue)
    }

    deinit {
        guard let queue else { return }
        queue.close()
        OpenQueues.remove(queue)
    }

    /// Leaves out everything less urgent from now on.
    package func limit(to priority: JournalPriority) { threshold.store(priority.rawValue, ordering: .relaxed) }

    /// Sends one entry, unless it is less urgent than the limit.
    package func send(_ entry: JournalEntry) {
        guard entry.priority.rawValue <= threshold.load(ordering: .relaxed) else { return }
        if case .function(let take) = destination { take(entry) }
        queue?.append(entry)
    }

    /// Waits until every entry sent so far is written, at most so long. Blocks the calling thread.
    ///
    /// - Returns: whether all are written.
    @discardableResult
    package func flush(atMost limit: Duration = .seconds(1)) -> Bool {
        queue?.flush(atMost: limit) ?? true
    }
}

/// The queues that `exit` must wait for.
private enum OpenQueues {
    private static let queues = Mutex<[JournalQueue]>([])

    /// Runs `body` at the first use only.
    private static let waitAtExit: Void = {
        atexit { OpenQueues.flush() }
    }()

    static func add(_ queue: JournalQueue) {
        waitAtExit
        queues.withLock { $0.append(queue) }
    }

    static func remove(_ queue: JournalQueue) {
        queues.withLock { $0.removeAll { $0 === queue } }
    }

    static func flush() {
        for queue in queues.withLock({ $0 }) { _ = queue.flush(atMost: .seconds(1)) }
    }
}
