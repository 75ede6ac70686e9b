import ReadinessModel
import Synchronization

/// Counts entries of the journal, and takes numbers out of them, from where it last was.
///
/// Entries of the last moment are left for the next run: others of the same microsecond may follow, and all of one
/// microsecond are one reading. The place reached counts once its readings are durable, and is kept over restarts.
final class JournalCollector: Collector {
    /// The most entries of one run; the next goes on.
    private static let entryLimit = 100_000
    /// How old entries are when they are taken, in nanoseconds.
    private static let settling: Int64 = 250_000_000

    let specification: CollectorSpecification
    private let source: JournalSource
    private let catalog: SeriesCatalog
    private let started = Timestamp.now
    private let thread = ReadingThread()
    private let progress: ReadingProgress<Cursor>

    /// A cursor of the journal.
    struct Cursor: KeptPlace {
        let kept: String?

        init?(kept text: String) { kept = text }
    }

    init(_ specification: CollectorSpecification, source: JournalSource, catalog: SeriesCatalog, directory: String?) {
        self.specification = specification
        self.source = source
        self.catalog = catalog
        let owner = source.matches.joined(separator: " ")
        progress = ReadingProgress(CursorFile(directory: directory, name: specification.name, owner: owner))
    }

    var deliversAgain: Bool { true }

    func acknowledge() async {
        await progress.acknowledge(on: thread, named: specification.name)
    }

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        try await thread.run(specification.name, place: "journal") { [self] stop throws(CollectorError) in
            try read(stop, run)
        }
    }

    private func read(_ stop: StopSignal, _ run: CollectorRun) throws(CollectorError) -> Delivery {
        let cursor = progress.reached?.kept
        let since = Timestamp(nanoseconds: started.nanoseconds - source.lookback.nanoseconds)
        let reader = try JournalReader(source, after: cursor, since: since)
        let end = Timestamp.now.nanoseconds - Self.settling
        var samples = JournalSamples(source)
        var count = 0
        var reached = cursor
        while count < Self.entryLimit, let time = try reader.next(), time.nanoseconds <= end {
            guard !stop.isRequested else { throw .cancelled(place: "journal") }
            samples.add(time) { reader.field($0) }
            count += 1
            reached = reader.cursor() ?? reached
        }
        progress.deliver(reached.flatMap { Cursor(kept: $0) })
        let context = ReadingContext(
            catalog: catalog,
            defaultTime: run.time,
            origin: "journal",
            explains: run.explains
        )
        var stream = try DialectStream(format: specification.format, context: context)
        try stream.feed(samples.lines)
        var delivery = try stream.finish()
        delivery.ignored += samples.missing
        delivery.isUnchanged = count == 0
        return try delivery.refusingGarbage()
    }
}
