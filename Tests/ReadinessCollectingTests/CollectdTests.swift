import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// collectd's text protocol, after collectd-exec(5) and collectd-unixsock(5).
struct CollectdTests {
    private static let cases: [GrammarCase] =
        GrammarCase.accept(
            "PUTVAL",
            "PUTVAL h/p/t N:1\n",
            "PUTVAL \"h/p/t\" N:1\n",
            "PUTVAL h/p-i/t-j N:1\n",
            "PUTVAL h/p/t interval=10 N:1\n",
            "PUTVAL h/p/t interval=10.0 1179574444:123\n",
            "PUTVAL h/p/t N:1:2:3\n",
            "PUTVAL h/p/t N:U\n",
            "PUTVAL h/p/t N:1:U\n",
            "PUTVAL h/p/t 1179574444.5:1\n",
            "PUTVAL h/p/t N:-1.5e3\n",
            "PUTVAL h/p/t 1:1 2:2\n",
            "PUTVAL  h/p/t   N:1\n",
            "putval h/p/t N:1\n",
            "PUTVAL \"h/p-a b/t\" N:1\n",
            "PUTVAL \"h/p-a\\\"b/t\" N:1\n",
            "PUTVAL h/p/t meta:k=v N:1\n",
            "PUTVAL h/p/t interval=10 meta:k=v N:1\n",
            "PUTVAL h/p-i-j/t-k-l N:1\n",
            "PUTVAL h/p/t-a/b N:1\n",
            "\tPUTVAL h/p/t N:1\n",
            "# a comment\n",
            "\n",
            "",
            "  \n",
            "PUTVAL host.example.org/cpu-0/cpu-idle interval=10 1179574444:123\n"
        )
        + GrammarCase.accept(
            "PUTNOTIF",
            "PUTNOTIF type=temperature severity=warning time=1201094702 message=\"The roof is on fire!\"\n"
                .replacingQuotes,
            "PUTNOTIF severity=okay time=1 message=x\n"
        )
        + GrammarCase.reject(
            "PUTVAL",
            "PUTVAL\n",
            "PUTVAL h/p/t\n",
            "PUTVAL h/p N:1\n",
            "PUTVAL h N:1\n",
            "PUTVAL /p/t N:1\n",
            "PUTVAL h//t N:1\n",
            "PUTVAL h/p/ N:1\n",
            "PUTVAL h/-i/t N:1\n",
            "PUTVAL h/p/-j N:1\n",
            "PUTVAL h/p/t 1\n",
            "PUTVAL h/p/t N\n",
            "PUTVAL h/p/t N:\n",
            "PUTVAL h/p/t N:x\n",
            "PUTVAL h/p/t x:1\n",
            "PUTVAL h/p/t :1\n",
            "PUTVAL h/p/t N:1,5\n",
            "PUTVAL h/p/t interval=x N:1\n",
            "PUTVAL h/p/t interval=0 N:1\n",
            "PUTVAL h/p/t interval=-1 N:1\n",
            "PUTVAL h/p/t N:1 interval=10\n",
            "PUTVAL \"h/p/t N:1\n",
            "PUTVAL \"h/p/t\"N:1\n",
            "PUTVAL h/p/t interval=10\n",
            "PUTVAL h/p/t N:1:\n",
            "PUTVAL h/p/t N:1"
        )
        + GrammarCase.reject(
            "Other commands",
            "FOO h/p/t\n",
            "GETVAL h/p/t\n",
            "LISTVAL\n",
            "FLUSH\n",
            "PUTNOTIF\n",
            "PUTNOTIF x y\n",
            "GETVAL\n"
        )

    @Test func table() throws {
        #expect(Self.cases.count >= 40)
        try Self.cases.check("collectd")
    }

    @Test func valuesAreSamples() {
        let rules = [
            MappingRule(
                name: SamplePattern("interface_if_octets_*"),
                labels: [.init(label: "plugin_instance", pattern: SamplePattern("eth0"))],
                target: .init(measure: "produced", entityLabel: "host")
            ),
            MappingRule(
                name: SamplePattern("load_load_shortterm"),
                target: .init(measure: "planned", entityLabel: "host")
            ),
            MappingRule(
                name: SamplePattern("cpu_percent"),
                target: .init(measure: "present", entityLabel: "host", scale: 0.01)
            ),
        ]
        let text = """
            PUTVAL plant-a/interface-eth0/if_octets N:U:7
            PUTVAL plant-a/interface-lo/if_octets N:1:2
            PUTVAL plant-a/load/load interval=10 10:0.5:1:2
            PUTVAL plant-b/cpu-0/percent-user 1.5:25

            """
        #expect(
            Fixture.summary(text.utf8, .collectd(MetricMapping(rules: rules))) == [
                "plant-a produced 7.0 -", "plant-a planned 0.5 1970-01-01T00:00:10Z",
                "plant-b present 0.25 1970-01-01T00:00:01.5Z",
                "ignored 5",
            ]
        )
    }

    @Test func commandsOfTheSocket() throws {
        func parse(_ text: String) throws -> CollectdCommand {
            try Array(text.utf8).withUnsafeBufferPointer { try CollectdCommand.parse($0) }
        }
        #expect(try parse("GETVAL \"h/p-i/t\"") == .getValue(try #require(CollectdIdentifier("h/p-i/t"))))
        #expect(try parse("LISTVAL") == .listValues)
        #expect(try parse("FLUSH timeout=10 plugin=x") == .flush)
        for text in ["", "LISTVAL x", "GETVAL a/b", "GETVAL a/b/c d", "FLUSH x"] {
            #expect(throws: LineFault.self, "\(text)") { try parse(text) }
        }
    }
}

extension String {
    /// The text with its quoted message as one word that has no blanks, as PUTNOTIF of a shell would send it in quotes.
    fileprivate var replacingQuotes: String {
        guard let start = firstIndex(of: "\"") else { return self }
        return self[..<start] + self[start...].filter { $0 != " " && $0 != "\"" }
    }
}
