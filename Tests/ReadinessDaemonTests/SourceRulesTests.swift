import Glibc
import Testing

/// Rules of the sources that no compiler checks.
@Suite struct SourceRulesTests {
    private static let sources = String(#filePath.split(separator: "/").dropLast(3).joined(separator: "/"))

    /// Every Swift file below Sources, with its target.
    private static func files() -> [(target: String, path: String, text: String)] {
        var found: [(target: String, path: String, text: String)] = []
        var waiting = ["/\(sources)/Sources"]
        while let directory = waiting.popLast() {
            guard let stream = opendir(directory) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard !name.hasPrefix(".") else { continue }
                let path = "\(directory)/\(name)"
                guard name.hasSuffix(".swift") else {
                    waiting.append(path)
                    continue
                }
                let inside = path.split(separator: "/").drop { $0 != "Sources" }.dropFirst()
                found.append((String(inside.first ?? ""), path, read(path)))
            }
        }
        return found
    }

    private static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Foundation brings 10 MB of memory; the libraries that need it stand in two targets.
    @Test func noTargetOfOursImportsFoundation() {
        let files = Self.files()
        #expect(files.count > 100, "the sources were not found below \(Self.sources)")
        for file in files {
            for line in file.text.split(separator: "\n") {
                #expect(!line.hasSuffix("import Foundation"), "\(file.path)")
            }
        }
    }

    /// The arrows of the house: what each target may import of ours.
    @Test func importsGoOneWay() {
        let allowed: [String: Set<String>] = [
            "ReadinessModel": [], "Varlink": [], "CSystemd": [], "CSQLite": [], "ReadinessCollector": ["Varlink"],
            "Systemd": ["CSystemd"],
            "ReadinessScoring": ["ReadinessModel"], "ReadinessConfiguration": ["ReadinessModel"],
            "ReadinessHistory": ["ReadinessModel"],
            "ReadinessCollecting": ["CSQLite", "CSystemd", "ReadinessModel", "Varlink"],
            "VarlinkServer": ["Varlink"], "readinessctl": ["Varlink"],
            "readinessd": ["ReadinessConfiguration", "ReadinessDaemon", "ReadinessModel"],
        ]
        let ours = Set(allowed.keys).union(["ReadinessDaemon"])
        for file in Self.files() {
            guard let allowed = allowed[file.target] else { continue }
            for line in file.text.split(separator: "\n") where line.contains("import ") {
                guard let name = line.split(separator: " ").last.map(String.init), ours.contains(name),
                    line.hasPrefix("import") || line.hasPrefix("package import") || line.hasPrefix("public import")
                        || line.hasPrefix("internal import")
                else { continue }
                #expect(allowed.contains(name), "\(file.path) imports \(name)")
            }
        }
    }

    /// A file holds one subject.
    @Test func noFileIsLong() {
        for file in Self.files() {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 420, "\(file.path) has \(lines) lines")
        }
    }
}
