import ReadinessModel

/// Reads `aggregate`: a word, or a mapping of a method and its parameters.
struct AggregateDecoder {
    let report: Report

    /// The methods without parameters.
    private enum Word: String, CaseIterable {
        case arithmetic, geometric, harmonic, min, max, product

        var aggregate: Aggregate {
            switch self {
            case .arithmetic: .arithmetic
            case .geometric: .geometric
            case .harmonic: .harmonic
            case .min: .min
            case .max: .max
            case .product: .product
            }
        }
    }

    private static let methods = ["power", "owa", "mean-min", "mpi", "expression"]

    /// The method of a node; arithmetic when none is given.
    ///
    /// - Parameter children: the identifiers of the children, in order.
    func decode(_ reader: MappingReader, children: [String]) -> Aggregate {
        guard let node = reader["aggregate"] else { return .arithmetic }
        guard node.mappingEntries != nil, !node.isEmpty else { return word(node) }
        guard let reader = MappingReader(node, "'aggregate'", keys: Self.methods, report: report) else {
            return .arithmetic
        }
        let given = Self.methods.filter { reader[$0] != nil }
        for other in given.dropFirst() {
            let message = "only one method may stand in 'aggregate'; '\(given[0])' does already"
            report.error("duplicate-method", message, at: reader.place(of: other))
        }
        guard let method = given.first, let value = reader[method] else { return .arithmetic }
        let values = ValueReader(report: report)
        switch method {
        case "power": return values.number(value, "power").map(Aggregate.power) ?? .arithmetic
        case "owa": return ordered(value, count: children.count) ?? .arithmetic
        case "mean-min": return meanMin(value) ?? .arithmetic
        case "mpi": return mazziotta(value) ?? .arithmetic
        default: return expression(value, children: children) ?? .arithmetic
        }
    }

    private func word(_ node: YAMLNode) -> Aggregate {
        if let text = node.text, Self.methods.contains(text) {
            let example =
                switch text {
                case "power": "{power: -1}"
                case "owa": "{owa: [0.2, 0.3, 0.5]}"
                case "mean-min": "{mean-min: {alpha: 0.5, beta: 0}}"
                case "mpi": "{mpi: {sign: positive, ddof: 0}}"
                default: "{expression: \"min(score(a), score(b))\"}"
                }
            report.error("wrong-type", "'\(text)' needs its parameters; write aggregate: \(example)", at: node.place)
            return .arithmetic
        }
        return ValueReader(report: report).choice(node, "aggregate", of: Word.self)?.aggregate ?? .arithmetic
    }

    private func ordered(_ node: YAMLNode, count: Int) -> Aggregate? {
        let values = ValueReader(report: report)
        guard let items = values.list(node, "owa", of: "factors, one for each child") else { return nil }
        let factors = items.map { values.number($0, "owa") }.compactMap(\.self)
        guard factors.count == items.count else { return nil }
        guard factors.count == count else {
            let message = "'owa' has \(factors.count) factors for \(count) children; give one for each, best first"
            report.error("bad-value", message, at: node.place)
            return nil
        }
        guard factors.allSatisfy({ $0 >= 0 }), factors.reduce(0, +) > 0 else {
            report.error("bad-value", "the factors of 'owa' must be 0 or more, and not all 0", at: node.place)
            return nil
        }
        return .owa(factors)
    }

    private func meanMin(_ node: YAMLNode) -> Aggregate? {
        guard let reader = MappingReader(node, "'mean-min'", keys: ["alpha", "beta"], report: report),
            let alphaNode = reader.required("alpha", as: "0.5"),
            let alpha = reader.values.number(alphaNode, "alpha")
        else { return nil }
        let beta = reader["beta"].map { reader.values.number($0, "beta") } ?? 0
        guard (0...1).contains(alpha), let beta, beta >= 0 else {
            report.error("bad-value", "'mean-min' needs alpha from 0 to 1 and beta of 0 or more", at: node.place)
            return nil
        }
        return .meanMin(alpha: alpha, beta: beta)
    }

    private func mazziotta(_ node: YAMLNode) -> Aggregate? {
        guard let reader = MappingReader(node, "'mpi'", keys: ["sign", "ddof"], report: report) else { return nil }
        // Two public definitions differ in both, so neither has a default.
        guard reader.required("sign", as: "positive") != nil, reader.required("ddof", as: "0") != nil,
            let sign = reader.choice("sign", of: Aggregate.PenaltySign.self),
            let ddof = reader.count("ddof", in: 0...1)
        else { return nil }
        return .mpi(sign: sign, ddof: ddof)
    }

    private func expression(_ node: YAMLNode, children: [String]) -> Aggregate? {
        guard let text = ValueReader(report: report).string(node, "expression") else { return nil }
        switch ExpressionParser.parse(text, scoresOf: Set(children)) {
        case .success(let expression): return .expression(expression, text: text.trimmed)
        case .failure(let errors):
            report.expression(errors, in: text, node)
            return nil
        }
    }
}
