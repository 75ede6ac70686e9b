/// How the parts of a cell's change are scaled to the share of it that counts somewhere above.
enum AttributionScale {
    /// Each part times a factor.
    case factor(Double)
    /// An amount divided by the sizes of the parts: where the cell appears or disappears, or its change is next to
    /// nothing beside what is made of it above, so that no factor has a meaning.
    case bySize(amount: Double, size: Double)
    /// An amount divided equally among the children and gate readings that changed, or left at the cell itself when none did.
    case equally(amount: Double, changed: Int)

    /// The largest factor that still is one: the slope of a geometric mean at a floor of 1 point.
    private static let largestFactor = 100.0

    /// The scale that makes the parts of `cell`, which add up to `change`, add up to `amount`.
    init(_ amount: Double, of cell: CellAttribution, change: Double, hasBoth: Bool) {
        if amount == 0 {
            self = .factor(0)
        } else if hasBoth, change != 0, abs(amount) <= Self.largestFactor * abs(change) {
            self = .factor(amount / change)
        } else if cell.size > 0 {
            self = .bySize(amount: amount, size: cell.size)
        } else {
            self = .equally(amount: amount, changed: cell.children.count { $0.isChanged } + cell.reads.count)
        }
    }

    /// What happened at the cell itself, scaled.
    func own(_ amount: Double) -> Double {
        if case .equally(let amount, 0) = self { return amount }
        return part(amount, isChanged: false)
    }

    /// A part, scaled.
    func part(_ part: Double, isChanged: Bool) -> Double {
        switch self {
        case .factor(let factor): factor * part
        case .bySize(let amount, let size): amount * abs(part) / size
        case .equally(let amount, let changed): isChanged ? amount / Double(changed) : 0
        }
    }

    /// A slope, scaled.
    func slope(_ slope: Double) -> Double {
        if case .factor(let factor) = self { return factor * slope }
        return 0
    }
}
