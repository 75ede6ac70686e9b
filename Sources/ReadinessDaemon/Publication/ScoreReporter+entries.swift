import ReadinessHistory
import ReadinessScoring
import Systemd

extension ScoreReporter {
    /// An entry for a score that moved, one for a band that changed: each under its own identity, both with all fields.
    static func tell(
        _ cell: ScoreCell,
        _ names: (entity: String, node: String),
        from old: ScoreChange.Score,
        to new: ScoreChange.Score,
        step: Double,
        in selection: inout EntrySelection
    ) {
        var move: String { "\(Points.text(old.value)) -> \(Points.text(new.value))" }
        var fields: [JournalField] { Self.fields(cell, names, from: old, to: new) }
        guard let before = old.value, let after = new.value else {
            let priority: JournalPriority = new.value == nil ? .warning : .notice
            selection.add(priority) {
                let why = cell.explanation.map { " (\($0))" } ?? ""
                return entry("\(names.entity) \(names.node): \(move)\(why)", priority, Event.scoreChanged, fields)
            }
            return
        }
        if abs(after - before) >= step {
            selection.add(.info) {
                entry("\(names.entity) \(names.node): \(move)", .info, Event.scoreChanged, fields)
            }
        }
        if old.band != new.band {
            let priority: JournalPriority = after < before ? .warning : .notice
            selection.add(priority) {
                let bands = "\(old.band ?? "none") -> \(new.band ?? "none")"
                return entry("\(names.entity) \(names.node): \(bands), \(move)", priority, Event.bandChanged, fields)
            }
        }
    }

    private static func fields(
        _ cell: ScoreCell,
        _ names: (entity: String, node: String),
        from old: ScoreChange.Score,
        to new: ScoreChange.Score
    ) -> [JournalField] {
        var fields = [
            JournalField(.entity, names.entity),
            JournalField(.node, names.node),
            JournalField(.score, Points.text(new.value)),
            JournalField(.previous, Points.text(old.value)),
            JournalField(.coverage, Points.percent(cell.coverage)),
        ]
        if let band = new.band { fields.append(JournalField(.band, band)) }
        if let band = old.band { fields.append(JournalField(.previousBand, band)) }
        if let explanation = cell.explanation { fields.append(JournalField(.reason, explanation)) }
        return fields
    }

    /// What was left out is told by its number.
    static func omitted(_ count: Int) -> JournalEntry {
        JournalEntry(
            "\(count) more scores moved; see readinessctl list",
            priority: .notice,
            location: .here(),
            fields: [JournalField(.count, "\(count)")]
        )
    }

    private static func entry(
        _ message: String,
        _ priority: JournalPriority,
        _ event: MessageID,
        _ fields: [JournalField]
    ) -> JournalEntry {
        JournalEntry(message, priority: priority, messageID: event, location: .here(), fields: fields)
    }

    /// Scores that never were before are told together: a first run would fill the journal otherwise.
    static func firstScores(_ count: Int) -> JournalEntry {
        JournalEntry(
            "\(count) scores for the first time; see readinessctl list",
            priority: .info,
            location: .here(),
            fields: [JournalField(.count, "\(count)")]
        )
    }
}
