import ReadinessModel
import Synchronization

/// Asks a database of SQLite by a query, and takes the rows as those of a CSV file with the query's columns.
///
/// Where only what is new is asked for, the place reached counts once its readings are durable, and is kept over restarts.
final class SQLiteCollector: Collector {
    let specification: CollectorSpecification
    private let source: SQLiteSource
    private let catalog: SeriesCatalog
    private let cursors: CursorFile
    private let state: Mutex<State>

    private struct State {
        /// The greatest value of the incremental column whose readings are durable.
        var acknowledged: SQLiteReader.Value?
        /// The same of the last delivery.
        var delivered: SQLiteReader.Value?
        var isReading = false
    }

    init(_ specification: CollectorSpecification, source: SQLiteSource, catalog: SeriesCatalog, directory: String?) {
        cursors = CursorFile(
            directory: directory,
            name: specification.name,
            owner: "\(source.path) \(source.incremental ?? "") \(source.query)"
        )
        state = Mutex(State(acknowledged: source.incremental == nil ? nil : cursors.load().flatMap { .init(kept: $0) }))
        self.specification = specification
        self.source = source
        self.catalog = catalog
    }

    var deliversAgain: Bool { true }

    func acknowledge() {
        let reached = state.withLock { state in
            state.acknowledged = state.delivered
            return state.acknowledged
        }
        if source.incremental != nil, let text = reached?.kept { cursors.store(text) }
    }

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        let isFree = state.withLock { state in
            defer { state.isReading = true }
            return !state.isReading
        }
        guard isFree else {
            throw CollectorError(
                .stuck,
                place: source.path,
                cause: "an earlier query has not returned",
                advice: "see whether the file system answers; it goes on by itself when it does"
            )
        }
        let stop = StopSignal(hasDescriptor: false)
        do throws(CollectorError) {
            return try await OwnThread.run(name: specification.name, stop: stop, abandons: true) {
                [self] () throws(CollectorError) in
                defer { state.withLock { $0.isReading = false } }
                return try read(stop, run)
            }
        } catch {
            // Without a thread nobody else would say so.
            if error.code == .start { state.withLock { $0.isReading = false } }
            throw error
        }
    }

    private func read(_ stop: StopSignal, _ run: CollectorRun) throws(CollectorError) -> Delivery {
        let since = state.withLock { $0.acknowledged }
        let reader = try SQLiteReader(source, since: since, stop: stop)
        let context = ReadingContext(
            catalog: catalog,
            defaultTime: run.time,
            origin: source.path,
            explains: run.explains
        )
        var rows = try SQLiteRows(specification.format, source, columns: reader.columns)
        var stream = try DialectStream(format: specification.format, context: context)
        try stream.feed(rows.header)
        var greatest = since
        var isEmpty = true
        while let row = try reader.next() {
            isEmpty = false
            if let place = rows.incremental { greatest = SQLiteRows.greater(greatest, row[place]) }
            guard let line = rows.line(row) else { continue }
            guard stream.delivery.bytes <= source.outputLimit else {
                throw CollectorError(
                    .outputLimit,
                    place: source.path,
                    cause: "the rows have more than \(source.outputLimit) bytes",
                    advice: "ask for less, by 'incremental' or a WHERE; or raise 'output-limit'"
                )
            }
            try stream.feed(line)
        }
        guard !stop.isRequested else { throw .cancelled(place: source.path) }
        var delivery = try stream.finish()
        delivery.ignored += rows.skipped
        let reached = greatest
        state.withLock { $0.delivered = reached }
        if isEmpty, source.incremental != nil {
            delivery.isUnchanged = true
            return delivery
        }
        return try delivery.refusingGarbage()
    }
}
