import Testing

@testable import ReadinessCollecting

/// OpenMetrics text 1.0, clause by clause; the names in front are the specification's sections.
struct OpenMetricsGrammarTests {
    private static let end = "# EOF\n"

    static let cases: [GrammarCase] =
        overall + metadata + names + labels + numbers + times + counters + gauges + statesets + infos + histograms
        + gaugeHistograms + summaries + exemplars + groups + units

    private static let overall: [GrammarCase] =
        GrammarCase.accept("Overall Structure: EOF", "# EOF\n", "# EOF", "a 1\n# EOF\n", "a 1\n# EOF")
        + GrammarCase.reject(
            "Overall Structure: EOF is required and last",
            "",
            "\n",
            "a 1\n",
            "a 1",
            "# EOF\n\n",
            "# EOF\na 1\n",
            "# EOF\n# EOF\n",
            "# EOF \n",
            " # EOF\n",
            "#EOF\n",
            "# eof\n",
            "a 1\n#  EOF\n",
            "a 1\n# EOF\r\n"
        )
        + GrammarCase.reject(
            "Overall Structure: lines end with a line feed, no line is empty",
            "a 1\n\n# EOF\n",
            "\na 1\n# EOF\n",
            "a 1\r\n# EOF\n",
            "a 1 # EOF\n",
            "a 1\n \n# EOF\n"
        )
        + GrammarCase.reject(
            "Overall Structure: no comments, one blank between",
            "# a comment\n# EOF\n",
            "#\n# EOF\n",
            "a  1\n# EOF\n",
            "a\t1\n# EOF\n",
            " a 1\n# EOF\n",
            "a 1 \n# EOF\n",
            "a{} 1 \n# EOF\n",
            "\u{FEFF}a 1\n# EOF\n"
        )

    private static let metadata: [GrammarCase] =
        GrammarCase.accept(
            "MetricFamily metadata",
            "# TYPE a gauge\n# EOF\n",
            "# HELP a help\n# EOF\n",
            "# UNIT a_s s\n# EOF\n",
            "# TYPE a_s gauge\n# UNIT a_s s\n# HELP a_s help\na_s 1\n# EOF\n",
            "# HELP a \n# EOF\n",
            "# HELP a a\\\\b\\nc\n# EOF\n",
            "# HELP a  two blanks\n# EOF\n",
            "# TYPE a unknown\na 1\n# EOF\n",
            "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# EOF\n",
            "# UNIT a \na 1\n# EOF\n",
            "# HELP a\u{1F600}\n# EOF\n".replacing("a\u{1F600}", "a \u{1F600}")
        )
        + GrammarCase.reject(
            "MetricFamily metadata: the form",
            "# TYPE a\n# EOF\n",
            "# TYPE\n# EOF\n",
            "# TYPE a gauge \n# EOF\n",
            "# TYPE a  gauge\n# EOF\n",
            "#  TYPE a gauge\n# EOF\n",
            "#\tTYPE a gauge\n# EOF\n",
            "# TYPE  a gauge\n# EOF\n",
            "# HELP a\n# EOF\n",
            "# UNIT a_s\n# EOF\n",
            "# type a gauge\n# EOF\n",
            "# TYPE 1a gauge\n# EOF\n",
            "# TYPE a-b gauge\n# EOF\n",
            "# FOO a b\n# EOF\n",
            "# TYPE a gauge",
            " # TYPE a gauge\n# EOF\n"
        )
        + GrammarCase.reject(
            "Metric types",
            "# TYPE a untyped\n# EOF\n",
            "# TYPE a meter\n# EOF\n",
            "# TYPE a Gauge\n# EOF\n",
            "# TYPE a gauge counter\n# EOF\n"
        )
        + GrammarCase.reject(
            "MetricFamily metadata: once, before samples, families together",
            "# TYPE a gauge\n# TYPE a gauge\n# EOF\n",
            "# HELP a x\n# HELP a x\n# EOF\n",
            "# UNIT a_s s\n# UNIT a_s s\n# EOF\n",
            "a 1\n# TYPE a gauge\n# EOF\n",
            "# TYPE a gauge\na 1\n# HELP a x\n# EOF\n",
            "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\n# EOF\n",
            "# TYPE a gauge\na 1\nb 1\na 2\n# EOF\n",
            "# TYPE a counter\n# TYPE a_total gauge\n# EOF\n",
            "# TYPE a gauge\n# TYPE b gauge\n# HELP a x\n# EOF\n"
        )

