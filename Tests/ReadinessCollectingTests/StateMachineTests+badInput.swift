import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// What is counted, and when bad input is told.
extension StateMachineTests {
    @Test func countersAndBadInput() throws {
        let driver = Driver()
        _ = driver.next(0)
        var delivery = try Fixture.read("{\"entity\":\"plant-a\",\"measure\":\"planned\",\"value\":1}\nx\n", .jsonLines)
        delivery.cost = RunCost(wall: .seconds(1), processor: .seconds(2), peakResident: 3)
        let bad = driver.machine.acknowledge(delivery, at: .seconds(0))
        #expect(
            bad.map { "\($0.origin):\($0.first)" } == "in:2:1: 'x' stands where an object is needed: a line is {...}"
        )
        #expect(driver.machine.health.badInput?.count == 1)
        let counters = driver.machine.health.counters
        #expect(counters.readings == 1)
        #expect(counters.rejects[.malformed] == 1)
        #expect(counters.bytes == delivery.bytes)
        #expect(counters.processor == .seconds(2))
        #expect(counters.peakResident == 3)
        var unchanged = Delivery(origin: "in")
        unchanged.isUnchanged = true
        let again = driver.machine.acknowledge(unchanged, at: .seconds(1))
        #expect(again == nil)
        #expect(driver.machine.health.badInput?.count == 1, "the bad lines are still there")
        #expect(driver.machine.health.counters.unchanged == 1)
    }

    @Test func everyReasonHasItsOwnCounter() {
        #expect(RejectReason.allCases.map(\.index) == Array(RejectReason.allCases.indices))
    }

    @Test(arguments: [true, false]) func badInputIsToldOnce(_ isFile: Bool) throws {
        var reports = BadInputReports(isFile: isFile)
        let one = try Fixture.read("x\n", .jsonLines)
        let two = try Fixture.read("x\ny\n", .jsonLines)
        let clean = try Fixture.read("", .jsonLines)
        var told: [Int?] = []
        told.append(reports.report(one, at: .seconds(0))?.count)
        told.append(reports.report(one, at: .seconds(10))?.count)
        #expect(told == [1, nil])
        // Another content: told at once for a file, after a minute for a program.
        told = [reports.report(two, at: .seconds(20))?.count]
        told.append(reports.report(two, at: .seconds(59))?.count)
        told.append(reports.report(clean, at: .seconds(60))?.count)
        #expect(told == [isFile ? 2 : nil, nil, nil])
        let late = reports.report(two, at: .seconds(100))
        #expect(late?.count == 2)
        #expect(late?.unreported == (isFile ? 1 : 3))
        // A program that goes on printing the same is not told again; a file is, since its content did change.
        let last = reports.report(two, at: .seconds(1000))
        #expect(last?.count == (isFile ? 2 : nil))
    }
}
