import ReadinessModel

/// Reads `normalize`: one method, written as a mapping of its name and parameters.
struct NormalisationDecoder {
    let report: Report
    /// The indicator, for messages.
    let subject: String

    private static let methods = [
        "goalposts", "log-goalposts", "table", "steps", "target", "z-score", "percentile-rank", "peer-min-max",
    ]

    /// The method; nil after a report.
    func decode(_ node: YAMLNode) -> Normalisation? {
        if node.text == "percentile-rank" { return .percentileRank }
        let keys = Self.methods + ["truncate"]
        let what = "'normalize' of \(subject)"
        guard let reader = MappingReader(node, what, keys: keys, report: report) else { return nil }
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
        case "z-score": return standardScore(value)
        case "percentile-rank":
            if !value.isEmpty {
                let message = "'percentile-rank' has no parameters; write normalize: percentile-rank"
                report.error("wrong-type", message, at: value.place)
            }
            return .percentileRank
        case "peer-min-max": return peers(value)
        default: return target(value)
        }
    }

    private func standardScore(_ node: YAMLNode) -> Normalisation? {
        guard let numbers = numbers(node, "z-score", "[mean, step]", count: 2) else { return nil }
        guard numbers[1] != 0 else {
            report.error("bad-value", "the step of 'z-score' must not be 0", at: node.place)
            return nil
        }
        return .zScore(mean: numbers[0] / 100, step: numbers[1] / 100)
    }

    private func peers(_ node: YAMLNode) -> Normalisation? {
        guard let numbers = numbers(node, "peer-min-max", "[low, high]", count: 2) else { return nil }
        guard numbers[0] != numbers[1], numbers.allSatisfy({ (0...100).contains($0) }) else {
            let message = "'peer-min-max' must be two different numbers of points from 0 to 100"
            report.error("bad-value", message, at: node.place)
            return nil
        }
        return .peerMinMax(low: numbers[0] / 100, high: numbers[1] / 100)
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
