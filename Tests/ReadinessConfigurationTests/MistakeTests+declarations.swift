// Mistakes in keys, names, measures and entities.

extension MistakeTests {
    static let keys = [
        Mistake(
            "entities:\n  -",
            "entites:\n  -",
            "2:1: error: unknown key 'entites' in a model file; did you mean 'entities'?"
        ),
        Mistake(
            "bands:",
            "colours:",
            "24:1: error: unknown key 'colours' in a model file; known are model, entities, measures, indicators, index, gates, bands, roadmap"
        ),
        Mistake(
            "value: sum",
            "valeu: sum",
            "17:5: error: unknown key 'valeu' in indicator 'days'; did you mean 'value'?"
        ),
        Mistake(
            "    value: sum(sick[365d])\n",
            "",
            "16:3: error: indicator 'days' has no 'value'; write value: present / required"
        ),
        Mistake(
            "    normalize: {steps: [[0, 0], [1, 50]]}\n",
            "",
            "16:3: error: indicator 'days' has no 'normalize'; write normalize: {goalposts: [0, 1]}"
        ),
        Mistake("kind: gauge", "kind: guage", "9:16: error: unknown kind 'guage'; did you mean 'gauge'?"),
        Mistake("kind: gauge", "kind: level", "9:16: error: unknown kind 'level'; write one of gauge, counter, event"),
        Mistake("kind: gauge", "kind: [gauge]", "9:16: error: 'kind' must be one of gauge, counter, event, not a list"),
        Mistake("kind: gauge", "unit: ", "9:16: error: 'unit' has no value; write one or leave the key out"),
        Mistake("kind: gauge", "unit: {a: b}", "9:16: error: 'unit' must be text, not a mapping"),
        Mistake(
            "{kind: gauge}",
            "gauge",
            "9:9: error: measure 'plan' must be a mapping of keys (title, kind, unit, pool, lateness, grade), not 'gauge'"
        ),
        Mistake("version: 1", "id: n", "1:26: error: duplicate key 'id'; it stands already in line 1"),
        Mistake("id: m, ", "", "1:1: error: 'model' has no 'id'; write id: self-reliance"),
        Mistake("bands: [", "index: {}\nbands: [", "24:1: error: duplicate key 'index'; it stands already in line 19"),
    ]

    static let identifiers = [
        Mistake(
            "plan: {",
            "made: {",
            "9:3: error: duplicate key 'made'; it stands already in line 8",
            "13:33: error: unknown measure 'plan'"
        ),
        Mistake("id: b", "id: a", "6:14: error: duplicate entity 'a'; it stands already at m.yaml:5:14"),
        Mistake(
            "id: left",
            "id: rate",
            "22:12: error: duplicate node or indicator 'rate'; it stands already at m.yaml:12:3"
        ),
        Mistake(
            "id: left",
            "id: root",
            "22:12: error: duplicate node or indicator 'root'; it stands already at m.yaml:20:7"
        ),
        Mistake(
            "- days",
            "- rate",
            "23:7: error: indicator 'rate' stands already at m.yaml:22:40; an indicator stands in the index once"
        ),
        Mistake(
            "- days",
            "- {id: rate}",
            "23:12: error: indicator 'rate' stands already at m.yaml:22:40; an indicator stands in the index once"
        ),
        Mistake(
            "- days",
            "- left",
            "23:7: error: node 'left' stands already at m.yaml:22:12; a node stands in the index once"
        ),
        Mistake("- days", "- day", "23:7: error: unknown indicator 'day'; did you mean 'days'?"),
        Mistake("- days", "- {id: health}", "23:12: error: unknown indicator 'health'"),
        Mistake(
            "sick: {",
            "not: {",
            "10:3: error: 'not' is a word of the expression language; choose another name",
            "17:16: error: unknown measure 'sick'"
        ),
        Mistake(
            "sick: {",
            "sick-days: {",
            "10:3: error: 'sick-days' cannot name a measure; use letters, digits and _, not first a digit",
            "17:16: error: unknown measure 'sick'"
        ),
        Mistake(
            "id: b",
            "id: b/c",
            "6:14: error: 'b/c' cannot name an entity; use letters, digits and . _ - and begin with a letter or digit"
        ),
        Mistake(
            "id: left",
            "id: \"\"",
            "22:12: error: '' cannot name a node; use letters, digits and . _ - and begin with a letter or digit"
        ),
        Mistake("name: green", "name: red", "24:38: error: duplicate band 'red'; it stands already at m.yaml:24:16"),
    ]

    static let measures = [
        Mistake(
            "plan: {kind: gauge}",
            "plan: {pool: median}",
            "9:16: error: unknown pool 'median'; did you mean 'mean'?"
        ),
        Mistake(
            "plan: {kind: gauge}",
            "plan: {lateness: 30}",
            "9:20: error: 'lateness' must be a span such as 30s, 36h, 7d or 1d12h, not '30'"
        ),
        Mistake("plan: {", "spare: {}\n  plan: {", "9:3: warning: measure 'spare' is used by no indicator"),
        Mistake("    - days\n", "", "16:3: warning: indicator 'days' stands in no index"),
    ]

    static let entities = [
        Mistake(
            "- {id: b, kind: depot}",
            "- {kind: depot, entities: [{id: b, entities: [{id: b}, {id: c, weight: 0}]}]}",
            "6:9: error: an entity has no 'id'; write id: plant-a",
            "6:58: error: duplicate entity 'b'; it stands already at m.yaml:6:39",
            "6:78: error: 'weight' must be a number above 0, such as 2, 0.5 or 2/3, not '0'"
        ),
        Mistake(
            """
            entities:
              - id: top
                entities:
                  - {id: a, kind: plant}
                  - {id: b, kind: depot}
            """,
            "entities:",
            "10:18: error: unknown entity or kind 'plant'"
        ),
        Mistake("id: b, ", "", "6:9: error: an entity has no 'id'; write id: plant-a"),
        Mistake(
            "kind: depot",
            "weight: 0",
            "6:25: error: 'weight' must be a number above 0, such as 2, 0.5 or 2/3, not '0'"
        ),
        Mistake(
            "kind: depot",
            "weight: -2/3",
            "6:25: error: 'weight' must be a number above 0, such as 2, 0.5 or 2/3, not '-2/3'"
        ),
        Mistake(
            "kind: depot",
            "weight: {measure: plans}",
            "6:35: error: unknown measure 'plans'; did you mean 'plan'?"
        ),
        Mistake(
            "kind: depot",
            "weight: {measure: plan, else: 0}",
            "6:47: error: 'else' must be a number above 0, such as 2, 0.5 or 2/3, not '0'"
        ),
        Mistake("kind: depot", "weight: {else: 2}", "6:25: error: a weight has no 'measure'; write measure: employees"),
        Mistake(
            "kind: depot",
            "weight: {measure: sick}",
            "6:35: error: 'sick' is an event measure and has no latest value; weigh by a gauge or a counter"
        ),
        Mistake(
            "- {id: b, kind: depot}",
            "- b",
            "6:9: error: an entity must be a mapping of keys (id, title, kind, weight, entities), not 'b'"
        ),
        Mistake(
            "    entities:\n      - {id: a, kind: plant}\n      - {id: b, kind: depot}",
            "    entities: a\n    kind: plant",
            "4:15: error: 'entities' must be a list of entities, not 'a'; write [a]"
        ),
    ]
}
