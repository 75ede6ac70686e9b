import ArgumentParser
import Varlink

/// Hands in a reading that a person knows.
struct ObserveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Hand in a reading that you know; it is durable when this returns.",
        usage: "readinessctl observe MEASURE ENTITY VALUE --source NAME [--at TIME] [--why TEXT]",
        discussion: """
            NAME is a collector of kind manual or push that this user may use. With kind manual the reason is needed, and \
            who typed the reading and why stays in the log of the history for ever.
            """
    )

    @Argument(help: "Identifier of the measure.")
    var measure: String

    @Argument(help: "Identifier of the entity.")
    var entity: String

    @Argument(help: "The number, in the unit of the measure.")
    var value: Double

    @Option(help: "The collector of kind manual or push; may be left out where there is only one of kind push.")
    var source: String?

    @Option(help: "When it was so: 2026-12-31T12:00:00Z, a date, or 2h for two hours ago; now when left out.")
    var at: String?

    @Option(help: "Why, or where the number comes from; needed with kind manual.")
    var why: String?

    @Option(help: "Path or address of the ingest socket.")
    var ingestSocket = "/run/readinessd/ingest"

    @Flag(help: "Print the answer as JSON.")
    var json = false

    func run() throws {
        var observation: JSON.Object = [
            "entity": .string(entity), "measure": .string(measure), "value": .number(value),
        ]
        if let at {
            guard let moment = Moment(at, now: Terminal.now) else {
                throw ValidationError("'\(at)' is no time; write 2026-12-31T12:00:00Z, a date, or 2h")
            }
            observation["timestamp"] = .integer(moment.microseconds)
        }
        var parameters: JSON.Object = ["observations": [.object(observation)]]
        if let source { parameters["source"] = .string(source) }
        if let why { parameters["why"] = .string(why) }
        let answer = try Connection(to: ingestSocket).ingest("Observe", parameters)
        guard !json else { return Terminal.print(JSON.object(answer).description) }
        if let refusal = answer["refused"]?.array?.first {
            Terminal.complain("readinessctl: refused: \(refusal["message"]?.string ?? "")")
            throw ExitCode(1)
        }
        let isNew = answer["changed"]?.integer == 1
        Terminal.print("\(measure) of \(entity): \(isNew ? "taken" : "known already")")
    }
}
