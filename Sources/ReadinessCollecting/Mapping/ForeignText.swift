/// Text of a foreign format as it stands in the input, escapes and all.
struct ForeignText {
    /// The bytes, without quotes around them.
    var bytes: UnsafeBufferPointer<UInt8>
    /// Where they begin in the line, from 0.
    var offset: Int
    /// How a backslash is to be read; nil where none stands in the bytes.
    var escapes: Escapes?

    /// What a backslash means.
    enum Escapes {
        /// `\n` is a line feed, before anything else the backslash stands for that.
        case lineFeed
        /// Before anything the backslash stands for that.
        case any
        /// Before a comma, an equals sign or a blank it stands for that; before anything else for itself.
        case separators
    }

    /// Gives the text to `body`, escapes resolved.
    func with<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(LineFault) -> Result
    ) throws(LineFault) -> Result {
        guard let escapes else { return try body(bytes) }
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        defer { copy.deallocate() }
        var length = 0
        var place = 0
        while place < bytes.count {
            var byte = bytes[place]
            place += 1
            if byte == 0x5C, place < bytes.count {
                let next = bytes[place]
                switch escapes {
                case .lineFeed where next == UInt8(ascii: "n"):
                    byte = 0x0A
                    place += 1
                case .lineFeed, .any:
                    byte = next
                    place += 1
                case .separators where next == 0x2C || next == 0x3D || next == 0x20:
                    byte = next
                    place += 1
                case .separators: break
                }
            }
            copy.initializeElement(at: length, to: byte)
            length += 1
        }
        return try body(UnsafeBufferPointer(rebasing: copy[..<length]))
    }
}

/// A sample of a foreign format, before anybody knows what it means.
struct ForeignSample {
    /// What tells the sample from others: its name and labels as they stand in the input. Equal bytes mean equal samples.
    var key: UnsafeBufferPointer<UInt8>
    /// The name, without escapes.
    var name: UnsafeBufferPointer<UInt8>
    /// The labels, in the order of the input.
    var labels: [Label]

    /// A label of a sample.
    struct Label {
        /// The name.
        var name: ForeignText
        /// The value.
        var value: ForeignText
    }
}
