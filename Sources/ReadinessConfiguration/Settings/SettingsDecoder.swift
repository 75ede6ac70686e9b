import ReadinessModel

/// Reads settings over those there are already.
struct SettingsDecoder {
    /// The keys of `readinessd.yaml`.
    static let keys = [
        "status-socket", "ingest-socket", "collectd-socket", "evaluate-every", "journal", "history", "limits",
        "log-level",
    ]

    /// The longest path a Unix socket may have, in bytes.
    private static let socketPathLimit = 107
    private static let countRange = 1...1_000_000
    private static let byteRange = 4096...(1 << 30)
    private static let keepRange = TimeSpan.seconds(86_400)...TimeSpan.seconds(290 * 365 * 86_400)
    private static let evaluationRange = TimeSpan.seconds(1)...TimeSpan.seconds(3600)

    /// Takes over every key that is present and right.
    static func apply(_ reader: MappingReader, to settings: inout Settings) {
        settings.statusSocket = socket("status-socket", reader) ?? settings.statusSocket
        settings.ingestSocket = socket("ingest-socket", reader) ?? settings.ingestSocket
        settings.collectdSocket = socket("collectd-socket", reader) ?? settings.collectdSocket
        if let span = reader.span("evaluate-every", in: evaluationRange) { settings.evaluateEvery = span }
        if let level = reader.choice("log-level", of: Settings.LogLevel.self) { settings.logLevel = level }
        section("journal", ["score-step"], reader) { inner in
            if let step = inner.points("score-step"), let place = inner["score-step"]?.place {
                if step == 0 { inner.report.error("bad-value", "'score-step' must be above 0 points", at: place) }
                settings.journal.scoreStep = step
            }
        }
        section("history", ["path", "keep"], reader) { inner in
            if let path = path("path", inner) { settings.history.path = path }
            if let keep = inner.span("keep", in: keepRange) { settings.history.keep = keep }
        }
        let limitKeys = ["connections", "connections-per-user", "message", "subscriber-buffer"]
        section("limits", limitKeys, reader) { inner in
            let limits = settings.limits
            settings.limits.connections = inner.count("connections", in: countRange) ?? limits.connections
            settings.limits.connectionsPerUser =
                inner.count("connections-per-user", in: countRange) ?? limits.connectionsPerUser
            settings.limits.message = inner.bytes("message", in: byteRange) ?? limits.message
            settings.limits.subscriberBuffer =
                inner.bytes("subscriber-buffer", in: byteRange) ?? limits.subscriberBuffer
        }
    }

    private static func section(
        _ key: String,
        _ keys: [String],
        _ reader: MappingReader,
        _ body: (MappingReader) -> Void
    ) {
        guard let node = reader[key] else { return }
        let place = reader.place(of: key)
        guard let inner = MappingReader(node, "'\(key)'", keys: keys, at: place, report: reader.report) else { return }
        body(inner)
    }

    /// The path of a socket.
    private static func socket(_ key: String, _ reader: MappingReader) -> String? {
        guard let path = path(key, reader) else { return nil }
        if path.utf8.count > socketPathLimit, let place = reader[key]?.place {
            let message = "'\(key)' is longer than the \(socketPathLimit) bytes a socket may have"
            reader.report.error("bad-value", message, at: place)
        }
        return path
    }

    private static func path(_ key: String, _ reader: MappingReader) -> String? {
        reader[key].flatMap { node in
            reader.values.value(node, key, "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
        }
    }
}
