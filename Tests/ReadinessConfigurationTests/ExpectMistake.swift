import ReadinessModel
import Testing

@testable import ReadinessConfiguration

/// Expects that some text is refused, and that one of the errors contains `expected`.
func expectMistake<Result>(
    _ expected: String,
    in text: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ load: () throws -> Result
) {
    do {
        _ = try load()
        Issue.record("\(text) was taken", sourceLocation: sourceLocation)
    } catch let diagnostics as Diagnostics {
        let messages = diagnostics.errors.map { "\($0)" }
        #expect(
            messages.contains { $0.contains(expected) },
            "\(text): \(messages)",
            sourceLocation: sourceLocation
        )
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}
