import Dispatch
import GRDB
import Synchronization

/// Performs writes on a thread of its own, those that wait at the same time in one transaction.
///
/// The cost of making a transaction durable is so shared by all who wait for it. Work that fails in company is
/// repeated alone, so that only the work at fault fails.
final class HistoryWriter: Sendable {
    /// Something to write, and what to do when it is durable.
    private struct Job: Sendable {
        let cost: Int
        let work: @Sendable (Database, inout SeriesRegistry) throws -> @Sendable () -> Void
        let fail: @Sendable (HistoryError) -> Void
    }

    private struct Waiting {
        var jobs: [Job] = []
        var isRunning = false
        var isClosed = false
    }

    /// The most rows in one transaction, unless one job has more: keeps the write-ahead log and waiting times small.
    private static let rowLimit = 100_000

    private let queue = DispatchQueue(label: "io.readinessd.history.writer")
    private let file: DatabaseFile
    private let pool: DatabasePool
    private let waiting = Mutex(Waiting())
    private let registry: Mutex<SeriesRegistry>

    /// Makes the writer of an open database.
    init(_ pool: DatabasePool, file: DatabaseFile, registry: SeriesRegistry) {
        self.pool = pool
        self.file = file
        self.registry = Mutex(registry)
    }

    /// Performs `work` inside a transaction and returns when it is durable.
    ///
    /// - Parameters:
    ///   - cost: about how many rows it writes.
    ///   - work: may run twice: what it did is undone in between.
    func perform<Value: Sendable>(
        cost: Int = 1,
        _ work: @escaping @Sendable (Database, inout SeriesRegistry) throws -> Value
    ) async throws(HistoryError) -> Value {
        let result: Result<Value, HistoryError> = await withCheckedContinuation { continuation in
            let job = Job(cost: cost) { database, registry in
                let value = try work(database, &registry)
                return { continuation.resume(returning: .success(value)) }
            } fail: { error in
                continuation.resume(returning: .failure(error))
            }
            add(job)
        }
        return try result.get()
    }

    /// Lets no more work in, finishes what waits, and returns.
    func close() async {
        waiting.withLock { $0.isClosed = true }
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    private func add(_ job: Job) {
        let (isClosed, mustStart) = waiting.withLock { waiting in
            guard !waiting.isClosed else { return (true, false) }
            waiting.jobs.append(job)
            defer { waiting.isRunning = true }
            return (false, !waiting.isRunning)
        }
        if isClosed {
            job.fail(HistoryError(code: .closed, path: file.path, cause: "the history is closed"))
        } else if mustStart {
            queue.async { self.drain() }
        }
    }

    private func drain() {
        while true {
            let group = nextGroup()
            guard !group.isEmpty else { return }
            run(group[...])
        }
    }

    /// The jobs of the next transaction; none ends the run.
    private func nextGroup() -> [Job] {
        waiting.withLock { waiting in
            var rows = 0
            let group = Array(
                waiting.jobs.prefix { job in
                    defer { rows += job.cost }
                    return rows == 0 || rows + job.cost <= Self.rowLimit
                }
            )
            waiting.jobs.removeFirst(group.count)
            waiting.isRunning = !group.isEmpty
            return group
        }
    }

    private func run(_ group: ArraySlice<Job>) {
        do {
            var registry = registry.withLock { $0.lend() }
            let finish = try pool.write { database in try group.map { try $0.work(database, &registry) } }
            self.registry.withLock { $0 = registry }
            finish.forEach { $0() }
        } catch {
            guard group.count > 1 else {
                let error = HistoryError(error, path: file.path)
                if error.code == .corrupt { file.suspect() }
                group.first?.fail(error)
                return
            }
            for index in group.indices { run(group[index...index]) }
        }
    }
}
