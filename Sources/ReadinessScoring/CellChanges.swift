import ReadinessModel

/// The cells an update changed.
struct CellChanges {
    /// Cells of which anything differs.
    var touched: [Int] = []
    /// Cells whose published numbers or reason differ.
    var differing: [Int] = []

    /// The cells whose published numbers or reason differ, in order of nodes and entities.
    mutating func published(entityCount: Int) -> [(node: NodeID, entity: EntityID)] {
        differing.sort()
        return differing.map { (NodeID($0 / entityCount), EntityID($0 % entityCount)) }
    }
}

/// All that is kept of one cell.
struct CellState {
    private let score: Double
    private let coverage: Double
    private let low: Double
    private let high: Double
    private let value: Double
    private let evidence: Int64
    private let reason: UInt8
    private let remarks: UInt8

    @inline(__always)
    init(_ cells: ScoreColumns, _ cell: Int) {
        score = cells.score[cell]
        coverage = cells.coverage[cell]
        low = cells.low[cell]
        high = cells.high[cell]
        value = cells.value[cell]
        evidence = cells.evidence[cell]
        reason = cells.reasons[cell]
        remarks = cells.remarks[cell]
    }

    /// Whether what is published differs, bit for bit.
    @inline(__always)
    func isPublishedOtherwise(than other: Self) -> Bool {
        score.bitPattern != other.score.bitPattern || coverage.bitPattern != other.coverage.bitPattern
            || low.bitPattern != other.low.bitPattern || high.bitPattern != other.high.bitPattern
            || reason != other.reason
    }

    /// Whether anything differs, bit for bit.
    @inline(__always)
    func isDifferent(from other: Self) -> Bool {
        isPublishedOtherwise(than: other) || value.bitPattern != other.value.bitPattern || evidence != other.evidence
            || remarks != other.remarks
    }
}

extension Scores {
    /// The cells whose published numbers or reason differ from those of earlier scores of the same model.
    func changedCells(since earlier: Self) -> [(node: NodeID, entity: EntityID)] {
        guard earlier.storage.columns.hasShape(of: storage.columns), entityCount > 0, storage !== earlier.storage else {
            return []
        }
        var changed: [(node: NodeID, entity: EntityID)] = []
        for cell in storage.columns.score.indices where storage.differs(from: earlier.storage, at: cell) {
            changed.append((NodeID(cell / entityCount), EntityID(cell % entityCount)))
        }
        return changed
    }
}
