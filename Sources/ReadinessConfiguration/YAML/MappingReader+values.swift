import ReadinessModel

extension MappingReader {
    /// Reads single values.
    var values: ValueReader { ValueReader(report: report) }

    /// Text; nil when the key is absent or, after a report, no text.
    func string(_ key: String) -> String? { self[key].flatMap { values.string($0, key) } }

    /// Points of 0 to 100, as a score of 0 to 1.
    func points(_ key: String) -> Double? { self[key].flatMap { values.points($0, key) } }

    /// An exact number above 0.
    func weight(_ key: String) -> Fraction? { self[key].flatMap { values.weight($0, key) } }

    /// An exact share of 0 to 1.
    func share(_ key: String) -> Fraction? { self[key].flatMap { values.share($0, key) } }

    /// A span of time.
    func span(_ key: String) -> TimeSpan? { self[key].flatMap { values.span($0, key) } }

    /// A span of time within limits.
    func span(_ key: String, in range: ClosedRange<TimeSpan>) -> TimeSpan? {
        self[key].flatMap { values.span($0, key, in: range) }
    }

    /// `true` or `false`.
    func flag(_ key: String) -> Bool? { self[key].flatMap { values.flag($0, key) } }

    /// One of the words of an enumeration.
    func choice<Value>(_ key: String, of type: Value.Type) -> Value?
    where Value: RawRepresentable<String> & CaseIterable {
        self[key].flatMap { values.choice($0, key, of: type) }
    }

    /// A number of bytes within limits.
    func bytes(_ key: String, in range: ClosedRange<Int>) -> Int? {
        self[key].flatMap { node in
            let limits = "\(ByteCount.text(range.lowerBound)) to \(ByteCount.text(range.upperBound))"
            return values.value(node, key, "a size of \(limits), such as 16MiB") { text in
                ByteCount.parse(text).flatMap { range.contains($0) ? $0 : nil }
            }
        }
    }

    /// A whole number within limits.
    func count(_ key: String, in range: ClosedRange<Int>) -> Int? {
        self[key].flatMap { node in
            values.value(node, key, "a whole number of \(range.lowerBound) to \(range.upperBound)") { text in
                text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
                    ? Int(text).flatMap { range.contains($0) ? $0 : nil } : nil
            }
        }
    }

    /// The words of a list, at least one and none twice.
    func words(_ key: String, of what: String) -> [(text: String, place: Place)]? {
        guard let node = self[key], let items = values.list(node, key, of: what) else { return nil }
        guard !items.isEmpty else {
            report.error("empty-list", "'\(key)' is empty; name at least one or leave the key out", at: node.place)
            return nil
        }
        var words: [(text: String, place: Place)] = []
        for item in items {
            guard let text = values.string(item, key) else { continue }
            if words.contains(where: { $0.text == text }) {
                report.error("duplicate-word", "'\(text)' stands twice in '\(key)'", at: item.place)
            } else {
                words.append((text, item.place))
            }
        }
        return words
    }
}
