package import ReadinessModel

/// Reads changes as they are typed: `present@plant-a=90`, `throughput@plant-a=*1.2`, `score:throughput@plant-a=80`,
/// `weight:production=3`, `goalposts:throughput=0.5,1`, `cap:production=score(design)+5`, `cap:production=none`,
/// `coverage:production=1/2`, `aggregate:production=min`.
package struct ScenarioParser: Sendable {
    let model: Model
    private let entities: [String: EntityID]
    private let measures: [String: MeasureID]
    let nodes: [String: NodeID]

    /// Makes a parser of changes to `model`.
    package init(_ model: Model) {
        self.model = model
        entities = Self.places(model.entities.map(\.id)).mapValues(EntityID.init)
        measures = Self.places(model.measures.map(\.id)).mapValues(MeasureID.init)
        nodes = Self.places(model.nodes.map(\.id)).mapValues(NodeID.init)
    }

    /// What may stand before the colon.
    private enum Prefix: String, CaseIterable {
        case measure, indicator, score, weight, goalposts, cap, coverage, aggregate
    }

    private static let forms =
        "write measure@entity=90, indicator@entity=*1.2, score:indicator@entity=80, weight:node=2"

    /// Reads all changes.
    ///
    /// - Throws: the first mistake.
    package func parse(_ texts: [String]) throws(ScenarioError) -> Scenario {
        var changes: [Scenario.Change] = []
        for text in texts { changes.append(try parse(text)) }
        return Scenario(changes)
    }

    /// Reads one change.
    package func parse(_ text: String) throws(ScenarioError) -> Scenario.Change {
        do {
            return try change(text)
        } catch {
            var error = error
            error.change = text
            throw error
        }
    }

    private func change(_ text: String) throws(ScenarioError) -> Scenario.Change {
        guard let equals = text.firstIndex(of: "=") else {
            throw ScenarioError(.form, text, "'\(text)' has no '='; \(Self.forms)")
        }
        let subject = text[..<equals].trimmed
        let value = text[text.index(after: equals)...].trimmed
        guard !value.isEmpty else { throw ScenarioError(.form, subject, "nothing stands after '\(subject)='") }
        guard let colon = subject.firstIndex(of: ":") else { return try cell(subject, value, as: nil) }
        let word = subject[..<colon].trimmed
        let name = subject[subject.index(after: colon)...].trimmed
        guard let prefix = Prefix(rawValue: word) else {
            throw unknown("kind of change", word, among: Prefix.allCases.map(\.rawValue))
        }
        switch prefix {
        case .measure, .indicator, .score: return try cell(name, value, as: prefix)
        case .weight:
            return .weight(try node(name), try fraction(value, "a weight above 0, such as 2 or 2/3") { $0 > 0 })
        case .coverage:
            return .coverage(
                try index(name),
                try fraction(value, "a share of 0 to 1, such as 2/3") { (0...1).contains($0) }
            )
        case .goalposts:
            let indicator = try indicator(name).id
            return .normalisation(indicator, try goalposts(value, of: indicator))
        case .cap: return try cap(name, value)
        case .aggregate: return .aggregate(try index(name), try aggregate(value, of: try index(name)))
        }
    }

    /// `name@entity`: a measure or an indicator at an entity.
    private func cell(_ subject: String, _ text: String, as prefix: Prefix?) throws(ScenarioError) -> Scenario.Change {
        guard let at = subject.firstIndex(of: "@") else {
            throw ScenarioError(
                .form,
                subject,
                "'\(subject)' names no entity; write \(subject)@\(model.entities.first?.id ?? "entity")=..."
            )
        }
        let name = subject[..<at].trimmed
        let place = subject[subject.index(after: at)...].trimmed
        guard let entity = entities[place] else { throw unknown("entity", place, among: model.entities.map(\.id)) }
        if prefix == .score { return .score(try indicator(name).node, entity, try points(text)) }
        let amount = try amount(text)
        if prefix == .indicator { return .value(try indicator(name).node, entity, amount) }
        guard let measure = measures[name] else {
            guard prefix == nil else { throw unknown("measure", name, among: model.measures.map(\.id)) }
            let names = model.measures.map(\.id) + model.indicators.map(\.id)
            guard nodes[name] != nil else { throw unknown("measure or indicator", name, among: names) }
            return .value(try indicator(name).node, entity, amount)
        }
        if prefix == nil, nodes[name] != nil {
            let message = "'\(name)' is a measure and an indicator; write measure:\(subject)= or indicator:\(subject)="
            throw ScenarioError(.ambiguousName, name, message)
        }
        return .measure(measure, entity, amount)
    }

    func node(_ name: String) throws(ScenarioError) -> NodeID {
        guard let node = nodes[name] else { throw unknown("node or indicator", name, among: model.nodes.map(\.id)) }
        return node
    }

    /// A node with children.
    private func index(_ name: String) throws(ScenarioError) -> NodeID {
        let node = try node(name)
        guard case .index = model.nodes[node.index].content else {
            throw ScenarioError(.badValue, name, "'\(name)' is an indicator; only a node with children has this")
        }
        return node
    }

    private func indicator(_ name: String) throws(ScenarioError) -> (node: NodeID, id: IndicatorID) {
        guard let node = nodes[name] else { throw unknown("indicator", name, among: model.indicators.map(\.id)) }
        guard case .indicator(let id) = model.nodes[node.index].content else {
            throw ScenarioError(.badValue, name, "'\(name)' is a node over others; set the indicators below it")
        }
        return (node, id)
    }

    func unknown(_ what: String, _ word: String, among names: [String]) -> ScenarioError {
        let hint: String
        if let name = word.nearest(in: names) {
            hint = "; did you mean '\(name)'?"
        } else {
            hint = names.count <= 12 ? "; known are \(names.joined(separator: ", "))" : ""
        }
        return ScenarioError(.unknownName, word, "unknown \(what) '\(word)'\(hint)")
    }

    private static func places(_ names: [String]) -> [String: Int] {
        Dictionary(names.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
