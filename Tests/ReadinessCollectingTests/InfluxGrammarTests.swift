import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// Influx line protocol, clause by clause of its reference ("Line protocol", sections in front); where that is silent, the
/// protocol's own decoder decides.
struct InfluxGrammarTests {
    static let cases: [GrammarCase] =
        elements + measurements + tags + fields + texts + numbers + booleans + times + blanks + comments

    private static let elements: [GrammarCase] =
        GrammarCase.accept(
            "Elements",
            "m f=1\n",
            "m f=1",
            "m,t=v f=1\n",
            "m,t=v,u=w f=1,g=2\n",
            "m f=1 1\n",
            "m,t=v f=1 1700000000000000000\n",
            "m f=1\nn g=2\n",
            "m f=1\r\nn g=2\r\n",
            "",
            "\n",
            "\n\n\n"
        )
        + GrammarCase.reject(
            "Elements: measurement and one field are needed",
            "m\n",
            "m",
            "m,t=v\n",
            "m,t=v",
            "m \n",
            "m  \n",
            "f=1\n",
            ",t=v f=1\n",
            "m 1\n",
            "m f\n",
            "m f=\n",
            "m =1\n",
            "m f=1,\n",
            "m f=1, \n",
            "m ,f=1\n",
            "m f=1 g=2\n"
        )

    private static let measurements: [GrammarCase] =
        GrammarCase.accept(
            "Measurement",
            "a_b f=1\n",
            "a.b f=1\n",
            "a-b f=1\n",
            "a:b f=1\n",
            "a=b f=1\n",
            "日本 f=1\n",
            "\"m\" f=1\n",
            "m\\ n f=1\n",
            "m\\,n f=1\n",
            "m\\=n f=1\n",
            "m\\n f=1\n",

            "m' f=1\n",
            "1 f=1\n",
            "m\\,,t=v f=1\n"
        )
        + GrammarCase.reject(
            "Measurement",
            "m,n f=1\n",
            "m n f=1\n",
            " ,t=v f=1\n",
            "m\tn f=1\n",
            "m\u{1}n f=1\n",
            "m\u{7F} f=1\n",
            "m, f=1\n",
            "m,\n"
        )

    private static let tags: [GrammarCase] =
        GrammarCase.accept(
            "Tag set",
            "m,t=v f=1\n",
            "m,t=\"v\" f=1\n",
            "m,t=1 f=1\n",
            "m,t=true f=1\n",
            "m,t\\ u=v f=1\n",
            "m,t\\,u=v f=1\n",
            "m,t\\=u=v f=1\n",
            "m,t=v\\ w f=1\n",
            "m,t=v\\,w f=1\n",
            "m,t=v\\=w f=1\n",
            "m,t=日本 f=1\n",
            "m,日本=v f=1\n",
            "m,t=v\\w f=1\n",
            "m,t=a/b f=1\n",
            "m,_t=v f=1\n",
            "m,t='v' f=1\n",
            "m,t=v|w f=1\n",
            "m,b=1,a=2 f=1\n"
        )
        + GrammarCase.reject(
            "Tag set",
            "m,t f=1\n",
            "m,t= f=1\n",
            "m,=v f=1\n",
            "m,,t=v f=1\n",
            "m,t=v, f=1\n",
            "m,t=v,,u=w f=1\n",
            "m, t=v f=1\n",
            "m,t =v f=1\n",
            "m,t=v u=w\n",
            "m,t=v=w f=1\n",
            "m,t=v\n",
            "m,t\n",
            "m,t=v\tw f=1\n",
            "m,t=\n",
            "m,t=v,u f=1\n"
        )
        + GrammarCase.reject(
            "Tag set: keys are unique",
            "m,t=v,t=w f=1\n",
            "m,t=v,t=v f=1\n",
            "m,a=1,t=v,b=2,t=w f=1\n"
        )

