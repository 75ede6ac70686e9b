import ReadinessModel
import Testing

@testable import ReadinessConfiguration

/// Collectors of the kinds `push` and `manual`, and isolated ones.
struct PushDecoderTests {
    private func load(_ collector: String) throws -> CollectorSpecification? {
        let text = "entities: [{id: a}]\nmeasures: {m: {}}\ncollectors:\n  c: {\(collector)}\n"
        let file = ConfigurationFile(path: "c.yaml", kind: .whole, text: text)
        let configuration = try Configuration.load(files: [file])
        // What is printed is read again as the same.
        let again = ConfigurationFile(path: "p.yaml", kind: .whole, text: configuration.printed())
        #expect(try Configuration.load(files: [again]).collectors == configuration.collectors)
        return configuration.collectors.first
    }

    private func source(_ collector: String) throws -> PushSource? {
        guard case .push(let source) = try load(collector)?.source else { return nil }
        return source
    }

    @Test func pushAndManual() throws {
        let plain = try #require(try load("kind: push"))
        #expect(plain.kind == "push" && plain.isPushed && plain.format == .jsonLines)
        #expect(try source("kind: push") == PushSource())
        let full = """
            kind: push, users: [alice, "1000"], groups: [staff], only-measures: [m], only-entities: [a], rate-limit: 5, \
            series-limit: 7, silence-limit: 1h, format: influx
            """
        let expected = PushSource(
            users: ["alice", "1000"],
            groups: ["staff"],
            measures: ["m"],
            entities: ["a"],
            rateLimit: 5,
            seriesLimit: 7,
            silenceLimit: .seconds(3600)
        )
        #expect(try source(full) == expected)
        #expect(try source("kind: manual, groups: [staff]") == PushSource(groups: ["staff"], isManual: true))
        #expect(try load("kind: manual")?.kind == "manual")
    }

    @Test func isolated() throws {
        let isolated = try #require(try load("kind: exec, command: [run], format: csv, isolated: true"))
        #expect(isolated.isIsolated && isolated.isPushed && isolated.kind == "exec")
        #expect(try load("kind: exec, command: [run], format: csv, isolated: false")?.isPushed == false)
    }

    @Test(arguments: [
        ("kind: push, format: openmetrics", "format 'openmetrics' is read whole"),
        ("kind: push, path: x", "'path' has no meaning with kind push"),
        ("kind: push, isolated: true", "'isolated' has no meaning with kind push"),
        ("kind: push, only-measures: [n]", "unknown measure 'n'"),
        ("kind: push, only-entities: [b]", "unknown entity 'b'"),
        ("kind: push, users: []", "'users' is empty"),
        ("kind: push, rate-limit: 0", "4:"),
        ("kind: manual, format: csv", "'format' has no meaning with kind manual"),
        ("kind: file, path: x, format: csv, users: [alice]", "'users' belongs to kinds push and manual, not to file"),
    ])
    func mistakes(_ text: String, _ expected: String) {
        expectMistake(expected, in: text) { try load(text) }
    }
}
