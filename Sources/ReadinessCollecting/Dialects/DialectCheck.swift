import ReadinessModel

/// Checks whether input follows the grammar of a dialect, by the very reader that collectors use, without a model.
package struct DialectCheck {
    /// The dialects, by name.
    package static let names = [
        "csv", "json-lines", "prometheus", "openmetrics", "influx", "nagios", "collectd", "netdata",
    ]

    private var stream: DialectStream

    /// Makes a check.
    ///
    /// - Returns: nil for an unknown dialect.
    package init?(dialect: String) {
        let mapping = MetricMapping(rules: [MappingRule(target: nil)])
        let format: ReadingFormat
        switch dialect {
        case "csv": format = .csv(LongColumns())
        case "json-lines": format = .jsonLines
        case "prometheus": format = .prometheus(mapping)
        case "openmetrics": format = .openMetrics(mapping)
        case "influx": format = .influx(mapping, .nanoseconds)
        case "nagios": format = .nagios(mapping)
        case "collectd": format = .collectd(mapping)
        case "netdata": format = .netdata(mapping)
        default: return nil
        }
        let model = Model(entities: [Entity(id: "any")], measures: [Measure(id: "any")])
        let context = ReadingContext(
            catalog: SeriesCatalog(model),
            defaultTime: .now,
            origin: "<stdin>",
            acceptsAnyName: true
        )
        guard let stream = try? DialectStream(format: format, context: context) else { return nil }
        self.stream = stream
    }

    /// Takes bytes from memory, some at a time, as all of the input.
    ///
    /// - Returns: what is wrong, as for a descriptor.
    package mutating func read(_ bytes: [UInt8], piece: Int = .max) -> [String] {
        do throws(CollectorError) {
            var rest = bytes[...]
            while !rest.isEmpty {
                try stream.feed(rest.prefix(piece))
                rest = rest.dropFirst(piece)
            }
            let delivery = try stream.finish()
            return messages(delivery)
        } catch {
            return messages(stream.delivery) + ["\(error.place): error: \(error.cause)"]
        }
    }

    /// Reads a descriptor to its end.
    ///
    /// - Returns: what is wrong, in order of lines; nothing for input that follows the grammar.
    package mutating func read(_ descriptor: Int32) -> [String] {
        do throws(CollectorError) {
            reading: while true {
                switch try stream.read(from: descriptor) {
                case .bytes, .nothing: continue
                case .end: break reading
                case .failed(let number): return ["<stdin>: error: it cannot be read (error \(number))"]
                }
            }
            let delivery = try stream.finish()
            return messages(delivery)
        } catch {
            return messages(stream.delivery) + ["\(error.place): error: \(error.cause)"]
        }
    }

    private func messages(_ delivery: Delivery) -> [String] {
        // Readings of one series and moment are no matter of grammar.
        let wrong = delivery.rejects.filter { $0.reason != .ambiguous || delivery.readings.isEmpty }
        return wrong.sorted { ($0.line, $0.column ?? 0) < ($1.line, $1.column ?? 0) }.map {
            "<stdin>:\($0.line):\($0.column ?? 1): error: \($0.message)"
        }
    }
}