    private static let fields: [GrammarCase] =
        GrammarCase.accept(
            "Field set",
            "m f=1,g=2,h=3\n",
            "m f\\ g=1\n",
            "m f\\,g=1\n",
            "m f\\=g=1\n",
            "m \"f\"=1\n",
            "m 日本=1\n",
            "m f.g=1\n",
            "m f=1,g=\"x\",h=t,i=2i,j=3u\n",
            "m 1=1\n",
            "m f\\g=1\n",
            "m #f=1\n"
        )
        + GrammarCase.reject(
            "Field set",
            "m f=1,,g=2\n",
            "m f=1,g\n",
            "m f=1,g=\n",
            "m f=1,=2\n",
            "m f g=1\n",
            "m f==1\n",
            "m f=1=2\n",
            "m ,f=1\n",
            "m f=1,g=2,\n",
            "m f,g=1\n",
            "m f= 1\n",
            "m f =1\n"
        )

    private static let texts: [GrammarCase] =
        GrammarCase.accept(
            "String",
            "m f=\"\"\n",
            "m f=\"a b\"\n",
            "m f=\"a,b\"\n",
            "m f=\"a=b\"\n",
            "m f=\"a\\\"b\"\n",
            "m f=\"a\\\\\"\n",
            "m f=\"a\\b\"\n",
            "m f=\"日本\"\n",
            "m f=\"a\nb\"\n",
            "m f=\"a\nb\" 1\nn g=1\n",
            "m f=\"x\",g=1\n",
            "m f=\"#\"\n",
            "m f=\"'\"\n",
            "m f=\"a\tb\"\n"
        )
        + GrammarCase.reject(
            "String",
            "m f=\"a\n",
            "m f=\"a",
            "m f=a\"\n",
            "m f='a'\n",
            "m f=\"a\"b\n",
            "m f=\"a\"\"b\"\n",
            "m f=\"a\\\"\n",
            "m f=\"\n",
            "m f=a\n"
        )

    private static let numbers: [GrammarCase] =
        GrammarCase.accept(
            "Float",
            "m f=1\n",
            "m f=1.0\n",
            "m f=-1.5\n",
            "m f=1e10\n",
            "m f=1E10\n",
            "m f=-1.2e-10\n",
            "m f=1.2e+78\n",
            "m f=.5\n",
            "m f=1.\n",
            "m f=0\n",
            "m f=-0\n",
            "m f=00012\n"
        )
        + GrammarCase.accept(
            "Integer",
            "m f=1i\n",
            "m f=-1i\n",
            "m f=0i\n",
            "m f=9223372036854775807i\n",
            "m f=-9223372036854775808i\n",
            "m f=00012i\n",
            "m f=0009223372036854775807i\n"
        )
        + GrammarCase.accept("UInteger", "m f=1u\n", "m f=0u\n", "m f=18446744073709551615u\n")
        + GrammarCase.reject(
            "Float",
            "m f=1.2.3\n",
            "m f=1e\n",
            "m f=1e5.5\n",
            "m f=NaN\n",
            "m f=nan\n",
            "m f=Inf\n",
            "m f=-Inf\n",
            "m f=+1\n",
            "m f=1_000\n",
            "m f=0x10\n",
            "m f=-\n",
            "m f=.\n",
            "m f=1f\n",
            "m f=1e400\n",
            "m f=--1\n",
            "m f=1,5\n"
        )
        + GrammarCase.reject(
            "Integer",
            "m f=1.5i\n",
            "m f=9223372036854775808i\n",
            "m f=-9223372036854775809i\n",
            "m f=i\n",
            "m f=1ii\n",
            "m f=1I\n",
            "m f=-i\n",
            "m f=1e3i\n"
        )
        + GrammarCase.reject(
            "UInteger",
            "m f=-1u\n",
            "m f=18446744073709551616u\n",
            "m f=1.5u\n",
            "m f=u\n",
            "m f=1U\n"
        )

    private static let booleans: [GrammarCase] =
        GrammarCase.accept(
            "Boolean",
            "m f=t\n",
            "m f=T\n",
            "m f=true\n",
            "m f=True\n",
            "m f=TRUE\n",
            "m f=f\n",
            "m f=F\n",
            "m f=false\n",
            "m f=False\n",
            "m f=FALSE\n"
        )
        + GrammarCase.reject(
            "Boolean",
            "m f=tr\n",
            "m f=tRUE\n",
            "m f=truE\n",
            "m f=yes\n",
            "m f=fa\n",
            "m f=falsee\n",
            "m f=tt\n",
            "m f=TRue\n"
        )

