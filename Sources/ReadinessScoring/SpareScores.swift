/// Memory of scores that nobody reads any more, and what has changed since they were made: so the next evaluation need
/// not copy every cell.
struct SpareScores: Sendable {
    /// The cells by which one state differs from the next.
    private struct Change: Sendable {
        let from: UInt64
        let cells: [Int]
    }

    /// How many earlier states are brought up to date rather than copied anew.
    private static let depth = 4
    /// How many spares are kept: what is published takes one, what it replaces another.
    private static let spareCount = 2

    private var spares: [ScoreStorage] = []
    private var changes: [Change] = []

    /// Makes the memory of `scores` one that nobody else reads.
    ///
    /// - Parameter keepingCells: whether the cells must be as they were; else they may be anything.
    mutating func makeWritable(_ scores: inout Scores, keepingCells: Bool) {
        guard !isKnownUniquelyReferenced(&scores.storage) else { return }
        let shared = scores.storage
        scores.storage = takeSpare(for: shared, keepingCells: keepingCells) ?? ScoreStorage(copying: shared)
        if spares.count == Self.spareCount { spares.removeFirst() }
        spares.append(shared)
    }

    /// Notes that the state `from` became the state `to` in these cells.
    mutating func note(_ cells: [Int], from: UInt64, to: UInt64) {
        if changes.count == Self.depth { changes.removeFirst() }
        changes.append(Change(from: from, cells: cells))
    }

    /// Notes that every cell may have changed.
    mutating func forgetChanges() { changes.removeAll(keepingCapacity: true) }

    private mutating func takeSpare(for shared: ScoreStorage, keepingCells: Bool) -> ScoreStorage? {
        for place in spares.indices.reversed() where isKnownUniquelyReferenced(&spares[place]) {
            let spare = spares[place]
            guard spare.score.count == shared.score.count, spare.raw.count == shared.raw.count,
                spare.isPlain.count == shared.isPlain.count
            else { continue }
            if keepingCells, spare.stamp != shared.stamp {
                guard let first = changes.firstIndex(where: { $0.from == spare.stamp }) else { continue }
                for change in changes[first...] { spare.copy(change.cells, from: shared) }
            }
            if keepingCells { spare.finishCopying(from: shared) }
            spares.remove(at: place)
            return spare
        }
        return nil
    }
}

extension ScoreStorage {
    /// Takes cells over from another storage of the same shape.
    fileprivate func copy(_ cells: [Int], from other: ScoreStorage) {
        for cell in cells {
            score[cell] = other.score[cell]
            coverage[cell] = other.coverage[cell]
            low[cell] = other.low[cell]
            high[cell] = other.high[cell]
            value[cell] = other.value[cell]
            evidence[cell] = other.evidence[cell]
            reasons[cell] = other.reasons[cell]
            remarks[cell] = other.remarks[cell]
        }
    }

    /// Takes over what is not kept by cell, now that all cells are the same.
    fileprivate func finishCopying(from other: ScoreStorage) {
        for node in isPlain.indices where isPlain[node] != other.isPlain[node] { isPlain[node] = other.isPlain[node] }
        // Few nodes have gates.
        if !raw.isEmpty { raw.withUnsafeMutableBufferPointer { _ = $0.update(from: other.raw) } }
        stamp = other.stamp
    }
}
