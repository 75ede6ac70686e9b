import ArgumentParser
import Varlink

/// Tells changes as they happen.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Tell every change of a score as it happens, until interrupted."
    )

    @OptionGroup var filter: FilterOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        try Connection(common).each("Subscribe", filter.parameters) { reply in
            if common.json {
                Terminal.print(JSON.object(reply).description)
            } else if let change = reply["change"] {
                Terminal.print(Self.line(change, at: reply["evaluationTimestamp"]?.integer ?? Terminal.now))
            } else if reply["ready"]?.bool == true {
                Terminal.complain("watching \(common.socket)")
            }
        }
        Terminal.complain("readinessd closed the connection")
    }

    /// One change on one line: `12:00:05 plant-a throughput 61.0 -> 64.2 (+3.2) amber`.
    private static func line(_ change: JSON, at timestamp: Int64) -> String {
        let previous = change["previous"].flatMap { $0.isNull ? nil : ScoreRow($0) }
        let current = change["current"].flatMap { $0.isNull ? nil : ScoreRow($0) }
        let subject = current ?? previous
        var line = "\(clock(timestamp)) \(subject?.entity ?? "") \(subject?.node ?? "") "
        line += "\(previous?.scoreText ?? "new") -> \(current?.scoreText ?? "gone")"
        if let before = previous?.score, let after = current?.score {
            line += " (\(after < before ? "" : "+")\(Formatting.fixed(after - before, decimals: 2)))"
        }
        if let band = current?.band {
            line += previous?.band == band ? " \(band)" : " \(previous?.band ?? "none") => \(band)"
        }
        if let reason = current?.reason { line += " \(reason)" }
        return line
    }

    /// The time of day in UTC.
    private static func clock(_ microseconds: Int64) -> String {
        let second = microseconds / 1_000_000 % 86_400
        let parts = [second / 3600, second / 60 % 60, second % 60]
        return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":") + "Z"
    }
}
