import ArgumentParser
import ReadinessDaemon

/// What concerns native collectors.
struct CollectorVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collector",
        abstract: "Try native collectors, without a daemon.",
        subcommands: [Test.self]
    )

    /// Tries a native collector.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try whether a native collector keeps the protocol; exit status 0 when it does, else 1.",
            discussion: "PROGRAM is a program with its arguments, or a directory with a plugin.yaml."
        )

        @Option(help: "The options it is to work with, as a JSON object.")
        var options = "{}"

        @Flag(help: "Print a JSON object for each check.")
        var json = false

        @Argument(parsing: .captureForPassthrough, help: "The program and its arguments, or the directory of a plugin.")
        var program: [String]

        func run() async throws {
            throw ExitCode(try await CollectorTestReport.run(program, options: options, json: json))
        }
    }
}
