extension JournalEntry {
    /// Begins a field name of this service; dropped where people read.
    private static let vendorPrefix = "READINESS_"

    /// One line for people: `time level message key=value`.
    ///
    /// - Parameters:
    ///   - time: the time as text.
    ///   - colour: whether to colour the level by the escape codes of terminals.
    package func line(time: String, colour: Bool) -> String {
        var level = priority.word
        level += String(repeating: " ", count: max(0, 7 - level.utf8.count))
        if colour, let code = priority.colourCode { level = "\u{1B}[\(code)m\(level)\u{1B}[0m" }
        return "\(time) \(level) \(sentence)"
    }

    /// One line for a reader that takes `<N>` as the priority and knows the time itself.
    package var prefixedLine: String { "<\(priority.rawValue)>\(sentence)" }

    /// The message and its fields on one line.
    private var sentence: String {
        var result = Self.oneLine(message)
        for field in fields {
            var key = field.name.text
            if key.hasPrefix(Self.vendorPrefix) { key.removeFirst(Self.vendorPrefix.utf8.count) }
            result += " \(key.lowercased())=\(Self.quoted(field.value))"
        }
        return result
    }

    /// Quotes a value that would not read as one word.
    private static func quoted(_ value: String) -> String {
        let plain = value.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "\\" && $0 != "=" }
        if plain, !value.isEmpty { return oneLine(value) }
        let escaped = value.unicodeScalars.reduce(into: "") { text, scalar in
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return "\"\(oneLine(escaped))\""
    }

    /// Makes control characters visible: a line stays a line, and no reading can drive a terminal.
    private static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: \.isControl) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.isControl: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}

extension JournalPriority {
    /// The colour of terminals for the level; nil for the normal one.
    fileprivate var colourCode: String? {
        switch self {
        case .emergency, .alert, .critical, .error: "1;31"
        case .warning: "1;33"
        case .notice: "1"
        case .info: nil
        case .debug: "2"
        }
    }
}

extension Unicode.Scalar {
    /// Whether a terminal may act on it: the C0 and C1 sets, DEL, and line separators.
    fileprivate var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}
