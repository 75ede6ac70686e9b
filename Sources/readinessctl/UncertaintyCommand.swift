import ArgumentParser
import Varlink

/// Tells how sure a score is.
struct UncertaintyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uncertainty",
        abstract: "Tell how sure a score is, by varying inputs, weights and methods at random."
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

    @Option(help: "A score in points: with which probability is it reached?")
    var target: Double?

    @Option(help: "Number of draws.")
    var draws: Int64 = 10_000

    @Option(help: "Where the random numbers begin; the same seed gives the same answer.")
    var seed: Int64 = 1

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (0...100).contains(inputs) else { throw ValidationError("--inputs takes 0 to 100 percent") }
        guard (0..<100).contains(weights) else { throw ValidationError("--weights takes 0 to less than 100 percent") }
        guard (1...1_000_000).contains(draws) else { throw ValidationError("--draws takes 1 to 1000000") }
    }

    func run() throws {
        var parameters: JSON.Object = [
            "inputShare": .number(inputs / 100), "draws": .integer(draws), "seed": .integer(seed),
        ]
        parameters["entity"] = entity.map(JSON.string)
        parameters["node"] = node.map(JSON.string)
        parameters["target"] = target.map(JSON.number)
        if methods { parameters["methods"] = true }
        if weights > 0 { parameters["weightShare"] = .number(weights / 100) }
        let answer = JSON.object(try Connection(common).call("Uncertainty", parameters))
        if common.json {
            Terminal.print(answer.description)
        } else {
            lines(answer).forEach(Terminal.print)
        }
    }

    private func lines(_ answer: JSON) -> [String] {
        let title = "\(answer["entityTitle"]?.string ?? "") \(answer["nodeTitle"]?.string ?? "")"
        let score = Formatting.points(answer["score"]?.double)
        let ends = ["p5", "p50", "p95"].map { Formatting.points(answer[$0]?.double) }
        var lines = [
            Terminal.bold("\(title) \(score)"),
            "9 of 10 draws lie between \(ends[0]) and \(ends[2]), the median is \(ends[1])",
            "(\(answer["draws"]?.integer ?? 0) draws over \(answer["factors"]?.integer ?? 0) inputs, weights and methods, "
                + "seed \(seed))",
        ]
        if let missing = answer["withoutScore"]?.double, missing > 0 {
            lines.append("without a score: \(Formatting.percent(missing))")
        }
        let bands = answer["bands"]?.array ?? []
        if !bands.isEmpty { lines.append("") }
        for band in bands {
            let share = Formatting.percent(band["share"]?.double)
            lines.append(
                String(repeating: " ", count: max(0, 7 - share.count)) + "\(share)  \(band["band"]?.string ?? "")"
            )
        }
        if let target, let share = answer["reachesTarget"]?.double {
            lines += ["", "\(Formatting.points(target)) is reached in \(Formatting.percent(share)) of the draws"]
        }
        return lines
    }
}
