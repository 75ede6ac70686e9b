import ReadinessModel

/// What the score of one node at one entity is made of: the cells it depends on through children and gates, each after
/// those it depends on, the cell itself last.
///
/// The ends are indicators at an entity; how they roll up lies below. Evaluation computes scores alone, by the parts
/// of the engine, and gives its bits.
struct ScoreCone: Sendable {
    /// One node at one entity.
    struct Cell: Sendable {
        let node: Int
        let entity: Int
        let content: Content
        /// The gates that apply.
        let gates: [Cap]
    }

    /// What stands at a cell.
    enum Content: Sendable {
        case indicator(IndicatorPlan)
        /// A node over children, by their places among the cells; nil where a child does not apply.
        case index(NodePlan, children: [Int?])
    }

    /// A gate with the places of what it reads.
    struct Cap: Sendable {
        let gate: GatePlan
        let reads: [String: Int]
    }

    /// The scores of all cells; NaN without one.
    struct Result: Sendable {
        /// Before caps.
        var raw: [Double]
        /// As published.
        var score: [Double]

        /// The score of the cell itself.
        var target: Double { score.last ?? .nan }
    }

    let plan: ScoringPlan
    private(set) var cells: [Cell] = []
    /// The places of the indicators, in order.
    private(set) var inputs: [Int] = []
    private var places: [Int: Int] = [:]

    /// The cone of a node at an entity; without cells where it does not apply.
    init(_ node: Int, at entity: Int, of plan: ScoringPlan) {
        self.plan = plan
        _ = visit(node, entity)
    }

    private mutating func visit(_ node: Int, _ entity: Int) -> Int? {
        let key = node * plan.entityCount + entity
        guard plan.applicable[key] else { return nil }
        if let place = places[key] { return place }
        var gates: [Cap] = []
        for gate in plan.gates[node] ?? [] {
            guard let read = gate.places(at: entity, plan: plan) else { continue }
            var reads: [String: Int] = [:]
            for (name, cell) in read.sorted(by: { $0.key < $1.key }) {
                reads[name] = visit(cell / plan.entityCount, cell % plan.entityCount)
            }
            gates.append(Cap(gate: gate, reads: reads))
        }
        let content: Content
        if let indicator = plan.indicators.first(where: { $0.node == node }) {
            content = .indicator(indicator)
            inputs.append(cells.count)
        } else if let rule = plan.nodes.first(where: { $0.node == node }) {
            let children = rule.children.map { visit($0, entity) }
            content = .index(rule, children: children)
        } else {
            return nil
        }
        places[key] = cells.count
        cells.append(Cell(node: node, entity: entity, content: content, gates: gates))
        return cells.count - 1
    }

    /// The scores of the indicators before their caps, in the order of `inputs`.
    func inputs(of scores: Scores) -> [Double] {
        inputs.map { scores.entityCell(cells[$0].node, at: cells[$0].entity, plan: plan).raw }
    }

    /// The scores of all cells.
    ///
    /// - Parameters:
    ///   - inputs: the scores of the indicators before their caps, in the order of `inputs`.
    ///   - rules: by node, rules that take the place of the plan's.
    func evaluate(_ inputs: [Double], rules: [Int: NodePlan] = [:]) -> Result {
        var result = Result(raw: Array(repeating: .nan, count: cells.count), score: [])
        result.score = result.raw
        var next = 0
        for (place, cell) in cells.enumerated() {
            switch cell.content {
            case .indicator:
                result.raw[place] = inputs[next]
                next += 1
            case .index(let rule, let children):
                let scores = children.map { $0.map { result.score[$0] } ?? .nan }
                let rule = rules[cell.node] ?? rule
                result.raw[place] = rule.score(scores, applies: children.map { $0 != nil })
            }
            result.score[place] = cell.gates.isEmpty ? result.raw[place] : capped(cell, result.raw[place], result)
        }
        return result
    }

    private func capped(_ cell: Cell, _ raw: Double, _ result: Result) -> Double {
        var score = raw
        for gate in cell.gates {
            let cap = gate.value { result.score[$0] }
            if cap.isNaN {
                if gate.gate.gate.unknown != .ignore { score = .nan }
            } else if cap < score {
                score = cap
            }
        }
        return score
    }
}

extension ScoreCone.Cap {
    /// The cap on the scale of 0 to 1, at least 0; NaN without a value.
    func value(_ score: (Int) -> Double) -> Double {
        let value = ScoreExpression.value(gate.gate.cap) { points($0, score) }
        return value.isNaN ? .nan : max(0, value / 100)
    }

    /// What a name stands for in the cap, in points.
    func points(_ name: String, _ score: (Int) -> Double) -> Double {
        guard let place = reads[name] else { return .nan }
        let points = score(place) * 100
        return points.isNaN && gate.gate.unknown == .zero ? 0 : points
    }
}
