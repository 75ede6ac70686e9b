import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// A program that wants more memory than it may have costs its run.
@Suite struct MemoryLimitTests {
    private func run(_ limit: Int?, megabytes: Int) async throws -> Result<Delivery, CollectorError> {
        let line = #"print("{\"entity\": \"plant-a\", \"measure\": \"planned\", \"value\": 1}")"#
        var program = ExecSource(
            command: ["python3", "-c", "x = bytearray(\(megabytes) * 1024 * 1024); \(line)"],
            directory: "/"
        )
        program.memoryLimit = limit
        let specification = CollectorSpecification(
            name: "hungry",
            source: .exec(program),
            format: .jsonLines,
            interval: .seconds(60),
            deadline: .seconds(30)
        )
        do throws(CollectorError) {
            let factory = CollectorFactory(catalog: Fixture.catalog) { _, _ in }
            return .success(try await factory.collector(specification).collectOnce())
        } catch {
            return .failure(error)
        }
    }

    @Test func theLimitHolds() async throws {
        #expect(try await run(nil, megabytes: 300).get().readings.count == 1)
        #expect(try await run(512 << 20, megabytes: 10).get().readings.count == 1)
        guard case .failure(let error) = try await run(200 << 20, megabytes: 300) else {
            Issue.record("it got more than it may have")
            return
        }
        #expect(error.code == .exit && error.cause.contains("status 1"), "\(error)")
    }
}
