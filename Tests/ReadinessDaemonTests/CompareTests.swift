import ReadinessConfiguration
import ReadinessModel
import Testing
import Varlink

@testable import ReadinessDaemon

/// `readinessd compare`: what a change of method alone does.
@Suite struct CompareTests {
    private static let model = """
        model: {id: shop, version: "1"}
        entities: [{id: west}, {id: east}]
        measures: {staff: {}, stock: {}}
        indicators:
          presence: {value: staff, normalize: {goalposts: [0, 10]}, stale-after: 2d}
          supply: {value: stock, normalize: {goalposts: [0, 100]}}
        index: {id: all, aggregate: arithmetic, children: [presence, supply]}
        bands: [{name: red, from: 0}, {name: green, from: 50}]
        """

    private static let day: Int64 = 86_400

    private static func load(_ text: String) throws -> Model {
        try Configuration.load(files: [ConfigurationFile(path: "m.yaml", kind: .model, text: text)]).model
    }

    /// Staff of one store on four days, stock of both once.
    private static func readings(_ model: Model) throws -> [Reading] {
        let catalog = SeriesCatalog(model)
        var readings: [Reading] = []
        func add(_ entity: String, _ measure: String, _ day: Int64, _ value: Double) throws {
            guard let measure = catalog.measure(measure) else { return }
            let series = catalog.series(measure, at: try #require(catalog.entity(entity)))
            readings.append(
                Reading(series: series, time: try #require(Timestamp(seconds: day * Self.day)), value: value)
            )
        }
        // Out of order on purpose.
        try add("west", "staff", 3, 8)
        for day: Int64 in 0..<3 { try add("west", "staff", day, 4) }
        try add("west", "stock", 0, 64)
        try add("east", "stock", 0, 30)
        return readings
    }

    private static func times(_ days: ClosedRange<Int64>) -> [Timestamp] {
        days.compactMap { Timestamp(seconds: $0 * day) }
    }

    @Test func theSameMethodChangesNothing() throws {
        let models = [try Self.load(Self.model), try Self.load(Self.model.replacing("1\"}", with: "2\"}"))]
        #expect(models[0].hash == models[1].hash)
        let comparison = CompareCommand.compare(models, try models.map(Self.readings), at: Self.times(0...5))
        #expect(comparison.summary.changed == 0)
        #expect(comparison.summary.compared == 6)
        #expect(CompareReport.text(models, try models.map(Self.readings), at: Self.times(0...0)).contains("None of 6"))
    }

    @Test func aPeriodUnderTwoMethods() throws {
        let models = [
            try Self.load(Self.model),
            try Self.load(Self.model.replacing("aggregate: arithmetic", with: "aggregate: min")),
        ]
        let comparison = CompareCommand.compare(models, try models.map(Self.readings), at: Self.times(0...3))
        let line = try #require(comparison.lines.first { $0.entity == "west" && $0.node == "all" })
        // Days 0 to 2: (40 + 64) / 2 = 52 against 40; day 3: (80 + 64) / 2 = 72 against 64.
        let means = try #require(line.means)
        #expect(abs(means.first - 0.57) < 1e-12)
        #expect(abs(means.second - 0.46) < 1e-12)
        #expect(abs((line.largest?.difference ?? 0) + 0.12) < 1e-12)
        #expect(line.bandChanges == 3)
        #expect(line.bandRises == 0)
        // The indicators are what they were; the other store has one child of two, too little for a score.
        #expect(comparison.lines.filter(\.isChanged).map(\.node) == ["all"])
        let summary = comparison.summary
        #expect(summary.changed == 1)
        #expect(summary.largest?.entity == "west")
        #expect(summary.bandChanges == 3)
    }

    @Test func whatOnlyOneModelHas() throws {
        let models = [
            try Self.load(Self.model),
            try Self.load(
                Self.model.replacing("{id: east}", with: "{id: north}").replacing("coverage", with: "x")
                    .replacing("missing", with: "y").replacing("aggregate: arithmetic", with: "coverage: 1/2")
            ),
        ]
        let readings = [try Self.readings(models[0]), [Reading]()]
        let comparison = CompareCommand.compare(models, readings, at: Self.times(0...0))
        #expect(comparison.lines.count == 9)
        #expect(comparison.lines.filter { $0.entity == "east" }.allSatisfy { $0.isIn.first && !$0.isIn.second })
        #expect(comparison.lines.filter { $0.entity == "north" }.allSatisfy { !$0.isIn.first && $0.isIn.second })
        let line = try #require(comparison.lines.first { $0.entity == "west" && $0.node == "supply" })
        #expect(line.onlyFirst == 1)
        #expect(line.isChanged)
        #expect(comparison.summary.onlyFirst == 3)
        #expect(comparison.summary.onlySecond == 3)
    }

    @Test func theTableFitsEightyColumns() throws {
        let long = Self.model.replacing("all,", with: "a-very-long-name-of-a-node-indeed,")
            .replacing("west", with: "the-western-store-by-the-river")
        let other = long.replacing("aggregate: arithmetic", with: "aggregate: min")
        let models = [try Self.load(long), try Self.load(other)]
        let readings = try models.map { model in
            let catalog = SeriesCatalog(model)
            return try ["staff", "stock"].map { name in
                Reading(
                    series: catalog.series(try #require(catalog.measure(name)), at: EntityID(0)),
                    time: Timestamp(nanoseconds: 0),
                    value: 7
                )
            }
        }
        for times in [Self.times(0...0), Self.times(0...2)] {
            let text = CompareReport.text(models, readings, at: times)
            #expect(text.contains("the-western-"))
            let table = text.split(separator: "\n").filter { !$0.hasPrefix("A:") && !$0.hasPrefix("B:") }
            #expect(table.allSatisfy { $0.count <= 80 }, "\(text)")
        }
    }

    @Test func machinesGetFullPrecision() throws {
        let models = [
            try Self.load(Self.model),
            try Self.load(Self.model.replacing("aggregate: arithmetic", with: "aggregate: min")),
        ]
        let text = CompareReport.json(models, try models.map(Self.readings), at: Self.times(0...3))
        let json = try JSON(parsing: Array(text.utf8))
        let times = try #require(json["times"]?.array)
        #expect(times.count == 4)
        let scores = try #require(times[0]["scores"]?.array)
        #expect(scores.count == 6)
        let all = try #require(scores.first { $0["entity"]?.string == "west" && $0["node"]?.string == "all" })
        #expect(all["first"]?["score"]?.double == 52)
        #expect(all["second"]?["score"]?.double == 40)
        #expect(all["difference"]?.double == -12)
        #expect(all["first"]?["band"]?.string == "green")
        #expect(json["first"]?["modelHash"]?.string == models[0].hash)
        #expect(json["summary"]?["largestMove"]?["difference"]?.double == -12)
    }
}
