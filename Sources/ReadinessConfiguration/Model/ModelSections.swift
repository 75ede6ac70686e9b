/// The sections of all model files, put together but not yet read.
struct ModelSections {
    /// The keys of a model file, in the order in which they are explained.
    static let keys = ["model", "entities", "measures", "indicators", "index", "gates", "bands", "roadmap"]

    /// `model`, given once.
    private(set) var model: YAMLNode.Entry?
    /// `entities` of every file, in order.
    private(set) var entities: [YAMLNode] = []
    /// `measures` of every file, in order.
    private(set) var measures: [YAMLNode.Entry] = []
    /// `indicators` of every file, in order.
    private(set) var indicators: [YAMLNode.Entry] = []
    /// `index`, given once.
    private(set) var index: YAMLNode.Entry?
    /// `gates` of every file, in order.
    private(set) var gates: [YAMLNode] = []
    /// `bands`, given once.
    private(set) var bands: YAMLNode.Entry?
    /// `roadmap` of every file, in order.
    private(set) var roadmap: [YAMLNode] = []

    /// Adds the sections of one file.
    mutating func add(_ reader: MappingReader) {
        let report = reader.report
        for key in Self.keys {
            guard let node = reader[key], !node.isEmpty else { continue }
            let entry = YAMLNode.Entry(key: key, keyPlace: reader.place(of: key), value: node)
            switch key {
            case "model": Self.once(&model, entry, report)
            case "index": Self.once(&index, entry, report)
            case "bands": Self.once(&bands, entry, report)
            case "entities":
                let items = reader.values.list(node, key, of: "entities")
                if items == nil { report.isIncomplete = true }
                entities += items ?? []
            case "gates": gates += reader.values.list(node, key, of: "gates") ?? []
            case "roadmap": roadmap += reader.values.list(node, key, of: "goals") ?? []
            case "measures":
                measures += Self.entries(of: node, key, report)
            default:
                indicators += Self.entries(of: node, key, report)
            }
        }
    }

    private static func once(_ place: inout YAMLNode.Entry?, _ entry: YAMLNode.Entry, _ report: Report) {
        if let first = place {
            let message = "'\(entry.key)' is given a second time; it stands already at \(first.keyPlace.text)"
            report.error("duplicate-section", message, at: entry.keyPlace)
        } else {
            place = entry
        }
    }

    private static func entries(of node: YAMLNode, _ key: String, _ report: Report) -> [YAMLNode.Entry] {
        if let entries = node.mappingEntries { return entries }
        report.error("wrong-type", "'\(key)' must be a mapping of names, not \(node.description)", at: node.place)
        report.isIncomplete = true
        return []
    }
}
