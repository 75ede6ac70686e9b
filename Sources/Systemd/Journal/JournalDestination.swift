import Glibc

/// Where entries go. Decided once, at start.
package enum JournalDestination: Sendable {
    /// journald, by its own protocol, with all fields.
    case journal
    /// Lines with `<N>` in front and no time: a journal stream reads them.
    case prefixedLines(descriptor: Int32)
    /// Lines for people, with the time.
    case lines(descriptor: Int32, colour: Bool)
    /// A function of the caller, called on the thread that wrote the entry.
    case function(@Sendable (JournalEntry) -> Void)

    /// journald's socket.
    package static let journalSocket = "/run/systemd/journal/socket"

    /// Decides from the environment and the standard descriptors.
    ///
    /// journald it is when `JOURNAL_STREAM` names what standard error, or else standard output, is connected to.
    /// When that holds and journald's socket is out of reach, lines with a priority prefix go to the stream.
    /// Colour is used on a terminal only, and never with `NO_COLOR`.
    package static func decide(
        environment: (String) -> String? = ProcessEnvironment.value,
        socket: String = journalSocket
    ) -> JournalDestination {
        for descriptor in [STDERR_FILENO, STDOUT_FILENO] {
            guard isJournalStream(descriptor, variable: environment("JOURNAL_STREAM")) else { continue }
            return access(socket, W_OK) == 0 ? .journal : .prefixedLines(descriptor: descriptor)
        }
        let dumb = environment("TERM").map { $0.isEmpty || $0 == "dumb" } ?? true
        let refused = environment("NO_COLOR").map { !$0.isEmpty } ?? false
        let colour = isatty(STDERR_FILENO) == 1 && !dumb && !refused
        return .lines(descriptor: STDERR_FILENO, colour: colour)
    }

    /// Whether a descriptor is the stream that the variable names, as `device:inode` in decimal.
    package static func isJournalStream(_ descriptor: Int32, variable: String?) -> Bool {
        guard let variable else { return false }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        return variable == "\(status.st_dev):\(status.st_ino)"
    }
}
