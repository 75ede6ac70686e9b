import ReadinessModel
import ReadinessScoring

/// Which parts of a model some case has put to work.
///
/// A part counts when it did its work in the scores of a case, whether or not an expectation looks at it.
struct ModelCoverage {
    /// A part of a model that a case can put to work.
    enum Part: Hashable {
        /// An indicator has a value at some entity.
        case indicator(Int)
        /// An indicator is missing, or held, at some entity, so that its policy says what becomes of it.
        case missing(Int)
        /// A gate takes something away.
        case gateBinds(Int)
        /// A gate leaves the score as it is.
        case gateSpares(Int)
        /// An index node has a score in the band.
        case band(Int)
        /// An index node has no score because too little of it is covered, or a required part has none.
        case threshold(Int)
    }

    private let model: Model
    private let plan: ScoringPlan
    /// All parts, in the order in which they are told.
    let parts: [Part]
    private(set) var exercised: Set<Part> = []

    init(_ model: Model) {
        self.model = model
        plan = ScoringPlan(model)
        var parts: [Part] = []
        parts += model.indicators.indices.map(Part.indicator)
        parts += model.indicators.indices.map(Part.missing)
        for gate in model.gates.indices { parts += [.gateBinds(gate), .gateSpares(gate)] }
        parts += model.bands.indices.map(Part.band)
        for (index, node) in model.nodes.enumerated() {
            guard case .index = node.content else { continue }
            parts.append(.threshold(index))
        }
        self.parts = parts
    }

    /// The parts no case put to work, in order.
    var missing: [Part] { parts.filter { !exercised.contains($0) } }

    /// The share of parts that some case put to work, 0 to 1; 1 for a model without any.
    var share: Double { parts.isEmpty ? 1 : Double(exercised.count) / Double(parts.count) }

    /// Takes in the scores of a case.
    mutating func add(_ snapshot: Snapshot) {
        for node in model.nodes.indices {
            for entity in model.entities.indices { add(snapshot.cell(NodeID(node), at: EntityID(entity)), node) }
        }
        for state in snapshot.scores.gateStates(plan) {
            guard state.cap != nil, state.raw != nil else { continue }
            exercised.insert(state.isBelow ? .gateBinds(state.gate) : .gateSpares(state.gate))
        }
    }

    private mutating func add(_ cell: ScoreCell, _ node: Int) {
        switch model.nodes[node].content {
        case .indicator(let indicator):
            let isMissing = cell.remarks.contains(.countedWorst) || cell.reason != .none
            if model.indicators[indicator.index].missing == .hold {
                if cell.remarks.contains(.held) { exercised.insert(.missing(indicator.index)) }
            } else if isMissing, cell.reason != .notApplicable {
                exercised.insert(.missing(indicator.index))
            }
            if cell.score != nil, !cell.remarks.contains(.countedWorst) {
                exercised.insert(.indicator(indicator.index))
            }
        case .index:
            if let band = cell.band, let place = model.bands.firstIndex(where: { $0.name == band }) {
                exercised.insert(.band(place))
            }
            if cell.reason == .coverage || cell.reason == .requiredChild { exercised.insert(.threshold(node)) }
        }
    }

    /// The kind of a part, for machines.
    func kind(of part: Part) -> String {
        switch part {
        case .indicator: "indicator"
        case .missing: "missing-policy"
        case .gateBinds: "gate-binding"
        case .gateSpares: "gate-not-binding"
        case .band: "band"
        case .threshold: "threshold"
        }
    }

    /// The identifier of what a part belongs to.
    func subject(of part: Part) -> String {
        switch part {
        case .indicator(let index), .missing(let index): model.indicators[index].id
        case .gateBinds(let gate), .gateSpares(let gate): model.nodes[model.gates[gate].node.index].id
        case .band(let band): model.bands[band].name
        case .threshold(let node): model.nodes[node].id
        }
    }

    /// What no case does, in words.
    func sentence(of part: Part) -> String {
        switch part {
        case .indicator(let index): return "indicator \(model.indicators[index].id) never has a value"
        case .missing(let index):
            let policy = model.indicators[index].missing
            let verb = policy == .hold ? "held" : "missing"
            return "indicator \(model.indicators[index].id) is never \(verb) (missing: \(policy.rawValue))"
        case .gateBinds(let gate): return "gate on \(subject(of: part)), cap \(model.gates[gate].capText), never binds"
        case .gateSpares(let gate):
            return "gate on \(subject(of: part)), cap \(model.gates[gate].capText), never leaves a score as it is"
        case .band: return "band \(subject(of: part)) is never reached by a node of the index"
        case .threshold: return "node \(subject(of: part)) never lacks what it needs to have a score"
        }
    }
}
