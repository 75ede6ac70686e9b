import Glibc
import Varlink

/// Making a listening socket. A node in the file system that this made is known again by its device and inode.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    private let path: String?
    private let device: UInt
    private let inode: UInt

    /// Opens the address. The calls are short: nothing here waits for a peer.
    /// - Throws: ``ServerError``.
    static func open(_ address: ListenAddress) throws(ServerError) -> ListeningSocket {
        switch address {
        case .descriptor(let descriptor):
            return try inherited(descriptor)
        case .path(let path, let mode):
            do throws(ErrorNumber) {
                return try bound(to: path, mode: mode)
            } catch {
                if error.number == EADDRINUSE {
                    throw ServerError(.addressInUse, "\(path): another process listens here, or it is no socket")
                }
                throw ServerError(.cannotListen, "\(path): cannot listen (\(error))")
            }
        }
    }

    private static func inherited(_ descriptor: Int32) throws(ServerError) -> ListeningSocket {
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0, isListening == 1 else {
            throw ServerError(.cannotListen, "descriptor \(descriptor) is no listening socket")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return ListeningSocket(descriptor: descriptor, path: nil, device: 0, inode: 0)
    }

    private static func bound(to path: String, mode: UInt32) throws(ErrorNumber) -> ListeningSocket {
        let descriptor = try UnixSocket.make()
        do throws(ErrorNumber) {
            // The mode given before binding keeps the node from ever being open to more users than it should.
            _ = fchmod(descriptor, mode)
            do throws(ErrorNumber) {
                try UnixSocket.bind(descriptor, to: path)
            } catch {
                guard error.number == EADDRINUSE, try removeLeftover(at: path) else { throw error }
                try UnixSocket.bind(descriptor, to: path)
            }
            var node = stat()
            if !path.hasPrefix("@") {
                guard chmod(path, mode) == 0, lstat(path, &node) == 0 else { throw ErrorNumber(errno) }
            }
            guard listen(descriptor, 4096) == 0 else { throw ErrorNumber(errno) }
            return ListeningSocket(
                descriptor: descriptor,
                path: path.hasPrefix("@") ? nil : path,
                device: UInt(node.st_dev),
                inode: UInt(node.st_ino)
            )
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
    }

    /// Removes a socket that nobody listens at.
    /// - Returns: whether there was one.
    private static func removeLeftover(at path: String) throws(ErrorNumber) -> Bool {
        var node = stat()
        guard !path.hasPrefix("@"), lstat(path, &node) == 0, node.st_mode & S_IFMT == S_IFSOCK else { return false }
        let probe = try UnixSocket.make()
        defer { _ = Glibc.close(probe) }
        do throws(ErrorNumber) {
            try UnixSocket.connect(probe, to: path)
            return false
        } catch {
            // A listener with a full queue answers EAGAIN: it is alive.
            guard error.number == ECONNREFUSED else { return false }
            guard unlink(path) == 0 else { throw ErrorNumber(errno) }
            return true
        }
    }

    /// Removes the node from the file system unless another process has put its own in its place. To be done before
    /// the socket is closed: until then no other node can have the same inode.
    func removeNode() {
        var node = stat()
        guard let path, lstat(path, &node) == 0 else { return }
        if UInt(node.st_dev) == device, UInt(node.st_ino) == inode { unlink(path) }
    }
}
