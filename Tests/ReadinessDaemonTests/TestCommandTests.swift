import ReadinessConfiguration
import Testing
import Varlink

@testable import ReadinessDaemon

/// `readinessd test`: what it says of cases that fail, and which parts of a model it finds untouched.
@Suite struct TestCommandTests {
    private static let model = """
        model: {id: shop, version: "1"}
        entities: [{id: west, kind: store}]
        measures: {staff: {unit: persons}, stock: {unit: items}}
        indicators:
          presence: {value: staff, normalize: {goalposts: [0, 10]}, missing: worst}
          supply: {value: stock, normalize: {goalposts: [0, 100]}, missing: hold, stale-after: 1d}
        index: {id: all, aggregate: arithmetic, coverage: 1, children: [presence, supply]}
        gates: [{node: all, cap: score(presence) + 10}]
        bands: [{name: red, from: 0}, {name: green, from: 50}]
        """

    private static let cases = """
        model: model.yaml
        cases:
          - name: as it should be
            at: 2026-01-01
            series: {west/staff: {from: -1d, every: 1d, values: [_, 5]}, west/stock: {from: at, every: 1d, values: [60]}}
            expect: [{entity: west, node: all, score: 55, band: green, coverage: 1, low: 55, high: 55, state: value}]
          - name: "wrong <in> & everything"
            at: 2026-01-01
            observations: [[at, west, stock, 60]]
            expect:
              - {entity: west, node: supply, score: 60}
              - entity: west
                node: all
                score: 55
                state: zero
                band: none
                coverage: 1
                low: 5
                high: none
                reason: never reported
              - {entity: west, node: presence, value: 3, score: none, tolerance: 0}
        """

    private func outcome() throws -> (TestOutcome, TemporaryFiles) {
        let files = try TemporaryFiles()
        _ = try files.write("model.yaml", Self.model)
        let path = try files.write("cases.yaml", Self.cases)
        return (TestCommand.run([try ModelTestFile.load(path: path)]), files)
    }

