import ReadinessModel

/// Reads the readings of a case: CSV text, rows, and series of evenly spaced values.
struct TestReadingDecoder {
    private let catalog: SeriesCatalog
    private let entities: [String]
    private let measures: [String]
    private let at: Timestamp
    private let report: Report

    private static let columns = ["time", "entity", "measure", "value"]
    static let timeHint =
        "a time such as 2026-01-31T12:00:00Z, a span before the case's time such as -36h, or at"

    init(_ model: Model, at: Timestamp, report: Report) {
        catalog = SeriesCatalog(model)
        entities = model.entities.map(\.id)
        measures = model.measures.map(\.id)
        self.at = at
        self.report = report
    }

    // MARK: - Observations

    /// `observations`: CSV text with the header `time,entity,measure,value`, or a list of rows; lines
    /// that begin with `#` are remarks.
    func decode(_ node: YAMLNode) -> [Reading] {
        if let text = node.text { return csv(text, node) }
        let values = ValueReader(report: report)
        guard let items = values.list(node, "observations", of: "rows {time, entity, measure, value}") else {
            return []
        }
        return items.compactMap(row)
    }

    private func csv(_ text: String, _ node: YAMLNode) -> [Reading] {
        var readings: [Reading] = []
        var offset = 0
        var isHeader = true
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            defer { offset += line.utf8.count + 1 }
            let place = { node.place(ofOffset: offset) }
            guard let first = line.first(where: { !$0.isWhitespace }), first != "#" else { continue }
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(\.withoutSpace)
            if isHeader {
                isHeader = false
                if fields == Self.columns { continue }
                let message = "the text must begin with the header \(Self.columns.joined(separator: ","))"
                report.error("bad-value", message, at: place())
                return []
            }
            guard fields.count == Self.columns.count else {
                let message = "the row has \(fields.count) fields; it needs \(Self.columns.joined(separator: ", "))"
                report.error("bad-value", message, at: place())
                continue
            }
            if let reading = reading(fields, place) { readings.append(reading) }
        }
        return readings
    }

    private func row(_ item: YAMLNode) -> Reading? {
        let values = ValueReader(report: report)
        if case .sequence(let cells) = item.content {
            guard cells.count == Self.columns.count else {
                let message = "a row has \(Self.columns.joined(separator: ", ")), not \(cells.count) values"
                report.error("bad-value", message, at: item.place)
                return nil
            }
            let fields = zip(cells, Self.columns).compactMap { values.string($0, $1) }
            return fields.count == cells.count ? reading(fields) { item.place } : nil
        }
        guard let reader = MappingReader(item, "a row", keys: Self.columns, report: report) else { return nil }
        let examples = ["-36h", entities.last ?? "plant-a", measures.first ?? "present", "412"]
        let fields = zip(Self.columns, examples).compactMap { key, example in
            reader.required(key, as: example).flatMap { values.string($0, key) }
        }
        return fields.count == Self.columns.count ? reading(fields) { item.place } : nil
    }

    private func reading(_ fields: [String], _ place: () -> Place) -> Reading? {
        let series = self.series(entity: fields[1], measure: fields[2], place)
        guard let time = moment(fields[0]) else {
            report.error("bad-value", "'\(fields[0].shortened)' is not \(Self.timeHint)", at: place())
            return nil
        }
        guard let value = Decimal.number(fields[3]) else {
            report.error("bad-value", "'\(fields[3].shortened)' is not a number", at: place())
            return nil
        }
        return series.map { Reading(series: $0, time: time, value: value) }
    }

    // MARK: - Series

    /// `series`: `{ENTITY/MEASURE: {from: -5d, every: 1d, values: [1, 2, _, 4]}}`, `_` where nothing was delivered.
    func decodeSeries(_ node: YAMLNode) -> [Reading] {
        guard let entries = node.mappingEntries else {
            let message = "'series' must be a mapping of ENTITY/MEASURE, not \(node.description)"
            report.error("wrong-type", message, at: node.place)
            return []
        }
        return entries.flatMap(decodeSeries)
    }

    private func decodeSeries(_ entry: YAMLNode.Entry) -> [Reading] {
        let values = ValueReader(report: report)
        let names = entry.key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let keys = ["from", "every", "values"]
        let subject = "series '\(entry.key)'"
        guard let reader = MappingReader(entry.value, subject, keys: keys, at: entry.keyPlace, report: report) else {
            return []
        }
        guard names.count == 2 else {
            report.error("bad-id", "'\(entry.key)' is no series; write ENTITY/MEASURE", at: entry.keyPlace)
            return []
        }
        let series = self.series(entity: names[0], measure: names[1]) { entry.keyPlace }
        let from = reader.required("from", as: "-5d").flatMap { values.value($0, "from", Self.timeHint, moment) }
        let every = reader.required("every", as: "1d").flatMap { values.span($0, "every") }
        let items = reader.required("values", as: "[1, 2, _, 4]").flatMap {
            values.list($0, "values", of: "numbers, _ where nothing was delivered")
        }
        guard let series, let from, let every, let items else { return [] }
        var readings: [Reading] = []
        var time = from
        for item in items {
            defer { time = time + every }
            guard item.text != "_" else { continue }
            let expected = "a number, or _ where nothing was delivered"
            guard let value = values.value(item, "values", expected, Decimal.number) else { continue }
            readings.append(Reading(series: series, time: time, value: value))
        }
        return readings
    }

    // MARK: - Names and times

    /// The series of two names; nil after a report, and a warning where readings do not count.
    private func series(entity: String, measure: String, _ place: () -> Place) -> SeriesID? {
        let known = (catalog.entity(entity), catalog.measure(measure))
        if known.0 == nil { report.unknown("entity", entity, among: entities, at: place()) }
        if known.1 == nil { report.unknown("measure", measure, among: measures, at: place()) }
        guard let entityID = known.0, let measureID = known.1 else { return nil }
        guard catalog.isLeaf(entityID) else {
            let message = "entity '\(entity)' has entities below it; readings belong to those and are ignored here"
            report.warning("not-a-leaf", message, at: place())
            return nil
        }
        return catalog.series(measureID, at: entityID)
    }

    /// A time; `-36h` and `+2h` are seen from the case's, which is `at`.
    private func moment(_ text: String) -> Timestamp? {
        if text == "at" { return at }
        if let span = TimeSpan(text.dropFirst()) {
            if text.hasPrefix("-") { return at - span }
            if text.hasPrefix("+") { return at + span }
        }
        return Timestamp(text)
    }
}

extension Substring {
    /// The text without white space at its ends.
    fileprivate var withoutSpace: String {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
