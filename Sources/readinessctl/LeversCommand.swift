import ArgumentParser
import Varlink

/// Shows what would raise a score most.
struct LeversCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "levers",
        abstract: "Show what would raise a score most, what it takes to the next band, and which gates bind."
    )

    @Argument(help: "The entity; by default the only one at the top.")
    var entity: String?

    @Argument(help: "The node; by default the root of the index.")
    var node: String?

    @Option(help: "Rank by gain (at the margin), best (if it went to 100) or cost (gain per unit of cost).")
    var by = "gain"

    @OptionGroup var common: CommonOptions

    func run() throws {
        guard ["gain", "best", "cost"].contains(by) else {
            throw ValidationError("--by takes gain, best or cost, not '\(by)'")
        }
        var parameters: JSON.Object = ["ranking": .string(by)]
        parameters["entity"] = entity.map(JSON.string)
        parameters["node"] = node.map(JSON.string)
        let answer = JSON.object(try Connection(common).call("Levers", parameters))
        if common.json {
            Terminal.print(answer.description)
            return
        }
        lines(answer).forEach(Terminal.print)
    }

    private func lines(_ answer: JSON) -> [String] {
        var title = "\(answer["entityTitle"]?.string ?? "") \(answer["nodeTitle"]?.string ?? "")"
        title += " \(Formatting.points(answer["score"]?.double))"
        if let band = answer["nextBand"]?.string {
            title += ", next band \(band) from \(Formatting.points(answer["nextBandFrom"]?.double))"
        }
        var table = Table(
            [.left, .right, .right, .right, .left],
            header: ["INDICATOR", "SCORE", "GAIN", "AT 100", "TO THE NEXT BAND"]
        )
        for lever in answer["levers"]?.array ?? [] { table.add(row(lever)) }
        var lines = [Terminal.bold(title), ""] + table.lines
        lines.append("(GAIN: points per point of the indicator; AT 100: points if it alone went to 100)")
        for gate in answer["gates"]?.array ?? [] where gate["binds"]?.bool == true { lines += self.lines(of: gate) }
        return lines
    }

    private func row(_ lever: JSON) -> [String] {
        var step = lever["reachesNextBand"]?.bool == true ? "" : "not by this alone"
        if let value = lever["nextBandValue"]?.double {
            let unit = lever["unit"]?.string.map { " \($0)" } ?? ""
            step = "\(lever["value"]?.double.map(Formatting.plain) ?? "none") -> \(Formatting.plain(value))\(unit)"
        } else if let score = lever["nextBandScore"]?.double {
            step = "score \(Formatting.points(score))"
        }
        if let cost = lever["costOfNextBand"]?.double { step += " for \(Formatting.plain(cost))" }
        return [
            lever["indicatorTitle"]?.string ?? "", Formatting.points(lever["score"]?.double),
            Formatting.fixed(lever["gain"]?.double ?? 0, decimals: 3),
            lever["gainAtBest"]?.double.map { Formatting.signed($0) } ?? "-", step,
        ]
    }

    private func lines(of gate: JSON) -> [String] {
        let raw = Formatting.points(gate["raw"]?.double)
        let cap = Formatting.points(gate["points"]?.double)
        var lines = [
            "",
            "\(gate["node"]?.string ?? "") at \(gate["entity"]?.string ?? "") is capped from \(raw) to \(cap) by "
                + (gate["cap"]?.string ?? ""),
        ]
        if let reason = gate["reason"]?.string { lines.append("  because \(reason)") }
        for way in gate["ways"]?.array ?? [] {
            let from = Formatting.points(way["from"]?.double)
            let to = way["to"]?.double.map { Formatting.points($0) } ?? "unreachable"
            lines.append("  it lets go when \(way["node"]?.string ?? "") goes from \(from) to \(to)")
        }
        return lines
    }
}
