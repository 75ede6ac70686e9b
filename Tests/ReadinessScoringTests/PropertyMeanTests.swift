import ReadinessModel
import ReadinessScoring
import Testing

/// Theorems about one node: what every mean keeps, and which methods are excepted from which.
@Suite struct PropertyMeanTests {
    /// A mean lies between the smallest and the largest child, and harmonic <= geometric <= arithmetic.
    ///
    /// Excepted: a product may be smaller than any child but not larger, a Mazziotta-Pareto index lies on its side of
    /// the plain mean.
    @Test func property01Bounds() {
        let run = PropertyRun.cases("01") { random, run in
            let node = PropertyNode(&random)
            let (least, most) = (node.scores.min() ?? 0, node.scores.max() ?? 0)
            let chain = [least, node.score(.harmonic), node.score(.geometric), node.score(.arithmetic), most]
            for (left, right) in zip(chain, chain.dropFirst()) {
                run.check(left <= right + 1e-14, "\(left) > \(right): \(node)")
            }
            switch random.whole(0...9) {
            case 0:
                let product = node.score(.product)
                run.check(product <= least, "product of \(node): \(product)")
                run.tally("product below the least", if: product < least)
            case 1, 2:
                let sign = random.one(of: [Aggregate.PenaltySign.positive, .negative])
                let index = node.score(.mpi(sign: sign, ddof: 0))
                let average = node.scores.reduce(0, +) / Double(node.scores.count)
                run.check(sign == .positive ? index <= average + 1e-14 : index >= average - 1e-14, "mpi of \(node)")
                run.tally("mpi outside of the children", if: index < least - 1e-12 || index > most + 1e-12)
            default:
                let mean = Aggregate.randomMean(&random, count: node.scores.count)
                let score = node.score(mean)
                run.check(score >= least - 1e-14 && score <= most + 1e-14, "\(mean) of \(node): \(score)")
            }
        }
        #expect(run.counts["product below the least", default: 0] > 0)
        #expect(run.counts["mpi outside of the children", default: 0] > 0)
    }

    /// Children that are all equal give their value under every method but the product.
    @Test func property02Idempotence() {
        let run = PropertyRun.cases("02") { random, run in
            var node = PropertyNode(&random)
            let value = node.scores[0]
            node.scores = node.scores.map { _ in value }
            node.aggregate = .randomMean(&random, count: node.scores.count)
            if random.chance(0.1) { node.aggregate = .mpi(sign: random.one(of: [.positive, .negative]), ddof: 0) }
            let score = node.score()
            run.check(agree(score, value, to: 1e-14), "\(node) gives \(score)")
            guard random.chance(0.1) else { return }
            run.tally("product differs", if: !agree(node.score(.product), value))
        }
        #expect(run.counts["product differs", default: 0] > 0)
    }

    /// Children k times as large give a score k times as large: arithmetic, geometric, harmonic and power means, and
    /// with them min, max, ordered averages and the Mazziotta-Pareto index.
    ///
    /// Excepted: mean-min with a beta, whose scale is fixed, and the product.
    @Test func property05Homogeneity() {
        let run = PropertyRun.cases("05") { random, run in
            var node = PropertyNode(&random, count: 2...6, scores: 0.1...1)
            let aggregates: [Aggregate] = [
                .arithmetic, .geometric, .harmonic, .randomPower(&random), .min, .max,
                .randomOrdered(&random, count: node.scores.count), .meanMin(alpha: random.number(0...1), beta: 0),
                .randomMazziottaPareto(&random),
            ]
            node.aggregate = random.one(of: aggregates)
            let factor = random.number(0.1...1)
            let rows = [node.scores, node.scores.map { $0 * factor }]
            let found = node.scores(rows)
            run.check(agree(found[1], found[0] * factor, to: 1e-13), "\(factor) x \(node)")
            guard random.chance(0.1) else { return }
            for aggregate in [Aggregate.meanMin(alpha: 1, beta: 0.3), .product] {
                node.aggregate = aggregate
                let found = node.scores(rows)
                run.tally("\(aggregate.name) differs", if: !agree(found[1], found[0] * factor))
            }
        }
        #expect(run.counts["mean-min differs", default: 0] > 0)
        #expect(run.counts["product differs", default: 0] > 0)
    }

