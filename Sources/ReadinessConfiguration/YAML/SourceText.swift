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

    /// Lines end where YAML ends them, so that the parser's line numbers are ours.
    private static func split(_ text: String) -> [Substring] {
        var lines: [Substring] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            let scalar = scalars[index]
            var next = scalars.index(after: index)
            guard scalar.isLineBreak else {
                index = next
                continue
            }
            lines.append(Substring(scalars[start..<index]))
            if scalar == "\r", next < scalars.endIndex, scalars[next] == "\n" { next = scalars.index(after: next) }
            start = next
            index = next
        }
        lines.append(Substring(scalars[start...]))
        return lines
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
