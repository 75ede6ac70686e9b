import Glibc

/// Plain output for what works without the daemon.
package enum Terminal {
    /// Writes text and a line end to standard output; ends the program quietly when the reader has gone.
    package static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Writes text and a line end to standard error.
    package static func complain(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Whether standard error takes colour.
    package static var hasColour: Bool { isatty(STDERR_FILENO) == 1 && getenv("NO_COLOR") == nil }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { exit(errno == EPIPE ? 0 : 74) }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
    }
}
