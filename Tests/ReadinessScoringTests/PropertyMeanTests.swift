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
            let mean = Aggregate.randomMean(&random, count: node.scores.count)
            var results = [Aggregate.min, .harmonic, .geometric, .arithmetic, .max].map { node.score($0) }
            for (left, right) in zip(results, results.dropFirst()) {
                run.check(left <= right + 1e-14, "\(left) > \(right): \(node)")
            }
            results.append(node.score(mean))
            run.check(results.allSatisfy { $0 >= least - 1e-14 && $0 <= most + 1e-14 }, "\(mean) of \(node): \(results)")
            let product = node.score(.product)
            run.check(product <= least, "product of \(node): \(product)")
            run.tally("product below the least", if: product < least)
            let average = node.scores.reduce(0, +) / Double(node.scores.count)
            let (positive, negative) = (
                node.score(.mpi(sign: .positive, ddof: 0)), node.score(.mpi(sign: .negative, ddof: 0))
            )
            run.check(positive <= average + 1e-14 && negative >= average - 1e-14, "mpi of \(node)")
            run.tally("mpi outside of the children", if: positive < least - 1e-12 || negative > most + 1e-12)
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
            run.check(agree(node.score(), value, to: 1e-14), "\(node) gives \(node.score())")
            let index = Aggregate.mpi(sign: random.one(of: [.positive, .negative]), ddof: 0)
            run.check(agree(node.score(index), value, to: 1e-14), "\(index) of \(node)")
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
            var smaller = node
            smaller.scores = node.scores.map { $0 * factor }
            run.check(agree(smaller.score(), node.score() * factor, to: 1e-13), "\(factor) x \(node)")
            for (name, aggregate) in [("mean-min", Aggregate.meanMin(alpha: 1, beta: 0.3)), ("product", .product)] {
                let isEqual = agree(smaller.score(aggregate), node.score(aggregate) * factor)
                run.tally("\(name) differs", if: !isEqual)
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
            let split = PropertyNode.score(of: node.split(groups), node.scores)
            run.check(agree(split, node.score(), to: 1e-13), "\(node) in groups \(groups): \(split), \(node.score())")
            for aggregate in [Aggregate.meanMin(alpha: 0.7, beta: 0.1), .mpi(sign: .positive, ddof: 0)] {
                node.aggregate = aggregate
                let isEqual = agree(PropertyNode.score(of: node.split(groups), node.scores), node.score())
                run.tally("\(aggregate.name) differs", if: !isEqual)
            }
        }
        #expect(run.counts["mean-min differs", default: 0] > 0)
        #expect(run.counts["mpi differs", default: 0] > 0)
    }

    /// A power mean tends to the geometric mean as its exponent tends to 0, to the smallest and largest child as it
    /// tends to minus and plus infinity, and rises with its exponent.
    @Test func property16PowerMeans() {
        _ = PropertyRun.cases("16") { random, run in
            let node = PropertyNode(&random)
            let geometric = node.score(.geometric)
            let sign = random.one(of: [-1.0, 1])
            for exponent in [1e-3, 1e-6, 1e-9, 1e-12, 1e-15, 1e-100] {
                // With s between 0.01 and 1 the error is at most half the exponent times the variance of ln s.
                let distance = abs(node.score(.power(sign * exponent)) - geometric)
                run.check(distance <= 3 * exponent + 1e-14, "exponent \(sign * exponent) of \(node): \(distance)")
            }
            let (least, most) = (node.scores.min() ?? 0, node.scores.max() ?? 0)
            // The share of a child is at least 1 in 600, so the mean is within a factor of 600^(1 / exponent) of it.
            for (exponent, allowed) in [(100.0, 0.07), (1e4, 1e-3), (1e7, 1e-6), (1e300, 1e-14)] {
                let (low, high) = (node.score(.power(-exponent)), node.score(.power(exponent)))
                run.check(low >= least && low <= least * (1 + allowed), "exponent -\(exponent) of \(node): \(low)")
                run.check(high <= most && high >= most * (1 - allowed), "exponent \(exponent) of \(node): \(high)")
            }
            let exponents = [random.number(-40...40), random.number(-40...40)].sorted()
            let rising = exponents.map { node.score(.power($0)) }
            run.check(rising[0] <= rising[1] + 1e-14, "exponents \(exponents) of \(node): \(rising)")
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
