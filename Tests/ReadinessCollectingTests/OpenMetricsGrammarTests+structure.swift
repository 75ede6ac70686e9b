/// Lines, metadata and names.
extension OpenMetricsGrammarTests {
    static let overall: [GrammarCase] =
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

    static let metadata: [GrammarCase] =
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
            "# HELP a \u{1F600}\n# EOF\n"
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

    static let names: [GrammarCase] =
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
}
