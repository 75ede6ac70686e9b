package import ReadinessModel

extension Delivery {
    /// The readings by name as CSV, `time,entity,measure,value`: what a person, and a `csv` collector, can read.
    package func listing(catalog: SeriesCatalog) -> String {
        var text = "time,entity,measure,value\n"
        for reading in readings {
            text += "\(reading.time),\(Self.quoted(catalog.entityName(of: reading.series))),"
            text += "\(Self.quoted(catalog.measureName(of: reading.series))),\(Self.digits(reading.value))\n"
        }
        return text
    }

    private static func quoted(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else { return name }
        return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// The shortest digits that give the same number back; whole numbers without a fraction.
    private static func digits(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
