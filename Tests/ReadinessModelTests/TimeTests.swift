import ReadinessModel
import Testing

/// Times, spans, dates and exact fractions.
@Suite struct TimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2022-01-01", 1_640_995_200), ("2000-02-29T12:00:00+02:00", 951_818_400),
            ("1969-12-31T23:59:59Z", -1), ("1769860800", 1_769_860_800), ("2024-12-31 23:59:60Z", 1_735_689_600),
        ] as [(String, Int64)]
    )
    func moments(text: String, seconds: Int64) throws {
        #expect(try #require(Timestamp(text)).nanoseconds == seconds * 1_000_000_000)
    }

    @Test(arguments: [
        "2023-02-29", "2022-13-01", "2022-01-01T10:00:00", "2022-1-1", "yesterday", "", "2022-01-01T24:00:00Z", "1.5.2",
        "2022-01-01T00:00:00Z ", "1e5", "NaN",
    ])
    func notMoments(text: String) { #expect(Timestamp(text) == nil) }

    @Test(arguments: ["2026-01-31T12:00:00Z", "1999-12-31T23:59:59.25Z", "1900-03-01T00:00:00Z"])
    func momentsPrintAsTheyWereRead(text: String) throws { #expect(try #require(Timestamp(text)).description == text) }

    @Test func everyDayOfFourCenturiesReturns() throws {
        for day in stride(from: Int64(-146_097), to: 146_097, by: 1) {
            let date = CivilDate(daysSinceEpoch: day)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day)?.daysSinceEpoch == day)
        }
    }

    @Test(
        arguments: [("7d", 604_800), ("1d12h", 129_600), ("1y", 31_536_000), ("1.5h", 5400), ("90s", 90)]
            as [(String, Int64)]
    )
    func spans(text: String, seconds: Int64) throws { #expect(TimeSpan(text) == .seconds(seconds)) }

    @Test(arguments: ["", "7", "d", "12h1d", "1d1d", "-1d", "0s", "1 d", "300y", "7D"])
    func notSpans(text: String) { #expect(TimeSpan(text) == nil) }

    @Test(
        arguments: [("2/3", 2, 3), ("0.90", 9, 10), ("90%", 9, 10), ("3", 3, 1), ("1e-3", 1, 1000), ("0.1", 1, 10)]
            as [(String, Int64, Int64)]
    )
    func fractions(text: String, numerator: Int64, denominator: Int64) throws {
        #expect(Fraction(text) == Fraction(numerator, over: denominator))
    }

    @Test(arguments: ["", "a", "1/0", "1//2", ".", "1e999", "nan"])
    func notFractions(text: String) { #expect(Fraction(text) == nil) }
}
