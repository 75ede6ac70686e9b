import ArgumentParser
import Varlink

/// Tells which uncertain input, weight or method a score depends on most.
struct SensitivityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensitivity",
        abstract: "Tell which uncertain inputs, weights and methods cause the spread of a score (Sobol indices)."
    )

    @Argument(help: "The entity; by default the only one at the top.")
    var entity: String?

    @Argument(help: "The node; by default the root of the index.")
    var node: String?

    @Option(help: "How wrong each value may be, in percent of it.")
    var inputs = 5.0

    @Option(help: "How wrong each weight may be, in percent of it.")
    var weights = 0.0

    @Flag(help: "Let arithmetic, geometric and harmonic nodes take any of the three means.")
    var methods = false

    @Option(help: "Rows of each of the two matrices; by default as many as take about a second.")
    var samples: Int64?

    @Option(help: "Where the random numbers begin; the same seed gives the same answer.")
    var seed: Int64 = 1

    @Option(help: "How many factors are shown, the strongest first.")
    var limit = 15

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (0...100).contains(inputs) else { throw ValidationError("--inputs takes 0 to 100 percent") }
        guard (0..<100).contains(weights) else { throw ValidationError("--weights takes 0 to less than 100 percent") }
        guard limit > 0 else { throw ValidationError("--limit takes 1 or more") }
        if let samples, !(2...1_000_000).contains(samples) {
            throw ValidationError("--samples takes 2 to 1000000")
        }
    }

    func run() throws {
        var parameters: JSON.Object = ["inputShare": .number(inputs / 100), "seed": .integer(seed)]
        parameters["entity"] = entity.map(JSON.string)
        parameters["node"] = node.map(JSON.string)
        parameters["samples"] = samples.map(JSON.integer)
        if methods { parameters["methods"] = true }
        if weights > 0 { parameters["weightShare"] = .number(weights / 100) }
        let answer = JSON.object(try Connection(common).call("Sensitivity", parameters))
        if common.json {
            Terminal.print(answer.description)
        } else {
            lines(answer).forEach(Terminal.print)
        }
    }

    private func lines(_ answer: JSON) -> [String] {
        let title = "\(answer["entityTitle"]?.string ?? "") \(answer["nodeTitle"]?.string ?? "")"
        let deviation = Formatting.fixed(answer["standardDeviation"]?.double ?? 0, decimals: 2)
        var lines = [
            Terminal.bold("\(title) \(Formatting.points(answer["score"]?.double))"),
            "the score spreads by \(deviation) points (one standard deviation); its causes:",
            "",
        ]
        let factors = answer["factors"]?.array ?? []
        guard (answer["standardDeviation"]?.double ?? 0) > 0 else {
            return lines.dropLast(2) + ["nothing varied moves it"]
        }
        var table = Table([.left, .right, .left, .right, .left], header: ["WHAT", "ALONE", "", "WITH OTHERS", ""])
        for factor in factors.prefix(limit) {
            table.add([
                name(factor), Self.share(factor["first"]), Self.interval(factor, "first"),
                Self.share(factor["total"]), Self.interval(factor, "total"),
            ])
        }
        lines += table.lines
        if factors.count > limit { lines.append("... and \(factors.count - limit) weaker ones (--limit)") }
        lines.append(
            "(shares of the variance, 95 % intervals; \(answer["evaluations"]?.integer ?? 0) evaluations, seed \(seed))"
        )
        if let discarded = answer["discarded"]?.integer, discarded > 0 {
            lines.append("\(discarded) of \(answer["samples"]?.integer ?? 0) rows had no score and were left out")
        }
        return lines
    }

    /// What was varied, in at most 38 characters so that a row fits 80 columns.
    private func name(_ factor: JSON) -> String {
        let node = factor["nodeTitle"]?.string ?? ""
        let name =
            switch factor["kind"]?.string {
            case "weights": "weights of \(node)"
            case "method": "method of \(node)"
            default: "\(node), \(factor["entityTitle"]?.string ?? "")"
            }
        return name.count > 38 ? "\(name.prefix(37))…" : name
    }

    private static func share(_ share: JSON?) -> String { Formatting.fixed(share?.double ?? 0, decimals: 3) }

    private static func interval(_ factor: JSON, _ order: String) -> String {
        "\(share(factor["\(order)Low"]))..\(share(factor["\(order)High"]))"
    }
}
