package import ReadinessModel

/// What the overrides in force say of a snapshot, beside its computed scores: immutable like it.
package struct OverrideView: Sendable {
    private let byCell: [Int: Override]
    private let counts: [Int: Int]
    private let adjusted: [Double]

    /// Makes a view of overrides by the cell they stand at.
    ///
    /// - Parameters:
    ///   - overrides: by `Scores.cell`.
    ///   - plan: the plan the scores were made with.
    ///   - adjusted: the scores with the overrides applied, by cell.
    init(_ overrides: [Int: Override], plan: ScoringPlan, adjusted: [Double]) {
        byCell = overrides
        self.adjusted = adjusted
        var counts: [Int: Int] = [:]
        for cell in overrides.keys {
            let (node, entity) = cell.quotientAndRemainder(dividingBy: plan.entityCount)
            var row: Int? = node
            while let here = row {
                var column = entity
                while column >= 0 {
                    counts[here * plan.entityCount + column, default: 0] += 1
                    column = plan.parents[column]
                }
                row = plan.model.nodes[here].parent?.index
            }
        }
        self.counts = counts
    }

    /// The override at a cell; nil without one.
    package func override(_ cell: Int) -> Override? { byCell[cell] }

    /// How many overrides are in force at the node or below it, at the entity or below it.
    package func count(_ cell: Int) -> Int { counts[cell] ?? 0 }

    /// The score with the overrides applied, 0 to 1; nil where there is none.
    package func adjusted(_ cell: Int) -> Double? { adjusted[cell].isNaN ? nil : adjusted[cell] }

    /// Whether what is said of a cell differs from what an earlier view of the same model says.
    func differs(from other: OverrideView?, at cell: Int, computed score: Double) -> Bool {
        guard let other else { return count(cell) > 0 || adjusted[cell].bitPattern != score.bitPattern }
        return byCell[cell] != other.byCell[cell] || count(cell) != other.count(cell)
            || adjusted[cell].bitPattern != other.adjusted[cell].bitPattern
    }
}
