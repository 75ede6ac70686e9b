import ReadinessModel

/// A JSON object per line: `{"time": ..., "entity": ..., "measure": ..., "value": 1.5}` for one reading, or
/// `{"time": ..., "entity": ..., "values": {"measure": 1.5, ...}}` for several of one entity.
///
/// The time may be left out; it is a string (RFC 3339) or a number (seconds since 1970). A `null` among `values` is no
/// reading. Any other key is a mistake.
struct JSONLines: LineFormat {
    private let context: ReadingContext
    /// The readings of a line, until its entity and time are known; kept to be filled again.
    private var values: [(measure: MeasureID, value: Double)] = []

    init(_ context: ReadingContext) { self.context = context }

    /// What a line said.
    private struct Parts {
        var time: Timestamp?
        var entity: EntityID?
        var measure: MeasureID?
        var value: Double?
        var hasValues = false
    }

    private enum Key {
        case time
        case entity
        case measure
        case value
        case values
    }

    mutating func line(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isEnded: Bool,
        into delivery: inout Delivery
    ) throws(LineFault) {
        var scanner = JSONScanner(bytes)
        scanner.skipSpace()
        guard scanner.current != nil else { return }
        guard scanner.take("{") else {
            throw scanner.fault("'\(scanner.word())' stands where an object is needed: a line is {...}")
        }
        var parts = Parts()
        values.removeAll(keepingCapacity: true)
        if !scanner.take("}") {
            repeat { try member(&scanner, &parts) } while scanner.take(",")
            try scanner.need("}", "at the end of the object")
        }
        guard scanner.current == nil else { throw scanner.fault("something follows the object: a line is one object") }
        try emit(parts, into: &delivery)
    }

    private mutating func member(_ scanner: inout JSONScanner, _ parts: inout Parts) throws(LineFault) {
        let start = scanner.position
        let key = try scanner.string(field: "key") { name throws(LineFault) in try Self.key(name, at: start) }
        try scanner.need(":", "after a key")
        let isTwice =
            switch key {
            case .time: parts.time != nil
            case .entity: parts.entity != nil
            case .measure: parts.measure != nil
            case .value: parts.value != nil
            case .values: parts.hasValues
            }
        guard !isTwice else { throw scanner.fault("the key '\(key)' stands twice", at: start) }
        let context = context
        let place = scanner.position
        switch key {
        case .time: parts.time = try time(&scanner)
        case .entity:
            parts.entity = try scanner.string(field: "entity") { name throws(LineFault) in
                try context.entity(name, field: "entity", at: place)
            }
        case .measure:
            parts.measure = try scanner.string(field: "measure") { name throws(LineFault) in
                try context.measure(name, field: "measure", at: place)
            }
        case .value: parts.value = try scanner.number(field: "value").value
        case .values:
            parts.hasValues = true
            try members(&scanner)
        }
    }

    /// The object behind `values`.
    private mutating func members(_ scanner: inout JSONScanner) throws(LineFault) {
        try scanner.need("{", "after 'values'")
        guard !scanner.take("}") else { return }
        let context = context
        repeat {
            let place = scanner.position
            let measure = try scanner.string(field: "values") { name throws(LineFault) in
                try context.measure(name, field: "values", at: place)
            }
            guard !values.contains(where: { $0.measure == measure }) else {
                throw scanner.fault("a measure stands twice among the values", at: place)
            }
            try scanner.need(":", "after a measure")
            if !scanner.takeNull() {
                let number = try scanner.number(field: "values")
                values.append((measure, number.value))
            }
        } while scanner.take(",")
        try scanner.need("}", "at the end of the values")
    }

    private func time(_ scanner: inout JSONScanner) throws(LineFault) -> Timestamp {
        let place = scanner.position
        let context = context
        if scanner.current == 0x22 {
            return try scanner.string(field: "time") { text throws(LineFault) in
                try context.time(text, field: "time", at: place)
            }
        }
        guard let byte = scanner.current, byte == 0x2D || byte &- 0x30 < 10 else {
            throw LineFault(.badTime, at: place, field: "time", "'\(scanner.word())' is neither a string nor a number")
        }
        let range = try scanner.number(field: "time").range
        return try context.time(scanner.slice(range), field: "time", at: place)
    }

    private func emit(_ parts: Parts, into delivery: inout Delivery) throws(LineFault) {
        guard let entity = parts.entity else { throw Self.missing("entity") }
        let time = parts.time ?? context.defaultTime
        if parts.hasValues {
            guard parts.measure == nil, parts.value == nil else {
                throw LineFault(.malformed, field: "values", "'values' stands beside 'measure' or 'value'")
            }
            for (measure, value) in values {
                let series = context.catalog.series(measure, at: entity)
                delivery.readings.append(Reading(series: series, time: time, value: value))
            }
            return
        }
        guard let measure = parts.measure else { throw Self.missing("measure") }
        guard let value = parts.value else { throw Self.missing("value") }
        let series = context.catalog.series(measure, at: entity)
        delivery.readings.append(Reading(series: series, time: time, value: value))
    }

    private static func missing(_ key: String) -> LineFault {
        LineFault(.missingField, field: key, "the key '\(key)' is missing")
    }

    private static func key(_ name: UnsafeBufferPointer<UInt8>, at offset: Int) throws(LineFault) -> Key {
        if name.isEqual(to: "time") { return .time }
        if name.isEqual(to: "entity") { return .entity }
        if name.isEqual(to: "measure") { return .measure }
        if name.isEqual(to: "value") { return .value }
        if name.isEqual(to: "values") { return .values }
        let text = Excerpt.text(of: name, limit: 40)
        let known = ["time", "entity", "measure", "value", "values"]
        let hint =
            text.nearest(in: known).map { "is '\($0)' meant?" } ?? "the keys are \(known.joined(separator: ", "))"
        throw LineFault(.unknownKey, at: offset, field: text, "the key '\(text)' is unknown; \(hint)")
    }
}
