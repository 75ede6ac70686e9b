import ReadinessModel
import Synchronization

/// Asks a database of SQLite by a query, and takes the rows as those of a CSV file with the query's columns.
///
/// Where only what is new is asked for, the place reached counts once its readings are durable, and is kept over restarts.
final class SQLiteCollector: Collector {
    let specification: CollectorSpecification
    private let source: SQLiteSource
    private let catalog: SeriesCatalog
    private let thread = ReadingThread()
    /// The greatest value of the incremental column; nil where every run asks for all.
    private let progress: ReadingProgress<SQLiteReader.Value>?

    init(_ specification: CollectorSpecification, source: SQLiteSource, catalog: SeriesCatalog, directory: String?) {
        self.specification = specification
        self.source = source
        self.catalog = catalog
        progress = source.incremental.map { column in
            let owner = "\(source.path) \(column) \(source.query)"
            return ReadingProgress(CursorFile(directory: directory, name: specification.name, owner: owner))
        }
    }

    var deliversAgain: Bool { true }

    func acknowledge() async {
        await progress?.acknowledge(on: thread, named: specification.name)
    }

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        try await thread.run(specification.name, place: source.path) { [self] stop throws(CollectorError) in
            try read(stop, run)
        }
    }

    private func read(_ stop: StopSignal, _ run: CollectorRun) throws(CollectorError) -> Delivery {
        let since = progress?.reached
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
        progress?.deliver(greatest)
        if isEmpty, progress != nil {
            delivery.isUnchanged = true
            return delivery
        }
        return try delivery.refusingGarbage()
    }
}
