import ReadinessModel
import Testing

@testable import ReadinessConfiguration

@Suite struct GoodConfigurationTests {
    private let configuration: Configuration
    private var model: Model { configuration.model }

    init() throws { configuration = try Configuration.load(files: Samples.files) }

    @Test func nothingIsDoubtful() {
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.files == ["readinessd.yaml", "model.d/10-sample.yaml", "collectors.d/10-sample.yaml"])
    }

    @Test func modelIsNamed() {
        #expect(model.id == "self-reliance")
        #expect(model.title == "Self-reliance of the enterprise")
        #expect(model.version == "2026.10")
    }

    @Test func entitiesStandInPreorder() {
        #expect(model.entities.map(\.id) == ["enterprise", "plant-a", "depot-n", "NO"])
        #expect(model.entities.map(\.descendantCount) == [3, 0, 0, 0])
        #expect(model.entities.map { $0.parent?.index } == [nil, 0, 0, 0])
        #expect(model.entities[1].weight == .fixed(Fraction(whole: 3)))
        #expect(model.entities[2].weight == .measured(MeasureID(6), otherwise: Fraction("1/2") ?? Fraction(whole: 0)))
        #expect(model.entities[3].kind == "institute")
    }

    @Test func measuresKeepTheirOrder() {
        #expect(model.measures.map(\.id).prefix(3) == ["produced", "planned", "orders_own"])
        #expect(model.measures[0] == Measure(id: "produced", kind: .counter, unit: "items"))
        #expect(model.measures[5].pool == .max)
        #expect(model.measures[6].lateness == TimeSpan("2d"))
    }

    @Test func indicatorsAreDecoded() {
        let throughput = model.indicators[0]
        let window = Window(function: .increase, length: .seconds(7 * 86_400))
        #expect(
            throughput.value
                == .binary(
                    .divide,
                    .term(Term(measure: MeasureID(0), window: window)),
                    .term(Term(measure: MeasureID(1)))
                )
        )
        #expect(throughput.valueText == "increase(produced[7d]) / planned")
        #expect(throughput.staleAfter == .seconds(36 * 3600))
        #expect(throughput.missing == .drop)
        #expect(throughput.rollUp == .pool)
        #expect(throughput.title == "throughput")
        let maintenance = model.indicators[1]
        #expect(maintenance.valueText == "sum(orders_own[365d])\n  / sum(orders_all[365d])")
        #expect(maintenance.normalisation == .goalposts(worst: 0, best: 1, truncate: false))
        #expect(maintenance.missing == .hold)
        #expect(maintenance.expiresAfter == .seconds(372 * 86_400))
        #expect(maintenance.rollUp == .scores)
        #expect(maintenance.appliesTo == ["plant", "depot"])
        #expect(maintenance.costPerUnit == nil)
        #expect(model.indicators[4].costPerUnit == 1250.5)
    }

    @Test func scalesAreSharesOfOne() {
        #expect(model.indicators[2].normalisation == .logGoalposts(worst: 0.01, best: 1, truncate: true))
        let steps = [(0, 0), (0.7, 0.4), (0.8, 0.7), (0.9, 1)].map { ScalePoint(x: $0.0, score: $0.1) }
        #expect(model.indicators[3].normalisation == .steps(steps))
        #expect(model.indicators[4].normalisation == .target(low: -10, best: 0, high: 50))
        let table = [(0, 0), (1, 0.333), (5, 1)].map { ScalePoint(x: $0.0, score: $0.1) }
        #expect(model.indicators[5].normalisation == .table(table))
        #expect(
            model.bands == [
                Band(name: "red", from: 0), Band(name: "amber", from: 0.5), Band(name: "green", from: 0.75),
            ]
        )
    }

    @Test func nodesStandInPreorder() throws {
        #expect(
            model.nodes.map(\.id) == [
                "self-reliance", "production", "throughput", "maintenance", "organic-maintenance", "design",
                "design-ownership", "personnel", "personnel-fill", "spare-people", "staff-table",
            ]
        )
        #expect(model.nodes.map { $0.parent?.index } == [nil, 0, 1, 0, 3, 0, 5, 0, 7, 7, 7])
        guard case .index(let root) = model.nodes[0].content, case .index(let design) = model.nodes[5].content,
            case .index(let people) = model.nodes[7].content
        else {
            Issue.record("an index is none")
            return
        }
        #expect(root.aggregate == .geometric)
        #expect(root.coverage == Fraction(2, over: 3))
        #expect(root.floor == 0.005)
        #expect(root.children.map(\.index) == [1, 3, 5, 7])
        #expect(design.coverage == Fraction(9, over: 10))
        #expect(design.floor == 0.01)
        #expect(people.aggregate == .min)
        #expect(people.coverage == Fraction(2, over: 3))
        #expect(model.nodes[7].weight == Fraction(1, over: 4))
        #expect(model.nodes[9].weight == Fraction(2, over: 3))
        #expect(model.nodes.map(\.isRequired).enumerated().filter(\.element).map(\.offset) == [3, 9])
        #expect(model.nodes[4].title == "Maintenance: by own people")
        #expect(model.nodes[9].title == "Spare")
        #expect(model.nodes[5].appliesTo == ["NO"])
    }

    @Test func settingsAreDecoded() {
        var expected = Settings()
        expected.statusSocket = "/run/other/status"
        expected.evaluateEvery = .seconds(60)
        expected.journal.scoreStep = 0.003
        expected.history.path = "/srv/history.sqlite"
        expected.limits.connections = 100
        expected.limits.connectionsPerUser = 10
        expected.limits.message = 1_048_576
        expected.limits.subscriberBuffer = 65_536
        expected.logLevel = .debug
        #expect(configuration.settings == expected)
    }

    @Test func collectorsAreDecoded() {
        let long = LongColumns(time: "when", entity: "site", measure: "what", value: "number", separator: 0x3b)
        let wide = WideColumns(
            entity: "iso3",
            time: TimeColumn(column: "year", format: .year),
            measures: [
                .init(column: "made", measure: "produced"), .init(column: "plan, total", measure: "planned"),
            ]
        )
        let depot = ExecSource(
            command: ["/bin/sh", "scripts/depot.sh", "", "no"],
            directory: "/etc/readinessd",
            environment: ["LANG": "C", "TZ": "12:30"],
            outputLimit: 1_048_576
        )
        let nodes = ExecSource(command: ["bin/scrape"], directory: "/etc/readinessd/work")
        let mapping = MetricMapping(measures: ["node_people": "present"], entityLabel: "instance", entity: "plant-a")
        let expected: [CollectorSpecification] = [
            .init(
                name: "personnel",
                source: .file(path: "/etc/readinessd/readings/personnel.csv"),
                format: .csv(long),
                interval: .seconds(30),
                deadline: .seconds(10)
            ),
            .init(
                name: "production",
                source: .file(path: "/var/lib/production/wide.csv"),
                format: .csvWide(wide),
                interval: .seconds(60),
                deadline: .seconds(10)
            ),
            .init(
                name: "depot",
                source: .exec(depot),
                format: .jsonLines,
                interval: .seconds(60),
                deadline: .seconds(5)
            ),
            .init(
                name: "nodes",
                source: .exec(nodes),
                format: .prometheus(mapping),
                interval: .seconds(60),
                deadline: .seconds(10)
            ),
        ]
        #expect(configuration.collectors == expected)
    }
}