    private static let names: [GrammarCase] =
        GrammarCase.accept(
            "ABNF: metricname",
            "a 1\n# EOF\n",
            "_ 1\n# EOF\n",
            ":a 1\n# EOF\n",
            "a:b_C9 1\n# EOF\n",
            "A 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "ABNF: metricname",
            "1a 1\n# EOF\n",
            "a-b 1\n# EOF\n",
            "a.b 1\n# EOF\n",
            "é 1\n# EOF\n",
            "{} 1\n# EOF\n",
            " 1\n# EOF\n"
        )

    private static let labels: [GrammarCase] =
        GrammarCase.accept(
            "ABNF: labels",
            "a{} 1\n# EOF\n",
            "a{b=\"\"} 1\n# EOF\n",
            "a{b=\"c\"} 1\n# EOF\n",
            "a{b=\"c\",d=\"e\"} 1\n# EOF\n",
            "a{_b9=\"c\"} 1\n# EOF\n",
            "a{b=\"c d\"} 1\n# EOF\n",
            "a{b=\"}\"} 1\n# EOF\n",
            "a{b=\",\"} 1\n# EOF\n",
            "a{b=\"日本\"} 1\n# EOF\n",
            "a{b=\"# EOF\"} 1\n# EOF\n"
        )
        + GrammarCase.accept(
            "ABNF: escaped-string",
            "a{b=\"\\\\\"} 1\n# EOF\n",
            "a{b=\"\\\"\"} 1\n# EOF\n",
            "a{b=\"\\n\"} 1\n# EOF\n",
            "a{b=\"\\q\"} 1\n# EOF\n",
            "a{b=\"x\\\\\\\"y\"} 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "ABNF: labels",
            "a{b=\"c\",} 1\n# EOF\n",
            "a{,b=\"c\"} 1\n# EOF\n",
            "a{,} 1\n# EOF\n",
            "a{b=\"c\" } 1\n# EOF\n",
            "a{ b=\"c\"} 1\n# EOF\n",
            "a{b =\"c\"} 1\n# EOF\n",
            "a{b= \"c\"} 1\n# EOF\n",
            "a{b=\"c\", d=\"e\"} 1\n# EOF\n",
            "a{b=\"c\"d=\"e\"} 1\n# EOF\n",
            "a{b=c} 1\n# EOF\n",
            "a{b='c'} 1\n# EOF\n",
            "a{b} 1\n# EOF\n",
            "a{=\"c\"} 1\n# EOF\n",
            "a{1b=\"c\"} 1\n# EOF\n",
            "a{b:d=\"c\"} 1\n# EOF\n",
            "a{b-d=\"c\"} 1\n# EOF\n",
            "a{b=\"c} 1\n# EOF\n",
            "a{b=\"c\" 1\n# EOF\n",
            "a{b=\"c\"}1\n# EOF\n",
            "a {b=\"c\"} 1\n# EOF\n",
            "a{b=\"c\"}{d=\"e\"} 1\n# EOF\n",
            "a{b=\"\\\"} 1\n# EOF\n",
            "a}b=\"c\"{ 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "Label: names are unique",
            "a{b=\"c\",b=\"d\"} 1\n# EOF\n",
            "a{b=\"c\",b=\"c\"} 1\n# EOF\n"
        )

