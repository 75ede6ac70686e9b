import ReadinessModel

/// What a window gives, and how long it stays so while no reading arrives.
struct WindowValue {
    /// The value; NaN when missing.
    var value: Double
    /// The first moment at which the value may differ, in nanoseconds.
    var validUntil: Int64
}

extension SampleHistory {
    /// Applies `window` at time `t`; the newest reading of the window must not be older than `limit` nanoseconds.
    ///
    /// The window is `(t - length, t]`. An event measure ever seen sums and counts to 0 over an empty window.
    func evaluate(_ window: Window, kind: MeasureKind, at t: Int64, limit: Int64?) -> WindowValue {
        let start = (Timestamp(nanoseconds: t) - window.length).nanoseconds
        let first = firstIndex(after: start)
        let inside = samples[first...]
        guard let oldest = inside.first, let newest = inside.last else {
            let isZero = kind == .event && (window.function == .sum || window.function == .count) && !samples.isEmpty
            return WindowValue(value: isZero ? 0 : .nan, validUntil: .max)
        }
        var validUntil = (Timestamp(nanoseconds: oldest.time) + window.length).nanoseconds
        if let limit, kind != .event {
            let (age, isTooOld) = t.subtractingReportingOverflow(newest.time)
            guard !isTooOld, age <= limit else { return WindowValue(value: .nan, validUntil: .max) }
            let (expiry, overflow) = newest.time.addingReportingOverflow(limit + 1)
            validUntil = min(validUntil, overflow ? .max : expiry)
        }
        let before = first > samples.startIndex ? samples[first - 1] : nil
        return WindowValue(value: Self.apply(window, to: inside, startingFrom: before), validUntil: validUntil)
    }

    private static func apply(_ window: Window, to inside: ArraySlice<Sample>, startingFrom before: Sample?) -> Double {
        switch window.function {
        case .increase: increase(inside, startingFrom: before)
        case .rate: increase(inside, startingFrom: before) / window.length.seconds
        case .sum: inside.reduce(0) { $0 + $1.value }
        case .avg: inside.reduce(0) { $0 + $1.value } / Double(inside.count)
        case .min: inside.reduce(.infinity) { Swift.min($0, $1.value) }
        case .max: inside.reduce(-.infinity) { Swift.max($0, $1.value) }
        case .last: inside.last?.value ?? .nan
        case .count: Double(inside.count)
        }
    }

    /// The growth of a counter: steps up count, after a step down the new count is the growth.
    private static func increase(_ inside: ArraySlice<Sample>, startingFrom before: Sample?) -> Double {
        guard var previous = before?.value ?? inside.first?.value else { return .nan }
        guard before != nil || inside.count > 1 else { return .nan }
        var growth = 0.0
        for sample in before == nil ? inside.dropFirst() : inside {
            growth += sample.value >= previous ? sample.value - previous : sample.value
            previous = sample.value
        }
        return growth
    }
}
