import GRDB
import Glibc
import ReadinessModel
import Testing

@testable import ReadinessHistory

/// What an acknowledgement is worth when the process or the power dies.
@Suite struct CrashTests {
    private static let batchSize = 7

    private static func batch(_ number: Int, _ history: BoundHistory) -> AppendBatch {
        let readings = (0..<batchSize).map {
            Reading(series: SeriesID($0), time: .seconds(Int64(number)), value: Double(number))
        }
        return history.batch("a", readings)
    }

    /// The numbers of the batches that a history holds, after checking that each is whole.
    private static func batches(_ history: BoundHistory) async throws -> Set<Int> {
        var counts: [Int: Int] = [:]
        for reading in try await history.everything() {
            #expect(reading.time == .seconds(Int64(reading.value)))
            counts[Int(reading.value), default: 0] += 1
        }
        #expect(counts.values.allSatisfy { $0 == batchSize })
        return Set(counts.keys)
    }

    /// Copies of database and log, the log cut anywhere after what was acknowledged: as power would leave them.
    @Test(arguments: (0..<20).map { UInt64($0) })
    func tornLog(seed: UInt64) async throws {
        var random = SplitMix64(state: seed)
        let directory = try TemporaryDirectory()
        let path = directory.file("history.sqlite")
        let model = Model.plain(entities: Self.batchSize, measures: 1)
        let history = try await BoundHistory(path, model)
        let acknowledged = Int.random(in: 1...40, using: &random)
        for number in 0..<acknowledged { _ = try await history.store.append([Self.batch(number, history)]) }
        let safe = try contents(path + "-wal").count
        for number in acknowledged..<acknowledged + 40 {
            _ = try await history.store.append([Self.batch(number, history)])
        }
        let log = try contents(path + "-wal")
        try #require(log.count > safe, "no checkpoint came between")
        var torn = Array(log.prefix(Int.random(in: safe...log.count, using: &random)))
        // The last sector may hold anything.
        for index in torn.indices.suffix(min(512, torn.count - safe)) {
            torn[index] = UInt8.random(in: 0...255, using: &random)
        }
        let copy = directory.file("copy.sqlite")
        try write(try contents(path), to: copy)
        try write(torn, to: copy + "-wal")
        let reopened = try await BoundHistory(copy, model)
        #expect(reopened.store.replacement == nil, "seed \(seed)")
        let found = try await Self.batches(reopened)
        #expect(found.isSuperset(of: 0..<acknowledged), "seed \(seed)")
        #expect(found == Set(0..<found.count), "seed \(seed)")
    }

    /// A process that stores and acknowledges is killed with SIGKILL, again and again, over one file.
    @Test func killedWriterLosesNothingAcknowledged() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("history.sqlite")
        var next = 0
        var random = SplitMix64(state: 1)
        for _ in 0..<5 {
            let child = try ChildWriter(path: path, first: next)
            let acknowledged = child.kill(after: Int.random(in: 1...60, using: &random))
            try #require(!acknowledged.isEmpty)
            next = (acknowledged.max() ?? next) + 1
            let history = try await BoundHistory(path, .plain(entities: Self.batchSize, measures: 1))
            #expect(history.store.replacement == nil)
            let found = try await Self.batches(history)
            #expect(found.isSuperset(of: 0..<next))
            // At most what was under way when the signal came.
            #expect(found.count <= next + 1)
            next = found.count
            await history.store.close()
        }
    }

    /// The child of `killedWriterLosesNothingAcknowledged`: this test alone, run by `ChildWriter`, until it is killed.
    @Test(.enabled(if: ChildWriter.isChild, "only as the child of another test"))
    func endlessWriter() async throws {
        let (path, first) = try #require(ChildWriter.task)
        let history = try await BoundHistory(path, .plain(entities: Self.batchSize, measures: 1))
        for number in first... {
            let outcomes = try await history.store.append([Self.batch(number, history)])
            #expect(outcomes.first?.rejected == 0)
            ChildWriter.acknowledge(number)
        }
    }
}
