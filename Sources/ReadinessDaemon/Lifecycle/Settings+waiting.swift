import ReadinessConfiguration

extension Settings {
    /// The keys in which these settings differ from those of the start, and which only the next start looks at.
    func waitingKeys(since initial: Self) -> [String] {
        var keys: [String] = []
        if statusSocket != initial.statusSocket { keys.append("status-socket") }
        if ingestSocket != initial.ingestSocket { keys.append("ingest-socket") }
        if collectdSocket != initial.collectdSocket { keys.append("collectd-socket") }
        if history != initial.history { keys.append("history") }
        if limits != initial.limits { keys.append("limits") }
        return keys
    }
}
