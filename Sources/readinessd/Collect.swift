import ArgumentParser
import ReadinessDaemon

/// Runs one collector, or checks input by the grammar of a dialect.
struct Collect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run one collector and print what it would deliver; nothing is stored.",
        discussion: "With --dialect NAME --check, standard input is checked by the grammar of a dialect instead: exit "
            + "status 0 when it follows it, 1 with line and column of every mistake when it does not."
    )

    @Argument(help: "Name of the collector.")
    var name: String?

    @OptionGroup var options: LayerOptions

    @Flag(help: "Run once and end; needed, for the daemon is what runs collectors again and again.")
    var once = false

    @Flag(help: "Run on, as the unit of an isolated collector, and push what it brings to the ingest socket.")
    var push = false

    @Option(help: "Address of the ingest socket to push to.")
    var ingestSocket = "/run/readinessd/ingest"

    @Flag(help: "Print what became of every foreign sample: which rule took it, and what it is now.")
    var explainMapping = false

    @Flag(help: "Print the mapping as JSON, one object a line.")
    var json = false

    @Option(help: "A dialect: csv, json-lines, prometheus, openmetrics, influx, nagios, collectd or netdata.")
    var dialect: String?

    @Flag(help: "Check standard input by the grammar of the dialect.")
    var check = false

    func validate() throws {
        if dialect != nil || check {
            guard dialect != nil, check, name == nil, !once else {
                throw ValidationError("to check a grammar, write: collect --dialect NAME --check < input")
            }
            return
        }
        guard name != nil else { throw ValidationError("name the collector to run") }
        guard !(push && (once || explainMapping)) else {
            throw ValidationError("--push runs on; it goes without --once")
        }
        guard once || push else {
            throw ValidationError("add --once: collect runs a collector once and prints its readings")
        }
        guard !json || explainMapping else { throw ValidationError("--json belongs to --explain-mapping") }
    }

    func run() async throws {
        if let dialect { throw ExitCode(DialectCommand.run(dialect: dialect)) }
        if push {
            let status = await PushCommand.run(name: name ?? "", layers: options.layers, address: ingestSocket)
            throw ExitCode(status)
        }
        let output: CollectCommand.Output = explainMapping ? (json ? .mappingJSON : .mapping) : .readings
        throw ExitCode(await CollectCommand.run(name: name ?? "", layers: options.layers, output: output))
    }
}
