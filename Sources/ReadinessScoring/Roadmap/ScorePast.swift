package import ReadinessModel

/// The scores of one node at one entity at evenly spaced moments, computed anew from readings by one model.
package struct ScorePast: Sendable {
    /// Computes the scores at `count` moments from `start` to `end`, those included.
    ///
    /// - Parameters:
    ///   - readings: all that the model reads at `start` and later.
    ///   - count: at least 2.
    /// - Returns: for each cell its scores in order of time, times in years of 365 days since `start`; moments without a
    ///   score are left out.
    package static func scores(
        of cells: [(node: NodeID, entity: EntityID)],
        plan: ScoringPlan,
        readings: [Reading],
        from start: Timestamp,
        to end: Timestamp,
        count: Int
    ) -> [[Trend.Point]] {
        var store = ReadingStore(for: plan.model, at: start)
        store.apply(readings)
        var evaluator = Evaluator(plan)
        var scores = evaluator.makeScores()
        var points = [[Trend.Point]](repeating: [], count: cells.count)
        let span = end.nanoseconds - start.nanoseconds
        for step in 0..<count {
            let offset = Double(span) * Double(step) / Double(count - 1)
            let time = step == count - 1 ? end : start + TimeSpan(nanoseconds: Int64(offset))
            store.advance(to: time)
            evaluator.evaluate(store, into: &scores)
            for (place, cell) in cells.enumerated() {
                let score = scores.score[scores.cell(cell.node, at: cell.entity)]
                guard !score.isNaN else { continue }
                points[place].append(Trend.Point(time: time.years(since: start), value: score))
            }
        }
        return points
    }
}
