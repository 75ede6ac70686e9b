/// What is known about the unit of a value inside an expression.
package struct UnitQuantity: Hashable, Sendable {
    /// The unit; nil when a measure without a unit takes part.
    package var unit: Unit?
    /// The product of the constants the value was multiplied with, which may be meant as a conversion.
    package var factor = 1.0
    /// Whether the value is made of constants alone, which agree with every unit.
    package var isNumber = false

    /// A value whose unit is not known.
    static let unknown = UnitQuantity(unit: nil)
    /// The value of a condition, or a ratio.
    static let ratio = UnitQuantity(unit: .ratio)

    /// A constant.
    static func number(_ value: Double) -> Self { Self(unit: .ratio, factor: value, isNumber: true) }

    /// Why the value is not in `declared`, and what would make it so; nil when it is or may be.
    package func fault(as declared: Unit) -> String? {
        guard let unit, !isNumber, !agrees(with: declared) else { return nil }
        let message = "the value is \(unit == .ratio ? "" : "in ")\(unit), but the unit is \(declared)"
        guard let count = unit.count(of: declared) else { return message }
        return message + (count >= 1 ? "; write \(count.shortText) * ..." : "; write ... / \((1 / count).shortText)")
    }

    /// Whether the value is, or may be, in `other`.
    func agrees(with other: Unit) -> Bool {
        guard let unit, !isNumber else { return true }
        return counts(in: unit).contains { $0.isClose(to: unit.count(of: other)) }
    }

    /// The quantity that both operands of a sum or comparison are, nil when they are none.
    func unified(with other: UnitQuantity) -> UnitQuantity? {
        if isNumber, other.isNumber { return Self(unit: .ratio, isNumber: true) }
        guard let unit else { return other.isNumber ? self : other }
        guard !isNumber else { return other }
        guard let otherUnit = other.unit, !other.isNumber else { return self }
        if unit == otherUnit { return Self(unit: unit, factor: abs(factor) == abs(other.factor) ? factor : 1) }
        let theirs = other.counts(in: unit)
        guard let common = counts(in: unit).first(where: { own in theirs.contains { $0.isClose(to: own) } }) else {
            return nil
        }
        if common == 1 { return Self(unit: unit) }
        return common.isClose(to: unit.count(of: otherUnit)) ? Self(unit: otherUnit) : self
    }

    /// In how many to one of `reference` the value may count: as its unit says, or converted by its constant factor.
    private func counts(in reference: Unit) -> [Double] {
        guard let unit, let count = reference.count(of: unit) else { return [] }
        return factor == 1 || factor == 0 ? [count] : [count, count * abs(factor)]
    }
}

extension Double {
    /// Whether both are one number but for rounding.
    fileprivate func isClose(to other: Double?) -> Bool {
        guard let other else { return false }
        return abs(self - other) <= 1e-9 * abs(other)
    }

    /// The number without a point where it is whole.
    var shortText: String {
        let text = "\(self)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
