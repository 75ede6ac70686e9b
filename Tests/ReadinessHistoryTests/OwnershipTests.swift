import ReadinessModel
import Testing

@testable import ReadinessHistory

/// A series has one source; names outlive models.
@Suite struct OwnershipTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("history.sqlite")
    }

    @Test func anotherSourceIsRefusedAndToldOncePerSeries() async throws {
        let history = try await BoundHistory(path, .plain(entities: 2, measures: 1))
        let first = try history.reading("e0", "m0", 1, 1)
        _ = try await history.append("a", [first])
        let free = try history.reading("e1", "m0", 1, 7)
        let outcome = try await history.append(
            "b",
            [try history.reading("e0", "m0", 1, 5), try history.reading("e0", "m0", 2, 5), free]
        )
        let conflict = SourceConflict(series: first.series, owner: "a")
        #expect(outcome == AppendOutcome(changed: [free], rejected: 2, conflicts: [conflict]))
        #expect(try await history.everything() == [first, free])
    }

    @Test func ownershipSurvivesReopening() async throws {
        let model = Model.plain(entities: 1, measures: 1)
        let before = try await BoundHistory(path, model)
        let reading = try before.reading("e0", "m0", 1, 1)
        _ = try await before.append("a", [reading])
        await before.store.close()
        let after = try await BoundHistory(path, model)
        let outcome = try await after.append("b", [reading])
        #expect(outcome.conflicts == [SourceConflict(series: reading.series, owner: "a")])
    }

    @Test func ownershipPassesOnWhenTheOwnerIsNoLongerConfigured() async throws {
        var history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        let reading = try history.reading("e0", "m0", 1, 1)
        let next = try history.reading("e0", "m0", 2, 2)
        _ = try await history.append("a", [reading])
        let catalog = SeriesCatalog(history.model)
        history.binding = try await history.store.bind(history.model, catalog: catalog, sources: ["b", "c"])
        #expect(try await history.append("b", [next]) == AppendOutcome(changed: [next]))
        #expect(try await history.append("c", [next]).conflicts.map(\.owner) == ["b"])
        #expect(try await history.append("a", [next]).conflicts.map(\.owner) == ["b"])
        await history.store.close()
        let again = try await BoundHistory(path, history.model, sources: ["a", "b"])
        #expect(try await again.append("a", [next]).conflicts.map(\.owner) == ["b"])
    }

    @Test func sourceThatIsNotConfiguredTakesNothing() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1), sources: ["c"])
        let reading = try history.reading("e0", "m0", 1, 1)
        #expect(try await history.append("a", [reading]).changed == [reading])
        #expect(try await history.append("b", [reading]).conflicts.map(\.owner) == ["a"])
        #expect(try await history.append("c", [reading]) == AppendOutcome(changed: [], unchanged: 1))
    }

    @Test func namesOutliveTheModel() async throws {
        let history = try await BoundHistory(path, .plain(entities: 3, measures: 2))
        _ = try await history.append(
            "a",
            [try history.reading("e0", "m0", 1, 10), try history.reading("e2", "m1", 2, 21)]
        )
        var smaller = history
        let model = Model.plain(entities: 2, measures: 1)
        smaller.binding = try await history.store.bind(model, catalog: SeriesCatalog(model), sources: ["a"])
        let everything = try await history.store.restore(smaller.binding, reach: [], at: .seconds(5))
        #expect(everything == [try model.reading("e0", "m0", 1, 10)])
        // What the small model does not name is still there for the large one.
        let large = try await history.store.bind(history.model, catalog: SeriesCatalog(history.model), sources: ["a"])
        let all = try await history.store.restore(large, reach: [], at: .seconds(5))
        #expect(all.map(\.value).sorted() == [10, 21])
    }

    @Test func batchOfAnEarlierBindingIsStoredUnderItsOwnNames() async throws {
        let history = try await BoundHistory(path, .plain(entities: 3, measures: 2))
        let old = history.batch("a", [try history.reading("e0", "m1", 1, 42)])
        for _ in 0..<4 {
            let reversed = Model.plain(entities: 3, measures: 2, isReversed: true)
            let binding = try await history.store.bind(reversed, catalog: SeriesCatalog(reversed), sources: ["a"])
            _ = try await history.store.append([old])
            let stored = try await history.store.restore(binding, reach: [], at: .seconds(5))
            #expect(stored == [try reversed.reading("e0", "m1", 1, 42)])
        }
    }
}
