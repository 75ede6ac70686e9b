import Testing

@testable import ReadinessConfiguration

/// Files with mistakes, each with what must be said about it in its first lines, place and marked text included.
///
/// A line of what is expected: `#! LINE:COLUMN: SEVERITY CODE: MESSAGE`, and `[TEXT]` at its end when the message comes
/// with the line of the file and a caret line, TEXT being what is marked.
@Suite struct BrokenModelTests {
    private static let directory = FilePath.join(FilePath.parent(#filePath), "Broken")
    private static let sources = FilePath.join(FilePath.parent(#filePath), "../../Sources/ReadinessConfiguration")

    static let names = ((try? FileSystem.names(in: directory)) ?? []).filter { $0.hasSuffix(".yaml") }

    /// Codes that need more than one file, a directory or something that is no regular file; see `LayerTests`.
    private static let codesOfLayers: Set<String> = [
        "duplicate-section", "empty-model", "ignored-file", "no-directory", "unreadable",
    ]

    @Test(arguments: names)
    func isReported(_ name: String) throws {
        let file = try Self.file(name)
        let expected = Self.expected(of: file)
        #expect(!expected.isEmpty, "nothing is expected of \(name)")
        #expect(Self.diagnostics(of: file).map(Self.text) == expected)
    }

    @Test func thereAreSixtyAndMore() {
        #expect(Self.names.count >= 60)
    }

    /// What is expected holds every code; that it is found as well is shown above.
    @Test func everyCodeOccurs() throws {
        var codes: Set<String> = []
        for name in Self.names {
            for line in Self.expected(of: try Self.file(name)) {
                if let match = line.prefixMatch(of: #/\d+:\d+: [a-z]+ ([a-z0-9-]+): /#) {
                    codes.insert(String(match.1))
                }
            }
        }
        let known = try Self.codes(in: Self.sources)
        #expect(known.count > 30)
        #expect(known.subtracting(codes) == Self.codesOfLayers)
    }

    private static func file(_ name: String) throws -> ConfigurationFile {
        let bytes = try FileSystem.read(FilePath.join(directory, name))
        return ConfigurationFile(path: name, kind: .whole, directory: "/etc/readinessd", bytes: bytes)
    }

    private static func expected(of file: ConfigurationFile) -> [String] {
        let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.prefix { $0.hasPrefix("#! ") }.map { String($0.dropFirst(3)) }
    }

    private static func diagnostics(of file: ConfigurationFile) -> [Diagnostic] {
        do throws(Diagnostics) {
            return try Configuration.load(files: [file]).warnings
        } catch {
            return error.all
        }
    }

    private static func text(_ diagnostic: Diagnostic) -> String {
        let place = "\(diagnostic.line):\(diagnostic.column)"
        let text = "\(place): \(diagnostic.severity.rawValue) \(diagnostic.code): \(diagnostic.message)"
        return marked(diagnostic).map { "\(text) [\($0)]" } ?? text
    }

    /// The text above the caret line.
    private static func marked(_ diagnostic: Diagnostic) -> String? {
        let lines = diagnostic.excerpt?.split(separator: "\n") ?? []
        guard lines.count == 2, let caret = lines[1].firstIndex(of: "^") else { return nil }
        let margin = lines[1].distance(from: lines[1].startIndex, to: caret)
        return String(lines[0].dropFirst(margin).prefix(lines[1].count - margin))
    }

    /// The codes that the sources report, as they are written there.
    private static func codes(in directory: String) throws -> Set<String> {
        var codes: Set<String> = []
        for name in try FileSystem.names(in: directory) {
            let path = FilePath.join(directory, name)
            // Files of model tests are another language.
            if name == "Tests" { continue }
            if try FileSystem.item(at: path) == .directory {
                codes.formUnion(try self.codes(in: path))
            } else {
                let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
                for match in text.matches(
                    of: /(?:error|warning)\(\s*"([a-z0-9-]+)"|[cC]ode(?:: String)?(?: =|:) "([a-z0-9-]+)"/
                ) {
                    if let code = match.1 ?? match.2 { codes.insert(String(code)) }
                }
                for match in text.matches(of: /unknown\("([a-z ]+)"/) {
                    codes.insert("unknown-" + match.1.replacing(" ", with: "-"))
                }
            }
        }
        return codes
    }
}
