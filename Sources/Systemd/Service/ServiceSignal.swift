import Glibc

/// The signals that a service manager and an administrator send.
package enum ServiceSignal: CaseIterable, Sendable {
    /// SIGTERM: stop.
    case terminate
    /// SIGINT: stop, typed at a terminal.
    case interrupt
    /// SIGHUP: reload the configuration.
    case hangUp

    /// The number of the signal.
    package var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .hangUp: SIGHUP
        }
    }

    /// The signal of a number.
    package init?(number: Int32) {
        guard let signal = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = signal
    }
}
