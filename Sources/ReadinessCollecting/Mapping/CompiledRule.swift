import ReadinessModel

/// A rule of a mapping with its names looked up.
struct CompiledRule {
    /// What it is called in explanations: `map[0]`, `metrics`, `name`.
    let title: String
    private let rule: MappingRule
    private let measure: MeasureID?
    private let entity: EntityID?
    private let label: String
    private let renames: NameTable
    private let renamed: [EntityID]

    /// What a sample becomes by the rule.
    enum Outcome {
        case passedOver
        case reading(MeasureID, EntityID, scale: Double)
    }

    /// - Throws: when the rule names a measure or an entity the model lacks.
    init(_ rule: MappingRule, title: String, mapping: MetricMapping, _ context: ReadingContext) throws(CollectorError) {
        self.rule = rule
        self.title = title
        label = rule.target?.entityLabel ?? mapping.entityLabel
        var measure: MeasureID?
        var entity: EntityID?
        var names: [String] = []
        var entities: [EntityID] = []
        if let target = rule.target {
            if let name = target.measure { measure = try context.mapped(name, from: title) }
            if let name = target.entity ?? (target.entityLabel == nil ? mapping.entity : nil) {
                entity = try context.mappedEntity(name)
            }
            for (name, id) in target.entities.sorted(by: { $0.key < $1.key }) {
                names.append(name)
                entities.append(try context.mappedEntity(id))
            }
        }
        self.measure = measure
        self.entity = entity
        renames = NameTable(names)
        renamed = entities
    }

    /// Whether the rule takes a sample.
    func matches(_ sample: ForeignSample) throws(LineFault) -> Bool {
        if let pattern = rule.name, !pattern.matches(sample.name) { return false }
        for condition in rule.labels {
            let isMet: Bool
            if let value = sample.value(of: condition.label) {
                isMet = try value.with { text throws(LineFault) in condition.pattern.matches(text) }
            } else {
                isMet = condition.pattern.matches(UnsafeBufferPointer(start: nil, count: 0))
            }
            guard isMet else { return false }
        }
        return true
    }

    /// What the sample becomes; the rule must match it.
    ///
    /// - Throws: when it is to become a reading and says of no entity or measure that the model has.
    func outcome(_ sample: ForeignSample, _ context: ReadingContext) throws(LineFault) -> Outcome {
        guard let target = rule.target else { return .passedOver }
        let measure =
            if let measure { measure } else { try context.measure(sample.name, field: "name") }
        return .reading(measure, try place(sample, context), scale: target.scale)
    }

    private func place(_ sample: ForeignSample, _ context: ReadingContext) throws(LineFault) -> EntityID {
        // A fixed entity that the rule itself names counts whatever labels say.
        if let entity, rule.target?.entity != nil { return entity }
        guard let value = sample.value(of: label) else {
            guard let entity else {
                throw LineFault(.missingField, field: label, "the label '\(label)' is missing")
            }
            return entity
        }
        let (field, renames, renamed) = (label, renames, renamed)
        return try value.with { name throws(LineFault) in
            if let index = renames.index(of: name) { return renamed[index] }
            return try context.entity(name, field: field, at: value.offset)
        }
    }
}

extension ForeignSample {
    /// The value of a label; nil where the sample has none.
    func value(of label: String) -> ForeignText? {
        for candidate in labels {
            // Names with escapes are rare enough to be compared byte by byte as they stand.
            if candidate.name.bytes.elementsEqual(label.utf8) { return candidate.value }
        }
        return nil
    }
}

extension ReadingContext {
    /// The entity a mapping of the configuration names.
    ///
    /// - Throws: when the model lacks it, or readings do not belong to it.
    func mappedEntity(_ name: String) throws(CollectorError) -> EntityID {
        guard let entity = catalog.entity(name), catalog.isLeaf(entity) else {
            throw CollectorError(
                .configuration,
                place: origin,
                cause: "the mapping's entity '\(name)' is no leaf entity of the model",
                advice: "name an entity that has no others below it"
            )
        }
        return entity
    }
}