    private static let times: [GrammarCase] =
        GrammarCase.accept(
            "Timestamp",
            "m f=1 0\n",
            "m f=1 -1\n",
            "m f=1 1556813561098000000\n",
            "m f=1 9223372036854775806\n",
            "m f=1 -9223372036854775806\n",
            "m f=1   1\n",
            "m f=1 1  \n",
            "m f=1 \n",
            "m f=1 0001\n"
        )
        + GrammarCase.reject(
            "Timestamp",
            "m f=1 1.5\n",
            "m f=1 1e9\n",
            "m f=1 abc\n",
            "m f=1 1i\n",
            "m f=1 \"1\"\n",
            "m f=1 9223372036854775808\n",
            "m f=1 -\n",
            "m f=1 1-1\n",
            "m f=1 +1\n",
            "m f=1 1 1\n",
            "m f=1 2026-01-01T00:00:00Z\n",
            "m f=1 1,g=2\n"
        )

    private static let blanks: [GrammarCase] =
        GrammarCase.accept("Whitespace", "  m f=1\n", "m  f=1\n", "m,t=v   f=1   1\n", "   \n", "\n  \nm f=1\n")
        + GrammarCase.reject(
            "Whitespace",
            "m\tf=1\n",
            "m f=1\t1\n",
            "m f=1\r1\n",
            "\tm f=1\n",
            "m f=1 1\r1\n",
            "\rm f=1\n"
        )

    private static let comments: [GrammarCase] =
        GrammarCase.accept(
            "Comments",
            "# a comment\n",
            "#\n",
            "# a comment\nm f=1\n",
            "  # a comment\n",
            "m f=1\n# a comment",
            "#m f=\n",
            "# 日本\n"
        )
        + GrammarCase.reject(
            "Comments: at the beginning of a line only",
            "m f=1 # a comment\n",

            "# a\u{1}b\n"
        )

    @Test func table() throws {
        #expect(Self.cases.count >= 150)
        try Self.cases.check("influx")
    }

    // MARK: - Meaning

    private func read(_ text: String, _ precision: InfluxPrecision = .nanoseconds, rules: [MappingRule]) -> [String] {
        Fixture.summary(text.utf8, .influx(MetricMapping(rules: rules), precision))
    }

    private func rule(_ name: String, _ measure: String, scale: Double = 1) -> MappingRule {
        MappingRule(
            name: SamplePattern(name),
            target: MappingRule.Target(measure: measure, entityLabel: "site", entities: ["A": "plant-a"], scale: scale)
        )
    }

    @Test func fieldsAreSamples() {
        let rules = [rule("line_made", "produced"), rule("line", "planned", scale: 0.5), rule("line_on", "present")]
        #expect(
            read("line,site=A made=5i,value=3,on=true,note=\"x\" 1000000000\n", rules: rules) == [
                "plant-a produced 5.0 1970-01-01T00:00:01Z", "plant-a planned 1.5 1970-01-01T00:00:01Z",
                "plant-a present 1.0 1970-01-01T00:00:01Z", "ignored 1",
            ]
        )
        #expect(
            read("line,site=plant-b made=1 1\n", .seconds, rules: rules) == [
                "plant-b produced 1.0 1970-01-01T00:00:01Z"
            ]
        )
        // Escapes are resolved before names are looked up; a line counts whole or not at all.
        #expect(read("line,site=plant\\-b made=1\n", rules: rules) == ["1 unknown-entity"])
        #expect(
            read("line,site=A made=1,bad=x\nline,site=A made=2\n", rules: rules) == [
                "plant-a produced 2.0 -", "1 bad-number",
            ]
        )
    }

    @Test func aKnownLineIsReadAgain() {
        let rules = [rule("line_made", "produced")]
        let text = (0..<100).map { "line,site=A made=\($0) \($0)\n" }.joined()
        #expect(read(text, rules: rules).count == 100)
    }
}
