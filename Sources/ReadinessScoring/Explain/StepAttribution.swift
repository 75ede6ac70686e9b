import ReadinessModel

/// Who did what to one cell in one step: amounts that add up to its change, no score counting 0.
struct CellAttribution {
    /// A cell that took part.
    struct Part {
        var node: Int
        var entity: Int
        var amount: Double
        var error = 0.0
        /// Whether the part's score differs at all.
        var isChanged = true
        /// The change of this cell for a small change of the part, used where the part's score is as before.
        var slope = 0.0
    }

    /// The change; no score counts 0.
    var change: Double
    /// Whether both sides have a score.
    var hasBoth: Bool
    /// What happened at the cell itself: its rule or, for an indicator, its value.
    var own = 0.0
    /// What the cell's own gates did by being others.
    var gates = 0.0
    /// What each child did.
    var children: [Part] = []
    /// What gates of the cell did by reading other scores, by what they read.
    var reads: [Part] = []
    /// How the children's parts were found; nil where nothing was divided.
    var method: AttributionMethod?

    /// The sum of the sizes of all parts.
    var size: Double {
        abs(own) + abs(gates) + children.reduce(0) { $0 + abs($1.amount) } + reads.reduce(0) { $0 + abs($1.amount) }
    }
}

/// The attribution of cells in one step, each computed once.
struct StepAttribution {
    let step: ChangeStep
    private let places: PlanPlaces
    private let placesBefore: PlanPlaces
    private let hasGates: Bool
    /// Per entity, the place in `cells` of each node's attribution, -1 where it is not known yet.
    private var slots: [Int: [Int32]] = [:]
    private var cells: [CellAttribution] = []

    init(_ step: ChangeStep, places: PlanPlaces, placesBefore: PlanPlaces) {
        self.step = step
        self.places = places
        self.placesBefore = placesBefore
        hasGates = !step.before.plan.gates.isEmpty || !step.after.plan.gates.isEmpty
    }

    /// Who did what to the score of a node at an entity, both by their places after.
    mutating func cell(_ node: Int, _ entity: Int) -> CellAttribution {
        if slots[entity] == nil { slots[entity] = Array(repeating: -1, count: step.after.plan.model.nodes.count) }
        if let slot = slots[entity]?[node], slot >= 0 { return cells[Int(slot)] }
        let cell = compute(node, entity)
        slots[entity]?[node] = Int32(cells.count)
        cells.append(cell)
        return cell
    }

    private func compute(_ node: Int, _ entity: Int) -> CellAttribution {
        let (score0, score1) = (step.scoreBefore(node, entity), step.scoreAfter(node, entity))
        var cell = CellAttribution(change: score1.orZero - score0.orZero, hasBoth: !score0.isNaN && !score1.isNaN)
        let cap = hasGates ? CapAttribution(step, node, entity) : nil
        let raw = cap?.rawScores ?? (before: score0, after: score1)
        if let rule = places.rule(node, in: step.after.plan) {
            divide(rule, node, entity, raw, into: &cell)
        } else {
            cell.own = raw.after.orZero - raw.before.orZero
        }
        guard let cap, cap.hasGates else { return cell }
        let caps = cap.divide()
        cell.scaleRaw(to: caps.raw, raw)
        cell.gates = caps.own
        cell.reads = caps.reads
        return cell
    }

    /// Divides the change before the caps among the children.
    private func divide(
        _ rule: NodePlan,
        _ node: Int,
        _ entity: Int,
        _ raw: (before: Double, after: Double),
        into cell: inout CellAttribution
    ) {
        guard let nodeBefore = step.nodeBefore(node), step.entityBefore(entity) != nil,
            let earlier = placesBefore.rule(nodeBefore, in: step.before.plan)
        else {
            cell.own = raw.after.orZero - raw.before.orZero
            return
        }
        let (before, after) = childScores(rule, entity)
        let isSameTree = step.nodes == nil || earlier.childNames == rule.childNames
        let isOwnChange = step.cause == .method || step.cause == .weight ? !rule.isSameRule(as: earlier) : false
        let division =
            isSameTree
            ? rule.attribute(
                from: earlier,
                isOwnChange: isOwnChange,
                before: before,
                after: after,
                score0: raw.before,
                score1: raw.after
            ) : rule.attributeAcrossTrees(from: earlier, entity: entity, step: step, before: before, after: after)
        cell.own = division.own
        cell.method = division.method
        for (place, child) in rule.children.enumerated() {
            let (amount, slope) = (division.amounts[place], division.slopes[place])
            let isChanged = !after.isSame(before, at: place)
            guard isChanged || slope != 0 else { continue }
            cell.children.append(
                CellAttribution.Part(
                    node: child,
                    entity: entity,
                    amount: amount,
                    error: division.errors[place],
                    isChanged: isChanged,
                    slope: slope
                )
            )
        }
    }

