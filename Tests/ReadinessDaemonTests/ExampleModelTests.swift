import ReadinessConfiguration
import Testing

@testable import ReadinessDaemon

/// The examples that are shipped pass the cases that are shipped with them.
@Suite struct ExampleModelTests {
    /// Every example has cases, every case passes, and no part of the model is left out.
    @Test(arguments: ["enterprise/tests/week.yaml", "human-development/tests/published.yaml"])
    func passes(name: String) throws {
        let file = try ModelTestFile.load(path: Repository.path("config/examples/\(name)"))
        let outcome = TestCommand.run([file])
        #expect(outcome.failed == 0, "\(outcome.text)")
        #expect(outcome.passed == file.cases.count)
        #expect(outcome.passed >= 5)
        let coverage = try #require(outcome.models.first?.coverage)
        #expect(outcome.models.count == 1)
        #expect(coverage.missing.map { coverage.sentence(of: $0) } == [])
        #expect(coverage.share == 1)
        #expect(file.warnings.map { "\($0)" } == [])
    }
}
