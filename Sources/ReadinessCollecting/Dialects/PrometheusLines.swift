import ReadinessModel

/// Prometheus text exposition, version 0.0.4.
///
/// Samples that are none of the model's measures are passed over and counted. A metric's TYPE may be given once and stands
/// before its samples.
struct PrometheusLines: LineFormat {
    private let context: ReadingContext
    private var mapper: SampleMapper
    private var labels: [ForeignSample.Label] = []

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
        var scanner = PrometheusScanner(bytes)
        scanner.skipSpace()
        guard let first = scanner.current else { return }
        guard first != UInt8(ascii: "#") else { return try scanner.comment() }
        let start = scanner.position
        let name = try scanner.metricName()
        labels.removeAll(keepingCapacity: true)
        try scanner.labels(into: &labels)
        let key = UnsafeBufferPointer(rebasing: bytes[start..<scanner.position])
        let value = try scanner.value()
        let milliseconds = try scanner.timestamp()
        // The format ends every line, the last one too; a file read while it is written shows the opposite.
        guard isEnded else { throw LineFault(.malformed, "the last line has no end: the input may have been cut") }
        var time: Timestamp?
        if let milliseconds {
            let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
            guard !overflow else { throw LineFault(.badTime, field: "timestamp", "the time lies beyond the year 2261") }
            time = Timestamp(nanoseconds: nanoseconds)
        }
        let place: Int
        if let known = mapper.known(key) {
            place = known
        } else {
            place = try mapper.learn(ForeignSample(key: key, name: name, labels: labels))
        }
        try mapper.take(place, value: value, at: scanner.valueOffset, time: time, into: &delivery)
        context.note(mapper, place, key, value, into: &delivery)
    }
}
