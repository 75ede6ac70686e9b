import ReadinessModel

/// Makes the model of the sections of all files.
struct ModelDecoder {
    /// The model; of no use when errors were reported.
    private(set) var model = Model()
    /// The measures, with their names.
    let measures: MeasureTable
    /// The names of the entities.
    let entities: NameRegister
    private let report: Report

    init(_ sections: ModelSections, report: Report) {
        self.report = report
        measures = MeasureTable(sections.measures, report: report)
        let tree = EntityDecoder(sections.entities, measures: measures, report: report)
        entities = tree.register
        model.entities = tree.entities
        model.measures = measures.measures

        var applicability = Applicability(tree.entities, report: report)
        var register = NameRegister()
        var indicators: [IndicatorDecoder.Decoded] = []
        let decoder = IndicatorDecoder(measures: measures, report: report)
        for entry in sections.indicators {
            if let fault = Identifier.fault(entry.key, of: "an indicator") {
                report.error("bad-id", fault, at: entry.keyPlace)
            }
            guard register.declare(entry.key, "indicator", at: entry.keyPlace, report: report) else { continue }
            indicators.append(decoder.decode(entry, &applicability))
        }
        model.indicators = indicators.map(\.indicator)

        let index = IndexDecoder(
            sections.index,
            register: register,
            indicators: indicators,
            applicability: applicability,
            report: report
        )
        model.nodes = index.nodes
        for (number, indicator) in model.indicators.enumerated() where !index.isUsed(IndicatorID(number)) {
            let content = Node.Content.indicator(IndicatorID(number))
            model.nodes.append(Node(id: indicator.id, title: indicator.title, content: content))
        }
        let gates = GateDecoder(model, report: report).decode(sections.gates)
        model.gates = gates.map(\.gate)
        Self.reportCircle(in: model, gates: gates, report: report)
        if let bands = sections.bands { model.bands = BandDecoder(report: report).decode(bands.value) }
        if !sections.roadmap.isEmpty {
            var roadmap = RoadmapDecoder(model, entities: entities, report: report)
            model.roadmap = roadmap.decode(sections.roadmap)
        }
        describe(sections)
        if !report.hasErrors { warn(index, register) }
    }

    /// Reads `model`, the name of the whole.
    private mutating func describe(_ sections: ModelSections) {
        guard let entry = sections.model else {
            guard !model.entities.isEmpty || !model.measures.isEmpty || !model.nodes.isEmpty else { return }
            model.id = model.rootNode.map { model.nodes[$0.index].id } ?? "unnamed"
            model.title = model.rootNode.map { model.nodes[$0.index].title } ?? "Unnamed model"
            return
        }
        let keys = ["id", "title", "version"]
        guard let reader = MappingReader(entry.value, "'model'", keys: keys, at: entry.keyPlace, report: report),
            let idNode = reader.required("id", as: "self-reliance"),
            let id = reader.values.string(idNode, "id")
        else { return }
        if let fault = Identifier.fault(id, of: "a model") { report.error("bad-id", fault, at: idNode.place) }
        model.id = id
        model.title = reader.string("title") ?? id
        model.version = reader.string("version") ?? "0"
    }

    /// Doubts about a model that is right in itself.
    private func warn(_ index: IndexDecoder, _ indicators: NameRegister) {
        for (number, indicator) in model.indicators.enumerated() where !index.isUsed(IndicatorID(number)) {
            guard let place = indicators.place(of: indicator.id) else { continue }
            report.warning("unused-indicator", "indicator '\(indicator.id)' stands in no index", at: place)
        }
        if model.entities.isEmpty, let first = model.indicators.first, let place = indicators.place(of: first.id) {
            let message = "the model has indicators but no entities; readings need entities to belong to"
            report.warning("no-entities", message, at: place)
        }
        var used = Set(model.indicators.flatMap { $0.value.terms.map(\.measure) })
        for case .measured(let measure, _) in model.entities.map(\.weight) { used.insert(measure) }
        for (number, measure) in model.measures.enumerated() where !used.contains(MeasureID(number)) {
            guard let place = measures.register.place(of: measure.id) else { continue }
            report.warning("unused-measure", "measure '\(measure.id)' is used by no indicator", at: place)
        }
    }
}
