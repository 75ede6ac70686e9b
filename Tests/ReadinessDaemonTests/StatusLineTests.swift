import ReadinessModel
import ReadinessScoring
import Testing

@testable import ReadinessDaemon

/// The line of `systemctl status`: unknown is never shown as healthy.
@Suite struct StatusLineTests {
    @Test func noModelAndNoIndexAreToldApart() throws {
        let time = Timestamp(nanoseconds: 0)
        let empty = EvaluateCommand.evaluate(Model(), [], at: time)
        #expect(StatusLine.text(empty, [], configurationError: nil) == "no model; 0 collectors")
        var model = Model(entities: [Entity(id: "e")])
        model.nodes = [Node(id: "i", content: .indicator(IndicatorID(0)))]
        model.measures = [Measure(id: "m")]
        model.indicators = [
            Indicator(
                id: "i",
                value: .term(Term(measure: MeasureID(0))),
                valueText: "m",
                normalisation: .goalposts(worst: 0, best: 1, truncate: true)
            )
        ]
        let outside = EvaluateCommand.evaluate(model, [], at: time)
        #expect(StatusLine.text(outside, [], configurationError: nil).hasPrefix("the model has no index"))
        let index = Node.Index(
            aggregate: .arithmetic,
            coverage: Fraction(whole: 1),
            floor: 0.01,
            children: [NodeID(1)]
        )
        model.nodes = [
            Node(id: "root", content: .index(index)),
            Node(id: "i", parent: NodeID(0), content: .indicator(IndicatorID(0))),
        ]
        let unknown = EvaluateCommand.evaluate(model, [], at: time)
        #expect(StatusLine.text(unknown, [], configurationError: nil) == "e has no score, coverage 0 %; 0 collectors")
        let reading = Reading(series: model.series(MeasureID(0), at: EntityID(0)), time: time, value: 0.482)
        let known = EvaluateCommand.evaluate(model, [reading], at: time)
        let refused = StatusLine.text(known, [], configurationError: "a.yaml:1:1: error: no")
        #expect(refused.hasPrefix("e 48.2, coverage 100 %"))
        #expect(refused.hasSuffix("new configuration refused, the one before is in force"))
    }
}
