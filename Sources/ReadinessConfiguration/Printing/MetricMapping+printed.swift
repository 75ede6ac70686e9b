import ReadinessModel

extension MetricMapping {
    /// The keys of a mapping.
    var printed: YAMLFields {
        var fields: YAMLFields = ["entity-label": .text(entityLabel)]
        if let entity { fields.add("entity", .text(entity)) }
        if !measures.isEmpty { fields.add("metrics", .mapping(Self.fields(measures))) }
        if !rules.isEmpty { fields.add("map", .list(rules.map { .mapping($0.printed) })) }
        return fields
    }

    fileprivate static func fields(_ texts: [String: String]) -> YAMLFields {
        YAMLFields(texts.sorted { $0.key < $1.key }) { ($0.key, .text($0.value)) }
    }
}

extension MappingRule {
    fileprivate var printed: YAMLFields {
        var fields: YAMLFields = [:]
        var match: YAMLFields = [:]
        if let name { match.add("name", .text(name.text)) }
        if !labels.isEmpty {
            match.add("labels", .record(YAMLFields(labels) { ($0.label, .text($0.pattern.text)) }))
        }
        if !match.all.isEmpty { fields.add("match", .record(match)) }
        guard let target else {
            fields.add("ignore", .word("true"))
            return fields
        }
        if let measure = target.measure { fields.add("measure", .text(measure)) }
        if let entity = target.entity { fields.add("entity", .text(entity)) }
        if let label = target.entityLabel { fields.add("entity-label", .text(label)) }
        if !target.entities.isEmpty { fields.add("entities", .record(MetricMapping.fields(target.entities))) }
        if target.scale != 1 { fields.add("scale", .word("\(target.scale)")) }
        if let unit = target.unit { fields.add("unit", .text(unit)) }
        // A rule that says nothing takes everything by its name.
        if fields.all.isEmpty { fields.add("scale", .word("1")) }
        return fields
    }
}
