import ReadinessModel

/// What the buckets of a histogram promise: rising bounds, counts that do not fall, and one for all at the end.
struct OpenMetricsHistogram {
    /// What is wrong with a histogram, and the line that shows it.
    struct Fault {
        var message: String
        var line: Int
    }

    private var group: String?
    private var time: Timestamp?
    private var bound: Double?
    private var value = 0.0
    private var count: Double?
    private var hasNegativeBound = false
    private var hasSum = false
    private var hasGaugeSum = false
    private var hasNegativeSum = false
    private var line = 0

    /// Takes a sample in.
    ///
    /// - Returns: what is wrong with it, or with the histogram before it.
    mutating func add(_ sample: OpenMetricsFamily.Sample, bound next: Double, group: String) -> Fault? {
        var fault: Fault?
        if self.group == nil || group != self.group || sample.time != time {
            fault = end()
            self = Self()
            self.group = group
            time = sample.time
        }
        line = sample.line
        switch sample.suffix {
        case .bucket:
            if let bound, next <= bound { fault = Fault(message: "the bounds of the buckets do not rise", line: line) }
            if sample.value < value { fault = Fault(message: "the counts of the buckets fall", line: line) }
            if next < 0 { hasNegativeBound = true }
            bound = next
            value = sample.value
        case .count, .gcount: count = sample.value
        case .sum: hasSum = true
        case .gsum:
            hasGaugeSum = true
            if sample.value < 0 { hasNegativeSum = true }
        default: break
        }
        return fault
    }

    /// What is wrong with the histogram now that it is whole.
    func end() -> Fault? {
        guard group != nil else { return nil }
        func fault(_ message: String) -> Fault { Fault(message: message, line: line) }
        guard bound == .infinity else { return fault("the histogram lacks the bucket '+Inf'") }
        if let count, count != value { return fault("the count is not that of the bucket '+Inf'") }
        if (hasSum || hasGaugeSum) != (count != nil) {
            return fault("a histogram has both a sum and a count, or neither")
        }
        if hasNegativeBound, hasSum { return fault("a histogram with negative buckets has no sum") }
        if !hasNegativeBound, hasNegativeSum { return fault("the sum is negative though no bucket is") }
        return nil
    }
}
