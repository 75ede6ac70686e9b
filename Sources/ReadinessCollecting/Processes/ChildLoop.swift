import Glibc

/// Waits on a child's two pipes, its end and a request to stop, all at once.
struct ChildLoop {
    private let process: pid_t
    private let output: Pipe
    private let errors: Pipe
    private let stop: StopSignal
    /// Readable once the leader has ended; -1 where the kernel or the C library knows no such descriptor.
    private let leader: Int32
    private var isOutputOpen = true
    private var areErrorsOpen = true
    /// Whether a request to stop no longer counts.
    var ignoresStop = false

    /// How often the end of the leader is looked for where it has no descriptor.
    private static let lookout: Int32 = 20

    /// Why waiting ended.
    enum Reason {
        /// The leader has ended, and all that it printed is read.
        case ended
        /// A stop was requested.
        case stopped
        /// The output is refused.
        case refused
        /// The time is over.
        case late
    }

    init(process: pid_t, output: Pipe, errors: Pipe, stop: StopSignal) {
        self.process = process
        self.output = output
        self.errors = errors
        self.stop = stop
        leader = LinuxCalls.pidfdOpen?(process, 0) ?? -1
    }

    /// Whether both pipes have ended, so that no process of the run holds them.
    var isSilent: Bool { !isOutputOpen && !areErrorsOpen }

    /// Closes the leader's descriptor.
    func close() { if leader >= 0 { Glibc.close(leader) } }

    /// Waits and reads until there is a reason to end.
    mutating func run(
        until end: ContinuousClock.Instant?,
        output read: (Int32) -> ChildRun.Reading,
        errors take: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> Reason {
        while true {
            var descriptors = [
                pollfd(fd: isOutputOpen ? output.reader : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: areErrorsOpen ? errors.reader : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: leader, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ignoresStop ? -1 : stop.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            // Asked before the pipes are: what they do not hold then was not printed by the leader.
            let hasEnded = hasLeaderEnded()
            _ = poll(&descriptors, 4, hasEnded ? 0 : timeout(until: end))
            // A stop comes first: a flood must not keep it waiting.
            if !ignoresStop, stop.isRequested { return .stopped }
            var isIdle = true
            if descriptors[0].revents != 0 {
                isIdle = false
                switch read(output.reader) {
                case .more: break
                case .end: isOutputOpen = false
                case .refuse: return .refused
                }
            }
            if descriptors[1].revents != 0 {
                isIdle = false
                takeErrors(take)
            }
            if hasEnded, isIdle { return .ended }
            if let end, ContinuousClock.now >= end { return .late }
        }
    }

    private func timeout(until end: ContinuousClock.Instant?) -> Int32 {
        let lookout = leader < 0 ? Self.lookout : -1
        guard let end else { return lookout }
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: end).components
        let left = Int32(clamping: max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
        return lookout < 0 ? left : min(left, lookout)
    }

    /// Whether the leader is a zombie; it stays one.
    private func hasLeaderEnded() -> Bool {
        var information = siginfo_t()
        let flags = WEXITED | WNOHANG | WNOWAIT
        guard waitid(P_PID, id_t(process), &information, flags) == 0 else { return errno == ECHILD }
        return information.si_signo == SIGCHLD
    }

    private mutating func takeErrors(_ take: (UnsafeBufferPointer<UInt8>) -> Void) {
        let count = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16 * 1024) { buffer in
            let count = Glibc.read(errors.reader, buffer.baseAddress, buffer.count)
            if count > 0 { take(UnsafeBufferPointer(rebasing: buffer[..<count])) }
            return count
        }
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { areErrorsOpen = false }
    }
}
