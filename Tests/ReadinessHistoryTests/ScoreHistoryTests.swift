import ReadinessModel
import Testing

@testable import ReadinessHistory

/// Score changes and the last published scores.
@Suite struct ScoreHistoryTests {
    let directory: TemporaryDirectory
    let path: String
    let stamp = ModelStamp(id: "self-reliance", version: "2026.1", hash: "0123abcd")

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("history.sqlite")
    }

    private func change(
        _ second: Int64,
        _ entity: String,
        _ node: String,
        _ value: Double?,
        previous: ScoreChange.Score? = nil
    ) -> ScoreChange {
        ScoreChange(
            time: .seconds(second),
            entity: entity,
            node: node,
            previous: previous,
            score: ScoreChange.Score(value: value, band: value.map { $0 < 0.5 ? "red" : "green" }),
            coverage: value == nil ? nil : 0.75,
            low: 0.1,
            high: value == nil ? nil : 0.9,
            model: stamp
        )
    }

    @Test func changesReturnAsTheyWereRecorded() async throws {
        let store = try await SQLiteHistory.open(path: path, at: .seconds(0))
        let unknown = ScoreChange.Score(value: nil)
        let changes = [
            change(1, "plant", "root", 0.25),
            change(2, "plant", "root", nil, previous: ScoreChange.Score(value: 0.25, band: "red")),
            change(3, "plant", "root", 1.0 / 3, previous: unknown),
            change(3, "depot", "root", 0.5),
            change(4, "plant", "people", 1),
        ]
        try await store.record(changes)
        try await store.record([])
        #expect(try await store.scoreChanges(entity: nil, node: nil, since: .distantPast, limit: 100) == changes)
        let plant = try await store.scoreChanges(entity: "plant", node: "root", since: .seconds(2), limit: 100)
        #expect(plant == [changes[1], changes[2]])
        #expect(
            try await store.scoreChanges(entity: nil, node: "root", since: .distantPast, limit: 2) == [
                changes[2], changes[3],
            ]
        )
        #expect(try await store.scoreChanges(entity: "nobody", node: nil, since: .distantPast, limit: 2) == [])
    }

    @Test func lastScoresAreTheLastRecordedAndSurviveReopening() async throws {
        let store = try await SQLiteHistory.open(path: path, at: .seconds(0))
        #expect(try await store.lastScores() == [])
        try await store.record([change(1, "plant", "root", 0.25), change(1, "plant", "people", 0.5)])
        try await store.record([change(9, "plant", "root", nil), change(9, "depot", "root", 0.75)])
        await store.close()
        let again = try await SQLiteHistory.open(path: path, at: .seconds(0))
        let scores = try await again.lastScores()
        #expect(scores.map(\.entity) == ["depot", "plant", "plant"])
        #expect(scores.map(\.node) == ["root", "people", "root"])
        #expect(scores.map(\.score.value) == [0.75, 0.5, nil])
        #expect(scores.map(\.score.band) == ["green", "green", nil])
        #expect(scores.map(\.time) == [.seconds(9), .seconds(1), .seconds(9)])
        #expect(scores.map(\.coverage) == [0.75, 0.75, nil])
        #expect(scores.allSatisfy { $0.model == stamp && $0.low == 0.1 })
    }
}
