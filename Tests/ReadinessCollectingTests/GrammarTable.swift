import Testing

@testable import ReadinessCollecting

/// A case of a grammar: input, whether it follows it, and the clause of the specification it is about.
struct GrammarCase: Sendable, CustomTestStringConvertible {
    var clause: String
    var input: String
    var isAccepted: Bool

    var testDescription: String { "\(clause): \(input.debugDescription.prefix(60))" }

    static func accept(_ clause: String, _ inputs: String...) -> [GrammarCase] {
        inputs.map { GrammarCase(clause: clause, input: $0, isAccepted: true) }
    }

    static func reject(_ clause: String, _ inputs: String...) -> [GrammarCase] {
        inputs.map { GrammarCase(clause: clause, input: $0, isAccepted: false) }
    }
}

extension [GrammarCase] {
    /// Reads every case as a collector would, whole and byte by byte, and prints how many of each kind come out right.
    func check(_ dialect: String) throws {
        var right = (accepted: 0, rejected: 0)
        let total = (accepted: count(where: \.isAccepted), rejected: count { !$0.isAccepted })
        for row in self {
            let mistakes = try DialectCheck.mistakes(in: Array<UInt8>(row.input.utf8), dialect: dialect)
            #expect(mistakes.isEmpty == row.isAccepted, "\(row.testDescription): \(mistakes)")
            let pieces = try DialectCheck.mistakes(in: Array<UInt8>(row.input.utf8), dialect: dialect, piece: 1)
            #expect(pieces == mistakes, "\(row.testDescription), byte by byte")
            guard mistakes.isEmpty == row.isAccepted else { continue }
            if row.isAccepted { right.accepted += 1 } else { right.rejected += 1 }
            // Whatever is refused says where.
            #expect(mistakes.allSatisfy { $0.hasPrefix("<stdin>:") })
        }
        print(
            "\(dialect): accepted \(right.accepted) of \(total.accepted), rejected \(right.rejected) of \(total.rejected)"
        )
    }
}

extension DialectCheck {
    /// What is wrong with some bytes, fed in pieces.
    static func mistakes(in bytes: [UInt8], dialect: String, piece: Int = .max) throws -> [String] {
        var check = try #require(DialectCheck(dialect: dialect))
        return check.read(bytes, piece: piece)
    }
}
