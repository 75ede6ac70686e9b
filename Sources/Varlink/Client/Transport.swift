import Glibc

/// A connected socket, and the child at its other end if there is one. Blocks the calling thread.
final class Transport {
    let address: String
    private(set) var descriptor: Int32
    private var child: pid_t?
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init(address: String, descriptor: Int32, child: pid_t? = nil) {
        self.address = address
        self.descriptor = descriptor
        self.child = child
    }

    deinit { close() }

    /// Takes over the child at the other end.
    func adopting(_ child: pid_t) -> Transport {
        self.child = child
        return self
    }

    /// Closes the socket and, if there is a child, waits for its end. A child that stays is terminated after half a
    /// second and killed after another.
    func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
        guard let child else { return }
        self.child = nil
        for signal in [0, SIGTERM, SIGKILL] {
            if signal != 0 { kill(child, signal) }
            for _ in 0..<100 where waitpid(child, nil, WNOHANG) == 0 { usleep(5000) }
            // Reaped above or before: either way there is no such child any more.
            if waitpid(child, nil, WNOHANG) < 0 { return }
        }
    }

    /// Writes all bytes.
    /// - Throws: ``VarlinkError`` with code `disconnected` or `timedOut`.
    func write(_ bytes: [UInt8], until deadline: Deadline) throws(VarlinkError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                try wait(for: POLLOUT, until: deadline)
            } else if errno != EINTR {
                throw disconnected(.last)
            }
        }
    }

    /// Reads what is there, at least one byte.
    /// - Parameter isExact: take no byte after the first NUL, for what follows it is not ours.
    /// - Throws: ``VarlinkError`` with code `disconnected` or `timedOut`.
    func read(isExact: Bool, until deadline: Deadline) throws(VarlinkError) -> ArraySlice<UInt8> {
        while true {
            // Nearly always there is nothing to read yet, so waiting first saves a call.
            try wait(for: POLLIN, until: deadline)
            var count = recv(descriptor, &buffer, buffer.count, isExact ? Int32(MSG_PEEK) : 0)
            if count > 0, isExact {
                let wanted = buffer[..<count].firstIndex(of: 0).map { $0 + 1 } ?? count
                count = recv(descriptor, &buffer, wanted, 0)
            }
            if count > 0 { return buffer[..<count] }
            if count == 0 { throw disconnected(nil) }
            guard errno == EAGAIN || errno == EINTR else { throw disconnected(.last) }
        }
    }

    private func wait(for event: Int32, until deadline: Deadline) throws(VarlinkError) {
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            let milliseconds = deadline.milliseconds
            let ready = poll(&entry, 1, milliseconds)
            if ready > 0 { return }
            if ready == 0, milliseconds < Int32.max, deadline.milliseconds == 0 {
                throw VarlinkError(.timedOut, "no answer in time", address: address)
            }
            guard ready == 0 || errno == EINTR else { throw disconnected(.last) }
        }
    }

    private func disconnected(_ cause: ErrorNumber?) -> VarlinkError {
        VarlinkError(.disconnected, "the service closed the connection", address: address, errorNumber: cause)
    }
}
