import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// What entries of the journal become, without a journal; `Tests/System/cases/journal.sh` has a real one.
@Suite struct JournalSamplesTests {
    private func lines(_ source: JournalSource, _ entries: [(time: Int64, fields: [String: String])]) -> [String] {
        var samples = JournalSamples(source)
        for entry in entries {
            samples.add(Timestamp(nanoseconds: entry.time)) { name in entry.fields[name].map { Array($0.utf8) } }
        }
        return String(decoding: samples.lines, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func entriesOfOneMomentAreCountedTogether() {
        let source = JournalSource(matches: ["PRIORITY=3"], fields: ["MESSAGE_ID"], lookback: .seconds(1))
        let got = lines(
            source,
            [
                (1000, ["PRIORITY": "3", "_SYSTEMD_UNIT": "a b.service"]),
                (1000, ["PRIORITY": "3", "_SYSTEMD_UNIT": "a b.service"]),
                (1000, ["PRIORITY": "4", "MESSAGE_ID": "x,y=z"]),
                (2000, ["PRIORITY": "3", "_SYSTEMD_UNIT": "a b.service"]),
            ]
        )
        #expect(
            got == [
                #"entry,priority=3,unit=a\ b.service value=2 1000"#,
                #"entry,priority=4,MESSAGE_ID=x\,y\=z value=1 1000"#,
                #"entry,priority=3,unit=a\ b.service value=1 2000"#,
            ]
        )
    }

    @Test func numbersAreTakenOut() {
        let extracts = [
            JournalSource.Extract(name: "bytes", field: "IO_READ"),
            JournalSource.Extract(name: "took", field: "MESSAGE", pattern: "took {} ms"),
        ]
        let source = JournalSource(matches: ["A=b"], extracts: extracts, lookback: .seconds(1))
        let got = lines(
            source,
            [
                (1, ["MESSAGE": "it took long, it took 1.5e2 ms.", "IO_READ": "77"]), (2, ["MESSAGE": "took ms"]),
            ]
        )
        #expect(got == ["entry value=1 1", "bytes value=77.0 1", "took value=150.0 1", "entry value=1 2"])
    }

    @Test(
        arguments: [
            ("took {} ms", "took 12 ms", 12.0), ("took {} ms", "took 12ms", nil), ("{}%", "at 5 % or 7%", 7),
            ("= {}", "a = -3", -3), ("{}", "x 4", 4), ("{} e", "2 e", 2), ("size {}e", "size 5e", 5),
            ("n {}", "n none", nil),
        ] as [(String, String, Double?)]
    )
    func patterns(_ pattern: String, _ text: String, _ number: Double?) {
        #expect(JournalSamples.number(in: Array(text.utf8), pattern) == number)
    }
}
