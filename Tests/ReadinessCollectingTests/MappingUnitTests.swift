import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// Units that a source declares, beside those of the measures.
struct MappingUnitTests {
    private static let catalog = SeriesCatalog(
        Model(
            entities: [Entity(id: "plant")],
            measures: [
                Measure(id: "busy", unit: "h"), Measure(id: "made", unit: "items"), Measure(id: "plain"),
            ]
        )
    )

    private static func rule(
        _ name: String?,
        _ target: MappingRule.Target?,
        labels: [MappingRule.LabelCondition] = []
    ) -> MappingRule {
        MappingRule(name: name.map { SamplePattern($0) }, labels: labels, target: target)
    }

    private static let site = MappingRule.LabelCondition(label: "site", pattern: SamplePattern("a"))

    @Test(arguments: [
        // By name, where there are no rules.
        (MetricMapping(), "busy", "h"),
        (MetricMapping(), "made", "items"),
        // Nothing is declared for the measure, or no measure is meant.
        (MetricMapping(), "plain", "EUR"),
        (MetricMapping(), "other", "EUR"),
        // Brought into the unit by the scale.
        (MetricMapping(rules: [rule("b*", .init(measure: "busy", scale: 1.0 / 60))]), "booked", "min"),
        // The rule has spoken for itself.
        (MetricMapping(rules: [rule("boxes", .init(measure: "made", scale: 12, unit: "items"))]), "boxes", "boxes"),
        // Passed over, before a rule that would not fit.
        (MetricMapping(rules: [rule("x", nil), rule("x", .init(measure: "made"))]), "x", "EUR"),
        // Rules say everything: a name that none takes is passed over.
        (MetricMapping(rules: [rule("x", .init(measure: "made"))]), "busy", "min"),
    ])
    func fits(_ mapping: MetricMapping, _ name: String, _ unit: String) {
        #expect(mapping.unitMistake([("plain", "kg"), (name, unit)], Self.catalog) == nil)
    }

    @Test(arguments: [
        (MetricMapping(), "busy", "min", "'busy' is counted in min, but measure 'busy' in h; write scale: 0.01666"),
        (
            MetricMapping(measures: ["sold": "made"]), "sold", "EUR",
            "'sold' is counted in EUR, but measure 'made' in items; write unit: items in its rule if that is meant"
        ),
        (
            MetricMapping(rules: [rule("b", .init(measure: "busy", scale: 60))]), "b", "min",
            "'b' is counted in min, multiplied by 60.0, but measure 'busy' in h; write scale: 0.01666"
        ),
        // A rule that takes only some leaves the others to the next.
        (
            MetricMapping(rules: [
                rule("x", .init(measure: "made"), labels: [site]), rule("x", .init(measure: "busy")),
            ]), "x", "items", "'x' is counted in items, but measure 'busy' in h"
        ),
        (
            MetricMapping(rules: [
                rule("x", .init(measure: "busy"), labels: [site]), rule("x", .init(measure: "made")),
            ]), "x", "items", "'x' is counted in items, but measure 'busy' in h"
        ),
    ])
    func mistakes(_ mapping: MetricMapping, _ name: String, _ unit: String, _ expected: String) {
        let mistake = mapping.unitMistake([(name, unit)], Self.catalog)
        #expect(mistake?.hasPrefix(expected) == true, "\(String(describing: mistake))")
    }
}
