/// Exemplars, groups and units.
extension OpenMetricsGrammarTests {
    static let exemplars: [GrammarCase] =
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

    static let groups: [GrammarCase] =
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

    static let units: [GrammarCase] =
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
}
