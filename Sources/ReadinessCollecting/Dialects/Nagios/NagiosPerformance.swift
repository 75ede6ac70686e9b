/// One item of performance data: `'label'=value[unit];[warning];[critical];[least];[most]`.
struct NagiosPerformance {
    /// The label, quotes and doubled quotes resolved.
    var label: [UInt8]
    /// The number in the base unit; nil where the plugin could not tell (`U`).
    var value: Double?
    /// Where the number begins in the text, from 0.
    var valueOffset: Int
    /// The base unit.
    var unit: String

    /// Reads the items of a text, separated by blanks.
    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>,
        from start: Int
    ) throws(LineFault) -> [NagiosPerformance] {
        var items: [NagiosPerformance] = []
        var position = start
        while true {
            while position < bytes.count, isBlank(bytes[position]) { position += 1 }
            guard position < bytes.count else { return items }
            items.append(try item(bytes, &position))
        }
    }

    private static func item(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ position: inout Int
    ) throws(LineFault) -> NagiosPerformance {
        let label = try label(bytes, &position)
        guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
            throw LineFault(.malformed, at: position, "'=' is missing after the label of performance data")
        }
        position += 1
        let start = position
        while position < bytes.count, !isBlank(bytes[position]) { position += 1 }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
        let fields = text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
            UnsafeBufferPointer(rebasing: $0)
        }
        guard fields.count <= 5 else {
            throw LineFault(
                .malformed,
                at: start,
                "performance data has a value, two thresholds, least and most, no more"
            )
        }
        let (value, unit) = try number(fields[0], at: start)
        for threshold in fields.dropFirst().prefix(2) where !threshold.isEmpty {
            guard NagiosRange(utf8: threshold) != nil else {
                let found = Excerpt.text(of: threshold, limit: 40)
                throw LineFault(.malformed, at: start, field: "threshold", "'\(found)' is no range")
            }
        }
        for limit in fields.dropFirst(3) where !limit.isEmpty {
            guard DecimalNumber.parse(limit) != nil else {
                throw ReadingContext.badNumber(limit, field: "limit", at: start)
            }
        }
        return NagiosPerformance(label: label, value: value, valueOffset: start, unit: unit)
    }

    private static func label(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ position: inout Int
    ) throws(LineFault) -> [UInt8] {
        let start = position
        var label: [UInt8] = []
        if bytes[position] == UInt8(ascii: "'") {
            position += 1
            while true {
                guard position < bytes.count else {
                    throw LineFault(.malformed, at: start, "the quote before a label is not closed")
                }
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "'") {
                    guard position < bytes.count, bytes[position] == byte else { break }
                    position += 1
                }
                label.append(byte)
            }
        } else {
            while position < bytes.count, bytes[position] != UInt8(ascii: "="), !isBlank(bytes[position]) {
                label.append(bytes[position])
                position += 1
            }
        }
        guard !label.isEmpty else { throw LineFault(.malformed, at: start, "the label of performance data is missing") }
        return label
    }

    private static func number(
        _ bytes: UnsafeBufferPointer<UInt8>,
        at offset: Int
    ) throws(LineFault) -> (Double?, String) {
        if bytes.isEqual(to: "U") { return (nil, "") }
        guard let (value, length) = DecimalNumber.prefix(of: bytes, .plain) else {
            throw ReadingContext.badNumber(bytes, field: "value", at: offset)
        }
        let rest = UnsafeBufferPointer(rebasing: bytes[length...])
        guard let unit = NagiosUnit.base(rest) else {
            let found = Excerpt.text(of: rest, limit: 20)
            let hint = rest.first == 0x2C ? "; the decimal sign is a point" : ""
            throw LineFault(.badNumber, at: offset, field: "unit", "'\(found)' is no unit of performance data\(hint)")
        }
        return (value * unit.factor, unit.name)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
