/// A moment: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds. Covers the years 1678 to 2261.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since the epoch.
    package var nanoseconds: Int64

    /// The moment `nanoseconds` after the epoch.
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The moment `seconds` after the epoch.
    ///
    /// - Returns: nil outside the years 1678 to 2261.
    package init?(seconds: Int64, nanoseconds: Int64 = 0) {
        let (product, tooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflow) = product.addingReportingOverflow(nanoseconds)
        guard !tooLarge, !overflow else { return nil }
        self.nanoseconds = sum
    }

    /// The moment `microseconds` after the epoch.
    ///
    /// - Returns: nil outside the years 1678 to 2261.
    package init?(exactMicroseconds microseconds: Int64) {
        let (nanoseconds, overflow) = microseconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return nil }
        self.nanoseconds = nanoseconds
    }

    /// The earliest moment that can be written.
    package static let distantPast = Timestamp(nanoseconds: .min)

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The moment `span` before; the earliest moment where it would lie outside the range.
    package static func - (left: Self, span: TimeSpan) -> Self {
        let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(span.nanoseconds)
        return Self(nanoseconds: overflow ? .min : difference)
    }

    /// The moment `span` later; the latest moment where it would lie outside the range.
    package static func + (left: Self, span: TimeSpan) -> Self {
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(span.nanoseconds)
        return Self(nanoseconds: overflow ? .max : sum)
    }
}
