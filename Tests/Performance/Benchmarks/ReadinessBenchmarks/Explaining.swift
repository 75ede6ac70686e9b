import ReadinessModel
import ReadinessScoring

/// Two moments of an organisation between which every reading has changed, to be explained again and again.
struct Explaining {
    private let earlier: ScoringState
    private let later: ScoringState

    /// Takes all readings in twice, with other values the second time.
    ///
    /// - Parameters:
    ///   - organisation: what is measured.
    ///   - rollUp: how its indicators go up the organisation tree.
    init(_ organisation: Organisation, rollUp: RollUp = .pool) {
        var model = organisation.model
        for indicator in model.indicators.indices { model.indicators[indicator].rollUp = rollUp }
        let plan = ScoringPlan(model)
        func state(seed: UInt64) -> ScoringState {
            var store = ReadingStore(for: model, at: Organisation.now)
            store.apply(organisation.readings(seed: seed))
            return ScoringState(plan: plan, store: store)
        }
        (earlier, later) = (state(seed: 1), state(seed: 2))
    }

    /// Explains the change of the root at the top entity, from nothing kept.
    ///
    /// - Returns: how many causes it found.
    func explain() -> Int {
        var explainer = ChangeExplainer(from: earlier, to: later)
        return explainer.explain(NodeID(0), at: EntityID(0)).rows.count
    }
}
