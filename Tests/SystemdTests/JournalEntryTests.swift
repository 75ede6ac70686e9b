import Testing

@testable import Systemd

@Suite struct JournalEntryTests {
    let entry = JournalEntry(
        "Score of production changed",
        priority: .notice,
        messageID: MessageID(1, 2),
        location: CodeLocation(file: "Daemon/Publish.swift", line: 7, function: "publish()"),
        fields: [
            JournalField("READINESS_ENTITY", "plant-a"),
            JournalField("READINESS_REASON", "two words"),
            JournalField("READINESS_ENTITY", "plant-b"),
        ]
    )

    @Test func assignmentsHaveEverythingInOrder() {
        #expect(
            entry.assignments(identifier: "readinessd") == [
                "MESSAGE=Score of production changed",
                "PRIORITY=5",
                "SYSLOG_IDENTIFIER=readinessd",
                "TID=\(entry.thread)",
                "MESSAGE_ID=00000000000000010000000000000002",
                "CODE_FILE=Daemon/Publish.swift",
                "CODE_LINE=7",
                "CODE_FUNC=publish()",
                "READINESS_ENTITY=plant-a",
                "READINESS_REASON=two words",
                "READINESS_ENTITY=plant-b",
            ]
        )
        #expect(entry.thread > 0)
        #expect(entry.values(of: "READINESS_ENTITY") == ["plant-a", "plant-b"])
    }

    @Test func linesForPeople() {
        let fields = "entity=plant-a reason=\"two words\" entity=plant-b"
        #expect(
            entry.line(time: "T", colour: false) == "T notice  Score of production changed \(fields)"
        )
        #expect(
            entry.line(time: "T", colour: true)
                == "T \u{1B}[1mnotice \u{1B}[0m Score of production changed \(fields)"
        )
        #expect(entry.prefixedLine == "<5>Score of production changed \(fields)")
    }

    @Test func aLineStaysALineAndDrivesNoTerminal() {
        let hostile = JournalEntry(
            "a\nb\u{1B}[2J\u{9B}c\u{2028}",
            fields: [
                JournalField("X", "say \"hi\"\n"), JournalField("Y", ""), JournalField("Z", "a=b"),
                JournalField("W", "back\\slash"),
            ]
        )
        #expect(
            hostile.prefixedLine
                == #"<6>a\nb\u{1b}[2J\u{9b}c\u{2028} x="say \"hi\"\n" y="" z="a=b" w="back\\slash""#
        )
    }
}
