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
    private let cursors: CursorFile
    private let started = Timestamp.now
    private let state: Mutex<State>

    private struct State {
        var acknowledged: String?
        var delivered: String?
        var isReading = false
    }

    init(_ specification: CollectorSpecification, source: JournalSource, catalog: SeriesCatalog, directory: String?) {
        self.specification = specification
        self.source = source
        self.catalog = catalog
        cursors = CursorFile(
            directory: directory,
            name: specification.name,
            owner: source.matches.joined(separator: " ")
        )
        state = Mutex(State(acknowledged: cursors.load()))
    }

    var deliversAgain: Bool { true }

    func acknowledge() {
        let cursor = state.withLock { state in
            state.acknowledged = state.delivered
            return state.acknowledged
        }
        if let cursor { cursors.store(cursor) }
    }

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        let isFree = state.withLock { state in
            defer { state.isReading = true }
            return !state.isReading
        }
        guard isFree else {
            throw CollectorError(
                .stuck,
                place: "journal",
                cause: "an earlier read has not returned",
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
        let cursor = state.withLock { $0.acknowledged }
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
        let place = reached
        state.withLock { $0.delivered = place }
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
