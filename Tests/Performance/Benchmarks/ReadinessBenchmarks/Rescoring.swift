import ReadinessModel
import ReadinessScoring

/// Readings and scores of an organisation, to be evaluated again and again as the daemon does it.
final class Rescoring {
    private let organisation: Organisation
    private var store: ReadingStore
    private var evaluator: Evaluator
    private var scores: Scores
    private var published: Snapshot
    private var count = 0

    /// Takes the readings in and evaluates them once.
    init(_ organisation: Organisation, missing: Double = 0) {
        self.organisation = organisation
        store = ReadingStore(for: organisation.model, at: Organisation.now)
        store.apply(organisation.readings(missing: missing))
        evaluator = Evaluator(ScoringPlan(organisation.model))
        scores = evaluator.makeScores()
        evaluator.evaluate(store, into: &scores)
        published = Snapshot(plan: evaluator.plan, time: Organisation.now, sequence: 0, scores: scores)
    }

    /// The score of the whole, as evaluated last; nil when there is none, which would make every figure worthless.
    var rootScore: Double? {
        let score = scores.score[scores.cell(NodeID(0), at: EntityID(0))]
        return score.isNaN ? nil : score
    }

    /// Evaluates every indicator and node at every entity.
    func evaluate() { evaluator.evaluate(store, into: &scores) }

    /// Takes one reading in that differs from the one before it, evaluates what depends on it, and publishes the result:
    /// the snapshot before stays readable until the new one takes its place.
    ///
    /// - Returns: how many scores changed.
    func publishOneReading() -> Int {
        count += 1
        let plant = organisation.plants[count % organisation.plants.count]
        let measure = organisation.measures[count % organisation.measures.count]
        let reading = Reading(
            series: organisation.model.series(measure, at: plant),
            time: Organisation.now,
            value: Double(count % 97) + 1
        )
        store.apply([reading])
        let series = store.takeChanges()
        let changed = evaluator.update(store, changed: series, into: &scores)
        published = Snapshot(
            plan: evaluator.plan,
            time: Organisation.now,
            sequence: UInt64(count),
            scores: scores
        )
        return changed.count
    }

    /// Takes readings in one after the other, each with a snapshot of its own.
    ///
    /// - Returns: how many scores changed.
    func publish(readings: Int) -> Int { (0..<readings).reduce(0) { sum, _ in sum + publishOneReading() } }
}
