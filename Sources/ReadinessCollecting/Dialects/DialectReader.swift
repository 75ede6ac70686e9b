import ReadinessModel
import Synchronization

/// Turns bytes of one format into readings, as they arrive.
protocol DialectReader {
    /// Takes whole lines from the front of `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: what was left last time, and whatever has arrived since.
    ///   - isLast: whether nothing more will arrive, so that a last line needs no end.
    ///   - delivery: takes the readings and the rejected lines.
    /// - Returns: how many bytes were taken; the others come again.
    /// - Throws: when nothing of the input can be trusted.
    mutating func consume(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isLast: Bool,
        into delivery: inout Delivery
    ) throws(CollectorError) -> Int

    /// Learns how the program that printed the input ended, before its last bytes are taken.
    mutating func ended(status: Int32)

    /// Learns that what follows comes later than what came, so that the same series may come again.
    mutating func beginRun()
}

extension DialectReader {
    mutating func ended(status: Int32) {}

    mutating func beginRun() {}
}

/// What every dialect needs to know about one run. A class, so that the hot path counts one reference and not many.
final class ReadingContext: Sendable {
    /// The names of the model.
    let catalog: SeriesCatalog
    /// The time of readings that carry none, in nanoseconds.
    private let defaultNanoseconds: Atomic<Int64>
    /// Where the input comes from, for errors.
    let origin: String
    /// Whether what became of every foreign sample is kept.
    let explains: Bool
    /// Whether every reading without a time gets one of its own.
    private let advances: Bool
    /// Whether any name is a name: where only the grammar is looked at.
    private let acceptsAnyName: Bool

    /// The longest line accepted, in bytes; with CSV, the longest record.
    static let lineLimit = 1024 * 1024

    /// Makes a context.
    init(
        catalog: SeriesCatalog,
        defaultTime: Timestamp,
        origin: String,
        explains: Bool = false,
        advances: Bool = false,
        acceptsAnyName: Bool = false
    ) {
        self.advances = advances
        self.explains = explains
        self.acceptsAnyName = acceptsAnyName
        self.catalog = catalog
        defaultNanoseconds = Atomic(defaultTime.nanoseconds)
        self.origin = origin
    }

    /// The time of a reading that carries none. Where the input goes on for ever, each gets a time of its own, a nanosecond
    /// after the one before, so that of a series that comes twice at once both are kept.
    var defaultTime: Timestamp {
        get {
            guard advances else { return Timestamp(nanoseconds: defaultNanoseconds.load(ordering: .relaxed)) }
            return Timestamp(nanoseconds: defaultNanoseconds.wrappingAdd(1, ordering: .relaxed).oldValue)
        }
        set {
            guard advances else { return defaultNanoseconds.store(newValue.nanoseconds, ordering: .relaxed) }
            // Never before what was given out already.
            _ = defaultNanoseconds.max(newValue.nanoseconds, ordering: .relaxed)
        }
    }

    /// The leaf entity with this name.
    func entity(_ name: UnsafeBufferPointer<UInt8>, field: String, at offset: Int? = nil) throws(LineFault) -> EntityID
    {
        guard let entity = catalog.entity(name) else {
            if acceptsAnyName, !name.isEmpty, String(validating: name, as: UTF8.self) != nil { return EntityID(0) }
            throw Self.unknown(.unknownEntity, "entity", name, field: field, at: offset)
        }
        guard catalog.isLeaf(entity) else {
            throw LineFault(
                .notALeaf,
                at: offset,
                field: field,
                "entity '\(Excerpt.text(of: name, limit: 40))' has others below it, and readings belong to those"
            )
        }
        return entity
    }

    /// The measure with this name.
    func measure(
        _ name: UnsafeBufferPointer<UInt8>,
        field: String,
        at offset: Int? = nil
    ) throws(LineFault) -> MeasureID {
        guard let measure = catalog.measure(name) else {
            if acceptsAnyName, !name.isEmpty, String(validating: name, as: UTF8.self) != nil { return MeasureID(0) }
            throw Self.unknown(.unknownMeasure, "measure", name, field: field, at: offset)
        }
        return measure
    }

    /// The finite number these bytes spell.
    func number(_ bytes: UnsafeBufferPointer<UInt8>, field: String, at offset: Int? = nil) throws(LineFault) -> Double {
        guard let value = DecimalNumber.parse(bytes) else { throw Self.badNumber(bytes, field: field, at: offset) }
        return value
    }

    /// The time these bytes spell.
    func time(
        _ bytes: UnsafeBufferPointer<UInt8>,
        field: String,
        at offset: Int? = nil
    ) throws(LineFault) -> Timestamp {
        guard let time = Timestamp(utf8: bytes) else {
            throw LineFault(
                .badTime,
                at: offset,
                field: field,
                "'\(Excerpt.text(of: bytes, limit: 40))' is not a time such as 2026-01-31T12:00:00Z or seconds since 1970"
            )
        }
        return time
    }

    static func badNumber(_ bytes: UnsafeBufferPointer<UInt8>, field: String, at offset: Int?) -> LineFault {
        let text = Excerpt.text(of: bytes, limit: 40)
        var message = "'\(text)' is not a finite decimal number"
        if bytes.contains(0x2C) { message += "; the decimal sign is a point" }
        if bytes.first == 0x20 || bytes.last == 0x20 { message += "; no space may stand beside it" }
        return LineFault(.badNumber, at: offset, field: field, message)
    }

    private static func unknown(
        _ reason: RejectReason,
        _ what: String,
        _ name: UnsafeBufferPointer<UInt8>,
        field: String,
        at offset: Int?
    ) -> LineFault {
        guard String(validating: name, as: UTF8.self) != nil else {
            return LineFault(.notUTF8, at: offset, field: field, "the \(what) is not UTF-8")
        }
        guard !name.isEmpty else { return LineFault(.missingField, at: offset, field: field, "no \(what) is given") }
        let text = Excerpt.text(of: name, limit: 40)
        return LineFault(reason, at: offset, field: field, "the model has no \(what) '\(text)'")
    }
}

extension ReadingFormat {
    /// A reader for one run.
    ///
    /// - Throws: `.configuration` when the format names a measure the model lacks.
    func reader(_ context: ReadingContext) throws(CollectorError) -> any DialectReader {
        switch self {
        case .csv(let columns): CSVReader(separator: columns.separator, rows: LongRows(columns, context))
        case .csvWide(let columns): CSVReader(separator: columns.separator, rows: try WideRows(columns, context))
        case .jsonLines: LineReader(lines: JSONLines(context))
        case .prometheus(let mapping): LineReader(lines: try PrometheusLines(mapping, context))
        case .openMetrics(let mapping): LineReader(lines: try OpenMetricsLines(mapping, context))
        case .influx(let mapping, let precision): try InfluxReader(mapping, precision, context)
        case .nagios(let mapping): try NagiosReader(mapping, context)
        case .collectd(let mapping): LineReader(lines: try CollectdLines(mapping, context))
        case .netdata(let mapping): LineReader(lines: try NetdataLines(mapping, context))
        }
    }
}
