import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// Pausing, runs that are asked for, and changed configurations.
extension StateMachineTests {
    @Test func aPausedCollectorRunsOnlyWhenAsked() {
        let driver = Driver()
        #expect(driver.next(0) == "start 5000")
        driver.machine.pause()
        // A run that goes on ends as it would.
        #expect(driver.finish(nil, 40) == nil)
        #expect(driver.machine.health.isPaused && driver.machine.health.nextStart == nil)
        #expect(driver.next(20_000).hasPrefix("wait 3155760000000"))
        driver.machine.askForRun()
        #expect(driver.next(20_000) == "start 25000")
        #expect(driver.finish(nil, 20_010) == nil)
        #expect(driver.next(30_000).hasPrefix("wait 3155760000000"))
        driver.machine.resume(at: TimeSpan(nanoseconds: 30_000_000_000), wall: Timestamp(nanoseconds: 0))
        #expect(driver.next(30_000) == "start 35000")
        #expect(driver.finish(nil, 30_020) == nil)
        #expect(driver.next(30_020) == "wait 35000", "the phase is kept")
        #expect(driver.machine.health.counters.runs == 3)
    }

    @Test func progressBelongsToTheRunThatGoesOn() {
        let driver = Driver()
        driver.machine.advance(to: 0.5)
        #expect(driver.machine.health.progress == nil, "nothing runs")
        #expect(driver.next(0) == "start 5000")
        driver.machine.advance(to: 0.25)
        for none in [-0.1, 1.1, Double.nan] { driver.machine.advance(to: none) }
        #expect(driver.machine.health.progress == 0.25)
        #expect(driver.finish(nil, 40) == nil)
        #expect(driver.machine.health.progress == nil)
    }

    @Test func askedForARunTheRestAfterAFailureIsCutShort() {
        let driver = Driver()
        #expect(driver.next(0) == "start 5000")
        #expect(driver.machine.health.circuit == .closed)
        _ = driver.finish(Self.failure, 10)
        #expect(driver.machine.health.circuit == .open)
        #expect(driver.next(20).hasPrefix("wait"))
        driver.machine.askForRun()
        #expect(driver.next(20) == "start 5020")
        #expect(driver.machine.health.circuit == .halfOpen)
        // Asked while it runs: the run that goes on is the one.
        driver.machine.askForRun()
        _ = driver.finish(nil, 30)
        #expect(driver.machine.health.circuit == .closed)
        #expect(driver.next(30).hasPrefix("wait"))
    }

    @Test func aChangedCollectorKeepsItsPhaseAndItsRest() {
        let before = Driver(seed: 3)
        _ = before.next(0)
        _ = before.finish(nil, 10)
        let phase = before.next(10)
        before.machine.pause()
        let after = Driver(deadline: 1000, seed: 77)
        after.machine.keepPhase(of: before.machine)
        #expect(after.machine.health.isPaused)
        after.machine.resume(at: TimeSpan(nanoseconds: 0), wall: Timestamp(nanoseconds: 0))
        #expect(after.next(0) == "start 1000")
        _ = after.finish(nil, 10)
        #expect(after.next(10) == phase)
        // Another interval has a phase of its own.
        let other = Driver(interval: 7000, seed: 77)
        other.machine.keepPhase(of: before.machine)
        #expect(!other.machine.health.isPaused)
    }

    @Test func theLastDurationsAreKept() {
        let driver = Driver(interval: 1000, deadline: 1000)
        var now: Int64 = 0
        for run in 0..<200 {
            while !driver.next(now).hasPrefix("start") { now += 1 }
            now += Int64(run)
            _ = driver.finish(nil, now)
        }
        let kept = driver.machine.health.durations.map { $0.nanoseconds / 1_000_000 }
        #expect(kept.count == CollectorHealth.durationLimit)
        #expect(Set(kept) == Set((200 - Int64(kept.count))..<200))
    }
}
