import ReadinessModel

/// What a plugin of Nagios, Icinga or Monitoring Plugins prints: `text | performance data`, then long text, and behind
/// another `|` more performance data.
///
/// The sample `status` is how the program ended: 0 well, 1 warning, 2 critical, 3 unknown. Each item of performance data
/// is a sample named like its label, in base units, with the label `unit`.
struct NagiosReader: DialectReader {
    private let context: ReadingContext
    private var mapper: SampleMapper
    private var status: Int?
    private var isLong = false
    private var isData = false

    /// - Throws: when the mapping names a measure or an entity the model lacks.
    init(_ mapping: MetricMapping, _ context: ReadingContext) throws(CollectorError) {
        self.context = context
        mapper = try SampleMapper(mapping, context)
    }

    mutating func ended(status: Int32) { self.status = Int(status) }

    mutating func consume(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isLast: Bool,
        into delivery: inout Delivery
    ) throws(CollectorError) -> Int {
        var position = 0
        while position < bytes.count {
            let rest = UnsafeBufferPointer(rebasing: bytes[position...])
            let newline = rest.firstNewline
            guard newline != nil || isLast || rest.count > ReadingContext.lineLimit else { return position }
            let line = UnsafeBufferPointer(rebasing: rest[..<(newline.map { $0 + 1 } ?? rest.count)])
            let mark = delivery.readings.count
            do throws(LineFault) {
                guard line.count <= ReadingContext.lineLimit else {
                    throw LineFault(.tooLong, "the line is longer than 1 MiB")
                }
                try take(line.withoutLineEnd, into: &delivery)
            } catch {
                delivery.readings.removeSubrange(mark...)
                delivery.reject(error, line: delivery.lines + 1, bytes: line.withoutLineEnd)
            }
            delivery.lines += 1
            position += line.count
        }
        if isLast { try finish(into: &delivery) }
        return position
    }

    private mutating func take(_ line: UnsafeBufferPointer<UInt8>, into delivery: inout Delivery) throws(LineFault) {
        guard String(validating: line, as: UTF8.self) != nil else { throw LineFault(.notUTF8, "the line is not UTF-8") }
        var start = 0
        if !isData {
            guard let bar = line.firstIndex(of: UInt8(ascii: "|")) else {
                isLong = true
                return
            }
            start = bar + 1
            // In the first line data ends with it; behind a bar in the long text all that follows is data.
            isData = isLong
            isLong = true
        }
        for item in try NagiosPerformance.parse(line, from: start) {
            guard let value = item.value else {
                delivery.ignored += 1
                continue
            }
            try sample(item.label, unit: item.unit, value, at: item.valueOffset, into: &delivery)
        }
    }

    private mutating func finish(into delivery: inout Delivery) throws(CollectorError) {
        guard let status else { return }
        self.status = nil
        do throws(LineFault) {
            try sample(Array("status".utf8), unit: "", Double(status), at: 0, into: &delivery)
        } catch {
            delivery.reject(error, line: delivery.lines, bytes: UnsafeBufferPointer(start: nil, count: 0))
        }
    }

    private mutating func sample(
        _ label: [UInt8],
        unit: String,
        _ value: Double,
        at offset: Int,
        into delivery: inout Delivery
    ) throws(LineFault) {
        let key = label + [0] + Array(unit.utf8)
        let place = try key.withUnsafeBufferPointer { key throws(LineFault) -> Int in
            if let known = mapper.known(key) { return known }
            return try unit.withBytes { unit throws(LineFault) in
                try "unit".withBytes { name throws(LineFault) in
                    let labels = [
                        ForeignSample.Label(
                            name: ForeignText(bytes: name, offset: offset, escapes: nil),
                            value: ForeignText(bytes: unit, offset: offset, escapes: nil)
                        )
                    ]
                    return try label.withUnsafeBufferPointer { label throws(LineFault) in
                        try mapper.learn(ForeignSample(key: key, name: label, labels: labels))
                    }
                }
            }
        }
        try mapper.take(place, value: value, at: offset, time: nil, into: &delivery)
        guard context.explains else { return }
        label.withUnsafeBufferPointer { context.note(mapper, place, $0, value, into: &delivery) }
    }
}

extension String {
    /// Gives its bytes to `body`.
    func withBytes<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(LineFault) -> Result
    ) throws(LineFault) -> Result {
        let bytes = Array(utf8)
        return try bytes.withUnsafeBufferPointer { bytes throws(LineFault) in try body(bytes) }
    }
}
