import Glibc
import Testing

@testable import Systemd

@Suite struct WatchdogTests {
    @Test func pingsAtHalfTheTimeout() {
        var watchdog = Watchdog(timeout: .seconds(180))
        let start = SuspendingClock.now
        #expect(watchdog.interval == .seconds(90))
        #expect(watchdog.remaining(at: start) == .zero)
        let pings = stride(from: 0, through: 400, by: 10).filter {
            watchdog.isDue(at: start.advanced(by: .seconds($0)))
        }
        #expect(pings == [0, 90, 180, 270, 360])
        #expect(watchdog.remaining(at: start.advanced(by: .seconds(400))) == .seconds(50))
        #expect(watchdog.remaining(at: start.advanced(by: .seconds(900))) == .zero)
    }

    @Test func aLateRoundPingsAtOnceAndOnce() {
        var watchdog = Watchdog(timeout: .seconds(10))
        let start = SuspendingClock.now
        let due = [0, 33, 34].map { watchdog.isDue(at: start.advanced(by: .seconds($0))) }
        #expect(due == [true, true, false])
    }

    @Test func theEnvironmentDecides() throws {
        func watchdog(_ variables: [String: String]) throws -> Watchdog? {
            try Watchdog(environment: { variables[$0] }, processID: 42)
        }
        #expect(try watchdog([:]) == nil)
        #expect(try watchdog(["WATCHDOG_USEC": "180000000"])?.timeout == .seconds(180))
        #expect(try watchdog(["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "42"])?.timeout == .milliseconds(1))
        #expect(try watchdog(["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "41"]) == nil)
        for wrong in ["", "0", "-1", "3min"] {
            #expect(throws: SystemdError.self) { try watchdog(["WATCHDOG_USEC": wrong]) }
        }
    }
}
