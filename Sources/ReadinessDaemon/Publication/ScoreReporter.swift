import ReadinessHistory
import ReadinessModel
import ReadinessScoring
import Systemd

/// Decides which changes of scores are told in the journal and which are recorded: a value without clock or I/O.
///
/// A score is told when it has moved by the configured step since it was last told, when its band changes, and when it
/// is lost or found. It is recorded when it has moved visibly, by a twentieth of a point; what moves while nothing is
/// recorded is owed, and recorded as one move when recording goes on.
struct ScoreReporter: Sendable {
    /// What was last said of a cell, small because there is one for each: 24 bytes.
    private struct Said: Sendable {
        /// NaN for none.
        var told = Double.nan
        /// NaN for none.
        var recorded = Double.nan
        /// By its place among the band names, 0 for none.
        var toldBand: UInt16 = 0
        /// By its place among the band names, 0 for none.
        var recordedBand: UInt16 = 0
        /// Whether the cell ever had a score.
        var isKnown = false
        /// Whether the cell has moved while nothing was recorded.
        var isOwed = false
    }

    /// What a snapshot gives to say.
    struct Report: Sendable {
        var entries: [JournalEntry] = []
        var changes: [ScoreChange] = []
    }

    /// The smallest move that is recorded, 0 to 1: half of the last digit that is shown.
    static let recordStep = 0.0005

    /// The most entries of one snapshot: what is more is told together, so that nothing else is lost in a flood.
    static let entryLimit = 400

    /// The most owed cells that are recorded at once: what a flood leaves behind takes little memory and delays nobody.
    static let owedLimit = 16_384

    /// The smallest move that is told, 0 to 1.
    var step: Double
    /// By cell of the model in force.
    private var said: [Said]
    /// Whether any cell is owed to the record.
    private(set) var owesRecord = false
    /// Where the search for owed cells goes on.
    private var owedFrom = 0
    /// The bands that were said so far; few, so that they are looked through.
    private var bands: [String?] = [nil]
    private var model: Model

    /// A reporter that goes on where `last` ends.
    init(step: Double, model: Model, last: [StoredScore]) {
        self.step = step
        self.model = model
        said = Array(repeating: Said(), count: model.nodes.count * model.entities.count)
        let (entities, nodes) = (NameTable(model.entities.map(\.id)), NameTable(model.nodes.map(\.id)))
        for score in last {
            guard let entity = entities.index(of: score.entity), let node = nodes.index(of: score.node) else {
                continue
            }
            said[node * model.entities.count + entity] = first(score.score)
        }
    }

    /// Goes on with another model: what was said of a cell is kept under its names.
    mutating func adopt(_ model: Model) {
        let (entities, nodes) = (NameTable(self.model.entities.map(\.id)), NameTable(self.model.nodes.map(\.id)))
        var kept: [Said] = []
        kept.reserveCapacity(model.nodes.count * model.entities.count)
        let places = model.entities.map { entities.index(of: $0.id) }
        for node in model.nodes {
            let old = nodes.index(of: node.id)
            for place in places {
                guard let old, let place else {
                    kept.append(Said())
                    continue
                }
                kept.append(said[old * self.model.entities.count + place])
            }
        }
        said = kept
        owedFrom = 0
        self.model = model
    }

    /// What there is to say about the cells of `difference`, and what is owed of others when `isRecording`.
    ///
    /// Otherwise what has moved is told only, and owed to the record.
    mutating func report(_ difference: SnapshotDifference, stamp: ModelStamp, isRecording: Bool = true) -> Report {
        var report = Report()
        var selection = EntrySelection(limit: Self.entryLimit)
        // More than is recorded at once is owed as a whole.
        let recordsMoves = isRecording && difference.changes.count <= Self.owedLimit
        var firstCount = 0
        for change in difference.changes {
            guard let place = change.current else { continue }
            let names = difference.names(of: change)
            let cell = difference.current.cell(place.node, at: place.entity)
            guard cell.reason != .notApplicable else { continue }
            let score = ScoreChange.Score(value: cell.score, band: cell.band)
            let index = place.node.index * model.entities.count + place.entity.index
            guard said[index].isKnown else {
                guard cell.score != nil else { continue }
                said[index] = first(score)
                report.changes.append(Self.change(cell, names, from: nil, to: score, difference.current, stamp))
                firstCount += 1
                continue
            }
            if recordsMoves {
                if let move = record(index, cell, names, difference.current, stamp) { report.changes.append(move) }
            } else {
                owe(index, score)
            }
            let told = self.score(said[index].told, said[index].toldBand)
            if Self.isMoved(told, score, step: step) {
                Self.tell(cell, names, from: told, to: score, step: step, in: &selection)
                said[index].told = score.value ?? .nan
                said[index].toldBand = number(ofBand: score.band)
            }
        }
        if isRecording { report.changes += settle(difference.current, stamp) }
        report.entries = selection.entries
        if firstCount > 0 { report.entries.append(Self.firstScores(firstCount)) }
        if selection.omitted > 0 { report.entries.append(Self.omitted(selection.omitted)) }
        return report
    }

