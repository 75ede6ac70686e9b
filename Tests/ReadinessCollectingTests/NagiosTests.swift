import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// Ranges and performance data, after the Monitoring Plugins Development Guidelines.
struct NagiosTests {
    /// A range, a value, and whether there is an alert.
    struct Range: Sendable {
        var text: String
        var alerts: [Double]
        var calm: [Double]
    }

    static let ranges: [Range] = [
        // The guidelines' own table of examples.
        Range(text: "10", alerts: [-0.1, 10.1], calm: [0, 5, 10]),
        Range(text: "10:", alerts: [9.9, -1], calm: [10, 1e9]),
        Range(text: "~:10", alerts: [10.1], calm: [10, -1e9]),
        Range(text: "10:20", alerts: [9.9, 20.1], calm: [10, 15, 20]),
        Range(text: "@10:20", alerts: [10, 15, 20], calm: [9.9, 20.1]),
        // What follows from the grammar.
        Range(text: "0", alerts: [-1, 1], calm: [0]), Range(text: "0:0", alerts: [1], calm: [0]),
        Range(text: ":10", alerts: [-1, 11], calm: [0, 10]),
        Range(text: "@10", alerts: [0, 10], calm: [-1, 11]), Range(text: "@10:", alerts: [10, 11], calm: [9]),
        Range(text: "@~:10", alerts: [-5, 10], calm: [11]),
        Range(text: "~:", alerts: [], calm: [-1e9, 1e9]), Range(text: "-10:10", alerts: [-11, 11], calm: [-10, 10]),
        Range(text: "-20:-10", alerts: [-21, -9], calm: [-15]),
        Range(text: "1.5:2.5", alerts: [1.4, 2.6], calm: [1.5, 2.5]), Range(text: ".5", alerts: [0.6], calm: [0.5]),
        Range(text: "1e3:2e3", alerts: [999], calm: [1000, 2000]),
        Range(text: "5:5", alerts: [4, 6], calm: [5]), Range(text: "@5:5", alerts: [5], calm: [4, 6]),
        Range(text: "@0:0", alerts: [0], calm: [1]),
        Range(text: "+5", alerts: [6], calm: [5]), Range(text: "-5:", alerts: [-6], calm: [-5, 0]),
        Range(text: "~:-5", alerts: [-4], calm: [-5]), Range(text: "10.:", alerts: [9], calm: [10]),
    ]

    static let noRanges = [
        "", "@", ":", "@:", "2:1", "@2:1", "a", "1:b", "a:1", "1:2:3", "~", "~~:1", "1:~", "1,5", "10%", " 10", "10 ",
        "@@10", "-5", "0x10", "1e", "--1", "10:5", "~:a", "inf", "nan", "1;2",
    ]

    @Test func rangesAreReadAsTheGuidelinesSay() throws {
        #expect(Self.ranges.count + Self.noRanges.count >= 40)
        var right = (accepted: 0, rejected: 0)
        for row in Self.ranges {
            let range = try #require(NagiosRange(row.text), "\(row.text)")
            for value in row.alerts { #expect(range.isAlert(value), "\(row.text) at \(value)") }
            for value in row.calm { #expect(!range.isAlert(value), "\(row.text) at \(value)") }
            right.accepted += 1
        }
        for text in Self.noRanges {
            #expect(NagiosRange(text) == nil, "\(text)")
            if NagiosRange(text) == nil { right.rejected += 1 }
        }
        print(
            "nagios ranges: accepted \(right.accepted) of \(Self.ranges.count), rejected \(right.rejected) of \(Self.noRanges.count)"
        )
    }

    private static let outputs: [GrammarCase] =
        GrammarCase.accept(
            "Plugin output",
            "OK\n",
            "OK",
            "",
            "OK - all is well\n",
            "OK | a=1\n",
            "OK|a=1",
            "OK | a=1 b=2\n",
            "OK |\n",
            "OK | \n",
            "OK\nlong text\n",
            "OK\nlong text\nmore | a=1\nb=2\n",
            "OK | a=1\nlong text | b=2\nc=3 d=4\n",
            "OK | a=1;;;;\n",
            "OK | a=1;2;3;0;10\n",
            "OK | a=1;@1:2;~:3\n",
            "OK | 'a b'=1\n",
            "OK | 'it''s'=1\n",
            "OK | '/var/log'=1MB;2;3\n",
            "OK | a=1s b=1ms c=1us d=1% e=1B f=1KB g=1MB h=1GB i=1TB j=1c\n",
            "OK | a=U\n",
            "OK | a=-1.5\n",
            "OK | a=1.5e3\n",
            "OK | a=.5\n",
            "OK | 'a=b'=1\n",
            "OK | a=1  b=2\n",
            "OK | a=1\r\n",
            "OK | time=0.000012s;;;0.000000;10.000000\n",
            "OK | 日本=1\n"
        )
        + GrammarCase.reject(
            "Performance data",
            "OK | a\n",
            "OK | =1\n",
            "OK | a=\n",
            "OK | a=x\n",
            "OK | a=1,5\n",
            "OK | a=1x\n",
            "OK | 'a=1\n",
            "OK | a=1;2:1\n",
            "OK | a=1;x\n",
            "OK | a=1;;;x\n",
            "OK | a=1;2;3;4;5;6\n",
            "OK | a = 1\n",
            "OK | a= 1\n",
            "OK\nlong | a\n",
            "OK | a=1\nlong | b=2\nc\n"
        )

    @Test func outputsAreReadAsTheGuidelinesSay() throws {
        #expect(Self.outputs.count >= 30)
        try Self.outputs.check("nagios")
    }

    @Test func numbersComeInBaseUnits() {
        let rules = [
            MappingRule(name: SamplePattern("status"), target: .init(measure: "present", entity: "plant-a")),
            MappingRule(
                name: SamplePattern("*"),
                labels: [.init(label: "unit", pattern: SamplePattern("s"))],
                target: .init(measure: "planned", entity: "plant-a")
            ),
            MappingRule(name: SamplePattern("size"), target: .init(measure: "produced", entity: "plant-b")),
        ]
        let text = "OK | 'the time'=250ms size=2KB;;;; other=1\n"
        #expect(
            Fixture.summary(text.utf8, .nagios(MetricMapping(rules: rules))) == [
                "plant-a planned 0.25 -", "plant-b produced 2048.0 -", "ignored 1",
            ]
        )
    }
}
