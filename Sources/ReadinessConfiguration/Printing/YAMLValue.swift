/// A value on its way to YAML text.
enum YAMLValue {
    /// Text that stands as it is: numbers, spans, words of the language.
    case word(String)
    /// Text of people, put in quotes where YAML would read something else.
    case text(String)
    /// A list, an item per line.
    case list([YAMLValue])
    /// A mapping, a key per line.
    case mapping(YAMLFields)
    /// A list on one line.
    case row([YAMLValue])
    /// A mapping on one line.
    case record(YAMLFields)
}

extension YAMLValue {
    /// The text of a document, a newline at its end.
    var document: String {
        var text = ""
        guard case .mapping(let entries) = self else { return oneLine + "\n" }
        Self.write(entries, indentation: 0, isInLine: false, to: &text)
        return text
    }

    private static func write(
        _ fields: YAMLFields,
        indentation: Int,
        isInLine: Bool,
        to text: inout String
    ) {
        for (index, entry) in fields.all.enumerated() {
            if !(isInLine && index == 0) { text += String(repeating: " ", count: indentation) }
            text += "\(quoted(entry.key, inFlow: true)):"
            entry.value.write(indentation: indentation + 2, to: &text)
        }
    }

    /// Writes what follows a key, from its colon to the end of the last line.
    private func write(indentation: Int, to text: inout String) {
        switch self {
        case .mapping(let entries) where !entries.all.isEmpty:
            text += "\n"
            Self.write(entries, indentation: indentation, isInLine: false, to: &text)
        case .list(let items) where !items.isEmpty:
            text += "\n"
            for item in items {
                text += String(repeating: " ", count: indentation) + "- "
                if case .mapping(let entries) = item, !entries.all.isEmpty {
                    Self.write(entries, indentation: indentation + 2, isInLine: true, to: &text)
                } else {
                    text += "\(item.oneLine)\n"
                }
            }
        case .text(let string):
            text += " \(Self.quoted(string, inFlow: false))\n"
        default:
            text += " \(oneLine)\n"
        }
    }

    private var oneLine: String {
        switch self {
        case .word(let word): word
        case .text(let text): Self.quoted(text, inFlow: true)
        case .list(let items), .row(let items): "[\(items.map(\.oneLine).joined(separator: ", "))]"
        case .mapping(let entries), .record(let entries):
            "{\(entries.all.map { "\(Self.quoted($0.key, inFlow: true)): \($0.value.oneLine)" }.joined(separator: ", "))}"
        }
    }

    /// The text, in quotes unless it is plainly text to every reader of YAML.
    private static func quoted(_ text: String, inFlow: Bool) -> String {
        let plain = inFlow ? "_./-" : "_./- ()[]*+<>=,"
        let isPlain = text.utf8.allSatisfy { isLetterOrDigit($0) || plain.utf8.contains($0) }
        let beginsPlain = text.utf8.first.map { isLetterOrDigit($0) || "_/(".utf8.contains($0) } ?? false
        if isPlain, beginsPlain, text.utf8.last != UInt8(ascii: " "), !isAmbiguous(text) { return text }
        var result = "\""
        for scalar in text.unicodeScalars { result += escaped(scalar) }
        return result + "\""
    }

    /// Whether some reader of YAML would take the text for a number, a time or a truth value.
    private static func isAmbiguous(_ text: String) -> Bool {
        let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        let isNumeric = text.utf8.first.map { $0 >= 0x30 && $0 <= 0x39 } ?? false
        return words.contains(text.lowercased()) || (isNumeric && !text.contains(" "))
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\t": return "\\t"
        default: break
        }
        let isPrintable = scalar.value >= 0x20 && scalar.properties.generalCategory != .control
        guard !isPrintable || scalar.isLineBreak || scalar == "\u{feff}" || scalar.value & 0xfffe == 0xfffe else {
            return String(scalar)
        }
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a)
    }
}