    @Test func differencesStandSideBySide() throws {
        let (outcome, _) = try outcome()
        #expect(outcome.passed == 1)
        #expect(outcome.failed == 1)
        let failures = try #require(outcome.files.first?.cases.last?.failures)
        // The expectation that is met is not among them.
        #expect(failures.map(\.node) == ["all", "presence"])
        #expect(failures.map(\.line) == [12, 21])
        let all = failures[0].differences.map { "\($0.what): \($0.expected) | \($0.actual)" }
        #expect(
            all == [
                "score: 55 +-0.05 | 10", "state: zero | value", "band: none | red", "coverage: 1 +-0.0005 | 0.5",
                "low: 5 +-0.05 | 10", "high: none | 80", "reason: never reported | none",
            ]
        )
        let presence = failures[1].differences.map { "\($0.what): \($0.expected) | \($0.actual)" }
        #expect(presence == ["score: none | 0", "value: 3 | none"])
        #expect(outcome.text.contains("FAIL  wrong <in> & everything"))
        #expect(outcome.text.contains("score       55 +-0.05"))
        #expect(outcome.text.hasSuffix("1 passed, 1 failed"))
    }

    @Test func untouchedPartsAreListed() throws {
        let (outcome, _) = try outcome()
        let coverage = try #require(outcome.models.first?.coverage)
        #expect(
            coverage.missing.map { coverage.sentence(of: $0) } == [
                "indicator supply is never held (missing: hold)", "node all never lacks what it needs to have a score",
            ]
        )
        #expect(coverage.parts.count == 9)
        #expect(coverage.exercised.count == 7)
    }

    @Test func theReportForMachinesIsWhole() throws {
        let (outcome, _) = try outcome()
        let json = try JSON(parsing: Array(outcome.json.utf8))
        #expect(json["passed"]?.integer == 1)
        #expect(json["failed"]?.integer == 1)
        let cases = try #require(json["files"]?.array?.first?["cases"]?.array)
        #expect(cases.map { $0["passed"]?.bool } == [true, false])
        #expect(cases[1]["failures"]?.array?.count == 2)
        #expect(json["coverage"]?.array?.first?["parts"]?.integer == 9)
        #expect(json["files"]?.array?.first?["modelHash"]?.string?.count == 16)
    }

    @Test func unitReportEscapesAndCounts() throws {
        let (outcome, _) = try outcome()
        #expect(outcome.junit.contains(#"<testsuites name="readinessd test" tests="2" failures="1">"#))
        #expect(outcome.junit.contains(#"name="wrong &lt;in&gt; &amp; everything""#))
        #expect(outcome.junit.contains("score expected 55 +-0.05, actual 10"))
        // As many elements end as begin.
        #expect(outcome.junit.components(of: "<testcase ") == 2)
        #expect(outcome.junit.components(of: "</testcase>") == 1)
    }

    /// What a score is made of, which gate binds, how sure it is and why it changed are expectations like its number.
    @Test func explanationsAreExpectations() throws {
        let files = try TemporaryFiles()
        _ = try files.write("model.yaml", Self.model)
        func differences(_ expectation: String) throws -> [String] {
            let path = try files.write(
                "explained.yaml",
                """
                model: model.yaml
                cases:
                  - name: explained
                    at: 2026-01-10
                    observations:
                      - [-9d, west, staff, 4]
                      - [-9d, west, stock, 60]
                      - [-1d, west, staff, 2]
                    expect: [{entity: west, node: all, \(expectation)}]
                """
            )
            let outcome = TestCommand.run([try ModelTestFile.load(path: path)])
            return (outcome.files.first?.cases.first?.failures ?? []).flatMap(\.differences).map {
                "\($0.what): \($0.expected) | \($0.actual)"
            }
        }
        // Twenty points of presence and sixty of supply make 40, capped to 30; the stock is held for nine days.
        #expect(try differences("score: 30, raw: 40, gate: score(presence), confidence: 5/9").isEmpty)
        #expect(try differences("contributions: {presence: 10, supply: 30}").isEmpty)
        #expect(try differences("change: {since: -5d, causes: {data: -20}}").isEmpty)
        #expect(try differences("raw: 41, gate: none").map { $0.prefix(9) } == ["raw: 41 +", "gate: non"])
        #expect(
            try differences("contributions: {presence: 11}").first?.hasPrefix("contribution of presence: 11") == true
        )
        #expect(
            try differences("change: {since: -5d, causes: {expired: -3}}") == [
                "change by expired: -3 +-0.05 | 0", "change by data: 0 +-0.05 | -20",
            ]
        )
        // Before there was a reading of the one there was no score.
        #expect(try differences("change: {since: 2025-12-01, causes: {arrived: 50, data: -20}}").count <= 2)
    }

    @Test func wrongExplanationsAreToldWithTheirPlace() throws {
        let files = try TemporaryFiles()
        _ = try files.write("model.yaml", Self.model)
        for (expectation, message) in [
            ("contributions: {presense: 1}", "unknown node or indicator 'presense'"),
            ("contributions: [1]", "must be a mapping of nodes and points"),
            ("change: {since: +1d, causes: {data: 1}}", "a time such as"),
            ("change: {since: 2027-01-01, causes: {data: 1}}", "'since' must lie before"),
            ("change: {since: -1d, causes: {luck: 1}}", "unknown cause 'luck'"),
            ("change: {since: -1d}", "has no 'causes'"),
            ("confidence: 2", "a share of 0 to 1"),
        ] {
            let path = try files.write(
                "wrong.yaml",
                "model: model.yaml\ncases: [{name: a, at: 2026-01-10, expect: [{entity: west, node: all, \(expectation)}]}]\n"
            )
            do {
                _ = try ModelTestFile.load(path: path)
                Issue.record("\(expectation) was taken")
            } catch {
                let text = error.errors.map { "\($0)" }.joined(separator: "\n")
                #expect(text.contains(message), "\(expectation): \(text)")
                #expect(text.contains("wrong.yaml:2:"))
            }
        }
    }

    @Test func theExitStatusTellsFailureFromUnusableFiles() throws {
        let files = try TemporaryFiles()
        _ = try files.write("model.yaml", Self.model)
        let failing = try files.write("cases.yaml", Self.cases)
        let good = try files.write(
            "good.yaml",
            """
            model: model.yaml
            cases: [{name: nothing, at: 2026-01-01, expect: [{entity: west, node: supply, state: missing}]}]
            """
        )
        let broken = try files.write("broken.yaml", "model: model.yaml\ncases: [{name: x, at: 2026-01-01}]\n")
        #expect(TestCommand.run([failing], .init()) == 1)
        #expect(TestCommand.run([good], .init(junitPath: "\(files.path)/report.xml")) == 0)
        #expect(try files.read("report.xml").contains(#"tests="1" failures="0""#))
        #expect(TestCommand.run([good], .init(coverageMinimum: 90)) == 1)
        #expect(TestCommand.run([good, broken], .init()) == 78)
        #expect(TestCommand.run(["\(files.path)/none.yaml"], .init()) == 78)
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(of text: String) -> Int { split(separator: text).count - 1 }
}
