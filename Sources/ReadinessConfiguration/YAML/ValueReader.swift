import ReadinessModel

/// Reads single values, each as what the model expects there, and reports what they are not.
///
/// YAML's own guesses (`no` a truth value, `12:30` a number, `2026-01-01` a time) have no part in it.
struct ValueReader {
    let report: Report

    /// Text as it stands; nil after a report for anything that is not text.
    func string(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = node.text else {
            let message =
                node.isEmpty
                ? "'\(key)' has no value; write one or leave the key out"
                : "'\(key)' must be text, not \(node.description)"
            report.error("wrong-type", message, at: node.place)
            return nil
        }
        return text
    }

    /// What `convert` makes of the text; nil after a report.
    ///
    /// - Parameter expected: what would be right, for the message: `a number, such as 0.5`.
    func value<Value>(_ node: YAMLNode, _ key: String, _ expected: String, _ convert: (String) -> Value?) -> Value? {
        guard let text = node.text else {
            report.error("wrong-type", "'\(key)' must be \(expected), not \(node.description)", at: node.place)
            return nil
        }
        guard let value = convert(text) else {
            report.error("bad-value", "'\(key)' must be \(expected), not '\(text.shortened)'", at: node.place)
            return nil
        }
        return value
    }

    /// A finite decimal number.
    func number(_ node: YAMLNode, _ key: String) -> Double? {
        value(node, key, "a number, such as 0.5", Decimal.number)
    }

    /// Points of 0 to 100, as a score of 0 to 1.
    func points(_ node: YAMLNode, _ key: String) -> Double? {
        value(node, key, "points of 0 to 100") { text in
            Decimal.points(text).flatMap { (0...1).contains($0) ? $0 : nil }
        }
    }

    /// An exact number above 0.
    func weight(_ node: YAMLNode, _ key: String) -> Fraction? {
        value(node, key, "a number above 0, such as 2, 0.5 or 2/3") { text in
            Fraction(text).flatMap { $0.numerator > 0 ? $0 : nil }
        }
    }

    /// An exact share of 0 to 1.
    func share(_ node: YAMLNode, _ key: String) -> Fraction? {
        value(node, key, "a share of 0 to 1, such as 2/3, 0.9 or 90%") { text in
            Fraction(text).flatMap { $0.numerator >= 0 && $0.numerator <= $0.denominator ? $0 : nil }
        }
    }

    /// A span of time.
    func span(_ node: YAMLNode, _ key: String) -> TimeSpan? {
        value(node, key, "a span such as 30s, 36h, 7d or 1d12h") { TimeSpan($0) }
    }

    /// A span of time within limits, both included.
    func span(_ node: YAMLNode, _ key: String, in range: ClosedRange<TimeSpan>) -> TimeSpan? {
        value(node, key, "a span of \(range.lowerBound) to \(range.upperBound), such as 30s") { text in
            TimeSpan(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// `true` or `false`.
    func flag(_ node: YAMLNode, _ key: String) -> Bool? {
        value(node, key, "true or false") { $0 == "true" ? true : $0 == "false" ? false : nil }
    }

    /// One of the words of an enumeration.
    func choice<Value>(_ node: YAMLNode, _ key: String, of type: Value.Type) -> Value?
    where Value: RawRepresentable<String> & CaseIterable {
        let words = Value.allCases.map(\.rawValue)
        guard let text = node.text else {
            let expected = "one of \(words.joined(separator: ", "))"
            report.error("wrong-type", "'\(key)' must be \(expected), not \(node.description)", at: node.place)
            return nil
        }
        if let value = Value(rawValue: text) { return value }
        var hint = text.suggestion(in: words)
        if hint.isEmpty { hint = "; write one of \(words.joined(separator: ", "))" }
        report.error("unknown-word", "unknown \(key) '\(text.shortened)'\(hint)", at: node.place)
        return nil
    }

    /// The items of a list; nil after a report for anything else.
    func list(_ node: YAMLNode, _ key: String, of what: String) -> [YAMLNode]? {
        guard let items = node.items else {
            let hint = node.text.map { "; write [\($0.shortened)]" } ?? ""
            let message = "'\(key)' must be a list of \(what), not \(node.description)\(hint)"
            report.error("wrong-type", message, at: node.place)
            return nil
        }
        return items
    }
}
