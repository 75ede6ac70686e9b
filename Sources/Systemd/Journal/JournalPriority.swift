/// How urgent an entry is: the numbers of syslog, 0 (worst) to 7.
package enum JournalPriority: Int, Comparable, Sendable, CaseIterable {
    /// The system is unusable.
    case emergency = 0
    /// Someone must act at once.
    case alert = 1
    /// The service cannot go on.
    case critical = 2
    /// Something failed.
    case error = 3
    /// Something is wrong and may fail.
    case warning = 4
    /// A normal event that people want to know of.
    case notice = 5
    /// A normal event.
    case info = 6
    /// For finding faults.
    case debug = 7

    /// Less is more urgent, as in syslog.
    package static func < (left: JournalPriority, right: JournalPriority) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The word for people.
    package var word: String {
        switch self {
        case .emergency: "emergency"
        case .alert: "alert"
        case .critical: "critical"
        case .error: "error"
        case .warning: "warning"
        case .notice: "notice"
        case .info: "info"
        case .debug: "debug"
        }
    }
}
