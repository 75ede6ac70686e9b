package import ReadinessModel

/// What a client of a socket says in collectd's text protocol: bytes in, commands out, values to be stored gathered as a
/// delivery. A value without a socket.
package struct CollectdConversation {
    /// The longest line, as in collectd.
    private static let lineLimit = 64 * 1024

    private let context: ReadingContext
    private var lines: CollectdLines
    private var rest: [UInt8]
    private var delivery: Delivery

    /// One command, ready to be answered.
    package enum Command: Equatable, Sendable {
        /// Values that were put, the last of them, how many moments there are, and which readings of the delivery they are.
        case put(CollectdIdentifier, CollectdCommand.ValueList, count: Int, readings: Range<Int>)
        /// A question, or something that is passed over.
        case other(CollectdCommand)
        /// It cannot be understood, or not be taken.
        case refused(String)
    }

    /// Begins a conversation, or goes on with one under other names.
    ///
    /// - Parameter earlier: whose last bytes wait for the end of their line.
    /// - Throws: when the mapping names a measure or an entity the model lacks.
    package init(
        _ mapping: MetricMapping,
        catalog: SeriesCatalog,
        origin: String,
        continuing earlier: Self? = nil
    ) throws(CollectorError) {
        rest = earlier?.rest ?? []
        context = ReadingContext(catalog: catalog, defaultTime: .now, origin: origin, advances: true)
        lines = try CollectdLines(mapping, context)
        delivery = Delivery(origin: origin)
    }

    /// Takes bytes.
    ///
    /// - Returns: the commands that are now whole; nil when a line is too long to go on.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) -> [Command]? {
        context.defaultTime = .now
        lines.beginRun()
        rest.append(contentsOf: bytes)
        delivery.bytes += bytes.count
        var commands: [Command] = []
        var start = 0
        while let end = rest[start...].firstIndex(of: 0x0A) {
            delivery.lines += 1
            let line = rest[start..<(end > start && rest[end - 1] == 0x0D ? end - 1 : end)]
            line.withUnsafeBufferPointer { commands.append(command($0)) }
            start = end + 1
        }
        rest.removeSubrange(..<start)
        return rest.count > Self.lineLimit ? nil : commands
    }

    /// Takes out the values to be stored.
    package mutating func take() -> Delivery {
        defer { delivery = Delivery(origin: delivery.origin) }
        return delivery
    }

    private mutating func command(_ line: UnsafeBufferPointer<UInt8>) -> Command {
        do throws(LineFault) {
            let command = try CollectdCommand.parse(line)
            guard case .putValue(let identifier, let lists) = command else { return .other(command) }
            let start = delivery.readings.count
            for list in lists {
                // One client may put the same value several times in one breath.
                lines.beginRun()
                try lines.take(identifier, list, into: &delivery)
            }
            guard let last = lists.last else { return .refused("the values are missing") }
            return .put(identifier, last, count: lists.count, readings: start..<delivery.readings.count)
        } catch {
            delivery.reject(error, line: delivery.lines, bytes: line)
            return .refused(error.message)
        }
    }
}
