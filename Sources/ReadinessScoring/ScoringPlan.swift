package import ReadinessModel

/// A model prepared for evaluation: everything that does not change while the model does not.
///
/// A class, for one reference is cheaper to hand on than two dozen.
package final class ScoringPlan: Sendable {
    /// The model.
    package let model: Model
    let entityCount: Int
    /// The entity above each entity, -1 at the top.
    let parents: [Int]
    /// Whether readings belong to the entity.
    let isLeaf: [Bool]
    /// Whether some entity has children: whether there is anything to roll up.
    let hasParents: Bool
    /// The fixed weights of entities among their siblings; those by a measure stand in `measuredWeights`.
    let entityWeights: [Double]
    let measuredWeights: [MeasuredWeight]
    /// Whether a node applies to an entity: `node x entityCount + entity`.
    let applicable: [Bool]
    let terms: [TermPlan]
    let indicators: [IndicatorPlan]
    let nodes: [NodePlan]
    /// What to evaluate one after the other: everything after what it depends on.
    let steps: [Step]
    /// The gates of each node that has some.
    let gates: [Int: [GatePlan]]
    /// The nodes with gates, in order: the places of their scores before the caps.
    let gatedNodes: [Int]
    /// What decides on confidence.
    let quality: QualityPlan
    /// All this in the form loops take.
    let tables: PlanTables

    /// One node's evaluation.
    enum Step: Sendable {
        /// An indicator, by its place in `indicators`.
        case indicator(Int)
        /// An index node, by its place in `nodes`.
        case node(Int)
    }

    /// An entity whose weight is the latest value of a measure over its leaves.
    struct MeasuredWeight: Sendable {
        let entity: Int
        let measure: Int
        let otherwise: Double
    }

    /// Prepares `model`.
    package init(_ model: Model) {
        self.model = model
        entityCount = model.entities.count
        parents = model.entities.map { $0.parent?.index ?? -1 }
        isLeaf = model.entities.map(\.isLeaf)
        hasParents = isLeaf.contains(false)
        entityWeights = model.entities.map {
            switch $0.weight {
            case .fixed(let weight): weight.value
            case .measured(_, let otherwise): otherwise.value
            }
        }
        measuredWeights = model.entities.indices.compactMap { index in
            guard case .measured(let measure, let otherwise) = model.entities[index].weight else { return nil }
            return MeasuredWeight(entity: index, measure: measure.index, otherwise: otherwise.value)
        }
        let applicable = model.applicability
        let leaves = isLeaf
        self.applicable = applicable
        var terms = TermRegister()
        var indicators: [IndicatorPlan] = []
        for index in model.nodes.indices {
            guard var indicator = IndicatorPlan(node: index, of: model, terms: &terms) else { continue }
            indicator.leafCount = leaves.indices.count { leaves[$0] && applicable[index * leaves.count + $0] }
            indicators.append(indicator)
        }
        self.indicators = indicators
        self.terms = terms.terms
        let nodes = model.nodes.indices.compactMap { NodePlan(node: $0, of: model) }
        self.nodes = nodes
        quality = QualityPlan(model, indicators: indicators, nodes: nodes)
        var steps: [Int: Step] = [:]
        for (place, indicator) in indicators.enumerated() { steps[indicator.node] = .indicator(place) }
        for (place, node) in nodes.enumerated() { steps[node.node] = .node(place) }
        // A configuration with a circle is refused before it gets here.
        let order = (try? model.evaluationOrder()) ?? model.nodes.indices.reversed().map(NodeID.init)
        let planSteps = order.compactMap { steps[$0.index] }
        self.steps = planSteps
        var places: [String: Int] = [:]
        for (index, node) in model.nodes.enumerated() { places[node.id] = index }
        var gates: [Int: [GatePlan]] = [:]
        for gate in model.gates {
            let reads = gate.cap.scores.compactMap { name in places[name].map { (name, $0) } }
            gates[gate.node.index, default: []].append(
                GatePlan(gate: gate, reads: Dictionary(uniqueKeysWithValues: reads))
            )
        }
        self.gates = gates
        gatedNodes = gates.keys.sorted()
        tables = PlanTables(
            PlanTables.Source(
                model: model,
                applicable: applicable,
                terms: terms.terms,
                indicators: indicators,
                nodes: nodes,
                steps: planSteps,
                gates: gates,
                measuredWeights: measuredWeights
            )
        )
    }
}

/// A term with all that decides its value: indicators that agree on it share its column.
struct TermPlan: Hashable, Sendable {
    let term: Term
    /// The greatest age, in nanoseconds, at which a reading is used; nil for any.
    let limit: Int64?
    /// The event measures whose appearance makes an empty sum 0: those of the whole expression.
    let eventMeasures: [Int]
}

/// The terms of a plan, each once, in order of their first use.
struct TermRegister {
    private(set) var terms: [TermPlan] = []
    private var columns: [TermPlan: Int] = [:]

    /// The column of a term, a new one when it is new.
    mutating func column(of term: TermPlan) -> Int {
        if let column = columns[term] { return column }
        columns[term] = terms.count
        terms.append(term)
        return terms.count - 1
    }
}

/// An indicator prepared for evaluation.
struct IndicatorPlan: Sendable {
    let node: Int
    let normalisation: Normalisation
    let missing: MissingPolicy
    let rollUp: RollUp
    /// The age beyond which a used reading is `held`; nil when none is.
    let heldAfter: Int64?
    let program: Program
    /// The columns of the expression's terms: indices into `ScoringPlan.terms`.
    let terms: [Int]
    /// How each term is pooled.
    let pools: [Pool]
    /// The measures the expression reads, each once.
    let measures: [Int]
    /// The number of leaf entities it applies to.
    var leafCount = 0

