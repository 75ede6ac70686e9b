package import ReadinessModel

/// Values below a score that are not what was reported in time, counted and named.
package struct SubstitutedValues: Hashable, Sendable {
    /// An indicator at a leaf entity.
    package struct Place: Hashable, Sendable {
        /// The indicator.
        package var node: NodeID
        /// The leaf entity.
        package var entity: EntityID
    }

    /// How many there are.
    package private(set) var count = 0
    /// The first of them, by node and entity.
    package private(set) var places: [Place] = []

    mutating func add(_ place: Place, limit: Int) {
        count += 1
        if places.count < limit { places.append(place) }
    }
}

extension LevelExplainer {
    /// The values below a node at an entity that are held, and those that count as worst.
    func substituted(
        _ node: Int,
        _ entity: Int,
        limit: Int
    ) -> (held: SubstitutedValues, countedWorst: SubstitutedValues) {
        var (held, worst) = (SubstitutedValues(), SubstitutedValues())
        let last = entity + plan.model.entities[entity].descendantCount
        var nodes = [node]
        while let next = nodes.popLast() {
            if let place = plan.quality.rule[next] {
                nodes += plan.nodes[place].children.reversed()
                continue
            }
            for leaf in entity...last where plan.isLeaf[leaf] && plan.applicable[next * plan.entityCount + leaf] {
                let remarks = state.scores.remarks(next * plan.entityCount + leaf)
                let place = SubstitutedValues.Place(node: NodeID(next), entity: EntityID(leaf))
                if remarks.contains(.held) { held.add(place, limit: limit) }
                if remarks.contains(.countedWorst) { worst.add(place, limit: limit) }
            }
        }
        return (held, worst)
    }
}
