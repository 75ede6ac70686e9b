import ReadinessModel

/// What gates made of the change of a cell: of the score before them, of the gates themselves, of what they read.
struct CapAttribution {
    /// A gate with the places, after the step, of what it reads.
    private struct Reader {
        let gate: GatePlan
        let places: [String: Int]
        /// The scores read where the place has no counterpart on the other side, by place.
        let isBefore: Bool
    }

    private let step: ChangeStep
    private let node: Int
    private let entity: Int
    private let earlier: [Reader]
    private let later: [Reader]
    private let isOwnChange: Bool
    /// The scores before the caps.
    let rawScores: (before: Double, after: Double)

    init(_ step: ChangeStep, _ node: Int, _ entity: Int) {
        self.step = step
        self.node = node
        self.entity = entity
        let (nodeBefore, entityBefore) = (step.nodeBefore(node), step.entityBefore(entity))
        let gates1 = step.after.plan.gates[node] ?? []
        let gates0 = nodeBefore.flatMap { step.before.plan.gates[$0] } ?? []
        later = Self.readers(gates1, at: entity, step.after.plan, isBefore: false)
        if let entityBefore {
            earlier = Self.readers(gates0, at: entityBefore, step.before.plan, isBefore: true)
        } else {
            earlier = []
        }
        let isSame = gates0.elementsEqual(gates1) { $0.isSame(as: $1) } && earlier.count == later.count
        isOwnChange = !isSame
        let before = nodeBefore.flatMap { node in
            entityBefore.map { step.before.scores.rawScore(node, at: $0, plan: step.before.plan) }
        }
        rawScores = (before ?? .nan, step.after.scores.rawScore(node, at: entity, plan: step.after.plan))
    }

    /// Whether there are gates on either side.
    var hasGates: Bool { !earlier.isEmpty || !later.isEmpty }

    private static func readers(_ gates: [GatePlan], at entity: Int, _ plan: ScoringPlan, isBefore: Bool) -> [Reader] {
        gates.compactMap { gate in
            gate.places(at: entity, plan: plan).map { Reader(gate: gate, places: $0, isBefore: isBefore) }
        }
    }

    /// Divides the published change by Shapley values.
    func divide() -> (raw: Double, own: Double, reads: [CellAttribution.Part]) {
        let isRawChange = rawScores.before.bitPattern != rawScores.after.bitPattern
        let reads = changedReads()
        let first = isRawChange ? 1 : 0
        let ownPlayer = first + reads.count
        let shapley = Shapley(ownPlayer + (isOwnChange ? 1 : 0)) { isChanged in
            let raw = isRawChange && isChanged[0] ? rawScores.after : rawScores.before
            let readers = isOwnChange && isChanged[ownPlayer] ? later : isOwnChange ? earlier : later
            return published(raw, readers) { cell in
                guard let player = reads.firstIndex(where: { $0.after == cell }) else { return true }
                return isChanged[first + player]
            }
        }
        let count = step.after.plan.entityCount
        let parts = reads.enumerated().map { player, read in
            CellAttribution.Part(
                node: read.after / count,
                entity: read.after % count,
                amount: shapley.amounts[first + player],
                error: shapley.errors[first + player]
            )
        }
        return (isRawChange ? shapley.amounts[0] : 0, isOwnChange ? shapley.amounts[ownPlayer] : 0, parts)
    }

    /// The cells that gates read and whose scores differ, by their places after.
    private func changedReads() -> [(after: Int, before: Double)] {
        let count = step.after.plan.entityCount
        var cells: Set<Int> = []
        for reader in later { cells.formUnion(reader.places.values) }
        for reader in earlier { cells.formUnion(reader.places.values.compactMap(placeAfter)) }
        return cells.sorted().compactMap { cell in
            let before = step.scoreBefore(cell / count, cell % count)
            return before.bitPattern == step.after.scores.score[cell].bitPattern ? nil : (cell, before)
        }
    }

    /// The place after of a place before.
    private func placeAfter(_ place: Int) -> Int? {
        let count = step.before.plan.entityCount
        guard step.nodes != nil || step.entities != nil else { return place }
        let (node, entity) = place.quotientAndRemainder(dividingBy: count)
        guard let node = step.nodes?.firstIndex(of: node), let entity = step.entities?.firstIndex(of: entity) else {
            return nil
        }
        return node * step.after.plan.entityCount + entity
    }

    private func published(_ raw: Double, _ readers: [Reader], isLater: (Int) -> Bool) -> Double {
        var cell = EntityCell(score: raw, low: .nan, high: .nan, coverage: .nan)
        for reader in readers {
            let effect = reader.gate.effect(reader.places) { place in
                (score: score(place, isBefore: reader.isBefore, isLater: isLater), low: 0, high: 1)
            }
            cell.cap(by: effect, unknown: reader.gate.gate.unknown)
        }
        return cell.score.orZero
    }

    /// The score at a place of one side, early or late; what only one side has is as that side has it.
    private func score(_ place: Int, isBefore: Bool, isLater: (Int) -> Bool) -> Double {
        let count = step.after.plan.entityCount
        guard isBefore else {
            let (node, entity) = place.quotientAndRemainder(dividingBy: count)
            let exists = step.nodeBefore(node) != nil && step.entityBefore(entity) != nil
            return !exists || isLater(place) ? step.after.scores.score[place] : step.scoreBefore(node, entity)
        }
        guard let after = placeAfter(place) else { return step.before.scores.score[place] }
        return isLater(after) ? step.after.scores.score[after] : step.before.scores.score[place]
    }
}

extension GatePlan {
    /// Whether the gate does the same, what it reads being the same.
    fileprivate func isSame(as other: GatePlan) -> Bool {
        gate.cap == other.gate.cap && gate.reads == other.gate.reads && gate.unknown == other.gate.unknown
    }
}

extension Scores {
    /// The score before the caps; NaN without one.
    func rawScore(_ node: Int, at entity: Int, plan: ScoringPlan) -> Double {
        guard plan.gates[node] != nil, let slot = plan.gatedNodes.firstIndex(of: node) else {
            return score[node * entityCount + entity]
        }
        return raw[slot * entityCount + entity]
    }
}