    /// What is owed to the record: cells that have moved while nothing was recorded, and lie elsewhere still.
    private mutating func settle(_ snapshot: Snapshot, _ stamp: ModelStamp) -> [ScoreChange] {
        guard owesRecord else { return [] }
        var changes: [ScoreChange] = []
        for index in owedFrom..<said.count where said[index].isOwed {
            guard changes.count < Self.owedLimit else {
                owedFrom = index
                return changes
            }
            let (node, entity) = index.quotientAndRemainder(dividingBy: model.entities.count)
            let cell = snapshot.cell(NodeID(node), at: EntityID(entity))
            guard cell.reason != .notApplicable else {
                said[index].isOwed = false
                continue
            }
            let names = (entity: model.entities[entity].id, node: model.nodes[node].id)
            if let move = record(index, cell, names, snapshot, stamp) { changes.append(move) }
        }
        // Cells before the place where this search began may have come to owe meanwhile.
        owesRecord = owedFrom > 0
        owedFrom = 0
        return changes
    }

    /// Takes a cell for recorded as it is; returns its move, nil where it has not visibly moved.
    private mutating func record(
        _ index: Int,
        _ cell: ScoreCell,
        _ names: (entity: String, node: String),
        _ snapshot: Snapshot,
        _ stamp: ModelStamp
    ) -> ScoreChange? {
        said[index].isOwed = false
        let score = ScoreChange.Score(value: cell.score, band: cell.band)
        let recorded = self.score(said[index].recorded, said[index].recordedBand)
        guard Self.isMoved(recorded, score, step: Self.recordStep) else { return nil }
        said[index].recorded = score.value ?? .nan
        said[index].recordedBand = number(ofBand: score.band)
        return Self.change(cell, names, from: recorded, to: score, snapshot, stamp)
    }

    /// Leaves a cell that has moved to a later record.
    private mutating func owe(_ index: Int, _ score: ScoreChange.Score) {
        let recorded = self.score(said[index].recorded, said[index].recordedBand)
        guard Self.isMoved(recorded, score, step: Self.recordStep) else { return }
        said[index].isOwed = true
        owesRecord = true
    }

    /// What is said of a cell for the first time.
    private mutating func first(_ score: ScoreChange.Score) -> Said {
        let (value, band) = (score.value ?? .nan, number(ofBand: score.band))
        return Said(told: value, recorded: value, toldBand: band, recordedBand: band, isKnown: true)
    }

    private func score(_ value: Double, _ band: UInt16) -> ScoreChange.Score {
        ScoreChange.Score(value: value.isNaN ? nil : value, band: bands[Int(band)])
    }

    private mutating func number(ofBand band: String?) -> UInt16 {
        if let known = bands.firstIndex(of: band) { return UInt16(known) }
        // Names of models long gone; a file of them all would have to be made on purpose.
        guard bands.count <= UInt16.max else { return 0 }
        bands.append(band)
        return UInt16(bands.count - 1)
    }

    private static func isMoved(_ old: ScoreChange.Score, _ new: ScoreChange.Score, step: Double) -> Bool {
        guard let before = old.value, let after = new.value else { return (old.value == nil) != (new.value == nil) }
        return old.band != new.band || abs(after - before) >= step
    }

    private static func change(
        _ cell: ScoreCell,
        _ names: (entity: String, node: String),
        from previous: ScoreChange.Score?,
        to score: ScoreChange.Score,
        _ snapshot: Snapshot,
        _ stamp: ModelStamp
    ) -> ScoreChange {
        ScoreChange(
            time: snapshot.time,
            entity: names.entity,
            node: names.node,
            previous: previous,
            score: score,
            coverage: cell.coverage,
            low: cell.low,
            high: cell.high,
            model: stamp
        )
    }
}
