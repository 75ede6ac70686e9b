import Testing

@testable import ReadinessCollecting

/// OpenMetrics text 1.0, clause by clause; the names in front are the specification's sections.
struct OpenMetricsGrammarTests {
    static let cases: [GrammarCase] =
        overall + metadata + names + labels + numbers + times + counters + gauges + statesets + infos + histograms
        + gaugeHistograms + summaries + exemplars + groups + units

    @Test func table() throws {
        #expect(Self.cases.count >= 150)
        try Self.cases.check("openmetrics")
    }
}
