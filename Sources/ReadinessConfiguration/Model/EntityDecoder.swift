import ReadinessModel

/// Reads the organisation tree into preorder.
struct EntityDecoder {
    /// The entities, in preorder.
    private(set) var entities: [Entity] = []
    /// Their names.
    private(set) var register = NameRegister()
    private let measures: MeasureTable
    private let report: Report

    private static let keys = ["id", "title", "kind", "weight", "entities"]

    /// Reads the items of `entities`.
    init(_ items: [YAMLNode], measures: MeasureTable, report: Report) {
        self.measures = measures
        self.report = report
        for item in items { decode(item, parent: nil) }
    }

    private mutating func decode(_ node: YAMLNode, parent: EntityID?) {
        guard let reader = MappingReader(node, "an entity", keys: Self.keys, report: report) else { return }
        guard let idNode = reader.required("id", as: "plant-a"), let id = reader.values.string(idNode, "id") else {
            return decodeChildren(of: reader, parent: parent)
        }
        if let fault = Identifier.fault(id, of: "an entity") { report.error("bad-id", fault, at: idNode.place) }
        // Even the second of a name is read on, for the names below it.
        _ = register.declare(id, "entity", at: idNode.place, report: report)
        let kind = reader.string("kind")
        if let kind, let fault = Identifier.fault(kind, of: "a kind"), let place = reader["kind"]?.place {
            report.error("bad-id", fault, at: place)
        }
        let own = EntityID(entities.count)
        entities.append(
            Entity(id: id, title: reader.string("title"), kind: kind, parent: parent, weight: weight(reader))
        )
        decodeChildren(of: reader, parent: own)
        entities[own.index].descendantCount = entities.count - own.index - 1
    }

    private mutating func decodeChildren(of reader: MappingReader, parent: EntityID?) {
        guard let children = reader["entities"] else { return }
        for child in reader.values.list(children, "entities", of: "entities") ?? [] { decode(child, parent: parent) }
    }

    private func weight(_ reader: MappingReader) -> EntityWeight {
        let one = Fraction(whole: 1)
        guard let node = reader["weight"] else { return .fixed(one) }
        guard case .mapping = node.content else { return .fixed(reader.weight("weight") ?? one) }
        let keys = ["measure", "else"]
        guard let inner = MappingReader(node, "a weight", keys: keys, report: report),
            let measure = inner.required("measure", as: "employees"),
            let name = inner.values.string(measure, "measure")
        else { return .fixed(one) }
        let otherwise = inner.weight("else") ?? one
        guard let found = measures.find(name, at: measure.place, report: report) else { return .fixed(one) }
        if measures.measures[found.index].kind == .event {
            let message = "'\(name)' is an event measure and has no latest value; weigh by a gauge or a counter"
            report.error("bad-weight", message, at: measure.place)
        }
        return .measured(found, otherwise: otherwise)
    }
}
