package import Logging

/// The handler of swift-log that writes to a `JournalSink`: diagnostics and events end in the same place.
///
/// Metadata becomes fields: names in upper case with the prefix, nested values as text.
/// A value: a copy of a logger never changes the level or metadata of another.
package struct JournalLogHandler: LogHandler {
    /// The least urgent level that is written.
    package var logLevel: Logger.Level
    /// Metadata of every entry of this logger.
    package var metadata: Logger.Metadata = [:]
    /// Metadata asked for at each entry.
    package var metadataProvider: Logger.MetadataProvider?

    private let sink: JournalSink
    private let label: String
    private let prefix: String

    /// Makes a handler for one logger.
    ///
    /// - Parameters:
    ///   - label: the logger's label, sent as the field LOGGER under the prefix.
    ///   - prefix: begins every field name made of metadata.
    package init(
        label: String,
        sink: JournalSink,
        level: Logger.Level = .info,
        prefix: String = "READINESS_",
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.sink = sink
        self.logLevel = level
        self.prefix = prefix
        self.metadataProvider = metadataProvider
    }

    /// Metadata of every entry, by key.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Sends one entry. The event's metadata wins over the provider's, which wins over the logger's.
    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        if let error = event.error, all["error"] == nil { all["error"] = .string("\(error)") }
        var fields = [JournalField(JournalFieldName(cleaning: "logger", prefix: prefix), label)]
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            let name = JournalFieldName(cleaning: key, prefix: prefix)
            fields.append(JournalField(name, value.description))
        }
        sink.send(
            JournalEntry(
                event.message.description,
                priority: JournalPriority(event.level),
                location: CodeLocation(file: event.file, line: event.line, function: event.function),
                fields: fields
            )
        )
    }
}

extension JournalPriority {
    /// The priority of a level of swift-log.
    package init(_ level: Logger.Level) {
        self =
            switch level {
            case .trace, .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            case .critical: .critical
            }
    }
}
