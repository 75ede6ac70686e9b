import Testing
import Varlink

@Suite struct MessageTests {
    private func call(_ text: String) throws -> Call { try Call(decoding: Array(text.utf8)) }
    private func reply(_ text: String) throws -> Reply { try Reply(decoding: Array(text.utf8)) }

    @Test func readsCalls() throws {
        #expect(try call(#"{"method":"a.b.C"}"#) == Call("a.b.C"))
        #expect(try call(#"{"method":"a.b.C","parameters":null,"more":false}"#) == Call("a.b.C"))
        #expect(
            try call(#"{"parameters":{"x":1},"method":"a.b.C","more":true}"#) == Call("a.b.C", ["x": 1], mode: .more)
        )
        #expect(try call(#"{"method":"a.b.C","oneway":true}"#).mode == .oneway)
        #expect(try call(#"{"method":"a.b.C","upgrade":true}"#).mode == .upgrade)
        #expect(try call(#"{"method":"a.b.C"}"#).interfaceName == "a.b")
        #expect(try call(#"{"method":"a.b.C"}"#).methodName == "C")
        #expect(try call(#"{"method":"C"}"#).interfaceName == "")
    }

    @Test(arguments: [
        "", "x", "[]", "null", "{}", #"{"method":""}"#, #"{"method":1}"#, #"{"method":null}"#,
        #"{"method":"a.b.C","parameters":[]}"#, #"{"method":"a.b.C","more":1}"#, #"{"method":"a.b.C","more":null}"#,
        #"{"method":"a.b.C","more":true,"oneway":true}"#, #"{"method":"a.b.C","oneway":true,"upgrade":true}"#,
        #"{"method":"a.b.C","extra":1}"#, #"{"method":"a.b.C","method":"a.b.D"}"#, #"{"method":"a.b.C"} {}"#,
    ])
    func refusesOtherCalls(text: String) {
        #expect(throws: ProtocolError.self) { try call(text) }
    }

    @Test func readsReplies() throws {
        #expect(try reply("{}") == Reply(.parameters([:], continues: false)))
        #expect(try reply(#"{"parameters":{"a":1},"continues":true}"#) == Reply(.parameters(["a": 1], continues: true)))
        let error = ErrorReply("a.b.E", ["x": 1])
        #expect(try reply(#"{"error":"a.b.E","parameters":{"x":1}}"#) == Reply(.error(error)))
    }

    @Test(arguments: [
        "[]", #"{"parameters":1}"#, #"{"continues":1}"#, #"{"error":null}"#, #"{"error":""}"#, #"{"id":1}"#,
        #"{"error":"a.b.E","continues":true}"#,
    ])
    func refusesOtherReplies(text: String) {
        #expect(throws: ProtocolError.self) { try reply(text) }
    }

    @Test(arguments: Call.Mode.allCases)
    func callsReadBackTheSame(mode: Call.Mode) throws {
        let original = Call("io.example.Test", ["text": "a\0b", "list": [1, 2.5, nil]], mode: mode)
        let bytes = original.encoded
        #expect(bytes.firstIndex(of: 0) == bytes.count - 1)
        #expect(try Call(decoding: bytes.dropLast()) == original)
    }

    @Test(arguments: [
        Reply(.parameters([:], continues: false)), Reply(.parameters(["a": "\0"], continues: true)),
        Reply(.error(.invalidParameter("x"))), Reply(.error(.permissionDenied)), Reply(.error(.system(errno: 2))),
    ])
    func repliesReadBackTheSame(original: Reply) throws {
        let bytes = original.encoded
        #expect(bytes.firstIndex(of: 0) == bytes.count - 1)
        #expect(try Reply(decoding: bytes.dropLast()) == original)
    }

    @Test func systemErrorsNameTheirNumber() {
        #expect(ErrorReply.system(errno: 2).parameters == ["origin": "linux", "errnoName": "ENOENT", "errno": 2])
    }
}