    private static let numbers: [GrammarCase] =
        GrammarCase.accept(
            "ABNF: number",
            "a 0\n# EOF\n",
            "a -1\n# EOF\n",
            "a +1\n# EOF\n",
            "a 1.5\n# EOF\n",
            "a .5\n# EOF\n",
            "a 1.\n# EOF\n",
            "a 1e5\n# EOF\n",
            "a 1E-5\n# EOF\n",
            "a 1.5e+05\n# EOF\n",
            "a NaN\n# EOF\n",
            "a nan\n# EOF\n",
            "a +Inf\n# EOF\n",
            "a -inf\n# EOF\n",
            "a Infinity\n# EOF\n",
            "a 00012\n# EOF\n",
            "a 123456789012345678901234567890\n# EOF\n"
        )
        + GrammarCase.reject(
            "ABNF: number",
            "a\n# EOF\n",
            "a \n# EOF\n",
            "a{}\n# EOF\n",
            "a abc\n# EOF\n",
            "a 1,5\n# EOF\n",
            "a 1_000\n# EOF\n",
            "a 0x10\n# EOF\n",
            "a 1e\n# EOF\n",
            "a e5\n# EOF\n",
            "a .\n# EOF\n",
            "a --1\n# EOF\n",
            "a +-1\n# EOF\n",
            "a 1f\n# EOF\n",
            "a -NaN\n# EOF\n",
            "a 1e5.5\n# EOF\n"
        )

    private static let times: [GrammarCase] =
        GrammarCase.accept(
            "Timestamps",
            "a 1 0\n# EOF\n",
            "a 1 -1\n# EOF\n",
            "a 1 1.5\n# EOF\n",
            "a 1 1520879607.789\n# EOF\n",
            "a 1 1.5e9\n# EOF\n",
            "a 1 12345678901234567890\n# EOF\n",
            "a 1 1\na 2 2\n# EOF\n",
            "a 1 1\na 2 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "Timestamps",
            "a 1 NaN\n# EOF\n",
            "a 1 Inf\n# EOF\n",
            "a 1 abc\n# EOF\n",
            "a 1  1\n# EOF\n",
            "a 1 1 1\n# EOF\n",
            "a 1 1_0\n# EOF\n",
            "a 1 2026-01-01\n# EOF\n",
            "a 1 0x1\n# EOF\n"
        )
        + GrammarCase.reject(
            "Metric: times do not go back, all or none",
            "a 1 2\na 2 1\n# EOF\n",
            "a 1 1\na 2\n# EOF\n",
            "a 1\na 2 1\n# EOF\n",
            "a 1\na 2\n# EOF\n"
        )

    private static let counters: [GrammarCase] =
        GrammarCase.accept(
            "Counter",
            "# TYPE a counter\na_total 0\n# EOF\n",
            "# TYPE a counter\na_total 1.5\na_created 1520872607.123\n# EOF\n",
            "# TYPE a counter\na_total{b=\"c\"} 1\na_total{b=\"d\"} 2\n# EOF\n",
            "# TYPE a counter\na_total +Inf\n# EOF\n",
            "# TYPE a counter\na_created 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "Counter",
            "# TYPE a counter\na_total -1\n# EOF\n",
            "# TYPE a counter\na_total NaN\n# EOF\n",
            "# TYPE a counter\na 1\n# EOF\n",
            "# TYPE a counter\na_total 1\n# TYPE a_total counter\n# EOF\n"
        )

    private static let gauges: [GrammarCase] =
        GrammarCase.accept(
            "Gauge",
            "# TYPE a gauge\na -5\n# EOF\n",
            "# TYPE a gauge\na NaN\n# EOF\n",
            "# TYPE a gauge\na{b=\"c\"} 1\na{b=\"d\"} 2\n# EOF\n"
        )
        + GrammarCase.reject(
            "Gauge: one value for each label set",
            "# TYPE a gauge\na{b=\"c\"} 1\na{b=\"c\"} 2\n# EOF\n"
        )

