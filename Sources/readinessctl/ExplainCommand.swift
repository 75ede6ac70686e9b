import ArgumentParser
import Varlink

/// Shows what a score is made of.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what a score is made of, down to the readings."
    )

    @Argument(help: "The entity; by default the only one at the top.")
    var entity: String?

    @Argument(help: "The node or indicator; by default the root of the index.")
    var node: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
        var parameters = JSON.Object()
        parameters["entity"] = entity.map(JSON.string)
        parameters["node"] = node.map(JSON.string)
        let answer = JSON.object(try Connection(common).call("Explain", parameters))
        if common.json {
            Terminal.print(answer.description)
            return
        }
        Terminal.print(Terminal.bold(answer["entityTitle"]?.string ?? ""))
        guard let explanation = answer["explanation"] else { return }
        ExplanationTree(explanation).lines.forEach(Terminal.print)
    }
}

/// The tree of `explain`, as lines of at most 80 columns.
struct ExplanationTree {
    private static let width = 80
    private let root: JSON

    init(_ root: JSON) { self.root = root }

    var lines: [String] {
        let header = "  SCORE    ADDS  SHARE  COVERAGE  "
        return [header + "WHAT"] + lines(of: root, prefix: "", isLast: true, isRoot: true)
    }

    private func lines(of node: JSON, prefix: String, isLast: Bool, isRoot: Bool) -> [String] {
        let branch = isRoot ? "" : prefix + (isLast ? "`- " : "|- ")
        let below = isRoot ? "" : prefix + (isLast ? "   " : "|  ")
        var lines = [columns(node) + branch + title(node)]
        // Notes begin further left than titles, or little of an expression would fit on the screen.
        let blank = String(repeating: " ", count: 12 + below.count)
        for note in notes(node) { lines.append(clipped(blank + note)) }
        let children = node["children"]?.array ?? []
        for (index, child) in children.enumerated() {
            lines += self.lines(of: child, prefix: below, isLast: index == children.count - 1, isRoot: false)
        }
        return lines
    }

    private func columns(_ node: JSON) -> String {
        let score = node["score"]?.double.map { Formatting.fixed($0, decimals: 1) } ?? "none"
        let adds = node["contribution"]?.double.map { Formatting.signed($0) } ?? ""
        let share = node["share"]?.double.map { "\(Formatting.fixed($0 * 100, decimals: 0)) %" } ?? ""
        let coverage = Formatting.percent(node["coverage"]?.double)
        return right(score, 7) + right(adds, 8) + right(share, 7) + right(coverage, 10) + "  "
    }

    private func title(_ node: JSON) -> String {
        var title = node["nodeTitle"]?.string ?? ""
        if let aggregate = node["aggregate"]?.string { title += " (\(aggregate))" }
        if let band = node["band"]?.string, node["aggregate"] != nil { title += " \(band)" }
        return title
    }

    private func notes(_ node: JSON) -> [String] {
        var notes: [String] = []
        if let reason = node["reason"]?.string { notes.append("no score: \(reason)") }
        notes += substituted(node)
        if node["raisedToFloor"]?.bool == true { notes.append("counts as the floor above") }
        for gate in node["gates"]?.array ?? [] where gate["binds"]?.bool == true {
            let raw = Formatting.points(node["rawScore"]?.double)
            let why = gate["reason"]?.string.map { ": \($0)" } ?? ""
            notes.append("capped from \(raw) by \(gate["cap"]?.string ?? "")\(why)")
        }
        if let expression = node["expression"]?.string {
            let unit = node["unit"]?.string.map { " \($0)" } ?? ""
            notes.append("\(node["value"]?.double.map(Formatting.plain) ?? "none")\(unit) = \(expression)")
        }
        for term in node["terms"]?.array ?? [] { notes.append(self.note(of: term)) }
        return notes
    }

    /// Whatever is not as it was reported in time, at the node where it is to be seen first.
    private func substituted(_ node: JSON) -> [String] {
        var notes: [String] = []
        if let confidence = node["confidence"]?.double, let coverage = node["coverage"]?.double, confidence < coverage {
            notes.append("confidence \(Formatting.percent(confidence))")
        }
        for (count, places, what) in [
            ("heldCount", "held", "held though no longer fresh"),
            ("countedWorstCount", "countedWorst", "missing and counted as worst"),
        ] {
            guard let number = node[count]?.integer, number > 0 else { continue }
            let named = (node[places]?.array ?? []).prefix(3).map {
                "\($0["node"]?.string ?? "") at \($0["entity"]?.string ?? "")"
            }
            let noun = number == 1 ? "value" : "values"
            notes.append("\(number) \(noun) \(what): \(named.joined(separator: ", "))\(number > 3 ? ", ..." : "")")
        }
        return notes
    }

    private func note(of term: JSON) -> String {
        let readings = term["readings"]?.array ?? []
        let values = readings.prefix(3).map { reading in
            "\(reading["entity"]?.string ?? "") \(reading["value"]?.double.map(Formatting.plain) ?? "none")"
        }
        let more = readings.count > 3 ? ", ..." : ""
        let total = term["value"]?.double.map(Formatting.plain) ?? "none"
        return "  \(term["term"]?.string ?? ""): \(total) (\(values.joined(separator: ", "))\(more))"
    }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func clipped(_ line: String) -> String {
        line.count <= Self.width ? line : line.prefix(Self.width - 3) + "..."
    }
}
