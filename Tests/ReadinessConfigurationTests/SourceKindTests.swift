import ReadinessModel
import Testing

@testable import ReadinessConfiguration

/// Collectors of the kinds `sqlite`, `journal`, `varlink` and `metrics`.
struct SourceKindTests {
    private func load(_ collector: String) throws -> CollectorSpecification? {
        let text = "entities: [{id: a}]\nmeasures: {m: {}}\ncollectors:\n  c: {\(collector)}\n"
        let file = ConfigurationFile(path: "/x/c.yaml", kind: .whole, text: text)
        let configuration = try Configuration.load(files: [file])
        // What is printed is read again as the same.
        let again = ConfigurationFile(path: "/x/p.yaml", kind: .whole, text: configuration.printed())
        #expect(try Configuration.load(files: [again]).collectors == configuration.collectors)
        return configuration.collectors.first
    }

    @Test func sqlite() throws {
        let specification = try load("kind: sqlite, database: /erp.db, query: 'SELECT 1', incremental: id, format: csv")
        #expect(
            specification?.source == .sqlite(SQLiteSource(path: "/erp.db", query: "SELECT 1", incremental: "id"))
        )
        #expect(specification?.kind == "sqlite")
    }

    @Test func journal() throws {
        let specification = try load(
            "kind: journal, match: [PRIORITY=3], fields: [MESSAGE_ID], "
                + "extract: {took: {pattern: 'took {} ms'}, io: IO_READ}, lookback: 2d, map: [{measure: m, entity: a}]"
        )
        guard case .journal(let source) = specification?.source else {
            Issue.record("no journal")
            return
        }
        #expect(source.matches == ["PRIORITY=3"] && source.fields == ["MESSAGE_ID"])
        #expect(source.lookback == .seconds(2 * 86_400))
        let expected = [
            JournalSource.Extract(name: "took", field: "MESSAGE", pattern: "took {} ms"),
            JournalSource.Extract(name: "io", field: "IO_READ"),
        ]
        #expect(source.extracts == expected)
    }

    @Test func plugins() throws {
        let program = try load(
            "kind: varlink, command: [run, x], directory: /d, options: {n: 1, t: a b, f: 0.5, l: [true]}"
        )
        guard case .plugin(let source) = program?.source else {
            Issue.record("no plugin")
            return
        }
        #expect(source.options == #"{"n":1,"t":"a b","f":0.5,"l":[true]}"#)
        #expect(source.place == .program(ExecSource(command: ["run", "x"], directory: "/d")))
        let address = try load("kind: varlink, address: 'unix:/run/x'")
        #expect(address?.source == .plugin(PluginSource(place: .address("unix:/run/x"))))
        let metrics = try load("kind: metrics, address: 'ssh-unix:host:/run/x'")
        #expect(metrics?.source == .metrics(MetricsSource(address: "ssh-unix:host:/run/x")))
    }

    @Test(arguments: [
        ("kind: sqlite, query: SELECT 1, format: csv", "collector 'c' has no 'database'"),
        ("kind: sqlite, database: x, query: SELECT 1", "collector 'c' has no 'format'"),
        ("kind: journal", "collector 'c' has no 'match'"),
        ("kind: journal, match: [priority=3]", "'priority=3' is no FIELD=value"),
        ("kind: journal, match: [A=b], format: csv", "'format' has no meaning with kind journal"),
        ("kind: journal, match: [A=b], extract: {x: {pattern: took}}", "'pattern' has one {}"),
        ("kind: journal, match: [A=b], extract: {x: lower}", "'lower' is no field of the journal"),
        ("kind: varlink", "has 'plugin', 'command' or 'address'"),
        ("kind: varlink, command: [x], address: /x", "'command' and 'address' exclude each other"),
        ("kind: varlink, plugin: nowhere", "there is no plugin 'nowhere' in "),
        ("kind: varlink, plugin: ../x", "cannot name a collector"),
        ("kind: varlink, command: [x], options: [1]", "'options' must be a mapping"),
        ("kind: metrics, address: 'http://x'", "'address' must be a path, or unix:"),
        ("kind: file, path: x, format: csv, query: y", "'query' belongs to kind sqlite, not to file"),
    ])
    func mistakes(_ text: String, _ expected: String) {
        expectMistake(expected, in: text) { try load(text) }
    }
}
