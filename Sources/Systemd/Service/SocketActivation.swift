internal import CSystemd
import Glibc

/// A socket that the service manager opened for the service.
package struct ActivatedSocket: Equatable, Sendable {
    /// `FileDescriptorName=` of the socket unit.
    package let name: String
    /// The descriptor. It belongs to the receiver, who closes it.
    package let descriptor: Int32

    /// Names a descriptor.
    package init(name: String, descriptor: Int32) {
        self.name = name
        self.descriptor = descriptor
    }
}

/// Takes over the sockets of the service's socket units.
package enum SocketActivation {
    private static let variables = ["LISTEN_FDS", "LISTEN_PID", "LISTEN_PIDFDID", "LISTEN_FDNAMES"]

    /// The sockets meant for this process, in order; empty when there are none.
    ///
    /// Each is closed in children, and the variables are removed in any case, so that no child takes them for its own.
    /// Call once, at start, before other threads exist.
    /// - Parameter first: the number of the first descriptor.
    /// - Throws: `invalidEnvironment`.
    package static func take(first: Int32 = 3) throws(SystemdError) -> [ActivatedSocket] {
        var values: [String: String] = [:]
        for name in variables {
            values[name] = ProcessEnvironment.value(name)
            ProcessEnvironment.remove(name)
        }
        let sockets = try sockets(
            variables: values,
            processID: getpid(),
            processDescriptorID: processDescriptorID(),
            first: first
        )
        for socket in sockets {
            let flags = fcntl(socket.descriptor, F_GETFD)
            guard flags >= 0, fcntl(socket.descriptor, F_SETFD, flags | FD_CLOEXEC) >= 0 else {
                throw invalid("LISTEN_FDS=\(sockets.count)", "descriptor \(socket.descriptor): \(errorText(errno))")
            }
        }
        return sockets
    }

    /// What the variables mean for a process.
    ///
    /// - Parameters:
    ///   - processDescriptorID: the inode of the process's pidfd; nil where the kernel has none.
    ///   - first: the number of the first descriptor.
    static func sockets(
        variables: [String: String],
        processID: Int32,
        processDescriptorID: UInt?,
        first: Int32
    ) throws(SystemdError) -> [ActivatedSocket] {
        guard let process = variables["LISTEN_PID"], let countText = variables["LISTEN_FDS"] else { return [] }
        guard let receiver = Int32(process), receiver > 0 else {
            throw invalid("LISTEN_PID=\(process)", "not a process number")
        }
        // Meant for a parent that did not clear its environment.
        guard receiver == processID else { return [] }
        if let text = variables["LISTEN_PIDFDID"], let processDescriptorID {
            guard let wanted = UInt(text) else { throw invalid("LISTEN_PIDFDID=\(text)", "not a number") }
            guard wanted == processDescriptorID else { return [] }
        }
        guard let count = Int32(countText), count >= 0, count <= 4096 else {
            throw invalid("LISTEN_FDS=\(countText)", "not a number of descriptors")
        }
        let names = variables["LISTEN_FDNAMES"]?.split(separator: ":", omittingEmptySubsequences: false).map(
            String.init
        )
        if let names, count > 0, names.count != Int(count) {
            throw invalid(
                "LISTEN_FDNAMES=\(names.joined(separator: ":"))",
                "\(names.count) names for \(count) descriptors"
            )
        }
        return (0..<count).map { index in
            ActivatedSocket(name: names?[Int(index)] ?? "unknown", descriptor: first + index)
        }
    }

    private static func processDescriptorID() -> UInt? {
        let descriptor = pidfd_open(getpid(), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        return fstat(descriptor, &status) == 0 ? UInt(status.st_ino) : nil
    }

    private static func invalid(_ place: String, _ cause: String) -> SystemdError {
        SystemdError(
            .invalidEnvironment,
            place: place,
            cause: cause,
            advice: "leave this variable to the service manager"
        )
    }
}
