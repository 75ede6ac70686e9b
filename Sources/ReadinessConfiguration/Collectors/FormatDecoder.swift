import ReadinessModel

/// Reads how the readings of a collector are written.
struct FormatDecoder {
    let reader: MappingReader
    let names: CollectorNames

    /// Which keys belong to which formats.
    private static let owners: [(key: String, formats: [CollectorDecoder.Format])] = [
        ("separator", [.csv, .csvWide]),
        ("columns", [.csv]),
        ("entity", [.csvWide] + foreign),
        ("time", [.csvWide]),
        ("measures", [.csvWide]),
        ("metrics", foreign),
        ("entity-label", foreign),
        ("map", foreign),
        ("precision", [.influx]),
    ]

    /// The formats whose samples have names and labels of their own.
    private static let foreign: [CollectorDecoder.Format] = [
        .prometheus, .openMetrics, .influx, .nagios, .collectd, .netdata,
    ]

    /// The keys of every format.
    static let keys = owners.map(\.key)

    private var report: Report { reader.report }

    /// The format; nil after a report.
    func decode(_ format: CollectorDecoder.Format) -> ReadingFormat? {
        for (key, formats) in Self.owners where !formats.contains(format) {
            let owners =
                formats.count == Self.foreign.count
                ? "formats of foreign samples (\(formats.map(\.rawValue).joined(separator: ", ")))"
                : "format " + formats.map(\.rawValue).joined(separator: " and ")
            reader.forbid(key, "belongs to \(owners), not to \(format.rawValue)")
        }
        switch format {
        case .csv: return .csv(longColumns())
        case .csvWide: return wideColumns().map(ReadingFormat.csvWide)
        case .jsonLines: return .jsonLines
        case .prometheus: return .prometheus(mapping)
        case .openMetrics: return .openMetrics(mapping)
        case .influx: return .influx(mapping, reader.choice("precision", of: InfluxPrecision.self) ?? .nanoseconds)
        case .nagios: return .nagios(mapping)
        case .collectd: return .collectd(mapping)
        case .netdata: return .netdata(mapping)
        }
    }

    private var mapping: MetricMapping { MappingDecoder(reader: reader, names: names).decode() }

    private func longColumns() -> LongColumns {
        var columns = LongColumns(separator: separator())
        guard let node = reader["columns"] else { return columns }
        let keys = ["time", "entity", "measure", "value"]
        guard let inner = MappingReader(node, "'columns'", keys: keys, report: report) else { return columns }
        columns.time = inner.string("time") ?? columns.time
        columns.entity = inner.string("entity") ?? columns.entity
        columns.measure = inner.string("measure") ?? columns.measure
        columns.value = inner.string("value") ?? columns.value
        let all = [columns.time, columns.entity, columns.measure, columns.value]
        if Set(all).count < all.count {
            report.error("duplicate-word", "two of 'columns' have one name; each needs its own", at: node.place)
        }
        return columns
    }

    private func wideColumns() -> WideColumns? {
        let separator = separator()
        let time = reader["time"].flatMap(timeColumn)
        let entity = reader.string("entity") ?? "entity"
        guard let node = reader.required("measures", as: "{COLUMN: MEASURE}") else { return nil }
        guard let entries = pairs(node, "measures") else { return nil }
        guard !entries.isEmpty else {
            report.error("empty-list", "'measures' is empty; name at least one COLUMN: MEASURE", at: node.place)
            return nil
        }
        var columns: [WideColumns.MeasureColumn] = []
        for entry in entries {
            if columns.contains(where: { $0.measure == entry.measure }) {
                let message = "measure '\(entry.measure)' has a column already; it can have one"
                report.error("duplicate-word", message, at: entry.place)
            }
            columns.append(WideColumns.MeasureColumn(column: entry.name, measure: entry.measure))
        }
        return WideColumns(entity: entity, time: time, measures: columns, separator: separator)
    }

    private func timeColumn(_ node: YAMLNode) -> TimeColumn? {
        guard case .mapping = node.content else {
            return reader.values.string(node, "time").map { TimeColumn(column: $0) }
        }
        guard let inner = MappingReader(node, "'time'", keys: ["column", "format"], report: report),
            let column = inner.required("column", as: "year"),
            let name = inner.values.string(column, "column")
        else { return nil }
        return TimeColumn(column: name, format: inner.choice("format", of: TimeColumn.Format.self) ?? .automatic)
    }

    /// The entries of a mapping to measures, each of which must be known.
    private func pairs(_ node: YAMLNode, _ key: String) -> [(name: String, measure: String, place: Place)]? {
        guard let entries = node.mappingEntries else {
            let message = "'\(key)' must be a mapping to measures, not \(node.description)"
            report.error("wrong-type", message, at: node.place)
            return nil
        }
        return entries.compactMap { entry in
            guard let measure = reader.values.string(entry.value, entry.key) else { return nil }
            if names.measures.index(of: measure) == nil {
                report.unknown("measure", measure, among: names.measures.names, at: entry.value.place)
            }
            return (entry.key, measure, entry.value.place)
        }
    }

    private func separator() -> UInt8 {
        let comma = UInt8(ascii: ",")
        guard let node = reader["separator"] else { return comma }
        // A quote or a line end would take the fields apart.
        let byte = reader.values.value(node, "separator", "one byte, such as \";\", but no quote or line end") { text in
            text.utf8.count == 1 ? text.utf8.first.flatMap { [0x22, 0x0a, 0x0d].contains($0) ? nil : $0 } : nil
        }
        return byte ?? comma
    }
}
