import ReadinessModel
import ReadinessScoring
import Systemd
import Testing

@testable import ReadinessDaemon
@testable import ReadinessHistory

/// What is told in the journal and what is recorded: a value without clock or I/O.
@Suite struct ScoreReporterTests {
    private static let stamp = ModelStamp(id: "m", version: "1", hash: "h")

    /// `count` entities with one gauge, scored from 0 to 100, in bands red and green.
    private func model(entities count: Int) throws -> Model {
        let value = Expression.term(Term(measure: MeasureID(0)))
        let indicator = Indicator(
            id: "i",
            value: value,
            valueText: "m",
            normalisation: .goalposts(worst: 0, best: 100, truncate: true)
        )
        return Model(
            entities: (0..<count).map { Entity(id: "e\($0)") },
            measures: [Measure(id: "m")],
            indicators: [indicator],
            nodes: [Node(id: "i", content: .indicator(IndicatorID(0)))],
            bands: [Band(name: "red", from: 0), Band(name: "green", from: 0.5)]
        )
    }

    /// The snapshot with every entity at `value`; nil leaves it without a reading.
    private func snapshot(_ model: Model, _ value: Double?) -> Snapshot {
        let time = Timestamp(nanoseconds: 1_000_000_000)
        var readings: [Reading] = []
        if let value {
            readings = model.entities.indices.map {
                Reading(series: model.series(MeasureID(0), at: EntityID($0)), time: time, value: value)
            }
        }
        return EvaluateCommand.evaluate(model, readings, at: time)
    }

    private func report(
        _ reporter: inout ScoreReporter,
        _ model: Model,
        from old: Double?,
        to new: Double?
    ) -> ScoreReporter.Report {
        let evaluation = Evaluation(snapshot: snapshot(model, new), changed: nil)
        let difference = SnapshotDifference(from: snapshot(model, old), to: evaluation)
        return reporter.report(difference, stamp: Self.stamp)
    }

    @Test func aScoreIsToldWhenItHasMovedByTheStepSinceItWasLastTold() throws {
        let model = try model(entities: 1)
        var reporter = ScoreReporter(step: 0.01, model: model, last: [])
        let first = report(&reporter, model, from: nil, to: 10)
        #expect(first.entries.map(\.messageID) == [nil])
        #expect(first.changes.count == 1)
        #expect(report(&reporter, model, from: 10, to: 10.6).entries.isEmpty)
        // 0.6 and 0.6 again are more than one point since the last telling.
        let told = report(&reporter, model, from: 10.6, to: 11.2)
        #expect(told.entries.map(\.messageID) == [Event.scoreChanged])
        #expect(told.entries.first?.values(of: .previous) == ["10.0"])
        #expect(told.entries.first?.values(of: .score) == ["11.2"])
        #expect(told.entries.first?.values(of: .entity) == ["e0"])
    }

    @Test func aBandIsToldBesideTheScoreAndAFallIsAWarning() throws {
        let model = try model(entities: 1)
        var reporter = ScoreReporter(step: 0.01, model: model, last: [])
        _ = report(&reporter, model, from: nil, to: 60)
        let fallen = report(&reporter, model, from: 60, to: 40)
        #expect(fallen.entries.map(\.messageID) == [Event.scoreChanged, Event.bandChanged])
        #expect(fallen.entries.last?.priority == .warning)
        #expect(fallen.entries.last?.values(of: .previousBand) == ["green"])
        #expect(fallen.entries.last?.values(of: .band) == ["red"])
    }

    @Test func aLostScoreIsAWarningAndRecorded() throws {
        let model = try model(entities: 1)
        var reporter = ScoreReporter(step: 0.01, model: model, last: [])
        _ = report(&reporter, model, from: nil, to: 60)
        let lost = report(&reporter, model, from: 60, to: nil)
        #expect(lost.entries.map(\.priority) == [.warning])
        #expect(lost.entries.first?.values(of: .score) == ["none"])
        #expect(lost.changes.first?.score.value == nil)
        #expect(lost.changes.first?.previous?.value == 0.6)
    }

    @Test func whatWasToldBeforeARestartIsNotToldAgain() throws {
        let model = try model(entities: 1)
        let last = StoredScore(
            time: Timestamp(nanoseconds: 0),
            entity: "e0",
            node: "i",
            score: ScoreChange.Score(value: 0.6, band: "green"),
            model: Self.stamp
        )
        var reporter = ScoreReporter(step: 0.01, model: model, last: [last])
        let again = report(&reporter, model, from: nil, to: 60)
        #expect(again.entries.isEmpty)
        #expect(again.changes.isEmpty)
        #expect(report(&reporter, model, from: 60, to: 62).entries.map(\.messageID) == [Event.scoreChanged])
    }

    @Test func aFloodIsShortenedToTheMostUrgentEntries() throws {
        let model = try model(entities: 1000)
        var reporter = ScoreReporter(step: 0.01, model: model, last: [])
        let first = report(&reporter, model, from: nil, to: 60)
        #expect(first.entries.count == 1)
        #expect(first.entries.first?.values(of: .count) == ["1000"])
        let flood = report(&reporter, model, from: 60, to: 20)
        #expect(flood.entries.count == ScoreReporter.entryLimit + 1)
        #expect(flood.entries.dropLast().allSatisfy { $0.messageID == Event.bandChanged })
        #expect(flood.entries.last?.values(of: .count) == ["\(2000 - ScoreReporter.entryLimit)"])
        #expect(flood.changes.count == 1000)
    }

