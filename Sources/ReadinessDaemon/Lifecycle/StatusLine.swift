import ReadinessCollecting
import ReadinessModel
import ReadinessScoring

/// The one-line summary that `systemctl status` shows.
enum StatusLine {
    /// The score of the top, the weakest where there are several, and what fails.
    static func text(
        _ snapshot: Snapshot,
        _ collectors: [(specification: CollectorSpecification, health: CollectorHealth)],
        configurationError: String?
    ) -> String {
        var parts = [scores(of: snapshot)]
        let failing = collectors.filter {
            if case .failing = $0.health.state { return true }
            return false
        }
        let noun = collectors.count == 1 ? "collector" : "collectors"
        parts.append("\(collectors.count) \(noun)" + (failing.isEmpty ? "" : ", \(failing.count) failing"))
        if let first = failing.first { parts[parts.count - 1] += " (\(first.specification.name))" }
        if configurationError != nil { parts.append("new configuration refused, the one before is in force") }
        return parts.joined(separator: "; ")
    }

    /// The score of the top, the weakest where there are several.
    static func scores(of snapshot: Snapshot) -> String {
        guard let root = snapshot.model.rootNode else {
            return snapshot.model.nodes.isEmpty ? "no model" : "the model has no index"
        }
        guard !snapshot.model.entities.isEmpty else { return "the model has no entities" }
        let entities = snapshot.model.topEntities
        guard entities.count != 1 else { return text(of: snapshot.cell(root, at: entities[0]), snapshot) }
        let cells = entities.map { snapshot.cell(root, at: $0) }
        let scored = cells.filter { $0.score != nil }
        guard let lowest = scored.min(by: { ($0.score ?? 0, $0.entity) < ($1.score ?? 0, $1.entity) }) else {
            return "\(entities.count) entities, none with a score"
        }
        return "\(entities.count) entities, \(scored.count) with a score, lowest \(text(of: lowest, snapshot))"
    }

    private static func text(of cell: ScoreCell, _ snapshot: Snapshot) -> String {
        let title = snapshot.model.entities[cell.entity.index].title
        guard cell.score != nil else {
            return "\(title) has no score, coverage \(Points.percent(cell.coverage))"
        }
        let band = cell.band.map { " \($0)" } ?? ""
        return "\(title) \(Points.text(cell.score))\(band), coverage \(Points.percent(cell.coverage))"
    }
}
