import ReadinessModel

/// A plan in the form loops take: flat tables behind one reference, with the places of everything in working memory.
final class PlanTables: Sendable {
    let tree: EntityTree
    let terms: [TermTables]
    /// Per term where its own column begins in working memory, and where its measure's series do in the store.
    let ownStarts: Table<Int>
    let seriesStarts: Table<Int>
    let indicators: [IndicatorTables]
    let nodes: [NodeTables]
    /// Per step its node's index among all nodes.
    let nodeOfStep: Table<Int>
    let dependencies: Dependencies
    /// The lengths of the parts of working memory.
    let memory: WorkingMemory.Sizes

    /// The parts of a plan that tables are made of.
    struct Source {
        let model: Model
        let applicable: [Bool]
        let terms: [TermPlan]
        let indicators: [IndicatorPlan]
        let nodes: [NodePlan]
        let steps: [ScoringPlan.Step]
        let gates: [Int: [GatePlan]]
        let measuredWeights: [ScoringPlan.MeasuredWeight]
    }

    init(_ plan: Source) {
        let tree = EntityTree(plan.model)
        self.tree = tree
        let count = tree.count
        var own = 0
        var windows = 0
        let terms = plan.terms.map { term in
            let kind = plan.model.measures[term.term.measure.index].kind
            let isWindow = term.term.window != nil
            defer {
                own += count
                if isWindow { windows += count }
            }
            return TermTables(term, kind: kind, series: term.term.measure.index * count, own: own, window: windows)
        }
        self.terms = terms
        ownStarts = Table(terms.map(\.own))
        seriesStarts = Table(terms.map(\.series))
        let events = Set(plan.model.measures.indices.filter { plan.model.measures[$0].kind == .event })
        var pooled = 0
        indicators = plan.indicators.map { indicator in
            let cells = indicator.node * count..<(indicator.node + 1) * count
            let appliesToAll = !cells.contains { !plan.applicable[$0] }
            defer { pooled += (indicator.terms.count + 1) * tree.parentCount }
            return IndicatorTables(
                indicator,
                count: count,
                limits: indicator.terms.map { terms[$0].limit },
                appliesToAll: appliesToAll,
                pooled: pooled,
                hasGates: plan.gates[indicator.node] != nil,
                events: events
            )
        }
        nodes = plan.nodes.map { node in
            let isUniform = !node.children.contains { child in
                (child * count..<(child + 1) * count).contains { !plan.applicable[$0] }
            }
            return NodeTables(node, isUniform: isUniform, hasGates: plan.gates[node.node] != nil)
        }
        let (indicatorPlans, nodePlans) = (plan.indicators, plan.nodes)
        let nodeOfStep = plan.steps.map { step in
            switch step {
            case .indicator(let place): indicatorPlans[place].node
            case .node(let place): nodePlans[place].node
            }
        }
        self.nodeOfStep = Table(nodeOfStep)
        dependencies = Dependencies(plan, nodeOfStep: nodeOfStep)
        memory = WorkingMemory.Sizes(
            entities: count,
            own: own,
            windows: windows,
            pooled: pooled,
            terms: plan.terms.count,
            indicators: plan.indicators.count,
            widest: plan.indicators.map { $0.terms.count }.max() ?? 0,
            deepest: max(1, plan.indicators.map(\.program.depth).max() ?? 0),
            steps: plan.steps.count
        )
    }
}

/// Where a term's readings and values lie.
final class TermTables: Sendable {
    let plan: TermPlan
    let kind: MeasureKind
    /// Where the measure's series begin in the store.
    let series: Int
    /// Where its own column begins in working memory.
    let own: Int
    /// Where its column of windows begins in working memory.
    let window: Int
    /// The greatest age of a reading that is used; nil for any, as for events.
    let limit: Int64?
    /// Whether an empty window is 0 once the entity reported another event of the expression.
    let isZeroBesideOthers: Bool

    init(_ plan: TermPlan, kind: MeasureKind, series: Int, own: Int, window: Int) {
        self.plan = plan
        self.series = series
        self.own = own
        self.window = window
        self.kind = kind
        limit = kind == .event ? nil : plan.limit
        let function = plan.term.window?.function
        isZeroBesideOthers = plan.eventMeasures.count > 1 && (function == .sum || function == .count)
    }
}

/// An indicator with the places of what it keeps.
final class IndicatorTables: Sendable {
    let plan: IndicatorPlan
    /// Where its node's cells begin.
    let base: Int
    let terms: Table<Int>
    /// Where the series of the measures it reads begin in the store.
    let series: Table<Int>
    /// The same of those whose readings can be held: all but events.
    let heldSeries: Table<Int>
    /// Per term the greatest age of a reading that is used; nil for any.
    let limits: [Int64?]
    /// Whether it applies to every entity.
    let appliesToAll: Bool
    /// Whether its value is one term and nothing else.
    let isSingleTerm: Bool
    /// Where its pooled terms lie in working memory, a run of slots for each term, then the number of participants.
    let pooled: Int
    let hasGates: Bool

    init(
        _ plan: IndicatorPlan,
        count: Int,
        limits: [Int64?],
        appliesToAll: Bool,
        pooled: Int,
        hasGates: Bool,
        events: Set<Int>
    ) {
        self.plan = plan
        self.limits = limits
        self.appliesToAll = appliesToAll
        self.pooled = pooled
        self.hasGates = hasGates
        base = plan.node * count
        terms = Table(plan.terms)
        series = Table(plan.measures.map { $0 * count })
        heldSeries = Table(plan.measures.filter { !events.contains($0) }.map { $0 * count })
        isSingleTerm = plan.program.isSingleTerm
    }
}

/// An index node with what loops over its children need.
final class NodeTables: Sendable {
    /// How children combine, where it goes column by column; anything else goes row by row.
    enum Method: Sendable {
        case arithmetic
        case geometric
        /// With whole weights: a product of powers.
        case product(ofPowers: Bool)
        case harmonic
        case min
        case max
        case byRow
        case everyChild
    }

    let plan: NodePlan
    let method: Method
    let children: Table<Int>
    let weights: Table<Double>
    let exactWeights: Table<Int64>
    let powers: Table<Int>
    let isNeeded: Table<Bool>
    /// The sum of the exact weights.
    let exactTotal: Int64
    /// Whether every child applies to every entity.
    let isUniform: Bool
    let usesFloor: Bool
    let hasGates: Bool

    init(_ plan: NodePlan, isUniform: Bool, hasGates: Bool) {
        self.plan = plan
        self.isUniform = isUniform
        self.hasGates = hasGates
        children = Table(plan.children)
        weights = Table(plan.weights)
        exactWeights = Table(plan.exactWeights)
        powers = Table(plan.powers.isEmpty ? plan.children.map { _ in 1 } : plan.powers)
        isNeeded = Table(plan.isNeeded)
        exactTotal = plan.exactWeights.reduce(0, +)
        usesFloor = plan.usesFloor
        switch plan.aggregate {
        case .arithmetic: method = .arithmetic
        case .geometric: method = plan.powers.isEmpty ? .geometric : .product(ofPowers: true)
        case .harmonic: method = .harmonic
        case .min: method = .min
        case .max: method = .max
        case .product: method = .product(ofPowers: false)
        case .power, .meanMin, .mpi: method = .byRow
        case .owa, .expression: method = .everyChild
        }
    }
}
