import ReadinessConfiguration
import Systemd

extension Settings.LogLevel {
    /// The journal's priority of the level.
    var priority: JournalPriority {
        switch self {
        case .trace, .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
