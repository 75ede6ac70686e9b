import ReadinessModel
import Testing

@testable import ReadinessHistory

/// What scoring gets back at start, and what pruning leaves.
@Suite struct RestoreTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("history.sqlite")
    }

    /// Times restored for series `m0` (reach as given) and `m1` (none), both with readings at `stored`, at second 100.
    private func restored(_ stored: [Int64], reach: Int64) async throws -> (windowed: [Int64], latest: [Int64]) {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 2))
        for measure in ["m0", "m1"] {
            _ = try await history.append("a", stored.map { try history.reading("e0", measure, $0, 1) })
        }
        let readings = try await history.store.restore(
            history.binding,
            reach: [.seconds(reach), nil],
            at: .seconds(100)
        )
        #expect(readings == readings.sorted { ($0.series, $0.time) < ($1.series, $1.time) })
        func seconds(_ measure: Int) -> [Int64] {
            readings.filter { $0.series.index == measure }.map { $0.time.nanoseconds / 1_000_000_000 }
        }
        return (seconds(0), seconds(1))
    }

    @Test(
        arguments: [
            // The window (90, 100] and the last reading at or before its start.
            ([50, 80, 85, 95, 99], [85, 95, 99], [99]),
            // A reading exactly at the start is the start.
            ([80, 90, 95], [90, 95], [95]),
            // Nothing inside the window: the last one before.
            ([10, 20], [20], [20]),
            // Nothing before the window: everything.
            ([95, 100], [95, 100], [100]),
            // Later readings are returned: time may step back, and they become the present.
            ([10, 99, 100, 101, 150], [10, 99, 100, 101, 150], [100, 101, 150]),
            // Only later readings.
            ([101, 102], [101, 102], [101, 102]),
            ([], [], []),
        ] as [([Int64], [Int64], [Int64])]
    )
    func reach(_ stored: [Int64], _ windowed: [Int64], _ latest: [Int64]) async throws {
        let result = try await restored(stored, reach: 10)
        #expect(result.windowed == windowed)
        #expect(result.latest == latest)
    }

    @Test func pruningKeepsTheStartOfEachSeries() async throws {
        let history = try await BoundHistory(path, .plain(entities: 3, measures: 1))
        let times: [String: [Int64]] = ["e0": [10, 20, 30, 40], "e1": [5, 6], "e2": [90]]
        for (entity, seconds) in times {
            _ = try await history.append("a", seconds.map { try history.reading(entity, "m0", $0, Double($0)) })
        }
        #expect(try await history.store.prune(before: .seconds(30)) == 2)
        #expect(try await history.everything().map(\.value) == [20, 30, 40, 6, 90])
        #expect(try await history.store.prune(before: .seconds(30)) == 0)
    }

    @Test func readingsSurviveReopening() async throws {
        let model = Model.plain(entities: 20, measures: 5)
        let before = try await BoundHistory(path, model)
        let readings = (0..<100).map {
            Reading(series: SeriesID($0), time: .seconds(Int64($0)), value: Double($0) / 3)
        }
        _ = try await before.append("a", readings)
        await before.store.close()
        let after = try await BoundHistory(path, model)
        #expect(try await after.everything() == readings)
        #expect(after.store.replacement == nil)
    }
}
