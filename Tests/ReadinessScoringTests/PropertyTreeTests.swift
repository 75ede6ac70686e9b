import ReadinessModel
import ReadinessScoring
import Testing

/// Theorems about whole models that are changed in a way that must change nothing, on random hierarchies.
@Suite struct PropertyTreeTests {
    /// The weights of all children of a node, or of all siblings of the organisation, times one factor.
    @Test func property04ScaleOfWeights() {
        _ = PropertyRun.cases("04") { random, run in
            let made = PropertyScope().make(&random)
            run.show(made)
            var scaled = made
            scaled.tree = made.tree.scaled(&random)
            var factors: [Int: Int64] = [:]
            for index in made.base.entities.indices {
                let parent = made.base.entities[index].parent?.index ?? -1
                let factor = factors[parent] ?? Int64(random.whole(1...12))
                factors[parent] = factor
                guard case .fixed(let weight) = made.base.entities[index].weight else { continue }
                scaled.base.entities[index].weight = .fixed(weight.times(factor, over: 7))
            }
            let difference = made.evaluated().difference(from: scaled.evaluated())
            run.check(difference == nil, "\(difference ?? "")")
        }
    }

    /// Children in another order. Methods that take the order in are those of formulas alone, and they name them.
    @Test func property06Permutation() {
        _ = PropertyRun.cases("06") { random, run in
            let made = PropertyScope().make(&random)
            run.show(made)
            var permuted = made
            permuted.tree = made.tree.shuffled(&random)
            let difference = made.evaluated().difference(from: permuted.evaluated())
            run.check(difference == nil, "\(difference ?? "")")
        }
    }

    /// A child that does not apply to an entity is as if it were not there.
    ///
    /// Excepted: ordered averages and formulas, which have no score without every child; a gate does not bind where
    /// what it reads does not apply.
    @Test func property07NotApplicableIsAbsent() {
        let run = PropertyRun.cases("07") { random, run in
            var scope = PropertyScope()
            scope.methods.subtract([.ordered, .formula])
            scope.hasGates = false
            scope.hasApplicability = false
            var made = scope.make(&random)
            run.show(made)
            let index = random.whole(0...made.tree.children.count - 1)
            guard made.tree.children.count > 1 else { return }
            made.tree.children[index].appliesTo = ["b"]
            guard made.base.entities.contains(where: { $0.kind == "b" }) else { return }
            var without = made
            let removed = without.tree.children.remove(at: index)
            let names = removed.names
            let plant = made.base.entities.firstIndex { $0.id == "plant" }.map(EntityID.init)
            let full = made.evaluated()
            let difference = full.difference(from: without.evaluated(), at: plant.map { [$0] }) {
                names.contains($0) ? nil : $0
            }
            run.check(difference == nil, "\(difference ?? "")")
            run.tally("compared")
            made.tree.aggregate =
                random.chance(0.5)
                ? .randomOrdered(&random, count: made.tree.children.count)
                : .randomFormula(made.tree.children.map(\.id), &random)
            let root = made.evaluated().scores
            let score = plant.map { root.score[root.cell(NodeID(0), at: $0)] }
            run.check(score?.isNaN == true || made.tree.aggregate.isConditional, "\(made.tree.aggregate) has a score")
        }
        #expect(run.counts["compared", default: 0] > 5000)
    }

    /// An indicator that goes missing at a leaf entity never raises a lower bound, nor lowers an upper one, at any node
    /// or entity.
    ///
    /// Excepted: pooled values, of which a share goes missing and the rest may be better; the Mazziotta-Pareto index,
    /// relative scales, scales that are not truncated.
    @Test func property08MissingWidensTheBounds() {
        let run = PropertyRun.cases("08") { random, run in
            var scope = PropertyScope.monotone
            scope.scales.insert(.target)
            scope.rollUps = [.scores, .scores, .none]
            scope.isTruncated = true
            let made = scope.make(&random)
            run.show(made)
            guard !made.readings.isEmpty else { return }
            var missing = made
            missing.readings.remove(at: random.whole(0...made.readings.count - 1))
            let (before, after) = (made.evaluated().scores, missing.evaluated().scores)
            for cell in before.low.indices where !before.low[cell].isNaN {
                let (low, high) = (after.low[cell], after.high[cell])
                run.check(low <= before.low[cell] + 1e-12, "low \(before.low[cell]), then \(low)")
                run.check(high >= before.high[cell] - 1e-12, "high \(before.high[cell]), then \(high)")
                run.tally("lower", if: after.low[cell] < before.low[cell] - 1e-9)
            }
        }
        #expect(run.counts["lower", default: 0] > 1000)
    }
}

extension Tree {
    fileprivate func scaled(_ random: inout SplitMix64) -> Tree {
        var tree = self
        let (factor, over) = (Int64(random.whole(1...12)), Int64(random.whole(1...12)))
        for index in children.indices {
            tree.children[index] = children[index].scaled(&random)
            tree.children[index].weight = children[index].weight.times(factor, over: over)
        }
        return tree
    }

    fileprivate func shuffled(_ random: inout SplitMix64) -> Tree {
        var tree = self
        for index in children.indices { tree.children[index] = children[index].shuffled(&random) }
        tree.children.shuffle(using: &random)
        return tree
    }
}

extension Fraction {
    /// The product with `factor / over`; the fractions of these tests are small.
    fileprivate func times(_ factor: Int64, over: Int64) -> Fraction {
        Fraction(numerator * factor, over: denominator * over) ?? self
    }
}

extension Aggregate {
    /// Whether it is a formula that may read only some of its children.
    fileprivate var isConditional: Bool {
        if case .expression(.conditional, _) = self { return true }
        return false
    }
}
