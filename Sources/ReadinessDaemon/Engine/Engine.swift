import ReadinessHistory
import ReadinessModel
import ReadinessScoring

/// Holds the readings and makes snapshots of them. What is evaluated was durable before.
///
/// Evaluation is synchronous: nothing is suspended while readings and scores disagree.
actor Engine {
    private(set) var context: EngineContext
    private var store: ReadingStore
    private var evaluator: Evaluator
    private var scores: Scores
    private var sequence: UInt64 = 0
    private var overrides: [Override] = []
    /// Evaluates what overrides would do; made when there is the first.
    private var overriding: OverrideEvaluator?
    /// Whether the last snapshot said something of overrides.
    private var wasOverridden = false
    /// Whether the last snapshot was made by the evaluator in force.
    private var isContinuing = false
    private let history: any HistoryStore
    /// While a new configuration is being bound: what arrived meanwhile, so that nothing is missing afterwards.
    private var arrivals: [(context: EngineContext, readings: [Reading])]?

    /// An engine over readings restored from the history.
    init(_ context: EngineContext, restored: [Reading], at now: Timestamp, history: any HistoryStore) {
        self.context = context
        self.history = history
        store = ReadingStore(for: context.model, at: now)
        store.apply(restored)
        evaluator = Evaluator(context.plan)
        scores = evaluator.makeScores()
    }

    /// Makes readings durable, then lets them count.
    ///
    /// - Returns: what became of them, when they are durable.
    /// - Throws: `HistoryError`; the readings then count nowhere.
    func take(
        _ readings: [Reading],
        from source: String,
        interned context: EngineContext
    ) async throws(HistoryError) -> AppendOutcome {
        guard !readings.isEmpty else { return AppendOutcome() }
        let batch = AppendBatch(binding: context.binding, source: source, readings: readings)
        guard let outcome = try await history.append([batch]).first else { return AppendOutcome() }
        count(outcome.changed, interned: context)
        return outcome
    }

    /// Evaluates at `now` what depends on readings and time since the last evaluation.
    func evaluate(at now: Timestamp) -> Evaluation {
        store.advance(to: now)
        let series = store.takeChanges()
        let changed = evaluator.update(store, changed: series, into: &scores)
        sequence += 1
        if overriding == nil, !overrides.isEmpty { overriding = OverrideEvaluator(context.plan) }
        let view = overriding?.evaluate(overrides, store)
        // Overrides may change what is said of any cell, and after an adoption nothing is known of the one before.
        let isKnown = isContinuing && view == nil && !wasOverridden
        wasOverridden = view != nil
        isContinuing = true
        let snapshot = Snapshot(
            plan: context.plan,
            time: store.now,
            sequence: sequence,
            scores: scores,
            modelHash: context.stamp.hash,
            entityWeights: context.plan.entityWeights(in: store),
            overrides: view
        )
        return Evaluation(snapshot: snapshot, changed: isKnown ? changed : nil)
    }

    /// Puts overrides in force, in place of all before, from the next evaluation on. Computed scores do not see them.
    func override(_ overrides: [Override]) {
        self.overrides = overrides
        if overrides.isEmpty { overriding = nil }
    }

    /// The readings as of the last evaluation, and what they are readings of: for questions that take their time.
    func readings() -> (context: EngineContext, store: ReadingStore) { (context, store) }

    /// When a reading that came ahead of its time becomes visible; nil when none waits.
    var nextArrival: Timestamp? { store.nextArrival }

    /// Begins to remember what arrives, until `adopt`.
    func prepareToAdopt() { arrivals = [] }

    /// Goes on with the configuration in force.
    func abandonAdoption() { arrivals = nil }

    /// The moment of the last evaluation.
    var time: Timestamp { store.now }

    /// Puts a configuration in force, over readings restored for it, at `now`, which may lie before the last evaluation.
    func adopt(_ context: EngineContext, restored: [Reading], at now: Timestamp) {
        self.context = context
        store = ReadingStore(for: context.model, at: now)
        store.apply(restored)
        evaluator = Evaluator(context.plan)
        scores = evaluator.makeScores()
        isContinuing = false
        overriding = nil
        let missed = arrivals ?? []
        arrivals = nil
        for (origin, readings) in missed { count(readings, interned: origin) }
    }

    private func count(_ readings: [Reading], interned origin: EngineContext) {
        arrivals?.append((origin, readings))
        if origin.binding.generation == context.binding.generation {
            store.apply(readings)
        } else {
            store.apply(readings.compactMap { translate($0, from: origin.catalog) })
        }
    }

    /// The same reading under the names of the configuration in force; nil when it no longer names it.
    private func translate(_ reading: Reading, from catalog: SeriesCatalog) -> Reading? {
        guard let entity = context.catalog.entity(catalog.entityName(of: reading.series)),
            let measure = context.catalog.measure(catalog.measureName(of: reading.series)),
            context.catalog.isLeaf(entity)
        else { return nil }
        return Reading(
            series: context.catalog.series(measure, at: entity),
            time: reading.time,
            value: reading.value
        )
    }
}
