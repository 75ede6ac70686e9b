import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// CSV with a row per reading, against a table of inputs; every input also byte by byte.
struct CSVLongTests {
    private static let head = "time,entity,measure,value\n"
    private static let epoch = "1970-01-01T00:00:10Z"
    private static let good = "10,plant-a,produced,1\n"
    private static let read = "plant-a produced 1.0 \(epoch)"

    static let cases: [Case] = [
        Case("one row", head + good, read),
        Case("no newline at the end", head + "10,plant-a,produced,1", read),
        Case("CRLF", "time,entity,measure,value\r\n10,plant-a,produced,1\r\n", read),
        Case("CRLF and no end", "time,entity,measure,value\r\n10,plant-a,produced,1", read),
        Case("a return at the very end", head + "10,plant-a,produced,1\r", read),
        Case("byte order mark", "\u{FEFF}" + head + good, read),
        Case("header alone", head),
        Case("header without an end", "time,entity,measure,value"),
        Case("empty lines", "\n\n" + head + "\n\r\n" + good + "\n\n", read),
        Case("columns in another order", "value,time,measure,entity\n1,10,produced,plant-a\n", read),
        Case("no time column", "entity,measure,value\nplant-a,produced,1\n", "plant-a produced 1.0 -"),
        Case(
            "RFC 3339",
            head + "2026-01-31T12:00:00.5+02:00,plant-a,planned,2\n",
            "plant-a planned 2.0 2026-01-31T10:00:00.5Z"
        ),
        Case("a date", head + "2026-01-31,plant-a,planned,2\n", "plant-a planned 2.0 2026-01-31T00:00:00Z"),
        Case(
            "all fields quoted",
            "\"time\",\"entity\",\"measure\",\"value\"\n\"10\",\"plant-a\",\"produced\",\"1\"\n",
            read
        ),
        Case(
            "all quoted, CRLF",
            "\"time\",\"entity\",\"measure\",\"value\"\r\n\"10\",\"plant-a\",\"produced\",\"1\"\r\n",
            read
        ),
        Case(
            "comma, doubled quotes and newline in a field",
            head + "10,\"dépôt, \"\"N\"\"\n1\",planned,3\n" + "x,plant-a,produced,1\n" + good,
            "dépôt, \"N\"\n1 planned 3.0 \(epoch)",
            read,
            "4 bad-time"
        ),
        Case("quoted and empty", head + "10,\"\",produced,1\n", "2 missing-field"),
        Case("a quote inside", head + "10,plant\"a,produced,1\n" + good, read, "2 malformed"),
        Case("text after a quote", head + "10,\"plant-a\"x,produced,1\n" + good, read, "2 malformed"),
        Case(
            "an open quote costs its line",
            head + "10,\"plant-a,produced,1\n" + good + good,
            read,
            read,
            "2 malformed"
        ),
        Case("two open quotes", head + "\"10,plant-a\n\"11,plant-a\n" + good, read, "2 malformed", "3 malformed"),
        Case("an open quote at the end", head + good + "10,\"", read, "3 malformed"),
        Case("too few fields", head + "10,plant-a,produced\n" + good, read, "2 malformed"),
        Case("too many fields", head + "10,plant-a,produced,1,\n" + good, read, "2 malformed"),
        Case("decimal comma", head + "10,plant-a,produced,1,5\n" + good, read, "2 malformed"),
        Case("decimal comma in quotes", head + "10,plant-a,produced,\"1,5\"\n" + good, read, "2 bad-number"),
        Case("not a number", head + "10,plant-a,produced,abc\n" + good, read, "2 bad-number"),
        Case("NaN", head + "10,plant-a,produced,NaN\n10,plant-a,produced,nan\n", "2 bad-number", "3 bad-number"),
        Case(
            "infinite",
            head + "10,plant-a,produced,inf\n10,plant-a,produced,-Infinity\n",
            "2 bad-number",
            "3 bad-number"
        ),
        Case("beyond doubles", head + "10,plant-a,produced,1e999\n", "2 bad-number"),
        Case("hexadecimal", head + "10,plant-a,produced,0x10\n", "2 bad-number"),
        Case("a space beside the number", head + "10,plant-a,produced, 1\n", "2 bad-number"),
        Case(
            "exponent and signs",
            head + "10,plant-a,planned,+1.5e-3\n10,plant-a,planned,-2E2\n",
            "plant-a planned 0.0015 \(epoch)",
            "plant-a planned -200.0 \(epoch)"
        ),
        Case(
            "points at the ends",
            head + "10,plant-a,planned,.5\n10,plant-a,planned,5.\n",
            "plant-a planned 0.5 \(epoch)",
            "plant-a planned 5.0 \(epoch)"
        ),
        Case("a point alone", head + "10,plant-a,planned,.\n", "2 bad-number"),
        Case("no value", head + "10,plant-a,produced,\n", "2 missing-field"),
        Case("no time", head + ",plant-a,produced,1\n", "2 missing-field"),
        Case(
            "a bad time",
            head + "yesterday,plant-a,produced,1\n2026-02-30,plant-a,produced,1\n",
            "2 bad-time",
            "3 bad-time"
        ),
        Case("unknown entity", head + "10,plant-z,produced,1\n" + good, read, "2 unknown-entity"),
        Case("unknown measure", head + "10,plant-a,reduced,1\n" + good, read, "2 unknown-measure"),
        Case("an entity with others below", head + "10,enterprise,produced,1\n", "2 not-a-leaf"),
        Case("letters of another case", head + "10,Plant-A,produced,1\n", "2 unknown-entity"),
        Case(
            "not UTF-8",
            bytes: Array(head.utf8) + Array("10,pl".utf8) + [0xFF, 0xFE] + Array(",produced,1\n".utf8),
            ["2 not-utf8"]
        ),
        Case("a NUL byte", bytes: Array(head.utf8) + [0x00, 0x0A] + Array(good.utf8), [read, "2 malformed"]),
        Case("only separators", head + ",,,\n" + good, read, "2 missing-field"),
        Case("empty input", "", "error header in:1"),
        Case("only empty lines", "\n\n", "error header in:1"),
        Case("missing column", "time,entity,value\n10,plant-a,1\n", "error header in:1"),
        Case("unknown column", "Time,entity,measure,value\n" + good, "error header in:1"),
        Case("column twice", "time,entity,measure,value,value\n", "error header in:1"),
        Case("header again", head + good + head + good, "error header in:3"),
        Case("a broken header", "time,\"entity\"x,measure,value\n", "error header in:1"),
        Case("header behind an empty line", "\nwrong\n", "error header in:2"),
        Case("another separator", "time;entity;measure;value\n10;plant-a;produced;1\n", "error header in:1"),
    ]

