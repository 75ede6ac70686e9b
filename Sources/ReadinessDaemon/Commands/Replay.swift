import ReadinessModel
import ReadinessScoring

/// A model over a file of readings, evaluated at one time after the other.
struct Replay {
    private let plan: ScoringPlan
    private let hash: String
    /// The readings in order of time; of equal times in order of delivery.
    private let readings: [Reading]
    private var applied = 0
    private var store: ReadingStore
    private var evaluator: Evaluator
    private var scores: Scores
    private var sequence: UInt64 = 0

    init(_ model: Model, _ readings: [Reading]) {
        plan = ScoringPlan(model)
        hash = model.hash
        // Sorting keeps the order of equal times: of those the last delivered counts.
        self.readings = readings.sorted { $0.time < $1.time }
        store = ReadingStore(for: model, at: .distantPast)
        evaluator = Evaluator(plan)
        scores = evaluator.makeScores()
    }

    /// The scores at `time`, which must not lie before the time asked for last.
    mutating func snapshot(at time: Timestamp) -> Snapshot {
        store.advance(to: time)
        let start = applied
        while applied < readings.count, readings[applied].time <= time { applied += 1 }
        store.apply(Array(readings[start..<applied]))
        evaluator.evaluate(store, into: &scores)
        sequence += 1
        return Snapshot(
            plan: plan,
            time: time,
            sequence: sequence,
            scores: scores,
            modelHash: hash,
            entityWeights: plan.entityWeights(in: store)
        )
    }
}