    private static let statesets: [GrammarCase] =
        GrammarCase.accept(
            "StateSet",
            "# TYPE a stateset\na{a=\"x\"} 1\na{a=\"y\"} 0\n# EOF\n",
            "# TYPE a stateset\na{b=\"1\",a=\"x\"} 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "StateSet",
            "# TYPE a stateset\na 1\n# EOF\n",
            "# TYPE a stateset\na{b=\"x\"} 1\n# EOF\n",
            "# TYPE a stateset\na{a=\"x\"} 2\n# EOF\n",
            "# TYPE a stateset\na{a=\"x\"} 0.5\n# EOF\n",
            "# TYPE a stateset\na{a=\"x\"} NaN\n# EOF\n",
            "# TYPE a_s stateset\n# UNIT a_s s\na_s{a_s=\"x\"} 1\n# EOF\n"
        )

    private static let infos: [GrammarCase] =
        GrammarCase.accept(
            "Info",
            "# TYPE a info\na_info{b=\"c\"} 1\n# EOF\n",
            "# TYPE a info\na_info 1\n# EOF\n",
            "# TYPE a info\na_info{b=\"c\"} 1.0\n# EOF\n"
        )
        + GrammarCase.reject(
            "Info",
            "# TYPE a info\na_info{b=\"c\"} 0\n# EOF\n",
            "# TYPE a info\na_info{b=\"c\"} 2\n# EOF\n",
            "# TYPE a_s info\n# UNIT a_s s\na_s_info{b=\"c\"} 1\n# EOF\n"
        )

    private static let histograms: [GrammarCase] =
        GrammarCase.accept(
            "Histogram",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 0\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"0.5\"} 1\na_bucket{le=\"+Inf\"} 2\na_count 2\na_sum 1.5\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"-1\"} 0\na_bucket{le=\"+Inf\"} 2\n# EOF\n",
            "# TYPE a histogram\na_bucket{b=\"c\",le=\"+Inf\"} 2\na_bucket{b=\"d\",le=\"+Inf\"} 3\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 2\na_count 2\na_sum 1\na_created 1520430000\n# EOF\n"
        )
        + GrammarCase.reject(
            "Histogram",
            "# TYPE a histogram\na_bucket{le=\"1\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"x\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"NaN\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"Inf\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+inf\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"2\"} 1\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 2\na_sum 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1.5\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} -1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"-1\"} 1\na_bucket{le=\"+Inf\"} 1\na_count 1\na_sum -1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} NaN\n# EOF\n",
            "# TYPE a histogram\na 1\n# EOF\n"
        )

    private static let gaugeHistograms: [GrammarCase] =
        GrammarCase.accept(
            "GaugeHistogram",
            "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 0\n# EOF\n",
            "# TYPE a gaugehistogram\na_bucket{le=\"-1\"} 1\na_bucket{le=\"+Inf\"} 3\na_gcount 3\na_gsum -5\n# EOF\n",
            "# TYPE a gaugehistogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 3\na_gcount 3\na_gsum 2\n# EOF\n"
        )
        + GrammarCase.reject(
            "GaugeHistogram",
            "# TYPE a gaugehistogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 3\na_gcount 3\na_gsum -2\n# EOF\n",
            "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gsum 1\n# EOF\n",
            "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gcount 1\n# EOF\n",
            "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gcount 1\na_gsum NaN\n# EOF\n"
        )

    private static let summaries: [GrammarCase] =
        GrammarCase.accept(
            "Summary",
            "# TYPE a summary\na_count 1\na_sum 2\n# EOF\n",
            "# TYPE a summary\na{quantile=\"0.5\"} 1\na{quantile=\"1\"} 2\na_count 1\na_sum 2\n# EOF\n",
            "# TYPE a summary\na{quantile=\"0\"} NaN\n# EOF\n",
            "# TYPE a summary\na_created 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "Summary",
            "# TYPE a summary\na 1\n# EOF\n",
            "# TYPE a summary\na{quantile=\"1.5\"} 1\n# EOF\n",
            "# TYPE a summary\na{quantile=\"-1\"} 1\n# EOF\n",
            "# TYPE a summary\na{quantile=\"x\"} 1\n# EOF\n",
            "# TYPE a summary\na{quantile=\"0.5\"} -1\n# EOF\n",
            "# TYPE a summary\na_count 1.5\n# EOF\n",
            "# TYPE a summary\na_sum -1\n# EOF\n",
            "# TYPE a summary\na_count NaN\n# EOF\n",
            "# TYPE a summary\na_bucket{le=\"1\"} 1\na 2\n# TYPE a_bucket gauge\n# EOF\n"
        )

