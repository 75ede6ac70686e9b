import Glibc

/// Writes entries to a descriptor or to journald, on the writer thread of a `JournalQueue`.
struct JournalOutput: Sendable {
    let destination: JournalDestination
    let identifier: String

    /// Writes one entry. A reader that is gone costs the entry: there is nowhere left to report it.
    func write(_ entry: JournalEntry) {
        switch destination {
        case .journal:
            // An entry too large for a datagram goes by a memory file, which libsystemd does itself.
            _ = entry.sendToJournal(identifier: identifier)
        case .prefixedLines(let descriptor):
            Self.write(entry.prefixedLine + "\n", to: descriptor)
        case .lines(let descriptor, let colour):
            Self.write(entry.line(time: Self.timeNow(), colour: colour) + "\n", to: descriptor)
        case .function(let take):
            take(entry)
        }
    }

    /// Writes a whole line by one call where the reader allows it.
    private static func write(_ line: String, to descriptor: Int32) {
        Array(line.utf8).withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if count < 0, errno == EAGAIN {
                    // Someone made the terminal non-blocking; wait for room.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&ready, 1, 1000)
                } else if count < 0, errno == EINTR {
                    continue
                } else {
                    return
                }
            }
        }
    }

    /// The time in UTC to the millisecond, as RFC 3339 writes it.
    private static func timeNow() -> String {
        var now = timespec()
        var parts = tm()
        clock_gettime(CLOCK_REALTIME, &now)
        gmtime_r(&now.tv_sec, &parts)
        let date = [pad(Int(parts.tm_year) + 1900, 4), pad(Int(parts.tm_mon) + 1, 2), pad(Int(parts.tm_mday), 2)]
        let time = [pad(Int(parts.tm_hour), 2), pad(Int(parts.tm_min), 2), pad(Int(parts.tm_sec), 2)]
        return "\(date.joined(separator: "-"))T\(time.joined(separator: ":")).\(pad(now.tv_nsec / 1_000_000, 3))Z"
    }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
