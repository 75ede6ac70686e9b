import ReadinessModel

/// A metric family while its lines are read: what has been declared, and what the samples so far allow.
struct OpenMetricsFamily {
    let name: String
    /// The line that began it, from 1.
    let line: Int
    var type: OpenMetricsType?
    var hasHelp = false
    var unit: String?
    /// Whether a sample has come; metadata stands before them.
    var hasSamples = false
    private var groups: Set<String> = []
    private var series: Set<String> = []
    private var group: String?
    private var time: Timestamp?
    private var histogram = OpenMetricsHistogram()

    init(_ name: String, line: Int) {
        self.name = name
        self.line = line
    }

    /// The type, unknown where none was declared.
    var kind: OpenMetricsType { type ?? .unknown }

    /// What follows the family's name in the name of a sample; nil for the sample of another family.
    func suffix(of sample: UnsafeBufferPointer<UInt8>) -> OpenMetricsType.Suffix? {
        guard sample.count >= name.utf8.count, sample.prefix(name.utf8.count).elementsEqual(name.utf8) else {
            return nil
        }
        let rest = sample.dropFirst(name.utf8.count)
        return kind.suffixes.first { rest.elementsEqual($0.rawValue.utf8) }
    }

    /// Every name a sample of the family could have: no other family may have it.
    var names: [String] { Set(kind.suffixes + [.none]).map { name + $0.rawValue } }

    /// A sample as the rules of families see it.
    struct Sample {
        var suffix: OpenMetricsType.Suffix
        var labels: [ForeignSample.Label]
        var value: Double
        var valueOffset: Int
        var time: Timestamp?
        var line: Int
    }

    /// Takes a sample in.
    ///
    /// - Returns: what its coming shows to be wrong with the histogram before it.
    /// - Throws: when the sample itself breaks a rule.
    mutating func add(_ sample: Sample) throws(LineFault) -> OpenMetricsHistogram.Fault? {
        hasSamples = true
        try checkValue(sample)
        let special = try checkSpecial(sample)
        let all = try Self.text(of: sample.labels, without: nil)
        let group = kind == .info ? "" : special == nil ? all : try Self.text(of: sample.labels, without: special)
        try checkGroup(group, sample)
        // Times that were cut to fewer digits may be equal; the first sample of each counts.
        guard series.insert("\(sample.suffix.rawValue) \(all)").inserted || sample.time != nil else {
            throw LineFault(.ambiguous, "the same sample stands twice")
        }
        guard kind == .histogram || kind == .gaugehistogram else { return nil }
        let bound = sample.suffix == .bucket ? Self.number(sample.labels, "le") : nil
        return histogram.add(sample, bound: bound ?? .nan, group: group)
    }

    /// What is wrong with the family as a whole.
    mutating func end() -> (histogram: OpenMetricsHistogram.Fault?, unit: String?) {
        var message: String?
        if let unit, !unit.isEmpty {
            if kind == .info || kind == .stateset {
                message = "a family of type \(kind.rawValue) has no unit"
            } else if !name.hasSuffix("_\(unit)") {
                message = "the name '\(name)' does not end with its unit, _\(unit)"
            }
        }
        return (histogram.end(), message)
    }

    // MARK: - Rules

    private func checkValue(_ sample: Sample) throws(LineFault) {
        func fault(_ message: String) -> LineFault {
            LineFault(.malformed, at: sample.valueOffset, field: "value", message)
        }
        if sample.suffix.counts {
            if sample.value.isNaN { throw fault("what counts is a number") }
            if sample.value < 0 { throw fault("what counts is not negative") }
        }
        if sample.suffix == .gsum, sample.value.isNaN { throw fault("a sum is a number") }
        if sample.suffix.isWhole, sample.value != sample.value.rounded() || sample.value.isInfinite {
            throw fault("a count is a whole number")
        }
        switch kind {
        case .stateset where sample.value != 0 && sample.value != 1: throw fault("a state is 0 or 1")
        case .info where sample.value != 1: throw fault("the value of an info is 1")
        case .summary where sample.suffix == .none && sample.value < 0: throw fault("a quantile is not negative")
        default: break
        }
    }

    /// Checks the label that a type needs.
    ///
    /// - Returns: its name, for it does not tell groups apart.
    private func checkSpecial(_ sample: Sample) throws(LineFault) -> String? {
        switch kind {
        case .stateset:
            guard sample.labels.contains(where: { $0.name.bytes.elementsEqual(name.utf8) }) else {
                throw LineFault(.missingField, field: name, "a state set has a label named like itself, '\(name)'")
            }
            return name
        case .histogram where sample.suffix == .bucket, .gaugehistogram where sample.suffix == .bucket:
            let bound = Self.number(sample.labels, "le")
            let isCanonical =
                bound.map { !$0.isInfinite || Self.value(sample.labels, "le")?.bytes.isEqual(to: "+Inf") ?? false }
            guard let bound, !bound.isNaN, isCanonical == true else {
                throw LineFault(.malformed, field: "le", "a bucket has a label 'le' with a number, the last one '+Inf'")
            }
            return "le"
        case .summary where sample.suffix == .none:
            guard let quantile = Self.number(sample.labels, "quantile"), (0...1).contains(quantile) else {
                throw LineFault(.malformed, field: "quantile", "a quantile has a label 'quantile' of 0 to 1")
            }
            return "quantile"
        default: return nil
        }
    }

    private mutating func checkGroup(_ group: String, _ sample: Sample) throws(LineFault) {
        if group == self.group {
            if (sample.time == nil) != (time == nil) {
                throw LineFault(
                    .malformed,
                    field: "timestamp",
                    "some samples of one metric have a time, and some have none"
                )
            }
            if let time, let next = sample.time {
                if next < time, kind != .info {
                    throw LineFault(.malformed, field: "timestamp", "the times of one metric go back")
                }
                if next != time { series.removeAll(keepingCapacity: true) }
            }
        } else {
            guard !groups.contains(group) else {
                throw LineFault(.malformed, "the samples of one metric do not stand together")
            }
            series.removeAll(keepingCapacity: true)
            groups.insert(group)
        }
        self.group = group
        time = sample.time
    }

    private static func value(_ labels: [ForeignSample.Label], _ name: String) -> ForeignText? {
        labels.first { $0.name.bytes.elementsEqual(name.utf8) }?.value
    }

    private static func number(_ labels: [ForeignSample.Label], _ name: String) -> Double? {
        guard let text = value(labels, name)?.bytes else { return nil }
        return DecimalNumber.parse(text) ?? OpenMetricsScanner.special(text)
    }

    /// Labels in one order whatever theirs, as one text.
    private static func text(of labels: [ForeignSample.Label], without: String?) throws(LineFault) -> String {
        var parts: [String] = []
        for label in labels where without.map({ !label.name.bytes.elementsEqual($0.utf8) }) ?? true {
            // An escape that stands for itself and the bare byte are one value.
            let value = try label.value.with { String(decoding: $0, as: UTF8.self) }
            parts.append("\(String(decoding: label.name.bytes, as: UTF8.self))=\(value.utf8.count):\(value)")
        }
        return parts.count < 2 ? parts.first ?? "" : parts.sorted().joined(separator: ",")
    }
}
