/// The units of performance data, and what makes base units of them: seconds, bytes, percent, counts.
enum NagiosUnit {
    /// The base unit and the factor to it; nil for a unit that plugins do not have.
    ///
    /// Prefixes of bytes are powers of 1024, as the plugins count them.
    static func base(_ unit: UnsafeBufferPointer<UInt8>) -> (name: String, factor: Double)? {
        switch String(decoding: unit, as: UTF8.self) {
        case "": ("", 1)
        case "s": ("s", 1)
        case "ms": ("s", 1e-3)
        case "us": ("s", 1e-6)
        case "%": ("%", 1)
        case "B": ("B", 1)
        case "KB", "kB": ("B", 1024)
        case "MB": ("B", 1_048_576)
        case "GB": ("B", 1_073_741_824)
        case "TB": ("B", 1_099_511_627_776)
        case "PB": ("B", 1_125_899_906_842_624)
        case "c": ("c", 1)
        default: nil
        }
    }
}
