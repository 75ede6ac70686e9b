/// A moment given on the command line: a span ago, or a time in RFC 3339.
struct Moment {
    /// Microseconds since 1970-01-01 UTC.
    let microseconds: Int64

    private static let units: [Character: Int64] = [
        "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000,
    ]

    /// Reads `90s`, `1h`, `7d`, `2026-01-31`, `2026-01-31T12:00:00Z` or `+01:00`; nil for anything else.
    init?(_ text: String, now: Int64) {
        if let unit = text.last.flatMap({ Self.units[$0] }), let count = Int64(text.dropLast()), count > 0,
            count < 1_000_000
        {
            microseconds = now - count * unit * 1_000_000
            return
        }
        guard let seconds = Self.seconds(text) else { return nil }
        microseconds = seconds * 1_000_000
    }

    private static func seconds(_ text: String) -> Int64? {
        let date = text.prefix(10)
        let parts = date.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard date.count == 10, parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1970...2261).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let midnight = days(year, month, day) * 86_400
        let rest = text.dropFirst(10)
        guard !rest.isEmpty else { return midnight }
        guard let separator = rest.first, "Tt ".contains(separator), rest.count >= 10 else { return nil }
        let clock = rest.dropFirst().prefix(8).split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            let offset = offset(rest.dropFirst(9))
        else { return nil }
        return midnight + hour * 3600 + minute * 60 + second - offset
    }

    /// Seconds east of UTC of `Z`, `+02:00` or `-03:30`.
    private static func offset(_ text: Substring) -> Int64? {
        if text == "Z" || text == "z" { return 0 }
        guard let sign = text.first, "+-".contains(sign), text.count == 6 else { return nil }
        let parts = text.dropFirst().split(separator: ":").map { Int64($0) }
        guard parts.count == 2, let hours = parts[0], let minutes = parts[1] else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }

    /// Days since 1970-01-01 (Howard Hinnant, days_from_civil).
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
