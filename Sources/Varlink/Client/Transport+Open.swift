import Glibc

extension Transport {
    /// Connects to the address.
    /// - Throws: ``VarlinkError`` with code `unreachable` or `timedOut`.
    static func open(_ address: Address, until deadline: Deadline) throws(VarlinkError) -> Transport {
        switch address {
        case .unix(let name):
            return try connect(to: name, address, until: deadline)
        case .exec(let program):
            guard access(program, X_OK) == 0 else { throw unreachable(address, .last) }
            // Only the child itself knows its process number, so a shell sets it before it becomes the program.
            let script = #"LISTEN_PID=$$; export LISTEN_PID; exec "$0""#
            return try start(
                address,
                ["/bin/sh", "-c", script, program],
                adding: ["LISTEN_FDS=1", "LISTEN_FDNAMES=varlink"],
                sockets: [3]
            )
        case .sshUnix(let host, let path):
            try refuseOldSSH(address, host: host, path: path, until: deadline)
            return try start(address, [ssh, "-e", "none", "-x", "-T", "-W", path, host], sockets: [0, 1])
        case .sshExec(let host, let command):
            let remote = "env SYSTEMD_VARLINK_LISTEN=- \(command)"
            return try start(address, [ssh, "-e", "none", "-x", "-T", host, remote], sockets: [0, 1])
        }
    }

    /// The ssh program: `$SYSTEMD_SSH` as for systemd's own tools, else the one in `$PATH`.
    private static var ssh: String { getenv("SYSTEMD_SSH").map { String(cString: $0) } ?? "ssh" }

    /// An ssh that takes no path begins a session instead, and whoever called waits for an answer that never comes.
    private static func refuseOldSSH(
        _ address: Address,
        host: String,
        path: String,
        until deadline: Deadline
    ) throws(VarlinkError) {
        guard let version = sshVersion(address, until: deadline), version < .forwardsPaths else { return }
        throw VarlinkError(
            .unreachable,
            "OpenSSH \(version) on this host cannot reach a socket of another one, \(SSHVersion.forwardsPaths) can; "
                + "use ssh-exec:\(host):socat STDIO UNIX-CONNECT:\(path)",
            address: "\(address)"
        )
    }

    /// What the ssh program says of itself; nil when it does not, or is none that we know.
    private static func sshVersion(_ address: Address, until deadline: Deadline) -> SSHVersion? {
        guard let transport = try? start(address, [ssh, "-V"], sockets: [0, 1, 2]) else { return nil }
        defer { transport.close() }
        shutdown(transport.descriptor, Int32(SHUT_WR))
        var banner: [UInt8] = []
        while banner.count < 1024, let part = try? transport.read(isExact: false, until: deadline) { banner += part }
        return SSHVersion(banner: banner)
    }

    private static func connect(
        to name: String,
        _ address: Address,
        until deadline: Deadline
    ) throws(VarlinkError) -> Transport {
        do throws(ErrorNumber) {
            let transport = Transport(address: "\(address)", descriptor: try UnixSocket.make())
            while true {
                do throws(ErrorNumber) {
                    try UnixSocket.connect(transport.descriptor, to: name)
                    return transport
                } catch {
                    // The listener's queue is full: there is nothing to poll for, so look again soon.
                    guard error.number == EAGAIN || error.number == EINTR, deadline.milliseconds != 0 else {
                        throw error
                    }
                    usleep(2000)
                }
            }
        } catch {
            if error.number == EAGAIN {
                throw VarlinkError(.timedOut, "the service does not accept", address: "\(address)", errorNumber: error)
            }
            throw unreachable(address, error)
        }
    }

    private static func unreachable(_ address: Address, _ cause: ErrorNumber) -> VarlinkError {
        VarlinkError(.unreachable, "cannot connect", address: "\(address)", errorNumber: cause)
    }

    /// Starts a program that has the other end of a socket pair at the given descriptor numbers.
    private static func start(
        _ address: Address,
        _ arguments: [String],
        adding variables: [String] = [],
        sockets: [Int32]
    ) throws(VarlinkError) -> Transport {
        do throws(ErrorNumber) {
            let (own, other) = try UnixSocket.makePair()
            defer { _ = Glibc.close(other) }
            // From here on the transport closes our end.
            let transport = Transport(address: "\(address)", descriptor: own)
            guard fcntl(own, F_SETFL, O_NONBLOCK) == 0 else { throw .last }
            let child = try Child.start(arguments, adding: variables, duplicating: other, to: sockets)
            return transport.adopting(child)
        } catch {
            throw unreachable(address, error)
        }
    }
}
