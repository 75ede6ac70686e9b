import ReadinessModel

/// Influx line protocol: `measurement,tag=value field=1.5,other=2i 1700000000000000000`.
///
/// Each field with a number is a sample: its name is `measurement_field`, or `measurement` alone for the field `value`;
/// its labels are the tags; `true` is 1 and `false` is 0. Fields with text are passed over and counted. A line counts
/// whole or not at all.
struct InfluxReader: DialectReader {
    private let context: ReadingContext
    private let nanoseconds: Int64
    private var mapper: SampleMapper
    private var key: [UInt8] = []
    private var name: [UInt8] = []
    private var samples: [Sample] = []
    /// Whether the rest of a line that is too long is passed over.
    private var isSkipping = false

    /// A field of the line being read.
    private struct Sample {
        var place: Int
        var value: Double
        var offset: Int
    }

    /// - Throws: when the mapping names a measure or an entity the model lacks.
    init(
        _ mapping: MetricMapping,
        _ precision: InfluxPrecision,
        _ context: ReadingContext
    ) throws(CollectorError) {
        self.context = context
        nanoseconds = precision.nanoseconds
        mapper = try SampleMapper(mapping, context)
    }

    mutating func beginRun() { mapper.beginRun() }

    mutating func consume(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isLast: Bool,
        into delivery: inout Delivery
    ) throws(CollectorError) -> Int {
        var position = 0
        while position < bytes.count {
            let rest = UnsafeBufferPointer(rebasing: bytes[position...])
            if isSkipping {
                guard let newline = rest.firstNewline else { return bytes.count }
                isSkipping = false
                position += newline + 1
                delivery.lines += 1
                continue
            }
            var scanner = InfluxScanner(rest)
            // Text may hold line feeds, so only reading it tells where a line ends; without any line feed it cannot end.
            guard isLast || rest.firstNewline != nil || rest.count > ReadingContext.lineLimit else { return position }
            let mark = delivery.readings.count
            var isWhole = true
            do throws(LineFault) {
                isWhole = try line(&scanner, into: &delivery)
            } catch {
                scanner.skipLine()
                isWhole = scanner.isAfterLine || isLast
                if isWhole {
                    delivery.readings.removeSubrange(mark...)
                    let text = UnsafeBufferPointer(rebasing: rest[..<scanner.position]).withoutLineEnd
                    delivery.reject(error, line: delivery.lines + 1, bytes: text)
                }
            }
            guard isWhole || isLast else {
                guard rest.count > ReadingContext.lineLimit else { return position }
                let fault = LineFault(.tooLong, "the line is longer than 1 MiB")
                delivery.reject(fault, line: delivery.lines + 1, bytes: rest)
                isSkipping = true
                return bytes.count
            }
            delivery.lines += scanner.lines
            position += scanner.position
        }
        return position
    }

    /// Reads one line with its end.
    ///
    /// - Returns: false when the input ends before the line does, which more input may change.
    private mutating func line(_ scanner: inout InfluxScanner, into delivery: inout Delivery) throws(LineFault) -> Bool
    {
        guard try scanner.beginLine() else { return scanner.isAfterLine }
        let start = scanner.position
        let measurement = try scanner.measurement()
        var labels: [ForeignSample.Label]?
        let afterMeasurement = scanner.position
        try scanner.passTags()
        let keyEnd = scanner.position
        scanner.skipBlanks()
        samples.removeAll(keepingCapacity: true)
        repeat {
            let field = try scanner.fieldKey()
            key.removeAll(keepingCapacity: true)
            key.append(contentsOf: scanner.slice(start, keyEnd))
            key.append(0x20)
            key.append(contentsOf: field.bytes)
            let offset = scanner.position
            guard let value = try scanner.fieldValue() else {
                delivery.ignored += 1
                continue
            }
            var place = key.withUnsafeBufferPointer { mapper.known($0) }
            if place == nil {
                if labels == nil { labels = try scanner.tags(afterMeasurement, keyEnd) }
                place = try learn(measurement, field, labels ?? [])
            }
            samples.append(Sample(place: place ?? 0, value: value, offset: offset))
        } while scanner.skipComma()
        let time = try scanner.time(nanoseconds)
        guard scanner.isAfterLine || scanner.isAtEnd else { return false }
        for sample in samples {
            try mapper.take(sample.place, value: sample.value, at: sample.offset, time: time, into: &delivery)
            guard context.explains else { continue }
            note(sample, scanner.slice(start, keyEnd), into: &delivery)
        }
        return scanner.isAfterLine
    }

    private mutating func learn(
        _ measurement: ForeignText,
        _ field: ForeignText,
        _ labels: [ForeignSample.Label]
    ) throws(LineFault) -> Int {
        name.removeAll(keepingCapacity: true)
        try measurement.with { name.append(contentsOf: $0) }
        try field.with { text in
            guard !text.isEqual(to: "value") else { return }
            name.append(UInt8(ascii: "_"))
            name.append(contentsOf: text)
        }
        // Names with blanks or commas stay as they are: patterns match them all the same.
        let (keyBytes, nameBytes) = (key, name)
        return try keyBytes.withUnsafeBufferPointer { key throws(LineFault) in
            try nameBytes.withUnsafeBufferPointer { name throws(LineFault) in
                try mapper.learn(ForeignSample(key: key, name: name, labels: labels))
            }
        }
    }

    private func note(_ sample: Sample, _ key: UnsafeBufferPointer<UInt8>, into delivery: inout Delivery) {
        context.note(mapper, sample.place, key, sample.value, into: &delivery)
    }
}
