import ReadinessModel

/// Reads `gates`.
struct GateDecoder {
    private let nodes: [String: NodeID]
    private let names: Set<String>
    private let report: Report

    private static let keys = ["node", "cap", "reads", "unknown", "reason"]

    init(_ model: Model, report: Report) {
        nodes = Dictionary(
            model.nodes.enumerated().map { ($0.element.id, NodeID($0.offset)) }
        ) { first, _ in first }
        names = Set(nodes.keys)
        self.report = report
    }

    /// The gates, with the places where they stand.
    func decode(_ items: [YAMLNode]) -> [(gate: Gate, place: Place)] {
        items.compactMap { item in decode(item).map { ($0, item.place) } }
    }

    private func decode(_ item: YAMLNode) -> Gate? {
        guard let reader = MappingReader(item, "a gate", keys: Self.keys, report: report) else { return nil }
        let nameNode = reader.required("node", as: "production")
        let capNode = reader.required("cap", as: "score(design) + 10")
        let reads = reader.choice("reads", of: Gate.Reads.self) ?? .here
        let unknown = reader.choice("unknown", of: Gate.Unknown.self) ?? .noScore
        guard let nameNode, let name = reader.values.string(nameNode, "node"), let capNode,
            let text = reader.values.string(capNode, "cap")
        else { return nil }
        guard let node = nodes[name] else {
            report.unknown("node or indicator", name, among: nodes.keys.sorted(), at: nameNode.place)
            return nil
        }
        switch ExpressionParser.parse(text, scoresOf: names) {
        case .success(let cap):
            return Gate(
                node: node,
                cap: cap,
                capText: text.trimmed,
                reason: reader.string("reason"),
                reads: reads,
                unknown: unknown
            )
        case .failure(let errors):
            report.expression(errors, in: text, capNode)
            return nil
        }
    }
}

extension ModelDecoder {
    /// Reports a circle of nodes that depend on one another through gates, printed whole.
    static func reportCircle(in model: Model, gates: [(gate: Gate, place: Place)], report: Report) {
        do throws(DependencyCycle) {
            _ = try model.evaluationOrder()
        } catch {
            let names = error.nodes.map { model.nodes[$0.index].id }
            let circle = (names + names.prefix(1)).joined(separator: " -> ")
            guard let gate = gates.first(where: { error.nodes.contains($0.gate.node) }) ?? gates.first else { return }
            let message = "gates may not go in a circle: \(circle) (each needs the score of the next)"
            report.error("cycle", message, at: gate.place)
        }
    }
}
