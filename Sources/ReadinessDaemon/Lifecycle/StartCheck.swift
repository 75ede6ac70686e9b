import ReadinessCollecting
import ReadinessModel

/// Runs collectors once without which nothing is to start: those with `start: error`.
enum StartCheck {
    /// Runs those of a configuration that were not configured so before; nothing is stored.
    ///
    /// - Throws: `CollectorError` of the first that fails.
    static func run(
        _ specifications: [CollectorSpecification],
        before: [CollectorSpecification],
        catalog: SeriesCatalog,
        events: EventReporter
    ) async throws {
        for specification in specifications where specification.startPolicy == .error && !specification.isPushed {
            guard !before.contains(specification) else { continue }
            _ = try await runOnce(specification: specification, catalog: catalog) { events.collector($0, $1) }
        }
    }
}
