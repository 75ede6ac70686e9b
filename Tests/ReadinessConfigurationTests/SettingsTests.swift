import ReadinessModel
import Testing

@testable import ReadinessConfiguration

@Suite struct SettingsTests {
    @Test(arguments: [
        ("", []),
        ("limits:\n", []),
        ("status-socket: run/status", ["1:16: error: 'status-socket' must be an absolute path, not 'run/status'"]),
        (
            "status-socket: /\(String(repeating: "a", count: 107))",
            ["1:16: error: 'status-socket' is longer than the 107 bytes a socket may have"]
        ),
        (
            "evaluate-every: 500ms",
            ["1:17: error: 'evaluate-every' must be a span of 1s to 1h, such as 30s, not '500ms'"]
        ),
        ("evaluate-every: 2h", ["1:17: error: 'evaluate-every' must be a span of 1s to 1h, such as 30s, not '2h'"]),
        ("journal: {score-step: 0}", ["1:23: error: 'score-step' must be above 0 points"]),
        ("journal: {score-step: -1}", ["1:23: error: 'score-step' must be points of 0 to 100, not '-1'"]),
        ("journal: 1", ["1:10: error: 'journal' must be a mapping of keys (score-step), not '1'"]),
        ("history: {path: h.sqlite}", ["1:17: error: 'path' must be an absolute path, not 'h.sqlite'"]),
        ("limits: {connections: 0}", ["1:23: error: 'connections' must be a whole number of 1 to 1000000, not '0'"]),
        (
            "limits: {connections: 1e3}",
            ["1:23: error: 'connections' must be a whole number of 1 to 1000000, not '1e3'"]
        ),
        (
            "limits: {message: 1KiB}",
            ["1:19: error: 'message' must be a size of 4KiB to 1GiB, such as 16MiB, not '1KiB'"]
        ),
        ("limits: {conections: 5}", ["1:10: error: unknown key 'conections' in 'limits'; did you mean 'connections'?"]),
        (
            "log-level: verbose",
            [
                "1:12: error: unknown log-level 'verbose'; write one of trace, debug, info, notice, warning, error, critical"
            ]
        ),
        ("log-level: Info", ["1:12: error: unknown log-level 'Info'; did you mean 'info'?"]),
        ("loglevel: info", ["1:1: error: unknown key 'loglevel' in the settings; did you mean 'log-level'?"]),
    ])
    func isReported(_ text: String, _ expected: [String]) {
        #expect(diagnostics(text, .settings) == expected.map { "m.yaml:\($0)" })
    }

    @Test func defaultsAreThoseDocumented() throws {
        let settings = try Configuration.load(files: []).settings
        #expect(settings.statusSocket == "/run/readinessd/status")
        #expect(settings.evaluateEvery == .seconds(10))
        #expect(settings.journal.scoreStep == 0.01)
        #expect(settings.history.path == nil)
        #expect(settings.limits.connections == 4096)
        #expect(settings.limits.connectionsPerUser == 128)
        #expect(settings.limits.message == 1_048_576)
        #expect(settings.limits.subscriberBuffer == 4_194_304)
        #expect(settings.logLevel == .info)
    }
}
