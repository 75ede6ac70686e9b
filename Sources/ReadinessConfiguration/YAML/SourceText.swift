/// The text of one file, by lines, for places and excerpts.
final class SourceText: Sendable {
    /// The file as it is named to people.
    let path: String
    /// The rank of the file among all, by which diagnostics are sorted.
    let order: Int
    /// The text, without a byte order mark.
    let text: String
    /// The lines without their ends.
    let lines: [Substring]

    init(path: String, order: Int, text: String) {
        self.path = path
        self.order = order
        self.text = text
        lines = Self.split(text)
    }

    /// The beginning of the file, for what concerns it as a whole.
    var start: Place { Place(source: self, line: 1, column: 1) }

    /// The lines of a text, which end where YAML ends them, so that the parser's line numbers are ours.
    static func split(_ text: String) -> [Substring] {
        var text = text
        let breaks = text.withUTF8 { lineBreaks(in: $0) }
        var lines: [Substring] = []
        lines.reserveCapacity(breaks.count + 1)
        let start = text.startIndex
        var begin = 0
        for lineBreak in breaks {
            let range = text.utf8.index(start, offsetBy: begin)..<text.utf8.index(start, offsetBy: lineBreak.offset)
            lines.append(text[range])
            begin = lineBreak.offset + lineBreak.width
        }
        lines.append(text[text.utf8.index(start, offsetBy: begin)...])
        return lines
    }

    /// Where lines end, in bytes.
    private static func lineBreaks(in bytes: UnsafeBufferPointer<UInt8>) -> [(offset: Int, width: Int)] {
        var breaks: [(offset: Int, width: Int)] = []
        var index = 0
        while index < bytes.count {
            let width = lineBreakWidth(bytes, at: index)
            if width > 0 { breaks.append((index, width)) }
            index += max(1, width)
        }
        return breaks
    }

    /// The number of bytes of the line end at `index`: LF, CR, CR LF, NEL, LS or PS; 0 when none stands there.
    private static func lineBreakWidth(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        func follows(_ distance: Int, _ byte: UInt8) -> Bool {
            index + distance < bytes.count && bytes[index + distance] == byte
        }
        switch bytes[index] {
        case 0x0a: return 1
        case 0x0d: return follows(1, 0x0a) ? 2 : 1
        case 0xc2: return follows(1, 0x85) ? 2 : 0
        case 0xe2: return follows(1, 0x80) && (follows(2, 0xa8) || follows(2, 0xa9)) ? 3 : 0
        default: return 0
        }
    }
}

/// A place in a file.
struct Place: Sendable {
    /// The file.
    var source: SourceText
    /// The line, from 1.
    var line: Int
    /// The column, from 1, in Unicode scalars.
    var column: Int

    /// The place within its file.
    var lineAndColumn: String { "\(line):\(column)" }

    /// The place with its file, for pointing at a first declaration.
    var text: String { "\(source.path):\(line):\(column)" }

    /// The line here and a caret line under `length` scalars of it; nil beyond the end of the file.
    func excerpt(length: Int = 1) -> String? {
        guard source.lines.indices.contains(line - 1) else { return nil }
        let content = source.lines[line - 1]
        var margin = ""
        for scalar in content.unicodeScalars.prefix(column - 1) {
            margin.unicodeScalars.append(scalar == "\t" ? "\t" : " ")
        }
        let room = max(1, content.unicodeScalars.count - column + 1)
        return "\(content)\n\(margin)^" + String(repeating: "~", count: max(0, min(length, room) - 1))
    }
}

extension Unicode.Scalar {
    /// Whether YAML 1.1 ends a line here.
    var isLineBreak: Bool { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(self) }
}
