import Testing

@testable import ReadinessDaemon

/// How often the misbehaviour of clients is told.
@Suite struct RateLimitTests {
    private let start = ContinuousClock.now

    @Test func theFirstOfAPeriodAreToldAndTheOthersCounted() {
        var limit = RateLimit()
        let answers = (0..<1000).map { limit.admit(at: start + .milliseconds($0)) }
        #expect(answers.prefix(RateLimit.burst) == Array(repeating: 0, count: RateLimit.burst)[...])
        #expect(answers.dropFirst(RateLimit.burst).allSatisfy { $0 == nil })
        // The next period begins with how many were left out.
        #expect(limit.admit(at: start + RateLimit.period) == 1000 - RateLimit.burst)
        #expect(limit.admit(at: start + RateLimit.period) == 0)
    }

    @Test func whatComesSeldomIsAlwaysTold() {
        var limit = RateLimit()
        for number in 0..<100 { #expect(limit.admit(at: start + RateLimit.period * number) == 0) }
    }
}
