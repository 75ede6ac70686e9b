import Glibc
import ReadinessCollecting
import ReadinessModel
import Testing
import Varlink

@testable import ReadinessDaemon

/// The conformance run for native collectors: both examples pass, and each collector that breaks a rule fails its check.
@Suite(.serialized) struct CollectorTestCommandTests {
    private static let options: JSON.Object = ["entity": "plant-a"]

    private func check(_ command: [String]) async throws -> [CollectorTestCommand.Check] {
        try await onThread {
            try CollectorTestCommand.check(ExecSource(command: command, directory: "/"), options: Self.options) { _ in }
        }
    }

    @Test func theExamplesPass() async throws {
        let program = try #require(CommandLine.arguments.first)
        let directory = program.split(separator: "/").dropLast().joined(separator: "/")
        let machine = "/\(directory)/readiness-collector-machine"
        // Where tests are run from elsewhere, the package's own build has it.
        let swift = access(machine, X_OK) == 0 ? machine : Repository.path(".build/debug/readiness-collector-machine")
        for command in [[swift], [Repository.path("config/vendor/collectors/uptime/uptime.py")]] {
            let checks = try await check(command)
            #expect(checks.filter { $0.failure != nil }.map { "\($0)" } == [], "\(command)")
            #expect(checks.count == 17)
        }
    }

    @Test(
        arguments: [
            ("good", nil), ("bad-name", "has a name and a version"),
            ("other-version", "speaks version 1 of the protocol"), ("twice", "names measures and options once"),
            ("vague", "describes itself"), ("eager", "does not collect before it is configured"),
            ("any-version", "refuses another version of the protocol"),
            ("any-type", "refuses a configuration of wrong types"), ("careless", "tells of an option it does not know"),
            ("forgiving", "tells that 'entity' is missing"), ("picky", "takes its options"),
            ("single", "collects only with more than one reply allowed"), ("undescribed", "collects"),
            ("text", "collects"), ("empty", "collects"), ("doubled", "collects"), ("failing", "collects"),
            ("crash", "collects"), ("obliging", "knows no other method"), ("restless", "ends when the connection does"),
            ("deaf", "ends on SIGTERM"), ("garbage", "describes itself"),
        ] as [(String, String?)]
    )
    func eachBrokenRuleFailsItsCheck(_ mode: String, _ name: String?) async throws {
        let broken = Repository.path("Tests/ReadinessDaemonTests/Plugins/broken.py")
        let failed = try await check(["python3", broken, mode]).filter { $0.failure != nil }.map(\.name)
        // What is undescribed, or no number, is so in the second run, too.
        #expect(failed.first == name && Set(failed).subtracting([name ?? "", "collects again"]).isEmpty, "\(failed)")
    }

    /// What is wrong costs the run, is told, and nothing of the collector is left behind.
    @Test(arguments: [
        ("crash", CollectorError.Code.exit, "status 3"), ("hang", .deadline, ""), ("flood", .deadline, ""),
        ("failing", .source, "the well is dry"), ("picky", .configuration, "nothing pleases it"),
        ("other-version", .configuration, "version 7"), ("garbage", .garbage, ""), ("text", .garbage, "lacks"),
    ])
    func aBadCollectorCostsItsRun(_ mode: String, _ code: CollectorError.Code, _ cause: String) async throws {
        let broken = Repository.path("Tests/ReadinessDaemonTests/Plugins/broken.py")
        let program = ExecSource(command: ["python3", broken, mode], directory: "/")
        let source = PluginSource(place: .program(program), options: #"{"entity": "plant-a"}"#)
        let specification = CollectorSpecification(
            name: "broken",
            source: .plugin(source),
            format: .influx(MetricMapping(), .nanoseconds),
            interval: .seconds(5),
            deadline: .seconds(2)
        )
        let model = Model(entities: [Entity(id: "plant-a")], measures: [Measure(id: "level")])
        do {
            _ = try await CollectCommand.once(specification, catalog: SeriesCatalog(model))
            Issue.record("\(mode) brought something")
        } catch let error as CollectorError {
            #expect(error.code == code, "\(error)")
            #expect("\(error)".contains(cause), "\(error)")
        }
        // Not on the pool, where others wait for their turn.
        let isLeft = try await onThread {
            for _ in 0..<100 where system("pgrep -f 'broken.py \(mode)$' >/dev/null") == 0 { usleep(50_000) }
            return system("pgrep -f 'broken.py \(mode)$' >/dev/null") == 0
        }
        #expect(!isLeft, "a process is left")
    }
}
