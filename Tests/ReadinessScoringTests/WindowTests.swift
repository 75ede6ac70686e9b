import ReadinessModel
import ReadinessScoring
import Testing

/// Windows over counters, gauges and events: design 6.6 and the table of 6a.
@Suite struct WindowTests {
    private func bench(_ expression: String, _ kind: MeasureKind, staleAfter: TimeSpan? = nil) throws -> Bench {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("m", kind)
        builder.measure("n", kind)
        try builder.indicator("i", expression, .goalposts(worst: 0, best: 1, truncate: false)) {
            $0.staleAfter = staleAfter
        }
        return Bench(builder.build(Tree(id: "root", children: [.indicator("i")])), at: 1000)
    }

    @Test(arguments: [
        // readings as (second, value), window of 100 s ending at 1000, expected increase
        ([(800, 5.0), (950, 8.0)], 3.0),  // growth over the start counts whole
        ([(899, 5.0), (900, 7.0), (950, 8.0)], 1.0),  // the window is open at its start: 900 is the start
        ([(901, 7.0), (950, 8.0), (1000, 10.0)], 3.0),  // closed at its end
        ([(910, 7.0), (950, 2.0), (990, 5.0)], 5.0),  // a reset: 2 new, then 3
        ([(800, 50.0), (950, 2.0)], 2.0),  // a reset over the start
        ([(950, 4.0), (960, 4.0)], 0.0),
    ])
    func increase(readings: [(Int64, Double)], expected: Double) throws {
        var bench = try bench("increase(m[100s])", .counter)
        for (time, value) in readings { try bench.read("a", "m", value, at: time) }
        #expect(try bench.cell("a", "i").value == expected)
        var rate = try self.bench("rate(m[100s])", .counter)
        for (time, value) in readings.reversed() { try rate.read("a", "m", value, at: time) }
        #expect(try rate.cell("a", "i").value == expected / 100)
    }

    @Test(arguments: [[(800, 5.0)], [(950, 5.0)], []] as [[(Int64, Double)]])
    func increaseIsMissingWithoutTwoReadings(readings: [(Int64, Double)]) throws {
        var bench = try bench("increase(m[100s])", .counter)
        for (time, value) in readings { try bench.read("a", "m", value, at: time) }
        let cell = try bench.cell("a", "i")
        #expect(cell.value == nil)
        #expect(cell.state == "missing")
        #expect(cell.reason == (readings.isEmpty ? .neverReported : .emptyWindow))
    }

    @Test(arguments: [
        ("sum(m[100s])", 9.0), ("avg(m[100s])", 3.0), ("min(m[100s])", 1.0), ("max(m[100s])", 6.0),
        ("last(m[100s])", 2.0), ("count(m[100s])", 3.0), ("count(m[1s])", 0.0), ("sum(m[1s])", 0.0),
    ])
    func events(expression: String, expected: Double) throws {
        var bench = try bench(expression, .event)
        for (time, value) in [(900, 100.0), (910, 6.0), (920, 1.0), (930, 2.0)] {
            try bench.read("a", "m", value, at: Int64(time))
        }
        #expect(try bench.cell("a", "i").value == expected)
    }

    @Test func anEventSeriesNeverSeenIsMissingUnlessASiblingWasSeen() throws {
        var bench = try bench("sum(m[100s]) + sum(n[100s])", .event)
        #expect(try bench.cell("a", "i").reason == .neverReported)
        try bench.read("a", "n", 4, at: 950)
        #expect(try bench.cell("a", "i").value == 4)
    }

    @Test func anEmptyGaugeWindowIsMissing() throws {
        var bench = try bench("count(m[100s])", .gauge)
        try bench.read("a", "m", 1, at: 800)
        #expect(try bench.cell("a", "i").reason == .emptyWindow)
    }

    @Test func staleIsMissingAlsoInsideWindowsAndTheLimitIsInclusive() throws {
        var bench = try bench("avg(m[500s])", .gauge, staleAfter: TimeSpan.seconds(60))
        try bench.read("a", "m", 3, at: 940)
        #expect(try bench.cell("a", "i").value == 3)
        bench.advance(to: 1001)
        let cell = try bench.cell("a", "i")
        #expect(cell.state == "expired")
        #expect(cell.score == nil)
    }

    @Test func aWindowSlidesWithoutNewReadings() throws {
        var bench = try bench("sum(m[100s])", .event)
        try bench.read("a", "m", 2, at: 950)
        try bench.read("a", "m", 3, at: 990)
        #expect(try bench.cell("a", "i").value == 5)
        bench.advance(to: 1049)
        #expect(try bench.cell("a", "i").value == 5)
        bench.advance(to: 1050)
        #expect(try bench.cell("a", "i").value == 3)
        bench.advance(to: 2000)
        #expect(try bench.cell("a", "i").value == 0)
    }

    @Test func laterReadingsAreUnseenUntilTheirTime() throws {
        var bench = try bench("m", .gauge)
        try bench.read("a", "m", 1, at: 999)
        try bench.read("a", "m", 7, at: 1010)
        try bench.read("a", "m", 8, at: 1010)
        #expect(try bench.cell("a", "i").value == 1)
        bench.advance(to: 1010)
        #expect(try bench.cell("a", "i").value == 8)
    }

    @Test func aForecastDeliveredAgainTakesThePlaceOfTheOneBefore() throws {
        var bench = try bench("m", .gauge)
        for round in 1...5 {
            for second in stride(from: Int64(3000), to: 1000, by: -1) {
                try bench.read("a", "m", Double(round * 10_000) + Double(second), at: second)
            }
        }
        #expect(try bench.cell("a", "i").value == nil)
        bench.advance(to: 1500)
        #expect(try bench.cell("a", "i").value == 51_500)
        try bench.read("a", "m", 7, at: 1600)
        bench.advance(to: 1600)
        #expect(try bench.cell("a", "i").value == 7)
    }

    @Test(arguments: [-7_000_000_000, -1, 0] as [Int64])
    func readingsOfAnotherCenturyAreStaleAndHarmless(seconds: Int64) throws {
        var bench = try bench("m", .gauge, staleAfter: TimeSpan.seconds(86_400))
        bench.advance(to: 7_000_000_000)
        try bench.read("a", "m", 3, at: seconds)
        #expect(try bench.cell("a", "i").state == "expired")
    }
}
