import Testing

@testable import ReadinessConfiguration

/// One change to a right model and what must be said about it.
struct Mistake: CustomTestStringConvertible, Sendable {
    var old: String
    var new: String
    var expected: [String]

    init(_ old: String, _ new: String, _ expected: String...) {
        self.old = old
        self.new = new
        self.expected = expected
    }

    var testDescription: String { "\(old) -> \(new)" }
}

@Suite struct MistakeTests {
    static let model = """
        model: {id: m, title: T, version: 1}
        entities:
          - id: top
            entities:
              - {id: a, kind: plant}
              - {id: b, kind: depot}
        measures:
          made: {kind: counter}
          plan: {kind: gauge}
          sick: {kind: event}
        indicators:
          rate:
            value: increase(made[7d]) / plan
            applies-to: [plant]
            normalize: {goalposts: [0, 1]}
          days:
            value: sum(sick[365d])
            normalize: {steps: [[0, 0], [1, 50]]}
        index:
          id: root
          children:
            - {id: left, weight: 2, children: [rate]}
            - days
        bands: [{name: red, from: 0}, {name: green, from: 50}]
        """

    @Test func theModelItselfIsRight() {
        #expect(diagnostics(Self.model) == [])
    }

    @Test(arguments: keys + identifiers + measures + entities + expressions + scales + policies + tree + bands)
    func isReported(_ mistake: Mistake) {
        #expect(Self.model.contains(mistake.old))
        let text = Self.model.replacing(mistake.old, with: mistake.new, maxReplacements: 1)
        #expect(diagnostics(text) == mistake.expected.map { "m.yaml:\($0)" })
    }
}
