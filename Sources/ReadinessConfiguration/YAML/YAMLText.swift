import Yams

/// The text of a file on its way through Yams.
struct YAMLText {
    /// What Yams made of a file.
    struct Parsed {
        /// The root of the only document; nil when there is none.
        var root: Node?
        /// The parser, which owns the anchors of the nodes.
        var parser: Parser
        /// Keys that stand twice in one mapping; each was reported at its second place.
        var masked: Set<MarkedPlace>
    }

    /// The most duplicate keys looked for in one file.
    private static let duplicateLimit = 100

    private let source: SourceText
    private let report: Report
    /// The text with every `*` and lone `?` replaced and the duplicate keys found so far hidden.
    private var text: String
    private var masked: Set<MarkedPlace> = []

    init(_ source: SourceText, report: Report) {
        self.source = source
        self.report = report
        let bytes = source.text.utf8
        let asterisks = bytes.contains(UInt8(ascii: "*")) ? Self.hidingAsterisks(source.text) : source.text
        text = bytes.contains(UInt8(ascii: "?")) ? Self.hidingQuestionMarks(asterisks) : asterisks
    }

    private static func hidingAsterisks(_ text: String) -> String {
        var hidden = ""
        hidden.unicodeScalars.append(contentsOf: text.unicodeScalars.map { $0 == "*" ? SourceText.aliasMark : $0 })
        return hidden
    }

    /// A `?` that is a whole value, which YAML would take for the sign of a complex key.
    private static func hidingQuestionMarks(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for index in scalars.indices where scalars[index] == "?" {
            let before = scalars[..<index].last { $0 != " " }
            let after = scalars[(index + 1)...].first { $0 != " " }
            let isSpaced = index > 0 && scalars[index - 1] == " "
            let ends = after.map { ",}#".unicodeScalars.contains($0) || $0.isLineBreak } ?? true
            if isSpaced, before == ":", ends { scalars[index] = SourceText.openMark }
        }
        var hidden = ""
        hidden.unicodeScalars.append(contentsOf: scalars)
        return hidden
    }

    /// Parses the text; nil after a report when it is no YAML.
    consuming func parse() -> Parsed? {
        while true {
            do {
                // The basic resolver types nothing, which also spares a dozen regular expressions per scalar.
                let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
                let root = try parser.singleRoot()
                return Parsed(root: root, parser: parser, masked: masked)
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                guard let name = names.first, mask(name, from: MarkedPlace(context.mark)) else { return nil }
            } catch {
                YAMLProblem(error, in: source).report(to: report)
                return nil
            }
        }
    }

    /// Reports the second place of a key and hides it there, so that the rest of the file can be checked too.
    private mutating func mask(_ name: String, from first: MarkedPlace) -> Bool {
        var lines = SourceText.split(text).map { Array($0.unicodeScalars) }
        let firstPlace = Place(source: source, line: first.line, column: first.column)
        guard masked.count < Self.duplicateLimit, let second = DuplicateKey(lines, name: name, first: first).find()
        else {
            report.error("duplicate-key", "the key '\(name)' stands twice in this mapping", at: firstPlace)
            report.isIncomplete = true
            return false
        }
        let place = Place(source: source, line: second.place.line, column: second.place.column)
        let message = "duplicate key '\(name)'; it stands already in line \(first.line)"
        report.error("duplicate-key", message, at: place)
        // Scalars of a private plane, so that no key can be equal; the width stays, and with it every column.
        let start = second.place.column - 1
        for offset in 0..<second.length { lines[second.place.line - 1][start + offset] = "\u{f0000}" }
        let number = 0xf0001 + UInt32(masked.count)
        lines[second.place.line - 1][start] = Unicode.Scalar(number) ?? "\u{f0001}"
        text = lines.map { line in
            var text = ""
            text.unicodeScalars.append(contentsOf: line)
            return text
        }.joined(separator: "\n")
        masked.insert(second.place)
        return true
    }
}

/// A place within one file.
struct MarkedPlace: Hashable {
    var line: Int
    var column: Int

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }

    init(_ place: Place) { self.init(line: place.line, column: place.column) }
}
