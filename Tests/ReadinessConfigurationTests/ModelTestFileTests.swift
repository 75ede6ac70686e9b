import ReadinessConfiguration
import ReadinessModel
import Testing

/// Files of cases: what they mean, and the place of every mistake in them.
@Suite struct ModelTestFileTests {
    private static let model = """
        entities: [{id: all, entities: [{id: depot}, {id: plant}]}]
        measures: {stock: {}}
        indicators: {supply: {value: stock, normalize: {goalposts: [0, 100]}}}
        index: {id: root, children: [supply]}
        bands: [{name: red, from: 0}]
        """

    private func load(_ text: String) throws(Diagnostics) -> ModelTestFile {
        do {
            let directory = try TemporaryDirectory()
            try directory.write("model.yaml", Self.model)
            try directory.write("cases.yaml", text)
            return try ModelTestFile.load(path: "\(directory.path)/cases.yaml")
        } catch let error as Diagnostics {
            throw error
        } catch {
            throw Diagnostics(all: [])
        }
    }

    @Test func timesAreSeenFromTheCase() throws {
        let file = try load(
            """
            model: model.yaml
            cases:
              - name: one
                at: 2026-01-02T00:00:00Z
                observations: |
                  time,entity,measure,value

                  # a remark
                  -36h, depot, stock, 1
                  at,depot,stock,2.5
                  2026-01-01T06:00:00Z,depot,stock,3
                  +1h,depot,stock,-4
                series:
                  plant/stock: {from: -3d, every: 12h, values: [1, _, 3]}
                expect: [{entity: plant, node: root, score: none}]
              - name: rows
                at: 2026-01-02
                observations:
                  - {time: -1d, entity: plant, measure: stock, value: 7}
                  - [at, plant, stock, 8]
                expect: [{entity: plant, node: root, score: 8, tolerance: 0.5, coverage: 2/3, reason: none}]
            """
        )
        let first = try #require(file.cases.first)
        let at = try #require(Timestamp("2026-01-02"))
        let hours = first.readings.map { ($0.time.nanoseconds - at.nanoseconds) / 3_600_000_000_000 }
        #expect(hours == [-36, 0, -18, 1, -72, -48])
        #expect(first.readings.map(\.value) == [1, 2.5, 3, -4, 1, 3])
        #expect(first.expectations.first?.score == ModelExpectation.Expected.none)
        #expect(first.expectations.first?.tolerance == 0.05)
        let second = try #require(file.cases.last)
        #expect(second.readings.map(\.value) == [7, 8])
        #expect(second.expectations.first?.score == .some(8))
        #expect(second.expectations.first?.coverage == .some(2.0 / 3.0))
        #expect(second.expectations.first?.reason == ModelExpectation.Expected<String>.none)
        #expect(second.line == 16)
    }

    private static let head = "model: model.yaml\ncases:\n  - name: one\n    at: 2026-01-02\n"
    private static let tail = "    expect: [{entity: plant, node: root, score: 1}]\n"

    @Test(
        arguments: [
            ("model: model.yaml\n", "1:1: error: a test file has no 'cases'"),
            ("cases: []\n", "1:1: error: a test file has no 'model'"),
            ("model: model.yaml\ncases: []\n", "2:8: error: 'cases' is empty"),
            (head, "3:5: error: a case has no 'expect'"),
            (head + "    expect: []\n", "5:13: error: 'expect' is empty"),
            (head + "    expect: [{entity: plant, node: root}]\n", "5:14: error: the expectation expects nothing"),
            (head + "    expect: [{entity: plan, node: root, score: 1}]\n", "5:23: error: unknown entity 'plan'"),
            (
                head + "    expect: [{entity: plant, node: rot, score: 1}]\n",
                "5:36: error: unknown node or indicator 'rot'"
            ),
            (head + "    expect: [{entity: plant, node: root, score: low}]\n", "5:49: error: 'score' must be points"),
            (head + "    expect: [{entity: plant, node: root, band: blue}]\n", "5:48: error: unknown band 'blue'"),
            (head + "    expect: [{entity: plant, node: root, state: gone}]\n", "5:49: error: unknown state 'gone'"),
            (
                head + "    expect: [{entity: plant, node: root, coverage: 2}]\n",
                "5:52: error: 'coverage' must be a share"
            ),
            (
                head + "    series: {plant/stok: {from: -1d, every: 1d, values: [1]}}\n" + tail,
                "5:14: error: unknown measure"
            ),
            (
                head + "    series: {plant: {from: -1d, every: 1d, values: [1]}}\n" + tail,
                "5:14: error: 'plant' is no series"
            ),
            (
                head + "    series: {plant/stock: {every: 1d, values: [1]}}\n" + tail,
                "5:14: error: series 'plant/stock' has no 'from'"
            ),
            (
                head + "    series: {plant/stock: {from: -1d, every: 1d, values: [x]}}\n" + tail,
                "5:59: error: 'values' must be a number"
            ),
            (
                head + "    series: {plant/stock: {from: soon, every: 1d, values: [1]}}\n" + tail,
                "5:34: error: 'from' must be a time"
            ),
            (
                head + "    observations: |\n      when,entity,measure,value\n" + tail,
                "6:7: error: the text must begin with"
            ),
            (
                head + "    observations: |\n      time,entity,measure,value\n      at,plant,stock\n" + tail,
                "7:7: error: the row has 3 fields"
            ),
            (
                head
                    + "    observations: |\n      time,entity,measure,value\n      at,plant,stock,1\n      at,plnt,stock,1\n"
                    + tail,
                "8:7: error: unknown entity 'plnt'; did you mean 'plant'?"
            ),
            (
                head + "    observations: |\n      time,entity,measure,value\n      noon,plant,stock,1\n" + tail,
                "7:7: error: 'noon' is not a time"
            ),
            (
                head + "    observations:\n      - [at, plant, stock, many]\n" + tail,
                "6:9: error: 'many' is not a number"
            ),
            (head + "    obsrvations: []\n" + tail, "5:5: error: unknown key 'obsrvations'"),
            (head + tail + "  - name: one\n    at: 2026-01-02\n" + tail, "6:11: error: duplicate case 'one'"),
        ] as [(String, String)]
    )
    func mistakesHaveTheirPlace(text: String, expected: String) throws {
        let error = try #require(throws: Diagnostics.self) { try load(text) }
        let found = error.errors.map { "\($0)" }
        #expect(found.contains { $0.contains("cases.yaml:\(expected)") }, "\(found)")
    }

    @Test func aBrokenModelIsToldAtItsOwnPlace() throws {
        let directory = try TemporaryDirectory()
        try directory.write("model.yaml", Self.model.replacing("value: stock", with: "value: stok"))
        try directory.write("cases.yaml", Self.head + Self.tail)
        let error = try #require(throws: Diagnostics.self) {
            try ModelTestFile.load(path: "\(directory.path)/cases.yaml")
        }
        #expect(error.errors.map { "\($0)" }.contains { $0.contains("model.yaml:3:30: error: unknown measure 'stok'") })
    }

    @Test func readingsOfAParentAreWarnedAbout() throws {
        let file = try load(
            Self.head + "    observations:\n      - [at, all, stock, 1]\n      - [at, plant, stock, 1]\n" + Self.tail
        )
        #expect(file.cases.first?.readings.count == 1)
        #expect(file.warnings.map(\.code) == ["not-a-leaf"])
    }
}
