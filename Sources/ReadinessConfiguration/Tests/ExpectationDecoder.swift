import ReadinessModel

/// Reads what a case expects.
struct ExpectationDecoder {
    private let entities: [String]
    let nodes: [String]
    private let bands: [String]
    let report: Report
    /// The time of the case.
    let at: Timestamp

    private static let subjectKeys = ["entity", "node", "tolerance"]
    private static let valueKeys = ["score", "state", "band", "coverage", "low", "high", "reason", "value"]

    init(_ model: Model, at: Timestamp, report: Report) {
        entities = model.entities.map(\.id)
        nodes = model.nodes.map(\.id)
        bands = model.bands.map(\.name)
        self.report = report
        self.at = at
    }

    func decode(_ node: YAMLNode) -> [ModelExpectation] {
        let values = ValueReader(report: report)
        guard let items = values.list(node, "expect", of: "{entity, node, score, ...}") else { return [] }
        if items.isEmpty {
            report.error("empty-list", "'expect' is empty; a case that expects nothing proves nothing", at: node.place)
        }
        return items.compactMap(decodeOne)
    }

    private func decodeOne(_ item: YAMLNode) -> ModelExpectation? {
        let expected = Self.valueKeys + Self.explanationKeys
        let keys = Self.subjectKeys + expected
        guard let reader = MappingReader(item, "an expectation", keys: keys, report: report) else { return nil }
        let entity = reader.required("entity", as: entities.first ?? "plant-a").flatMap {
            place($0, "entity", "entity", in: entities)
        }
        let node = reader.required("node", as: nodes.first ?? "production").flatMap {
            place($0, "node", "node or indicator", in: nodes)
        }
        let tolerance = reader["tolerance"].flatMap { node in
            reader.values.value(node, "tolerance", "points of at least 0, such as 0.05") { text in
                Decimal.number(text).flatMap { $0 >= 0 ? $0 : nil }
            }
        }
        if expected.allSatisfy({ reader[$0] == nil }) {
            let message = "the expectation expects nothing; write one of \(expected.joined(separator: ", "))"
            report.error("missing-key", message, at: item.place)
        }
        guard let entity, let node else { return nil }
        var expectation = ModelExpectation(
            line: item.place.line,
            entity: EntityID(entity),
            node: NodeID(node),
            tolerance: tolerance ?? ModelExpectation.defaultTolerance
        )
        expectation.score = number(reader, "score", "points such as 61.5, or none", Decimal.number)
        expectation.low = number(reader, "low", "points such as 40, or none", Decimal.number)
        expectation.high = number(reader, "high", "points such as 90, or none", Decimal.number)
        expectation.value = number(reader, "value", "a number such as 0.5, or none", Decimal.number)
        expectation.coverage = number(reader, "coverage", "a share of 0 to 1 such as 2/3 or 90%, or none") { text in
            Fraction(text).flatMap { $0.numerator >= 0 && $0.numerator <= $0.denominator ? $0.value : nil }
        }
        expectation.state = reader.choice("state", of: ModelExpectation.State.self)
        expectation.band = reader["band"].flatMap { node in
            reader.values.string(node, "band").flatMap { text in
                if text == "none" { return ModelExpectation.Expected.none }
                guard bands.contains(text) else {
                    report.unknown("band", text, among: bands, at: node.place)
                    return nil
                }
                return .some(text)
            }
        }
        expectation.reason = reader.string("reason").map { $0 == "none" ? .none : .some($0) }
        decodeExplanation(reader, into: &expectation)
        return expectation
    }

    private func place(_ node: YAMLNode, _ key: String, _ kind: String, in names: [String]) -> Int? {
        guard let text = ValueReader(report: report).string(node, key) else { return nil }
        if let place = names.firstIndex(of: text) { return place }
        report.unknown(kind, text, among: names, at: node.place)
        return nil
    }

    func number(
        _ reader: MappingReader,
        _ key: String,
        _ expected: String,
        _ convert: (String) -> Double?
    ) -> ModelExpectation.Expected<Double>? {
        reader[key].flatMap { node in
            reader.values.value(node, key, expected) { text in
                text == "none" ? ModelExpectation.Expected.none : convert(text).map { .some($0) }
            }
        }
    }
}
