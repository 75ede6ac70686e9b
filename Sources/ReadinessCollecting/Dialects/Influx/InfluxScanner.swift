import ReadinessModel

/// Reads the parts of one line of line protocol; what it takes and refuses is what the protocol's own decoder does.
struct InfluxScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// Where the next byte is, from 0.
    private(set) var position = 0
    /// How many line feeds were passed.
    private(set) var lines = 0
    /// Whether the end of the line was passed.
    private(set) var isAfterLine = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether nothing is left.
    var isAtEnd: Bool { position >= bytes.count }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Some bytes of the line.
    func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[start..<end])
    }

    /// Passes over the rest of the line and its end.
    mutating func skipLine() {
        guard !isAfterLine else { return }
        let rest = UnsafeBufferPointer(rebasing: bytes[position...])
        guard let newline = rest.firstNewline else {
            position = bytes.count
            return
        }
        position += newline + 1
        lines += 1
        isAfterLine = true
    }

    /// Passes over blanks.
    mutating func skipBlanks() { while current == 0x20 { position += 1 } }

    /// Passes over a comma if it is next.
    mutating func skipComma() -> Bool {
        guard current == 0x2C else { return false }
        position += 1
        return true
    }

    // MARK: - Parts

    /// Passes over blanks before a line.
    ///
    /// - Returns: false for an empty line or a comment, which is then passed.
    mutating func beginLine() throws(LineFault) -> Bool {
        skipBlanks()
        guard let byte = current else { return false }
        if byte == UInt8(ascii: "#") {
            let start = position
            while let byte = current, byte != 0x0A, byte != 0x0D {
                guard byte >= 0x20, byte != 0x7F else {
                    throw fault("a comment has no control characters", at: position)
                }
                position += 1
            }
            guard isAtEnd || takeLineEnd() else {
                throw fault("a lone carriage return stands in the comment", at: start)
            }
            return false
        }
        if byte == 0x0A || byte == 0x0D {
            guard takeLineEnd() else { throw fault("a lone carriage return is no line end", at: position) }
            return false
        }
        return true
    }

    /// The measurement: up to a comma or a blank, each of which a backslash may stand before.
    mutating func measurement() throws(LineFault) -> ForeignText {
        let text = try text("the measurement") {
            $0 != 0x2C && $0 > 0x20 && $0 != 0x7F
        } escaped: {
            $0 == 0x2C || $0 == 0x20
        }
        guard !text.bytes.isEmpty else { throw fault("the measurement is missing", at: text.offset) }
        return text
    }

    /// Passes over the tags, which must be well formed, up to the blank before the fields.
    mutating func passTags() throws(LineFault) {
        while skipComma() {
            _ = try tagKey()
            _ = try tagValue()
        }
        guard let byte = current else { throw fault("the fields are missing", at: position) }
        guard byte == 0x20 else {
            let what = byte == 0x0A || byte == 0x0D ? "the fields are missing" : "a comma or a blank is missing"
            throw fault(what, at: position)
        }
    }

    /// The tags between two places that `passTags` has passed.
    func tags(_ start: Int, _ end: Int) throws(LineFault) -> [ForeignSample.Label] {
        var scanner = InfluxScanner(UnsafeBufferPointer(rebasing: bytes[..<end]))
        scanner.position = start
        var labels: [ForeignSample.Label] = []
        while scanner.skipComma() {
            let key = try scanner.tagKey()
            guard !labels.contains(where: { $0.name.bytes.elementsEqual(key.bytes) }) else {
                let name = Excerpt.text(of: key.bytes, limit: 40)
                throw scanner.fault("the tag '\(name)' stands twice", at: key.offset)
            }
            labels.append(ForeignSample.Label(name: key, value: try scanner.tagValue()))
        }
        return labels
    }

    private mutating func tagKey() throws(LineFault) -> ForeignText {
        let key = try keyText("the key of a tag")
        guard current == 0x3D else { throw fault("'=' is missing after the key of a tag", at: position) }
        position += 1
        return key
    }

    private mutating func tagValue() throws(LineFault) -> ForeignText {
        let value = try text("the value of a tag", while: Self.isKeyByte, escaped: Self.isSeparator)
        guard !value.bytes.isEmpty else { throw fault("the value of a tag is missing", at: value.offset) }
        return value
    }

    /// The key of a field, and the sign behind it.
    mutating func fieldKey() throws(LineFault) -> ForeignText {
        let key = try keyText("the key of a field")
        guard current == 0x3D else { throw fault("'=' is missing after the key of a field", at: position) }
        position += 1
        return key
    }

    /// The value of a field; nil for text.
    mutating func fieldValue() throws(LineFault) -> Double? {
        guard let first = current else { throw fault("the value of a field is missing", at: position) }
        if first == 0x22 {
            try passString()
            try checkFieldEnd()
            return nil
        }
        let start = position
        while let byte = current, byte != 0x2C, byte != 0x20, byte != 0x0A, byte != 0x0D { position += 1 }
        let text = slice(start, position)
        guard !text.isEmpty else { throw fault("the value of a field is missing", at: start) }
        guard let value = Self.value(text) else {
            let found = Excerpt.text(of: text, limit: 40)
            throw LineFault(.badNumber, at: start, field: "field", "'\(found)' is no value of a field")
        }
        return value
    }

    /// The time behind the fields, if there is one, and the end of the line.
    ///
    /// - Parameter unit: how many nanoseconds one is.
    mutating func time(_ unit: Int64) throws(LineFault) -> Timestamp? {
        skipBlanks()
        guard !isAtEnd, !takeLineEnd() else { return nil }
        let start = position
        while let byte = current, byte == 0x2D || byte &- 0x30 < 10 { position += 1 }
        let text = slice(start, position)
        var time: Timestamp?
        if !text.isEmpty || current.map({ $0 != 0x20 && $0 != 0x0A && $0 != 0x0D }) ?? false {
            let number = DecimalInteger.parse(text)
            let (nanoseconds, overflow) = (number ?? 0).multipliedReportingOverflow(by: unit)
            let isClean = current.map { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D } ?? true
            guard isClean, !overflow, number != nil else {
                throw LineFault(
                    .badTime,
                    at: start,
                    field: "time",
                    "the time is no whole number within the years 1678 to 2261"
                )
            }
            time = Timestamp(nanoseconds: nanoseconds)
        }
        skipBlanks()
        guard isAtEnd || takeLineEnd() else { throw fault("something follows the time", at: position) }
        return time
    }

    // MARK: - Bytes

    /// Passes over a line feed, or a carriage return before one.
    private mutating func takeLineEnd() -> Bool {
        var next = position
        if next < bytes.count, bytes[next] == 0x0D { next += 1 }
        // A carriage return at the very end stands for the end of the line.
        guard next == bytes.count && next > position || next < bytes.count && bytes[next] == 0x0A else { return false }
        if next < bytes.count {
            next += 1
            lines += 1
            isAfterLine = true
        }
        position = next
        return true
    }

    private mutating func passString() throws(LineFault) {
        let start = position
        position += 1
        var hasHighBytes = false
        while position < bytes.count, bytes[position] != 0x22 {
            let byte = bytes[position]
            if byte == 0x5C, position + 1 < bytes.count, Self.isStringEscape(bytes[position + 1]) { position += 1 }
            if byte == 0x0A { lines += 1 }
            if byte >= 0x80 { hasHighBytes = true }
            position += 1
        }
        guard position < bytes.count else { throw fault("the text of a field is not closed", at: start) }
        try checkUTF8(start + 1, hasHighBytes)
        position += 1
    }

    private func checkFieldEnd() throws(LineFault) {
        guard let byte = current else { return }
        guard byte == 0x2C || byte == 0x20 || byte == 0x0A || byte == 0x0D else {
            throw fault("something follows the text of a field", at: position)
        }
    }

    private mutating func keyText(_ what: String) throws(LineFault) -> ForeignText {
        let key = try text(what, while: Self.isKeyByte, escaped: Self.isSeparator)
        guard !key.bytes.isEmpty else { throw fault("\(what) is missing", at: key.offset) }
        return key
    }

    private mutating func text(
        _ what: String,
        while isPart: (UInt8) -> Bool,
        escaped isEscaped: (UInt8) -> Bool
    ) throws(LineFault) -> ForeignText {
        let start = position
        var hasEscapes = false
        var hasHighBytes = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x5C {
                if position + 1 < bytes.count, isEscaped(bytes[position + 1]) {
                    hasEscapes = true
                    position += 1
                }
            } else {
                guard isPart(byte) else { break }
                if byte >= 0x80 { hasHighBytes = true }
            }
            position += 1
        }
        try checkUTF8(start, hasHighBytes)
        return ForeignText(bytes: slice(start, position), offset: start, escapes: hasEscapes ? .separators : nil)
    }

    private func checkUTF8(_ start: Int, _ hasHighBytes: Bool) throws(LineFault) {
        guard !hasHighBytes || String(validating: slice(start, position), as: UTF8.self) != nil else {
            throw LineFault(.notUTF8, at: start, "the text is not UTF-8")
        }
    }

    private func fault(_ message: String, at offset: Int) -> LineFault { LineFault(.malformed, at: offset, message) }

    private static func isKeyByte(_ byte: UInt8) -> Bool { byte > 0x20 && byte != 0x2C && byte != 0x3D && byte != 0x7F }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == 0x2C || byte == 0x3D || byte == 0x20 }

    private static func isStringEscape(_ byte: UInt8) -> Bool {
        byte == 0x22 || byte == 0x5C || byte == UInt8(ascii: "n") || byte == UInt8(ascii: "r")
            || byte == UInt8(ascii: "t")
    }

    /// The number of a field that is not text; nil for what is no value.
    private static func value(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let first = text.first, let last = text.last else { return nil }
        let digits = UnsafeBufferPointer(rebasing: text.dropLast())
        switch last {
        case UInt8(ascii: "i"): return DecimalInteger.parse(digits).map(Double.init)
        case UInt8(ascii: "u"):
            guard first &- 0x30 < 10 else { return nil }
            return UInt64(String(decoding: digits, as: UTF8.self)).map(Double.init)
        default: break
        }
        switch first {
        case UInt8(ascii: "t"), UInt8(ascii: "T"):
            return ["t", "T", "true", "True", "TRUE"].contains(String(decoding: text, as: UTF8.self)) ? 1 : nil
        case UInt8(ascii: "f"), UInt8(ascii: "F"):
            return ["f", "F", "false", "False", "FALSE"].contains(String(decoding: text, as: UTF8.self)) ? 0 : nil
        case UInt8(ascii: "+"): return nil
        default: return DecimalNumber.parse(text)
        }
    }
}
