import Glibc
import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// A small organisation: one parent, three leaves, three measures.
enum Fixture {
    static let catalog = SeriesCatalog(
        Model(
            entities: [
                Entity(id: "enterprise", descendantCount: 3),
                Entity(id: "plant-a", parent: EntityID(0)),
                Entity(id: "plant-b", parent: EntityID(0)),
                Entity(id: "dépôt, \"N\"\n1", parent: EntityID(0)),
            ],
            measures: [Measure(id: "produced", kind: .counter), Measure(id: "planned"), Measure(id: "present")]
        )
    )

    static let defaultTime = Timestamp(nanoseconds: 1_000_000_000_000)

    /// Parses text; the listing shows readings by name, the default time as `1970-01-01T00:16:40Z`.
    static func read(
        _ text: some Collection<UInt8>,
        _ format: ReadingFormat,
        piece: Int = .max
    ) throws(CollectorError) -> Delivery {
        let context = ReadingContext(catalog: catalog, defaultTime: defaultTime, origin: "in")
        var stream = try DialectStream(format: format, context: context, pieceSize: 64)
        var rest = Array(text)[...]
        while !rest.isEmpty {
            try stream.feed(rest.prefix(piece))
            rest = rest.dropFirst(piece)
        }
        return try stream.finish()
    }

    static func read(_ text: String, _ format: ReadingFormat, piece: Int = .max) throws(CollectorError) -> Delivery {
        try read(Array(text.utf8), format, piece: piece)
    }

    /// Readings and rejects in one line each, short enough for a table of cases.
    static func summary(_ text: some Collection<UInt8>, _ format: ReadingFormat, piece: Int = .max) -> [String] {
        do throws(CollectorError) {
            let delivery = try read(text, format, piece: piece)
            var lines = delivery.readings.map { reading in
                let time = reading.time == defaultTime ? "-" : "\(reading.time)"
                let entity = catalog.entityName(of: reading.series)
                return "\(entity) \(catalog.measureName(of: reading.series)) \(reading.value) \(time)"
            }
            lines += delivery.rejects.map { "\($0.line) \($0.reason.rawValue)" }
            if delivery.ignored > 0 { lines.append("ignored \(delivery.ignored)") }
            return lines
        } catch {
            return ["error \(error.code.rawValue) \(error.place)"]
        }
    }
}

/// One row of a table of inputs.
struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var input: [UInt8]
    var expected: [String]

    init(_ name: String, _ input: String, _ expected: String...) {
        self.init(name, bytes: Array(input.utf8), expected)
    }

    init(_ name: String, bytes: [UInt8], _ expected: [String]) {
        self.name = name
        input = bytes
        self.expected = expected
    }

    var testDescription: String { name }
}

/// A directory that is removed with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/readiness-collecting-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        for name in names() { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Writes a file beside and renames it over `name`.
    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        try #require(descriptor >= 0)
        var text = text
        let count = text.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        #expect(count == text.utf8.count)
        close(descriptor)
        try #require(rename(file + ".new", file) == 0)
        return file
    }

    /// Writes an executable script.
    func script(_ name: String, _ body: String) throws -> String {
        try write(name, "#!/bin/sh\n" + body + "\n", mode: 0o755)
    }

    func exists(_ name: String) -> Bool { access("\(path)/\(name)", F_OK) == 0 }

    private func names() -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            )
        }
        return names
    }
}
