import ReadinessModel

/// The organisation as tables of numbers: entities in preorder, those above before those below.
final class EntityTree: Sendable {
    let count: Int
    /// The number of entities with others below.
    let parentCount: Int
    /// The entity above each entity, -1 at the top.
    let parents: Table<Int>
    /// The place of each entity among those with others below, -1 for leaves.
    let slots: Table<Int>
    /// The entities with others below, from the last to the first: those below before those above.
    let upward: Table<Int>
    /// Where the children of each slot begin in `children`; one more at the end.
    let childStarts: Table<Int>
    /// The children of all slots, in order.
    let children: Table<Int>
    /// Per slot the first child where all children are leaves that follow one another, else -1.
    let leafRuns: Table<Int>
    /// Per slot the number of leaves anywhere below.
    let leavesBelow: Table<Int>
    /// The entities at the top.
    let tops: Table<Int>
    let leafCount: Int
    /// Whether some weights come from readings, so that they may be 0.
    let hasMeasuredWeights: Bool

    init(_ model: Model) {
        let entities = model.entities
        count = entities.count
        var slots = [Int](repeating: -1, count: entities.count)
        var starts: [Int] = [0]
        var children: [Int] = []
        var runs: [Int] = []
        var leaves: [Int] = []
        var upward: [Int] = []
        for index in entities.indices where !entities[index].isLeaf {
            slots[index] = upward.count
            upward.append(index)
            let below = model.children(of: EntityID(index)).map(\.index)
            children += below
            starts.append(children.count)
            let isRun = below.count == entities[index].descendantCount
            runs.append(isRun ? index + 1 : -1)
            leaves.append((index...index + entities[index].descendantCount).count { entities[$0].isLeaf })
        }
        parentCount = upward.count
        parents = Table(entities.map { $0.parent?.index ?? -1 })
        self.slots = Table(slots)
        self.upward = Table(upward.reversed())
        childStarts = Table(starts)
        self.children = Table(children)
        leafRuns = Table(runs)
        leavesBelow = Table(leaves)
        tops = Table(model.topEntities.map(\.index))
        leafCount = entities.count { $0.isLeaf }
        hasMeasuredWeights = entities.contains {
            if case .measured = $0.weight { return true }
            return false
        }
    }

    /// Whether no entity lies below.
    @inline(__always)
    func isLeaf(_ entity: Int) -> Bool { slots[entity] < 0 }
}

extension EntityTree {
    /// The sum over the direct children of a slot, always in the same order whatever evaluates it: every fourth child
    /// goes to the same of four sums, and these are added in pairs.
    @inline(__always)
    func sum(_ slot: Int, _ value: (Int) -> Double) -> Double {
        var sums = SIMD4<Double>()
        var place = childStarts[slot]
        let end = childStarts[slot + 1]
        let run = leafRuns[slot]
        if run >= 0 {
            let last = run + end - place
            var child = run
            while child + 4 <= last {
                sums += SIMD4(value(child), value(child + 1), value(child + 2), value(child + 3))
                child += 4
            }
            for lane in 0..<last - child { sums[lane] += value(child + lane) }
        } else {
            let children = children.base
            while place + 4 <= end {
                sums += SIMD4(
                    value(children[place]),
                    value(children[place + 1]),
                    value(children[place + 2]),
                    value(children[place + 3])
                )
                place += 4
            }
            for lane in 0..<end - place { sums[lane] += value(children[place + lane]) }
        }
        return (sums[0] + sums[1]) + (sums[2] + sums[3])
    }

    /// Calls `body` with the direct children of a slot, in order.
    @inline(__always)
    func forEachChild(_ slot: Int, _ body: (Int) -> Void) {
        let end = childStarts[slot + 1]
        var place = childStarts[slot]
        while place < end {
            body(children[place])
            place += 1
        }
    }

    /// The direct children of a slot combined by the way a measure is pooled; means are sums until they are divided.
    @inline(__always)
    func pool(_ pool: Pool, _ slot: Int, _ value: (Int) -> Double) -> Double {
        switch pool {
        case .sum, .mean: return sum(slot, value)
        case .min:
            var smallest = Double.infinity
            forEachChild(slot) { smallest = Swift.min(smallest, value($0)) }
            return smallest
        case .max:
            var largest = -Double.infinity
            forEachChild(slot) { largest = Swift.max(largest, value($0)) }
            return largest
        }
    }
}
