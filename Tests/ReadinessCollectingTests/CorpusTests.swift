import Glibc
import Testing

@testable import ReadinessCollecting

/// The inputs that fuzzing found worth keeping (`Tests/Fuzz`) are read the same whole and in pieces of any size.
@Suite struct CorpusTests {
    @Test(arguments: DialectCheck.names)
    func replays(_ dialect: String) throws {
        let inputs = try Corpus.inputs(of: dialect)
        for (name, bytes) in inputs {
            let whole = try DialectCheck.mistakes(in: bytes, dialect: dialect)
            for piece in [1, 2, 3, 7, 64] {
                let pieces = try DialectCheck.mistakes(in: bytes, dialect: dialect, piece: piece)
                #expect(pieces == whole, "\(dialect)/\(name) in pieces of \(piece)")
            }
        }
        print("corpus: \(inputs.count) inputs of \(dialect) replayed")
    }
}

/// The committed inputs of the fuzzer.
enum Corpus {
    /// The inputs of a target, by the name of their file; at least one.
    static func inputs(of target: String, file: String = #filePath) throws -> [(name: String, bytes: [UInt8])] {
        let tests = file.split(separator: "/").dropLast(2).joined(separator: "/")
        let directory = "/\(tests)/Fuzz/corpus/\(target)"
        let listing = try #require(opendir(directory), "no directory \(directory)")
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        try #require(!names.isEmpty)
        return try names.sorted().map { ($0, try contents("\(directory)/\($0)")) }
    }

    private static func contents(_ path: String) throws -> [UInt8] {
        let handle = try #require(fopen(path, "re"))
        defer { fclose(handle) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, handle)
        return Array(bytes.prefix(count))
    }
}
