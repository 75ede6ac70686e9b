/// Reads the parts of one line of JSON (RFC 8259), strictly.
struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// The byte looked at next.
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The byte looked at next; nil at the end.
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Passes over white space.
    mutating func skipSpace() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A else { return }
            position += 1
        }
    }

    /// Takes a mark with the space around it, when it is next.
    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        guard current == UInt8(ascii: mark) else { return false }
        position += 1
        skipSpace()
        return true
    }

    /// Takes a mark with the space around it.
    mutating func need(_ mark: Unicode.Scalar, _ place: String) throws(LineFault) {
        guard take(mark) else { throw fault("'\(mark)' is missing \(place)") }
    }

    /// Takes `null`, when it is next.
    mutating func takeNull() -> Bool {
        guard bytes.count - position >= 4,
            UnsafeBufferPointer(rebasing: bytes[position..<position + 4]).isEqual(to: "null")
        else { return false }
        position += 4
        return true
    }

    /// Takes a number, and gives the place of its digits too.
    mutating func number(field: String) throws(LineFault) -> (value: Double, range: Range<Int>) {
        let start = position
        let rest = UnsafeBufferPointer(rebasing: bytes[start...])
        guard let (value, length) = DecimalNumber.prefix(of: rest, .json), endsValue(start + length) else {
            let message =
                current == 0x22 ? "a number is written without quotes" : "'\(word())' is not a finite JSON number"
            throw LineFault(.badNumber, at: start, field: field, message)
        }
        position += length
        return (value, start..<position)
    }

    /// Takes a string and gives its text to `body`, escapes resolved.
    mutating func string<Result>(
        field: String,
        _ body: (UnsafeBufferPointer<UInt8>) throws(LineFault) -> Result
    ) throws(LineFault) -> Result {
        guard current == 0x22 else {
            throw LineFault(.malformed, at: position, field: field, "'\(word())' stands where a string is needed")
        }
        let start = position + 1
        var end = start
        var isPlain = true
        while end < bytes.count, bytes[end] != 0x22, bytes[end] != 0x5C {
            guard bytes[end] >= 0x20 else { throw fault("a control character stands in a string", at: end) }
            if bytes[end] >= 0x80 { isPlain = false }
            end += 1
        }
        guard end < bytes.count else { throw fault("a string is not closed", at: position) }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
        if bytes[end] == 0x5C {
            var decoder = JSONStringDecoder(bytes: bytes, position: start)
            let decoded = try decoder.decode()
            position = decoder.position
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: decoded.count)
            defer { copy.deallocate() }
            _ = copy.initialize(from: decoded)
            return try body(UnsafeBufferPointer(copy))
        }
        guard isPlain || String(validating: text, as: UTF8.self) != nil else {
            throw LineFault(.notUTF8, at: start, field: field, "a string is not UTF-8")
        }
        position = end + 1
        return try body(text)
    }

    /// The bytes of a range.
    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[range]) }

    /// A fault of the grammar.
    func fault(_ message: String, at offset: Int? = nil) -> LineFault {
        LineFault(.malformed, at: offset ?? position, message)
    }

    /// What stands here, for an error.
    func word() -> String {
        let end = bytes[position...].firstIndex { $0 == 0x2C || $0 == 0x7D || $0 == 0x20 } ?? bytes.count
        return Excerpt.text(of: UnsafeBufferPointer(rebasing: bytes[position..<end]), limit: 40)
    }

    /// Whether a value may end here.
    private func endsValue(_ place: Int) -> Bool {
        guard place < bytes.count else { return true }
        let byte = bytes[place]
        return byte == 0x2C || byte == 0x7D || byte == 0x20 || byte == 0x09 || byte == 0x0D
    }
}
