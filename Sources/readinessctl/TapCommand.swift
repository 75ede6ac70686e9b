import ArgumentParser
import Varlink

/// Shows readings as they arrive.
struct TapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tap",
        abstract: "Show readings as they become durable, until interrupted; only for root and the user of the service."
    )

    @Argument(help: "Only those of this collector.")
    var collector: String?

    @Option(help: "Only those of this entity.")
    var entity: String?

    @Option(help: "Only those of this measure.")
    var measure: String?

    @Option(name: .customLong("count"), help: "End after so many readings.")
    var limit: Int?

    @OptionGroup var common: CommonOptions

    func run() throws {
        var parameters: JSON.Object = [:]
        if let collector { parameters["collector"] = .string(collector) }
        if let entity { parameters["entity"] = .string(entity) }
        if let measure { parameters["measure"] = .string(measure) }
        var left = limit ?? .max
        try Connection(common).eachControl("Tap", parameters) { reply in
            if common.json {
                Terminal.print(JSON.object(reply).description)
                left -= reply["readings"]?.array?.count ?? 0
            } else if reply["ready"]?.bool == true {
                Terminal.complain("watching \(common.socket)")
            } else {
                print(reply, left: &left)
            }
            if left <= 0 { Self.exit() }
        }
        Terminal.complain("readinessd closed the connection")
    }

    /// One reading a line: `2026-01-31T12:00:00Z presses plant-a made 40`.
    private func print(_ reply: JSON.Object, left: inout Int) {
        let collector = reply["collector"]?.string ?? ""
        for reading in (reply["readings"]?.array ?? []).prefix(left) {
            let time = Formatting.moment(reading["timestamp"]?.integer ?? 0)
            let place = "\(reading["entity"]?.string ?? "") \(reading["measure"]?.string ?? "")"
            Terminal.print("\(time) \(collector) \(place) \(reading["value"]?.double ?? .nan)")
            left -= 1
        }
        if let more = reply["more"]?.integer, more > 0 { Terminal.print("  and \(more) more of \(collector)") }
        if let first = reply["firstReject"]?.string { Terminal.print("  \(collector) refused: \(first)") }
    }
}