    private func childScores(_ rule: NodePlan, _ entity: Int) -> (before: ChildScores, after: ChildScores) {
        (
            ChildScores(
                scores: rule.children.map { step.scoreBefore($0, entity) },
                applies: rule.children.map { step.appliedBefore($0, entity) }
            ),
            ChildScores(
                scores: rule.children.map { step.scoreAfter($0, entity) },
                applies: rule.children.map { step.appliesAfter($0, entity) }
            )
        )
    }
}

extension CellAttribution {
    /// Scales what was found before the caps to what is left of it behind them.
    fileprivate mutating func scaleRaw(to amount: Double, _ raw: (before: Double, after: Double)) {
        let hasBoth = !raw.before.isNaN && !raw.after.isNaN
        let scale = AttributionScale(amount, of: self, change: raw.after.orZero - raw.before.orZero, hasBoth: hasBoth)
        own = scale.own(own)
        for index in children.indices {
            let isChanged = children[index].isChanged
            children[index].amount = scale.part(children[index].amount, isChanged: isChanged)
            children[index].error = abs(scale.part(children[index].error, isChanged: false))
            children[index].slope = scale.slope(children[index].slope)
        }
    }
}

extension NodePlan {
    /// Whether the same children's scores give the same score.
    fileprivate func isSameRule(as other: NodePlan) -> Bool {
        weights == other.weights && exactWeights == other.exactWeights && threshold == other.threshold
            && aggregate == other.aggregate && floor == other.floor && isNeeded == other.isNeeded
            && childNames == other.childNames
    }

    /// As `attribute`, where the node's children are others than before: those of both sides and the rule are what
    /// changed; what only one side has comes and goes with the rule.
    fileprivate func attributeAcrossTrees(
        from earlier: NodePlan,
        entity: Int,
        step: ChangeStep,
        before: ChildScores,
        after: ChildScores
    ) -> ChildAttribution {
        var result = ChildAttribution(
            amounts: Array(repeating: 0, count: after.scores.count),
            errors: Array(repeating: 0, count: after.scores.count),
            slopes: Array(repeating: 0, count: after.scores.count),
            method: .shapley
        )
        let entityBefore = step.entityBefore(entity) ?? 0
        let cells = earlier.children.map { $0 * step.before.plan.entityCount + entityBefore }
        let old = ChildScores(
            scores: cells.map { step.before.scores.score[$0] },
            applies: cells.map { step.before.plan.applicable[$0] }
        )
        let common = childNames.indices.compactMap { place in
            earlier.childNames.firstIndex(of: childNames[place]).map { (place, $0) }
        }
        let changed = common.filter { !after.isSame(before, at: $0.0) }
        let shapley = Shapley(changed.count + 1, cost: after.scores.count) { isChanged in
            var (left, right) = (old, after)
            for (player, (place, placeBefore)) in changed.enumerated() {
                if isChanged[player] {
                    left.scores[placeBefore] = after.scores[place]
                    left.applies[placeBefore] = after.applies[place]
                } else {
                    right.scores[place] = before.scores[place]
                    right.applies[place] = before.applies[place]
                }
            }
            let isOwn = isChanged[changed.count]
            let score =
                isOwn
                ? self.score(right.scores, applies: right.applies) : earlier.score(left.scores, applies: left.applies)
            return score.orZero
        }
        result.method = shapley.isExact ? .shapley : .sampledShapley
        for (player, (place, _)) in changed.enumerated() {
            result.amounts[place] = shapley.amounts[player]
            result.errors[place] = shapley.errors[player]
        }
        result.own = shapley.amounts[changed.count]
        return result
    }
}

/// Where each node stands in a plan.
struct PlanPlaces {
    private var rules: [Int32]
    private var indicators: [Int32]

    init(_ plan: ScoringPlan) {
        rules = Array(repeating: -1, count: plan.model.nodes.count)
        indicators = rules
        for (place, node) in plan.nodes.enumerated() { rules[node.node] = Int32(place) }
        for (place, indicator) in plan.indicators.enumerated() { indicators[indicator.node] = Int32(place) }
    }

    /// The rule of an index node; nil for indicators.
    func rule(_ node: Int, in plan: ScoringPlan) -> NodePlan? {
        rules[node] >= 0 ? plan.nodes[Int(rules[node])] : nil
    }

    /// An indicator by its node; nil for index nodes.
    func indicator(_ node: Int, in plan: ScoringPlan) -> IndicatorPlan? {
        indicators[node] >= 0 ? plan.indicators[Int(indicators[node])] : nil
    }
}

extension Double {
    /// The number; 0 for NaN.
    var orZero: Double { isNaN ? 0 : self }
}
