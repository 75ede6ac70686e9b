extension Model {
    /// The model's hash: the first 16 hexadecimal digits of SHA-256 over its canonical form.
    ///
    /// Two models of one hash give the same scores, but for the rounding of sums whose order of summands differs.
    /// Costs about a microsecond per line of the canonical form: compute it once per configuration.
    package var hash: String { String(SHA256(canonical.utf8).hexadecimal.prefix(16)) }

    /// Everything that decides a score, its band or its state, in one form whatever the files look like.
    ///
    /// Left out are titles, reasons, units, costs, the roadmap, the spelling of expressions, `lateness`, `grade`, the model's own
    /// name and version, and measures and kinds that nothing asks for. Order stands where it decides something (steps,
    /// operands, factors of an ordered average); elsewhere identifiers put everything in order.
    package var canonical: String {
        let kinds = Set((indicators.compactMap(\.appliesTo) + nodes.compactMap(\.appliesTo)).joined())
        var lines = ["readinessd model 1"]
        lines += entities.map { canonical($0, kinds: kinds) }.sorted()
        lines += usedMeasures.map { canonical(measures[$0.index]) }.sorted()
        lines += indicators.map(canonical).sorted()
        lines += nodes.compactMap(canonical).sorted()
        lines += gates.map(canonical).sorted()
        lines += bands.map { "band \($0.name.quoted) \($0.from.canonical)" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The measures that some value or weight is made of.
    private var usedMeasures: Set<MeasureID> {
        var used = Set(indicators.flatMap { $0.value.terms.map(\.measure) })
        for case .measured(let measure, _) in entities.map(\.weight) { used.insert(measure) }
        return used
    }

    private func canonical(_ entity: Entity, kinds: Set<String>) -> String {
        let parent = entity.parent.map { entities[$0.index].id } ?? ""
        let kind = entity.kind.flatMap { kinds.contains($0) ? $0 : nil } ?? ""
        let weight =
            switch entity.weight {
            case .fixed(let weight): "\(weight)"
            case .measured(let measure, let otherwise): "\(measures[measure.index].id.quoted) else \(otherwise)"
            }
        return "entity \(entity.id.quoted) in \(parent.quoted) kind \(kind.quoted) weight \(weight)"
    }

    private func canonical(_ measure: Measure) -> String {
        "measure \(measure.id.quoted) \(measure.kind.rawValue) pool \(measure.pool.rawValue)"
    }

    private func canonical(_ indicator: Indicator) -> String {
        let parts = [
            "indicator \(indicator.id.quoted)", indicator.value.canonical(measures),
            indicator.normalisation.canonical, "applies \(indicator.appliesTo.canonical)",
            "stale \(indicator.staleAfter.map { "\($0.nanoseconds)" } ?? "never")",
            "expires \(indicator.expiresAfter.map { "\($0.nanoseconds)" } ?? "never")",
            "missing \(indicator.missing.rawValue)", "roll-up \(indicator.rollUp.rawValue)",
        ]
        return parts.joined(separator: " ")
    }

    private func canonical(_ node: Node) -> String {
        let parent = node.parent.map { nodes[$0.index].id } ?? ""
        var parts = [
            "node \(node.id.quoted) in \(parent.quoted) weight \(node.weight)",
            "required \(node.isRequired) applies \(node.appliesTo.canonical)",
        ]
        if case .index(let index) = node.content {
            parts.append("\(index.aggregate.canonical(measures)) coverage \(index.coverage)")
            if index.aggregate.usesFloor { parts.append("floor \(index.floor.canonical)") }
        }
        return parts.joined(separator: " ")
    }

    private func canonical(_ gate: Gate) -> String {
        "gate \(nodes[gate.node.index].id.quoted) \(gate.cap.canonical(measures)) reads \(gate.reads.rawValue) "
            + "unknown \(gate.unknown.rawValue)"
    }
}

extension Normalisation {
    fileprivate var canonical: String {
        switch self {
        case .goalposts(let worst, let best, let truncate):
            "(goalposts \(worst.canonical) \(best.canonical) \(truncate))"
        case .logGoalposts(let worst, let best, let truncate):
            "(log-goalposts \(worst.canonical) \(best.canonical) \(truncate))"
        case .table(let points): "(table \(points.canonical))"
        case .steps(let points): "(steps \(points.canonical))"
        case .target(let low, let best, let high):
            "(target \(low.canonical) \(best.canonical) \(high.canonical))"
        case .zScore(let mean, let step): "(z-score \(mean.canonical) \(step.canonical))"
        case .percentileRank: "(percentile-rank)"
        case .peerMinMax(let low, let high): "(peer-min-max \(low.canonical) \(high.canonical))"
        }
    }
}

extension [ScalePoint] {
    fileprivate var canonical: String { map { "\($0.x.canonical):\($0.score.canonical)" }.joined(separator: " ") }
}

extension Aggregate {
    /// Whether a child below the floor counts as the floor.
    fileprivate var usesFloor: Bool {
        switch self {
        case .geometric, .harmonic: true
        case .power(let exponent): exponent <= 0
        default: false
        }
    }

    fileprivate func canonical(_ measures: [Measure]) -> String {
        switch self {
        // The power mean of exponent 0 is the geometric mean, its limit.
        case .power(0): "(geometric)"
        case .power(let exponent): "(power \(exponent.canonical))"
        case .owa(let factors): "(owa \(factors.map(\.canonical).joined(separator: " ")))"
        case .meanMin(let alpha, let beta): "(mean-min \(alpha.canonical) \(beta.canonical))"
        case .mpi(let sign, let ddof): "(mpi \(sign.rawValue) \(ddof))"
        case .expression(let expression, _): "(expression \(expression.canonical(measures)))"
        default: "(\(name))"
        }
    }
}

extension [String]? {
    /// The words in order; `*` for everything.
    fileprivate var canonical: String {
        guard let self else { return "*" }
        return "(" + Set(self).sorted().map(\.quoted).joined(separator: " ") + ")"
    }
}
