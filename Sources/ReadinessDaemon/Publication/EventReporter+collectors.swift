import Systemd

extension EventReporter {
    /// A person told a collector to rest, or to go on.
    func collectorPaused(_ name: String, _ isPaused: Bool, by who: String) {
        send(
            isPaused
                ? "Collector \(name) rests by order of \(who); what it delivered grows old until it is resumed"
                : "Collector \(name) goes on by order of \(who)",
            .notice,
            Event.collectorPaused,
            [
                JournalField(.collector, name), JournalField(.action, isPaused ? "paused" : "resumed"),
                JournalField(.user, who),
            ]
        )
    }
}
