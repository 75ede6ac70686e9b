import ReadinessModel
import ReadinessScoring
import Testing

/// Theorems about a reading that changes: monotony, gates, units.
@Suite struct PropertyChangeTests {
    /// A reading that improves lowers no score, at any node or entity.
    ///
    /// Excepted, and shown to fall: two-sided scales beyond their best value, relative scales (of the others), the
    /// Mazziotta-Pareto index, and products of scores that scales without truncation let fall below 0.
    @Test func property03Monotony() {
        let run = PropertyRun.cases("03") { random, run in
            var scope = PropertyScope.monotone
            scope.isTruncated = random.chance(0.5)
            if !scope.isTruncated { scope.methods.remove(.product) }
            let made = scope.make(&random)
            run.show(made)
            guard let improved = made.improved(&random) else { return }
            let (before, after) = (made.evaluated().scores, improved.evaluated().scores)
            for cell in before.score.indices where !before.score[cell].isNaN {
                let (was, became) = (before.score[cell], after.score[cell])
                run.check(became >= was - 1e-12, "cell \(cell): \(was), then \(became)")
                run.tally("scores raised", if: became > was)
            }
        }
        #expect(run.counts["scores raised", default: 0] > 5000)
    }

    private static let exceptions = ["mpi", "product", "relative", "two-sided"]

    /// What property 3 excepts does fall, so that the exceptions are needed.
    @Test func property03Exceptions() {
        let run = PropertyRun.cases("03, exceptions", count: 2_000) { random, run in
            let exception = random.one(of: Self.exceptions)
            var scope = PropertyScope.monotone
            scope.missing = 0
            switch exception {
            case "mpi": scope.methods = [.mpi]
            case "product": (scope.methods, scope.scales) = ([.product], [.goalposts])
            case "relative": scope.scales = [.zScore, .rank, .peers]
            default: scope.scales = [.target]
            }
            let made = scope.make(&random)
            guard let improved = made.improved(&random) else { return }
            let (before, after) = (made.evaluated().scores, improved.evaluated().scores)
            let falls = before.score.indices.contains { after.score[$0] < before.score[$0] - 1e-9 }
            run.tally("\(exception) fell", if: falls)
        }
        for exception in Self.exceptions { #expect(run.counts["\(exception) fell", default: 0] > 10) }
    }

    /// A capped score is at most the cap, and while the gate binds an input that the cap does not read moves nothing.
    @Test func property15Gates() {
        let run = PropertyRun.cases("15") { random, run in
            var scope = PropertyScope.monotone
            scope.hasGates = false
            scope.hasApplicability = false
            scope.rollUps = [.pool]
            scope.missing = 0
            // The first child of the root is capped by the second.
            var made = scope.make(&random)
            guard made.tree.children.count > 1 else { return }
            let (node, other) = (made.tree.children[0].id, made.tree.children[1].id)
            let offset = random.number(-20...20)
            made.gates = [PropertyGate(node: node, cap: .binary(.add, .score(other), .number(offset)))]
            run.show(made)
            let ungated = PropertyCase(base: made.base, tree: made.tree, readings: made.readings).evaluated()
            let gated = made.evaluated()
            guard let improved = made.improved(&random, below: made.tree.children[0]) else { return }
            let later = improved.evaluated()
            for entity in made.base.entities.indices.map(EntityID.init) {
                guard let (score, raw) = gated.pair(node, with: ungated, at: entity),
                    let (cap, after) = gated.pair(other, with: later, at: entity)
                else { continue }
                let limit = max(0, (cap * 100 + offset) / 100)
                run.check(score <= limit, "\(score) above the cap \(limit)")
                run.check(score == min(raw, limit), "\(score), though raw \(raw) and cap \(limit)")
                run.check(cap == after, "what the cap reads moved")
                guard raw >= limit else { continue }
                run.tally("binding")
                run.check(later.score(of: node, at: entity) == score, "a binding gate let \(score) move")
            }
        }
        #expect(run.counts["binding", default: 0] > 1000)
    }

    /// Readings in another unit, with the scales in that unit, give the same scores.
    @Test func property19Units() {
        _ = PropertyRun.cases("19") { random, run in
            let made = PropertyScope().make(&random)
            run.show(made)
            let factor = random.one(of: [60, 1000, 0.001, 1.0 / 3600, 0.4536])
            let difference = made.evaluated().difference(from: made.inUnits(of: factor).evaluated(), to: 1e-10)
            run.check(difference == nil, "factor \(factor): \(difference ?? "")")
        }
    }
}

extension PropertyScores {
    /// The score of a node at an entity; nil without one.
    func score(of node: String, at entity: EntityID) -> Double? {
        guard let place = names.firstIndex(of: node) else { return nil }
        let score = scores.score[scores.cell(NodeID(place), at: entity)]
        return score.isNaN ? nil : score
    }

