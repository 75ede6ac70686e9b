import Glibc
package import ReadinessModel

/// One run of a program on the calling thread, from its start to the death of its last process.
///
/// This is not swift-subprocess, because two things are needed that version 1.0.2 does not give: its teardown ends with
/// the leader, so that a grandchild that ignores SIGTERM lives on (tried out), and it reports no resource usage, which
/// only whoever collects the child can ask for.
/// Here the leader is collected last: while it is a zombie, the number of its group cannot belong to others.
struct ChildRun {
    /// How long after SIGTERM the group is killed, when a run takes too long.
    static let grace = Duration.seconds(1)
    /// How long likewise when the daemon stops, which itself must take less than a second.
    static let shutdownGrace = Duration.milliseconds(200)
    /// How long killed processes are waited for.
    private static let deathLimit = Duration.seconds(2)

    let launch: ChildLaunch
    /// `NAME=value`, in the environment of every process of the run.
    let marker: String
    /// Asks for an early end.
    let stop: StopSignal
    /// What the program reads; nil for nothing.
    var input: Pipe?
    /// Told the number of the process once it runs.
    var started: @Sendable (pid_t) -> Void = { _ in }
    /// How long SIGTERM has time to work; asked when the early end comes.
    let grace: @Sendable () -> Duration

    /// How a run ended.
    enum Ending: Equatable {
        /// The program ended by itself with this status.
        case exited(Int32)
        /// A signal that was not ours ended it.
        case signalled(Int32)
        /// `stop` was requested.
        case stopped
        /// `output` refused more.
        case refused
    }

    /// What became of it.
    struct Outcome {
        var ending: Ending
        var cost: RunCost
        /// Processes that could not be ended.
        var survivors: [pid_t]
    }

    /// Runs the program.
    ///
    /// - Parameters:
    ///   - output: reads from the descriptor once; tells whether it ended, or refuses more.
    ///   - errors: takes bytes of standard error.
    func perform(
        output: (Int32) -> Reading,
        errors: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(CollectorError) -> Outcome {
        guard let outputPipe = Pipe(), let errorPipe = Pipe() else {
            throw CollectorError(
                .start,
                place: launch.command.first ?? "",
                cause: "no pipe could be made: \(String(cString: strerror(errno)))",
                advice: "see LimitNOFILE= of the unit"
            )
        }
        let started = ContinuousClock.now
        let process = try launch.start(output: outputPipe, errors: errorPipe, input: input)
        self.started(process)
        outputPipe.closeWriter()
        errorPipe.closeWriter()
        var loop = ChildLoop(process: process, output: outputPipe, errors: errorPipe, stop: stop)
        defer { loop.close() }
        let reason = loop.run(until: nil, output: output, errors: errors)
        if reason == .stopped {
            _ = kill(-process, SIGTERM)
            loop.ignoresStop = true
            let end = ContinuousClock.now + grace()
            // The leader may go first; the others have as long as it had.
            while loop.run(until: end, output: { discard($0) }, errors: errors) == .ended, ContinuousClock.now < end,
                !ProcessTable.members(group: process, marker: marker).isEmpty
            {
                usleep(10_000)
            }
        }
        // Whoever is left in the group has no more to say. The leader is not collected yet, so the number is ours.
        _ = kill(-process, SIGKILL)
        var survivors: [pid_t] = []
        if reason != .ended || !loop.isSilent {
            // Some may have left the group; only these two signs tell that it is worth a look.
            survivors = ProcessTable.kill(group: process, marker: marker, within: Self.deathLimit)
        }
        guard let (status, usage) = collect(process, waits: !survivors.contains(process)) else {
            let cost = RunCost(wall: .since(started), processor: TimeSpan(nanoseconds: 0), peakResident: 0)
            return Outcome(ending: .stopped, cost: cost, survivors: survivors)
        }
        let cost = RunCost(
            wall: .since(started),
            processor: TimeSpan(nanoseconds: usage.ru_utime.nanoseconds + usage.ru_stime.nanoseconds),
            peakResident: usage.ru_maxrss * 1024
        )
        return Outcome(ending: Self.ending(reason, status), cost: cost, survivors: survivors)
    }

    /// What one read gave.
    enum Reading {
        case more
        case end
        case refuse
    }

    private static func ending(_ reason: ChildLoop.Reason, _ status: Int32) -> Ending {
        switch reason {
        case .stopped, .late: .stopped
        case .refused: .refused
        case .ended: status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
        }
    }

    /// Collects the leader. One that cannot be killed is left to a thread that waits for it.
    private func collect(_ process: pid_t, waits: Bool) -> (status: Int32, usage: rusage)? {
        guard waits else {
            _ = OwnThread.start(name: "reaper") { waitpid(process, nil, 0) }
            return nil
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0 {
            guard errno == EINTR else { return nil }
        }
        return (status, usage)
    }
}

/// Reads from a descriptor and forgets.
private func discard(_ descriptor: Int32) -> ChildRun.Reading {
    withUnsafeTemporaryAllocation(byteCount: 16 * 1024, alignment: 1) { buffer in
        read(descriptor, buffer.baseAddress, buffer.count) == 0 ? .end : .more
    }
}

extension TimeSpan {
    /// The time gone by since `start`.
    package static func since(_ start: ContinuousClock.Instant) -> Self { Self(start.duration(to: .now)) }

    /// The span of a duration.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}

extension timeval {
    fileprivate var nanoseconds: Int64 { Int64(tv_sec) * 1_000_000_000 + Int64(tv_usec) * 1000 }
}
