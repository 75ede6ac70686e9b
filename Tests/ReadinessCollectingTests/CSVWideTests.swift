import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// CSV with a row per entity and a column per measure.
struct CSVWideTests {
    private static let format = ReadingFormat.csvWide(
        WideColumns(
            entity: "site",
            measures: [.init(column: "Made", measure: "produced"), .init(column: "Staff", measure: "present")]
        )
    )

    static let cases: [Case] = [
        Case("a row", "site,Made,Staff\nplant-a,5,7\n", "plant-a produced 5.0 -", "plant-a present 7.0 -"),
        Case("an empty cell is no reading", "site,Made,Staff\nplant-a,,7\n", "plant-a present 7.0 -"),
        Case("quoted and empty too", "site,Made,Staff\nplant-a,\"\",7\n", "plant-a present 7.0 -"),
        Case("no cell filled", "site,Made,Staff\nplant-a,,\n"),
        Case(
            "other columns are left alone",
            "site,name,Staff,note,Made\nplant-a,\"A, the first\",7,abc,5\n",
            "plant-a produced 5.0 -",
            "plant-a present 7.0 -"
        ),
        Case(
            "a bad cell costs its row",
            "site,Made,Staff\nplant-a,5,NA\nplant-b,1,2\n",
            "plant-b produced 1.0 -",
            "plant-b present 2.0 -",
            "2 bad-number"
        ),
        Case("NaN costs its row", "site,Made,Staff\nplant-a,NaN,7\n", "2 bad-number"),
        Case(
            "unknown entity",
            "site,Made,Staff\nplant-z,5,7\nplant-b,1,2\n",
            "plant-b produced 1.0 -",
            "plant-b present 2.0 -",
            "2 unknown-entity"
        ),
        Case("no entity", "site,Made,Staff\n,5,7\n", "2 missing-field"),
        Case("a parent", "site,Made,Staff\nenterprise,5,7\n", "2 not-a-leaf"),
        Case("CRLF", "site,Made,Staff\r\nplant-a,5,7\r\n", "plant-a produced 5.0 -", "plant-a present 7.0 -"),
        Case("a column is missing", "site,Made\nplant-a,5\n", "error header in:1"),
        Case("the entity's column is missing", "plant,Made,Staff\nplant-a,5,7\n", "error header in:1"),
    ]

    @Test(arguments: cases) func table(_ row: Case) {
        #expect(Fixture.summary(row.input, Self.format) == row.expected)
        #expect(Fixture.summary(row.input, Self.format, piece: 1) == row.expected)
    }

    @Test func times() {
        var columns = WideColumns(
            entity: "site",
            time: TimeColumn(column: "year", format: .year),
            measures: [.init(column: "Made", measure: "produced")]
        )
        let text = "site,year,Made\nplant-a,2022,5\nplant-a,22,5\nplant-a,,5\nplant-a,1500,5\n"
        #expect(
            Fixture.summary(text.utf8, .csvWide(columns)) == [
                "plant-a produced 5.0 2022-01-01T00:00:00Z", "3 bad-time", "4 missing-field", "5 bad-time",
            ]
        )
        columns.time = TimeColumn(column: "year")
        #expect(
            Fixture.summary("site,year,Made\nplant-a,2022-05-01,5\n".utf8, .csvWide(columns)) == [
                "plant-a produced 5.0 2022-05-01T00:00:00Z"
            ]
        )
        columns.time = TimeColumn(column: "Year")
        #expect(Fixture.summary("site,year,Made\n".utf8, .csvWide(columns)) == ["error header in:1"])
    }

    @Test func aMeasureTheModelLacksIsAnErrorOfTheConfiguration() {
        let columns = WideColumns(entity: "site", measures: [.init(column: "Made", measure: "mode")])
        let error = #expect(throws: CollectorError.self) { try Fixture.read("site,Made\n", .csvWide(columns)) }
        #expect(error?.code == .configuration)
    }
}
