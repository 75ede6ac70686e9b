import ReadinessModel
import ReadinessScoring

/// One node over children whose scores are given: the smallest model that shows what a method does.
struct PropertyNode {
    var scores: [Double]
    var weights: [Fraction]
    var aggregate = Aggregate.arithmetic
    var floor = 0.01

    /// Random scores of a range with random weights.
    init(_ random: inout SplitMix64, count: ClosedRange<Int> = 1...5, scores range: ClosedRange<Double> = 0.01...1) {
        let number = random.whole(count)
        scores = (0..<number).map { _ in random.number(range) }
        weights = (0..<number).map { _ in random.weight() }
    }

    /// Its score; NaN without one.
    func score() -> Double { Self.scores(of: tree(), [scores])[0] }

    /// The score with another method.
    func score(_ aggregate: Aggregate) -> Double {
        var node = self
        node.aggregate = aggregate
        return node.score()
    }

    /// The node as an index tree over indicators `0`, `1`, ...
    func tree() -> Tree {
        let children = zip(scores.indices, weights).map { Tree.indicator("\($0)", weight: $1) }
        return Tree(id: "top", aggregate: aggregate, floor: floor, children: children)
    }

    /// The scores of the node with other children's scores, row by row.
    func scores(_ rows: [[Double]]) -> [Double] { Self.scores(of: tree(), rows) }

    /// The scores at the root of a tree over indicators `0`, `1`, ..., row by row of their scores, which may lie outside
    /// 0...1.
    static func scores(of tree: Tree, _ rows: [[Double]]) -> [Double] {
        var model = Model(id: "node", entities: rows.indices.map { Entity(id: "\($0)") })
        for index in rows[0].indices {
            model.measures.append(Measure(id: "\(index)"))
            model.indicators.append(
                Indicator(
                    id: "\(index)",
                    value: .term(Term(measure: MeasureID(index))),
                    valueText: "",
                    normalisation: .goalposts(worst: 0, best: 1, truncate: false)
                )
            )
        }
        tree.append(to: &model, parent: nil)
        var readings: [Reading] = []
        for (row, scores) in rows.enumerated() {
            for (column, score) in scores.enumerated() {
                let series = model.series(MeasureID(column), at: EntityID(row))
                readings.append(Reading(series: series, time: PropertyCase.now, value: score))
            }
        }
        return Array(PropertyCase.scores(of: model, readings).score[..<rows.count])
    }
}

extension Aggregate {
    /// A random method that gives a mean: between the smallest and the largest child, and theirs when they are equal.
    static func randomMean(_ random: inout SplitMix64, count: Int) -> Aggregate {
        switch random.whole(0...8) {
        case 0: .arithmetic
        case 1: .geometric
        case 2: .harmonic
        case 3: .randomPower(&random)
        case 4: .min
        case 5: .max
        case 6: .randomOrdered(&random, count: count)
        case 7: .meanMin(alpha: random.number(0...1), beta: random.chance(0.3) ? 0 : random.number(0...0.5))
        default: .randomFormula((0..<count).map(String.init), &random)
        }
    }

    /// A power mean of an exponent of any size and sign.
    static func randomPower(_ random: inout SplitMix64) -> Aggregate {
        let size = random.one(of: [1e-9, 1e-3, 1, 10, 1000])
        return .power(random.number(-size...size))
    }

    /// An ordered weighted average.
    static func randomOrdered(_ random: inout SplitMix64, count: Int) -> Aggregate {
        .owa((0..<count).map { _ in random.number(0.01...1) })
    }

    /// A formula over children that rises with each of them and gives a mean of them.
    static func randomFormula(_ children: [String], _ random: inout SplitMix64) -> Aggregate {
        let scores = children.map(Expression.score)
        let sum = scores.dropFirst().reduce(scores[0]) { .binary(.add, $0, $1) }
        let mean = Expression.binary(.divide, sum, .number(Double(scores.count)))
        let formulas: [Expression] = [
            .call(.min, scores), .call(.max, scores), mean,
            .conditional(
                .binary(.less, scores[0], .number(random.number(0...100))),
                then: .call(.min, scores),
                otherwise: mean
            ),
        ]
        return .expression(random.one(of: formulas), text: "")
    }

    /// The Mazziotta-Pareto index.
    static func randomMazziottaPareto(_ random: inout SplitMix64) -> Aggregate {
        .mpi(sign: random.one(of: [.positive, .negative]), ddof: random.whole(0...1))
    }
}
