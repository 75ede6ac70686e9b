import ReadinessModel

/// Samples made of entries, written as lines of the influx protocol, which the mapping reads: `entry` counts entries of
/// the same labels and time, extracted numbers have their own names. A value that knows no journal.
struct JournalSamples {
    /// The fields that are labels of every sample, by the name of the label.
    static let labels = [
        ("host", "_HOSTNAME"), ("identifier", "SYSLOG_IDENTIFIER"), ("priority", "PRIORITY"), ("unit", "_SYSTEMD_UNIT"),
    ]

    private let source: JournalSource
    private var order: [[UInt8]] = []
    private var counts: [[UInt8]: Int] = [:]
    private var numbers: [[UInt8]: Double] = [:]
    /// Entries in which a number was not found.
    private(set) var missing = 0

    init(_ source: JournalSource) { self.source = source }

    /// Adds an entry.
    ///
    /// - Parameter field: gives a field of it by name.
    mutating func add(_ time: Timestamp, field: (String) -> [UInt8]?) {
        let labels = (Self.labels + source.fields.map { ($0, $0) }).map { ($0.0, field($0.1) ?? []) }
        let stamp = Array(" \(time.nanoseconds)\n".utf8)
        count(SampleLines.series("entry", labels), stamp)
        for extract in source.extracts {
            guard let value = field(extract.field), let number = Self.number(in: value, extract.pattern) else {
                missing += 1
                continue
            }
            let key = SampleLines.series(extract.name, labels) + [0x00] + stamp
            if numbers.updateValue(number, forKey: key) == nil { order.append(key) }
        }
    }

    private mutating func count(_ series: [UInt8], _ stamp: [UInt8]) {
        let key = series + [0x00] + stamp
        counts[key, default: 0] += 1
        if counts[key] == 1 { order.append(key) }
    }

    /// The lines, in the order of the entries.
    var lines: [UInt8] {
        var lines: [UInt8] = []
        for key in order {
            guard let end = key.firstIndex(of: 0x00) else { continue }
            lines += key[..<end]
            let value = counts[key].map { "\($0)" } ?? numbers[key].map { "\($0)" } ?? "0"
            lines += Array(" value=\(value)".utf8)
            lines += key[(end + 1)...]
        }
        return lines
    }

    /// The number a field is, or has in it where the pattern says.
    static func number(in text: [UInt8], _ pattern: String?) -> Double? {
        guard let pattern, let place = pattern.range(of: "{}") else {
            return text.withUnsafeBufferPointer { DecimalNumber.parse($0) }
        }
        let (before, after) = (Array(pattern[..<place.lowerBound].utf8), Array(pattern[place.upperBound...].utf8))
        for start in text.indices where text[start...].starts(with: before) {
            let rest = text[(start + before.count)...]
            // The longest number that the rest of the pattern follows.
            let end = rest.firstIndex { !Self.isOfNumber($0) } ?? rest.endIndex
            var length = end - rest.startIndex
            while length > 0 {
                let number = Array(rest.prefix(length)).withUnsafeBufferPointer { DecimalNumber.parse($0) }
                if let number, rest.dropFirst(length).starts(with: after) { return number }
                length -= 1
            }
        }
        return nil
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }
}

extension StringProtocol {
    /// The first place of some text.
    fileprivate func range(of part: String) -> Range<Index>? { ranges(of: part).first }
}
