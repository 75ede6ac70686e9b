import ReadinessModel

/// The measures of a model, with their places.
struct MeasureTable {
    /// The measures, in order of declaration.
    private(set) var measures: [Measure] = []
    /// Their units; nil where none is declared.
    private(set) var units: [Unit?] = []
    /// Their names.
    private(set) var register = NameRegister()

    private static let keys = ["title", "kind", "unit", "pool", "lateness", "grade"]

    /// Reads the entries of `measures`.
    init(_ entries: [YAMLNode.Entry], report: Report) {
        // Thousands of measures share a dozen units.
        var known: [String: Unit] = [:]
        for entry in entries {
            if let fault = Identifier.faultOfMeasure(entry.key) { report.error("bad-id", fault, at: entry.keyPlace) }
            guard register.declare(entry.key, "measure", at: entry.keyPlace, report: report) else { continue }
            // A measure with mistakes inside still has its name, so that its uses are not reported as well.
            let measure = Self.decode(entry, report) ?? Measure(id: entry.key)
            measures.append(measure)
            let text = measure.unit.flatMap { $0.isEmpty ? nil : $0 }
            let unit = text.map { known[$0] ?? Unit($0) }
            if let text { known[text] = unit }
            units.append(unit)
        }
    }

    /// The measure of a name; nil after a report.
    func find(_ name: String, at place: Place, report: Report) -> MeasureID? {
        if let index = register.index(of: name) { return MeasureID(index) }
        report.unknown("measure", name, among: register.names, at: place)
        return nil
    }

    private static func grade(_ reader: MappingReader) -> Double? {
        reader["grade"].flatMap { node in
            reader.values.value(node, "grade", "a number above 0 up to 1") { text in
                Double(text).flatMap { $0 > 0 && $0 <= 1 ? $0 : nil }
            }
        }
    }

    private static func decode(_ entry: YAMLNode.Entry, _ report: Report) -> Measure? {
        let subject = "measure '\(entry.key)'"
        guard let reader = MappingReader(entry.value, subject, keys: keys, at: entry.keyPlace, report: report) else {
            return nil
        }
        return Measure(
            id: entry.key,
            title: reader.string("title"),
            kind: reader.choice("kind", of: MeasureKind.self) ?? .gauge,
            unit: reader.string("unit"),
            pool: reader.choice("pool", of: Pool.self) ?? .sum,
            lateness: reader.span("lateness"),
            grade: grade(reader) ?? 1
        )
    }
}
