import ReadinessModel
import ReadinessScoring
import Varlink

/// A comparison as it is printed.
enum CompareReport {
    // MARK: - Text

    /// A table of what differs, and a summary; fits 80 columns.
    static func text(_ models: [Model], _ readings: [[Reading]], at times: [Timestamp]) -> String {
        let comparison = CompareCommand.compare(models, readings, at: times)
        var lines = [
            "A: \(name(models[0]))", "B: \(name(models[1]))",
            times.count == 1
                ? "at \(times[0])"
                : "\(times.count) times\(times.isEmpty ? "" : ", \(times[0]) to \(times[times.count - 1])")",
        ]
        let table = times.count == 1 ? moment(comparison) : period(comparison)
        if !table.isEmpty { lines += [""] + table.lines }
        return (lines + [""] + summary(comparison)).joined(separator: "\n")
    }

    private static func name(_ model: Model) -> String { "\(model.id) \(model.version), hash \(model.hash)" }

    private static func moment(_ comparison: ModelComparison) -> TextTable {
        var table = TextTable([
            .init(title: "ENTITY", limit: 17), .init(title: "NODE", limit: 22), .init(title: "A", isRight: true),
            .init(title: "B", isRight: true), .init(title: "B-A", isRight: true), .init(title: "BAND", limit: 14),
        ])
        for line in comparison.lines where line.isChanged {
            let (first, second) = line.last
            let bands = (first?.band ?? "none", second?.band ?? "none")
            table.add([
                line.entity, line.node, score(first, line.isIn.first), score(second, line.isIn.second),
                signed(line.largest?.difference), bands.0 == bands.1 ? bands.0 : "\(bands.0)>\(bands.1)",
            ])
        }
        return table
    }

    private static func period(_ comparison: ModelComparison) -> TextTable {
        var table = TextTable([
            .init(title: "ENTITY", limit: 16), .init(title: "NODE", limit: 20), .init(title: "A", isRight: true),
            .init(title: "B", isRight: true), .init(title: "B-A", isRight: true),
            .init(title: "MOST", isRight: true), .init(title: "BANDS", isRight: true),
        ])
        for line in comparison.lines where line.isChanged {
            let means = line.means
            table.add([
                line.entity, line.node, line.isIn.first ? Points.text(means?.first) : "-",
                line.isIn.second ? Points.text(means?.second) : "-",
                signed(means.map { $0.second - $0.first }), signed(line.largest?.difference), "\(line.bandChanges)",
            ])
        }
        return table
    }

    private static func summary(_ comparison: ModelComparison) -> [String] {
        let summary = comparison.summary
        guard summary.changed > 0 else { return ["None of \(summary.compared) scores differs."] }
        var lines = [
            "\(summary.changed) of \(summary.compared) scores differ, by "
                + "\(Points.fixed(summary.meanMove * 100, decimals: 2)) points on average over all that both have."
        ]
        if let line = summary.largest, let move = line.largest {
            lines.append("Largest move: \(signed(move.difference)) at \(move.time),")
            lines.append("  \(line.node) at \(line.entity)")
        }
        let rises = summary.bandRises
        lines.append("Band changes: \(summary.bandChanges) (\(rises) up, \(summary.bandChanges - rises) down).")
        if summary.onlyFirst > 0 { lines.append("Only in A (-): \(summary.onlyFirst).") }
        if summary.onlySecond > 0 { lines.append("Only in B (-): \(summary.onlySecond).") }
        return lines
    }

    private static func score(_ cell: ScoreCell?, _ isIn: Bool) -> String { isIn ? Points.text(cell?.score) : "-" }

    /// A difference of scores of 0 to 1 in points, with its sign.
    private static func signed(_ difference: Double?) -> String {
        guard let difference else { return "-" }
        // Half a tenth and more rounds to another number; less would read as no difference at all.
        let decimals = abs(difference) < 0.0005 ? 5 : 1
        let text = Points.fixed(difference * 100, decimals: decimals)
        return difference > 0 ? "+\(text)" : text
    }

    // MARK: - JSON

    /// Every score of both models at every time, in full precision, and the summary.
    static func json(_ models: [Model], _ readings: [[Reading]], at times: [Timestamp]) -> String {
        var json = JSON.Writer()
        json.beginObject()
        for (name, model) in zip(["first", "second"], models) {
            json.name(name)
            json.beginObject()
            json.member("model", model.id)
            json.member("version", model.version)
            json.member("modelHash", model.hash)
            json.endObject()
        }
        json.name("times")
        json.beginArray()
        let comparison = CompareCommand.compare(models, readings, at: times) { current in
            json.beginObject()
            json.member("at", "\(current.times[current.times.count - 1])")
            json.name("scores")
            json.beginArray()
            for line in current.lines where line.last.first.isPresent || line.last.second.isPresent {
                json.line(line)
            }
            json.endArray()
            json.endObject()
        }
        json.endArray()
        json.name("summary")
        json.summary(comparison.summary)
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension ScoreCell? {
    /// Whether it is in the model and applies.
    fileprivate var isPresent: Bool { self.map { $0.reason != .notApplicable } ?? false }
}

extension JSON.Writer {
    fileprivate mutating func line(_ line: ModelComparison.Line) {
        beginObject()
        member("entity", line.entity)
        member("node", line.node)
        for (name, cell) in [("first", line.last.first), ("second", line.last.second)] {
            self.name(name)
            if let cell { self.cell(cell, confidence: nil) } else { null() }
        }
        name("difference")
        if let first = line.last.first?.score, let second = line.last.second?.score {
            number(second * 100 - first * 100)
        } else {
            null()
        }
        endObject()
    }

    fileprivate mutating func summary(_ summary: ModelComparison.Summary) {
        beginObject()
        member("compared", Int64(summary.compared))
        member("changed", Int64(summary.changed))
        member("onlyInFirst", Int64(summary.onlyFirst))
        member("onlyInSecond", Int64(summary.onlySecond))
        member("bandChanges", Int64(summary.bandChanges))
        member("bandRises", Int64(summary.bandRises))
        member("meanMove", summary.meanMove * 100)
        name("largestMove")
        if let line = summary.largest, let move = line.largest {
            beginObject()
            member("entity", line.entity)
            member("node", line.node)
            member("difference", move.difference * 100)
            member("at", "\(move.time)")
            endObject()
        } else {
            null()
        }
        endObject()
    }
}
