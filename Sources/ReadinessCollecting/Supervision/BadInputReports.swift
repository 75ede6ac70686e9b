import ReadinessModel

/// Decides which bad lines are worth an entry in the journal.
///
/// A file is reported whenever its content changed and its bad lines did, and at most once a minute while they are the
/// same. What a program prints is reported when it changed, and at most once a minute.
struct BadInputReports: Sendable {
    private let isFile: Bool
    private var last: (signature: Signature, time: TimeSpan)?
    private var wasClean = false
    private var unreported = 0

    private static let pause = TimeSpan.seconds(60)

    private struct Signature: Hashable {
        var first: Reject
        var count: Int
    }

    init(isFile: Bool) { self.isFile = isFile }

    /// The report of a delivery, if it is due.
    mutating func report(_ delivery: Delivery, at now: TimeSpan) -> BadInput? {
        guard let bad = BadInput(delivery, unreported: unreported) else {
            wasClean = true
            return nil
        }
        let signature = Signature(first: bad.first, count: bad.count)
        if let last {
            let isOther = last.signature != signature
            let isAged = now.nanoseconds - last.time.nanoseconds >= Self.pause.nanoseconds
            guard isFile ? isOther || isAged : (isOther || wasClean) && isAged else {
                unreported += 1
                return nil
            }
        }
        last = (signature, now)
        wasClean = false
        unreported = 0
        return bad
    }
}

extension BadInput {
    /// The bad lines of a delivery; nil when it has none.
    init?(_ delivery: Delivery, unreported: Int = 0) {
        guard let first = delivery.rejects.first else { return nil }
        self.init(origin: delivery.origin, first: first, count: delivery.rejectCounts.total, unreported: unreported)
    }
}
