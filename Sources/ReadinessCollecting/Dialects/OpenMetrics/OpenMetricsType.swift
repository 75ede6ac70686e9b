/// The types of metric families, and which samples each may have.
enum OpenMetricsType: String, CaseIterable {
    case unknown
    case gauge
    case counter
    case stateset
    case info
    case histogram
    case gaugehistogram
    case summary

    /// What may follow the name of the family in the name of a sample.
    var suffixes: [Suffix] {
        switch self {
        case .unknown, .gauge, .stateset: [.none]
        case .counter: [.total, .created]
        case .info: [.info]
        case .histogram: [.bucket, .count, .sum, .created]
        case .gaugehistogram: [.bucket, .gcount, .gsum]
        case .summary: [.none, .count, .sum, .created]
        }
    }

    /// Whether samples with the suffix may have an exemplar.
    func allowsExemplar(_ suffix: Suffix) -> Bool {
        switch self {
        case .counter: suffix == .total
        case .histogram, .gaugehistogram: suffix == .bucket
        default: false
        }
    }

    /// The end of the name of a sample.
    enum Suffix: String, CaseIterable {
        case none = ""
        case total = "_total"
        case created = "_created"
        case count = "_count"
        case sum = "_sum"
        case bucket = "_bucket"
        case gcount = "_gcount"
        case gsum = "_gsum"
        case info = "_info"

        /// Whether the number counts something: never below 0, never not-a-number.
        var counts: Bool {
            switch self {
            case .total, .sum, .count, .bucket, .gcount: true
            default: false
            }
        }

        /// Whether the number is a whole one.
        var isWhole: Bool { self == .bucket || self == .count || self == .gcount }
    }
}
