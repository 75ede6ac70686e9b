package import ReadinessModel

/// What one run of a collector brought: readings to take in, and an account of what could not be used.
package struct Delivery: Sendable {
    /// The readings, in the order of the input.
    package var readings: [Reading] = []
    /// The first lines that could not be used, at most `rejectLimit`.
    package private(set) var rejects: [Reject] = []
    /// All lines that could not be used, counted by reason.
    package private(set) var rejectCounts = RejectCounts()
    /// Samples passed over because they are none of the model's measures; an exporter exposes much else.
    package var ignored = 0
    /// What became of every foreign sample; filled only where it is asked for.
    package var mapped: [MappedSample] = []
    /// Bytes read.
    package var bytes = 0
    /// Lines read.
    package var lines = 0
    /// Whether nothing was read, because the file is the same as before.
    package var isUnchanged = false
    /// What the run used; nil where nothing was run.
    package var cost: RunCost?
    /// Where the input came from, for people: the path of the file, or the name of the program.
    package var origin: String

    /// How many rejected lines are kept with their place; all are counted.
    package static let rejectLimit = 100

    /// Makes an empty delivery.
    package init(origin: String) { self.origin = origin }

    /// Counts a reading that is not taken in, and keeps it while there is room.
    package mutating func reject(_ reject: Reject) {
        rejectCounts.count(reject.reason)
        if rejects.count < Self.rejectLimit { rejects.append(reject) }
    }

    /// Adds what one of several files brought.
    ///
    /// - Parameter name: of the file, said of each of its rejected lines.
    mutating func add(_ part: Delivery, from name: String) {
        readings += part.readings
        ignored += part.ignored
        bytes += part.bytes
        lines += part.lines
        mapped += part.mapped
        rejectCounts.add(part.rejectCounts)
        for reject in part.rejects.prefix(Self.rejectLimit - rejects.count) {
            var named = reject
            named.message = "in \(name): \(reject.message)"
            rejects.append(named)
        }
    }

    /// Counts a line that could not be used, and keeps it while there is room.
    ///
    /// - Parameters:
    ///   - fault: what is wrong.
    ///   - line: the number of the line, from 1.
    ///   - bytes: the line.
    mutating func reject(_ fault: LineFault, line: Int, bytes: UnsafeBufferPointer<UInt8>) {
        rejectCounts.count(fault.reason)
        guard rejects.count < Self.rejectLimit else { return }
        rejects.append(
            Reject(
                reason: fault.reason,
                line: line,
                column: fault.offset.map { $0 + 1 },
                field: fault.field,
                excerpt: Excerpt.text(of: bytes),
                message: fault.message
            )
        )
    }
}
