import Glibc

/// The few system calls for Unix stream sockets that both halves of the library need.
package enum UnixSocket {
    /// A new stream socket that children do not inherit.
    /// - Throws: ``ErrorNumber`` of `socket`.
    package static func make() throws(ErrorNumber) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw .last }
        return descriptor
    }

    /// Two connected stream sockets that children do not inherit.
    /// - Throws: ``ErrorNumber`` of `socketpair`.
    package static func makePair() throws(ErrorNumber) -> (Int32, Int32) {
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            throw .last
        }
        return (pair[0], pair[1])
    }

    /// Connects to a path or `@name`. Never waits: `EAGAIN` means that the listener's queue is full.
    /// - Throws: ``ErrorNumber`` of `connect`, `ENAMETOOLONG` for a name that does not fit.
    package static func connect(_ descriptor: Int32, to name: String) throws(ErrorNumber) {
        try withAddress(name) { Glibc.connect(descriptor, $0, $1) }
    }

    /// Binds to a path or `@name`.
    /// - Throws: ``ErrorNumber`` of `bind`, `ENAMETOOLONG` for a name that does not fit.
    package static func bind(_ descriptor: Int32, to name: String) throws(ErrorNumber) {
        try withAddress(name) { Glibc.bind(descriptor, $0, $1) }
    }

    /// Calls the body with the address of that name. An abstract name has a NUL in place of `@` and no NUL at its end.
    private static func withAddress(
        _ name: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(ErrorNumber) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isAbstract = name.hasPrefix("@")
        let bytes = isAbstract ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard !bytes.isEmpty, isAbstract ? bytes.count <= room : bytes.count < room && !bytes.contains(0) else {
            throw ErrorNumber(bytes.count < room ? EINVAL : ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(offset + bytes.count + (isAbstract ? 0 : 1))
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
        guard result == 0 else { throw .last }
    }
}

extension ErrorNumber: Error {}
