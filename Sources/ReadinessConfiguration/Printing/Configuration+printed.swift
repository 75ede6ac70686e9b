import ReadinessModel

extension Configuration {
    /// The whole effective configuration as one YAML file, defaults written out, always in the same order.
    ///
    /// `load(modelPath:)` and a file of kind `whole` read it back into an equal configuration.
    package func printed() -> String {
        var entries = settings.printed
        entries.add(model.printed)
        if !collectors.isEmpty {
            entries.add("collectors", .mapping(YAMLFields(collectors) { ($0.name, .mapping($0.printed)) }))
        }
        return YAMLValue.mapping(entries).document
    }
}

extension Settings {
    fileprivate var printed: YAMLFields {
        var entries: YAMLFields = [
            "status-socket": .text(statusSocket),
            "evaluate-every": .word("\(evaluateEvery)"),
            "journal": .mapping(["score-step": .word(Decimal.pointsText(journal.scoreStep))]),
        ]
        if let ingestSocket { entries.add("ingest-socket", .text(ingestSocket)) }
        if let collectdSocket { entries.add("collectd-socket", .text(collectdSocket)) }
        var history: YAMLFields = ["keep": .word("\(self.history.keep)")]
        if let path = self.history.path { history.add("path", .text(path)) }
        entries.add("history", .mapping(history))
        let limits: YAMLFields = [
            "connections": .word("\(limits.connections)"),
            "connections-per-user": .word("\(limits.connectionsPerUser)"),
            "message": .word(ByteCount.text(limits.message)),
            "subscriber-buffer": .word(ByteCount.text(limits.subscriberBuffer)),
        ]
        entries.add("limits", .mapping(limits))
        entries.add("log-level", .word(logLevel.rawValue))
        return entries
    }
}
