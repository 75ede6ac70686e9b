import ReadinessModel

/// Parts of a model that count as causes of their own when two models are compared.
struct ModelParts: OptionSet {
    let rawValue: Int

    /// Weights of nodes among their siblings and of entities among theirs.
    static let weights = ModelParts(rawValue: 1)
    /// The parameters of normalisations whose kind is the same.
    static let goalposts = ModelParts(rawValue: 2)
    /// Gates.
    static let gates = ModelParts(rawValue: 4)
}

extension Model {
    /// This model with some parts as they are in an earlier one, where both have what the parts belong to.
    func taking(_ parts: ModelParts, from earlier: Model) -> Model {
        var model = self
        if parts.contains(.weights) { model.takeWeights(from: earlier) }
        if parts.contains(.goalposts) { model.takeGoalposts(from: earlier) }
        if parts.contains(.gates) { model.takeGates(from: earlier) }
        return model
    }

    private mutating func takeWeights(from earlier: Model) {
        let nodePlaces = earlier.nodePlaces
        for index in nodes.indices {
            guard let place = nodePlaces[nodes[index].id] else { continue }
            let parents = (nodes[index].parent, earlier.nodes[place].parent)
            let names = (parents.0.map { nodes[$0.index].id }, parents.1.map { earlier.nodes[$0.index].id })
            if names.0 == names.1 { nodes[index].weight = earlier.nodes[place].weight }
        }
        let entityPlaces = earlier.entityPlaces
        for index in entities.indices {
            guard let place = entityPlaces[entities[index].id] else { continue }
            switch earlier.entities[place].weight {
            case .fixed: entities[index].weight = earlier.entities[place].weight
            case .measured(let measure, let otherwise):
                let name = earlier.measures[measure.index].id
                guard let measure = measures.firstIndex(where: { $0.id == name }) else { continue }
                entities[index].weight = .measured(MeasureID(measure), otherwise: otherwise)
            }
        }
    }

    private mutating func takeGoalposts(from earlier: Model) {
        for index in indicators.indices {
            guard let indicator = earlier.indicators.first(where: { $0.id == indicators[index].id }) else { continue }
            guard indicator.normalisation.isSameKind(as: indicators[index].normalisation) else { continue }
            indicators[index].normalisation = indicator.normalisation
        }
    }

    /// Gates over nodes that are no more, and gates that would close a circle, are left out: the structure changed.
    private mutating func takeGates(from earlier: Model) {
        let places = nodePlaces
        let own = gates
        gates = earlier.gates.compactMap { gate in
            guard let place = places[earlier.nodes[gate.node.index].id] else { return nil }
            guard gate.cap.scores.allSatisfy({ places[$0] != nil }) else { return nil }
            var gate = gate
            gate.node = NodeID(place)
            return gate
        }
        if (try? evaluationOrder()) == nil { gates = own }
    }

    /// The place of each node by its identifier.
    var nodePlaces: [String: Int] {
        Dictionary(nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The place of each entity by its identifier.
    var entityPlaces: [String: Int] {
        Dictionary(entities.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether another model has the same nodes and entities in the same places.
    func isSameTree(as other: Model) -> Bool {
        nodes.isAlike(other.nodes) { $0.id == $1.id } && entities.isAlike(other.entities) { $0.id == $1.id }
    }

    /// Whether another model gives the same scores in the same places.
    func scoresAlike(_ other: Model) -> Bool {
        entities.isAlike(other.entities) { $0.scoresAlike($1) }
            && measures.isAlike(other.measures) { $0.id == $1.id && $0.kind == $1.kind && $0.pool == $1.pool }
            && indicators.isAlike(other.indicators) { $0.scoresAlike($1) }
            && nodes.isAlike(other.nodes) { $0.scoresAlike($1) }
            && gates.isAlike(other.gates) { $0.scoresAlike($1) }
    }
}

extension Array {
    /// Whether all elements are alike; at once where both arrays are one in memory, as those of one loaded model are.
    fileprivate func isAlike(_ other: Self, _ areAlike: (Element, Element) -> Bool) -> Bool {
        let isShared = withUnsafeBufferPointer { own in
            other.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress && own.count == $0.count }
        }
        return isShared || elementsEqual(other, by: areAlike)
    }
}

extension Entity {
    fileprivate func scoresAlike(_ other: Self) -> Bool {
        id == other.id && kind == other.kind && parent == other.parent && weight == other.weight
            && descendantCount == other.descendantCount
    }
}

extension Indicator {
    fileprivate func scoresAlike(_ other: Self) -> Bool {
        id == other.id && value == other.value && normalisation == other.normalisation && appliesTo == other.appliesTo
            && staleAfter == other.staleAfter && expiresAfter == other.expiresAfter && missing == other.missing
            && rollUp == other.rollUp
    }
}

extension Node {
    fileprivate func scoresAlike(_ other: Self) -> Bool {
        guard id == other.id, parent == other.parent, weight == other.weight, isRequired == other.isRequired,
            appliesTo == other.appliesTo
        else { return false }
        switch (content, other.content) {
        case (.indicator(let left), .indicator(let right)): return left == right
        case (.index(let left), .index(let right)): return left.scoresAlike(right)
        default: return false
        }
    }
}

extension Node.Index {
    fileprivate func scoresAlike(_ other: Self) -> Bool {
        aggregate == other.aggregate && coverage == other.coverage && floor == other.floor
            && children == other.children
    }
}

extension Gate {
    fileprivate func scoresAlike(_ other: Self) -> Bool {
        node == other.node && cap == other.cap && reads == other.reads && unknown == other.unknown
    }
}

extension Normalisation {
    /// Whether only parameters may differ.
    func isSameKind(as other: Self) -> Bool {
        switch (self, other) {
        case (.goalposts, .goalposts), (.logGoalposts, .logGoalposts), (.table, .table), (.steps, .steps),
            (.target, .target), (.zScore, .zScore), (.percentileRank, .percentileRank), (.peerMinMax, .peerMinMax):
            true
        default: false
        }
    }
}
