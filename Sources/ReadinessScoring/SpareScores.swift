/// Memory of scores that nobody reads any more, and what has changed since they were made: so the next evaluation need
/// not copy every cell.
struct SpareScores: Sendable {
    /// The cells by which one state differs from the next.
    fileprivate struct Change: Sendable {
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
            guard spare.columns.hasShape(of: shared.columns) else { continue }
            if keepingCells, spare.stamp != shared.stamp {
                guard let first = changes.firstIndex(where: { $0.from == spare.stamp }) else { continue }
                spare.copy(changes[first...], from: shared)
            }
            spares.remove(at: place)
            return spare
        }
        return nil
    }
}

extension ScoreStorage {
    /// Takes cells over from another of the same shape, after which all cells are the same.
    fileprivate func copy(_ changes: ArraySlice<SpareScores.Change>, from other: ScoreStorage) {
        let (nodes, raws) = (columns.isPlain.count, columns.raw.count)
        other.columns.withReading { other in
            columns.withColumns { columns in
                for change in changes {
                    for cell in change.cells { columns.copy(cell, from: other) }
                }
                columns.isPlain.update(from: other.isPlain, count: nodes)
                // Few nodes have gates.
                if let raw = columns.raw, let from = other.raw { raw.update(from: from, count: raws) }
            }
        }
        stamp = other.stamp
    }
}

extension ScoreColumns {
    @inline(__always)
    fileprivate func copy(_ cell: Int, from other: ScoreColumns) {
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
