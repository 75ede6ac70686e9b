import ReadinessModel

extension ExpectationDecoder {
    /// The keys of what a score is made of and why it changed.
    static let explanationKeys = ["confidence", "raw", "gate", "contributions", "change"]

    private static let causes = [
        "method", "weight", "goalpost", "gate", "arrived", "expired", "data",
    ]

    /// Reads what is expected of the explanation of a score.
    func decodeExplanation(_ reader: MappingReader, into expectation: inout ModelExpectation) {
        expectation.confidence = number(reader, "confidence", "a share of 0 to 1 such as 0.9, or none") { text in
            Fraction(text).flatMap { $0.numerator >= 0 && $0.numerator <= $0.denominator ? $0.value : nil }
        }
        expectation.raw = number(reader, "raw", "points before the caps such as 72, or none", Decimal.number)
        expectation.gate = reader.string("gate").map { $0 == "none" ? .none : .some($0) }
        if let node = reader["contributions"] {
            expectation.contributions = pairs(node, "contributions", "nodes and points").compactMap { entry in
                guard let place = nodes.firstIndex(of: entry.key) else {
                    report.unknown("node or indicator", entry.key, among: nodes, at: entry.keyPlace)
                    return nil
                }
                return points(entry).map {
                    ModelExpectation.Contribution(node: NodeID(place), name: entry.key, points: $0)
                }
            }
        }
        if let node = reader["change"] { expectation.change = change(node) }
    }

    private func change(_ node: YAMLNode) -> ModelExpectation.Change? {
        let keys = ["since", "causes"]
        guard let reader = MappingReader(node, "'change'", keys: keys, report: report),
            let sinceNode = reader.required("since", as: "-7d"),
            let since = reader.values.value(sinceNode, "since", TestReadingDecoder.timeHint, { moment($0) }),
            let causesNode = reader.required("causes", as: "{data: 3.5, expired: -1.2}")
        else { return nil }
        guard since < at else {
            report.error("bad-value", "'since' must lie before the case's time", at: sinceNode.place)
            return nil
        }
        let causes = pairs(causesNode, "causes", "causes and points").compactMap { entry in
            guard Self.causes.contains(entry.key) else {
                report.unknown("cause", entry.key, among: Self.causes, at: entry.keyPlace)
                return nil as ModelExpectation.Cause?
            }
            return points(entry).map { ModelExpectation.Cause(name: entry.key, points: $0) }
        }
        return ModelExpectation.Change(since: since, causes: causes)
    }

    private func points(_ entry: YAMLNode.Entry) -> Double? {
        ValueReader(report: report).value(entry.value, entry.key, "points such as 12.5", Decimal.number)
    }

    private func pairs(_ node: YAMLNode, _ key: String, _ what: String) -> [YAMLNode.Entry] {
        if let entries = node.mappingEntries, !entries.isEmpty { return entries }
        report.error("wrong-type", "'\(key)' must be a mapping of \(what), not \(node.description)", at: node.place)
        return []
    }

    /// A time; `-36h` is seen from the case's.
    private func moment(_ text: String) -> Timestamp? {
        if text.hasPrefix("-"), let span = TimeSpan(text.dropFirst()) { return at - span }
        return Timestamp(text)
    }
}
