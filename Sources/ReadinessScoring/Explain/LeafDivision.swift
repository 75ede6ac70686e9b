/// The change of an indicator by its value, divided among the terms of leaf entities; no score counts 0.
struct LeafDivision {
    struct Part {
        /// The place of the term among those of the indicator; nil where the leaf entity is not divided further.
        var term: Int?
        /// The leaf entity; nil for all peers of a relative normalisation together.
        var entity: Int?
        var amount: Double
    }

    var parts: [Part] = []
    /// How the parts were found.
    var method = AttributionMethod.shapley
    /// What is due neither to readings of its own nor to peers: weights by a measure, and gates below.
    var other = 0.0
    /// The change; no score counts 0.
    var change = 0.0
    /// Whether both sides have a score.
    var hasBoth = true
    /// How far a part may lie from its Shapley value, roughly; 0 where it is that.
    var error = 0.0

    /// The sum of the sizes of the parts.
    var size: Double { parts.reduce(abs(other)) { $0 + abs($1.amount) } }

    /// Adds what was found for a part of this one, scaled to `amount`.
    mutating func add(_ below: LeafDivision, scaledTo amount: Double) {
        guard amount != 0 else { return }
        if below.method != .shapley { method = below.method }
        let isScalable = below.hasBoth && below.change != 0 && abs(amount) <= 100 * abs(below.change)
        let size = isScalable ? 1 : below.size
        guard size > 0 else {
            other += amount
            return
        }
        let factor = isScalable ? amount / below.change : amount / size
        for part in below.parts {
            let amount = isScalable ? part.amount * factor : abs(part.amount) * factor
            parts.append(Part(term: part.term, entity: part.entity, amount: amount))
        }
        other += isScalable ? below.other * factor : abs(below.other) * factor
        error = Swift.max(error, below.error * abs(factor))
    }

    /// An entity that comes or goes as a whole does so by the terms that were or are missing, all alike: shares of 1.
    mutating func divideMissing(_ leaf: Int, of leaves: PooledLeaves) {
        hasBoth = false
        change = 1
        let changed = leaves.changedTerms(leaf)
        let moving = changed.filter {
            leaves.value($0, leaf, isLater: false).isNaN != leaves.value($0, leaf, isLater: true).isNaN
        }
        let terms = moving.isEmpty ? changed : moving
        for term in terms {
            parts.append(Part(term: term, entity: leaves.entities[leaf], amount: 1 / Double(terms.count)))
        }
    }
}
