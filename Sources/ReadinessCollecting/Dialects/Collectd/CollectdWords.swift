/// The words of a line of collectd's text protocol: separated by blanks, or in quotes with `\"` and `\\` in them.
struct CollectdWords {
    /// A word, quotes and escapes resolved.
    struct Word {
        var text: String
        /// Where it begins in the line, from 0.
        var offset: Int
        var isQuoted: Bool
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The next word; nil at the end of the line.
    mutating func next() throws(LineFault) -> Word? {
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
        guard position < bytes.count else { return nil }
        let start = position
        let isQuoted = bytes[position] == 0x22
        var text: [UInt8] = []
        if isQuoted {
            position += 1
            while true {
                guard position < bytes.count else { throw LineFault(.malformed, at: start, "a quote is not closed") }
                var byte = bytes[position]
                position += 1
                if byte == 0x22 { break }
                if byte == 0x5C {
                    guard position < bytes.count else {
                        throw LineFault(.malformed, at: start, "a quote is not closed")
                    }
                    byte = bytes[position]
                    position += 1
                }
                text.append(byte)
            }
            guard position == bytes.count || Self.isBlank(bytes[position]) else {
                throw LineFault(.malformed, at: position, "a blank is missing after a quote")
            }
        } else {
            while position < bytes.count, !Self.isBlank(bytes[position]) {
                text.append(bytes[position])
                position += 1
            }
        }
        guard let string = String(validating: text, as: UTF8.self) else {
            throw LineFault(.notUTF8, at: start, "the word is not UTF-8")
        }
        return Word(text: string, offset: start, isQuoted: isQuoted)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
