package import ReadinessModel

/// Something uncertain that a score depends on.
package enum UncertainFactor: Hashable, Sendable {
    /// The value of an indicator (by its node) at an entity.
    case input(NodeID, EntityID)
    /// The weights of a node's children.
    case weights(NodeID)
    /// The method of a node.
    case method(NodeID)
}

/// The score of one node at one entity as a function of what is uncertain.
///
/// Each factor is driven by a seed of its own, so that a factor can be held while others vary (Sobol indices), however
/// many random numbers it takes.
struct UncertainScore: Sendable {
    /// The factors, in order of the model: inputs, weights, methods.
    let factors: [UncertainFactor]
    /// The score as it is; NaN without one.
    let point: Double
    private let cone: ScoreCone
    private let inputs: [Double]
    private let errors: [Input]
    private let weights: [(node: Int, error: WeightError)]
    private let methods: [(node: Int, alternatives: [NodePlan])]
    private let rules: [Int: NodePlan]

    /// An indicator whose value may be wrong.
    private struct Input: Sendable {
        let place: Int
        let error: InputError
        /// Nil where the indicator has only scores.
        let scale: ValueScale?
    }

    init(_ node: NodeID, at entity: EntityID, plan: ScoringPlan, scores: Scores, options: UncertaintyOptions) {
        let cone = ScoreCone(node.index, at: entity.index, of: plan)
        let inputs = cone.inputs(of: scores)
        var factors: [UncertainFactor] = []
        var errors: [Input] = []
        for (place, cellPlace) in cone.inputs.enumerated() {
            let cell = cone.cells[cellPlace]
            guard case .indicator(let indicator) = cell.content,
                let error = options.inputs[NodeID(cell.node)] ?? options.otherInputs
            else { continue }
            let scale = ValueScale(indicator, at: cell.entity, plan: plan, scores: scores)
            // What is missing stays missing: no error is known of it.
            guard !(scale?.value ?? inputs[place]).isNaN else { continue }
            errors.append(Input(place: place, error: error, scale: scale))
            factors.append(.input(NodeID(cell.node), EntityID(cell.entity)))
        }
        var rules: [Int: NodePlan] = [:]
        for cell in cone.cells {
            if case .index(let rule, _) = cell.content { rules[cell.node] = rule }
        }
        let nodes = rules.keys.sorted()
        var weights: [(Int, WeightError)] = []
        if let error = options.weights {
            weights = nodes.filter { rules[$0]?.children.count ?? 0 > 1 }.map { ($0, error) }
            factors += weights.map { .weights(NodeID($0.0)) }
        }
        var methods: [(Int, [NodePlan])] = []
        for node in nodes {
            guard let aggregates = options.methods[NodeID(node)], !aggregates.isEmpty else { continue }
            methods.append((node, aggregates.compactMap { NodePlan(node: node, of: plan.model, aggregate: $0) }))
            factors.append(.method(NodeID(node)))
        }
        self.factors = factors
        self.cone = cone
        self.inputs = inputs
        self.errors = errors
        self.weights = weights
        self.methods = methods
        self.rules = rules
        point = cone.evaluate(inputs).target
    }

    /// The score for one seed a factor; NaN without one.
    func score(_ seeds: some RandomAccessCollection<UInt64>) -> Double {
        var inputs = inputs
        var next = seeds.startIndex
        func random() -> SplitMix64 {
            defer { next = seeds.index(after: next) }
            return SplitMix64(seed: seeds[next])
        }
        for input in errors {
            var random = random()
            if let scale = input.scale {
                inputs[input.place] = scale.score(of: input.error.draw(around: scale.value, &random))
            } else {
                let score = input.error.draw(around: inputs[input.place], &random)
                inputs[input.place] = max(0, min(1, score))
            }
        }
        var drawnWeights: [Int: [Double]] = [:]
        for (node, error) in weights {
            var random = random()
            drawnWeights[node] = error.draw(around: rules[node]?.weights ?? [], &random)
        }
        var changed: [Int: NodePlan] = [:]
        for (node, alternatives) in methods {
            var random = random()
            changed[node] = alternatives[random.place(below: alternatives.count)]
        }
        for (node, weights) in drawnWeights {
            guard let rule = changed[node] ?? rules[node] else { continue }
            changed[node] = NodePlan(rule, drawn: weights)
        }
        return cone.evaluate(inputs, rules: changed).target
    }
}

extension NodePlan {
    /// The node with drawn weights. Whether enough is covered is judged by the declared ones all the same: it does not
    /// depend on what the weights might be.
    init(_ base: NodePlan, drawn weights: [Double]) {
        guard weights != base.weights else {
            self = base
            return
        }
        node = base.node
        children = base.children
        childNames = base.childNames
        self.weights = weights
        totalWeight = weights.reduce(0, +)
        exactWeights = base.exactWeights
        threshold = base.threshold
        aggregate = base.aggregate
        floor = base.floor
        powers = []
        isNeeded = base.isNeeded
    }

    /// The node with another method.
    init?(node index: Int, of model: Model, aggregate: Aggregate) {
        var model = model
        guard case .index(var content) = model.nodes[index].content else { return nil }
        content.aggregate = aggregate
        model.nodes[index].content = .index(content)
        self.init(node: index, of: model)
    }
}
