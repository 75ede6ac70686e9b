import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// The collector's state machine, without clock or child.
struct StateMachineTests {
    static func specification(interval: Int64 = 10_000, deadline: Int64 = 5000) -> CollectorSpecification {
        CollectorSpecification(
            name: "c",
            source: .file(path: "/f"),
            format: .jsonLines,
            interval: TimeSpan(nanoseconds: interval * 1_000_000),
            deadline: TimeSpan(nanoseconds: deadline * 1_000_000)
        )
    }

    static let late = CollectorError.deadline(place: "p", specification())
    static let failure = CollectorError(.exit, place: "p", cause: "c", advice: "a")

    /// A machine driven in milliseconds, moments to come rounded up; the wall clock shows the same as the monotonic one.
    final class Driver {
        var machine: CollectorStateMachine

        init(interval: Int64 = 10_000, deadline: Int64 = 5000, seed: UInt64 = 0) {
            machine = CollectorStateMachine(
                StateMachineTests.specification(interval: interval, deadline: deadline),
                seed: seed
            )
        }

        private func moment(_ milliseconds: Int64) -> TimeSpan { TimeSpan(nanoseconds: milliseconds * 1_000_000) }

        /// `start 5000`, `wait 15000`, `none`.
        func next(_ now: Int64) -> String {
            switch machine.next(at: moment(now), wall: Timestamp(nanoseconds: now * 1_000_000)) {
            case .wait(let until): "wait \((until.nanoseconds + 999_999) / 1_000_000)"
            case .start(let deadline): "start \(deadline.nanoseconds / 1_000_000)"
            case .none: "none"
            }
        }

        func expire(_ now: Int64) -> Bool { machine.expire(at: moment(now)) }

        func finish(_ error: CollectorError?, _ now: Int64) -> CollectorStateMachine.Edge? {
            machine.finish(error, at: moment(now), wall: Timestamp(nanoseconds: now * 1_000_000))
        }
    }

    @Test func theFirstRunIsDueAtOnceAndTheOthersKeepAPhase() {
        let driver = Driver()
        #expect(driver.machine.health.state == .unknown)
        #expect(driver.next(0) == "start 5000")
        #expect(driver.machine.health.activity == .running)
        #expect(driver.finish(nil, 40) == nil)
        #expect(driver.machine.health.state == .healthy)
        #expect(driver.next(40) == "wait 5000")
        // A start that comes late, or a run that takes long, does not move those after it.
        #expect(driver.next(5003) == "start 10003")
        #expect(driver.finish(nil, 9000) == nil)
        #expect(driver.next(9000) == "wait 15000")
        #expect(driver.machine.health.nextStart == Timestamp(nanoseconds: 15_000_000_000))
        #expect(driver.machine.health.counters.overruns == 0)
        #expect(driver.machine.health.counters.runs == 2)
    }

    @Test(arguments: [(0, 5000), (1, 5001), (4_999_999_999, 10_000)] as [(UInt64, Int64)])
    func seedsSpreadThePhase(_ seed: UInt64, _ second: Int64) {
        let driver = Driver(seed: seed)
        #expect(driver.next(0) == "start 5000")
        _ = driver.finish(nil, 1)
        #expect(driver.next(1) == "wait \(second)")
    }

    @Test func aRunThatOverrunsSkipsStarts() {
        let driver = Driver(interval: 10_000, deadline: 10_000)
        #expect(driver.next(0) == "start 10000")
        #expect(driver.next(5000) == "none")
        #expect(driver.next(15_000) == "none")
        #expect(driver.finish(nil, 25_000) == nil)
        // Starts at 5000 and 15000 are lost; the one at 25000 is due now.
        #expect(driver.machine.health.counters.overruns == 2)
        #expect(driver.next(25_000) == "start 35000")
        _ = driver.finish(nil, 35_001)
        #expect(driver.machine.health.counters.overruns == 3)
        #expect(driver.next(35_001) == "wait 45000")
    }

    @Test func theDeadlineIsEnforcedOnce() {
        let driver = Driver()
        #expect(!driver.expire(6000))
        #expect(driver.next(0) == "start 5000")
        #expect(!driver.expire(4999))
        #expect(driver.expire(5000))
        #expect(!driver.expire(5001))
        #expect(driver.finish(Self.late, 6000) == .failed(Self.late))
        #expect(driver.machine.health.activity == .backingOff)
    }

    @Test func aDeadlineIsAtMostTheInterval() {
        let driver = Driver(interval: 1000, deadline: 60_000)
        #expect(driver.next(0) == "start 1000")
    }

