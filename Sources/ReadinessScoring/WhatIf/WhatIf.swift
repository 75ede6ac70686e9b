import ReadinessModel

/// What a scenario makes of a model and its readings, beside what they are without it.
package struct WhatIf: Sendable {
    /// The scores as they are.
    package let base: Snapshot
    /// The scores as they would be.
    package let result: Snapshot
    /// The plan as it would be.
    package let plan: ScoringPlan
    /// The readings as they would be.
    package let store: ReadingStore
    /// The values and scores that would be given.
    package let settings: IndicatorSettings

    /// A cell that the scenario changes.
    package struct Change: Sendable {
        /// As it is.
        package let base: ScoreCell
        /// As it would be.
        package let result: ScoreCell
    }

    /// Tries a scenario. Everything is evaluated by the engine itself; the base is left as it is.
    ///
    /// - Throws: the first change that cannot be applied.
    package init(_ scenario: Scenario, plan: ScoringPlan, store: ReadingStore, sequence: UInt64 = 0)
        throws(ScenarioError)
    {
        var application = ScenarioApplication(plan: plan, store: store)
        for change in scenario.changes { try application.apply(change) }
        let changed = application.plan
        base = Self.evaluate(plan, store, IndicatorSettings(), sequence)
        result = Self.evaluate(changed, application.store, application.settings, sequence)
        self.plan = changed
        self.store = application.store
        settings = application.settings
    }

    static func evaluate(_ plan: ScoringPlan, _ store: ReadingStore, _ settings: IndicatorSettings, _ sequence: UInt64)
        -> Snapshot
    {
        var evaluator = Evaluator(plan)
        var scores = evaluator.makeScores()
        evaluator.evaluate(store, into: &scores, settings: settings)
        return Snapshot(
            plan: plan,
            time: store.now,
            sequence: sequence,
            scores: scores,
            entityWeights: plan.entityWeights(in: store)
        )
    }

    /// Every cell whose numbers, reason or remarks differ, by entity and then by node.
    package var changes: [Change] {
        var changes: [Change] = []
        for entity in base.model.entities.indices {
            for node in base.model.nodes.indices {
                let index = base.scores.cell(NodeID(node), at: EntityID(entity))
                guard result.scores.differs(from: base.scores, at: index) else { continue }
                changes.append(
                    Change(
                        base: base.cell(NodeID(node), at: EntityID(entity)),
                        result: result.cell(NodeID(node), at: EntityID(entity))
                    )
                )
            }
        }
        return changes
    }
}

extension Scores {
    /// Whether the cell differs in any bit, the value before normalisation included.
    fileprivate func differs(from other: Self, at cell: Int) -> Bool {
        score[cell].bitPattern != other.score[cell].bitPattern
            || coverage[cell].bitPattern != other.coverage[cell].bitPattern
            || low[cell].bitPattern != other.low[cell].bitPattern
            || high[cell].bitPattern != other.high[cell].bitPattern
            || value[cell].bitPattern != other.value[cell].bitPattern
            || evidence[cell] != other.evidence[cell] || reasons[cell] != other.reasons[cell]
            || remarks[cell] != other.remarks[cell]
    }
}
