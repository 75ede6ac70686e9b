import Glibc
import Synchronization

/// Tells when a file of a directory was written or renamed into it, by inotify, on a thread of its own. Where that is not to
/// be had, nothing is told, and the interval of the collector is what remains.
final class FileWatcher: Sendable {
    /// So long after a change others of the same moment are waited for.
    private static let settling: UInt32 = 100_000

    private let stop = StopSignal(hasDescriptor: true)

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - directory: the directory; one that does not exist is looked for again every few seconds.
    ///   - pause: the shortest time from one call to the next.
    ///   - wants: whether a name matters.
    ///   - changed: told the names, on the watcher's thread; none for what came before or may have been missed.
    init(
        _ directory: String,
        pause: Duration,
        wants: @escaping @Sendable (String) -> Bool,
        changed: @escaping @Sendable ([String]) -> Void
    ) {
        let stop = stop
        _ = OwnThread.start(name: "watch") {
            while !stop.isRequested {
                Self.watch(directory, stop, pause: pause, wants: wants, changed: changed)
                var entry = pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&entry, 1, 5_000)
            }
        }
    }

    deinit { stop.request() }

    /// Watches until the directory is gone.
    private static func watch(
        _ directory: String,
        _ stop: StopSignal,
        pause: Duration,
        wants: (String) -> Bool,
        changed: ([String]) -> Void
    ) {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF)
        guard inotify_add_watch(descriptor, directory, mask) >= 0 else { return }
        // What came before the watch was set is seen by this.
        changed([])
        while true {
            var entries = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&entries, 2, -1)
            guard !stop.isRequested else { return }
            var (names, isGone) = drain(descriptor, wants: wants)
            if let first = names {
                usleep(settling)
                let (more, isGoneNow) = drain(descriptor, wants: wants)
                names = first + (more ?? [])
                isGone = isGone || isGoneNow
                changed(names ?? [])
                let (seconds, attoseconds) = pause.components
                let milliseconds = Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
                _ = poll(&entries[1], 1, milliseconds)
            }
            if isGone { return }
        }
    }

    /// Reads all events there are.
    ///
    /// - Returns: the names that matter, nil where nothing does, and whether the directory is gone.
    private static func drain(_ descriptor: Int32, wants: (String) -> Bool) -> (names: [String]?, isGone: Bool) {
        var names: [String]?
        var isGone = false
        withUnsafeTemporaryAllocation(byteCount: 16 * 1024, alignment: 8) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                var place = 0
                let header = MemoryLayout<inotify_event>.size
                while place + header <= count {
                    let event = buffer.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                    let bytes = buffer[(place + header)..<min(count, place + header + Int(event.len))]
                    place += header + Int(event.len)
                    // After an overflow nobody knows what was missed.
                    if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { names = names ?? [] }
                    if event.mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED) != 0 { isGone = true }
                    guard event.len > 0 else { continue }
                    let name = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                    if wants(name) { names = (names ?? []) + [name] }
                }
            }
        }
        return (names, isGone)
    }
}
