/// The memory of scores, shared by the values that hold the same. Written only by whoever holds the only reference.
final class ScoreStorage: @unchecked Sendable {
    // Unchecked: whoever shares it only reads, see `SpareScores.makeWritable`.
    var columns: ScoreArrays
    /// The state of the cells: storages with the same stamp hold the same.
    var stamp: UInt64

    init(nodes: Int, gatedNodes: Int, entities: Int) {
        columns = ScoreArrays(nodes: nodes, gatedNodes: gatedNodes, entities: entities)
        stamp = Stamp.next()
    }

    /// A copy. The arrays are copied when they are written.
    init(copying other: ScoreStorage) {
        columns = other.columns
        stamp = other.stamp
    }

    /// Whether what is published of a cell differs, bit for bit.
    func differs(from other: ScoreStorage, at cell: Int) -> Bool {
        columns.score[cell].bitPattern != other.columns.score[cell].bitPattern
            || columns.coverage[cell].bitPattern != other.columns.coverage[cell].bitPattern
            || columns.low[cell].bitPattern != other.columns.low[cell].bitPattern
            || columns.high[cell].bitPattern != other.columns.high[cell].bitPattern
            || columns.reasons[cell] != other.columns.reasons[cell]
    }
}

/// The columns of scores: `node x entityCount + entity`.
struct ScoreArrays: Sendable {
    var score: [Double]
    var coverage: [Double]
    var low: [Double]
    var high: [Double]
    var value: [Double]
    var evidence: [Int64]
    var reasons: [UInt8]
    var remarks: [UInt8]
    /// The scores before the caps, a run of entities for each node with gates.
    var raw: [Double]
    /// Per node whether nothing is missing or remarkable anywhere: coverage 1, the bounds the score, no reason, no
    /// remark. What evaluates the node above may then compute one number for three.
    var isPlain: [Bool]

    init(nodes: Int, gatedNodes: Int, entities: Int) {
        let count = nodes * entities
        score = Array(repeating: .nan, count: count)
        coverage = Array(repeating: .nan, count: count)
        low = coverage
        high = coverage
        value = coverage
        evidence = Array(repeating: .max, count: count)
        reasons = Array(repeating: 0, count: count)
        remarks = Array(repeating: 0, count: count)
        raw = Array(repeating: .nan, count: gatedNodes * entities)
        isPlain = Array(repeating: false, count: nodes)
    }

    /// Whether the columns are as long as those of another.
    func hasShape(of other: Self) -> Bool {
        score.count == other.score.count && raw.count == other.raw.count && isPlain.count == other.isPlain.count
    }
}
