import ReadinessModel

/// Reads files one after the other, then puts them together: names may stand in any file.
struct ConfigurationDecoder {
    private let report: Report
    private var fileCount = 0
    private var settings = Settings()
    private var sections = ModelSections()
    private var collectors: [(node: YAMLNode, directory: String)] = []

    init(report: Report) { self.report = report }

    /// Reads one file; what it declares is kept until the end.
    mutating func read(_ file: ConfigurationFile) {
        let order = fileCount
        fileCount += 1
        guard let source = SourceText.decode(file.bytes, path: file.path, order: order, report: report) else {
            report.isIncomplete = true
            return
        }
        guard let root = YAMLReader.read(source, report: report) else { return }
        let (subject, keys) = Self.form(of: file.kind)
        guard let reader = MappingReader(root, subject, keys: keys, report: report) else {
            report.isIncomplete = true
            return
        }
        switch file.kind {
        case .settings, .settingsDropIn: SettingsDecoder.apply(reader, to: &settings)
        case .model: sections.add(reader)
        case .collectors: add(collectorsOf: reader, file)
        case .whole:
            SettingsDecoder.apply(reader, to: &settings)
            sections.add(reader)
            add(collectorsOf: reader, file)
        }
    }

    /// The configuration; of no use when errors were reported.
    func finish() -> Configuration {
        let model = ModelDecoder(sections, report: report)
        let names = CollectorNames(
            measures: model.measures.register,
            units: model.measures.units,
            unitTexts: model.model.measures.map(\.unit),
            entities: model.entities,
            tree: model.model.entities
        )
        var decoder = CollectorDecoder(names: names, report: report)
        for collector in collectors { decoder.add(collector.node, directory: collector.directory) }
        var configuration = Configuration()
        configuration.settings = settings
        configuration.model = model.model
        configuration.collectors = decoder.collectors
        return configuration
    }

    private mutating func add(collectorsOf reader: MappingReader, _ file: ConfigurationFile) {
        if let node = reader["collectors"] { collectors.append((node, file.directory)) }
    }

    /// What a file is called in messages, and its keys.
    private static func form(of kind: ConfigurationFile.Kind) -> (subject: String, keys: [String]) {
        switch kind {
        case .settings, .settingsDropIn: ("the settings", SettingsDecoder.keys)
        case .model: ("a model file", ModelSections.keys)
        case .collectors: ("a collector file", ["collectors"])
        case .whole: ("the configuration", ModelSections.keys + ["collectors"] + SettingsDecoder.keys)
        }
    }
}
