import Glibc

/// One assignment of a notification to the service manager.
package enum NotifyMessage: Equatable, Sendable {
    /// The service is started, or has reloaded.
    case ready
    /// The service begins to reload, at a time of the monotonic clock in microseconds. `ready` ends it.
    case reloading(monotonicMicroseconds: UInt64)
    /// The service begins to stop.
    case stopping
    /// One line that `systemctl status` shows.
    case status(String)
    /// The work loop is alive.
    case watchdog
    /// The service asks to be treated as if its watchdog had run out.
    case watchdogTrigger
    /// The error number behind a failure.
    case errorNumber(Int32)
    /// Start, reload or stop takes at least so long from now.
    case extendTimeout(Duration)

    /// The service begins to reload, now.
    package static func reloadingNow() -> NotifyMessage {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return .reloading(monotonicMicroseconds: UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1_000)
    }

    /// The text sent, without the end of the line.
    package var text: String {
        switch self {
        case .ready: "READY=1"
        case .reloading(let time): "RELOADING=1\nMONOTONIC_USEC=\(time)"
        case .stopping: "STOPPING=1"
        case .status(let line): "STATUS=\(Self.oneLine(line))"
        case .watchdog: "WATCHDOG=1"
        case .watchdogTrigger: "WATCHDOG=trigger"
        case .errorNumber(let number): "ERRNO=\(number)"
        case .extendTimeout(let time): "EXTEND_TIMEOUT_USEC=\(Self.microseconds(time))"
        }
    }

    /// A line break would begin another assignment.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    private static func microseconds(_ time: Duration) -> Int64 {
        let (seconds, attoseconds) = time.components
        return max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}
