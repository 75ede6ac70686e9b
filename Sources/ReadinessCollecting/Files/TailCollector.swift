import Glibc
import ReadinessModel
import Synchronization

/// Follows a file that grows: each run takes the lines that were added since, up to the last whole one.
///
/// Where another file has taken its name, the rest of the old one is read first, then the new one from its beginning; one
/// that has shrunk was emptied and is read from its beginning. The place counts once its readings are durable, and is kept
/// over restarts; rows with a time of their own are in the history once, whatever happens.
final class TailCollector: Collector {
    /// The most bytes of one run; the next goes on.
    private static let byteLimit = 16 * 1024 * 1024

    let specification: CollectorSpecification
    private let path: String
    private let catalog: SeriesCatalog
    private let cursors: CursorFile
    private let state: Mutex<State>

    /// A place in a file.
    struct Place: Hashable, Sendable {
        var device: UInt
        var inode: UInt
        var offset: Int
    }

    private struct State {
        var acknowledged: Place?
        var delivered: Place?
        /// The file of the place, kept open so that its rest can be read when another takes its name.
        var open: (place: Place, file: Descriptor)?
        var isReading = false
    }

    /// An open file that several runs use.
    private final class Descriptor: Sendable {
        let number: Int32
        init(_ number: Int32) { self.number = number }
        deinit { close(number) }
    }

    init(_ specification: CollectorSpecification, path: String, catalog: SeriesCatalog, directory: String?) {
        self.specification = specification
        self.path = path
        self.catalog = catalog
        cursors = CursorFile(directory: directory, name: specification.name, owner: path)
        state = Mutex(State(acknowledged: cursors.load().flatMap { Place(kept: $0) }))
    }

    var deliversAgain: Bool { true }

    func acknowledge() {
        let place = state.withLock { state in
            state.acknowledged = state.delivered
            return state.acknowledged
        }
        if let place { cursors.store(place.kept) }
    }

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        let isFree = state.withLock { state in
            defer { state.isReading = true }
            return !state.isReading
        }
        guard isFree else {
            throw CollectorError(
                .stuck,
                place: path,
                cause: "an earlier read has not returned",
                advice: "see whether the file system answers; reading goes on by itself when it does"
            )
        }
        let stop = StopSignal(hasDescriptor: false)
        do throws(CollectorError) {
            return try await OwnThread.run(name: specification.name, stop: stop, abandons: true) {
                [self] () throws(CollectorError) in
                defer { state.withLock { $0.isReading = false } }
                return try read(run)
            }
        } catch {
            // Without a thread nobody else would say so.
            if error.code == .start { state.withLock { $0.isReading = false } }
            throw error
        }
    }

    private func read(_ run: CollectorRun) throws(CollectorError) -> Delivery {
        let (acknowledged, open) = state.withLock { ($0.acknowledged, $0.open) }
        let context = ReadingContext(
            catalog: catalog,
            defaultTime: run.time,
            origin: path,
            explains: run.explains,
            advances: true
        )
        var stream = try DialectStream(format: specification.format, context: context)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw OpenFile.unreadable(path, errno) }
        let file = Descriptor(descriptor)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CollectorError(.unreadable, place: path, cause: "this is no regular file", advice: "name a file")
        }
        var place = Place(device: UInt(status.st_dev), inode: UInt(status.st_ino), offset: 0)
        var isOldLeft = false
        if let acknowledged {
            if acknowledged.isSameFile(as: place) {
                // A file that has shrunk was emptied.
                place.offset = Int(status.st_size) < acknowledged.offset ? 0 : acknowledged.offset
            } else if let open, open.place.isSameFile(as: acknowledged) {
                // Nobody adds to it any more, so that its last line needs no end.
                let rest = Self.bytes(of: open.file.number, from: acknowledged.offset, limit: Self.byteLimit)
                try stream.feed(rest)
                if rest.count == Self.byteLimit {
                    isOldLeft = true
                    place = acknowledged
                    place.offset += rest.count
                } else if let last = rest.last, last != 0x0A {
                    try stream.feed([0x0A])
                }
            }
        }
        if !isOldLeft {
            let added = Self.bytes(of: descriptor, from: place.offset, limit: Self.byteLimit)
            // The last line may still be written; one that fills all there is room for is none.
            let end = added.lastIndex(of: 0x0A).map { $0 + 1 } ?? (added.count == Self.byteLimit ? added.count : 0)
            try stream.feed(added[..<end])
            place.offset += end
        }
        var delivery = try stream.finish()
        delivery.isUnchanged = place == acknowledged
        let reached = place
        state.withLock { state in
            state.delivered = reached
            if !isOldLeft { state.open = (reached, file) }
        }
        return try delivery.refusingGarbage()
    }

    private static func bytes(of descriptor: Int32, from offset: Int, limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while bytes.count < limit {
            let count = pread(descriptor, &buffer, min(buffer.count, limit - bytes.count), off_t(offset + bytes.count))
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}

extension TailCollector.Place {
    /// A place as it was kept; nil for text that is none.
    init?(kept text: String) {
        let parts = text.split(separator: " ").compactMap { UInt($0) }
        guard parts.count == 3 else { return nil }
        self.init(device: parts[0], inode: parts[1], offset: Int(parts[2]))
    }

    /// The place as text that is kept.
    var kept: String { "\(device) \(inode) \(offset)" }

    /// Whether both are places in one file.
    func isSameFile(as other: Self) -> Bool { device == other.device && inode == other.inode }
}
