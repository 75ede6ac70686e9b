/// Scores in words for people: points with one digit, half rounded away from zero.
enum Points {
    /// `48.2`, or `none` without a score. `score` is 0 to 1.
    static func text(_ score: Double?) -> String {
        guard let score else { return "none" }
        return fixed(score * 100, decimals: 1)
    }

    /// A share of 0 to 1 as whole percent; `none` where there is none.
    static func percent(_ share: Double?) -> String {
        guard let share else { return "none" }
        return "\(fixed(share * 100, decimals: 0)) %"
    }

    /// A number with `decimals` digits after the point, at most 9.
    static func fixed(_ number: Double, decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        let scaled = (number.magnitude * scale).rounded(.toNearestOrAwayFromZero)
        guard scaled < 1e15 else { return "\(number)" }
        var digits = String(Int64(scaled))
        digits = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        let sign = number < 0 && scaled > 0 ? "-" : ""
        return decimals == 0 ? sign + digits : "\(sign)\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
    }
}
