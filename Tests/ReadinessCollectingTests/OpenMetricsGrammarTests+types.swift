/// What each type of metric asks for.
extension OpenMetricsGrammarTests {
    static let counters: [GrammarCase] =
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

    static let gauges: [GrammarCase] =
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

    static let statesets: [GrammarCase] =
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

    static let infos: [GrammarCase] =
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

    static let histograms: [GrammarCase] =
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

    static let gaugeHistograms: [GrammarCase] =
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

    static let summaries: [GrammarCase] =
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
}
