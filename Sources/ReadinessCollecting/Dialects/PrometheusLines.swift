import ReadinessModel

/// Prometheus text exposition, version 0.0.4.
///
/// Metrics that are no measure of the model are passed over and counted. Two samples of one run that differ only in
/// labels the model does not know would be one reading, so all but the first are rejected.
struct PrometheusLines: LineFormat {
    private let context: ReadingContext
    private let metrics: NameTable
    private let mapped: [MeasureID]
    private let entityLabel: String
    private let fixedEntity: EntityID?
    private var seen: Set<Sample> = []

    /// What makes a sample another than the ones before.
    private struct Sample: Hashable {
        var series: SeriesID
        var time: Timestamp
    }

    /// - Throws: when the mapping names a measure or an entity the model lacks.
    init(_ mapping: MetricMapping, _ context: ReadingContext) throws(CollectorError) {
        self.context = context
        let names = mapping.measures.keys.sorted()
        var mapped: [MeasureID] = []
        for name in names {
            mapped.append(try context.mapped(mapping.measures[name] ?? name, from: "metric '\(name)'"))
        }
        metrics = NameTable(names)
        self.mapped = mapped
        entityLabel = mapping.entityLabel
        fixedEntity = try mapping.entity.map { name throws(CollectorError) in try context.mappedEntity(name) }
    }

    mutating func line(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isEnded: Bool,
        into delivery: inout Delivery
    ) throws(LineFault) {
        var scanner = PrometheusScanner(bytes)
        scanner.skipSpace()
        guard let first = scanner.current else { return }
        guard first != UInt8(ascii: "#") else { return try scanner.comment() }
        let name = try scanner.metricName()
        let measure = metrics.index(of: name).map { mapped[$0] } ?? context.catalog.measure(name)
        var entity: PrometheusScanner.LabelValue?
        try scanner.labels(wanted: entityLabel, into: &entity)
        let value = try scanner.value()
        let milliseconds = try scanner.timestamp()
        // The format ends every line, the last one too; a file read while it is written shows the opposite.
        guard isEnded else { throw LineFault(.malformed, "the last line has no end: the input may have been cut") }
        guard let measure else {
            delivery.ignored += 1
            return
        }
        guard value.isFinite else {
            throw LineFault(.badNumber, at: scanner.valueOffset, field: "value", "\(value) is no reading")
        }
        let series = context.catalog.series(measure, at: try resolve(entity))
        var time = context.defaultTime
        if let milliseconds {
            let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
            guard !overflow else { throw LineFault(.badTime, field: "timestamp", "the time lies beyond the year 2261") }
            time = Timestamp(nanoseconds: nanoseconds)
        }
        guard seen.insert(Sample(series: series, time: time)).inserted else {
            throw LineFault(
                .ambiguous,
                "another sample of this run is the same reading: labels other than '\(entityLabel)' tell nothing apart"
            )
        }
        delivery.readings.append(Reading(series: series, time: time, value: value))
    }

    private func resolve(_ label: PrometheusScanner.LabelValue?) throws(LineFault) -> EntityID {
        guard let label else {
            guard let fixedEntity else {
                throw LineFault(.missingField, field: entityLabel, "the label '\(entityLabel)' is missing")
            }
            return fixedEntity
        }
        let context = context
        let field = entityLabel
        return try label.with { name throws(LineFault) in try context.entity(name, field: field, at: label.offset) }
    }
}

extension ReadingContext {
    /// The entity a mapping of the configuration names.
    ///
    /// - Throws: when the model lacks it, or readings do not belong to it.
    fileprivate func mappedEntity(_ name: String) throws(CollectorError) -> EntityID {
        guard let entity = catalog.entity(name), catalog.isLeaf(entity) else {
            throw CollectorError(
                .configuration,
                place: origin,
                cause: "the mapping's entity '\(name)' is no leaf entity of the model",
                advice: "name an entity that has no others below it"
            )
        }
        return entity
    }
}
