import ReadinessModel

extension ScenarioParser {
    /// `90`, `*1.2`, `+5`, `-5`, `+10%`, `-10%`; a number below 0 is written `=-5`.
    func amount(_ text: String) throws(ScenarioError) -> Scenario.Amount {
        let form = "a number, *1.2, +5, -5, +10% or -10% (a number below 0: =-5)"
        if text.hasPrefix("*") { return .multiply(try number(text.dropFirst(), text, form)) }
        if text.hasPrefix("=") { return .set(try number(text.dropFirst(), text, form)) }
        guard text.hasPrefix("+") || text.hasPrefix("-") else { return .set(try number(text, text, form)) }
        guard text.hasSuffix("%") else { return .add(try number(text, text, form)) }
        return .multiply((100 + (try number(text.dropLast(), text, form))) / 100)
    }

    /// Points of 0 to 100, or a relative form, as a score of 0 to 1.
    func points(_ text: String) throws(ScenarioError) -> Scenario.Amount {
        switch try amount(text) {
        case .set(let points):
            guard (0...100).contains(points) else {
                throw ScenarioError(.badValue, text, "'\(text)' is not a score; write points of 0 to 100")
            }
            return .set(points / 100)
        case .add(let points): return .add(points / 100)
        case .multiply(let factor): return .multiply(factor)
        }
    }

    /// A finite decimal number.
    private func number(_ digits: some StringProtocol, _ text: String, _ form: String) throws(ScenarioError) -> Double {
        let digits = digits.trimmed
        guard digits.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(digits),
            value.isFinite
        else { throw ScenarioError(.number, text, "'\(text)' is not a number; write \(form)") }
        return value
    }

    func fraction(_ text: String, _ form: String, _ isRight: (Double) -> Bool) throws(ScenarioError) -> Fraction {
        guard let fraction = Fraction(text) else { throw ScenarioError(.number, text, "'\(text)' is not \(form)") }
        guard isRight(fraction.value) else { throw ScenarioError(.badValue, text, "'\(text)' is not \(form)") }
        return fraction
    }

    /// `WORST,BEST` on the scale the indicator has: the logarithm stays where there is one.
    func goalposts(_ text: String, of indicator: IndicatorID) throws(ScenarioError) -> Normalisation {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw ScenarioError(.form, text, "'\(text)' is not a pair of goalposts; write WORST,BEST, such as 0.5,1")
        }
        let worst = try number(parts[0], String(parts[0]), "the worst value, such as 0.5")
        let best = try number(parts[1], String(parts[1]), "the best value, such as 1")
        guard worst != best else {
            throw ScenarioError(.badValue, text, "the goalposts \(text) are equal; they must differ")
        }
        switch model.indicators[indicator.index].normalisation {
        case .logGoalposts(_, _, let truncate):
            guard worst > 0, best > 0 else {
                throw ScenarioError(.badValue, text, "goalposts of a logarithm must lie above 0, unlike \(text)")
            }
            return .logGoalposts(worst: worst, best: best, truncate: truncate)
        case .goalposts(_, _, let truncate): return .goalposts(worst: worst, best: best, truncate: truncate)
        default: return .goalposts(worst: worst, best: best, truncate: true)
        }
    }

    func cap(_ name: String, _ text: String) throws(ScenarioError) -> Scenario.Change {
        let node = try node(name)
        if text == "none" { return .removeGates(node) }
        return .cap(node, try expression(text, scoresOf: nodes.keys), text: text)
    }

    /// `min`, `power(-1)`, `owa(0.5,0.3,0.2)`, `mean-min(0.5,0)`, `mpi(positive,1)`, `expression(score(a) * 0.9)`.
    func aggregate(_ text: String, of node: NodeID) throws(ScenarioError) -> Aggregate {
        let words: [String: Aggregate] = [
            "arithmetic": .arithmetic, "geometric": .geometric, "harmonic": .harmonic, "min": .min, "max": .max,
            "product": .product,
        ]
        if let aggregate = words[text] { return aggregate }
        let word = text.prefix { $0 != "(" }.trimmed
        let methods = words.keys.sorted() + ["power", "owa", "mean-min", "mpi", "expression"]
        guard methods.contains(word) else { throw unknown("method", word, among: methods) }
        guard text.hasSuffix(")"), text.count > word.count, words[word] == nil else {
            let form =
                words[word] == nil ? "write its parameters in parentheses, such as power(-1)" : "it takes no parameters"
            throw ScenarioError(.form, text, "'\(text)' is not a method: \(form)")
        }
        let inside = text.dropFirst(word.count).trimmed.dropFirst().dropLast().trimmed
        guard case .index(let content) = model.nodes[node.index].content else { return .arithmetic }
        let children = content.children.map { model.nodes[$0.index].id }
        if word == "expression" { return .expression(try expression(inside, scoresOf: children), text: inside) }
        let parts = inside.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
        if word == "mpi" {
            guard parts.count == 2, let sign = Aggregate.PenaltySign(rawValue: parts[0]), let ddof = Int(parts[1]),
                (0...1).contains(ddof)
            else { throw ScenarioError(.badValue, text, "'\(text)': write mpi(positive,1), mpi(negative,0) and so on") }
            return .mpi(sign: sign, ddof: ddof)
        }
        var numbers: [Double] = []
        for part in parts { numbers.append(try number(part, part, "a number, such as 0.5")) }
        switch word {
        case "power":
            guard numbers.count == 1 else {
                throw ScenarioError(.badValue, text, "'\(text)': write one exponent, as in power(-1)")
            }
            return .power(numbers[0])
        case "owa":
            guard numbers.count == children.count, numbers.allSatisfy({ $0 >= 0 }), numbers.reduce(0, +) > 0 else {
                let message = "'\(text)': owa takes a factor of 0 or more for each of the \(children.count) children"
                throw ScenarioError(.badValue, text, message)
            }
            return .owa(numbers)
        default:
            guard (1...2).contains(numbers.count), (0...1).contains(numbers[0]), (numbers.last ?? 0) >= 0 else {
                throw ScenarioError(
                    .badValue,
                    text,
                    "'\(text)': write mean-min(alpha,beta), alpha 0 to 1, beta 0 or more"
                )
            }
            return .meanMin(alpha: numbers[0], beta: numbers.count == 2 ? numbers[1] : 0)
        }
    }

    private func expression(_ text: String, scoresOf names: some Sequence<String>) throws(ScenarioError) -> Expression {
        switch ExpressionParser.parse(text, scoresOf: Set(names)) {
        case .success(let expression): return expression
        case .failure(let errors):
            let message = errors.all.map(\.message).joined(separator: "; ")
            throw ScenarioError(.badValue, text, "'\(text)': \(message)")
        }
    }
}
