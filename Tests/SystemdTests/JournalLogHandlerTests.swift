import Logging
import Synchronization
import Testing

@testable import Systemd

@Suite struct JournalLogHandlerTests {
    /// Keeps what a sink was sent.
    final class Recorder: Sendable {
        let entries = Mutex<[JournalEntry]>([])

        func logger(
            level: Logger.Level = .trace,
            prefix: String = "READINESS_",
            provider: Logger.MetadataProvider? = nil
        ) throws -> Logger {
            let sink = try JournalSink(to: .function { entry in self.entries.withLock { $0.append(entry) } })
            return Logger(label: "test") { label in
                JournalLogHandler(label: label, sink: sink, level: level, prefix: prefix, metadataProvider: provider)
            }
        }

        func last() throws -> JournalEntry {
            try #require(entries.withLock { $0.last })
        }
    }

    @Test(arguments: [
        (Logger.Level.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3), (.critical, 2),
    ])
    func levelsBecomePriorities(_ level: Logger.Level, _ priority: Int) throws {
        let recorder = Recorder()
        try recorder.logger().log(level: level, "Something")
        #expect(try recorder.last().priority.rawValue == priority)
    }

    @Test func metadataBecomesFields() throws {
        let recorder = Recorder()
        let provider = Logger.MetadataProvider { ["who": "provider", "what": "provider"] }
        var logger = try recorder.logger(provider: provider)
        logger[metadataKey: "who"] = "logger"
        logger[metadataKey: "model.id"] = "m"
        logger.info("Done", metadata: ["what": "event", "list": ["a", "b"], "count": "\(3)"])
        let line = UInt(#line - 1)
        let entry = try recorder.last()
        #expect(entry.message == "Done")
        #expect(
            entry.fields.map { "\($0.name.text)=\($0.value)" } == [
                "READINESS_LOGGER=test",
                "READINESS_COUNT=3",
                #"READINESS_LIST=["a", "b"]"#,
                "READINESS_MODEL_ID=m",
                "READINESS_WHAT=event",
                "READINESS_WHO=provider",
            ]
        )
        let location = try #require(entry.location)
        #expect(location.file == #fileID)
        #expect(location.line == line)
        #expect(location.function == "metadataBecomesFields()")
    }

    @Test func thePrefixCanBeChanged() throws {
        let recorder = Recorder()
        try recorder.logger(prefix: "").info("x", metadata: ["_systemd_unit": "forged", "n": "1"])
        #expect(try recorder.last().fields.map(\.name.text) == ["LOGGER", "SYSTEMD_UNIT", "N"])
    }

    @Test func anErrorIsAField() throws {
        let recorder = Recorder()
        let error = SystemdError(.invalidName, place: "p", cause: "c", advice: "a")
        try recorder.logger().error("Failed", error: error)
        #expect(try recorder.last().values(of: "READINESS_ERROR") == ["p: c; a"])
    }

    @Test func aHandlerIsAValue() throws {
        let recorder = Recorder()
        var first = try recorder.logger(level: .info)
        first[metadataKey: "only"] = "first"
        var second = first
        second.logLevel = .error
        second[metadataKey: "only"] = "second"
        #expect(first.logLevel == .info)
        #expect(second.logLevel == .error)
        #expect(first[metadataKey: "only"] == "first")
        first.info("Seen")
        second.info("Not seen")
        #expect(recorder.entries.withLock { $0.map(\.message) } == ["Seen"])
        second.error("Seen too")
        #expect(try recorder.last().values(of: "READINESS_ONLY") == ["second"])
        first.info("Again")
        #expect(try recorder.last().values(of: "READINESS_ONLY") == ["first"])
    }
}