    @Test func whatMovesWhileNothingIsRecordedIsToldAtOnceAndRecordedLaterAsOneMove() throws {
        let model = try model(entities: 2)
        var reporter = ScoreReporter(step: 0.01, model: model, last: [])
        _ = report(&reporter, model, from: nil, to: 60)
        for (old, new) in [(60.0, 70.0), (70.0, 80.0)] {
            let evaluation = Evaluation(snapshot: snapshot(model, new), changed: nil)
            let difference = SnapshotDifference(from: snapshot(model, old), to: evaluation)
            let told = reporter.report(difference, stamp: Self.stamp, isRecording: false)
            #expect(told.entries.count == 2)
            #expect(told.changes.isEmpty)
            #expect(reporter.owesRecord)
        }
        // Nothing differs any more, and still what is owed is recorded.
        let settled = report(&reporter, model, from: 80, to: 80)
        #expect(settled.entries.isEmpty)
        #expect(settled.changes.map(\.entity) == ["e0", "e1"])
        #expect(settled.changes.allSatisfy { $0.previous?.value == 0.6 && $0.score.value == 0.8 })
        #expect(!reporter.owesRecord)
        #expect(report(&reporter, model, from: 80, to: 80).changes.isEmpty)
    }

    @Test func whatAFloodLeavesOwedIsRecordedBitByBitAndNothingTwice() throws {
        let count = 2 * ScoreReporter.owedLimit + 1
        let model = try model(entities: count)
        var reporter = ScoreReporter(step: 0.01, model: model, last: [])
        _ = report(&reporter, model, from: nil, to: 60)
        let evaluation = Evaluation(snapshot: snapshot(model, 70), changed: nil)
        let difference = SnapshotDifference(from: snapshot(model, 60), to: evaluation)
        _ = reporter.report(difference, stamp: Self.stamp, isRecording: false)
        let still = SnapshotDifference(
            from: evaluation.snapshot,
            to: Evaluation(snapshot: evaluation.snapshot, changed: [])
        )
        var recorded: [String] = []
        var turns = 0
        while reporter.owesRecord, turns < 10 {
            let changes = reporter.report(still, stamp: Self.stamp).changes
            #expect(changes.count <= ScoreReporter.owedLimit)
            recorded += changes.map(\.entity)
            turns += 1
        }
        #expect(turns == 4, "three parts, and a search whether more has come")
        #expect(recorded.count == count)
        #expect(Set(recorded).count == count)
    }

    @Test func moreMovesThanAreRecordedAtOnceAreOwedAsAWhole() throws {
        let model = try model(entities: ScoreReporter.owedLimit + 1)
        var reporter = ScoreReporter(step: 0.01, model: model, last: [])
        _ = report(&reporter, model, from: nil, to: 60)
        #expect(report(&reporter, model, from: 60, to: 70).changes.count == ScoreReporter.owedLimit)
        #expect(reporter.owesRecord)
        #expect(report(&reporter, model, from: 70, to: 70).changes.count == 1)
    }

    @Test func whatCameBackWhileNothingWasRecordedIsNoMove() throws {
        let model = try model(entities: 1)
        var reporter = ScoreReporter(step: 0.01, model: model, last: [])
        _ = report(&reporter, model, from: nil, to: 60)
        let away = SnapshotDifference(
            from: snapshot(model, 60),
            to: Evaluation(snapshot: snapshot(model, 70), changed: nil)
        )
        _ = reporter.report(away, stamp: Self.stamp, isRecording: false)
        let back = report(&reporter, model, from: 70, to: 60)
        #expect(back.entries.map(\.messageID) == [Event.scoreChanged])
        #expect(back.changes.isEmpty)
        #expect(!reporter.owesRecord)
    }

    @Test func whatIsOwedOutlivesAnotherModel() throws {
        let small = try model(entities: 1)
        let large = try model(entities: 3)
        var reporter = ScoreReporter(step: 0.01, model: small, last: [])
        _ = report(&reporter, small, from: nil, to: 60)
        let moved = SnapshotDifference(
            from: snapshot(small, 60),
            to: Evaluation(snapshot: snapshot(small, 70), changed: nil)
        )
        _ = reporter.report(moved, stamp: Self.stamp, isRecording: false)
        reporter.adopt(large)
        let difference = SnapshotDifference(from: snapshot(small, 70), to: snapshot(large, 70))
        let adopted = reporter.report(difference, stamp: Self.stamp)
        #expect(Set(adopted.changes.map(\.entity)) == ["e0", "e1", "e2"])
        #expect(adopted.changes.first { $0.entity == "e0" }?.previous?.value == 0.6)
    }

    @Test func anotherModelKeepsWhatWasSaidUnderTheSameNames() throws {
        let small = try model(entities: 1)
        let large = try model(entities: 3)
        var reporter = ScoreReporter(step: 0.01, model: small, last: [])
        _ = report(&reporter, small, from: nil, to: 60)
        reporter.adopt(large)
        let difference = SnapshotDifference(from: snapshot(small, 60), to: snapshot(large, 60))
        let adopted = reporter.report(difference, stamp: Self.stamp)
        #expect(adopted.changes.map(\.entity) == ["e1", "e2"])
    }
}
