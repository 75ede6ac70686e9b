/// Splits one CSV record into fields: RFC 4180 over bytes, without copying.
struct CSVScanner {
    /// The byte between fields.
    let separator: UInt8
    /// The fields of the last record; kept to be filled again.
    private(set) var fields: [Field] = []

    /// Where a field lies in the bytes scanned; without its quotes.
    struct Field {
        var start: Int
        var end: Int
        /// Whether quotes in it are doubled.
        var isEscaped: Bool
    }

    /// What was found.
    enum Outcome {
        /// A record; the next begins at `next`, and `newlines` lines have ended.
        case record(next: Int, newlines: Int)
        /// An empty line.
        case blank(next: Int)
        /// The record does not end in these bytes.
        case incomplete
        /// The record breaks the grammar at `offset`.
        case malformed(offset: Int, message: String)
    }

    init(separator: UInt8) { self.separator = separator }

    /// Scans the record that begins at `start`.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Outcome {
        fields.removeAll(keepingCapacity: true)
        let count = bytes.count
        let separator = separator
        var position = start
        var newlines = 0
        while true {
            var field = Field(start: position, end: position, isEscaped: false)
            if position < count, bytes[position] == 0x22 {
                field.start = position + 1
                guard let end = Self.endOfQuoted(bytes, from: position + 1, &field.isEscaped, &newlines) else {
                    return isLast
                        ? .malformed(offset: position, message: "a quote is opened and not closed") : .incomplete
                }
                field.end = end
                position = end + 1
                if position < count, bytes[position] == 0x0D, position + 1 == count || bytes[position + 1] == 0x0A {
                    position += 1
                }
                if position < count, bytes[position] != separator, bytes[position] != 0x0A {
                    return .malformed(offset: position, message: "text follows a closing quote")
                }
            } else {
                while position < count {
                    let byte = bytes[position]
                    if byte == separator || byte == 0x0A { break }
                    if byte == 0x22 {
                        return .malformed(offset: position, message: "a quote stands inside a field without quotes")
                    }
                    position += 1
                }
                field.end = position
            }
            if position < count, bytes[position] == separator {
                fields.append(field)
                position += 1
                continue
            }
            guard position < count || isLast else { return .incomplete }
            if field.end == position, field.end > field.start, bytes[field.end - 1] == 0x0D { field.end -= 1 }
            fields.append(field)
            let next = min(position + 1, count)
            if fields.count == 1, field.start == start, field.end == start { return .blank(next: next) }
            return .record(next: next, newlines: newlines + 1)
        }
    }

    /// The place of the quote that closes a field.
    private static func endOfQuoted(
        _ bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        _ isEscaped: inout Bool,
        _ newlines: inout Int
    ) -> Int? {
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x22 {
                guard position + 1 < bytes.count, bytes[position + 1] == 0x22 else { return position }
                isEscaped = true
                position += 1
            } else if byte == 0x0A {
                newlines += 1
            }
            position += 1
        }
        return nil
    }

    /// Gives a field's text to `body`, doubled quotes made single.
    @inline(__always)
    func with<Result, Failure: Error>(
        _ index: Int,
        of bytes: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let field = fields[index]
        guard field.isEscaped else {
            return try body(UnsafeBufferPointer(rebasing: bytes[field.start..<field.end]))
        }
        let text = Self.unescaped(bytes[field.start..<field.end])
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        defer { copy.deallocate() }
        _ = copy.initialize(from: text)
        return try body(UnsafeBufferPointer(copy))
    }

    /// A field as a string.
    func string(_ index: Int, of bytes: UnsafeBufferPointer<UInt8>) -> String {
        with(index, of: bytes) { String(decoding: $0, as: UTF8.self) }
    }

    private static func unescaped(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var text: [UInt8] = []
        var isFirstOfPair = false
        for byte in bytes {
            isFirstOfPair = byte == 0x22 && !isFirstOfPair
            if !isFirstOfPair { text.append(byte) }
        }
        return text
    }
}
