import ReadinessModel
import ReadinessScoring

/// What two models make of the same readings: per entity and node over one or more times.
///
/// The readings are the same, so whatever differs is the effect of the method alone.
struct ModelComparison {
    /// A move smaller than this, on the scale of 0 to 1, is rounding: sums in another order differ by so little.
    static let threshold = 1e-11

    /// One node at one entity over all times.
    struct Line {
        let entity: String
        let node: String
        /// Whether the first and the second model have the entity and the node, and it applies.
        var isIn = (first: false, second: false)
        /// Sums of the scores over the times at which both have one, and how many these are.
        private(set) var sums = (first: 0.0, second: 0.0)
        private(set) var common = 0
        /// How often one of both has a score.
        private(set) var onlyFirst = 0
        private(set) var onlySecond = 0
        /// The largest difference of the second from the first, with its sign and time.
        private(set) var largest: (difference: Double, time: Timestamp)?
        /// How often the bands differ, both being known; and how often the second is the higher one.
        private(set) var bandChanges = 0
        private(set) var bandRises = 0
        /// The cells at the last time.
        private(set) var last: (first: ScoreCell?, second: ScoreCell?) = (nil, nil)

        fileprivate init(entity: String, node: String) {
            self.entity = entity
            self.node = node
        }

        /// The means of the scores where both have one.
        var means: (first: Double, second: Double)? {
            common == 0 ? nil : (sums.first / Double(common), sums.second / Double(common))
        }

        /// Whether the method makes any difference here.
        var isChanged: Bool {
            onlyFirst > 0 || onlySecond > 0 || bandChanges > 0 || isIn.first != isIn.second
                || abs(largest?.difference ?? 0) >= ModelComparison.threshold
        }

        fileprivate mutating func add(_ first: ScoreCell?, _ second: ScoreCell?, at time: Timestamp) {
            last = (first, second)
            isIn.first = isIn.first || first.map { $0.reason != .notApplicable } ?? false
            isIn.second = isIn.second || second.map { $0.reason != .notApplicable } ?? false
            switch (first?.score, second?.score) {
            case (let before?, let after?):
                common += 1
                sums.first += before
                sums.second += after
                if abs(after - before) > abs(largest?.difference ?? 0) || largest == nil {
                    largest = (after - before, time)
                }
                guard let old = first?.band, let new = second?.band, old != new else { return }
                bandChanges += 1
                if after > before { bandRises += 1 }
            case (_?, nil): onlyFirst += 1
            case (nil, _?): onlySecond += 1
            case (nil, nil): break
            }
        }
    }

    /// Everything either model has, in the order of the second, then what only the first has.
    private(set) var lines: [Line] = []
    /// The times compared.
    private(set) var times: [Timestamp] = []
    private var pairs: [(first: Cell?, second: Cell?)] = []

    private typealias Cell = (node: NodeID, entity: EntityID)

    /// A comparison of nothing yet.
    init(_ first: Model, _ second: Model) {
        let (entities, nodes) = (NameTable(first.entities.map(\.id)), NameTable(first.nodes.map(\.id)))
        var met: Set<[Int]> = []
        for (place, entity) in second.entities.enumerated() {
            for (number, node) in second.nodes.enumerated() {
                var earlier: Cell?
                if let old = entities.index(of: entity.id), let oldNode = nodes.index(of: node.id) {
                    earlier = (NodeID(oldNode), EntityID(old))
                    met.insert([old, oldNode])
                }
                lines.append(Line(entity: entity.id, node: node.id))
                pairs.append((earlier, (NodeID(number), EntityID(place))))
            }
        }
        for (place, entity) in first.entities.enumerated() {
            for (number, node) in first.nodes.enumerated() where !met.contains([place, number]) {
                lines.append(Line(entity: entity.id, node: node.id))
                pairs.append(((NodeID(number), EntityID(place)), nil))
            }
        }
    }

    /// Takes in what both models say at one time.
    mutating func add(_ first: Snapshot, _ second: Snapshot) {
        times.append(second.time)
        for (place, pair) in pairs.enumerated() {
            let before = pair.first.map { first.cell($0.node, at: $0.entity) }
            let after = pair.second.map { second.cell($0.node, at: $0.entity) }
            lines[place].add(before, after, at: second.time)
        }
    }

    /// What the whole comes to.
    var summary: Summary { Summary(lines) }

    /// What a comparison comes to.
    struct Summary {
        /// Lines either model scores, and those the method changes.
        private(set) var compared = 0
        private(set) var changed = 0
        /// Lines that are only in one model.
        private(set) var onlyFirst = 0
        private(set) var onlySecond = 0
        /// Band changes over all lines and times, and how many of them go up.
        private(set) var bandChanges = 0
        private(set) var bandRises = 0
        /// The line with the largest move.
        private(set) var largest: Line?
        /// The mean of the absolute differences of the means, 0 to 1.
        private(set) var meanMove = 0.0

        fileprivate init(_ lines: [Line]) {
            var moves = 0
            for line in lines where line.isIn.first || line.isIn.second {
                compared += 1
                changed += line.isChanged ? 1 : 0
                onlyFirst += line.isIn.second ? 0 : 1
                onlySecond += line.isIn.first ? 0 : 1
                bandChanges += line.bandChanges
                bandRises += line.bandRises
                if let means = line.means {
                    meanMove += abs(means.second - means.first)
                    moves += 1
                }
                if let move = line.largest, abs(move.difference) > abs(largest?.largest?.difference ?? 0) {
                    largest = line
                }
            }
            meanMove = moves == 0 ? 0 : meanMove / Double(moves)
        }
    }
}
