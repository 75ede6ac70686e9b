package import ReadinessModel

/// Lets so many through in a second, averaged over ten: a value without a clock.
package struct TokenBucket: Sendable {
    /// How many seconds' worth may come at once.
    private static let burst = 10.0

    private let rate: Double
    private var tokens: Double
    private var filled: TimeSpan

    /// A full bucket.
    ///
    /// - Parameter rate: how many a second, at least 1.
    package init(rate: Int, at now: TimeSpan) {
        self.rate = Double(rate)
        tokens = self.rate * Self.burst
        filled = now
    }

    /// Whether one more is let through.
    package mutating func take(at now: TimeSpan) -> Bool {
        if now.nanoseconds > filled.nanoseconds {
            let seconds = Double(now.nanoseconds - filled.nanoseconds) / 1e9
            tokens = min(rate * Self.burst, tokens + seconds * rate)
            filled = now
        }
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
