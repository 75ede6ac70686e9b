/// The columns of scores. Written only by an evaluator that holds the only reference.
final class ScoreStorage: @unchecked Sendable {
    // Unchecked: whoever shares it only reads, see `Scores.withColumns`.
    var score: [Double]
    var coverage: [Double]
    var low: [Double]
    var high: [Double]
    var value: [Double]
    var evidence: [Int64]
    var reasons: [UInt8]
    var remarks: [UInt8]
    var raw: [Double]
    /// Per node whether nothing is missing or remarkable anywhere: coverage 1, the bounds the score, no reason, no
    /// remark. What evaluates the node above may then compute one number for three.
    var isPlain: [Bool]
    /// The state of the cells: storages with the same stamp hold the same.
    var stamp: UInt64

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
        stamp = Stamp.next()
    }

    /// A copy. The arrays are copied when they are written.
    init(copying other: ScoreStorage) {
        score = other.score
        coverage = other.coverage
        low = other.low
        high = other.high
        value = other.value
        evidence = other.evidence
        reasons = other.reasons
        remarks = other.remarks
        raw = other.raw
        isPlain = other.isPlain
        stamp = other.stamp
    }
}
