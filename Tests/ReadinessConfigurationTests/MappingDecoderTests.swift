import ReadinessModel
import Testing

@testable import ReadinessConfiguration

/// `map`: how foreign samples become readings, decoded, printed and refused with the place of the mistake.
struct MappingDecoderTests {
    private static let model = """
        entities: [{id: plant-a}, {id: plant-b}]
        measures: {made: {unit: items}, busy: {unit: h}, share: {unit: fraction}}

        """

    private func load(_ collector: String) throws -> Configuration {
        let text = Self.model + "collectors:\n  c:\n    kind: file\n    path: p\n    format: influx\n" + collector
        return try Configuration.load(files: [ConfigurationFile(path: "c.yaml", kind: .whole, text: text)])
    }

    private static let good = """
            precision: s
            entity-label: site
            map:
              - {match: {name: "cpu_*"}, ignore: true}
              - match: {name: line_made, labels: {shift: "night*"}}
                measure: made
                entity-label: line
                entities: {L1: plant-a, L2: plant-b}
              - {match: {name: line_busy}, measure: busy, entity: plant-a, scale: 0.0002777777777777778, unit: hours}
              - {match: {labels: {x: ""}}, scale: 2}
            metrics: {other: share}

        """

    @Test func rulesAreDecodedInOrder() throws {
        let configuration = try load(Self.good)
        let mapping = try #require(configuration.collectors.first?.format.mapping)
        #expect(mapping.entityLabel == "site" && mapping.measures == ["other": "share"])
        #expect(mapping.rules.count == 4)
        #expect(mapping.rules[0].target == nil && mapping.rules[0].name == SamplePattern("cpu_*"))
        #expect(mapping.rules[1].labels == [.init(label: "shift", pattern: SamplePattern("night*"))])
        #expect(mapping.rules[1].target?.entities == ["L1": "plant-a", "L2": "plant-b"])
        #expect(mapping.rules[2].target?.entity == "plant-a" && mapping.rules[2].target?.unit == "hours")
        #expect(mapping.rules[3].target == MappingRule.Target(scale: 2))
        guard case .influx(_, .seconds) = configuration.collectors.first?.format else {
            Issue.record("the precision is lost")
            return
        }
        let printed = configuration.printed()
        let again = try Configuration.load(files: [ConfigurationFile(path: "p.yaml", kind: .whole, text: printed)])
        #expect(again.collectors.map(\.format) == configuration.collectors.map(\.format))
    }

    @Test(arguments: [
        ("map: []", "8:10: error: 'map' is empty"),
        ("map: [{match: {nam: x}, measure: made}]", "8:20: error: "),
        ("map: [{measure: mad}]", "8:21: error: unknown measure 'mad'; did you mean 'made'?"),
        ("map: [{measure: made, entity: plant-c}]", "8:35: error: unknown entity 'plant-c'"),
        ("map: [{measure: made, entities: {x: plant-c}}]", "8:41: error: unknown entity 'plant-c'"),
        ("map: [{measure: made, scale: 0}]", "8:34: error: "),
        (
            "map: [{measure: busy, unit: min}]",
            "8:33: error: the numbers are in min, but measure 'busy' is in h; multiply by 0.016666"
        ),
        (
            "map: [{measure: share, unit: percent}]",
            "8:34: error: the numbers are in percent, but measure 'share' is in fraction; multiply by 0.01"
        ),
        ("map: [{measure: made, unit: EUR}]", "8:33: error: the numbers are in EUR, but measure 'made' is in items"),
        ("map: [{ignore: true, measure: made}]", "8:26: error: 'measure' says what a sample becomes"),
        ("map: [{ignore: false}]", "8:20: error: "),
        ("map: [{measure: made, entity: plant-a, entity-label: x}]", "8:44: error: 'entity-label' says where"),
        ("precision: h", "8:16: error: unknown precision 'h'"),
    ])
    func mistakesAreToldWithTheirPlace(_ text: String, _ expected: String) {
        expectMistake("c.yaml:" + expected, in: text) { try load("    " + text + "\n") }
    }

    @Test func patterns() {
        func matches(_ pattern: String, _ text: String) -> Bool {
            Array(text.utf8).withUnsafeBufferPointer { SamplePattern(pattern).matches($0) }
        }
        for (pattern, text) in [
            ("a", "a"), ("*", ""), ("*", "abc"), ("a*", "a"), ("a*", "abc"), ("*c", "abc"), ("a*c", "ac"),
            ("a*c", "abbc"), ("a*b*c", "aXbYc"), ("*b*", "abc"), ("**", "x"), ("a*a", "aa"), ("", ""),
            ("a*bc*d", "abcbcd"),
        ] { #expect(matches(pattern, text), "\(pattern) \(text)") }
        for (pattern, text) in [
            ("a", "b"), ("a", "ab"), ("a*a", "a"), ("a*c", "ab"), ("*b*", "ac"), ("", "a"), ("a*b*c", "acb"),
            ("ab*ba", "aba"),
        ] {
            #expect(!matches(pattern, text), "\(pattern) \(text)")
        }
    }
}
