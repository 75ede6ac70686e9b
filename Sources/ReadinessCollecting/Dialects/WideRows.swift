import ReadinessModel

/// CSV with a row per entity and a column per measure. An empty cell is no reading; columns nobody asked for are left
/// alone. A row counts whole or not at all, so that figures that belong together never come from different days.
struct WideRows: CSVRows {
    private let columns: WideColumns
    private let context: ReadingContext
    private let measures: [MeasureID]
    private var time: Int?
    private var entity = 0
    private var cells: [Int] = []

    /// - Throws: when the mapping names a measure the model lacks.
    init(_ columns: WideColumns, _ context: ReadingContext) throws(CollectorError) {
        self.columns = columns
        self.context = context
        var measures: [MeasureID] = []
        for column in columns.measures {
            measures.append(try context.mapped(column.measure, from: "column '\(column.column)'"))
        }
        self.measures = measures
    }

    var origin: String { context.origin }

    mutating func start(_ header: CSVHeader) throws(CollectorError) {
        entity = try header.column(columns.entity)
        if let time = columns.time { self.time = try header.column(time.column) }
        cells = []
        for column in columns.measures { cells.append(try header.column(column.column)) }
    }

    func row(
        _ scanner: borrowing CSVScanner,
        _ bytes: UnsafeBufferPointer<UInt8>,
        into delivery: inout Delivery
    ) throws(LineFault) {
        let entity = try scanner.with(entity, of: bytes) { name throws(LineFault) in
            try context.entity(name, field: columns.entity)
        }
        var moment = context.defaultTime
        if let time, let column = columns.time {
            moment = try scanner.with(time, of: bytes) { text throws(LineFault) in
                try Self.time(text, column, context)
            }
        }
        for index in cells.indices {
            let value = try scanner.with(cells[index], of: bytes) { text throws(LineFault) in
                text.isEmpty ? nil : try context.number(text, field: columns.measures[index].column)
            }
            guard let value else { continue }
            let series = context.catalog.series(measures[index], at: entity)
            delivery.readings.append(Reading(series: series, time: moment, value: value))
        }
    }

    private static func time(
        _ text: UnsafeBufferPointer<UInt8>,
        _ column: TimeColumn,
        _ context: ReadingContext
    ) throws(LineFault) -> Timestamp {
        guard !text.isEmpty else { throw LineFault(.missingField, field: column.column, "no time is given") }
        guard column.format == .year else { return try context.time(text, field: column.column) }
        guard text.count == 4, text.allSatisfy({ $0 &- 0x30 < 10 }),
            let days = CivilDate(year: text.reduce(0) { $0 * 10 + Int64($1 - 0x30) }, month: 1, day: 1)?.daysSinceEpoch,
            let time = Timestamp(seconds: days * 86_400)
        else {
            let found = Excerpt.text(of: text, limit: 40)
            throw LineFault(.badTime, field: column.column, "'\(found)' is not a year of four digits, 1678 to 2261")
        }
        return time
    }
}

extension ReadingContext {
    /// The measure a mapping of the configuration names.
    ///
    /// - Throws: when the model lacks it.
    func mapped(_ measure: String, from what: String) throws(CollectorError) -> MeasureID {
        guard let id = catalog.measure(measure) else {
            throw CollectorError(
                .configuration,
                place: origin,
                cause: "\(what) is mapped to '\(measure)', which is no measure of the model",
                advice: "name a measure of the model in the collector's mapping, or declare this one"
            )
        }
        return id
    }
}
