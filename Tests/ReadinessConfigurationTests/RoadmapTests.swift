import ReadinessModel
import Testing

@testable import ReadinessConfiguration

@Suite struct RoadmapTests {
    private static let text = """
        entities:
          - {id: e, entities: [{id: a}, {id: b}]}
        measures: {m: {}, n: {}}
        indicators:
          i: {value: m, normalize: {goalposts: [0, 1]}}
          j: {value: n, normalize: {goalposts: [0, 1]}}
        index: {id: root, children: [i, j]}
        roadmap:
          - node: root
            baseline: {at: 2026-01-01, score: 48}
            milestones:
              - {by: 2028-12-31, score: 65, owner: planning, budget: 12000000000, title: "Which? These: * and ?"}
              - {by: 2030-12-31, score: ?, owner: ?, budget: ?}
              - by: 2045-12-31
                score: ? # open
          - {node: j, entity: b, baseline: {at: ?, score: ? }, milestones: [{by: 2030-01-01, score: "?" , owner: "who?"}]}
          - {node: j, baseline: {at: 2025-01-01, score: 33.3}, milestones: [{by: 2030-01-01, score: 20}]}
        """

    private func load(_ text: String) throws -> Configuration {
        try Configuration.load(files: [ConfigurationFile(path: "m.yaml", kind: .whole, text: text)])
    }

    private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

    @Test func goalsAreRead() throws {
        let goals = try load(Self.text).model.roadmap
        let first = try RoadmapGoal.Milestone(
            by: date("2028-12-31"),
            score: .given(0.65),
            owner: .given("planning"),
            budget: .given(12e9),
            title: "Which? These: * and ?"
        )
        let second = try RoadmapGoal.Milestone(by: date("2030-12-31"), score: .open, owner: .open, budget: .open)
        let third = try RoadmapGoal.Milestone(by: date("2045-12-31"), score: .open)
        let whose = try RoadmapGoal.Milestone(by: date("2030-01-01"), score: .open, owner: .given("who?"))
        let falling = try RoadmapGoal.Milestone(by: date("2030-01-01"), score: .given(0.2))
        #expect(
            try goals == [
                RoadmapGoal(
                    node: NodeID(0),
                    baseline: .init(at: .given(date("2026-01-01")), score: .given(0.48)),
                    milestones: [first, second, third]
                ),
                RoadmapGoal(
                    node: NodeID(2),
                    entity: EntityID(2),
                    baseline: .init(at: .open, score: .open),
                    milestones: [whose]
                ),
                RoadmapGoal(
                    node: NodeID(2),
                    baseline: .init(at: .given(date("2025-01-01")), score: .given(0.333)),
                    milestones: [falling]
                ),
            ]
        )
    }

    @Test func whatIsOpenIsToldWithItsPlace() throws {
        let warnings = try load(Self.text).warnings
        #expect(warnings.allSatisfy { $0.code == "open-placeholder" })
        #expect(
            warnings.map { "\($0.line):\($0.column)" }
                == ["13:33", "13:43", "13:54", "15:16", "16:41", "16:51", "16:93"]
        )
    }

    @Test func printedGoalsReadBackEqual() throws {
        let original = try load(Self.text)
        let again = try load(original.printed())
        #expect(again.model.roadmap == original.model.roadmap)
        #expect(again.printed() == original.printed())
    }

    @Test func goalsOfSeveralFilesAddUp() throws {
        let more = """
            roadmap:
              - {node: i, baseline: {at: 2025-01-01, score: 0}, milestones: [{by: 2030-01-01, score: 100}]}
            """
        let files = [Self.text, more].enumerated().map { index, text in
            ConfigurationFile(path: "\(index).yaml", kind: .model, text: text)
        }
        #expect(try Configuration.load(files: files).model.roadmap.map(\.node.index) == [0, 2, 2, 1])
    }

    @Test(arguments: [
        "2030-12-31", "2024-02-29", "1970-01-01", "0000-01-01", "9999-12-31",
    ])
    func datesReadBackEqual(_ text: String) throws {
        #expect(try date(text).description == text)
    }

    @Test(arguments: [
        "2030-02-29", "2030-13-01", "2030-1-1", "30-12-31", "2030-12-31T00:00:00Z", "2030/12/31", "+030-12-31", "",
        "2030-12-3\u{0661}", "-2030-12-31",
    ])
    func otherTextIsNoDate(_ text: String) {
        #expect(CivilDate(text) == nil)
    }
}