    /// The scores of a node here and in other scores.
    fileprivate func pair(_ node: String, with other: Self, at entity: EntityID) -> (Double, Double)? {
        guard let here = score(of: node, at: entity), let there = other.score(of: node, at: entity) else { return nil }
        return (here, there)
    }
}

extension PropertyCase {
    /// The case with one reading better than it was: of any indicator, or of those of a part of the index.
    fileprivate func improved(_ random: inout SplitMix64, below part: Tree? = nil) -> PropertyCase? {
        let wanted = part?.names
        let candidates = readings.indices.filter { index in
            let measure = base.measures[base.measure(of: readings[index].series).index].id
            return measure.hasPrefix("m") && wanted?.contains("i\(measure.dropFirst())") != false
        }
        guard !candidates.isEmpty else { return nil }
        var improved = self
        let index = random.one(of: candidates)
        let name = base.measures[base.measure(of: readings[index].series).index].id.dropFirst()
        guard let indicator = base.indicators.first(where: { $0.id == "i\(name)" }) else { return nil }
        let step = random.number(0...5)
        improved.readings[index].value +=
            indicator.normalisation.isFalling ? -min(step, readings[index].value / 2) : step
        return improved
    }

    /// The case with every reading of a numerator in another unit, and the scales too.
    fileprivate func inUnits(of factor: Double) -> PropertyCase {
        var other = self
        for index in readings.indices
        where base.measures[base.measure(of: readings[index].series).index].id.hasPrefix("m") {
            other.readings[index].value *= factor
        }
        for index in base.indicators.indices {
            other.base.indicators[index].normalisation = base.indicators[index].normalisation.inUnits(of: factor)
        }
        return other
    }
}

extension Tree {
    /// The identifiers here and below.
    var names: Set<String> { children.reduce(into: [id]) { $0.formUnion($1.names) } }
}

extension Normalisation {
    /// Whether a smaller value is better.
    fileprivate var isFalling: Bool {
        switch self {
        case .goalposts(let worst, let best, _), .logGoalposts(let worst, let best, _): worst > best
        case .table(let points), .steps(let points): (points.first?.score ?? 0) > (points.last?.score ?? 0)
        case .zScore(_, let step): step < 0
        case .peerMinMax(let low, let high): low > high
        case .target, .percentileRank: false
        }
    }

    fileprivate func inUnits(of factor: Double) -> Normalisation {
        func scaled(_ points: [ScalePoint]) -> [ScalePoint] {
            points.map { ScalePoint(x: $0.x * factor, score: $0.score) }
        }
        return switch self {
        case .goalposts(let worst, let best, let truncate):
            .goalposts(worst: worst * factor, best: best * factor, truncate: truncate)
        case .logGoalposts(let worst, let best, let truncate):
            .logGoalposts(worst: worst * factor, best: best * factor, truncate: truncate)
        case .table(let points): .table(scaled(points))
        case .steps(let points): .steps(scaled(points))
        case .target(let low, let best, let high): .target(low: low * factor, best: best * factor, high: high * factor)
        case .zScore, .percentileRank, .peerMinMax: self
        }
    }
}
