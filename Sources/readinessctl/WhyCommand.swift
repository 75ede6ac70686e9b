import ArgumentParser
import Varlink

/// Tells why a score changed.
struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Tell why a score changed: causes and readings that add up to the change."
    )

    @Argument(help: "The entity; by default the only one at the top.")
    var entity: String?

    @Argument(help: "The node or indicator; by default the root of the index.")
    var node: String?

    @Option(help: "The earlier moment: a span ago such as 1h, 7d, or a time (2026-01-31T12:00:00Z).")
    var since = "1d"

    @OptionGroup var common: CommonOptions

    func run() throws {
        var parameters = JSON.Object()
        parameters["entity"] = entity.map(JSON.string)
        parameters["node"] = node.map(JSON.string)
        guard let moment = Moment(since, now: Terminal.now) else {
            throw ValidationError("'\(since)' is no moment; write a span ago such as 1h or 7d, or 2026-01-31T12:00:00Z")
        }
        parameters["sinceTimestamp"] = .integer(moment.microseconds)
        let answer = JSON.object(try Connection(common).call("Why", parameters))
        if common.json {
            Terminal.print(answer.description)
        } else {
            ChangeScreen(answer).lines.forEach(Terminal.print)
        }
    }
}

/// The screen of `why`, as lines of at most 80 columns.
struct ChangeScreen {
    private static let rowLimit = 20
    private static let causes = [
        "method": "method", "weight": "weights", "goalpost": "goalposts", "gate": "gates",
        "arrived": "newly arrived", "expired": "expired", "override": "overrides", "data": "values changed",
    ]

    private let answer: JSON

    init(_ answer: JSON) { self.answer = answer }

    var lines: [String] {
        let (before, after) = (answer["before"]?.double, answer["after"]?.double)
        let title = "\(answer["entityTitle"]?.string ?? "") \(answer["nodeTitle"]?.string ?? "")"
        let from = Formatting.moment(answer["fromTimestamp"]?.integer ?? 0)
        let to = Formatting.moment(answer["toTimestamp"]?.integer ?? 0)
        let change = Formatting.signed((after ?? 0) - (before ?? 0))
        var lines = [
            Terminal.bold(title),
            "\(Formatting.points(before)) -> \(Formatting.points(after)) (\(change)) from \(from) to \(to)",
        ]
        if let reason = answer["reasonBefore"]?.string { lines.append("no score before: \(reason)") }
        if let reason = answer["reasonAfter"]?.string { lines.append("no score now: \(reason)") }
        let causes = answer["causes"]?.array ?? []
        guard !causes.isEmpty else { return lines + ["", "Nothing moved it."] + overrides }
        lines.append("")
        for cause in causes {
            let name = cause["cause"]?.string ?? ""
            lines.append("\(number(cause["points"]?.double))  \(Self.causes[name] ?? name)")
        }
        lines += ["", "of which"]
        let rows = answer["rows"]?.array ?? []
        for row in rows.prefix(Self.rowLimit) { lines += self.lines(of: row) }
        if rows.count > Self.rowLimit {
            lines.append("         and \(rows.count - Self.rowLimit) smaller ones (--json)")
        }
        return lines + overrides
    }

    /// What overrides did, apart from the computed score, which they never move.
    private var overrides: [String] {
        guard let change = answer["withOverrides"] else { return [] }
        let ends = ["before", "after"].map { Formatting.points(change[$0]?.double) }
        var lines = [
            "", "With overrides it would be \(ends[0]) -> \(ends[1]); overrides did",
            "\(number(change["points"]?.double))  of that",
        ]
        for line in change["overrides"]?.array ?? [] {
            let score = Formatting.points(line["score"]?.double)
            lines.append(
                "           \(line["fate"]?.string ?? ""): \(line["node"]?.string ?? "") at "
                    + "\(line["entity"]?.string ?? "") to \(score) by \(line["who"]?.string ?? "")"
            )
            lines.append("             because \(line["why"]?.string ?? "")")
        }
        return lines
    }

    private func lines(of row: JSON) -> [String] {
        let cause = row["cause"]?.string ?? ""
        var head = "\(number(row["points"]?.double))  \(row["nodeTitle"]?.string ?? "")"
        if cause != "data" { head += ", \(Self.causes[cause] ?? cause)" }
        if let error = row["standardError"]?.double, error >= 0.005 {
            head += " (+-\(Formatting.fixed(error, decimals: 2)))"
        }
        return [head]
            + (row["readings"]?.array ?? []).prefix(3).map { reading in
                let term = reading["term"]?.string ?? "peers"
                let before = reading["before"]?.double.map(Formatting.plain) ?? "none"
                let after = reading["after"]?.double.map(Formatting.plain) ?? "none"
                let entity = reading["entity"]?.string ?? ""
                return "\(number(reading["points"]?.double))      \(entity) \(term): \(before) -> \(after)"
            }
    }

    /// A signed number of points in nine columns.
    private func number(_ points: Double?) -> String {
        let text = Formatting.signed(points ?? 0)
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }
}
