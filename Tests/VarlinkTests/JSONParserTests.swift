import Testing
import Varlink

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", JSON.null), ("true", true), (" false\n", false), ("0", 0), ("-1", -1),
            ("9223372036854775807", 9_223_372_036_854_775_807), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9223372036854775808)), ("1.0", 1.0), ("-0", .number(-0.0)),
            ("1e2", 100.0), ("2.5E-3", 0.0025), ("1e-400", 0.0), (#""""#, ""), (#""a\n\"\\\/b""#, "a\n\"\\/b"),
            (#""\u00e9\u20AC""#, "é€"), (#""\ud83d\ude00""#, "😀"), (#""\u0000""#, "\0"), ("[]", .array([])),
            ("[1, [2],{}]", [1, [2], [:]]), (#"{"a":{"b":[null]},"c":""}"#, ["a": ["b": [nil]], "c": ""]),
        ] as [(String, JSON)]
    )
    func readsValues(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("nul", 0), ("nulll", 4), ("01", 0), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1e", 2),
        ("1e+", 3), ("1e999", 0), ("NaN", 0), ("[1,]", 3), ("[1 2]", 3), ("[", 1), ("{", 1), ("{a:1}", 1),
        (#"{"a" 1}"#, 5), (#"{"a":1,}"#, 7), (#"{"a":1 "b":2}"#, 7), (#"{"a":1,"b":2,"a":3}"#, 13), ("1 2", 2),
        ("\"a", 0), ("\"a\n\"", 2), (#""\x""#, 1), (#""\u12g4""#, 5), (#""\ud83d""#, 1), (#""\ude00""#, 1),
        (#""a\ud83d\u0041""#, 2), ("\u{feff}1", 0), ("'a'", 0), ("[1]]", 3), ("// 1", 0),
    ])
    func refusesWithThePlace(text: String, offset: Int) {
        let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: text) }
        #expect(error?.offset == offset, "\(String(describing: error))")
    }

    @Test(
        arguments: [
            ([0x22, 0x61, 0xFF, 0x22], 2), ([0x22, 0xC0, 0xAF, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
            ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1), ([0x22, 0xC3, 0xA9, 0xE2, 0x82, 0x22], 3),
            ([0x22, 0x5C, 0x6E, 0x80, 0x22], 3), ([0x31, 0x00], 1),
        ] as [([UInt8], Int)]
    )
    func refusesWhatIsNotUTF8(bytes: [UInt8], offset: Int) {
        let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: bytes) }
        #expect(error?.offset == offset, "\(String(describing: error))")
    }

    @Test func nestingIsLimited() throws {
        let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try JSON(parsing: allowed).kind == "array")
        let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: "[" + allowed + "]") }
        #expect(error?.offset == 64)
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test func manyMembersAreNotQuadratic() throws {
        let members = (0..<100_000).map { "\"n\($0)\":\($0)" }
        let text = "{" + members.joined(separator: ",") + "}"
        var value: JSON?
        let duration = try ContinuousClock().measure { value = try JSON(parsing: text) }
        #expect(value?["n99999"] == 99_999)
        #expect(duration < .seconds(5))
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: text.dropLast() + ",\"n50000\":1}") }
    }

    /// Any bytes whatever either parse or are refused; what parses reads back the same after writing.
    @Test func randomInput() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        let alphabet = Array(#"{}[]",:\u0123456789abcdefE+-.truefalsn é"#.utf8)
        var parsed = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            guard let value = try? JSON(parsing: bytes) else { continue }
            parsed += 1
            #expect(try JSON(parsing: value.bytes) == value, "seed \(seed), text \(bytes)")
        }
        #expect(parsed > 0, "seed \(seed)")
    }
}

/// A small generator whose seed is printed when a test fails.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
