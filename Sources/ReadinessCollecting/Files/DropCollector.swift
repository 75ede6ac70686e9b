import Glibc
import ReadinessModel
import Synchronization

/// Reads the files that are dropped into a directory, oldest first, each once and whole.
///
/// A file counts when it was renamed into the directory or has not changed for a second. Its good lines count; one with bad
/// lines goes to `quarantine`, with a list of what is wrong beside it. Files are taken away once their readings are durable.
final class DropCollector: Collector {
    /// The most files and readings of one run; the next goes on.
    private static let fileLimit = 1_000
    private static let readingLimit = 200_000

    let specification: CollectorSpecification
    private let directory: DropDirectory
    private let catalog: SeriesCatalog
    private let thread = ReadingThread()
    private let state = Mutex(State())

    private struct State {
        /// Files that stay and were read.
        var known: [String: FileVersion] = [:]
        /// Files that were written to their end or renamed in, as the watcher saw.
        var closed: Set<String> = []
        /// What the last delivery read.
        var delivered: [Read] = []
        /// Why the last files could not be taken away.
        var failure: CollectorError?
    }

    /// A file that was read.
    private struct Read: Sendable {
        var file: DropDirectory.Ripe
        /// What is wrong with it, a line each; nil for nothing.
        var why: String?
    }

    init(_ specification: CollectorSpecification, source: DropSource, catalog: SeriesCatalog) {
        self.specification = specification
        directory = DropDirectory(source: source)
        self.catalog = catalog
    }

    var deliversAgain: Bool { true }

    func watch(_ changed: @escaping @Sendable () -> Void) -> AnyObject? {
        let directory = directory
        let pause = Duration.nanoseconds(min(specification.interval.nanoseconds, 1_000_000_000))
        return FileWatcher(directory.source.directory, pause: pause, wants: { directory.wants($0) }) {
            [weak self] names in
            self?.state.withLock { $0.closed.formUnion(names) }
            changed()
        }
    }

    func acknowledge() async {
        let read = state.withLock { state in
            defer { state.delivered = [] }
            return state.delivered
        }
        var failure: CollectorError?
        do throws(CollectorError) {
            try await thread.run(specification.name, place: directory.source.directory) {
                [self] _ throws(CollectorError) in try takeAway(read)
            }
        } catch {
            failure = error
        }
        let result = failure
        state.withLock { state in
            state.failure = result
            // What stays is not read again.
            for read in read { state.known[read.file.name] = read.file.version }
        }
    }

    /// Takes files away whose readings are durable.
    ///
    /// - Throws: the last failure; the other files are taken away all the same.
    private func takeAway(_ files: [Read]) throws(CollectorError) {
        var failure: CollectorError?
        for read in files {
            do throws(CollectorError) {
                if let why = read.why {
                    try directory.move(read.file.name, to: "quarantine", why: why)
                } else {
                    switch directory.source.after {
                    case .keep: break
                    case .delete: try directory.delete(read.file.name)
                    case .move: try directory.move(read.file.name, to: "processed")
                    }
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        try await thread.run(specification.name, place: directory.source.directory) {
            [self] stop throws(CollectorError) in
            try read(stop, run)
        }
    }

    private func read(_ stop: StopSignal, _ run: CollectorRun) throws(CollectorError) -> Delivery {
        if let failure = state.withLock({ $0.failure }), directory.source.after != .keep {
            state.withLock { $0.failure = nil }
            throw failure
        }
        let closed = state.withLock { $0.closed }
        let ripe = try directory.ripe(at: .now, closed: closed)
        let known = state.withLock { state in
            // Files that are gone are forgotten.
            let names = Set(ripe.map(\.name))
            state.known = state.known.filter { names.contains($0.key) }
            state.closed.subtract(names)
            return state.known
        }
        var delivery = Delivery(origin: "\(directory.source.directory)/\(directory.source.pattern)")
        var read: [Read] = []
        for file in ripe where known[file.name] != file.version {
            guard !stop.isRequested else { throw .cancelled(place: directory.source.directory) }
            guard read.count < Self.fileLimit, delivery.readings.count < Self.readingLimit else { break }
            read.append(take(file, run, into: &delivery))
        }
        delivery.isUnchanged = read.isEmpty
        let taken = read
        state.withLock { $0.delivered = taken }
        return delivery
    }

    /// Reads a file into the delivery; what is wrong with it costs no other.
    private func take(_ file: DropDirectory.Ripe, _ run: CollectorRun, into delivery: inout Delivery) -> Read {
        let path = directory.path(file.name)
        do throws(CollectorError) {
            guard file.version.size <= FileCollector.sizeLimit else {
                throw FileCollector.tooLarge(path, file.version.size)
            }
            let open = try OpenFile(path: path)
            let context = ReadingContext(
                catalog: catalog,
                defaultTime: file.version.modified,
                origin: path,
                explains: run.explains
            )
            var stream = try DialectStream(format: specification.format, context: context)
            reading: while true {
                switch try stream.read(from: open.descriptor) {
                case .bytes, .nothing: continue
                case .end: break reading
                case .failed(let number): throw OpenFile.unreadable(path, number)
                }
            }
            let part = try stream.finish()
            delivery.add(part, from: file.name)
            guard part.rejectCounts.total > 0 else { return Read(file: file) }
            let more = part.rejectCounts.total - part.rejects.count
            let lines = part.rejects.map { "\(file.name):\($0)" } + (more > 0 ? ["and \(more) more"] : [])
            return Read(file: file, why: lines.joined(separator: "\n") + "\n")
        } catch {
            delivery.reject(Reject(reason: .malformed, line: 0, excerpt: "", message: "\(file.name): \(error.cause)"))
            return Read(file: file, why: "\(error)\n")
        }
    }
}
