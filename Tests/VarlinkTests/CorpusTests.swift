import Testing

@testable import Varlink

/// The inputs that fuzzing found worth keeping (`Tests/Fuzz`).
@Suite struct CorpusTests {
    /// Messages come out the same whole and in pieces; an oversized one ends both at the same place.
    @Test func frames() throws {
        for (name, bytes) in try Corpus.inputs(of: "frames") {
            let whole = messages(bytes, piece: .max)
            for piece in [1, 2, 5, 63, 64, 65] { #expect(messages(bytes, piece: piece) == whole, "\(name)") }
        }
    }

    private func messages(_ bytes: [UInt8], piece: Int) -> [[UInt8]] {
        var decoder = FrameDecoder(limit: 64)
        var found: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            decoder.feed(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
            do { while let message = try decoder.next() { found.append(message) } } catch { return found }
        }
        return found
    }

    /// A value that was read is written and read again as the same.
    @Test func json() throws {
        var valid = 0
        for (name, bytes) in try Corpus.inputs(of: "json") {
            guard let value = try? JSON(parsing: bytes) else { continue }
            valid += 1
            #expect(try JSON(parsing: Array(value.description.utf8)) == value, "\(name)")
        }
        #expect(valid > 0)
    }

    /// A description is refused or read; both happen among the inputs.
    @Test func interfaces() throws {
        let read = try Corpus.inputs(of: "interface").map { _, bytes in
            (try? InterfaceDescription(parsing: String(decoding: bytes, as: UTF8.self))) != nil
        }
        #expect(read.contains(true) && read.contains(false))
    }
}
