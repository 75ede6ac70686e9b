import ReadinessModel
import Systemd

extension EventReporter {
    /// An override was set, lifted or has expired.
    ///
    /// - Parameter computed: the computed score beside it, 0 to 1.
    func override(_ change: OverrideChange, computed: Double?) {
        let override = change.override
        var fields = [
            JournalField(.entity, override.entity), JournalField(.node, override.node),
            JournalField(.score, Points.text(override.score)), JournalField(.action, change.action.rawValue),
            JournalField(.reason, change.why ?? override.why), JournalField(.user, "\(change.who ?? override.who)"),
        ]
        let place = "\(override.entity) \(override.node)"
        let message: String
        switch change.action {
        case .set:
            fields.append(JournalField(.previous, Points.text(computed)))
            message =
                "Override set: \(place) is claimed to be \(Points.text(override.score)), computed is "
                + "\(Points.text(computed)), until \(override.until), by \(override.who): \(override.why)"
        case .lifted:
            let who = change.who.map { "\($0)" } ?? "nobody"
            message = "Override lifted: \(place), by \(who): \(change.why ?? "")"
        case .expired:
            message = "Override expired: \(place), set \(override.at) by \(override.who): \(override.why)"
        }
        send(message, .notice, Event.overridden, fields)
    }
}
