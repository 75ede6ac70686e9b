/// One side of a change: a model, the readings, and what they gave, at the store's time.
package struct ScoringState: Sendable {
    /// The prepared model.
    package let plan: ScoringPlan
    /// The readings, at their time.
    package let store: ReadingStore
    /// What `Evaluator` makes of the two.
    package let scores: Scores

    /// A state already evaluated: `scores` must be those of `plan` over `store`.
    package init(plan: ScoringPlan, store: ReadingStore, scores: Scores) {
        self.plan = plan
        self.store = store
        self.scores = scores
    }

    /// A state, evaluated here.
    package init(plan: ScoringPlan, store: ReadingStore) {
        var evaluator = Evaluator(plan)
        var scores = evaluator.makeScores()
        evaluator.evaluate(store, into: &scores)
        self.init(plan: plan, store: store, scores: scores)
    }
}
