import ReadinessModel

/// Reads `normalize`: one method, written as a mapping of its name and parameters.
struct NormalisationDecoder {
    let report: Report
    /// The indicator, for messages.
    let subject: String

    private static let methods = ["goalposts", "log-goalposts", "table", "steps", "target"]

    /// The method; nil after a report.
    func decode(_ node: YAMLNode) -> Normalisation? {
        if let word = node.text, ReservedWords.normalisations.contains(word) {
            ReservedWords.report(word, at: node.place, to: report)
            return nil
        }
        let keys = Self.methods + ["truncate"] + ReservedWords.normalisations
        let what = "'normalize' of \(subject)"
        guard let reader = MappingReader(node, what, keys: keys, report: report) else { return nil }
        for word in ReservedWords.normalisations where reader[word] != nil {
            ReservedWords.report(word, at: reader.place(of: word), to: report)
        }
        let given = Self.methods.filter { reader[$0] != nil }
        guard let method = given.first, let value = reader[method] else {
            // A word that is not known, or not yet, was reported already.
            let isExplained = node.mappingEntries?.contains { !Self.methods.contains($0.key) && $0.key != "truncate" }
            if isExplained != true {
                let message = "\(what) has no method; write one of \(Self.methods.joined(separator: ", "))"
                report.error("missing-key", message, at: node.place)
            }
            return nil
        }
        for other in given.dropFirst() {
            let message = "only one method may stand in 'normalize'; '\(method)' does already"
            report.error("duplicate-method", message, at: reader.place(of: other))
        }
        let isGoalposts = method == "goalposts" || method == "log-goalposts"
        if !isGoalposts { reader.forbid("truncate", "belongs to goalposts and log-goalposts, not to \(method)") }
        let truncate = reader.flag("truncate") ?? true
        switch method {
        case "goalposts", "log-goalposts": return goalposts(value, method, truncate: truncate)
        case "table": return points(value, method, atLeast: 2).map(Normalisation.table)
        case "steps": return points(value, method, atLeast: 1).map(Normalisation.steps)
        default: return target(value)
        }
    }

    private func goalposts(_ node: YAMLNode, _ method: String, truncate: Bool) -> Normalisation? {
        guard let numbers = numbers(node, method, "[worst, best]", count: 2) else { return nil }
        let (worst, best) = (numbers[0], numbers[1])
        guard worst != best else {
            report.error(
                "equal-goalposts",
                "worst and best are both \(Decimal.text(worst)); they must differ",
                at: node.place
            )
            return nil
        }
        guard method == "log-goalposts" else { return .goalposts(worst: worst, best: best, truncate: truncate) }
        guard worst > 0, best > 0 else {
            report.error("bad-goalposts", "'log-goalposts' must both be above 0, for the logarithm", at: node.place)
            return nil
        }
        return .logGoalposts(worst: worst, best: best, truncate: truncate)
    }

    private func target(_ node: YAMLNode) -> Normalisation? {
        guard let numbers = numbers(node, "target", "[zero, best, zero]", count: 3) else { return nil }
        guard numbers[0] < numbers[1], numbers[1] < numbers[2] else {
            report.error("not-rising", "the numbers of 'target' must rise: [zero, best, zero]", at: node.place)
            return nil
        }
        return .target(low: numbers[0], best: numbers[1], high: numbers[2])
    }

    private func numbers(_ node: YAMLNode, _ key: String, _ form: String, count: Int) -> [Double]? {
        guard let items = node.items, items.count == count else {
            let found = node.items.map { "a list of \($0.count)" } ?? node.description
            report.error("wrong-type", "'\(key)' must be \(form), not \(found)", at: node.place)
            return nil
        }
        let values = ValueReader(report: report)
        let numbers = items.map { values.number($0, key) }.compactMap(\.self)
        return numbers.count == count ? numbers : nil
    }

    private func points(_ node: YAMLNode, _ key: String, atLeast minimum: Int) -> [ScalePoint]? {
        guard let items = node.items, items.count >= minimum else {
            let form = key == "steps" ? "[[edge, score], ...]" : "[[x, score], ...] of two points or more"
            let found = node.items.map { "a list of \($0.count)" } ?? node.description
            report.error("wrong-type", "'\(key)' must be \(form), not \(found)", at: node.place)
            return nil
        }
        let values = ValueReader(report: report)
        var points: [ScalePoint] = []
        var isRight = true
        for item in items {
            guard let pair = item.items, pair.count == 2 else {
                report.error(
                    "wrong-type",
                    "each point of '\(key)' must be [x, score], not \(item.description)",
                    at: item.place
                )
                isRight = false
                continue
            }
            guard let x = values.number(pair[0], key), let score = values.points(pair[1], "score") else {
                isRight = false
                continue
            }
            if let last = points.last, x <= last.x {
                let message =
                    "\(Decimal.text(x)) does not lie above \(Decimal.text(last.x)); the points of '\(key)' must rise"
                report.error("not-rising", message, at: pair[0].place)
                isRight = false
            }
            points.append(ScalePoint(x: x, score: score))
        }
        return isRight ? points : nil
    }
}
