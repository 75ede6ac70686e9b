import ReadinessModel
import Testing

@testable import ReadinessHistory

extension Model {
    /// A model of entities and measures named `e0`, `e1`, ... and `m0`, `m1`, ..., in that order or the reverse.
    static func plain(entities: Int, measures: Int, isReversed: Bool = false) -> Model {
        let entityNames = (0..<entities).map { Entity(id: "e\($0)") }
        let measureNames = (0..<measures).map { Measure(id: "m\($0)") }
        return Model(
            id: "plain",
            entities: isReversed ? entityNames.reversed() : entityNames,
            measures: isReversed ? measureNames.reversed() : measureNames
        )
    }
}

/// An open history with a bound model.
struct BoundHistory {
    let store: SQLiteHistory
    let model: Model
    var binding: HistoryBinding

    /// Opens the history at `path` and binds `model`.
    init(
        _ path: String,
        _ model: Model,
        sources: Set<String> = ["a", "b"],
        filing: ReadingStorage.Filing = ReadingStorage.Filing()
    ) async throws {
        var settings = SQLiteHistory.Settings()
        settings.filing = filing
        store = try await SQLiteHistory.open(path: path, settings: settings, at: .seconds(1_000_000))
        self.model = model
        binding = try await store.bind(model, catalog: SeriesCatalog(model), sources: sources)
    }

    /// A reading of measure `m` at entity `e` of the model, at a second.
    func reading(_ entity: String, _ measure: String, _ second: Int64, _ value: Double) throws -> Reading {
        try model.reading(entity, measure, second, value)
    }

    /// A batch of readings.
    func batch(_ source: String, _ readings: [Reading]) -> AppendBatch {
        AppendBatch(binding: binding, source: source, readings: readings)
    }

    /// Stores one batch.
    func append(_ source: String, _ readings: [Reading]) async throws -> AppendOutcome {
        try #require(try await store.append([batch(source, readings)]).first)
    }

    /// Every stored reading that the model names.
    func everything() async throws -> [Reading] {
        let reach = model.measures.map { _ in TimeSpan?.some(TimeSpan(nanoseconds: .max)) }
        return try await store.restore(binding, reach: reach, at: .seconds(0))
    }
}

extension Model {
    func reading(_ entity: String, _ measure: String, _ second: Int64, _ value: Double) throws -> Reading {
        let catalog = SeriesCatalog(self)
        let series = catalog.series(try #require(catalog.measure(measure)), at: try #require(catalog.entity(entity)))
        return Reading(series: series, time: .seconds(second), value: value)
    }
}

extension Timestamp {
    /// The moment some seconds after the epoch.
    static func seconds(_ seconds: Int64) -> Self { Timestamp(nanoseconds: seconds * 1_000_000_000) }
}

/// Random numbers that a seed repeats (Steele, Lea and Flood, SplitMix64).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
