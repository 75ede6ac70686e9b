import ArgumentParser
import Varlink

/// Tries changes on the present readings and the model.
struct WhatIfCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-if",
        abstract: "Tell what scores would be with other readings, weights, goalposts or caps; nothing is kept.",
        discussion: """
            Changes, in order:
              measure@entity=VALUE       the latest reading; also *1.2, +5, -10%
              indicator@entity=VALUE     the value before normalisation
              score:indicator@entity=POINTS
              weight:node=W              goalposts:indicator=WORST,BEST
              cap:node=EXPRESSION        such as cap:production=score(design)+10
            """
    )

    @Argument(help: "Changes, such as designs_own@institute=14.")
    var changes: [String]

    @OptionGroup var common: CommonOptions

    func run() throws {
        let answer = try Connection(common).call("WhatIf", ["changes": .array(changes.map(JSON.string))])
        if common.json {
            Terminal.print(JSON.object(answer).description)
            return
        }
        let rows = answer["changes"]?.array ?? []
        guard !rows.isEmpty else {
            Terminal.print("No score would be another.")
            return
        }
        var table = Table(
            [.left, .left, .right, .right, .right, .left],
            header: ["ENTITY", "NODE", "IS", "WOULD BE", "CHANGE", "BAND"]
        )
        for row in rows {
            let (before, after) = (row["before"]?.double, row["after"]?.double)
            let change = before.flatMap { before in after.map { Formatting.signed($0 - before) } } ?? ""
            let (bandBefore, bandAfter) = (row["bandBefore"]?.string ?? "-", row["bandAfter"]?.string ?? "-")
            table.add([
                row["entity"]?.string ?? "", row["node"]?.string ?? "", Formatting.points(before),
                Formatting.points(after), change, bandBefore == bandAfter ? bandAfter : "\(bandBefore) => \(bandAfter)",
            ])
        }
        table.lines.forEach(Terminal.print)
    }
}
