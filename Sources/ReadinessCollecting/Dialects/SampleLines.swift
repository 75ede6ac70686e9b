import ReadinessModel

/// Writes samples as lines of the influx protocol, for sources that have samples and no text: the mapping is then the
/// same as for every foreign format.
struct SampleLines {
    /// The longest name or value of a label, in bytes.
    private static let textLimit = 256

    /// The lines so far.
    private(set) var bytes: [UInt8] = []

    /// Adds a sample.
    ///
    /// - Parameters:
    ///   - labels: those with an empty value are left out.
    ///   - time: nil for the time of the run.
    mutating func add(_ name: String, _ labels: [(name: String, value: String)], _ value: Double, _ time: Timestamp?) {
        bytes += Self.series(name, labels.map { ($0.name, Array($0.value.utf8)) })
        bytes += Array(" value=\(value)".utf8)
        if let time { bytes += Array(" \(time.nanoseconds)".utf8) }
        bytes.append(0x0A)
    }

    /// Name and labels.
    static func series(_ name: String, _ labels: [(name: String, value: [UInt8])]) -> [UInt8] {
        var series = escaped(Array(name.utf8))
        for label in labels where !label.value.isEmpty {
            series.append(0x2C)
            series += escaped(Array(label.name.utf8))
            series.append(0x3D)
            series += escaped(label.value)
        }
        return series
    }

    /// A name or value as the protocol writes it; what it cannot carry becomes `_`.
    static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty, String(validating: bytes, as: UTF8.self) != nil else { return Array("invalid".utf8) }
        var text: [UInt8] = []
        for byte in bytes.prefix(textLimit) {
            switch byte {
            case 0x2C, 0x3D, 0x20: text += [0x5C, byte]
            case 0x00...0x1F, 0x5C: text += [0x5F]
            // A line that begins with it would be a comment.
            case 0x23 where text.isEmpty: text += [0x5F]
            default: text.append(byte)
            }
        }
        // A character cut in two is none.
        while String(validating: text, as: UTF8.self) == nil, !text.isEmpty { text.removeLast() }
        return text
    }
}
