import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// A JSON object per line, against a table of inputs.
struct JSONLinesTests {
    private static let good = #"{"entity":"plant-a","measure":"planned","value":1.5}"# + "\n"
    private static let read = "plant-a planned 1.5 -"
    private static let epoch = "1970-01-01T00:00:10Z"

    private static func one(_ members: String) -> String {
        #"{"entity":"plant-a","measure":"planned","# + members + "}\n"
    }

    static let cases: [Case] = [
        Case("one reading", good, read),
        Case("no newline at the end", String(good.dropLast()), read),
        Case("CRLF, empty lines, byte order mark", "\u{FEFF}\r\n" + good.dropLast() + "\r\n\n  \n", read),
        Case(
            "space everywhere",
            " { \"entity\" : \"plant-a\" ,\t\"measure\" : \"planned\" , \"value\" : 1.5 } \n",
            read
        ),
        Case("a time as text", one(#""time":"1970-01-01T00:00:10Z","value":1"#), "plant-a planned 1.0 \(epoch)"),
        Case("a time as a number", one(#""time":10,"value":1"#), "plant-a planned 1.0 \(epoch)"),
        Case("a time with a fraction", one(#""time":10.25,"value":1"#), "plant-a planned 1.0 1970-01-01T00:00:10.25Z"),
        Case("a time that is none", one(#""time":"now","value":1"#) + good, read, "1 bad-time"),
        Case(
            "a time of another type",
            one(#""time":true,"value":1"#) + one(#""time":null,"value":1"#),
            "1 bad-time",
            "2 bad-time"
        ),
        Case(
            "several values",
            #"{"time":10,"entity":"plant-b","values":{"produced":1,"present":2.5}}"#,
            "plant-b produced 1.0 \(epoch)",
            "plant-b present 2.5 \(epoch)"
        ),
        Case("values before the entity", #"{"values":{"produced":1},"entity":"plant-b"}"#, "plant-b produced 1.0 -"),
        Case(
            "null among values",
            #"{"entity":"plant-b","values":{"produced":null,"present":2}}"#,
            "plant-b present 2.0 -"
        ),
        Case("no values", #"{"entity":"plant-b","values":{}}"#),
        Case(
            "a bad value costs its line",
            #"{"entity":"plant-b","values":{"produced":1,"present":"2"}}"# + "\n" + good,
            read,
            "1 bad-number"
        ),
        Case("a measure twice", #"{"entity":"plant-b","values":{"produced":1,"produced":2}}"#, "1 malformed"),
        Case("values beside value", one(#""value":1,"values":{}"#), "1 malformed"),
        Case("a number in quotes", one(#""value":"1.5""#), "1 bad-number"),
        Case(
            "numbers JSON has not",
            one(#""value":+1"#) + one(#""value":01"#) + one(#""value":.5"#) + one(#""value":1."#),
            "1 bad-number",
            "2 bad-number",
            "3 bad-number",
            "4 bad-number"
        ),
        Case(
            "NaN and infinity",
            one(#""value":NaN"#) + one(#""value":Infinity"#) + one(#""value":1e999"#),
            "1 bad-number",
            "2 bad-number",
            "3 bad-number"
        ),
        Case(
            "numbers JSON has",
            one(#""value":-0.5e+1"#) + one(#""value":0"#) + one(#""value":1E2"#),
            "plant-a planned -5.0 -",
            "plant-a planned 0.0 -",
            "plant-a planned 100.0 -"
        ),
        Case("null as value", one(#""value":null"#), "1 bad-number"),
        Case("no value", #"{"entity":"plant-a","measure":"planned"}"#, "1 missing-field"),
        Case("no entity", #"{"measure":"planned","value":1}"#, "1 missing-field"),
        Case("no measure", #"{"entity":"plant-a","value":1}"#, "1 missing-field"),
        Case("an empty object", "{}", "1 missing-field"),
        Case("an unknown key", one(#""value":1,"unit":"items""#) + good, read, "1 unknown-key"),
        Case("a key twice", one(#""value":1,"value":2"#), "1 malformed"),
        Case(
            "unknown names",
            #"{"entity":"plant-z","measure":"planned","value":1}"# + "\n"
                + #"{"entity":"plant-a","measure":"x","value":1}"#,
            "1 unknown-entity",
            "2 unknown-measure"
        ),
        Case("a parent", #"{"entity":"enterprise","measure":"planned","value":1}"#, "1 not-a-leaf"),
        Case(
            "escapes",
            #"{"entity":"d\u00e9p\u00f4t, \"N\"\n1","measure":"pl\u0061nned","value":1}"#,
            "dépôt, \"N\"\n1 planned 1.0 -"
        ),
        Case(
            "a surrogate pair, and a half",
            #"{"entity":"\ud83d\ude00"}"# + "\n" + #"{"entity":"\ud83d"}"#,
            "1 unknown-entity",
            "2 malformed"
        ),
        Case("an unknown escape", #"{"entity":"\x41"}"#, "1 malformed"),
        Case("a control character", "{\"entity\":\"a\tb\"}", "1 malformed"),
        Case("a string left open", #"{"entity":"plant-a"#, "1 malformed"),
        Case("cut in the middle", good + String(good.prefix(30)), read, "2 malformed"),
        Case(
            "something behind the object",
            good.dropLast() + " {}\n" + good.dropLast() + ",\n",
            "1 malformed",
            "2 malformed"
        ),
        Case("a comma too many", one(#""value":1,"#), "1 malformed"),
        Case("not an object", "[1]\nnull\n\"x\"\nhello\n", "1 malformed", "2 malformed", "3 malformed", "4 malformed"),
        Case("key without quotes", "{entity:1}", "1 malformed"),
        Case(
            "not UTF-8",
            bytes: Array("{\"entity\":\"".utf8) + [0xC3, 0x28] + Array("\"}\n".utf8) + Array(good.utf8),
            [read, "1 not-utf8"]
        ),
        Case("deep nesting", one(#""value":"# + String(repeating: "[", count: 10_000)), "1 bad-number"),
    ]

    @Test(arguments: cases) func table(_ row: Case) {
        // Input that is garbage throughout is refused later, where a run is judged as a whole.
        #expect(Fixture.summary(row.input, .jsonLines) == row.expected)
        #expect(Fixture.summary(row.input, .jsonLines, piece: 1) == row.expected)
    }

    @Test func anUnknownKeyIsNamedWithItsPlace() throws {
        let delivery = try Fixture.read(#"{"entity":"plant-a","mesure":"planned","value":1}"#, .jsonLines)
        #expect(delivery.rejects.map(\.message) == ["the key 'mesure' is unknown; is 'measure' meant?"])
        #expect(delivery.rejects.first?.column == 21)
        #expect(delivery.rejects.first.map { "\($0)" } == "1:21: the key 'mesure' is unknown; is 'measure' meant?")
    }

    @Test func aLineTooLongCostsItself() throws {
        let text = Self.good + String(repeating: "x", count: 2_000_000) + "\n" + Self.good
        for piece in [Int.max, 65_536] {
            let delivery = try Fixture.read(text, .jsonLines, piece: piece)
            #expect(delivery.readings.count == 2)
            #expect(delivery.rejects.map(\.line) == [2])
            #expect(delivery.lines == 3)
        }
    }
}
