import ReadinessModel

/// How long a failing collector rests before it is tried again.
///
/// The rest doubles with each failure, from a sixteenth of the interval (at least a second, at most the interval) to
/// sixteen intervals, at most five minutes and at least the interval. So a passing fault costs less than one interval,
/// a lasting one costs little, and after its end recovery takes no longer than the cap. There is no last try.
struct BackOff: Hashable, Sendable {
    /// The longest rest.
    let cap: TimeSpan
    private let first: TimeSpan
    private let interval: TimeSpan
    private var random: UInt64

    /// - Parameter seed: decides the jitter; collectors should differ in it.
    init(interval: TimeSpan, seed: UInt64) {
        self.interval = interval
        random = seed
        let second = TimeSpan.seconds(1)
        let sixteenth = TimeSpan(nanoseconds: interval.nanoseconds / 16)
        first = min(interval, max(second, sixteenth))
        let (sixteen, overflow) = interval.nanoseconds.multipliedReportingOverflow(by: 16)
        cap = max(interval, min(overflow ? interval : TimeSpan(nanoseconds: sixteen), .seconds(300)))
    }

    /// The rest after so many failures in a row, from 1; off by up to a fifth either way, so that collectors that
    /// failed together do not return together. Never above the cap, and after the first failure never above the interval.
    mutating func rest(afterFailures count: Int) -> TimeSpan {
        var nanoseconds = Double(first.nanoseconds)
        for _ in 1..<max(count, 1) where nanoseconds < Double(cap.nanoseconds) { nanoseconds *= 2 }
        let jittered = min(nanoseconds, Double(cap.nanoseconds)) * (0.8 + 0.4 * fraction())
        return min(TimeSpan(nanoseconds: Int64(jittered)), count <= 1 ? interval : cap)
    }

    /// A number from 0 to 1 (SplitMix64).
    private mutating func fraction() -> Double {
        random &+= 0x9E37_79B9_7F4A_7C15
        var bits = random
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((bits ^ (bits >> 31)) >> 11) / Double(1 << 53)
    }
}
