import Testing
import Varlink

@Suite struct JSONWriterTests {
    @Test(
        arguments: [
            (JSON.null, "null"), (true, "true"), (0, "0"), (-7, "-7"), (1234567890, "1234567890"),
            (.integer(.min), "-9223372036854775808"), (.integer(.max), "9223372036854775807"), (0.1, "0.1"),
            (100.0, "100.0"), (1e300, "1e+300"), (.number(.leastNonzeroMagnitude), "5e-324"), (.number(.nan), "null"),
            (.number(-.infinity), "null"),
            ("a\"\\/\n\r\t\u{8}\u{c}\u{1}\u{1f}\0é😀", #""a\"\\/\n\r\t\b\f\u0001\u001f\u0000é😀""#),
            ([1, "x", []], #"[1,"x",[]]"#), (["b": 1, "a": [nil, ["c": 2.5]]], #"{"b":1,"a":[null,{"c":2.5}]}"#),
        ] as [(JSON, String)]
    )
    func writes(value: JSON, text: String) {
        #expect(value.description == text)
    }

    @Test func doublesReadBackTheSame() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(try JSON(parsing: JSON.number(value).bytes) == .number(value), "seed \(seed)")
        }
    }

    @Test func writesPieceByPiece() {
        var writer = JSON.Writer(reserving: 64)
        writer.beginObject()
        writer.name("score")
        writer.number(72.5)
        writer.name("count")
        writer.integer(-3)
        writer.name("rows")
        writer.beginArray()
        for text in ["a", "b"] { writer.string(text) }
        writer.value(["x": nil])
        writer.encoded(Array("[1]".utf8))
        writer.endArray()
        writer.name("empty")
        writer.beginObject()
        writer.endObject()
        writer.name("last")
        writer.bool(false)
        writer.endObject()
        let expected = #"{"score":72.5,"count":-3,"rows":["a","b",{"x":null},[1]],"empty":{},"last":false}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
        writer.removeAll()
        writer.null()
        #expect(writer.bytes == Array("null".utf8))
    }

    @Test func formatsForPeople() {
        let value: JSON = ["a": [1, 2], "b": [:], "c": ["d": "e"]]
        let expected = """
            {
              "a": [
                1,
                2
              ],
              "b": {},
              "c": {
                "d": "e"
              }
            }
            """
        #expect(value.formatted() == expected)
    }
}

@Suite struct JSONObjectTests {
    @Test(arguments: [1, 15, 16, 17, 100])
    func keepsOrderWhateverItsSize(count: Int) {
        var object = JSON.Object()
        for number in 0..<count { object["n\(number)"] = JSON(number) }
        object["n0"] = "replaced"
        #expect(object.names == (0..<count).map { "n\($0)" })
        #expect(object["n0"] == "replaced")
        #expect(object["n\(count - 1)"] != nil)
        #expect(object["n\(count)"] == nil)
        object["n0"] = nil
        #expect(object.count == count - 1)
        #expect(object["n0"] == nil)
        #expect(count == 1 || object["n\(count - 1)"]?.int == count - 1)
    }

    @Test func equalityIgnoresOrder() {
        let one: JSON = ["a": 1, "b": 2]
        let two: JSON = ["b": 2, "a": 1]
        #expect(one == two)
        #expect(one.hashValue == two.hashValue)
        #expect(one != ["a": 1, "b": 3])
        #expect(one != ["a": 1])
    }

    @Test func accessors() {
        let value: JSON = ["i": 3, "d": 2.0, "s": "x", "b": true, "a": [1], "n": nil]
        #expect(value["i"]?.integer == 3)
        #expect(value["i"]?.double == 3.0)
        #expect(value["d"]?.integer == 2)
        #expect(JSON.number(2.5).integer == nil)
        #expect(JSON.number(1e30).integer == nil)
        #expect(value["s"]?.string == "x")
        #expect(value["b"]?.bool == true)
        #expect(value["a"]?[0] == 1)
        #expect(value["a"]?[1] == nil)
        #expect(value["n"]?.isNull == true)
        #expect(value["missing"] == nil)
        #expect(JSON.string("x")["a"] == nil)
        #expect(JSON(UInt64.max) == .number(0x1p64))
        #expect(JSON(Double.nan as Double?) == .null)
    }
}
