import ArgumentParser
import ReadinessDaemon
import ReadinessModel

/// Compares two models.
struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Restate a time or a period under two models, and list what the change of method alone does.",
        discussion: "Over a period the table shows means, and the largest difference under MOST."
    )

    @Argument(help: "A model file or a configuration directory: the method as it was (A).")
    var first: String

    @Argument(help: "The same: the method as it would be (B).")
    var second: String

    @Option(help: "A CSV file with the header time,entity,measure,value.")
    var observations: String

    @Option(help: "The moment to compare at (RFC 3339). Default: the time of the newest observation.")
    var at: String?

    @Option(help: "The first moment of a period; needs --to and --every.")
    var from: String?

    @Option(help: "The last moment of a period.")
    var to: String?

    @Option(help: "The time from one moment of the period to the next, such as 1d.")
    var every: String?

    @Flag(help: "Print JSON with every score in full precision.")
    var json = false

    func run() async throws {
        let status = await CompareCommand.run(
            first,
            second,
            observations: observations,
            times: try times(),
            isJSON: json
        )
        throw ExitCode(status)
    }

    private func times() throws -> CompareCommand.Times {
        guard from != nil || to != nil || every != nil else { return .one(try at.map(moment)) }
        guard at == nil else { throw ValidationError("--at names one time, --from a period; give one of them") }
        guard let from, let to, let every else {
            throw ValidationError("a period needs all of --from TIME --to TIME --every SPAN")
        }
        guard let span = TimeSpan(every) else {
            throw ValidationError("'\(every)' is no span; write 30s, 12h, 7d or 1d12h")
        }
        let (start, end) = (try moment(from), try moment(to))
        guard start <= end else { throw ValidationError("--from \(start) lies after --to \(end)") }
        let count = (Double(end.nanoseconds) - Double(start.nanoseconds)) / Double(span.nanoseconds)
        guard count < Double(CompareCommand.timeLimit) else {
            throw ValidationError("that is more than \(CompareCommand.timeLimit) times; take a longer --every")
        }
        return .period(from: start, to: end, every: span)
    }
}
