import ReadinessModel

/// Reads `bands`.
struct BandDecoder {
    let report: Report

    /// The bands, of rising lower edge.
    func decode(_ node: YAMLNode) -> [Band] {
        let values = ValueReader(report: report)
        guard let items = values.list(node, "bands", of: "{name, from}") else { return [] }
        var bands: [Band] = []
        var names = NameRegister()
        for item in items {
            guard let reader = MappingReader(item, "a band", keys: ["name", "from"], report: report) else { continue }
            let nameNode = reader.required("name", as: "red")
            let fromNode = reader.required("from", as: "0")
            let name = nameNode.flatMap { values.string($0, "name") }
            let from = fromNode.flatMap { values.points($0, "from") }
            if let name, let nameNode { _ = names.declare(name, "band", at: nameNode.place, report: report) }
            guard let name, let from, let fromNode else { continue }
            if let last = bands.last, from <= last.from {
                let message = "band '\(name)' does not begin above '\(last.name)'; bands must rise"
                report.error("not-rising", message, at: fromNode.place)
            } else if bands.isEmpty, from != 0, item.place.isSame(as: items[0].place) {
                report.error("bad-value", "the first band must begin at 0, or low scores have none", at: fromNode.place)
            }
            bands.append(Band(name: name, from: from))
        }
        return bands
    }
}

extension Place {
    /// Whether both are one place of one file.
    fileprivate func isSame(as other: Place) -> Bool { line == other.line && column == other.column }
}
