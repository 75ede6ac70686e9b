import Testing

@testable import Systemd

@Suite struct JournalFieldTests {
    @Test(arguments: ["A", "READINESS_NODE", "A1_", String(repeating: "Z", count: 64)])
    func takesNamesThatTheJournalKeeps(_ text: String) throws {
        #expect(try JournalFieldName(text).text == text)
    }

    @Test(arguments: ["", "_PID", "1A", "a", "A B", "A=", "Ä", "A\n", String(repeating: "Z", count: 65)])
    func refusesNamesThatTheJournalDrops(_ text: String) {
        #expect(throws: SystemdError.self) { try JournalFieldName(text) }
    }

    @Test(arguments: [
        ("entity", "READINESS_ENTITY"),
        ("readiness.entity", "READINESS_ENTITY"),
        ("READINESS_ENTITY", "READINESS_ENTITY"),
        ("request-id", "READINESS_REQUEST_ID"),
        ("größe", "READINESS_GR____E"),
        ("", "READINESS_"),
    ])
    func cleansMetadataKeys(_ key: String, _ name: String) {
        #expect(JournalFieldName(cleaning: key, prefix: "READINESS_").text == name)
    }

    @Test func cleaningAlwaysMakesAValidName() throws {
        for text in ["", "_", "__A", "9", "é", "a b", String(repeating: "x", count: 300)] {
            let name = JournalFieldName(cleaning: text).text
            #expect(try JournalFieldName(name).text == name, "from \(text)")
        }
        #expect(JournalFieldName(cleaning: "__TRUSTED").text == "TRUSTED")
        #expect(JournalFieldName(cleaning: "9LIVES").text == "X_9LIVES")
    }

    @Test func messageIdentities() throws {
        let text = "5f55581dee2449d38848c26092f5ed05"
        #expect(try MessageID(text).text == text)
        #expect(MessageID(0x5f55_581d_ee24_49d3, 0x8848_c260_92f5_ed05).text == text)
        #expect(MessageID(0, 1).text == String(repeating: "0", count: 31) + "1")
        for wrong in ["", "5f55", text.uppercased(), text + "0", "5f55581d-ee24-49d3-8848-c26092f5ed05"] {
            #expect(throws: SystemdError.self) { try MessageID(wrong) }
        }
    }
}
