/// The time of the last reading of each stored series, by its stored number: what is newer cannot be stored already.
///
/// Knows nothing at first; a failed transaction makes it forget, for then it may be ahead of what is stored.
struct LatestTimes: Sendable {
    /// Stands for a series nothing is known of. No time is later, so nothing is taken for new.
    static let unknown = Int64.max
    /// Stands for a series without readings.
    static let never = Int64.min

    /// How many readings wait in the table `arrival`; nil while that is not known.
    var pending: Int?
    private var times: [Int64] = []

    /// The time of the last reading of a series, `unknown` or `never`.
    subscript(series: Int32) -> Int64 {
        get {
            let index = Int(series)
            return index < times.count ? times[index] : Self.unknown
        }
        set {
            let index = Int(series)
            if index >= times.count {
                times.append(contentsOf: repeatElement(Self.unknown, count: index + 1 - times.count))
            }
            times[index] = newValue
        }
    }
}
