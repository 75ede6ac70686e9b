import ReadinessModel
import Testing

@testable import ReadinessHistory

/// Random schedules of appends, rebindings, reopenings and prunings against a dictionary.
@Suite struct RandomScheduleTests {
    private struct Identity: Hashable {
        var entity: String
        var measure: String
        var second: Int64
    }

    private struct Series: Hashable {
        var entity: String
        var measure: String
    }

    /// What the history must hold.
    private struct Oracle {
        var values: [Identity: Double] = [:]
        var owners: [Series: String] = [:]
        var configured: Set<String> = []

        mutating func deliver(_ source: String, _ identity: Identity, _ value: Double) -> Bool {
            let series = Series(entity: identity.entity, measure: identity.measure)
            let owner = owners[series] ?? source
            guard owner == source || configured.contains(source) && !configured.contains(owner) else { return false }
            owners[series] = source
            values[identity] = value
            return true
        }

        mutating func prune(before second: Int64) {
            for series in owners.keys {
                let all = values.keys.filter { $0.entity == series.entity && $0.measure == series.measure }
                guard let last = all.map(\.second).filter({ $0 < second }).max() else { continue }
                for identity in all where identity.second < last { values[identity] = nil }
            }
        }
    }

    @Test(.serialized, arguments: (0..<400).map { UInt64($0) })
    func schedule(seed: UInt64) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("history.sqlite")
        var random = SplitMix64(state: seed)
        let models = [false, true].map { Model.plain(entities: 4, measures: 3, isReversed: $0) }
        var model = models[0]
        var oracle = Oracle(configured: ["a", "b"])
        let filing = Self.filing(&random)
        var history = try await BoundHistory(path, model, sources: oracle.configured, filing: filing)
        for _ in 0..<25 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                await history.store.close()
                history = try await BoundHistory(path, model, sources: oracle.configured, filing: filing)
            case 1:
                model = models[Int.random(in: 0...1, using: &random)]
                oracle.configured = [["a", "b"], ["a"], ["b", "c"]][Int.random(in: 0...2, using: &random)]
                await history.store.close()
                history = try await BoundHistory(path, model, sources: oracle.configured, filing: filing)
            case 2:
                let second = Int64.random(in: 0..<20, using: &random)
                oracle.prune(before: second)
                _ = try await history.store.prune(before: .seconds(second))
            default:
                try await deliver(history, &oracle, &random, seed: seed)
            }
        }
        let stored = try await history.everything()
        let catalog = SeriesCatalog(model)
        let found = stored.map { reading in
            let identity = Identity(
                entity: catalog.entityName(of: reading.series),
                measure: catalog.measureName(of: reading.series),
                second: reading.time.nanoseconds / 1_000_000_000
            )
            return (identity, reading.value)
        }
        #expect(found.count == oracle.values.count, "seed \(seed)")
        #expect(Dictionary(uniqueKeysWithValues: found) == oracle.values, "seed \(seed)")
    }

    /// Rules under which few readings make several blocks, some arrivals wait, and some do not.
    private static func filing(_ random: inout SplitMix64) -> ReadingStorage.Filing {
        var filing = ReadingStorage.Filing()
        filing.least = [1, 5, 20, 1000].randomElement(using: &random) ?? 1
        filing.perSeries = 1
        filing.blockMinimum = Int.random(in: 1...4, using: &random)
        filing.blockLimit = Int.random(in: 1...4, using: &random)
        return filing
    }

    private func deliver(
        _ history: BoundHistory,
        _ oracle: inout Oracle,
        _ random: inout SplitMix64,
        seed: UInt64
    ) async throws {
        var batches: [AppendBatch] = []
        var refused: [Int] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let source = ["a", "b", "c"].randomElement(using: &random) ?? "a"
            var readings: [Reading] = []
            refused.append(0)
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let identity = Identity(
                    entity: "e\(Int.random(in: 0..<4, using: &random))",
                    measure: "m\(Int.random(in: 0..<3, using: &random))",
                    second: Int64.random(in: 0..<20, using: &random)
                )
                let value = Double(Int.random(in: 0..<3, using: &random))
                readings.append(try history.reading(identity.entity, identity.measure, identity.second, value))
                if !oracle.deliver(source, identity, value) { refused[refused.count - 1] += 1 }
            }
            batches.append(history.batch(source, readings))
        }
        let outcomes = try await history.store.append(batches)
        #expect(outcomes.map(\.rejected) == refused, "seed \(seed)")
        for (batch, outcome) in zip(batches, outcomes) {
            let total = outcome.changed.count + outcome.unchanged + outcome.rejected
            #expect(total == batch.readings.count, "seed \(seed)")
        }
    }
}
