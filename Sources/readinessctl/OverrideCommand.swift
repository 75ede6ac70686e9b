import ArgumentParser
import Varlink

/// Sets, lifts and lists overrides.
struct OverrideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "override",
        abstract: "Put a score beside a computed one, take it back with --lift, or list what is in force.",
        usage: """
            readinessctl override
            readinessctl override ENTITY NODE POINTS --why TEXT --until TIME
            readinessctl override --lift ENTITY NODE --why TEXT
            """,
        discussion: """
            An override never replaces what is computed. It ends by itself, is counted in every score above it, and stays \
            in the log of the history for ever. Only root and the user the service runs as may set and lift.
            """
    )

    @Argument(help: "Identifier of the entity.")
    var entity: String?

    @Argument(help: "Identifier of the node or indicator.")
    var node: String?

    @Argument(help: "The score that is claimed, in points of 0 to 100.")
    var points: Double?

    @Option(help: "Why; it is told in the journal and beside the score.")
    var why: String?

    @Option(help: "When it ends: 2026-12-31T12:00:00Z, a date, or +30d from now.")
    var until: String?

    @Flag(help: "Take the override back.")
    var lift = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard entity != nil else {
            guard !lift, why == nil, until == nil else { throw ValidationError("name the entity and the node") }
            return
        }
        guard node != nil else { throw ValidationError("name the node or indicator, too") }
        guard why != nil else { throw ValidationError("say why, with --why TEXT") }
        guard !lift else {
            guard points == nil, until == nil else { throw ValidationError("--lift takes no points and no time") }
            return
        }
        guard points.map({ (0...100).contains($0) }) ?? false else {
            throw ValidationError("say the score that is claimed, in points of 0 to 100")
        }
        guard until != nil else { throw ValidationError("say when it ends, with --until TIME") }
    }

    func run() throws {
        let connection = try Connection(common)
        guard let entity, let node, let why else { return try list(connection) }
        var parameters: JSON.Object = ["entity": .string(entity), "node": .string(node), "why": .string(why)]
        guard !lift else {
            let reply = try connection.control("LiftOverride", parameters)
            print(reply) { "lifted: \($0)" }
            return
        }
        parameters["score"] = points.map(JSON.number)
        parameters["untilTimestamp"] = .integer(try Self.moment(until ?? ""))
        let reply = try connection.control("Override", parameters)
        print(reply) { "in force: \($0)" }
    }

    private func print(_ reply: JSON.Object, _ line: (String) -> String) {
        let override = JSON.object(reply)["override"]
        guard !common.json, let override else { return Terminal.print(JSON.object(reply).description) }
        let until = Formatting.moment(override["untilTimestamp"]?.integer ?? 0)
        let text =
            "\(override["entity"]?.string ?? "") \(override["node"]?.string ?? "") "
            + "\(Formatting.points(override["score"]?.double)) until \(until), by \(override["who"]?.string ?? "")"
        Terminal.print(line(text))
    }

    /// Every override in force, with the computed score beside it.
    private func list(_ connection: Connection) throws {
        var rows: [JSON] = []
        try connection.each("List") { reply in
            if let score = reply["score"], score["override"]?.isNull == false { rows.append(score) }
        }
        guard !common.json else { return rows.forEach { Terminal.print($0.description) } }
        guard !rows.isEmpty else { return Terminal.print("no override is in force") }
        var table = Table(
            [.left, .left, .right, .right, .left, .left],
            header: ["ENTITY", "NODE", "CLAIMED", "COMPUTED", "UNTIL", "BY AND WHY"]
        )
        for row in rows {
            let override = row["override"]
            table.add([
                row["entity"]?.string ?? "", row["node"]?.string ?? "",
                Formatting.points(override?["score"]?.double), Formatting.points(row["score"]?.double),
                Formatting.moment(override?["untilTimestamp"]?.integer ?? 0),
                "\(override?["who"]?.string ?? ""): \(override?["why"]?.string ?? "")",
            ])
        }
        table.lines.forEach(Terminal.print)
    }

    /// The moment a text means; `+30d` is seen from now.
    private static func moment(_ text: String) throws -> Int64 {
        let now = Terminal.now
        let isAhead = text.hasPrefix("+")
        guard let moment = Moment(isAhead ? String(text.dropFirst()) : text, now: now) else {
            throw ValidationError("'\(text)' is no time; write 2026-12-31T12:00:00Z, a date, or +30d")
        }
        // Moment reads a span as so long ago.
        let microseconds = isAhead ? 2 * now - moment.microseconds : moment.microseconds
        guard microseconds > now else { throw ValidationError("'\(text)' is over; name a time to come") }
        return microseconds
    }
}
