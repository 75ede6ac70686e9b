import Testing

@testable import ReadinessModel

/// The inputs that fuzzing found worth keeping (`Tests/Fuzz`) are read or refused.
@Suite struct CorpusTests {
    @Test func expressions() throws {
        let names = ["a", "b", "made"]
        func parse(_ text: String) -> Expression? {
            try? ExpressionParser.parse(text, names: names) { name in
                names.firstIndex(of: name).map { (MeasureID($0), MeasureKind.allCases[$0 % 3]) }
            }.get()
        }
        let read = try Corpus.inputs(of: "expression").map { _, bytes in
            parse(String(decoding: bytes, as: UTF8.self)) != nil
        }
        #expect(read.contains(true) && read.contains(false))
    }
}
