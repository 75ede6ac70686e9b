import Glibc

/// A bounded queue in front of one writer thread.
///
/// journald and pipes can make a writer wait; whoever logs never does. When the queue is full, entries
/// are dropped and counted, and the writer tells how many as soon as there is room.
final class JournalQueue: @unchecked Sendable {
    private let capacity: Int
    private let write: @Sendable (JournalEntry) -> Void

    // A pthread mutex with a condition: the locks of the standard library cannot wait for a change.
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [JournalEntry] = []
    private var writing = false
    private var lost = 0
    private var closed = false

    /// Starts the writer.
    ///
    /// - Parameter capacity: entries that may wait.
    init(
        capacity: Int = 4096,
        write: @escaping @Sendable (JournalEntry) -> Void
    ) throws(SystemdError) {
        self.capacity = capacity
        self.write = write
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Deadlines of `flush` must not move with the wall clock.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
        // The thread keeps the queue alive until `close`.
        try OwnThread.start(name: "journal") { self.run() }
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        changed.deallocate()
        lock.deallocate()
    }

    /// Takes an entry; never waits for the writer.
    func append(_ entry: JournalEntry) {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        guard waiting.count < capacity else {
            lost += 1
            return
        }
        waiting.append(entry)
        pthread_cond_broadcast(changed)
    }

    /// Waits until everything taken so far is written, at most so long.
    ///
    /// - Returns: whether it is.
    func flush(atMost limit: Duration) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = deadline.tv_nsec + Int(limit.components.attoseconds / 1_000_000_000)
        deadline.tv_sec += Int(limit.components.seconds) + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while !waiting.isEmpty || writing {
            guard pthread_cond_timedwait(changed, lock, &deadline) == 0 else { return false }
        }
        return true
    }

    /// Ends the writer once the queue is empty.
    func close() {
        pthread_mutex_lock(lock)
        closed = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(lock)
    }

    /// The writer: takes what waits, whole, and writes it without the lock.
    private func run() {
        pthread_mutex_lock(lock)
        while true {
            while waiting.isEmpty, !closed { pthread_cond_wait(changed, lock) }
            guard !waiting.isEmpty else { break }
            let batch = waiting
            let missed = lost
            waiting.removeAll(keepingCapacity: true)
            lost = 0
            writing = true
            pthread_mutex_unlock(lock)
            for entry in batch { write(entry) }
            if missed > 0 { write(Self.lossNotice(missed)) }
            pthread_mutex_lock(lock)
            writing = false
            pthread_cond_broadcast(changed)
        }
        pthread_mutex_unlock(lock)
    }

    private static func lossNotice(_ count: Int) -> JournalEntry {
        JournalEntry(
            "Dropped \(count) log entries because the journal did not take them fast enough",
            priority: .warning,
            location: .here(),
            fields: [JournalField("READINESS_COUNT", String(count))]
        )
    }
}
