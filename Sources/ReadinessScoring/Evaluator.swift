package import ReadinessModel

/// Evaluates a model over readings: terms, then indicators, then nodes from the leaves of the index to its root.
///
/// Everything (`evaluate`), or what depends on the series that changed (`update`): both give the same bits. Works column
/// by column: one node at every entity at a time, in short cuts where nothing is missing.
package struct Evaluator: Sendable {
    /// The prepared model.
    package let plan: ScoringPlan
    private var memory: WorkingMemory
    private var spares = SpareScores()
    /// The state of the scores made last, and the moment they are for; 0 where an update cannot go on from them.
    private var stamp: UInt64 = 0
    private var last = Int64.min

    /// Makes an evaluator for a prepared model.
    package init(_ plan: ScoringPlan) {
        self.plan = plan
        memory = WorkingMemory(plan.tables.memory)
    }

    /// Empty scores of the right shape, to be reused from one evaluation to the next.
    package func makeScores() -> Scores { Scores(for: plan) }

    /// Evaluates everything at the store's time into `scores`.
    ///
    /// - Parameter settings: values and scores of indicators to be taken as given instead of computed.
    package mutating func evaluate(
        _ store: ReadingStore,
        into scores: inout Scores,
        settings: IndicatorSettings = IndicatorSettings()
    ) {
        guard plan.entityCount > 0, !plan.model.nodes.isEmpty else { return }
        spares.makeWritable(&scores, keepingCells: false)
        let plan = plan
        let storage = scores.storage
        storage.columns.withColumns { cells in
            memory.withFrame(plan, store, cells) { frame in
                frame.begin(plan, from: store)
                for step in plan.steps { frame.run(step, plan, settings: settings) }
            }
        }
        storage.stamp = Stamp.next()
        spares.forgetChanges()
        stamp = settings.isEmpty ? storage.stamp : 0
        last = store.now.nanoseconds
    }

    /// Evaluates what depends on series that changed and on the time that has passed, into the scores this evaluator
    /// made last. Other scores are evaluated whole.
    ///
    /// - Parameters:
    ///   - store: the readings the last evaluation saw, later.
    ///   - changed: at least every series whose readings changed since, as `ReadingStore.takeChanges` gives them.
    /// - Returns: the cells whose published numbers or reason differ, in order of nodes and entities.
    package mutating func update(
        _ store: ReadingStore,
        changed: [SeriesID],
        into scores: inout Scores
    ) -> [(node: NodeID, entity: EntityID)] {
        guard plan.entityCount > 0, !plan.model.nodes.isEmpty else { return [] }
        guard stamp != 0, scores.storage.stamp == stamp, store.now.nanoseconds >= last else {
            let before = scores
            evaluate(store, into: &scores)
            return scores.changedCells(since: before)
        }
        spares.makeWritable(&scores, keepingCells: true)
        let (plan, last) = (plan, last)
        let storage = scores.storage
        var changes = CellChanges()
        storage.columns.withColumns { cells in
            memory.withFrame(plan, store, cells) { frame in
                var update = UpdatePass(plan: plan, frame: frame, changes: changes)
                update.mark(changed, after: last, from: store)
                update.run()
                changes = update.changes
            }
        }
        if !changes.touched.isEmpty {
            storage.stamp = Stamp.next()
            spares.note(changes.touched, from: stamp, to: storage.stamp)
            stamp = storage.stamp
        }
        self.last = store.now.nanoseconds
        return changes.published(entityCount: plan.entityCount)
    }
}

extension Frame {
    /// Prepares terms and weights for an evaluation of everything.
    fileprivate func begin(_ plan: ScoringPlan, from store: ReadingStore) {
        let tables = plan.tables
        for (place, term) in tables.terms.enumerated() { refresh(place, term, tables.tree, from: store) }
        for place in plan.indicators.indices { heldDue[place] = .min }
        for entity in 0..<count { weights[entity] = plan.entityWeights[entity] }
        for weight in plan.measuredWeights { weights[weight.entity] = measured(weight, plan) }
    }

    /// Evaluates a step at every entity.
    func run(_ step: ScoringPlan.Step, _ plan: ScoringPlan, settings: IndicatorSettings) {
        switch step {
        case .indicator(let place):
            let indicator = plan.tables.indicators[place]
            IndicatorPass(
                tree: plan.tables.tree,
                indicator: indicator,
                frame: self,
                gates: indicator.hasGates ? plan.gatePass(indicator.plan.node, cells) : nil,
                settings: settings[indicator.plan.node]
            ).run()
        case .node(let place):
            let node = plan.tables.nodes[place]
            NodePass(node: node, frame: self).run()
            if node.hasGates { plan.gatePass(node.plan.node, cells)?.run() }
        }
    }

    /// The weight of an entity by a measure.
    func measured(_ weight: ScoringPlan.MeasuredWeight, _ plan: ScoringPlan) -> Double {
        plan.measured(weight) { values[weight.measure * count + $0] }
    }
}

extension ScoringPlan {
    /// The caps on a node; nil when it has none.
    func gatePass(_ node: Int, _ cells: ScoreColumns) -> GatePass? {
        guard let gates = gates[node], let slot = gatedNodes.firstIndex(of: node), let raw = cells.raw else {
            return nil
        }
        return GatePass(plan: self, node: node, gates: gates, cells: cells, raw: raw + slot * entityCount)
    }

    /// The latest values of the measure summed over the entity's leaves; the alternative where there are none.
    func measured(_ weight: MeasuredWeight, _ value: (_ entity: Int) -> Double) -> Double {
        let last = weight.entity + model.entities[weight.entity].descendantCount
        var sum = 0.0
        var found = false
        for entity in weight.entity...last where isLeaf[entity] {
            let value = value(entity)
            guard !value.isNaN else { continue }
            sum += value
            found = true
        }
        return found ? max(0, sum) : weight.otherwise
    }

    /// The same, of the readings of a store.
    func measured(_ weight: MeasuredWeight, in store: ReadingStore) -> Double {
        measured(weight) { store.values[weight.measure * entityCount + $0] }
    }
}
