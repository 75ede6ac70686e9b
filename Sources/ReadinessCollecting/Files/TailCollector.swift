import Glibc
import ReadinessModel
import Synchronization

/// Follows a file that grows: each run takes the lines that were added since, up to the last whole one.
///
/// Where another file has taken its name, the rest of the old one is read first, then the new one from its beginning; one
/// that has shrunk was emptied and is read from its beginning. The place counts once its readings are durable, and is kept
/// over restarts. What a run reads, and the time that rows without one of their own get, is kept before it is delivered:
/// after a kill the same rows come again with the same times, and are in the history once.
final class TailCollector: Collector {
    /// The most bytes of one run; the next goes on.
    private static let byteLimit = 16 * 1024 * 1024
    /// The most runs whose rows are delivered again before what came after them is read.
    private static let announcedLimit = 32

    let specification: CollectorSpecification
    private let path: String
    private let catalog: SeriesCatalog
    private let thread = ReadingThread()
    private let progress: ReadingProgress<Place>
    private let files = Mutex(Files())

    /// Files kept open, so that their rest can be read when another takes their name.
    private struct Files {
        /// That of the place reached.
        var reached: Descriptor?
        /// That of the place delivered, which may be another.
        var delivered: Descriptor?
    }

    /// A place in a file.
    struct Place: KeptPlace {
        var device: UInt
        var inode: UInt
        var offset: Int
        /// What is being delivered from here, in the order it was read.
        var announced: [Announced] = []
    }

    /// What was about to be delivered: the offset of its end, and the time of rows that carry none.
    struct Announced: Equatable {
        var end: Int
        var time: Timestamp
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
        files.withLock { $0.reached = $0.delivered ?? $0.reached }
        await progress.acknowledge(on: thread, named: specification.name)
    }

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        try await thread.run(specification.name, place: path) { [self] _ throws(CollectorError) in
            try read(run)
        }
    }

    private func read(_ run: CollectorRun) throws(CollectorError) -> Delivery {
        let acknowledged = progress.reached
        let (file, size, beginning) = try look()
        var place = beginning
        // A file that has shrunk was emptied.
        if let acknowledged, acknowledged.isSameFile(as: place), acknowledged.offset <= size { place = acknowledged }
        let other = acknowledged.flatMap { $0.isSameFile(as: place) ? nil : $0 }
        // What was read before a kill, or could not be made durable, comes again as it was.
        var announced = (place.announced.last?.end ?? 0) <= size ? place.announced : []
        place.announced = []
        let context = ReadingContext(
            catalog: catalog,
            defaultTime: (other?.announced ?? announced).first?.time ?? run.time,
            origin: path,
            explains: run.explains,
            advances: true
        )
        var stream = try DialectStream(format: specification.format, context: context)
        if var old = other, let rest = files.withLock({ $0.reached }) ?? renamed(old) {
            try feed(&stream, old.announced, from: &old, of: rest, context)
            context.defaultTime = run.time
            // Nobody adds to it any more, so that its last line needs no end.
            let added = Self.bytes(of: rest.number, from: old.offset, limit: Self.byteLimit)
            try stream.feed(added)
            if added.count == Self.byteLimit {
                old.offset += added.count
                return try deliver(stream, to: old, of: rest, from: acknowledged)
            }
            if let last = added.last, last != 0x0A { try stream.feed([0x0A]) }
        }
        var start = place
        try feed(&stream, announced, from: &place, of: file, context)
        guard announced.count < Self.announcedLimit else {
            return try deliver(stream, to: place, of: file, from: acknowledged)
        }
        let added = Self.bytes(of: file.number, from: place.offset, limit: Self.byteLimit)
        // The last line may still be written; one that fills all there is room for is none.
        let end = added.lastIndex(of: 0x0A).map { $0 + 1 } ?? (added.count == Self.byteLimit ? added.count : 0)
        context.defaultTime = run.time
        try stream.feed(added[..<end])
        place.offset += end
        // Of two files at once there is no one place to tell.
        if end > 0, other == nil {
            announced.append(Announced(end: place.offset, time: run.time))
            start.announced = announced
            progress.announce(start)
            files.withLock { $0.reached = file }
        }
        return try deliver(stream, to: place, of: file, from: acknowledged)
    }

    /// Feeds what was announced once more, and goes on to its end.
    private func feed(
        _ stream: inout DialectStream,
        _ announced: [Announced],
        from place: inout Place,
        of file: Descriptor,
        _ context: ReadingContext
    ) throws(CollectorError) {
        place.announced = []
        for known in announced {
            context.defaultTime = known.time
            try stream.feed(Self.bytes(of: file.number, from: place.offset, limit: known.end - place.offset))
            place.offset = known.end
        }
    }

    /// The file of a place under another name in its directory: what was renamed while nobody held it open.
    ///
    /// Only under a name that begins as its own did: the number of a file that was deleted may be another's by now.
    private func renamed(_ place: Place) -> Descriptor? {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { String(path[...$0]) } ?? "./"
        let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
        let stem = String(name.prefix { $0 != "." })
        guard let listing = opendir(directory) else { return nil }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            guard UInt(entry.pointee.d_ino) == place.inode,
                strncmp(&entry.pointee.d_name.0, stem, stem.utf8.count) == 0
            else { continue }
            let descriptor = openat(
                dirfd(listing),
                &entry.pointee.d_name.0,
                O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW
            )
            guard descriptor >= 0 else { return nil }
            let file = Descriptor(descriptor)
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                UInt(status.st_dev) == place.device, UInt(status.st_ino) == place.inode,
                Int(status.st_size) >= place.announced.last?.end ?? place.offset
            else { return nil }
            return file
        }
        return nil
    }

    /// The file that has the name now, its size and the place of its beginning.
    private func look() throws(CollectorError) -> (file: Descriptor, size: Int, beginning: Place) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw OpenFile.unreadable(path, errno) }
        let file = Descriptor(descriptor)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CollectorError(.unreadable, place: path, cause: "this is no regular file", advice: "name a file")
        }
        let beginning = Place(device: UInt(status.st_dev), inode: UInt(status.st_ino), offset: 0)
        return (file, Int(status.st_size), beginning)
    }

    private func deliver(
        _ stream: consuming DialectStream,
        to place: Place,
        of file: Descriptor,
        from acknowledged: Place?
    ) throws(CollectorError) -> Delivery {
        var delivery = try stream.finish()
        delivery.isUnchanged = place == acknowledged
        progress.deliver(place)
        files.withLock { $0.delivered = file }
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
        let parts = text.split(separator: " ").compactMap { Int64($0) }
        guard parts.count >= 3, parts.count % 2 == 1, parts[2] >= 0 else { return nil }
        let (device, inode) = (UInt(bitPattern: Int(parts[0])), UInt(bitPattern: Int(parts[1])))
        self.init(device: device, inode: inode, offset: Int(parts[2]))
        var end = offset
        for index in stride(from: 3, to: parts.count, by: 2) {
            guard Int(parts[index]) >= end else { return nil }
            end = Int(parts[index])
            announced.append(TailCollector.Announced(end: end, time: Timestamp(nanoseconds: parts[index + 1])))
        }
    }

    var kept: String? {
        announced.reduce("\(Int(bitPattern: device)) \(Int(bitPattern: inode)) \(offset)") { text, announced in
            text + " \(announced.end) \(announced.time.nanoseconds)"
        }
    }

    /// Whether both are places in one file.
    func isSameFile(as other: Self) -> Bool { device == other.device && inode == other.inode }
}
