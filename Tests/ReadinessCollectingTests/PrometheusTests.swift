import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// Prometheus text exposition, against a table of inputs.
struct PrometheusTests {
    private static let good = #"planned{entity="plant-a"} 1.5"# + "\n"
    private static let read = "plant-a planned 1.5 -"

    static let cases: [Case] = [
        Case("a sample", good, read),
        Case("comments", "# HELP planned What is \\n planned.\n# TYPE planned gauge\n# anything\n#\n" + good, read),
        Case("the end of OpenMetrics", good + "# EOF\n", read),
        Case("help without a text", "# HELP planned\n" + good, read),
        Case("empty lines and blanks", "\n \t\n  " + good, read),
        Case("CRLF", good.dropLast() + "\r\n", read),
        Case("a time", #"planned{entity="plant-a"} 1.5 10000"# + "\n", "plant-a planned 1.5 1970-01-01T00:00:10Z"),
        Case(
            "a time before 1970",
            #"planned{entity="plant-a"} 1.5 -1000"# + "\n",
            "plant-a planned 1.5 1969-12-31T23:59:59Z"
        ),
        Case(
            "tabs between",
            "planned\t{ entity = \"plant-a\" , }\t1.5\t10000\n",
            "plant-a planned 1.5 1970-01-01T00:00:10Z"
        ),
        Case("other labels", #"planned{job="x",entity="plant-a",} 1.5"# + "\n", read),
        Case("escapes", #"planned{entity="dépôt, \"N\"\n1",path="C:\\x"} 1"# + "\n", "dépôt, \"N\"\n1 planned 1.0 -"),
        Case("braces and commas in a label", #"planned{x="a,}b{",entity="plant-a"} 1.5"# + "\n", read),
        Case(
            "exponents and signs",
            #"planned{entity="plant-a"} +1.5e+00"# + "\n" + #"planned{entity="plant-b"} -2E3"# + "\n",
            read,
            "plant-b planned -2000.0 -"
        ),
        Case("NaN is no reading", #"planned{entity="plant-a"} NaN"# + "\n", "1 bad-number"),
        Case(
            "infinity is no reading",
            #"planned{entity="plant-a"} +Inf"# + "\n" + #"planned{entity="plant-a"} -Inf"# + "\n",
            "1 bad-number",
            "2 bad-number"
        ),
        Case(
            "metrics that are no measures",
            "go_goroutines 7\nrpc{quantile=\"0.5\"} NaN\nx_bucket{le=\"+Inf\"} 3\n" + good,
            read,
            "ignored 3"
        ),
        Case("no label for the entity", "planned 1\n" + good, read, "1 missing-field"),
        Case("no labels in braces", "planned{} 1\n", "1 missing-field"),
        Case("an empty entity", "planned{entity=\"\"} 1\n", "1 missing-field"),
        Case("unknown entity", "planned{entity=\"x\"} 1\n", "1 unknown-entity"),
        Case("a parent", "planned{entity=\"enterprise\"} 1\n", "1 not-a-leaf"),
        Case("no value", "planned{entity=\"plant-a\"}\nplanned\n", "1 malformed", "2 malformed"),
        Case("a value that is none", "planned{entity=\"plant-a\"} abc\n" + good, read, "1 bad-number"),
        Case("decimal comma", "planned{entity=\"plant-a\"} 1,5\n", "1 bad-number"),
        Case(
            "a bad time",
            "planned{entity=\"plant-a\"} 1 1.5\nplanned{entity=\"plant-a\"} 1 99999999999999999\n",
            "1 bad-time",
            "2 bad-time"
        ),
        Case("something behind the time", "planned{entity=\"plant-a\"} 1 10000 x\n", "1 malformed"),
        Case("a name with a dash", "plan-ned{entity=\"plant-a\"} 1\n", "1 malformed"),
        Case("a name that begins with a digit", "1planned 1\n", "1 malformed"),
        Case("only labels", "{entity=\"plant-a\"} 1\n", "1 malformed"),
        Case("a label without quotes", "planned{entity=plant-a} 1\n", "1 malformed"),
        Case("a label without a name", "planned{=\"x\"} 1\nplanned{,} 1\n", "1 malformed", "2 malformed"),
        Case("a label without '='", "planned{entity} 1\n", "1 malformed"),
        Case("no comma between labels", "planned{a=\"b\" entity=\"plant-a\"} 1\n", "1 malformed"),
        Case("a label name with a colon", "planned{a:b=\"c\"} 1\n", "1 malformed"),
        Case("the entity twice", "planned{entity=\"plant-a\",entity=\"plant-b\"} 1\n", "1 malformed"),
        Case("an unknown escape", "planned{entity=\"\\x\"} 1\n", "1 malformed"),
        Case("a label left open", "planned{entity=\"plant-a} 1\n" + good, read, "1 malformed"),
        Case(
            "braces left open",
            "planned{entity=\"plant-a\" 1\nplanned{entity=\"plant-a\"\nplanned{\n",
            "1 malformed",
            "2 malformed",
            "3 malformed"
        ),
        Case("an unknown type", "# TYPE planned gouge\n" + good, read, "1 malformed"),
        Case(
            "a type without a name",
            "# TYPE\n# TYPE 9x gauge\n# TYPE planned gauge x\n",
            "1 malformed",
            "2 malformed",
            "3 malformed"
        ),
        Case("a last line without an end", good + #"planned{entity="plant-b"} 12"#, read, "2 malformed"),
        Case("a comment without an end", good + "# EOF", read),
        Case(
            "several samples of one reading",
            "planned{entity=\"plant-a\",cpu=\"0\"} 1.5\nplanned{entity=\"plant-a\",cpu=\"1\"} 2\n",
            read,
            "2 ambiguous"
        ),
        Case(
            "one series at two times",
            "planned{entity=\"plant-a\"} 1 0\nplanned{entity=\"plant-a\"} 2 1000\n",
            "plant-a planned 1.0 1970-01-01T00:00:00Z",
            "plant-a planned 2.0 1970-01-01T00:00:01Z"
        ),
        Case("prose", "hello world\nError: no such file\n", "1 bad-number", "2 bad-number"),
        Case("not UTF-8", bytes: Array("planned{entity=\"".utf8) + [0xFF] + Array("\"} 1\n".utf8), ["1 not-utf8"]),
        Case("nothing", ""),
    ]

    @Test(arguments: cases) func table(_ row: Case) {
        let format = ReadingFormat.prometheus(MetricMapping())
        #expect(Fixture.summary(row.input, format) == row.expected)
        #expect(Fixture.summary(row.input, format, piece: 1) == row.expected)
    }

    @Test func mapping() {
        let mapping = MetricMapping(
            measures: ["factory_items_total": "produced"],
            entityLabel: "site",
            entity: "plant-b"
        )
        let text = "factory_items_total 5\nfactory_items_total{site=\"plant-a\"} 6\nproduced 7\nother 8\n"
        #expect(
            Fixture.summary(text.utf8, .prometheus(mapping)) == [
                "plant-b produced 5.0 -", "plant-a produced 6.0 -", "3 ambiguous", "ignored 1",
            ]
        )
    }

    @Test(arguments: [
        MetricMapping(measures: ["x": "no-such"]),
        MetricMapping(entity: "no-such"),
        MetricMapping(entity: "enterprise"),
    ]) func aMappingTheModelDoesNotKnow(_ mapping: MetricMapping) {
        let error = #expect(throws: CollectorError.self) { try Fixture.read("", .prometheus(mapping)) }
        #expect(error?.code == .configuration)
    }
}
