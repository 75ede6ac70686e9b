import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// What external plugins of Netdata print.
struct NetdataTests {
    private static let begin = "CHART a.b '' 'A title' items fam ctx line 1 1\nDIMENSION d '' absolute 1 1\n"

    private static let cases: [GrammarCase] =
        GrammarCase.accept(
            "plugins.d",
            "",
            "\n",
            "# a comment\n",
            begin,
            begin + "BEGIN a.b\nSET d = 1\nEND\n",
            begin + "BEGIN a.b 1000\nSET d=1\nEND\n",
            begin + "BEGIN a.b\nSET 'd' = '1.5'\nEND\n",
            begin + "BEGIN a.b\nSET d = \nEND\n".dropBlank,
            begin + "VARIABLE x = 1\nCLABEL a b 1\nCLABEL_COMMIT\nFLUSH\n",
            begin + "BEGIN a.b\nSET d = U\nEND\n"
        )
        + GrammarCase.reject(
            "plugins.d",
            "SET d = 1\n",
            "BEGIN a.b\n",
            begin + "SET d = 1\n",
            begin + "BEGIN a.b\nSET x = 1\n",
            begin + "BEGIN a.b\nSET d = x\n",
            begin + "BEGIN a.b\nSET d\n",
            "CHART ab\n",
            "DIMENSION d\n",
            "DISABLE\n",
            "FOO\n",
            begin + "DIMENSION e '' absolute 1 0\n",
            "CHART 'a.b\n"
        )

    @Test func table() throws { try Self.cases.check("netdata") }

    @Test func numbersAreScaledByTheirDimension() {
        let rules = [
            MappingRule(
                name: SamplePattern("plant.output"),
                labels: [.init(label: "dimension", pattern: SamplePattern("made"))],
                target: .init(measure: "produced", entityLabel: "family")
            )
        ]
        let text = """
            CHART plant.output '' 'Output' 'items' 'plant-a' 'ctx' line 1 1
            DIMENSION made '' incremental 1 1000
            DIMENSION lost '' incremental 1 1
            BEGIN plant.output 1000000
            SET made = 5000
            SET lost = 1
            END
            BEGIN plant.output 1000000
            SET made = 6000
            END

            """
        #expect(
            Fixture.summary(text.utf8, .netdata(MetricMapping(rules: rules))) == [
                "plant-a produced 5.0 -", "plant-a produced 6.0 -", "ignored 1",
            ]
        )
    }
}

extension String {
    /// `SET d = ` with an empty value in quotes, as plugins send it.
    fileprivate var dropBlank: String { self.split(separator: "= ").joined(separator: "= ''") }
}
