import ReadinessModel

/// Reads the index tree into preorder.
struct IndexDecoder {
    /// The nodes, in preorder.
    private(set) var nodes: [Node] = []
    /// Indicators that stand in the tree, with their places.
    private var used: [Int: Place] = [:]
    /// Names of nodes and indicators, which share one space.
    private var register: NameRegister
    private let indicators: [IndicatorDecoder.Decoded]
    private let report: Report
    private var applicability: Applicability

    private static let keys = [
        "id", "title", "weight", "required", "applies-to", "aggregate", "coverage", "floor", "children",
    ]

    /// Below this weighted share of children with a score a node has none.
    private static let defaultCoverage = Fraction(2, over: 3) ?? Fraction(whole: 1)
    /// One point.
    private static let defaultFloor = 0.01

    /// Reads `index`; without one there are only indicators outside.
    ///
    /// - Parameter register: the names of the indicators, in order.
    init(
        _ root: YAMLNode.Entry?,
        register: NameRegister,
        indicators: [IndicatorDecoder.Decoded],
        applicability: Applicability,
        report: Report
    ) {
        self.register = register
        self.indicators = indicators
        self.applicability = applicability
        self.report = report
        if let root { decodeRoot(root) }
    }

    /// Whether an indicator stands in the tree.
    func isUsed(_ indicator: IndicatorID) -> Bool { used[indicator.index] != nil }

    private mutating func decodeRoot(_ entry: YAMLNode.Entry) {
        guard
            let reader = MappingReader(entry.value, "the index", keys: Self.keys, at: entry.keyPlace, report: report)
        else { return }
        for key in ["weight", "required"] {
            reader.forbid(key, "has no meaning at the root of the index; leave it out")
        }
        guard let idNode = reader.required("id", as: "self-reliance"),
            reader.required("children", as: "[...]") != nil
        else { return }
        _ = decodeIndex(reader, idNode, parent: nil, within: nil)
    }

    private mutating func decodeChild(_ node: YAMLNode, parent: NodeID, within reach: LeafSet?) -> NodeID? {
        if case .scalar = node.content {
            guard let id = ValueReader(report: report).string(node, "children") else { return nil }
            return place(id, at: node.place, parent: parent, within: reach, reader: nil)
        }
        guard
            let reader = MappingReader(node, "a child of '\(nodes[parent.index].id)'", keys: Self.keys, report: report),
            let idNode = reader.required("id", as: "production")
        else { return nil }
        if reader["children"] != nil { return decodeIndex(reader, idNode, parent: parent, within: reach) }
        guard let id = reader.values.string(idNode, "id") else { return nil }
        for key in ["aggregate", "coverage", "floor"] { reader.forbid(key, "needs 'children' beside it") }
        return place(id, at: idNode.place, parent: parent, within: reach, reader: reader)
    }

    /// Reads a node with children and all below it.
    private mutating func decodeIndex(
        _ reader: MappingReader,
        _ idNode: YAMLNode,
        parent: NodeID?,
        within reach: LeafSet?
    ) -> NodeID? {
        guard let id = reader.values.string(idNode, "id"), let list = reader["children"] else { return nil }
        if let fault = Identifier.fault(id, of: "a node") { report.error("bad-id", fault, at: idNode.place) }
        _ = register.declare(id, "node or indicator", at: idNode.place, report: report)
        let own = NodeID(nodes.count)
        let index = Node.Index(
            aggregate: .arithmetic,
            coverage: reader.share("coverage") ?? Self.defaultCoverage,
            floor: reader.points("floor") ?? Self.defaultFloor,
            children: []
        )
        nodes.append(node(id, title: nil, parent: parent, reader: reader, content: .index(index)))
        let inner = narrow(reach, reader, "node '\(id)'")
        let children = reader.values.list(list, "children", of: "indicators and nodes") ?? []
        if list.items?.isEmpty == true {
            report.error("empty-list", "'children' of '\(id)' is empty; name at least one", at: list.place)
        }
        var found: [NodeID] = []
        for child in children {
            if let child = decodeChild(child, parent: own, within: inner) { found.append(child) }
        }
        let aggregate = AggregateDecoder(report: report).decode(reader, children: found.map { nodes[$0.index].id })
        nodes[own.index].content = .index(
            Node.Index(aggregate: aggregate, coverage: index.coverage, floor: index.floor, children: found)
        )
        return own
    }

    /// Puts an indicator into the tree.
    private mutating func place(
        _ id: String,
        at place: Place,
        parent: NodeID,
        within reach: LeafSet?,
        reader: MappingReader?
    ) -> NodeID? {
        guard let index = register.index(of: id), index < indicators.count else {
            if let first = register.place(of: id) {
                let message = "node '\(id)' stands already at \(first.text); a node stands in the index once"
                report.error("duplicate-id", message, at: place)
            } else {
                report.unknown("indicator", id, among: indicators.map(\.indicator.id), at: place)
            }
            return nil
        }
        if let first = used[index] {
            let message = "indicator '\(id)' stands already at \(first.text); an indicator stands in the index once"
            report.error("duplicate-id", message, at: place)
            return nil
        }
        used[index] = place
        let own = NodeID(nodes.count)
        let indicator = indicators[index].indicator
        nodes.append(
            node(id, title: indicator.title, parent: parent, reader: reader, content: .indicator(IndicatorID(index)))
        )
        let inner = reader.map { narrow(reach, $0, "indicator '\(id)'") } ?? reach
        if let inner, let leaves = indicators[index].leaves, inner.intersection(leaves).isEmpty {
            let words = indicator.appliesTo?.joined(separator: ", ") ?? ""
            let message =
                "indicator '\(id)' applies to no leaf entity here: it applies to \(words), what is above does not"
            report.error("no-common-leaf", message, at: place)
        }
        return own
    }

    private func node(
        _ id: String,
        title: String?,
        parent: NodeID?,
        reader: MappingReader?,
        content: Node.Content
    ) -> Node {
        Node(
            id: id,
            title: reader?.string("title") ?? title,
            parent: parent,
            weight: reader?.weight("weight") ?? Fraction(whole: 1),
            isRequired: reader?.flag("required") ?? false,
            appliesTo: reader?.words("applies-to", of: "kinds and entities")?.map(\.text),
            content: content
        )
    }

    /// The leaves left by `applies-to` of a node; all, after a report, when none is left, so that it is told once.
    private mutating func narrow(_ reach: LeafSet?, _ reader: MappingReader, _ subject: String) -> LeafSet? {
        guard let words = reader.words("applies-to", of: "kinds and entities") else { return reach }
        guard let own = applicability.leaves(of: words) else { return nil }
        guard let reach else { return own }
        let common = reach.intersection(own)
        guard common.isEmpty else { return common }
        let message = "\(subject) has no leaf entity in common with the node above it"
        report.error("no-common-leaf", message, at: reader["applies-to"]?.place ?? reader.place)
        return nil
    }
}