    @Test(arguments: cases) func table(_ row: Case) {
        #expect(Fixture.summary(row.input, .csv(LongColumns())) == row.expected)
        for piece in [1, 2, 3, 7, 64] {
            #expect(
                Fixture.summary(row.input, .csv(LongColumns()), piece: piece) == row.expected,
                "in pieces of \(piece)"
            )
        }
    }

    @Test func otherNamesAndSeparator() throws {
        let columns = LongColumns(time: "t", entity: "who", measure: "what", value: "n", separator: UInt8(ascii: ";"))
        let delivery = try Fixture.read("t;who;what;n\n10;plant-b;present;4.5\n", .csv(columns))
        #expect(delivery.readings.map(\.value) == [4.5])
        #expect(delivery.lines == 2)
        #expect(delivery.bytes == 36)
    }

    @Test func messagesSayPlaceAndCause() throws {
        let delivery = try Fixture.read(
            Self.head + "10,plant-a,produced,\"1,5\"\n10,a\tb,produced,1\n",
            .csv(LongColumns())
        )
        #expect(
            delivery.rejects.map(\.message) == [
                "'1,5' is not a finite decimal number; the decimal sign is a point",
                "the model has no entity 'a\\tb'",
            ]
        )
        #expect(delivery.rejects.map(\.field) == ["value", "entity"])
        #expect(delivery.rejects[1].excerpt == "10,a\\tb,produced,1")
        let error = #expect(throws: CollectorError.self) {
            try Fixture.read("entity,measur,value\n", .csv(LongColumns()))
        }
        #expect(
            error?.cause == "the column 'measure' is missing; the header has entity, measur, value; is 'measur' meant?"
        )
    }

    @Test func aLineTooLongCostsItself() throws {
        let long = String(repeating: "x", count: 3 * 1024 * 1024)
        for piece in [Int.max, 100_000] {
            let text = Self.head + Self.good + "10," + long + "\n" + Self.good
            let delivery = try Fixture.read(text, .csv(LongColumns()), piece: piece)
            #expect(delivery.readings.count == 2)
            #expect(delivery.rejects.map(\.reason) == [.tooLong])
            #expect(delivery.rejects.map(\.line) == [3])
            #expect(delivery.lines == 4)
        }
    }

    @Test func anOpenQuoteInALargeFileCostsItsLine() throws {
        let many = String(repeating: Self.good, count: 100_000)
        for piece in [Int.max, 100_000] {
            let delivery = try Fixture.read(
                Self.head + "10,\"plant-a,produced,1\n" + many,
                .csv(LongColumns()),
                piece: piece
            )
            #expect(delivery.readings.count == 100_000)
            #expect(delivery.rejects.map(\.line) == [2])
        }
    }

    @Test func onlyTheFirstRejectsAreKeptAndAllAreCounted() throws {
        let text = Self.head + String(repeating: "10,plant-z,produced,1\n", count: 1000) + "10,plant-a,produced,x\n"
        let delivery = try Fixture.read(text, .csv(LongColumns()))
        #expect(delivery.rejects.count == Delivery.rejectLimit)
        #expect(delivery.rejectCounts[.unknownEntity] == 1000)
        #expect(delivery.rejectCounts[.badNumber] == 1)
        #expect(delivery.rejectCounts.total == 1001)
    }
}
