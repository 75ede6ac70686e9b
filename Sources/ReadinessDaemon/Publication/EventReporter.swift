import ReadinessCollecting
import ReadinessConfiguration
import ReadinessModel
import Systemd

/// Writes what happens to collectors and to the configuration into the journal: an entry per event, never per reading.
struct EventReporter: Sendable {
    let sink: JournalSink

    /// The first mistakes of a configuration that get an entry each; the rest is counted.
    private static let diagnosticLimit = 20

    /// What happened to a collector.
    func collector(_ specification: CollectorSpecification, _ event: CollectorEvent) {
        let name = specification.name
        var fields = [JournalField(.collector, name)]
        switch event {
        case .failed(let error):
            fields.append(JournalField(.reason, error.code.rawValue))
            send("Collector \(name) fails: \(error)", .warning, Event.collectorFailed, fields)
        case .recovered(let recovery):
            let span = TimeSpan(nanoseconds: Timestamp.now.nanoseconds - recovery.since.nanoseconds)
            fields.append(JournalField(.count, "\(recovery.failures)"))
            let failures = recovery.failures == 1 ? "1 failed run" : "\(recovery.failures) failed runs"
            let seconds = Points.fixed(span.seconds, decimals: 0)
            send(
                "Collector \(name) works again after \(failures) in \(seconds) s",
                .notice,
                Event.collectorRecovered,
                fields
            )
        case .badInput(let bad):
            fields += [
                JournalField(.file, bad.origin), JournalField(.reason, bad.first.reason.rawValue),
                JournalField(.count, "\(bad.count)"),
            ]
            if bad.first.line > 0 { fields.append(JournalField(.line, "\(bad.first.line)")) }
            var message = "Collector \(name) refused \(bad.count == 1 ? "1 line" : "\(bad.count) lines")"
            message += ", the first at \(bad.origin):\(bad.first)"
            send(message, .warning, Event.badInput, fields)
        case .errorLine(let line):
            send("\(name): \(line)", .notice, nil, fields)
        case .errorLinesSuppressed(let count):
            fields.append(JournalField(.count, "\(count)"))
            send("\(name): \(count) more lines on standard error left out", .notice, nil, fields)
        }
    }

    /// A series that another source owns.
    func conflict(entity: String, measure: String, owner: String, from collector: String, count: Int) {
        send(
            "Collector \(collector) delivers \(measure) of \(entity), which belongs to collector \(owner); refused"
                + (count > 1 ? ", with \(count - 1) other series" : ""),
            .warning,
            Event.badInput,
            [
                JournalField(.collector, collector), JournalField(.entity, entity),
                JournalField(.reason, "other-source"), JournalField(.count, "\(count)"),
            ]
        )
    }

    /// A configuration came into force.
    func accepted(_ configuration: Configuration) {
        let model = configuration.model
        send(
            "Configuration accepted: \(model.title) \(model.version), \(model.entities.count) entities, "
                + "\(model.indicators.count) indicators, \(configuration.collectors.count) collectors",
            .info,
            Event.configurationAccepted,
            [
                JournalField(.model, "\(model.id) \(model.version)"),
                JournalField(.file, configuration.files.joined(separator: " ")),
            ]
        )
        for warning in configuration.warnings { diagnostic(warning, .warning, Event.configurationAccepted) }
    }

    /// Settings were changed that are read at the start only.
    func waiting(_ keys: [String]) {
        guard !keys.isEmpty else { return }
        send("What was changed in \(keys.joined(separator: " and ")) takes effect with the next start", .warning, nil)
    }

    /// A configuration was refused.
    func rejected(_ diagnostics: Diagnostics, keepsOld: Bool) {
        let errors = diagnostics.errors
        for error in errors.prefix(Self.diagnosticLimit) { diagnostic(error, .error, Event.configurationRejected) }
        let consequence = keepsOld ? "the one before stays in force" : "readinessd cannot start"
        send(
            "Configuration refused with \(errors.count == 1 ? "1 error" : "\(errors.count) errors"); \(consequence)",
            .error,
            Event.configurationRejected,
            [JournalField(.count, "\(errors.count)")]
        )
    }

    private func diagnostic(_ diagnostic: Diagnostic, _ priority: JournalPriority, _ event: MessageID) {
        send(
            "\(diagnostic)",
            priority,
            event,
            [
                JournalField(.file, diagnostic.file), JournalField(.line, "\(diagnostic.line)"),
                JournalField(.reason, diagnostic.code),
            ]
        )
    }

    /// Sends one entry.
    func send(
        _ message: String,
        _ priority: JournalPriority,
        _ event: MessageID?,
        _ fields: [JournalField] = [],
        location: CodeLocation = .here()
    ) {
        sink.send(JournalEntry(message, priority: priority, messageID: event, location: location, fields: fields))
    }
}