    @Test func edgesAreToldOnce() {
        let driver = Driver()
        _ = driver.next(0)
        #expect(driver.finish(Self.failure, 100) == .failed(Self.failure))
        #expect(driver.next(3000) == "start 8000")
        let other = CollectorError(.deadline, place: "p", cause: "c", advice: "a")
        #expect(driver.finish(other, 8000) == nil)
        guard case .failing(let failing) = driver.machine.health.state else {
            Issue.record("not failing")
            return
        }
        #expect(failing.since == Timestamp(nanoseconds: 100_000_000))
        #expect(failing.error == other)
        #expect(failing.consecutive == 2)
        #expect(driver.next(100_000) == "start 105000")
        #expect(driver.finish(nil, 100_001) == .recovered(Recovery(since: failing.since, failures: 2)))
        #expect(driver.next(105_000) == "start 110000")
        #expect(driver.finish(nil, 105_001) == nil)
        #expect(driver.machine.health.counters.failures == [.exit: 1, .deadline: 1])
        #expect(driver.machine.health.lastSuccess == Timestamp(nanoseconds: 105_001_000_000))
    }

    @Test func stoppingIsNoFailure() {
        let driver = Driver()
        _ = driver.next(0)
        #expect(driver.finish(.cancelled(place: "p"), 10) == nil)
        #expect(driver.machine.health.state == .unknown)
        #expect(driver.finish(nil, 20) == nil, "nothing runs")
        #expect(driver.machine.health.counters.runs == 1)
    }

    @Test(arguments: [100, 1000, 10_000, 60_000, 3_600_000, 86_400_000] as [Int64])
    func backOffGrowsToItsCapAndNoFurther(_ interval: Int64) {
        let span = TimeSpan(nanoseconds: interval * 1_000_000)
        for seed in 0..<200 as Range<UInt64> {
            var backOff = BackOff(interval: span, seed: seed)
            var sum = 0.0
            for count in 1...40 {
                let rest = backOff.rest(afterFailures: count)
                #expect(rest <= backOff.cap)
                #expect(rest.nanoseconds > 0)
                if count == 1 { #expect(rest <= span, "the first retry comes within the interval") }
                if count > 20 {
                    #expect(rest.seconds >= backOff.cap.seconds * 0.79)
                    sum += rest.seconds / backOff.cap.seconds
                }
            }
            #expect(sum / 20 < 0.999, "there is jitter at the cap too")
        }
        #expect(BackOff(interval: span, seed: 0).cap >= span)
        #expect(BackOff(interval: span, seed: 0).cap <= max(span, .seconds(300)))
    }

    /// Random runs against a model of the shell. Whatever the runs do: they never overlap, each is cut at its deadline,
    /// starts of a working collector keep their phase, and after the last fault recovery comes within the cap.
    @Test(arguments: 0..<200) func randomSchedules(_ round: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(state: seed)
        let comment = Comment(rawValue: "seed \(seed)")
        let interval = Int64([100, 1000, 7000, 60_000][round % 4])
        let deadline = Int64.random(in: 1...interval, using: &random)
        let driver = Driver(interval: interval, deadline: deadline, seed: seed)
        let faultEnds = interval * 200
        var now: Int64 = 0
        var edges: [String] = []
        var workingStarts: [Int64] = []
        var recovered: Int64?
        let cap = BackOff(interval: TimeSpan(nanoseconds: interval * 1_000_000), seed: 0).cap.nanoseconds / 1_000_000
        while now < faultEnds + 2 * cap + 40 * interval {
            let action = driver.next(now)
            if action.hasPrefix("wait ") {
                let until = Int64(action.dropFirst(5)) ?? 0
                try #require(until > now, comment)
                now = until + (random.next() % 8 == 0 ? 1 : 0)
                continue
            }
            #expect(action == "start \(now + deadline)", comment)
            #expect(driver.next(now) == "none", comment)
            let isFaulty = now < faultEnds && random.next() % 3 > 0
            let hangs = isFaulty && random.next() % 2 == 0
            let length = hangs ? deadline + Int64.random(in: 0...interval * 2, using: &random) : deadline / 3
            var error: CollectorError? = isFaulty ? Self.failure : nil
            if length >= deadline, hangs {
                #expect(!driver.expire(now + deadline - 1), comment)
                #expect(driver.expire(now + deadline), comment)
                error = Self.late
            } else {
                #expect(!driver.expire(now + length) || length >= deadline, comment)
            }
            if error == nil, now >= faultEnds { workingStarts.append(now) }
            now += length
            switch driver.finish(error, now) {
            case .failed: edges.append("f")
            case .recovered: edges.append("r")
            case nil: break
            }
            if now > faultEnds, recovered == nil, error == nil { recovered = now }
        }
        #expect(edges == edges.indices.map { $0 % 2 == 0 ? "f" : "r" }, comment)
        #expect(driver.machine.health.state == .healthy, comment)
        let latest = faultEnds + cap + deadline * 2 + interval * 3
        #expect(recovered.map { $0 <= latest } == true, comment)
        let phases = workingStarts.dropFirst(2).map { $0 % interval }
        let spread = phases.map { ($0 - phases[0] + interval + interval / 2) % interval - interval / 2 }
        #expect(spread.allSatisfy { abs($0) <= 2 }, comment)
        #expect(phases.count > 20, comment)
    }
}
