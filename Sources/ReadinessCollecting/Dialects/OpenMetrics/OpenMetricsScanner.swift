import ReadinessModel

/// Reads the parts of one line of OpenMetrics text, version 1.0: exactly what its grammar has, and nothing between.
struct OpenMetricsScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// Where the next byte is, from 0.
    private(set) var position: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The byte looked at next; nil at the end.
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Passes over one byte, which must be `byte`.
    mutating func need(_ byte: Unicode.Scalar, _ what: String) throws(LineFault) {
        guard current == UInt8(ascii: byte) else { throw fault("\(what) is missing") }
        position += 1
    }

    /// Passes over a byte if it is `byte`.
    mutating func skip(_ byte: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    /// Everything up to the next blank or the end; not nothing.
    mutating func word(_ what: String) throws(LineFault) -> UnsafeBufferPointer<UInt8> {
        let start = position
        while position < bytes.count, bytes[position] != 0x20 { position += 1 }
        guard position > start else { throw fault("\(what) is missing", at: start) }
        return slice(start)
    }

    /// Everything that is left.
    mutating func rest() -> UnsafeBufferPointer<UInt8> {
        let start = position
        position = bytes.count
        return slice(start)
    }

    /// The name of a metric: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    mutating func metricName() throws(LineFault) -> UnsafeBufferPointer<UInt8> {
        try name(allowsColon: true, "the name of a metric")
    }

    /// Labels in braces, the opening one being next.
    mutating func labels(into labels: inout [ForeignSample.Label]) throws(LineFault) {
        try need("{", "'{'")
        guard !skip("}") else { return }
        repeat {
            let start = position
            let name = try name(allowsColon: false, "the name of a label")
            guard !labels.contains(where: { $0.name.bytes.elementsEqual(name) }) else {
                throw fault("the label '\(Excerpt.text(of: name, limit: 40))' stands twice", at: start)
            }
            try need("=", "'=' after the name of a label")
            try need("\"", "the quote before the value of a label")
            let value = try quoted()
            labels.append(
                ForeignSample.Label(name: ForeignText(bytes: name, offset: start, escapes: nil), value: value)
            )
        } while skip(",")
        try need("}", "',' or '}' after a label")
    }

    /// A number: a real one, an infinity or not-a-number.
    mutating func number(_ what: String) throws(LineFault) -> Double {
        let start = position
        let text = try word(what)
        if let value = DecimalNumber.parse(text) { return value }
        if let value = Self.special(text) { return value }
        throw LineFault(
            .badNumber,
            at: start,
            field: "value",
            "'\(Excerpt.text(of: text, limit: 40))' is no number"
        )
    }

    /// A time in seconds.
    mutating func timestamp() throws(LineFault) -> Timestamp {
        let start = position
        let text = try word("the time")
        guard DecimalNumber.parse(text) != nil else {
            let found = Excerpt.text(of: text, limit: 40)
            throw LineFault(.badTime, at: start, field: "timestamp", "'\(found)' is no time in seconds since 1970")
        }
        // What lies beyond is a time all the same; only as that of a reading it is refused.
        return Self.time(text) ?? Timestamp(nanoseconds: text.first == 0x2D ? .min : .max)
    }

    /// A fault at a place, by default the next byte.
    func fault(_ message: String, at offset: Int? = nil) -> LineFault {
        LineFault(.malformed, at: offset ?? position, message)
    }

    /// Infinities and not-a-number, in any case; the latter has no sign.
    static func special(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count <= 9 else { return nil }
        switch String(decoding: text, as: UTF8.self).lowercased() {
        case "nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: return nil
        }
    }

    /// Seconds as nanoseconds, exact where they are written with at most nine digits after the point.
    private static func time(_ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        if let exact = Timestamp(utf8: text) { return exact }
        guard let seconds = DecimalNumber.parse(text), abs(seconds) < 9.2e9 else { return nil }
        return Timestamp(nanoseconds: Int64((seconds * 1e9).rounded()))
    }

    private mutating func name(
        allowsColon: Bool,
        _ what: String
    ) throws(LineFault) -> UnsafeBufferPointer<UInt8> {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            let isLetter = byte == 0x5F || (byte | 0x20) &- 0x61 < 26 || allowsColon && byte == 0x3A
            guard isLetter || position > start && byte &- 0x30 < 10 else { break }
            position += 1
        }
        guard position > start else { throw fault("\(what) is missing", at: start) }
        return slice(start)
    }

    /// Text up to the closing quote; a backslash stands before a quote, a backslash, an `n`, or for itself.
    private mutating func quoted() throws(LineFault) -> ForeignText {
        let start = position
        var isEscaped = false
        while position < bytes.count, bytes[position] != 0x22 {
            if bytes[position] == 0x5C {
                isEscaped = true
                position += 1
                guard position < bytes.count else { break }
            }
            position += 1
        }
        guard position < bytes.count else { throw fault("the value of a label is not closed", at: start - 1) }
        let text = slice(start)
        position += 1
        return ForeignText(bytes: text, offset: start, escapes: isEscaped ? .lineFeed : nil)
    }

    private func slice(_ start: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[start..<position])
    }
}
