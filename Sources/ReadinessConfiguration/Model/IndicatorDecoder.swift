import ReadinessModel

/// Reads indicators.
struct IndicatorDecoder {
    let measures: MeasureTable
    let report: Report

    private static let keys = [
        "title", "unit", "value", "normalize", "applies-to", "stale-after", "missing", "expires-after", "roll-up",
        "cost",
    ]

    /// An indicator and the leaf entities it applies to; nil means all.
    struct Decoded {
        var indicator: Indicator
        var leaves: LeafSet?
    }

    /// Reads one entry of `indicators`; one with mistakes inside still has its name.
    func decode(_ entry: YAMLNode.Entry, _ applicability: inout Applicability) -> Decoded {
        let subject = "indicator '\(entry.key)'"
        let nothing = Indicator(
            id: entry.key,
            value: .number(0),
            valueText: "0",
            normalisation: .goalposts(worst: 0, best: 1, truncate: true)
        )
        guard let reader = MappingReader(entry.value, subject, keys: Self.keys, at: entry.keyPlace, report: report)
        else { return Decoded(indicator: nothing) }
        var indicator = nothing
        indicator.title = reader.string("title") ?? entry.key
        indicator.unit = reader.string("unit")
        if let node = reader.required("value", as: "present / required"), let text = reader.values.string(node, "value")
        {
            indicator.value = expression(text, node, reader) ?? nothing.value
            indicator.valueText = text.trimmed
        }
        if let node = reader.required("normalize", as: "{goalposts: [0, 1]}") {
            let decoder = NormalisationDecoder(report: report, subject: subject)
            indicator.normalisation = decoder.decode(node) ?? nothing.normalisation
        }
        let words = reader.words("applies-to", of: "kinds and entities")
        indicator.appliesTo = words?.map(\.text)
        policies(reader, &indicator)
        return Decoded(indicator: indicator, leaves: words.flatMap { applicability.leaves(of: $0) })
    }

    private func policies(_ reader: MappingReader, _ indicator: inout Indicator) {
        indicator.missing = reader.choice("missing", of: MissingPolicy.self) ?? .drop
        let isRelative = indicator.normalisation.isRelative
        indicator.rollUp = reader.choice("roll-up", of: RollUp.self) ?? (isRelative ? .scores : .pool)
        if isRelative, indicator.rollUp == .pool {
            let message = "'roll-up: pool' cannot stand with a normalisation relative to peers; use scores or none"
            report.error("bad-value", message, at: reader["roll-up"]?.place ?? reader.place)
        }
        if let node = reader["cost"] { indicator.costPerUnit = cost(node) }
        indicator.staleAfter = reader.span("stale-after")
        indicator.expiresAfter = reader.span("expires-after")
        if indicator.missing != .hold {
            reader.forbid("expires-after", "has a meaning only with 'missing: hold'")
        } else if let stale = indicator.staleAfter, let expires = indicator.expiresAfter, expires < stale {
            let message = "'expires-after' \(expires) is shorter than 'stale-after' \(stale); held readings are older"
            report.error("bad-value", message, at: reader["expires-after"]?.place ?? reader.place)
        }
    }

    /// What one unit of the value costs.
    private func cost(_ node: YAMLNode) -> Double? {
        ValueReader(report: report).value(node, "cost", "a number above 0, what one unit of the value costs") { text in
            Decimal.number(text).flatMap { $0 > 0 ? $0 : nil }
        }
    }

    private func expression(_ text: String, _ node: YAMLNode, _ reader: MappingReader) -> Expression? {
        let register = measures.register
        let located = ExpressionParser.locate(text, names: register.names) { name in
            register.index(of: name).map { (MeasureID($0), measures.measures[$0].kind) }
        }
        switch located {
        case .success(let located):
            checkUnits(located, in: text, node, reader)
            return located.expression
        case .failure(let errors):
            report.expression(errors, in: text, node)
            return nil
        }
    }

    /// Reports operands that do not go together, else a value that is not in the unit the indicator declares.
    private func checkUnits(_ located: LocatedExpression, in text: String, _ node: YAMLNode, _ reader: MappingReader) {
        switch UnitChecker.check(located, unitOf: { measures.units[$0.index] }) {
        case .success(let quantity):
            guard let declared = reader["unit"], let unit = declared.text, let fault = quantity.fault(as: Unit(unit))
            else { return }
            let excerpt = declared.place.excerpt(length: unit.unicodeScalars.count)
            report.error("unit-mismatch", fault, at: declared.place, excerpt: excerpt)
        case .failure(let errors):
            report.expression(errors, in: text, node, code: "unit-mismatch")
        }
    }
}
