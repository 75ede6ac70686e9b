import Glibc

/// When to tell the service manager that the work loop is alive: a decision without a clock of its own.
///
/// Ask it from the work loop itself. A timer that runs freely would vouch for a loop that hangs.
package struct Watchdog: Equatable, Sendable {
    /// The manager ends the service when it hears nothing for so long.
    package let timeout: Duration
    private var last: SuspendingClock.Instant?

    /// A watchdog of a given timeout.
    package init(timeout: Duration) {
        self.timeout = timeout
    }

    /// The watchdog that the environment asks of this process; nil for none.
    ///
    /// - Throws: `invalidEnvironment` when `WATCHDOG_USEC` is not a positive number of microseconds.
    package init?(
        environment: (String) -> String? = ProcessEnvironment.value,
        processID: Int32 = getpid()
    ) throws(SystemdError) {
        guard let text = environment("WATCHDOG_USEC") else { return nil }
        if let process = environment("WATCHDOG_PID"), Int32(process) != processID { return nil }
        guard let microseconds = Int64(text), microseconds > 0 else {
            throw SystemdError(
                .invalidEnvironment,
                place: "WATCHDOG_USEC=\(text)",
                cause: "not a positive number of microseconds",
                advice: "leave this variable to the service manager"
            )
        }
        self.init(timeout: .microseconds(microseconds))
    }

    /// The watchdog of the environment, taken out of it: it concerns no child.
    package static func takingEnvironment() throws(SystemdError) -> Watchdog? {
        defer {
            ProcessEnvironment.remove("WATCHDOG_USEC")
            ProcessEnvironment.remove("WATCHDOG_PID")
        }
        return try Watchdog()
    }

    /// The longest the work loop may sleep: half the timeout leaves room for one late round.
    package var interval: Duration { timeout / 2 }

    /// Whether to ping now; true at the first call, and then once per interval.
    package mutating func isDue(at now: SuspendingClock.Instant) -> Bool {
        guard let last else {
            self.last = now
            return true
        }
        guard last.duration(to: now) >= interval else { return false }
        self.last = now
        return true
    }

    /// How long the loop may sleep before the next ping is due; zero when it is.
    package func remaining(at now: SuspendingClock.Instant) -> Duration {
        guard let last else { return .zero }
        return max(.zero, interval - last.duration(to: now))
    }
}
