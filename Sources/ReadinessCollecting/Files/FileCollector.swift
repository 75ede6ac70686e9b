import Glibc
package import ReadinessModel
import Synchronization

/// Reads a file whole whenever it has changed.
///
/// Writers should replace the file by renaming a finished one over it; a file that changes while it is read costs the
/// run. Readings without a time take the time of the file's last modification.
package final class FileCollector: Collector {
    /// The largest file read, in bytes.
    package static let sizeLimit = 256 * 1024 * 1024

    /// How often, and for how many microseconds each, a file written just now is waited for.
    private static let settlingRounds = 4
    private static let settlingTime: UInt32 = 60_000

    package let specification: CollectorSpecification
    private let catalog: SeriesCatalog
    private let path: String
    private let thread = ReadingThread()
    private let state = Mutex(State())

    /// What is known of the file.
    private struct State {
        /// The file whose readings are durable.
        var acknowledged: FileVersion?
        /// The file delivered last.
        var delivered: FileVersion?
    }

    /// Makes a collector of the file at `path`.
    package init(_ specification: CollectorSpecification, path: String, catalog: SeriesCatalog) {
        self.specification = specification
        self.path = path
        self.catalog = catalog
    }

    package var deliversAgain: Bool { true }

    package func watch(_ changed: @escaping @Sendable () -> Void) -> AnyObject? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        let name = String(path[path.index(after: slash)...])
        let pause = Duration.nanoseconds(min(specification.interval.nanoseconds, 1_000_000_000))
        return FileWatcher(directory, pause: pause, wants: { $0 == name }) { _ in changed() }
    }

    package func acknowledge() async {
        state.withLock { $0.acknowledged = $0.delivered }
    }

    package func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        try await thread.run(specification.name, place: path) { [self] stop throws(CollectorError) in
            try read(stop, explains: run.explains)
        }
    }

    /// The error for a file of so many bytes.
    static func tooLarge(_ path: String, _ size: Int) -> CollectorError {
        CollectorError(
            .tooLarge,
            place: path,
            cause: "the file has \(size) bytes; the limit is \(sizeLimit)",
            advice: "keep only recent readings in it"
        )
    }

    private func read(_ stop: StopSignal, explains: Bool) throws(CollectorError) -> Delivery {
        var file = try OpenFile(path: path)
        var version = try file.version()
        for _ in 0..<Self.settlingRounds where !version.isSettled && !stop.isRequested {
            usleep(Self.settlingTime)
            file = try OpenFile(path: path)
            version = try file.version()
        }
        guard version.size <= Self.sizeLimit else {
            throw Self.tooLarge(path, version.size)
        }
        if state.withLock({ $0.acknowledged == version }) {
            var delivery = Delivery(origin: path)
            delivery.isUnchanged = true
            return delivery
        }
        let context = ReadingContext(catalog: catalog, defaultTime: version.modified, origin: path, explains: explains)
        var stream = try DialectStream(format: specification.format, context: context)
        reading: while stream.delivery.bytes <= version.size {
            guard !stop.isRequested else { throw .cancelled(place: path) }
            switch try stream.read(from: file.descriptor) {
            case .bytes, .nothing: continue
            case .end: break reading
            case .failed(let number): throw OpenFile.unreadable(path, number)
            }
        }
        guard try file.version() == version, stream.delivery.bytes == version.size else {
            throw CollectorError(
                .changed,
                place: path,
                cause: "the file changed while it was read (\(stream.delivery.bytes) of \(version.size) bytes)",
                advice: "write beside it and rename the finished file over it; it is read again"
            )
        }
        let delivery = try stream.finish().refusingGarbage()
        // A file that never rests is read again next time.
        let seen = version.isSettled ? version : nil
        state.withLock { $0.delivered = seen }
        return delivery
    }
}
