import ReadinessModel

/// The change of one score spread over the places at which the cause of one step set in.
struct ChangeSpread {
    struct Place: Hashable {
        var node: Int
        var entity: Int
    }

    struct Amount {
        var amount = 0.0
        var throughGates = 0.0
        var error = 0.0
    }

    /// What was done at each place.
    private(set) var places: [Place: Amount] = [:]
    /// What nodes below the explained one, at its entity, did to it by way of their parents; by node.
    private(set) var arrivals: [Double]

    /// Spreads the change of `node` at `entity`, by their places after; what is found for cells stays in `attribution`.
    init(_ attribution: inout StepAttribution, node: Int, entity: Int) {
        let cell = attribution.cell(node, entity)
        let count = attribution.step.after.plan.model.nodes.count
        arrivals = Array(repeating: 0, count: count)
        arrivals[node] = cell.change
        spread(&attribution, cell, node, entity, .factor(1), error: 0, throughGates: false)
    }

    private mutating func spread(
        _ attribution: inout StepAttribution,
        _ cell: CellAttribution,
        _ node: Int,
        _ entity: Int,
        _ scale: AttributionScale,
        error: Double,
        throughGates: Bool
    ) {
        let size = cell.size
        let own = scale.own(cell.own) + scale.part(cell.gates, isChanged: false)
        if own != 0 {
            let share = size > 0 ? (abs(cell.own) + abs(cell.gates)) / size : 1
            add(own, Place(node: node, entity: entity), error: error * share, throughGates: throughGates)
        }
        for part in cell.children {
            spread(
                &attribution,
                part,
                of: cell,
                scale,
                error: size > 0 ? error * abs(part.amount) / size : 0,
                throughGates
            )
        }
        for part in cell.reads {
            spread(&attribution, part, of: cell, scale, error: size > 0 ? error * abs(part.amount) / size : 0, true)
        }
    }

    /// Spreads a part over what it is made of itself.
    private mutating func spread(
        _ attribution: inout StepAttribution,
        _ part: CellAttribution.Part,
        of cell: CellAttribution,
        _ scale: AttributionScale,
        error: Double,
        _ throughGates: Bool
    ) {
        let amount = scale.part(part.amount, isChanged: part.isChanged)
        if !throughGates { arrivals[part.node] += amount }
        let below = attribution.cell(part.node, part.entity)
        let next: AttributionScale
        if part.isChanged {
            next = AttributionScale(amount, of: below, change: below.change, hasBoth: below.hasBoth)
        } else {
            guard below.size > 0 else { return }
            next = .factor(scale.slope(part.slope))
        }
        let ownError = abs(scale.part(part.error, isChanged: false))
        spread(&attribution, below, part.node, part.entity, next, error: error + ownError, throughGates: throughGates)
    }

    private mutating func add(_ amount: Double, _ place: Place, error: Double, throughGates: Bool) {
        places[place, default: Amount()].amount += amount
        places[place, default: Amount()].error += error
        if throughGates { places[place, default: Amount()].throughGates += amount }
    }
}
