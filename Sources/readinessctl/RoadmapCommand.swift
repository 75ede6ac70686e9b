import ArgumentParser
import Varlink

/// Tells whether scores are on the roadmap.
struct RoadmapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roadmap",
        abstract: "Tell whether scores are on the roadmap, how fast they move, and when they will be there."
    )

    @Argument(help: "Only goals at this entity.")
    var entity: String?

    @Argument(help: "Only goals of this node.")
    var node: String?

    @Option(help: "Since when the pace is measured: a span ago such as 90d, 1y, or a time.")
    var since = "1y"

    @OptionGroup var common: CommonOptions

    func run() throws {
        guard let moment = Moment(since, now: Terminal.now) else {
            throw ValidationError("'\(since)' is no moment; write a span ago such as 90d or 1y, or 2026-01-31")
        }
        var parameters: JSON.Object = ["sinceTimestamp": .integer(moment.microseconds)]
        parameters["entity"] = entity.map(JSON.string)
        parameters["node"] = node.map(JSON.string)
        let answer = JSON.object(try Connection(common).call("Project", parameters))
        if common.json {
            Terminal.print(answer.description)
            return
        }
        let goals = answer["goals"]?.array ?? []
        if goals.isEmpty { Terminal.print("The model has no such goal: write one under 'roadmap'") }
        for (index, goal) in goals.enumerated() {
            if index > 0 { Terminal.print("") }
            lines(goal).forEach(Terminal.print)
        }
    }

    private func lines(_ goal: JSON) -> [String] {
        let title = "\(goal["entityTitle"]?.string ?? "") \(goal["nodeTitle"]?.string ?? "")"
        var lines = [Terminal.bold("\(title) \(Formatting.points(goal["score"]?.double))") + plan(goal), pace(goal)]
        var table = Table(
            [.left, .right, .left, .left, .right, .left],
            header: ["BY", "TO", "OUTLOOK", "EXPECTED", "NEEDED", "WHAT"]
        )
        for milestone in goal["milestones"]?.array ?? [] {
            let needed = milestone["requiredPace"]?.double.map { "\(Formatting.fixed($0, decimals: 1))/y" } ?? "-"
            table.add([
                milestone["by"]?.string ?? "", milestone["score"]?.double.map { Formatting.points($0) } ?? "?",
                (milestone["outlook"]?.string ?? "").split(separator: "_").joined(separator: " "),
                expected(milestone), needed, what(milestone),
            ])
        }
        lines += table.lines
        return lines
    }

    private func plan(_ goal: JSON) -> String {
        guard let baseline = goal["baseline"]?.double, let at = goal["baselineAt"]?.string else {
            return "; the baseline is still open"
        }
        var text = "; \(Formatting.points(baseline)) on \(at)"
        if let planned = goal["planned"]?.double { text += ", planned for today \(Formatting.points(planned))" }
        if let progress = goal["progress"]?.double { text += " (\(Formatting.percent(progress)) of the way)" }
        return text
    }

    private func pace(_ goal: JSON) -> String {
        guard let pace = goal["pace"]?.double, let low = goal["paceLow"]?.double, let high = goal["paceHigh"]?.double
        else { return "too little of its past is known to tell how fast it moves" }
        return
            "moves by \(Formatting.signed(pace)) points a year (\(Formatting.signed(low)) to \(Formatting.signed(high)))"
    }

    private func expected(_ milestone: JSON) -> String {
        switch milestone["outlook"]?.string {
        case "reached": return "is there"
        case "never": return "never at this rate"
        default: break
        }
        guard let projected = milestone["projectedTimestamp"]?.integer else { return "-" }
        let day = { (moment: Int64?) in moment.map { String(Formatting.moment($0).prefix(7)) } ?? "never" }
        let ends = (day(milestone["earliestTimestamp"]?.integer), day(milestone["latestTimestamp"]?.integer))
        return "\(day(projected)) (\(ends.0)..\(ends.1))"
    }

    private func what(_ milestone: JSON) -> String {
        let owner = milestone["owner"]?.string.map { "\($0): " } ?? ""
        return owner + (milestone["title"]?.string ?? "")
    }
}
