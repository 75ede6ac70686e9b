import Glibc

/// The address of a notification socket: a path, or an abstract name after `@`.
struct NotifyAddress: Sendable {
    private let text: String
    private let bytes: [UInt8]

    /// Checks an address.
    init(_ text: String) throws(SystemdError) {
        var bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/") || bytes.first == UInt8(ascii: "@") else {
            throw Self.invalid(text, "neither a path nor an abstract name")
        }
        // The path ends with a zero byte, an abstract name begins with one.
        guard bytes.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path), bytes.count > 1 else {
            throw Self.invalid(text, "empty or too long")
        }
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        self.text = text
        self.bytes = bytes
    }

    private static func invalid(_ text: String, _ cause: String) -> SystemdError {
        SystemdError(
            .invalidEnvironment,
            place: "NOTIFY_SOCKET=\(text)",
            cause: cause,
            advice: "leave this variable to the service manager"
        )
    }

    /// Sends one datagram.
    func send(_ message: String) throws(SystemdError) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2) + socklen_t(bytes.count)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                sendto(descriptor, message, message.utf8.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
        guard sent == message.utf8.count else { throw failure(errno) }
    }

    private func failure(_ number: Int32) -> SystemdError {
        SystemdError(
            .notificationFailed,
            place: "NOTIFY_SOCKET=\(text)",
            cause: errorText(number),
            advice: "see whether the service manager runs and NotifyAccess=main is set"
        )
    }
}
