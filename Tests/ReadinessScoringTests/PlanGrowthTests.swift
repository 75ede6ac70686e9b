import ReadinessModel
import Testing

@testable import ReadinessScoring

/// Preparing a model takes time in proportion to its size, also where every indicator reads another measure.
struct PlanGrowthTests {
    private func model(_ count: Int) -> Model {
        var model = Model(id: "wide")
        model.entities.append(Entity(id: "e"))
        let children = (1...count).map { NodeID($0) }
        let index = Node.Index(aggregate: .arithmetic, coverage: Fraction(whole: 0), floor: 0.01, children: children)
        model.nodes.append(Node(id: "root", content: .index(index)))
        for place in 0..<count {
            model.measures.append(Measure(id: "m\(place)"))
            model.indicators.append(
                Indicator(
                    id: "i\(place)",
                    value: .term(Term(measure: MeasureID(place))),
                    valueText: "m\(place)",
                    normalisation: .goalposts(worst: 0, best: 1, truncate: true)
                )
            )
            model.nodes.append(Node(id: "i\(place)", parent: NodeID(0), content: .indicator(IndicatorID(place))))
        }
        return model
    }

    @Test func timeGrowsWithSize() {
        func best(_ count: Int) -> Duration {
            let model = model(count)
            return (0..<3).map { _ in ContinuousClock().measure { _ = ScoringPlan(model) } }.min() ?? .zero
        }
        let (small, large) = (best(2_000), best(16_000))
        // Eight times the size: about eight times the time; the square would be sixty-four.
        #expect(large < small * 24, "\(small) for 2000, \(large) for 16000")
    }
}
