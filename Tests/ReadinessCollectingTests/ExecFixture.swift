import Glibc
import ReadinessModel
import Synchronization
import Testing

@testable import ReadinessCollecting

/// Collectors of scripts in a temporary directory.
final class ExecFixture: Sendable {
    let directory: TemporaryDirectory
    private let output = Mutex<[ExecCollector.ErrorOutput]>([])

    /// All that came on standard error so far.
    var lines: [ExecCollector.ErrorOutput] { output.withLock { $0 } }

    init() throws { directory = try TemporaryDirectory() }

    func specification(
        _ name: String,
        _ body: String,
        format: ReadingFormat = .jsonLines,
        interval: Int64 = 1000,
        deadline: Int64 = 1000,
        environment: [String: String] = [:],
        outputLimit: Int = 16 * 1024 * 1024
    ) throws -> CollectorSpecification {
        CollectorSpecification(
            name: name,
            source: .exec(
                ExecSource(
                    command: [try directory.script(name, body)],
                    directory: directory.path,
                    environment: environment,
                    outputLimit: outputLimit
                )
            ),
            format: format,
            interval: TimeSpan(nanoseconds: interval * 1_000_000),
            deadline: TimeSpan(nanoseconds: deadline * 1_000_000)
        )
    }

    func collector(_ specification: CollectorSpecification) throws -> ExecCollector {
        guard case .exec(let source) = specification.source else { throw CancellationError() }
        return ExecCollector(specification, source: source, catalog: Fixture.catalog) { [weak self] output in
            self?.output.withLock { $0.append(output) }
        }
    }

    /// Runs a script once.
    func run(
        _ body: String,
        format: ReadingFormat = .jsonLines,
        deadline: Int64 = 60_000,
        environment: [String: String] = [:],
        outputLimit: Int = 16 * 1024 * 1024
    ) async throws -> Result<Delivery, CollectorError> {
        let specification = try specification(
            "script",
            body,
            format: format,
            interval: 60_000,
            deadline: deadline,
            environment: environment,
            outputLimit: outputLimit
        )
        let collector = try collector(specification)
        do throws(CollectorError) {
            return .success(try await collector.collectOnce())
        } catch {
            return .failure(error)
        }
    }

    /// Waits for a script to write process ids into a file, and gives them.
    func processes(_ name: String, count: Int) async throws -> [pid_t] {
        for _ in 0..<500 {
            let words = Self.contents("\(directory.path)/\(name)").split(whereSeparator: \.isWhitespace)
            if words.count >= count { return words.compactMap { pid_t($0) } }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("no \(count) processes in \(name)")
        return []
    }

    /// Whether a process lives; one that is dead and not collected does not.
    static func isAlive(_ process: pid_t) -> Bool {
        let status = contents("/proc/\(process)/stat")
        guard let close = status.lastIndex(of: ")") else { return false }
        return !["Z", "X"].contains(status[status.index(close, offsetBy: 2)])
    }

    static func contents(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// The open descriptors of this process.
    static func descriptors() -> [String] {
        guard let directory = opendir("/proc/self/fd") else { return [] }
        defer { closedir(directory) }
        var targets: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            var target = [CChar](repeating: 0, count: 256)
            guard readlink("/proc/self/fd/\(name)", &target, 255) > 0 else { continue }
            targets.append(String(decoding: target.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        return targets
    }
}

extension Result where Failure == CollectorError {
    var code: CollectorError.Code? {
        if case .failure(let error) = self { error.code } else { nil }
    }

    var value: Success? { try? get() }
}
