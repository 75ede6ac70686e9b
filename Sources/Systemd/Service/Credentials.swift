import Glibc

/// Secrets that the service manager keeps for the service, from `$CREDENTIALS_DIRECTORY`.
package struct Credentials: Sendable {
    /// The largest credential systemd passes, in bytes.
    package static let maximumSize = 1 << 20

    /// The directory; nil when the unit has no credentials.
    package let directory: String?

    /// Credentials of a directory.
    package init(directory: String? = ProcessEnvironment.value("CREDENTIALS_DIRECTORY")) {
        self.directory = directory
    }

    /// Reads a credential; nil when there is none of that name.
    ///
    /// Blocks while reading; the files are in memory.
    /// - Throws: `invalidName`, `credentialUnreadable`.
    package func read(_ name: String) throws(SystemdError) -> [UInt8]? {
        try Self.check(name)
        guard let directory else { return nil }
        let path = "\(directory)/\(name)"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.unreadable(path, errorText(errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Self.unreadable(path, "not a regular file")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw Self.unreadable(path, errorText(errno))
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= Self.maximumSize else { throw Self.unreadable(path, "larger than 1 MiB") }
        }
    }

    /// Reads a credential as text, without one line break at its end.
    ///
    /// - Throws: as `read`, and `credentialUnreadable` when it is not UTF-8.
    package func text(_ name: String) throws(SystemdError) -> String? {
        guard var bytes = try read(name) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Self.unreadable("credential \(name)", "not UTF-8 text")
        }
        return text
    }

    /// The rules of systemd: one file name of printable ASCII without a colon.
    private static func check(_ name: String) throws(SystemdError) {
        let printable = name.utf8.allSatisfy { byte in
            (0x20...0x7E).contains(byte) && byte != UInt8(ascii: ":") && byte != UInt8(ascii: "/")
        }
        guard printable, (1...255).contains(name.utf8.count), name != ".", name != ".." else {
            throw SystemdError(
                .invalidName,
                place: "credential \"\(name)\"",
                cause: "not a credential name",
                advice: "use a file name of at most 255 printable ASCII characters without : and /"
            )
        }
    }

    private static func unreadable(_ path: String, _ cause: String) -> SystemdError {
        SystemdError(
            .credentialUnreadable,
            place: path,
            cause: cause,
            advice: "see LoadCredential= and SetCredential= of the unit"
        )
    }
}
