import ReadinessModel
import Testing

@testable import ReadinessConfiguration

/// Collectors of kind `stream`.
struct StreamDecoderTests {
    private func load(_ collector: String) throws -> CollectorSpecification? {
        let text = "entities: [{id: a}]\nmeasures: {m: {}}\ncollectors:\n  c: {kind: stream, \(collector)}\n"
        return try Configuration.load(files: [ConfigurationFile(path: "c.yaml", kind: .whole, text: text)])
            .collectors.first
    }

    private func source(_ collector: String) throws -> StreamSource? {
        guard case .stream(let source) = try load(collector)?.source else { return nil }
        return source
    }

    @Test func defaultsAndWords() throws {
        let plain = try #require(try load("command: [run], format: influx"))
        #expect(plain.interval == .seconds(10) && plain.deadline == .seconds(10) && plain.kind == "stream")
        #expect(try source("command: [run], format: influx")?.silenceLimit == .seconds(100))
        #expect(try source("command: [run], format: influx, interval: 1s")?.silenceLimit == .seconds(60))
        #expect(try source("command: [run], format: influx, silence-limit: none")?.silenceLimit == nil)
        let asked = try #require(try source("command: [run, x], format: influx, trigger: usr1, silence-limit: 5m"))
        #expect(
            asked.trigger == .user1 && asked.silenceLimit == .seconds(300) && asked.program.command == ["run", "x"]
        )
    }

    @Test(arguments: [
        ("command: [run], format: openmetrics", "4:45: error: format 'openmetrics' is read whole"),
        ("command: [run], format: nagios", "4:45: error: format 'nagios' is read whole"),
        ("command: [run], format: influx, trigger: shout", "4:62: error: unknown trigger 'shout'"),
        ("command: [run], format: influx, path: x", "error: 'path' belongs to kind file, not to stream"),
        ("command: [run], format: influx, output-limit: 1MiB", "error: 'output-limit' belongs to kind exec"),
        ("format: influx", "error: collector 'c' has no 'command'"),
        ("command: [run], format: influx, silence-limit: 0s", "4:68: error: "),
    ])
    func mistakes(_ text: String, _ expected: String) {
        expectMistake(expected, in: text) { try load(text) }
    }

    @Test func whatIsPrintedReadsBackEqual() throws {
        let text = """
            entities: [{id: a}]
            measures: {m: {}}
            collectors:
              c: {kind: stream, command: [/bin/run, x], format: collectd, trigger: newline, silence-limit: 2m, environment: {A: b}}

            """
        let first = try Configuration.load(files: [ConfigurationFile(path: "c.yaml", kind: .whole, text: text)])
        let again = try Configuration.load(
            files: [ConfigurationFile(path: "p.yaml", kind: .whole, text: first.printed())]
        )
        #expect(again.collectors == first.collectors)
    }
}
