import Synchronization
import Systemd
import VarlinkServer

/// Tells what clients of the status socket do wrong.
///
/// Everyone may connect, so nobody must be able to push everything else out of the journal: of each kind the first few
/// of a minute are told, the others are counted.
final class ClientReporter: Sendable {
    private enum Kind: Hashable {
        case refused
        case slow
        case violation
        case failed
        case invalid
    }

    private let events: EventReporter
    private let limits = Mutex<[Kind: RateLimit]>([:])

    init(_ events: EventReporter) { self.events = events }

    /// Tells an event, unless many like it were told just now.
    func report(_ event: ServerEvent) {
        switch event {
        case .refused(let peer, let limit): tell(.refused, "Status socket refused \(peer): \(limit)")
        case .slowReaderClosed(let peer, let method):
            let what = method.map { " the replies of \($0)" } ?? ""
            tell(.slow, "Status socket closed \(peer), which did not read\(what)")
        case .protocolViolation(let peer, let reason): tell(.violation, "Status socket closed \(peer): \(reason)")
        case .handlerFailed(let peer, let method, let error):
            tell(.failed, "\(method) failed for \(peer): \(error)", .error)
        case .invalidReply(let method, let reason):
            tell(.invalid, "\(method) replied against its description: \(reason)", .error)
        }
    }

    private func tell(_ kind: Kind, _ message: String, _ priority: JournalPriority = .notice) {
        let left = limits.withLock { $0[kind, default: RateLimit()].admit(at: .now) }
        guard let left else { return }
        events.send(left == 0 ? message : "\(message); \(left) more like it before were not told", priority, nil)
    }
}

/// Lets some through in every minute and counts the rest: a value without a clock.
struct RateLimit: Sendable {
    /// How many are let through in one period.
    static let burst = 10
    /// The length of a period.
    static let period = Duration.seconds(60)

    private var begin: ContinuousClock.Instant?
    private var passed = 0
    private var left = 0

    /// Whether one more is let through.
    ///
    /// - Returns: nil when it is not, else how many were not since the last one that was.
    mutating func admit(at now: ContinuousClock.Instant) -> Int? {
        if begin.map({ now - $0 >= Self.period }) ?? true {
            begin = now
            passed = 0
        }
        guard passed < Self.burst else {
            left += 1
            return nil
        }
        passed += 1
        defer { left = 0 }
        return left
    }
}
