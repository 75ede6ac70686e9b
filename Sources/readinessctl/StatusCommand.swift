import ArgumentParser
import Varlink

/// Shows the whole on one screen.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show scores, coverage, bounds, ages and collectors on one screen."
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let connection = try Connection(common)
        let status = JSON.object(try connection.call("GetStatus"))
        if common.json {
            Terminal.print(status.description)
            return
        }
        let screen = StatusScreen(status, now: Terminal.now)
        screen.header.forEach(Terminal.print)
        screen.scores.forEach(Terminal.print)
        if let entity = screen.onlyEntity {
            var rows: [ScoreRow] = []
            try connection.each("List", ["entity": .string(entity)]) { reply in
                if let score = reply["score"] { rows.append(ScoreRow(score)) }
            }
            WeakestLink(rows).line.map { Terminal.print($0) }
        }
        screen.collectors.forEach(Terminal.print)
    }
}

/// The path from the root to what holds it down most: at each node the child with the lowest score.
struct WeakestLink {
    private let rows: [ScoreRow]

    init(_ rows: [ScoreRow]) { self.rows = rows.filter(\.isApplicable) }

    /// The path in words; nil when there is nothing below the root.
    var line: String? {
        guard var node = rows.first(where: { $0.nodeParent == nil && !$0.isIndicator }) else { return nil }
        var path: [String] = []
        while let child = weakestChild(of: node) {
            path.append("\(child.nodeTitle) \(child.scoreText)")
            node = child
        }
        guard !path.isEmpty else { return nil }
        return "\nWeakest link: " + path.joined(separator: " > ") + (node.reason.map { " (\($0))" } ?? "")
    }

    /// The child with the lowest score; one without a score is the weakest of all, for unknown is never healthy.
    private func weakestChild(of node: ScoreRow) -> ScoreRow? {
        rows.filter { $0.nodeParent == node.node }.min { ($0.score ?? -1) < ($1.score ?? -1) }
    }
}
