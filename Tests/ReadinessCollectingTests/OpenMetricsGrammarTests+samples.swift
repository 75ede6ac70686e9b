/// Labels, numbers and times.
extension OpenMetricsGrammarTests {
    static let labels: [GrammarCase] =
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

    static let numbers: [GrammarCase] =
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

    static let times: [GrammarCase] =
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
}
