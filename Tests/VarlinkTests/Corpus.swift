import Glibc
import Testing

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
