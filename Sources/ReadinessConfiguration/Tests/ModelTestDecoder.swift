import ReadinessModel

/// Reads a file of cases.
struct ModelTestDecoder {
    private let report: Report

    private static let keys = ["model", "cases"]
    private static let caseKeys = ["name", "at", "observations", "series", "expect"]

    init(report: Report) { self.report = report }

    /// The file and its model.
    ///
    /// - Throws: the mistakes of the model; those of the file stand in the report then, or it throws them.
    func decode(path: String) throws(Diagnostics) -> ModelTestFile {
        guard let root = read(path), let reader = MappingReader(root, "a test file", keys: Self.keys, report: report),
            let modelNode = reader.required("model", as: "../model.d"),
            let modelPath = reader.values.string(modelNode, "model"),
            let cases = reader.required("cases", as: "[{name: ..., at: ..., expect: [...]}]")
        else { throw Diagnostics(all: report.sorted) }
        let configuration = try Configuration.load(modelPath: FilePath.join(FilePath.parent(path), modelPath))
        let decoded = decode(cases, of: configuration.model)
        guard !report.hasErrors else { throw Diagnostics(all: report.sorted) }
        return ModelTestFile(
            path: path,
            model: configuration.model,
            cases: decoded,
            warnings: configuration.warnings + report.sorted
        )
    }

    private func read(_ path: String) -> YAMLNode? {
        let bytes: [UInt8]
        do {
            bytes = try FileSystem.read(path)
        } catch {
            let place = SourceText(path: path, order: 0, text: "").start
            report.error("unreadable", "the file cannot be read: \(error.message)", at: place)
            return nil
        }
        guard let source = SourceText.decode(bytes, path: path, order: 0, report: report) else { return nil }
        guard let root = YAMLReader.read(source, report: report) else {
            if !report.hasErrors { report.error("empty-file", "the file holds no cases", at: source.start) }
            return nil
        }
        return root
    }

    private func decode(_ node: YAMLNode, of model: Model) -> [ModelTestCase] {
        let values = ValueReader(report: report)
        guard let items = values.list(node, "cases", of: "{name, at, observations, expect}") else { return [] }
        if items.isEmpty { report.error("empty-list", "'cases' is empty; write at least one", at: node.place) }
        var names = NameRegister()
        return items.compactMap { item in
            guard let reader = MappingReader(item, "a case", keys: Self.caseKeys, report: report) else { return nil }
            let nameNode = reader.required("name", as: "a quiet week")
            let name = nameNode.flatMap { values.string($0, "name") }
            if let name, let nameNode { _ = names.declare(name, "case", at: nameNode.place, report: report) }
            let at = reader.required("at", as: "2026-01-31T12:00:00Z").flatMap { node in
                values.value(node, "at", "a time such as 2026-01-31T12:00:00Z") { Timestamp($0) }
            }
            let expected = reader.required("expect", as: "[{entity: plant-a, node: production, score: 61.5}]")
            guard let at else { return nil }
            let expectations = expected.map { ExpectationDecoder(model, at: at, report: report).decode($0) }
            guard let name, let expectations else { return nil }
            let observations = TestReadingDecoder(model, at: at, report: report)
            var readings = reader["observations"].map(observations.decode) ?? []
            readings += reader["series"].map(observations.decodeSeries) ?? []
            return ModelTestCase(
                name: name,
                line: item.place.line,
                at: at,
                readings: readings,
                expectations: expectations
            )
        }
    }
}
