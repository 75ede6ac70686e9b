import ArgumentParser
import Varlink

/// Runs a collector now, lets it rest, or lets it go on.
struct CollectorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collector",
        abstract: "Run a collector now, let it rest, or let it go on; only for root and the user of the service.",
        subcommands: [Run.self, Pause.self, Resume.self]
    )

    /// Runs a collector.
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Run a collector now and tell what the run brought.")

        @Argument(help: "Name of the collector.")
        var name: String

        @OptionGroup var common: CommonOptions

        func run() throws {
            let answer = JSON.object(try Connection(common).control("RunCollector", ["name": .string(name)]))
            if common.json {
                Terminal.print(answer.description)
            } else if let failure = answer["failure"]?.string {
                Terminal.complain("\(name) failed: \(failure)")
            } else {
                let refused = answer["rejects"]?.integer ?? 0
                Terminal.print("\(name): \(answer["readings"]?.integer ?? 0) readings, \(refused) refused")
            }
            if answer["failure"]?.string != nil { throw ExitCode(1) }
        }
    }

    /// Lets a collector rest.
    struct Pause: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let no run of a collector begin until it is resumed; what it delivered grows old meanwhile."
        )

        @Argument(help: "Name of the collector.")
        var name: String

        @OptionGroup var common: CommonOptions

        func run() throws { _ = try Connection(common).control("Pause", ["name": .string(name)]) }
    }

    /// Lets a collector go on.
    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a collector that rests go on, at once.")

        @Argument(help: "Name of the collector.")
        var name: String

        @OptionGroup var common: CommonOptions

        func run() throws { _ = try Connection(common).control("Resume", ["name": .string(name)]) }
    }
}
