import ArgumentParser
import Varlink

/// Lists scores.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List scores: every node at every entity, or those asked for."
    )

    @OptionGroup var filter: FilterOptions
    @OptionGroup var common: CommonOptions

    @Flag(help: "Also list nodes that do not apply to an entity.")
    var all = false

    func run() throws {
        let connection = try Connection(common)
        var table = Table(
            [.left, .left, .right, .left, .right, .right, .right, .left],
            header: ["ENTITY", "NODE", "SCORE", "BAND", "COVERAGE", "BOUNDS", "AGE", "WHY"]
        )
        let now = Terminal.now
        try connection.each("List", filter.parameters) { reply in
            guard let score = reply["score"] else { return }
            if common.json {
                Terminal.print(score.description)
                return
            }
            let row = ScoreRow(score)
            guard row.isApplicable || all else { return }
            table.add([
                row.entity, row.node, row.scoreText, row.band ?? "-", Formatting.percent(row.coverage),
                Formatting.bounds(row.low, row.high), row.age(at: now), row.reason ?? "",
            ])
        }
        if !common.json { table.lines.forEach(Terminal.print) }
    }
}

extension FilterOptions {
    /// The filters as parameters of a call.
    var parameters: JSON.Object {
        var parameters = JSON.Object()
        parameters["entity"] = entity.map(JSON.string)
        parameters["node"] = node.map(JSON.string)
        return parameters
    }
}
