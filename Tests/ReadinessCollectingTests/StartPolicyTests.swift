import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// What a failure of the first run means, and what is new.
struct StartPolicyTests {
    private static let error = CollectorError(.exit, place: "p", cause: "c", advice: "a")
    private static let wall = Timestamp(nanoseconds: 0)

    private static func machine(_ policy: CollectorSpecification.StartPolicy) -> CollectorStateMachine {
        var specification = CollectorSpecification(
            name: "c",
            source: .file(path: "/f"),
            format: .jsonLines,
            interval: .seconds(10),
            deadline: .seconds(5)
        )
        specification.startPolicy = policy
        return CollectorStateMachine(specification, seed: 1)
    }

    private static func seconds(_ seconds: Int64) -> TimeSpan { .seconds(seconds) }

    @Test func retryFailsAndIsTriedAgain() {
        var machine = Self.machine(.retry)
        _ = machine.next(at: Self.seconds(0), wall: Self.wall)
        #expect(machine.finish(Self.error, at: Self.seconds(1), wall: Self.wall) == .failed(Self.error))
        #expect(!machine.health.isPaused && machine.health.nextStart != nil)
    }

    @Test func ignoreRestsUntilResumed() {
        var machine = Self.machine(.ignore)
        _ = machine.next(at: Self.seconds(0), wall: Self.wall)
        #expect(machine.finish(Self.error, at: Self.seconds(1), wall: Self.wall) == .failed(Self.error))
        #expect(machine.health.isPaused && machine.health.nextStart == nil)
        guard case .wait = machine.next(at: Self.seconds(100_000), wall: Self.wall) else {
            Issue.record("it runs")
            return
        }
        machine.resume(at: Self.seconds(100_001), wall: Self.wall)
        #expect(machine.next(at: Self.seconds(100_001), wall: Self.wall) != .none)
        // Once it has worked it is like any other.
        _ = machine.finish(nil, at: Self.seconds(100_002), wall: Self.wall)
        _ = machine.next(at: Self.seconds(100_100), wall: Self.wall)
        _ = machine.finish(Self.error, at: Self.seconds(100_101), wall: Self.wall)
        #expect(!machine.health.isPaused)
    }

    @Test func probeIsQuietUntilItWorks() {
        var machine = Self.machine(.probe)
        var rests: [Int64] = []
        var now = Self.seconds(0)
        for _ in 0..<5 {
            while case .wait(let until) = machine.next(at: now, wall: Self.wall) {
                rests.append(until.nanoseconds - now.nanoseconds)
                now = until
            }
            #expect(machine.finish(Self.error, at: now, wall: Self.wall) == nil, "nothing is told")
            #expect(machine.health.state == .unknown, "unknown, and not healthy")
        }
        #expect(rests.last ?? 0 > rests.first ?? 0, "it is tried less and less often")
        while case .wait(let until) = machine.next(at: now, wall: Self.wall) { now = until }
        _ = machine.finish(nil, at: now, wall: Self.wall)
        #expect(machine.health.state == .healthy)
        while case .wait(let until) = machine.next(at: now, wall: Self.wall) { now = until }
        #expect(machine.finish(Self.error, at: now, wall: Self.wall) == .failed(Self.error))
    }

    @Test func whatIsNewBeginsARunAtOnceButNoRestIsCutShort() {
        var machine = Self.machine(.retry)
        _ = machine.next(at: Self.seconds(0), wall: Self.wall)
        // What comes while a run goes on is looked at after it.
        machine.noticeChange()
        _ = machine.finish(nil, at: Self.seconds(1), wall: Self.wall)
        guard case .start = machine.next(at: Self.seconds(1), wall: Self.wall) else {
            Issue.record("it waits")
            return
        }
        _ = machine.finish(nil, at: Self.seconds(2), wall: Self.wall)
        guard case .wait(let until) = machine.next(at: Self.seconds(2), wall: Self.wall) else {
            Issue.record("nothing is new")
            return
        }
        machine.noticeChange()
        _ = machine.next(at: Self.seconds(3), wall: Self.wall)
        _ = machine.finish(Self.error, at: Self.seconds(4), wall: Self.wall)
        machine.noticeChange()
        guard case .wait = machine.next(at: Self.seconds(4), wall: Self.wall) else {
            Issue.record("a rest is cut short")
            return
        }
        #expect(until > Self.seconds(2))
    }

    @Test func aStartThatFallsIntoAnEarlyRunIsNotLeftOut() {
        var machine = Self.machine(.retry)
        _ = machine.next(at: Self.seconds(0), wall: Self.wall)
        _ = machine.finish(nil, at: Self.seconds(1), wall: Self.wall)
        guard case .wait(let tick) = machine.next(at: Self.seconds(1), wall: Self.wall) else {
            Issue.record("it runs")
            return
        }
        machine.noticeChange()
        let early = TimeSpan(nanoseconds: tick.nanoseconds - 500_000_000)
        _ = machine.next(at: early, wall: Self.wall)
        _ = machine.finish(nil, at: TimeSpan(nanoseconds: tick.nanoseconds + 500_000_000), wall: Self.wall)
        #expect(machine.health.counters.overruns == 0)
        // The next one is at its time.
        guard case .wait(let next) = machine.next(at: tick, wall: Self.wall) else {
            Issue.record("it runs")
            return
        }
        #expect(next.nanoseconds == tick.nanoseconds + Self.seconds(10).nanoseconds)
    }
}
