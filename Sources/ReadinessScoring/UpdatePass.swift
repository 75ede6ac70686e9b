import ReadinessModel

/// The evaluation of what depends on something that changed: steps in their order, entities from below to above.
struct UpdatePass {
    let plan: ScoringPlan
    let frame: Frame
    private let tables: PlanTables
    private(set) var changes: CellChanges

    init(plan: ScoringPlan, frame: Frame, changes: CellChanges) {
        self.plan = plan
        self.frame = frame
        self.changes = changes
        tables = plan.tables
        // One reading changes a cell of every node above it at every entity above it.
        self.changes.touched.reserveCapacity(32)
        self.changes.differing.reserveCapacity(32)
    }

    // MARK: - What changed

    /// Marks what depends directly on series that changed, and on readings that expired or left a window.
    func mark(_ changed: [SeriesID], after last: Int64, from store: ReadingStore) {
        let dependencies = tables.dependencies
        if frame.now > last {
            for (place, term) in tables.terms.enumerated() where frame.termDue[place] <= frame.now {
                frame.expire(place, term, tables.tree, after: last, from: store) { entity in
                    for step in dependencies.stepsOfTerm[place] { mark(step, entity) }
                }
            }
            for (place, indicator) in tables.indicators.enumerated() where indicator.plan.heldAfter != nil {
                frame.holdLonger(place, indicator, tables.tree, after: last) { entity in
                    mark(dependencies.stepOfIndicator[place], entity)
                }
            }
        }
        for series in changed { mark(series.index, from: store) }
    }

    private func mark(_ series: Int, from store: ReadingStore) {
        let (measure, entity) = series.quotientAndRemainder(dividingBy: frame.count)
        guard tables.tree.isLeaf(entity) else { return }
        let dependencies = tables.dependencies
        for term in dependencies.termsOfMeasure[measure] {
            frame.refresh(term, tables.terms[term], at: entity, from: store)
        }
        for step in dependencies.stepsOfMeasure[measure] {
            mark(step, entity)
            if case .indicator(let place) = plan.steps[step] {
                frame.noteHeld(place, tables.indicators[place], at: entity)
            }
        }
        for place in dependencies.weightsOfMeasure[measure] { reweigh(plan.measuredWeights[place], entity) }
    }

    /// Computes a weight again that may depend on an entity.
    private func reweigh(_ weight: ScoringPlan.MeasuredWeight, _ entity: Int) {
        let last = weight.entity + plan.model.entities[weight.entity].descendantCount
        guard weight.entity <= entity, entity <= last else { return }
        let value = frame.measured(weight, plan)
        guard value.bitPattern != frame.weights[weight.entity].bitPattern else { return }
        frame.weights[weight.entity] = value
        let parent = tables.tree.parents[weight.entity]
        guard parent >= 0 else { return }
        for step in tables.dependencies.indicatorSteps { mark(step, parent) }
    }

    private func mark(_ step: Int, _ entity: Int) {
        guard frame.applicable[tables.nodeOfStep[step] * frame.count + entity] else { return }
        frame.rows.mark(step, entity)
    }

    // MARK: - What follows from it

    /// Evaluates what is marked, and what depends on it.
    mutating func run() {
        while let step = frame.rows.takeStep() {
            switch plan.steps[step] {
            case .indicator(let place): run(step, tables.indicators[place])
            case .node(let place): run(step, tables.nodes[place])
            }
        }
    }

    private mutating func run(_ step: Int, _ indicator: IndicatorTables) {
        let gates = indicator.hasGates ? plan.gatePass(indicator.plan.node, frame.cells) : nil
        let pass = IndicatorPass(
            tree: tables.tree,
            indicator: indicator,
            frame: frame,
            gates: gates,
            settings: nil
        )
        guard !indicator.plan.normalisation.isRelative, !isMany(step) else {
            runWhole(step, hasGates: indicator.hasGates) { pass.run() }
            return
        }
        while let entity = frame.rows.takeEntity(step) {
            let before = CellState(frame.cells, indicator.base + entity)
            pass.run(entity)
            spread(step, entity, before, hasGates: gates != nil)
            let parent = tables.tree.parents[entity]
            // Also where the cell stays the same: sums over terms may have moved.
            if parent >= 0 { mark(step, parent) }
        }
    }

    private mutating func run(_ step: Int, _ node: NodeTables) {
        let pass = NodePass(node: node, frame: frame)
        let gates = node.hasGates ? plan.gatePass(node.plan.node, frame.cells) : nil
        guard !isMany(step) else {
            runWhole(step, hasGates: node.hasGates) {
                pass.run()
                gates?.run()
            }
            return
        }
        let base = node.plan.node * frame.count
        while let entity = frame.rows.takeEntity(step) {
            let before = CellState(frame.cells, base + entity)
            pass.run(entity)
            gates?.cap(entity)
            spread(step, entity, before, hasGates: gates != nil)
        }
    }

    /// Whether so many entities are marked that all at once cost less.
    private func isMany(_ step: Int) -> Bool { frame.rows.count(step) > max(16, frame.count / 4) }

    /// Evaluates a step at every entity.
    private mutating func runWhole(_ step: Int, hasGates: Bool, _ body: () -> Void) {
        frame.rows.clear(step)
        let base = tables.nodeOfStep[step] * frame.count
        let before = (0..<frame.count).map { CellState(frame.cells, base + $0) }
        body()
        for entity in stride(from: frame.count - 1, through: 0, by: -1) {
            spread(step, entity, before[entity], hasGates: hasGates)
        }
    }

    /// Notes what became of a cell, and marks what depends on it.
    @inline(__always)
    private mutating func spread(_ step: Int, _ entity: Int, _ before: CellState, hasGates: Bool) {
        let cell = tables.nodeOfStep[step] * frame.count + entity
        let after = CellState(frame.cells, cell)
        guard after.isDifferent(from: before) else {
            // The score before the caps may differ all the same.
            if hasGates { changes.touched.append(cell) }
            return
        }
        changes.touched.append(cell)
        if after.isPublishedOtherwise(than: before) { changes.differing.append(cell) }
        let parent = tables.dependencies.parentStep[step]
        if parent >= 0 { frame.rows.mark(parent, entity) }
        for reader in tables.dependencies.gateReaders[step] {
            if reader.readsAbove { markReaders(reader, of: step, at: entity) } else { mark(reader.step, entity) }
        }
    }

    /// Marks the entities at and below one whose gates read a node there: those without a nearer one.
    private func markReaders(_ reader: Dependencies.GateReader, of step: Int, at entity: Int) {
        let base = tables.nodeOfStep[step] * frame.count
        mark(reader.step, entity)
        let end = entity + plan.model.entities[entity].descendantCount
        var below = entity + 1
        while below <= end {
            if frame.applicable[base + below] {
                below += 1 + plan.model.entities[below].descendantCount
            } else {
                mark(reader.step, below)
                below += 1
            }
        }
    }
}