    /// A node split into nodes of the same method, each with the weight of its children, keeps its score: arithmetic,
    /// geometric, harmonic and power means; min, max and product too, whatever the weights.
    ///
    /// Excepted: mean-min and the Mazziotta-Pareto index.
    @Test func property09Splitting() {
        let run = PropertyRun.cases("09") { random, run in
            var node = PropertyNode(&random, count: 2...7)
            let aggregates: [Aggregate] = [
                .arithmetic, .geometric, .harmonic, .randomPower(&random), .min, .max, .product,
            ]
            node.aggregate = random.one(of: aggregates)
            let groups = node.scores.indices.map { _ in random.whole(0...2) }
            let (split, whole) = (PropertyNode.scores(of: node.split(groups), [node.scores])[0], node.score())
            run.check(agree(split, whole, to: 1e-13), "\(node) in groups \(groups): \(split), \(whole)")
            guard random.chance(0.1) else { return }
            for aggregate in [Aggregate.meanMin(alpha: 0.7, beta: 0.1), .mpi(sign: .positive, ddof: 0)] {
                node.aggregate = aggregate
                let isEqual = agree(PropertyNode.scores(of: node.split(groups), [node.scores])[0], node.score())
                run.tally("\(aggregate.name) differs", if: !isEqual)
            }
        }
        #expect(run.counts["mean-min differs", default: 0] > 0)
        #expect(run.counts["mpi differs", default: 0] > 0)
    }

    /// Nothing is rounded before it is printed. Whoever aggregates printed numbers gets less than half a printed step
    /// beside the printed score's own number: arithmetic mean, min, max, ordered average, power means of exponents from 1.
    ///
    /// Excepted: geometric and harmonic means, in which a small child weighs more than its share.
    @Test func property18Rounding() {
        let run = PropertyRun.cases("18") { random, run in
            var node = PropertyNode(&random)
            let aggregates: [Aggregate] = [
                .arithmetic, .min, .max, .randomOrdered(&random, count: node.scores.count),
                .power(random.number(1...20)),
            ]
            node.aggregate = random.one(of: aggregates)
            // Points with one decimal, as sentences show them, or with three, as tables do.
            let step = random.one(of: [0.001, 0.000_01])
            let printed = node.scores.map { ($0 / step).rounded(.toNearestOrAwayFromZero) * step }
            let found = node.scores([node.scores, printed])
            run.check(abs(found[1] - found[0]) <= step / 2 + 1e-14, "\(node): \(found), step \(step)")
            run.tally("shown otherwise", if: (found[0] / step).rounded() != (found[1] / step).rounded())
            guard random.chance(0.1) else { return }
            node.aggregate = random.one(of: [.geometric, .harmonic])
            let other = node.scores([node.scores, printed])
            run.tally("geometric or harmonic more than half a step", if: abs(other[1] - other[0]) > step / 2)
        }
        #expect(run.counts["shown otherwise", default: 0] > 100)
    }

    /// A power mean tends to the geometric mean as its exponent tends to 0, to the smallest and largest child as it
    /// tends to minus and plus infinity, and rises with its exponent.
    @Test func property16PowerMeans() {
        _ = PropertyRun.cases("16") { random, run in
            let node = PropertyNode(&random)
            let geometric = node.score(.geometric)
            let small = random.one(of: [1e-3, 1e-6, 1e-9, 1e-12, 1e-15, 1e-100]) * random.one(of: [-1, 1])
            let near = node.score(.power(small))
            // With s between 0.01 and 1 the error is at most half the exponent times the variance of ln s.
            run.check(abs(near - geometric) <= 3 * abs(small) + 1e-14, "\(small) of \(node): \(near), \(geometric)")
            let (least, most) = (node.scores.min() ?? 0, node.scores.max() ?? 0)
            // The share of a child is at least 1 in 600, so the mean is within a factor of 600^(1 / exponent) of it.
            let (large, allowed) = random.one(of: [(100, 0.07), (1e4, 1e-3), (1e7, 1e-6), (1e300, 1e-14)])
            let (low, high) = (node.score(.power(-large)), node.score(.power(large)))
            run.check(low <= least * (1 + allowed), "-\(large) of \(node): \(low)")
            run.check(high >= most * (1 - allowed), "\(large) of \(node): \(high)")
            let exponent = random.number(-40...40)
            let between = node.score(.power(exponent))
            let rising = [least, low] + (exponent < small ? [between, near] : [near, between]) + [high, most]
            for (left, right) in zip(rising, rising.dropFirst()) {
                run.check(left <= right + 1e-14, "not rising with the exponent, \(exponent) of \(node): \(rising)")
            }
        }
    }
}

extension PropertyNode {
    /// The node split into nodes of the same method, by the group of each child.
    fileprivate func split(_ groups: [Int]) -> Tree {
        let leaves = tree().children
        let parts = Set(groups).sorted().map { group -> Tree in
            let members = leaves.indices.filter { groups[$0] == group }.map { leaves[$0] }
            return Tree(
                id: "part-\(group)",
                weight: members.reduce(Fraction(whole: 0)) { $0.adding($1.weight) },
                aggregate: aggregate,
                floor: floor,
                children: members
            )
        }
        return Tree(id: "top", aggregate: aggregate, floor: floor, children: parts)
    }
}

extension Fraction {
    /// The sum; the fractions of these tests are small.
    fileprivate func adding(_ other: Fraction) -> Fraction {
        let sum = numerator * other.denominator + other.numerator * denominator
        return Fraction(sum, over: denominator * other.denominator) ?? self
    }
}
