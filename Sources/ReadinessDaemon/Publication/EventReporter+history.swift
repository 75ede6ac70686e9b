import ReadinessHistory
import Systemd

extension EventReporter {
    /// The history could not take something; readings are delivered again.
    func historyFailed(_ error: HistoryError) {
        send(
            "History fails: \(error)",
            .error,
            Event.historyFailed,
            [JournalField(.file, error.path), JournalField(.reason, error.code.rawValue)]
        )
    }

    /// The history was damaged and a new one begun.
    func historyReplaced(_ replacement: SQLiteHistory.Replacement) {
        send(
            "History was damaged (\(replacement.cause)) and moved to \(replacement.path); a new one is begun",
            .critical,
            Event.historyFailed,
            [JournalField(.file, replacement.path), JournalField(.reason, "replaced")]
        )
    }
}
