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
    private let thread = ReadingThread()
    private let progress: ReadingProgress<Place>
    /// The file of the place reached, kept open so that its rest can be read when another takes its name.
    private let open = Mutex<(place: Place, file: Descriptor)?>(nil)

    /// A place in a file.
    struct Place: KeptPlace {
        var device: UInt
        var inode: UInt
        var offset: Int
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
        progress = ReadingProgress(CursorFile(directory: directory, name: specification.name, owner: path))
    }

    var deliversAgain: Bool { true }

    func acknowledge() async {
        await progress.acknowledge(on: thread, named: specification.name)
    }

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        try await thread.run(specification.name, place: path) { [self] _ throws(CollectorError) in
            try read(run)
        }
    }

    private func read(_ run: CollectorRun) throws(CollectorError) -> Delivery {
        let (acknowledged, old) = (progress.reached, self.open.withLock { $0 })
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
            } else if let old, old.place.isSameFile(as: acknowledged) {
                // Nobody adds to it any more, so that its last line needs no end.
                let rest = Self.bytes(of: old.file.number, from: acknowledged.offset, limit: Self.byteLimit)
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
        progress.deliver(place)
        if !isOldLeft {
            let reached = place
            open.withLock { $0 = (reached, file) }
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
    init?(kept text: String) {
        let parts = text.split(separator: " ").compactMap { UInt($0) }
        guard parts.count == 3 else { return nil }
        self.init(device: parts[0], inode: parts[1], offset: Int(parts[2]))
    }

    var kept: String? { "\(device) \(inode) \(offset)" }

    /// Whether both are places in one file.
    func isSameFile(as other: Self) -> Bool { device == other.device && inode == other.inode }
}
