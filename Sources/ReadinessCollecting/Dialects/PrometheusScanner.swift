/// Reads the parts of one line of Prometheus text.
struct PrometheusScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// Where the next byte is, from 0.
    private(set) var position = 0
    /// Where the value began, from 0.
    private(set) var valueOffset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The byte looked at next; nil at the end.
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Passes over blanks and tabs.
    mutating func skipSpace() {
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    }

    /// Checks a comment: `# HELP name text` and `# TYPE name kind` have a form, all others are free.
    mutating func comment() throws(LineFault) {
        position += 1
        skipSpace()
        let word = token()
        guard word.isEqual(to: "HELP") || word.isEqual(to: "TYPE") else { return }
        skipSpace()
        _ = try metricName()
        guard word.isEqual(to: "TYPE") else { return }
        skipSpace()
        let place = position
        let kind = token()
        skipSpace()
        let isKnown = ["counter", "gauge", "histogram", "summary", "untyped", "unknown", "info"]
            .contains(String(decoding: kind, as: UTF8.self))
        guard isKnown, current == nil else {
            throw LineFault(.malformed, at: place, "'\(Excerpt.text(of: kind, limit: 40))' is no type of a metric")
        }
    }

    /// The name of a metric: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    mutating func metricName() throws(LineFault) -> UnsafeBufferPointer<UInt8> {
        let start = position
        while position < bytes.count,
            Self.isLetter(bytes[position]) || bytes[position] == UInt8(ascii: ":")
                || (position > start && bytes[position] &- 0x30 < 10)
        {
            position += 1
        }
        let isEnded = current.map { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "{") } ?? true
        guard position > start, isEnded else { throw fault("'\(word(from: start))' is no name of a metric", at: start) }
        return UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    /// The labels in braces, if there are some, in their order; the place behind the closing one is the end of the key.
    mutating func labels(into labels: inout [ForeignSample.Label]) throws(LineFault) {
        let end = position
        skipSpace()
        guard current == UInt8(ascii: "{") else {
            position = end
            return
        }
        position += 1
        skipSpace()
        while current != UInt8(ascii: "}") {
            let start = position
            while position < bytes.count,
                Self.isLetter(bytes[position])
                    || (position > start && bytes[position] &- 0x30 < 10)
            {
                position += 1
            }
            guard position > start else { throw fault("the name of a label is missing", at: start) }
            let name = UnsafeBufferPointer(rebasing: bytes[start..<position])
            skipSpace()
            guard current == UInt8(ascii: "=") else { throw fault("'=' is missing after the name of a label") }
            position += 1
            skipSpace()
            let label = try labelValue()
            guard !labels.contains(where: { $0.name.bytes.elementsEqual(name) }) else {
                throw fault("the label '\(Excerpt.text(of: name, limit: 40))' stands twice", at: start)
            }
            labels.append(
                ForeignSample.Label(name: ForeignText(bytes: name, offset: start, escapes: nil), value: label)
            )
            skipSpace()
            if current == UInt8(ascii: ",") {
                position += 1
                skipSpace()
            } else if current != UInt8(ascii: "}") {
                throw fault("',' or '}' is missing after a label")
            }
        }
        position += 1
    }

    /// The value; not-a-number and infinities are numbers here.
    mutating func value() throws(LineFault) -> Double {
        skipSpace()
        valueOffset = position
        let text = token()
        guard !text.isEmpty else { throw LineFault(.malformed, at: position, field: "value", "the value is missing") }
        if let value = DecimalNumber.parse(text) { return value }
        switch String(decoding: text, as: UTF8.self).lowercased() {
        case "nan", "+nan", "-nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: throw ReadingContext.badNumber(text, field: "value", at: valueOffset)
        }
    }

    /// The milliseconds since 1970 behind the value, if they stand there; nothing else may.
    mutating func timestamp() throws(LineFault) -> Int64? {
        skipSpace()
        let place = position
        let text = token()
        guard !text.isEmpty else { return nil }
        guard let milliseconds = Int64(String(decoding: text, as: UTF8.self)) else {
            let found = Excerpt.text(of: text, limit: 40)
            throw LineFault(.badTime, at: place, field: "timestamp", "'\(found)' is no whole number of milliseconds")
        }
        skipSpace()
        guard current == nil else { throw fault("'\(word(from: position))' follows the sample") }
        return milliseconds
    }

    private mutating func labelValue() throws(LineFault) -> ForeignText {
        guard current == 0x22 else { throw fault("the value of a label needs quotes") }
        position += 1
        let start = position
        var isEscaped = false
        while position < bytes.count, bytes[position] != 0x22 {
            if bytes[position] == 0x5C {
                isEscaped = true
                position += 1
                guard position < bytes.count, [0x5C, 0x22, UInt8(ascii: "n")].contains(bytes[position]) else {
                    throw fault("an escape is unknown", at: position - 1)
                }
            }
            position += 1
        }
        guard position < bytes.count else { throw fault("the value of a label is not closed", at: start - 1) }
        position += 1
        return ForeignText(
            bytes: UnsafeBufferPointer(rebasing: bytes[start..<position - 1]),
            offset: start,
            escapes: isEscaped ? .lineFeed : nil
        )
    }

    /// The bytes up to the next blank.
    private mutating func token() -> UnsafeBufferPointer<UInt8> {
        let start = position
        while position < bytes.count, bytes[position] != 0x20, bytes[position] != 0x09 { position += 1 }
        return UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    private func word(from start: Int) -> String {
        let end = bytes[start...].firstIndex { $0 == 0x20 || $0 == 0x09 } ?? bytes.count
        return Excerpt.text(of: UnsafeBufferPointer(rebasing: bytes[start..<end]), limit: 40)
    }

    private func fault(_ message: String, at offset: Int? = nil) -> LineFault {
        LineFault(.malformed, at: offset ?? position, message)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte == 0x5F || (byte | 0x20) &- 0x61 < 26 }
}