    init?(node index: Int, of model: Model, terms known: inout TermRegister) {
        guard case .indicator(let id) = model.nodes[index].content else { return nil }
        let indicator = model.indicators[id.index]
        let expressionTerms = indicator.value.terms
        let limit = indicator.missing == .hold ? indicator.expiresAfter : indicator.staleAfter
        let events = expressionTerms.map(\.measure.index).filter { model.measures[$0].kind == .event }
        var columns: [Int] = []
        for term in expressionTerms {
            let plan = TermPlan(
                term: term,
                limit: limit?.nanoseconds,
                eventMeasures: events.contains(term.measure.index) ? Array(Set(events)).sorted() : []
            )
            columns.append(known.column(of: plan))
        }
        node = index
        normalisation = indicator.normalisation
        missing = indicator.missing
        rollUp = indicator.rollUp
        heldAfter = indicator.missing == .hold ? indicator.staleAfter?.nanoseconds : nil
        program = Program(indicator.value, terms: expressionTerms)
        self.terms = columns
        pools = expressionTerms.map { model.measures[$0.measure.index].pool }
        measures = Set(expressionTerms.map(\.measure.index)).sorted()
    }
}

/// An index node prepared for evaluation.
struct NodePlan: Sendable {
    let node: Int
    let children: [Int]
    let childNames: [String]
    let weights: [Double]
    /// The sum of all weights, added in order.
    let totalWeight: Double
    /// The weights as whole numbers in the same proportions, so that shares are compared exactly.
    let exactWeights: [Int64]
    let threshold: Fraction
    let aggregate: Aggregate
    let floor: Double
    /// The weights as small whole powers of a geometric mean; empty when there are none so small.
    let powers: [Int]
    /// Children without whose score the node has none: required ones, and indicators whose policy is `fail`.
    let isNeeded: [Bool]

    init?(node index: Int, of model: Model) {
        guard case .index(let content) = model.nodes[index].content else { return nil }
        node = index
        children = content.children.map(\.index)
        childNames = children.map { model.nodes[$0].id }
        let fractions = children.map { model.nodes[$0].weight }
        weights = fractions.map(\.value)
        totalWeight = weights.reduce(0, +)
        exactWeights = Fraction.wholeProportions(of: fractions)
        threshold = content.coverage
        // The power mean of exponent 0 is the geometric mean, its limit.
        aggregate = content.aggregate == .power(0) ? .geometric : content.aggregate
        floor = content.floor
        powers = Self.powers(of: exactWeights, weights: weights, aggregate: aggregate)
        isNeeded = children.map { child in
            if case .indicator(let id) = model.nodes[child].content, model.indicators[id.index].missing == .fail {
                return true
            }
            return model.nodes[child].isRequired
        }
    }
}

extension NodePlan {
    /// Whole weights small enough for a product not to underflow: 64 factors of at least 0.01 stay above 1e-128.
    static func powers(of exact: [Int64], weights: [Double], aggregate: Aggregate) -> [Int] {
        guard aggregate == .geometric, exact.reduce(0, +) <= 64 else { return [] }
        // The weights themselves divide the logarithm, so they must be the powers.
        return zip(exact, weights).allSatisfy { Double($0) == $1 } ? exact.map(Int.init) : []
    }
}

extension ScoringPlan {
    /// 1 where a node applies to a leaf entity, else 0, by cell.
    struct LeafApplicability {
        fileprivate let plan: ScoringPlan

        subscript(cell: Int) -> Double { plan.applicable[cell] && plan.isLeaf[cell % plan.entityCount] ? 1 : 0 }
    }

    /// 1 where a node applies to a leaf entity, else 0, by cell.
    var leafApplicable: LeafApplicability { LeafApplicability(plan: self) }

    /// Calls `body` with every entity and the one above it, those below always before those above.
    @inline(__always)
    func climb(_ body: (_ child: Int, _ parent: Int) -> Void) {
        guard hasParents else { return }
        parents.withUnsafeBufferPointer { parents in
            for entity in stride(from: entityCount - 1, to: 0, by: -1) where parents[entity] >= 0 {
                body(entity, parents[entity])
            }
        }
    }
}

extension Fraction {
    /// Whole numbers in the proportions of `fractions`; rounded to 1 part in 10^15 only where no smaller ones exist.
    static func wholeProportions(of fractions: [Fraction]) -> [Int64] {
        var common: Int64 = 1
        for fraction in fractions {
            let (product, overflow) = (common / greatestCommonDivisor(common, fraction.denominator))
                .multipliedReportingOverflow(by: fraction.denominator)
            guard !overflow else { return rounded(fractions) }
            common = product
        }
        var numbers: [Int64] = []
        for fraction in fractions {
            let (product, overflow) = fraction.numerator.multipliedReportingOverflow(by: common / fraction.denominator)
            guard !overflow, product < Int64.max / Int64(max(1, fractions.count)) else { return rounded(fractions) }
            numbers.append(product)
        }
        return numbers
    }

    private static func rounded(_ fractions: [Fraction]) -> [Int64] {
        let largest = fractions.map(\.value).max() ?? 1
        return fractions.map { Int64(($0.value / largest * 1e15).rounded()) }
    }

    private static func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}
