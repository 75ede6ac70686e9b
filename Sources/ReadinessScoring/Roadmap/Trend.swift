/// A robust straight line through values over time: the median of the slopes between all pairs of points (Theil 1950, Sen
/// 1968), which a few wild values do not turn.
package struct Trend: Hashable, Sendable {
    /// One value at a time.
    package struct Point: Hashable, Sendable {
        /// The time, in any unit.
        package var time: Double
        /// The value.
        package var value: Double

        /// Makes a point.
        package init(time: Double, value: Double) {
            self.time = time
            self.value = value
        }
    }

    /// The change of the value per unit of time.
    package let slope: Double
    /// The lower end of the slope's interval of 95 % (Sen 1968, with Kendall's correction for ties). The points are taken
    /// for independent: values that hold for long make the interval too narrow.
    package let slopeLow: Double
    /// Its upper end.
    package let slopeHigh: Double

    /// The most points that are looked at: the work grows with their square.
    package static let pointLimit = 1000

    /// The line through some points; nil with fewer than three, or all at one time. Of more than `pointLimit`, evenly
    /// chosen ones are looked at.
    package init?(_ points: [Point]) {
        var points = points
        if points.count > Self.pointLimit {
            points = (0..<Self.pointLimit).map { points[$0 * (points.count - 1) / (Self.pointLimit - 1)] }
        }
        guard points.count >= 3 else { return nil }
        var slopes: [Double] = []
        for left in points.indices {
            for right in points.indices.dropFirst(left + 1) where points[left].time != points[right].time {
                slopes.append(
                    (points[right].value - points[left].value) / (points[right].time - points[left].time)
                )
            }
        }
        guard !slopes.isEmpty else { return nil }
        slopes.sort()
        slope = slopes.median
        // Half the width of the interval in ranks: the variance of Kendall's S, less what ties take from it.
        let count = Double(points.count)
        let ties = points.map(\.time).tieTerm + points.map(\.value).tieTerm
        let variance = max(0, (count * (count - 1) * (2 * count + 5) - ties) / 18)
        let width = 1.959963984540054 * variance.squareRoot()
        let total = Double(slopes.count)
        let last = slopes.count - 1
        let upper = ((total + width) / 2).rounded(.toNearestOrEven)
        let lower = ((total - width) / 2).rounded(.toNearestOrEven) - 1
        slopeHigh = slopes[max(0, min(last, Int(upper)))]
        slopeLow = slopes[max(0, min(last, Int(lower)))]
    }
}

extension [Double] {
    /// The middle of sorted numbers; of an even count, the mean of the two in the middle.
    fileprivate var median: Double {
        count % 2 == 1 ? self[count / 2] : (self[count / 2 - 1] + self[count / 2]) / 2
    }

    /// The sum of k (k - 1) (2 k + 5) over groups of k equal numbers.
    fileprivate var tieTerm: Double {
        var groups: [Double: Int] = [:]
        for number in self { groups[number, default: 0] += 1 }
        return groups.values.reduce(0.0) { sum, count in
            let count = Double(count)
            return sum + count * (count - 1) * (2 * count + 5)
        }
    }
}
