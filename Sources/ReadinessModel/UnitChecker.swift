/// Works out the unit of an expression and finds where units do not fit together.
///
/// A bare number agrees with every unit, as in `planned + 10`; so does a measure without a unit. Multiplied, a number
/// may convert: `60 * hours` is in hours or in minutes, whichever fits, and `100 * (present / required)` is a ratio or
/// percent.
package struct UnitChecker {
    private let unitOf: (MeasureID) -> Unit?
    private let places: [ExpressionPlace]
    private var used = 0
    private var errors: [ExpressionError] = []

    /// The unit of `located`, or every operator whose operands do not agree.
    ///
    /// - Parameter unitOf: the unit of a measure; nil when it has none.
    package static func check(
        _ located: LocatedExpression,
        unitOf: @escaping (MeasureID) -> Unit?
    ) -> Result<UnitQuantity, ExpressionErrors> {
        var checker = Self(unitOf: unitOf, places: located.places)
        let quantity = checker.quantity(of: located.expression)
        return checker.errors.isEmpty ? .success(quantity) : .failure(ExpressionErrors(all: checker.errors))
    }

    private init(unitOf: @escaping (MeasureID) -> Unit?, places: [ExpressionPlace]) {
        self.unitOf = unitOf
        self.places = places
    }

    /// The places stand in the order in which this walk is done with what they are of.
    private mutating func nextPlace() -> ExpressionPlace {
        defer { used += 1 }
        return places.indices.contains(used) ? places[used] : ExpressionPlace(offset: 0, length: 1)
    }

    private mutating func quantity(of expression: Expression) -> UnitQuantity {
        switch expression {
        case .number(let value): return .number(value)
        case .term(let term): return quantity(of: term)
        case .score: return .unknown
        case .unary(.minus, let operand): return quantity(of: operand)
        case .unary(.not, let operand):
            _ = quantity(of: operand)
            return .ratio
        case .binary(let operation, let left, let right):
            let left = quantity(of: left)
            let right = quantity(of: right)
            return result(of: operation, left, right, at: nextPlace())
        case .conditional(let condition, let then, let otherwise):
            _ = quantity(of: condition)
            let then = quantity(of: then)
            let otherwise = quantity(of: otherwise)
            return unify(then, otherwise, at: nextPlace()) { "'if' gives \($0) or \($1)" }
        case .call(let function, let operands):
            let quantities = operands.map { quantity(of: $0) }
            return result(of: function, quantities, at: nextPlace())
        }
    }

    private func quantity(of term: Term) -> UnitQuantity {
        if term.window?.function == .count { return .ratio }
        guard let unit = unitOf(term.measure) else { return .unknown }
        return UnitQuantity(unit: term.window?.function == .rate ? unit.over(.second) : unit)
    }

    private mutating func result(
        of operation: BinaryOperator,
        _ left: UnitQuantity,
        _ right: UnitQuantity,
        at place: ExpressionPlace
    ) -> UnitQuantity {
        switch operation {
        case .add: return unify(left, right, at: place) { "adding \($1) to \($0)" }
        case .subtract: return unify(left, right, at: place) { "subtracting \($1) from \($0)" }
        case .multiply, .divide:
            let isProduct = operation == .multiply
            let factor = isProduct ? left.factor * right.factor : left.factor / right.factor
            let isNumber = left.isNumber && right.isNumber
            guard let own = left.unit, let other = right.unit else { return .unknown }
            return UnitQuantity(
                unit: isProduct ? own.times(other) : own.over(other),
                factor: factor.isFinite ? factor : 1,
                isNumber: isNumber
            )
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
            _ = unify(left, right, at: place) { "comparing \($0) with \($1)" }
            return .ratio
        case .and, .or: return .ratio
        }
    }

    private mutating func result(of function: Function, _ operands: [UnitQuantity], at place: ExpressionPlace)
        -> UnitQuantity
    {
        guard let first = operands.first else { return .unknown }
        switch function {
        case .min, .max, .clamp:
            return operands.dropFirst().reduce(first) { left, right in
                unify(left, right, at: place) { "'\(function.rawValue)' of \($0) and \($1)" }
            }
        case .abs: return first
        case .sqrt:
            guard let unit = first.unit, !first.isNumber else { return first }
            if let root = unit.squareRoot { return UnitQuantity(unit: root) }
            record("sqrt of \(unit): there is no unit whose square this is", at: place)
            return .unknown
        case .ln, .exp:
            if let unit = first.unit, !first.agrees(with: .ratio) {
                let divisor = unit.count(of: .ratio).map { "by \((1 / $0).shortText)" } ?? "by a value in \(unit)"
                record("\(function.rawValue) of \(unit): only a ratio has one; divide \(divisor) first", at: place)
            }
            return .ratio
        }
    }

    /// What both are; after an error a value of unknown unit, so that one mistake is told once.
    private mutating func unify(
        _ left: UnitQuantity,
        _ right: UnitQuantity,
        at place: ExpressionPlace,
        _ what: (Unit, Unit) -> String
    ) -> UnitQuantity {
        if let common = left.unified(with: right) { return common }
        guard let own = left.unit, let other = right.unit else { return .unknown }
        var remedy = "these are different things"
        if let count = own.count(of: other) {
            let (unit, factor) = count >= 1 ? (own, count) : (other, 1 / count)
            remedy = "nothing is converted silently; multiply \(unit == .ratio ? "the ratio" : "the \(unit)")"
            remedy += " by \(factor.shortText)"
        }
        record("\(what(own, other)): \(remedy)", at: place)
        return .unknown
    }

    private mutating func record(_ message: String, at place: ExpressionPlace) {
        errors.append(ExpressionError(offset: place.offset, length: place.length, message: message))
    }
}
