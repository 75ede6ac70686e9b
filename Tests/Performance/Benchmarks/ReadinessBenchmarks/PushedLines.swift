import ReadinessCollecting
import ReadinessModel
import ReadinessScoring

/// Influx lines as they come in at the ingest socket, read, interned, taken in and scored on one thread: all the way of a
/// reading but the history.
final class PushedLines {
    /// The lines of one run.
    static let count = 200_000
    /// As much as arrives at once.
    private static let piece = 64 * 1024
    /// So many runs have lines of their own, each later than the one before.
    static let runs = 16

    private let organisation: Organisation
    private let batches: [[UInt8]]
    private var stream: PushedStream
    private var store: ReadingStore
    private var evaluator: Evaluator
    private var scores: Scores
    private var next = 0

    /// Makes the lines over so many plants of 50 measures each, and scores the first reading of every series.
    init(_ organisation: Organisation) throws {
        self.organisation = organisation
        let model = organisation.model
        let names = organisation.measures.flatMap { measure in
            organisation.plants.map { plant in
                "\(model.measures[measure.index].id),entity=\(model.entities[plant.index].id) value="
            }
        }
        var place = 0
        batches = (0..<Self.runs + 4).map { run in
            var bytes: [UInt8] = []
            for line in 0..<Self.count {
                let stamp = Organisation.now.nanoseconds - 1_000_000_000_000 + Int64(run) * 1_000_000_000 + Int64(line)
                bytes += Array("\(names[place % names.count])\((place * 7 + run) % 97 + 1).25 \(stamp)\n".utf8)
                place += 1
            }
            return bytes
        }
        let catalog = SeriesCatalog(model)
        stream = try PushedStream(.influx(MetricMapping(), .nanoseconds), catalog: catalog, origin: "benchmark")
        store = ReadingStore(for: model, at: Organisation.now)
        evaluator = Evaluator(ScoringPlan(model))
        scores = evaluator.makeScores()
        evaluator.evaluate(store, into: &scores)
    }

    /// Takes the lines of the next run in, and scores what they change as often as the daemon would.
    ///
    /// - Returns: how many readings were taken.
    func run() throws -> Int {
        let bytes = batches[next % batches.count]
        next += 1
        var (taken, start) = (0, 0)
        while start < bytes.count {
            let end = min(start + Self.piece, bytes.count)
            try bytes[start..<end].withUnsafeBytes { try stream.feed($0) }
            let readings = stream.take().readings
            store.apply(readings)
            taken += readings.count
            start = end
        }
        _ = evaluator.update(store, changed: store.takeChanges(), into: &scores)
        return taken
    }
}
