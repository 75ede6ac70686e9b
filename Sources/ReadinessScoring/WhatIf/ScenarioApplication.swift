import ReadinessModel

/// A scenario being applied, change by change.
struct ScenarioApplication {
    private(set) var plan: ScoringPlan
    private(set) var store: ReadingStore
    private(set) var settings = IndicatorSettings()

    init(plan: ScoringPlan, store: ReadingStore) {
        self.plan = plan
        self.store = store
    }

    private var model: Model { plan.model }

    mutating func apply(_ change: Scenario.Change) throws(ScenarioError) {
        switch change {
        case .measure(let measure, let entity, let amount): try setReading(measure, entity, amount)
        case .value(let node, let entity, let amount):
            let isRelative = plan.indicators.first { $0.node == node.index }?.normalisation.isRelative == true
            let name = model.nodes[node.index].id
            if isRelative, !plan.isLeaf[entity.index] {
                let message =
                    "'\(name)' has no value above the leaves, it is relative; set its score: score:\(name)@..."
                throw ScenarioError(.noValue, name, message)
            }
            let value = try present(node, entity, amount) { $0.value }
            settings.set(node, at: entity, .value(value))
        case .score(let node, let entity, let amount):
            let score = try present(node, entity, amount) { $0.score }
            settings.set(node, at: entity, .score(max(0, min(1, score))))
        case .weight(let node, let weight): try changeModel { $0.nodes[node.index].weight = weight }
        case .normalisation(let id, let normalisation):
            try changeModel { $0.indicators[id.index].normalisation = normalisation }
        case .cap(let node, let cap, let text):
            try changeModel { model in
                let first = model.gates.first { $0.node == node }
                model.gates.removeAll { $0.node == node }
                var gate = first ?? Gate(node: node, cap: cap, capText: text)
                gate.cap = cap
                gate.capText = text
                model.gates.append(gate)
            }
        case .addGate(let gate): try changeModel { $0.gates.append(gate) }
        case .removeGates(let node): try changeModel { $0.gates.removeAll { $0.node == node } }
        case .coverage(let node, let share): try changeIndex(node) { $0.coverage = share }
        case .aggregate(let node, let aggregate): try changeIndex(node) { $0.aggregate = aggregate }
        }
    }

    private mutating func changeIndex(_ node: NodeID, _ body: (inout Node.Index) -> Void) throws(ScenarioError) {
        guard case .index(var content) = model.nodes[node.index].content else {
            let name = model.nodes[node.index].id
            throw ScenarioError(.badValue, name, "'\(name)' is an indicator; only a node with children has this")
        }
        body(&content)
        try changeModel { $0.nodes[node.index].content = .index(content) }
    }

    private mutating func changeModel(_ body: (inout Model) -> Void) throws(ScenarioError) {
        var model = model
        body(&model)
        do {
            _ = try model.evaluationOrder()
        } catch {
            let names = error.nodes.map { model.nodes[$0.index].id }
            let circle = (names + names.prefix(1)).joined(separator: " -> ")
            throw ScenarioError(
                .cycle,
                names[0],
                "gates would go in a circle: \(circle) (each needs the score of the next)"
            )
        }
        plan = ScoringPlan(model)
    }

    /// What becomes of the present number of a cell.
    private func present(
        _ node: NodeID,
        _ entity: EntityID,
        _ amount: Scenario.Amount,
        _ number: (ScoreCell) -> Double?
    ) throws(ScenarioError) -> Double {
        let (name, place) = (model.nodes[node.index].id, model.entities[entity.index].id)
        guard plan.applicable[node.index * plan.entityCount + entity.index] else {
            let others = model.entities.indices.filter { plan.applicable[node.index * plan.entityCount + $0] }
            let words = others.prefix(8).map { model.entities[$0].id }.joined(separator: ", ")
            throw ScenarioError(.notApplicable, place, "'\(name)' does not apply at '\(place)'; it applies at \(words)")
        }
        if case .set(let value) = amount { return value }
        let cell = WhatIf.evaluate(plan, store, settings, 0).cell(node, at: entity)
        guard let value = number(cell) else {
            let message = "'\(name)' has none at '\(place)' now, so there is nothing to change; write a number"
            throw ScenarioError(.noValue, name, message)
        }
        return amount.applied(to: value)
    }

    // MARK: - Readings

    private mutating func setReading(_ measure: MeasureID, _ entity: EntityID, _ amount: Scenario.Amount)
        throws(ScenarioError)
    {
        let name = model.measures[measure.index].id
        let place = model.entities[entity.index].id
        let last = entity.index + model.entities[entity.index].descendantCount
        let leaves = (entity.index...last).filter { plan.isLeaf[$0] }
        if case .multiply(let factor) = amount {
            let scaled = leaves.filter { store.columns[measure.index].times[$0] != .min }
            guard !scaled.isEmpty else { throw neverReported(name, place) }
            for leaf in scaled { scale(measure, leaf, by: factor) }
            return
        }
        guard plan.isLeaf[entity.index] else {
            let example = leaves.first.map { model.entities[$0].id } ?? ""
            let message =
                "readings belong to entities without others below; write \(name)@\(example)=... or a factor, \(name)@\(place)=*1.2"
            throw ScenarioError(.notALeaf, place, message)
        }
        let column = store.columns[measure.index]
        let value = amount.applied(to: column.values[entity.index])
        guard !value.isNaN else { throw neverReported(name, place) }
        let time = isUsable(measure, entity) ? Timestamp(nanoseconds: column.times[entity.index]) : store.now
        store.apply([Reading(series: model.series(measure, at: entity), time: time, value: value)])
    }

    /// Whether the latest reading is there and fresh enough for all that use it; what is set must count.
    private func isUsable(_ measure: MeasureID, _ entity: EntityID) -> Bool {
        let column = store.columns[measure.index]
        guard column.times[entity.index] != .min else { return false }
        return plan.terms.allSatisfy { term in
            guard term.term.measure == measure, let limit = term.limit, column.kind != .event else { return true }
            return column.isFresh(entity.index, now: store.now.nanoseconds, limit: limit)
        }
    }

    private mutating func scale(_ measure: MeasureID, _ entity: Int, by factor: Double) {
        let column = store.columns[measure.index]
        let series = model.series(measure, at: EntityID(entity))
        var readings: [Reading] = []
        if !column.histories.isEmpty {
            readings = column.histories[entity].samples.map {
                Reading(series: series, time: Timestamp(nanoseconds: $0.time), value: $0.value * factor)
            }
        }
        let latest = Timestamp(nanoseconds: column.times[entity])
        if readings.last?.time != latest {
            readings.append(Reading(series: series, time: latest, value: column.values[entity] * factor))
        }
        store.apply(readings)
    }

    private func neverReported(_ name: String, _ place: String) -> ScenarioError {
        ScenarioError(.noValue, name, "'\(name)' was never reported at '\(place)'; write a number, \(name)@\(place)=90")
    }
}
