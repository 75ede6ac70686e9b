import ReadinessModel

/// CSV with a row per reading.
struct LongRows: CSVRows {
    private let columns: LongColumns
    private let context: ReadingContext
    private var time: Int?
    private var entity = 0
    private var measure = 0
    private var value = 0

    init(_ columns: LongColumns, _ context: ReadingContext) {
        self.columns = columns
        self.context = context
    }

    var origin: String { context.origin }

    /// Only the time may be left out. An unknown column is an error, because a misspelt `time` would otherwise give
    /// every reading the time of collection.
    mutating func start(_ header: CSVHeader) throws(CollectorError) {
        entity = try header.column(columns.entity)
        measure = try header.column(columns.measure)
        value = try header.column(columns.value)
        time = header.names.firstIndex(of: columns.time)
        try header.refuseOthers(than: [columns.time, columns.entity, columns.measure, columns.value])
    }

    func row(
        _ scanner: borrowing CSVScanner,
        _ bytes: UnsafeBufferPointer<UInt8>,
        into delivery: inout Delivery
    ) throws(LineFault) {
        var moment = context.defaultTime
        if let time {
            moment = try scanner.with(time, of: bytes) { text throws(LineFault) in
                guard !text.isEmpty else { throw LineFault(.missingField, field: columns.time, "no time is given") }
                return try context.time(text, field: columns.time)
            }
        }
        let entity = try scanner.with(entity, of: bytes) { name throws(LineFault) in
            try context.entity(name, field: columns.entity)
        }
        let measure = try scanner.with(measure, of: bytes) { name throws(LineFault) in
            try context.measure(name, field: columns.measure)
        }
        let value = try scanner.with(value, of: bytes) { text throws(LineFault) in
            guard !text.isEmpty else { throw LineFault(.missingField, field: columns.value, "no value is given") }
            return try context.number(text, field: columns.value)
        }
        delivery.readings.append(
            Reading(series: context.catalog.series(measure, at: entity), time: moment, value: value)
        )
    }
}
