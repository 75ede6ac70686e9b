import Testing

@testable import ReadinessDaemon

/// How much of the time may go into recording changes of scores.
@Suite struct RecordingPaceTests {
    private let start = ContinuousClock.now

    @Test func theFirstRecordMayBeginAtOnce() {
        #expect(RecordingPace().isOpen(at: start))
        #expect(RecordingPace().remaining(at: start) == .zero)
    }

    @Test func recordingTakesATenthOfTheTime() {
        var pace = RecordingPace()
        let ended = start.advanced(by: .milliseconds(100))
        pace.hasRecorded(from: start, to: ended)
        #expect(!pace.isOpen(at: ended))
        #expect(pace.remaining(at: ended) == .milliseconds(900))
        #expect(!pace.isOpen(at: start.advanced(by: .milliseconds(999))))
        #expect(pace.isOpen(at: start.advanced(by: .milliseconds(1000))))
    }

    @Test func aRecordThatTakesLongStillHasASuccessorSoon() {
        var pace = RecordingPace()
        let ended = start.advanced(by: .seconds(60))
        pace.hasRecorded(from: start, to: ended)
        #expect(pace.remaining(at: ended) == RecordingPace.longest)
    }
}
