/// Working memory of an evaluation, allocated once: columns of one row per entity.
struct Scratch: Sendable {
    private var memory: [Double]
    private let entityCount: Int
    private let terms: Int
    private let depth: Int

    /// The columns, laid open.
    struct Columns {
        /// The weight of each entity among its siblings.
        let weights: UnsafeMutablePointer<Double>
        /// The number of leaf entities that take part, or the weight of the children with a score.
        let participants: UnsafeMutablePointer<Double>
        /// Sums of weights.
        let totals: UnsafeMutablePointer<Double>
        /// Sums for scores, low bounds, high bounds and coverage.
        let sums:
            (
                score: UnsafeMutablePointer<Double>, low: UnsafeMutablePointer<Double>,
                high: UnsafeMutablePointer<Double>, coverage: UnsafeMutablePointer<Double>
            )
        /// Term columns after pooling, one after the other.
        let pooled: UnsafeMutablePointer<Double>
        /// The stack of the expression machine.
        let stack: UnsafeMutablePointer<Double>
    }

    init(entityCount: Int, terms: Int, depth: Int) {
        self.entityCount = entityCount
        self.terms = terms
        self.depth = depth
        memory = Array(repeating: 0, count: entityCount * (7 + terms + max(1, depth)))
    }

    mutating func withColumns(_ body: (Columns) -> Void) {
        let (count, terms) = (entityCount, terms)
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            func column(_ index: Int) -> UnsafeMutablePointer<Double> { base + index * count }
            body(
                Columns(
                    weights: column(0),
                    participants: column(1),
                    totals: column(2),
                    sums: (column(3), column(4), column(5), column(6)),
                    pooled: column(7),
                    stack: column(7 + terms)
                )
            )
        }
    }
}
