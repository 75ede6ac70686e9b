import ArgumentParser
import Glibc
import ReadinessConfiguration
import ReadinessDaemon
import ReadinessModel

/// The daemon, and what works on files without it.
@main
struct Readinessd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readinessd",
        abstract: "Tell how self-reliant an industrial organisation is, why, and how sure that is.",
        discussion: "Exit status: 0 success, 1 failure, 64 usage, 65 unusable input, 78 unusable configuration.",
        version: Version.number,
        subcommands: [Run.self, Check.self, Collect.self, Evaluate.self, Compare.self, Test.self, CollectorVerbs.self]
    )
}

/// Where the configuration is.
struct LayerOptions: ParsableArguments {
    @Option(
        help:
            "A configuration directory; repeat for layers, lowest first. Default: /usr/lib/readinessd, /etc/readinessd."
    )
    var configuration: [String] = []

    var layers: [String] { configuration.isEmpty ? Configuration.installedLayers : configuration }
}

/// Runs the daemon.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the daemon; systemd starts it with this.")

    @OptionGroup var options: LayerOptions

    @Option(help: "Path of the status socket, when systemd passes none. Default: status-socket of the settings.")
    var statusSocket: String?

    @Option(help: "Directory of the history. Default: $STATE_DIRECTORY or /var/lib/readinessd.")
    var stateDirectory: String?

    func run() async throws {
        let status = await Daemon.run(
            DaemonOptions(layers: options.layers, statusSocket: statusSocket, stateDirectory: stateDirectory)
        )
        throw ExitCode(status)
    }
}

/// Checks a configuration.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a configuration without running it; every mistake with file, line and column."
    )

    @Argument(help: "One configuration directory instead of the installed layers.")
    var directory: String?

    @OptionGroup var options: LayerOptions

    @Flag(help: "Print the merged, effective configuration.")
    var print = false

    func run() throws {
        throw ExitCode(CheckCommand.run(layers: directory.map { [$0] } ?? options.layers, prints: print))
    }
}

/// Evaluates a model over a file.
struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluate a model over a file of observations, without a daemon."
    )

    @Option(help: "A model file, or a configuration directory.")
    var model: String

    @Option(help: "A CSV file with the header time,entity,measure,value.")
    var observations: String

    @Option(help: "The moment to evaluate at (RFC 3339). Default: the time of the newest observation.")
    var at: String?

    @Flag(help: "Print JSON with full precision.")
    var json = false

    func run() async throws {
        let time = try at.map(moment)
        throw ExitCode(await EvaluateCommand.run(model: model, observations: observations, at: time, isJSON: json))
    }
}

/// The moment a text of the command line means.
func moment(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(text) else {
        throw ValidationError("'\(text)' is no time; write 2026-01-31T12:00:00Z, a date or seconds since 1970")
    }
    return time
}
