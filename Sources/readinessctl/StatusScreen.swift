import Varlink

/// The screen of `readinessctl status`, as lines.
struct StatusScreen {
    /// The most entities at the top that are shown one by one.
    private static let entityLimit = 16

    private let status: JSON
    private let rows: [ScoreRow]
    private let now: Int64

    init(_ status: JSON, now: Int64) {
        self.status = status
        self.now = now
        rows = (status["scores"]?.array ?? []).map(ScoreRow.init)
    }

    /// The entity at the top, when there is just one.
    var onlyEntity: String? {
        let entities = Set(rows.map(\.entity))
        return entities.count == 1 ? entities.first : nil
    }

    /// What runs, and since when.
    var header: [String] {
        let model = status["model"]
        let title = model?["title"]?.string ?? ""
        let evaluated = now - (status["evaluationTimestamp"]?.integer ?? now)
        let up = now - (status["startTimestamp"]?.integer ?? now)
        var lines = [
            Terminal.bold(title) + " (\(model?["id"]?.string ?? "") \(model?["version"]?.string ?? ""))",
            "readinessd \(status["version"]?.string ?? ""), up \(Formatting.span(microseconds: up)), evaluated "
                + "\(Formatting.span(microseconds: evaluated)) ago, \(model?["entities"]?.integer ?? 0) entities, "
                + "\(model?["indicators"]?.integer ?? 0) indicators",
        ]
        if let error = status["configurationError"]?.string {
            lines.append(Terminal.red("configuration refused, the one before is in force: \(error)"))
        }
        return lines
    }

    /// The scores, entity by entity, or a summary where there are many entities.
    var scores: [String] {
        if rows.isEmpty, (status["model"]?["indicators"]?.integer ?? 0) > 0 {
            return ["", "The model has no index: its indicators stand in readinessctl list"]
        }
        guard !rows.isEmpty else {
            return ["", "No model: put one into /etc/readinessd/model.d, then systemctl reload readinessd"]
        }
        let roots = rows.filter { $0.nodeParent == nil }
        guard roots.count <= Self.entityLimit else { return summary(of: roots) }
        return table(rows.filter(\.isApplicable))
    }

    private func table(_ rows: [ScoreRow]) -> [String] {
        var table = Table(
            [.left, .right, .left, .right, .right, .right, .left],
            header: ["", "SCORE", "BAND", "COVERAGE", "BOUNDS", "AGE", ""]
        )
        for row in rows {
            let title = row.nodeParent == nil ? row.entityTitle : "  \(row.nodeTitle)"
            table.add([
                title, row.scoreText, row.band ?? "-", Formatting.percent(row.coverage),
                Formatting.bounds(row.low, row.high), row.age(at: now), row.reason ?? "",
            ])
        }
        return [""] + table.lines + overrides(rows)
    }

    /// How many overrides stand beside the computed scores of each entity, and what they would make of it.
    private func overrides(_ rows: [ScoreRow]) -> [String] {
        rows.filter { $0.nodeParent == nil && $0.overrides > 0 }.map { row in
            let noun = row.overrides == 1 ? "override stands" : "overrides stand"
            let adjusted = row.adjusted.map { "; with them it would be \(Formatting.points($0))" } ?? ""
            return "\(row.overrides) \(noun) beside the scores of \(row.entityTitle)\(adjusted)"
        }
    }

    private func summary(of roots: [ScoreRow]) -> [String] {
        let scored = roots.filter { $0.score != nil }.sorted { ($0.score ?? 0, $0.entity) < ($1.score ?? 0, $1.entity) }
        var bands: [(name: String, count: Int)] = []
        for row in scored.reversed() {
            guard let band = row.band else { continue }
            if let index = bands.firstIndex(where: { $0.name == band }) {
                bands[index].count += 1
            } else {
                bands.append((band, 1))
            }
        }
        var lines = ["", "\(roots.count) entities, \(scored.count) with a score"]
        if !bands.isEmpty { lines[1] += ": " + bands.map { "\($0.count) \($0.name)" }.joined(separator: ", ") }
        let shown = scored.count > 10 ? Array(scored.prefix(5)) + Array(scored.suffix(5)) : scored
        lines += table(shown)
        if scored.count > 10 { lines.append("(the five lowest and the five highest; all: readinessctl list)") }
        return lines
    }

    /// What to say of a collector that runs well and brings nothing; nil for any other.
    private func silence(_ collector: JSON) -> String? {
        guard collector["readingsTotal"]?.integer == 0, collector["health"]?.string == "healthy" else { return nil }
        if let refused = collector["rejectsTotal"]?.integer, refused > 0 { return "every reading was refused" }
        guard let ignored = collector["ignoredTotal"]?.integer, ignored > 0 else { return "brought no reading yet" }
        return "brought no reading: \(ignored) samples are none of the model's measures"
    }

    /// How the collectors do.
    var collectors: [String] {
        let collectors = status["collectors"]?.array ?? []
        guard !collectors.isEmpty else { return ["", "No collectors: put one into /etc/readinessd/collectors.d"] }
        var table = Table(
            [.left, .left, .left, .right, .right, .right, .right, .left],
            header: ["COLLECTOR", "KIND", "HEALTH", "LAST GOOD", "EVERY", "READINGS", "REFUSED", ""]
        )
        for collector in collectors {
            let success = collector["lastSuccessTimestamp"]?.integer
            let isFailing = collector["health"]?.string == "failing"
            let remark = isFailing ? collector["reason"]?.string : collector["lastReject"]?.string ?? silence(collector)
            table.add([
                collector["name"]?.string ?? "", collector["kind"]?.string ?? "",
                (collector["health"]?.string ?? "unknown").uppercased(when: isFailing),
                success.map { Formatting.span(microseconds: now - $0) } ?? "never",
                collector["intervalMicroseconds"]?.integer ?? 0 > 0
                    ? Formatting.span(microseconds: collector["intervalMicroseconds"]?.integer ?? 0) : "-",
                "\(collector["readingsTotal"]?.integer ?? 0)", "\(collector["rejectsTotal"]?.integer ?? 0)",
                remark ?? "",
            ])
        }
        return [""] + table.lines.map { $0.contains("FAILING") ? Terminal.red($0) : $0 }
    }
}

extension String {
    fileprivate func uppercased(when condition: Bool) -> String { condition ? uppercased() : self }
}
