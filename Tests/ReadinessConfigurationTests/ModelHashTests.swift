import ReadinessConfiguration
import ReadinessModel
import Testing

/// What changes the hash of a model, and what does not.
@Suite struct ModelHashTests {
    private static let text = #"""
        model: {id: shop, title: A shop, version: "1"}
        entities:
          - id: shop
            entities:
              - {id: west, kind: store, weight: 2}
              - {id: east, kind: store, weight: {measure: staff, else: 1/2}}
        measures:
          sold: {kind: counter, unit: items, title: Sold}
          staff: {unit: persons}
          unused: {unit: days}
        indicators:
          turnover: {value: "increase(sold[7d]) / staff", normalize: {goalposts: [0, 100]}, stale-after: 36h}
          presence: {value: staff, normalize: {steps: [[0, 0], [3, 50], [6, 100]]}, missing: worst, applies-to: [store]}
          spare: {value: "max(staff, 1)", normalize: {goalposts: [0, 10]}}
        index:
          id: all
          aggregate: geometric
          children:
            - {id: people, weight: 0.5, aggregate: arithmetic, children: [presence, spare]}
            - turnover
        gates:
          - {node: turnover, cap: score(people) + 10, reason: No sale without people}
          - {node: all, cap: "90"}
        bands: [{name: red, from: 0}, {name: green, from: 50}]
        """#

    private static func hash(_ text: String) throws -> String {
        try Configuration.load(files: [ConfigurationFile(path: "m.yaml", kind: .model, text: text)]).model.hash
    }

    @Test func sixteenHexadecimalDigits() throws {
        let hash = try Self.hash(Self.text)
        #expect(hash.count == 16)
        #expect(hash.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        // A hash that drifts from one version of readinessd to the next would make every model look changed.
        #expect(hash == "10c1241cb691b4ad")
    }

    /// What is only for people, and order that decides nothing.
    @Test(
        arguments: [
            ("title: A shop", "title: The shop"), (#"version: "1""#, #"version: "2""#),
            ("id: shop, title", "id: store, title"),
            ("kind: counter, unit: items, title: Sold", "kind: counter, unit: boxes, title: Moved"),
            ("unused: {unit: days}", "unused: {kind: event}"), ("reason: No sale without people", "reason: because"),
            ("weight: 0.5", "weight: 1/2"), ("stale-after: 36h", "stale-after: 1d12h"),
            ("increase(sold[7d]) / staff", "(increase(sold[1w])/(staff))"),
            ("goalposts: [0, 100]", "goalposts: [0.0, 1e2]"),
            ("children: [presence, spare]", "children: [spare, presence]"),
            ("staff: {unit: persons}", "staff: {lateness: 2d}"),
            (
                "{id: west, kind: store, weight: 2}\n      - {id: east, kind: store, weight: {measure: staff, else: 1/2}}",
                "{id: east, kind: store, weight: {measure: staff, else: 0.5}}\n      - {id: west, kind: store, weight: 2}"
            ),
        ] as [(String, String)]
    )
    func isTheSame(part: String, other: String) throws {
        let changed = Self.text.replacing(part, with: other)
        #expect(changed != Self.text, "the part is not in the model")
        #expect(try Self.hash(changed) == Self.hash(Self.text))
    }

    /// What decides a score, a band or a state.
    @Test(
        arguments: [
            ("store, weight: 2", "store, weight: 3"), ("else: 1/2", "else: 1/3"), ("kind: counter", "kind: gauge"),
            ("staff: {unit: persons}", "staff: {pool: mean}"), ("goalposts: [0, 100]", "goalposts: [0, 99]"),
            ("goalposts: [0, 100]", "log-goalposts: [1, 100]"),
            ("goalposts: [0, 100]}", "goalposts: [0, 100], truncate: false}"),
            ("[3, 50]", "[3, 51]"), ("stale-after: 36h", "stale-after: 37h"), ("missing: worst", "missing: drop"),
            ("applies-to: [store]", "applies-to: [west]"), ("max(staff, 1)", "max(1, staff)"),
            ("max(staff, 1)", "min(staff, 1)"),
            ("value: staff,", "value: staff - 1,"), ("aggregate: geometric", "aggregate: harmonic"),
            ("aggregate: geometric", "aggregate: geometric\n  floor: 2"),
            ("aggregate: geometric", "aggregate: {power: 2}"),
            ("aggregate: geometric", "aggregate: geometric\n  coverage: 3/4"), ("weight: 0.5", "weight: 0.75"),
            ("weight: 0.5", "required: true"), ("score(people) + 10", "score(people) + 11"),
            ("score(people) + 10", "score(people) + 10, unknown: ignore"),
            ("score(people) + 10", "score(people) + 10, reads: above"),
            ("name: green", "name: good"), ("from: 50", "from: 60"), ("id: people", "id: persons"),
        ] as [(String, String)]
    )
    func differs(part: String, other: String) throws {
        var changed = Self.text.replacing(part, with: other)
        if part == "id: people" { changed = changed.replacing("score(people)", with: "score(persons)") }
        if part == "kind: counter" { changed = changed.replacing("increase(", with: "avg(") }
        #expect(changed != Self.text, "the part is not in the model")
        #expect(try Self.hash(changed) != Self.hash(Self.text))
    }

    @Test func differentSpellingsOfOnePowerAreOne() throws {
        let zero = Self.text.replacing("aggregate: geometric", with: "aggregate: {power: 0}")
        #expect(try Self.hash(zero) == Self.hash(Self.text))
    }

    /// Every stored property of what a model is made of is either part of the hash or known to decide nothing.
    ///
    /// Fails when one is added: put it into `Model.canonical`, or here.
    @Test func everyPropertyIsConsidered() throws {
        let file = ConfigurationFile(path: "m.yaml", kind: .model, text: Self.text)
        let model = try Configuration.load(files: [file]).model
        func names(_ value: Any) -> Set<String> { Set(Mirror(reflecting: value).children.compactMap(\.label)) }
        #expect(
            names(model) == [
                "id", "title", "version", "entities", "measures", "indicators", "nodes", "gates", "bands", "roadmap",
            ]
        )
        #expect(names(model.entities[0]) == ["id", "title", "kind", "parent", "descendantCount", "weight"])
        #expect(names(model.measures[0]) == ["id", "title", "kind", "unit", "pool", "lateness", "grade"])
        #expect(
            names(model.indicators[0]) == [
                "id", "title", "unit", "value", "valueText", "normalisation", "appliesTo", "staleAfter", "expiresAfter",
                "missing", "rollUp", "costPerUnit",
            ]
        )
        #expect(names(model.nodes[0]) == ["id", "title", "parent", "weight", "isRequired", "appliesTo", "content"])
        guard case .index(let index) = model.nodes[0].content else {
            Issue.record("the first node is no index")
            return
        }
        #expect(names(index) == ["aggregate", "coverage", "floor", "children"])
        #expect(names(model.gates[0]) == ["node", "cap", "capText", "reason", "reads", "unknown"])
        #expect(names(model.bands[0]) == ["name", "from"])
    }
}
