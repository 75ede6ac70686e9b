package import ReadinessModel

/// How far a score can be relied on, 0 to 1: completeness, freshness and the grade of its sources in one number.
///
/// The confidence of an indicator at a leaf entity is 0 without a score of its own, else freshness times grade. Above,
/// it is the weighted mean over everything that applies, with the weights of the published coverage; what is silent
/// counts 0. So it never exceeds the coverage, and equals it while all is fresh and of grade 1. (Method: a weighted mean
/// of quality, quality being freshness x source grade x completeness.)
package struct Confidence: Sendable {
    private let plan: ScoringPlan
    private let scores: Scores
    private let time: Timestamp
    /// The weight of each entity, measured ones as they were when the scores were computed.
    private let entityWeights: [Double]

    /// The confidence of scores computed by `plan` at `time`.
    ///
    /// - Parameter entityWeights: the weight of each entity; nil for the declared ones.
    package init(_ scores: Scores, plan: ScoringPlan, at time: Timestamp, entityWeights: [Double]? = nil) {
        self.plan = plan
        self.scores = scores
        self.time = time
        self.entityWeights = entityWeights ?? plan.entityWeights
    }

    /// The confidence of a node at an entity; nil where it does not apply.
    ///
    /// What no reading below can make differ from the coverage costs nothing; else the leaves below are asked.
    package func of(_ node: NodeID, at entity: EntityID) -> Double? {
        let confidence = value(node.index, entity.index)
        return confidence.isNaN ? nil : confidence
    }

    /// How fresh an indicator's value at a leaf entity is, or the oldest of what it is pooled of: 1 up to `stale-after`;
    /// where older ones are held, falling evenly to 0 at `expires-after`, or without one as `stale-after` over the age.
    /// Nil without readings.
    package func freshness(of node: NodeID, at entity: EntityID) -> Double? {
        guard let place = plan.quality.indicator[node.index] else { return nil }
        let cell = scores.cell(node, at: entity)
        guard scores.evidence[cell] != .max else { return nil }
        return freshness(cell, of: plan.indicators[place])
    }

    private func value(_ node: Int, _ entity: Int) -> Double {
        let cell = node * scores.entityCount + entity
        let coverage = scores.coverage[cell]
        guard plan.quality.differs[node], coverage > 0 else { return coverage }
        if let place = plan.quality.indicator[node] {
            guard plan.isLeaf[entity] else {
                var mean = Mean()
                let tree = plan.tables.tree
                tree.forEachChild(tree.slots[entity]) { mean.add(value(node, $0), weight: entityWeights[$0]) }
                return mean.value
            }
            return coverage * plan.quality.grade[node] * freshness(cell, of: plan.indicators[place])
        }
        guard let place = plan.quality.rule[node] else { return coverage }
        var mean = Mean()
        for (child, weight) in zip(plan.nodes[place].children, plan.nodes[place].weights) {
            mean.add(value(child, entity), weight: weight)
        }
        return mean.value
    }

    /// A weighted mean of what applies.
    private struct Mean {
        private var sum = 0.0
        private var weight = 0.0

        /// The mean; 0 of nothing.
        var value: Double { weight > 0 ? sum / weight : 0 }

        mutating func add(_ confidence: Double, weight: Double) {
            guard !confidence.isNaN else { return }
            sum += weight * confidence
            self.weight += weight
        }
    }

    private func freshness(_ cell: Int, of indicator: IndicatorPlan) -> Double {
        guard scores.remarks(cell).contains(.held), let stale = indicator.heldAfter else { return 1 }
        let age = Double(time.nanoseconds) - Double(scores.evidence[cell])
        guard age > Double(stale) else { return 1 }
        guard let expires = plan.quality.expiry[indicator.node] else { return Double(stale) / age }
        return max(0, min(1, (Double(expires) - age) / (Double(expires) - Double(stale))))
    }
}

/// What of a plan decides on confidence, by node.
struct QualityPlan: Sendable {
    /// Whether the confidence can be another number than the coverage.
    let differs: [Bool]
    /// The place of an indicator among the plan's; nil for index nodes.
    let indicator: [Int?]
    /// The place of an index node among the plan's; nil for indicators.
    let rule: [Int?]
    /// The lowest grade of the measures an indicator reads; 1 for index nodes.
    let grade: [Double]
    /// After how many nanoseconds held readings of an indicator end; nil for never.
    let expiry: [Int64?]

    init(_ model: Model, indicators: [IndicatorPlan], nodes: [NodePlan]) {
        var indicator = [Int?](repeating: nil, count: model.nodes.count)
        var rule = indicator
        var grade = [Double](repeating: 1, count: model.nodes.count)
        var expiry = [Int64?](repeating: nil, count: model.nodes.count)
        var differs = [Bool](repeating: false, count: model.nodes.count)
        for (place, plan) in indicators.enumerated() {
            indicator[plan.node] = place
            grade[plan.node] = plan.measures.map { model.measures[$0].grade }.min() ?? 1
            if case .indicator(let id) = model.nodes[plan.node].content {
                expiry[plan.node] = model.indicators[id.index].expiresAfter?.nanoseconds
            }
            differs[plan.node] = plan.heldAfter != nil || grade[plan.node] < 1
        }
        for (place, plan) in nodes.enumerated() { rule[plan.node] = place }
        // Whatever lies below makes all above differ.
        for index in differs.indices where indicator[index] != nil && differs[index] {
            var above = model.nodes[index].parent
            while let node = above, !differs[node.index] {
                differs[node.index] = true
                above = model.nodes[node.index].parent
            }
        }
        self.differs = differs
        self.indicator = indicator
        self.rule = rule
        self.grade = grade
        self.expiry = expiry
    }
}