    private static let exemplars: [GrammarCase] =
        GrammarCase.accept(
            "Exemplars",
            "# TYPE a counter\na_total 1 # {} 1\n# EOF\n",
            "# TYPE a counter\na_total 1 # {b=\"c\"} 1 1520879607\n# EOF\n",
            "# TYPE a counter\na_total 1 1 # {b=\"c\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1 # {b=\"c\"} 0.5\n# EOF\n",
            "# TYPE a counter\na_total 1 # {b=\"" + String(repeating: "x", count: 127) + "\"} 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "Exemplars",
            "# TYPE a gauge\na 1 # {b=\"c\"} 1\n# EOF\n",
            "# TYPE a counter\na_total 1 # {b=\"c\"}\n# EOF\n",
            "# TYPE a counter\na_total 1 # 1\n# EOF\n",
            "# TYPE a counter\na_total 1 #{b=\"c\"} 1\n# EOF\n",
            "# TYPE a counter\na_total 1# {b=\"c\"} 1\n# EOF\n",
            "# TYPE a counter\na_total 1 # {b=\"c\"} x\n# EOF\n",
            "# TYPE a counter\na_total 1 # {b=\"c\"} 1 x\n# EOF\n",
            "# TYPE a counter\na_total 1 # {b=\"c\",} 1\n# EOF\n",
            "# TYPE a counter\na_created 1 # {b=\"c\"} 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 1 # {} 1\na_sum 1\n# EOF\n",
            "# TYPE a counter\na_total 1 # {b=\"" + String(repeating: "x", count: 128) + "\"} 1\n# EOF\n",
            "a 1 # {} 1\n# EOF\n"
        )

    private static let groups: [GrammarCase] =
        GrammarCase.accept(
            "Metric: samples of one stand together",
            "# TYPE a summary\na_count{b=\"c\"} 1\na_sum{b=\"c\"} 1\na_count{b=\"d\"} 1\n# EOF\n",
            "# TYPE a gauge\na{b=\"c\",d=\"e\"} 1\na{b=\"f\",d=\"e\"} 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "Metric: samples of one stand together",
            "# TYPE a summary\na_count{b=\"c\"} 1\na_count{b=\"d\"} 1\na_sum{b=\"c\"} 1\n# EOF\n",
            "# TYPE a counter\na_total{b=\"c\"} 1\na_total{b=\"d\"} 1\na_created{b=\"c\"} 1\n# EOF\n",
            "# TYPE a gauge\na{b=\"c\"} 1\na{b=\"d\"} 1\na{b=\"c\"} 1 5\n# EOF\n"
        )

    private static let units: [GrammarCase] =
        GrammarCase.accept(
            "Unit",
            "# UNIT a_seconds seconds\na_seconds 1\n# EOF\n",
            "# TYPE a_bytes counter\n# UNIT a_bytes bytes\na_bytes_total 1\n# EOF\n"
        )
        + GrammarCase.reject(
            "Unit: the name ends with it",
            "# UNIT a seconds\na 1\n# EOF\n",
            "# UNIT aseconds seconds\naseconds 1\n# EOF\n",
            "# UNIT a_s x s\n# EOF\n"
        )

    @Test func table() throws {
        #expect(Self.cases.count >= 150)
        try Self.cases.check("openmetrics")
    }
}

extension String {
    /// The text with one part replaced.
    fileprivate func replacing(_ part: String, _ other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
