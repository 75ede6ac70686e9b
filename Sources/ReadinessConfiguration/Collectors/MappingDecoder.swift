import ReadinessModel

/// Reads how foreign samples become readings: `map`, or the short `metrics`, `entity-label` and `entity`.
struct MappingDecoder {
    let reader: MappingReader
    let names: CollectorNames

    private static let ruleKeys = [
        "match", "measure", "entity", "entity-label", "entities", "scale", "unit", "ignore",
    ]

    private var report: Report { reader.report }

    /// The mapping of a collector.
    func decode() -> MetricMapping {
        var mapping = MetricMapping()
        if let label = reader.string("entity-label") { mapping.entityLabel = label }
        if let node = reader["entity"] { mapping.entity = entity(node, "entity") }
        if let node = reader["metrics"] {
            for entry in entries(node, "metrics", "measures") {
                if let measure = measure(entry.value, entry.key) { mapping.measures[entry.key] = measure }
            }
        }
        if let node = reader["map"] {
            let items =
                reader.values.list(node, "map", of: "rules {match: {name: ...}, measure: ..., entity: ...}") ?? []
            if items.isEmpty { report.error("empty-list", "'map' is empty; write at least one rule", at: node.place) }
            mapping.rules = items.compactMap(rule)
        }
        return mapping
    }

    private func rule(_ node: YAMLNode) -> MappingRule? {
        guard let inner = MappingReader(node, "a rule", keys: Self.ruleKeys, report: report) else { return nil }
        var rule = MappingRule(target: nil)
        if let node = inner["match"],
            let match = MappingReader(node, "'match'", keys: ["name", "labels"], report: report)
        {
            rule.name = match.string("name").map(SamplePattern.init)
            if let labels = match["labels"] {
                rule.labels = entries(labels, "labels", "patterns").compactMap { entry in
                    match.values.string(entry.value, entry.key).map {
                        MappingRule.LabelCondition(label: entry.key, pattern: SamplePattern($0))
                    }
                }
            }
        }
        if let ignore = inner["ignore"] {
            let words = ["true": true, "yes": true]
            guard inner.values.value(ignore, "ignore", "true", { words[$0] }) != nil else { return nil }
            for key in Self.ruleKeys where key != "match" && key != "ignore" {
                inner.forbid(key, "says what a sample becomes, but the rule ignores it")
            }
            return rule
        }
        rule.target = target(inner, name: rule.name)
        return rule
    }

    private func target(_ inner: MappingReader, name: SamplePattern?) -> MappingRule.Target {
        var target = MappingRule.Target()
        target.measure = inner["measure"].flatMap { measure($0, "measure") }
        target.entity = inner["entity"].flatMap { entity($0, "entity") }
        target.entityLabel = inner.string("entity-label")
        if inner["entity"] != nil, inner["entity-label"] != nil {
            inner.forbid("entity-label", "says where the entity stands, but 'entity' says which it is")
        }
        if let node = inner["entities"] {
            if inner["entity"] != nil {
                inner.forbid("entities", "renames values of a label, but 'entity' says which it is")
            }
            for entry in entries(node, "entities", "entities") {
                if let id = entity(entry.value, entry.key) { target.entities[entry.key] = id }
            }
        }
        if let node = inner["scale"] {
            let scale = inner.values.value(node, "scale", "a number other than 0, such as 0.001") { text in
                Decimal.number(text).flatMap { $0 != 0 ? $0 : nil }
            }
            target.scale = scale ?? 1
        }
        if let node = inner["unit"], let unit = inner.values.string(node, "unit") {
            target.unit = unit
            if let measure = target.measure { check(unit, of: measure, scale: target.scale, at: node.place) }
        }
        return target
    }

    /// What a number is counted in after scaling must be what its measure is counted in.
    private func check(_ unit: String, of measure: String, scale: Double, at place: Place) {
        guard let index = names.measures.index(of: measure), let declared = names.units[index] else { return }
        let given = Unit(unit)
        guard given != declared else { return }
        var message = "the numbers are in \(unit), but measure '\(measure)' is in \(names.unitTexts[index] ?? "")"
        if let factor = given.count(of: declared) {
            message += "; multiply by \(factor * scale): scale: \(factor * scale), and name the unit after that"
        }
        report.error("unit-mismatch", message, at: place)
    }

    private func measure(_ node: YAMLNode, _ key: String) -> String? {
        guard let measure = reader.values.string(node, key) else { return nil }
        if names.measures.index(of: measure) == nil {
            report.unknown("measure", measure, among: names.measures.names, at: node.place)
        }
        return measure
    }

    private func entity(_ node: YAMLNode, _ key: String) -> String? {
        guard let id = reader.values.string(node, key) else { return nil }
        if let index = names.entities.index(of: id) {
            if !names.tree[index].isLeaf {
                let message = "entity '\(id)' has entities below it; readings belong to those and are ignored here"
                report.warning("not-a-leaf", message, at: node.place)
            }
        } else {
            report.unknown("entity", id, among: names.entities.names, at: node.place)
        }
        return id
    }

    private func entries(_ node: YAMLNode, _ key: String, _ what: String) -> [YAMLNode.Entry] {
        if let entries = node.mappingEntries { return entries }
        report.error("wrong-type", "'\(key)' must be a mapping to \(what), not \(node.description)", at: node.place)
        return []
    }
}
