import ArgumentParser
import ReadinessDaemon

/// Runs the cases of a model.
struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run cases that a model must get right, and tell which parts of it they never put to work.",
        discussion: "Exit status: 0 all passed, 1 some failed or too little is covered, 78 unusable test file or model."
    )

    @Argument(help: "Files of cases (YAML).")
    var files: [String]

    @Option(help: "Also write a report in JUnit's form to this file.")
    var junit: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "Fail when less than this share of a model's parts is put to work, in percent.")
    var coverageMinimum: Double?

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("name at least one file of cases") }
        guard coverageMinimum.map({ (0...100).contains($0) }) ?? true else {
            throw ValidationError("--coverage-minimum is a percentage of 0 to 100")
        }
    }

    func run() throws {
        let options = TestCommand.Options(junitPath: junit, isJSON: json, coverageMinimum: coverageMinimum)
        throw ExitCode(TestCommand.run(files, options))
    }
}
