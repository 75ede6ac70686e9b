import ReadinessModel

/// The lines that plugins of collectd's `exec` print: `PUTVAL`, and `PUTNOTIF`, which is passed over.
///
/// The name of a sample is `plugin_type`, with several values `plugin_type_name`; its labels are `host`, `plugin`,
/// `plugin_instance`, `type` and `type_instance`.
struct CollectdLines: LineFormat {
    private let context: ReadingContext
    private var mapper: SampleMapper

    /// - Throws: when the mapping names a measure or an entity the model lacks.
    init(_ mapping: MetricMapping, _ context: ReadingContext) throws(CollectorError) {
        self.context = context
        mapper = try SampleMapper(mapping, context)
    }

    mutating func beginRun() { mapper.beginRun() }

    mutating func line(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isEnded: Bool,
        into delivery: inout Delivery
    ) throws(LineFault) {
        guard let first = bytes.first(where: { $0 != 0x20 && $0 != 0x09 }), first != UInt8(ascii: "#") else { return }
        let command = try CollectdCommand.parse(bytes)
        guard isEnded else { throw LineFault(.malformed, "the last line has no end: the input may have been cut") }
        switch command {
        case .putValue(let identifier, let lists):
            for list in lists { try take(identifier, list, into: &delivery) }
        case .putNotification: delivery.ignored += 1
        case .getValue, .getThreshold, .listValues, .flush:
            throw LineFault(.malformed, at: 0, "a plugin puts values; it asks for none")
        }
    }

    /// Takes the values of one moment.
    mutating func take(
        _ identifier: CollectdIdentifier,
        _ list: CollectdCommand.ValueList,
        into delivery: inout Delivery
    ) throws(LineFault) {
        for (name, value) in zip(identifier.names(count: list.values.count), list.values) {
            guard let value else {
                delivery.ignored += 1
                continue
            }
            let place = try place(identifier, name)
            try mapper.take(place, value: value, at: 0, time: list.time, into: &delivery)
            guard context.explains else { continue }
            let key = "\(identifier) \(name)"
            try key.withBytes { context.note(mapper, place, $0, value, into: &delivery) }
        }
    }

    private mutating func place(_ identifier: CollectdIdentifier, _ value: String) throws(LineFault) -> Int {
        try "\(identifier) \(value)".withBytes { key throws(LineFault) -> Int in
            if let known = mapper.known(key) { return known }
            let name = "\(identifier.plugin)_\(identifier.type)" + (value == "value" ? "" : "_\(value)")
            let labels = [
                ("host", identifier.host), ("plugin", identifier.plugin),
                ("plugin_instance", identifier.pluginInstance),
                ("type", identifier.type), ("type_instance", identifier.typeInstance),
            ]
            return try mapper.learn(key: key, name: name, labels: labels)
        }
    }
}

extension SampleMapper {
    /// Finds out what a sample of names and labels in strings becomes.
    mutating func learn(
        key: UnsafeBufferPointer<UInt8>,
        name: String,
        labels: [(name: String, value: String)]
    ) throws(LineFault) -> Int {
        // One buffer for all texts, so that they lie still while the sample is looked at.
        var bytes = Array(name.utf8)
        var ends = [bytes.count]
        for label in labels {
            bytes.append(contentsOf: label.name.utf8)
            ends.append(bytes.count)
            bytes.append(contentsOf: label.value.utf8)
            ends.append(bytes.count)
        }
        return try bytes.withUnsafeBufferPointer { all throws(LineFault) in
            func text(_ index: Int) -> ForeignText {
                let start = index == 0 ? 0 : ends[index - 1]
                return ForeignText(
                    bytes: UnsafeBufferPointer(rebasing: all[start..<ends[index]]),
                    offset: 0,
                    escapes: nil
                )
            }
            let labels = labels.indices.map { place in
                ForeignSample.Label(name: text(1 + 2 * place), value: text(2 + 2 * place))
            }
            return try learn(ForeignSample(key: key, name: text(0).bytes, labels: labels))
        }
    }
}
