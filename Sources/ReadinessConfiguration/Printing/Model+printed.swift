import ReadinessModel

extension Model {
    /// The sections of a model file.
    var printed: YAMLFields {
        var entries: YAMLFields = [
            "model": .mapping(["id": .text(id), "title": .text(title), "version": .text(version)])
        ]
        if !entities.isEmpty { entries.add("entities", .list(topEntities.map { .mapping(printed($0)) })) }
        if !measures.isEmpty {
            entries.add("measures", .mapping(YAMLFields(measures) { ($0.id, .mapping($0.printed)) }))
        }
        if !indicators.isEmpty {
            entries.add("indicators", .mapping(YAMLFields(indicators) { ($0.id, .mapping($0.printed)) }))
        }
        if let rootNode { entries.add("index", .mapping(printed(rootNode))) }
        if !gates.isEmpty { entries.add("gates", .list(gates.map { .mapping(printed($0)) })) }
        if !bands.isEmpty {
            let list = bands.map { band in
                YAMLValue.record(["name": .text(band.name), "from": .word(Decimal.pointsText(band.from))])
            }
            entries.add("bands", .list(list))
        }
        if !roadmap.isEmpty { entries.add("roadmap", .list(roadmap.map { .mapping($0.printed(in: self)) })) }
        return entries
    }

    private func printed(_ gate: Gate) -> YAMLFields {
        var entries: YAMLFields = ["node": .text(nodes[gate.node.index].id), "cap": .text(gate.capText)]
        entries.add("reads", .word(gate.reads.rawValue))
        entries.add("unknown", .word(gate.unknown.rawValue))
        if let reason = gate.reason { entries.add("reason", .text(reason)) }
        return entries
    }

    private func printed(_ entity: EntityID) -> YAMLFields {
        let own = entities[entity.index]
        var entries: YAMLFields = ["id": .text(own.id)]
        if own.title != own.id { entries.add("title", .text(own.title)) }
        if let kind = own.kind { entries.add("kind", .text(kind)) }
        switch own.weight {
        case .fixed(let weight):
            if weight != Fraction(whole: 1) { entries.add("weight", .word("\(weight)")) }
        case .measured(let measure, let otherwise):
            let record: YAMLFields = [
                "measure": .text(measures[measure.index].id), "else": .word("\(otherwise)"),
            ]
            entries.add("weight", .record(record))
        }
        let children = children(of: entity)
        if !children.isEmpty { entries.add("entities", .list(children.map { .mapping(printed($0)) })) }
        return entries
    }

    private func printed(_ node: NodeID) -> YAMLFields {
        let own = nodes[node.index]
        var entries: YAMLFields = ["id": .text(own.id)]
        if own.title != defaultTitle(of: own) { entries.add("title", .text(own.title)) }
        if own.weight != Fraction(whole: 1) { entries.add("weight", .word("\(own.weight)")) }
        if own.isRequired { entries.add("required", .word("true")) }
        if let words = own.appliesTo { entries.add("applies-to", .row(words.map(YAMLValue.text))) }
        guard case .index(let index) = own.content else { return entries }
        entries.add("aggregate", index.aggregate.printed)
        entries.add("coverage", .word("\(index.coverage)"))
        entries.add("floor", .word(Decimal.pointsText(index.floor)))
        let children = index.children.map { child -> YAMLValue in
            let entries = printed(child)
            return entries.all.count == 1 ? entries.all[0].value : .mapping(entries)
        }
        entries.add("children", .list(children))
        return entries
    }

    private func defaultTitle(of node: Node) -> String {
        if case .indicator(let indicator) = node.content { return indicators[indicator.index].title }
        return node.id
    }
}

extension Measure {
    fileprivate var printed: YAMLFields {
        var entries: YAMLFields = [:]
        if title != id { entries.add("title", .text(title)) }
        entries.add("kind", .word(kind.rawValue))
        if let unit { entries.add("unit", .text(unit)) }
        entries.add("pool", .word(pool.rawValue))
        if let lateness { entries.add("lateness", .word("\(lateness)")) }
        if grade < 1 { entries.add("grade", .word("\(grade)")) }
        return entries
    }
}

extension Indicator {
    fileprivate var printed: YAMLFields {
        var entries: YAMLFields = [:]
        if title != id { entries.add("title", .text(title)) }
        if let unit { entries.add("unit", .text(unit)) }
        entries.add("value", .text(valueText))
        if let appliesTo { entries.add("applies-to", .row(appliesTo.map(YAMLValue.text))) }
        entries.add("normalize", .record(normalisation.printed))
        if let staleAfter { entries.add("stale-after", .word("\(staleAfter)")) }
        entries.add("missing", .word(missing.rawValue))
        if let expiresAfter { entries.add("expires-after", .word("\(expiresAfter)")) }
        entries.add("roll-up", .word(rollUp.rawValue))
        if let costPerUnit { entries.add("cost", .word(Decimal.text(costPerUnit))) }
        return entries
    }
}

extension Normalisation {
    fileprivate var printed: YAMLFields {
        switch self {
        case .goalposts(let worst, let best, let truncate): Self.goalposts("goalposts", worst, best, truncate)
        case .logGoalposts(let worst, let best, let truncate): Self.goalposts("log-goalposts", worst, best, truncate)
        case .table(let points): ["table": .row(points.map(Self.point))]
        case .steps(let points): ["steps": .row(points.map(Self.point))]
        case .target(let low, let best, let high):
            ["target": .row([Self.number(low), Self.number(best), Self.number(high)])]
        case .zScore(let mean, let step): ["z-score": .row([Self.points(mean), Self.points(step)])]
        case .percentileRank: ["percentile-rank": .word("")]
        case .peerMinMax(let low, let high): ["peer-min-max": .row([Self.points(low), Self.points(high)])]
        }
    }

    private static func goalposts(_ name: String, _ worst: Double, _ best: Double, _ truncate: Bool)
        -> YAMLFields
    {
        var fields: YAMLFields = [name: .row([number(worst), number(best)])]
        if !truncate { fields.add("truncate", .word("false")) }
        return fields
    }

    private static func point(_ point: ScalePoint) -> YAMLValue {
        .row([number(point.x), .word(Decimal.pointsText(point.score))])
    }

    private static func number(_ value: Double) -> YAMLValue { .word(Decimal.text(value)) }

    private static func points(_ score: Double) -> YAMLValue { .word(Decimal.pointsText(score)) }
}

extension Aggregate {
    fileprivate var printed: YAMLValue {
        switch self {
        case .arithmetic, .geometric, .harmonic, .min, .max, .product: .word(name)
        case .power(let exponent): .record(["power": .word(Decimal.text(exponent))])
        case .owa(let factors): .record(["owa": .row(factors.map { .word(Decimal.text($0)) })])
        case .meanMin(let alpha, let beta):
            .record(["mean-min": .record(["alpha": .word(Decimal.text(alpha)), "beta": .word(Decimal.text(beta))])])
        case .mpi(let sign, let ddof):
            .record(["mpi": .record(["sign": .word(sign.rawValue), "ddof": .word("\(ddof)")])])
        case .expression(_, let text): .record(["expression": .text(text)])
        }
    }
}
