package import ReadinessModel

extension Model {
    /// Whether each node applies to each entity: `node x entities + entity`.
    ///
    /// An indicator applies to the leaf entities its own words and those of every node above it name, and to an entity
    /// above when it applies to one below (with `roll-up: none` it does not); a node applies where a child does.
    package var applicability: [Bool] {
        var applicable = [Bool](repeating: false, count: nodes.count * entities.count)
        for index in nodes.indices {
            guard case .indicator(let id) = nodes[index].content else { continue }
            let indicator = indicators[id.index]
            let words = ([indicator.appliesTo] + wordsAbove(index)).compactMap { $0.map(Set.init) }
            let base = index * entities.count
            for entity in entities.indices where entities[entity].isLeaf {
                applicable[base + entity] = words.allSatisfy { applies($0, to: entity) }
            }
            guard indicator.rollUp != .none else { continue }
            for entity in entities.indices.reversed() where applicable[base + entity] {
                if let parent = entities[entity].parent { applicable[base + parent.index] = true }
            }
        }
        for index in nodes.indices.reversed() {
            guard case .index(let content) = nodes[index].content else { continue }
            for entity in entities.indices {
                applicable[index * entities.count + entity] = content.children.contains {
                    applicable[$0.index * entities.count + entity]
                }
            }
        }
        return applicable
    }

    /// Whether one of `words` is the identifier or kind of the entity or of one above it.
    package func applies(_ words: Set<String>, to entity: Int) -> Bool {
        var next: Int? = entity
        while let index = next {
            let candidate = entities[index]
            if words.contains(candidate.id) { return true }
            if let kind = candidate.kind, words.contains(kind) { return true }
            next = candidate.parent?.index
        }
        return false
    }

    /// The `applies-to` of a node and of every node above it.
    private func wordsAbove(_ node: Int) -> [[String]?] {
        var words: [[String]?] = []
        var next: NodeID? = NodeID(node)
        while let id = next {
            words.append(nodes[id.index].appliesTo)
            next = nodes[id.index].parent
        }
        return words
    }
}
