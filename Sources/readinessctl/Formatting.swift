/// Numbers and times for people.
enum Formatting {
    /// A number with `decimals` digits after the point, half rounded away from zero.
    static func fixed(_ number: Double, decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (number.magnitude * scale).rounded(.toNearestOrAwayFromZero)
        guard scaled < 1e15 else { return "\(number)" }
        var digits = String(Int64(scaled))
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + digits }
        return "\(sign)\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
    }

    /// Points with one digit; a dash without a score.
    static func points(_ score: Double?) -> String { score.map { fixed($0, decimals: 1) } ?? "-" }

    /// A share as whole percent; 100 and 0 are said only when they are exact.
    static func percent(_ share: Double?) -> String {
        guard let share else { return "-" }
        let rounded = (share * 100).rounded(.toNearestOrAwayFromZero)
        if share > 0, rounded == 0 { return "<1 %" }
        if share < 1, rounded == 100 { return ">99 %" }
        return "\(fixed(rounded, decimals: 0)) %"
    }

    /// Low and high; one number when they are equal at the precision shown.
    static func bounds(_ low: Double?, _ high: Double?) -> String {
        guard let low, let high else { return "-" }
        let (lower, upper) = (fixed(low, decimals: 1), fixed(high, decimals: 1))
        return lower == upper ? lower : "\(lower)..\(upper)"
    }

    /// A length of time in its two largest units: `3d 4h`, `12s`.
    static func span(microseconds: Int64) -> String {
        let seconds = max(0, microseconds) / 1_000_000
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
        guard let first = units.firstIndex(where: { seconds >= $0.0 }) else {
            return microseconds >= 1000 ? "\(microseconds / 1000)ms" : "0s"
        }
        let rest = seconds % units[first].0
        var text = "\(seconds / units[first].0)\(units[first].1)"
        if first + 1 < units.count, first < 3, rest >= units[first + 1].0 {
            text += " \(rest / units[first + 1].0)\(units[first + 1].1)"
        }
        return text
    }

    /// A number of points with its sign and two digits.
    static func signed(_ points: Double) -> String {
        let text = fixed(points, decimals: 2)
        return text.hasPrefix("-") ? text : "+\(text)"
    }

    /// A number with as few digits as tell it to a person: at most four after the point.
    static func plain(_ number: Double) -> String {
        var text = fixed(number, decimals: 4)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// A moment in UTC to the minute: `2026-01-31 12:00Z`.
    static func moment(_ microseconds: Int64) -> String {
        let second = microseconds / 1_000_000
        let minute = second / 60 % 1440
        let (year, month, day) = date(daysSinceEpoch: second / 86_400)
        return "\(year)-\(two(month))-\(two(day)) \(two(minute / 60)):\(two(minute % 60))Z"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The date of a day (Howard Hinnant, civil_from_days).
    private static func date(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}
