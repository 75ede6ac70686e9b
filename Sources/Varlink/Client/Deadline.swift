/// A point in time after which waiting ends; may be never.
struct Deadline: Sendable {
    private let instant: ContinuousClock.Instant?

    /// - Parameter timeout: how long from now; nil waits for ever.
    init(after timeout: Duration?) { instant = timeout.map { ContinuousClock.now + $0 } }

    /// The time that is left for `poll`, in milliseconds, rounded up; -1 without a limit, 0 when it has passed.
    var milliseconds: Int32 {
        guard let instant else { return -1 }
        let left = ContinuousClock.now.duration(to: instant)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        return Int32(clamping: seconds.multipliedClamped(by: 1000) + attoseconds / 1_000_000_000_000_000 + 1)
    }
}

extension Int64 {
    fileprivate func multipliedClamped(by factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max / 2 : product
    }
}
