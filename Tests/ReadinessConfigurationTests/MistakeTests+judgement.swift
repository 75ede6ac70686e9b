// Mistakes in what judges: expressions, scales, policies, the index tree and bands.

extension MistakeTests {
    static let expressions = [
        Mistake(
            "increase(made[7d]) / plan",
            "increase(mode[7d]) / plan",
            "13:21: error: unknown measure 'mode'; did you mean 'made'?"
        ),
        Mistake(
            "increase(made[7d]) / plan",
            "sick / plan",
            "13:12: error: 'sick' is an event measure and needs a window, as in sum(sick[365d])"
        ),
        Mistake(
            "increase(made[7d]) / plan",
            "increase(plan[7d]) + nope",
            "13:12: error: increase takes a counter, but 'plan' is of kind gauge",
            "13:33: error: unknown measure 'nope'"
        ),
        Mistake("increase(made[7d]) / plan", "\"\"", "13:13: error: the expression is empty"),
        Mistake("increase(made[7d]) / plan", "plan *", "13:18: error: an operand is missing at the end"),
        Mistake("increase(made[7d]) / plan", "'plan / (made'", "13:25: error: expected ')' after '(', found the end"),
        Mistake(
            "increase(made[7d]) / plan",
            "|\n      plan /\n        mode",
            "15:9: error: unknown measure 'mode'; did you mean 'made'?"
        ),
        Mistake(
            "increase(made[7d]) / plan",
            ">-\n      plan /\n      mode",
            "15:7: error: unknown measure 'mode'; did you mean 'made'?"
        ),
        Mistake(
            "increase(made[7d]) / plan",
            "plan /\n      mode",
            "14:7: error: unknown measure 'mode'; did you mean 'made'?"
        ),
        Mistake(
            "increase(made[7d]) / plan",
            "\"plan \\u002f mode\"",
            "13:12: error: unknown measure 'mode'; did you mean 'made'?"
        ),
        Mistake("increase(made[7d]) / plan", "[plan]", "13:12: error: 'value' must be text, not a list"),
    ]

    static let scales = [
        Mistake(
            "goalposts: [0, 1]",
            "goalposts: [1, 1.0]",
            "15:28: error: worst and best are both 1; they must differ"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "log-goalposts: [0, 1]",
            "15:32: error: 'log-goalposts' must both be above 0, for the logarithm"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "goalposts: [0, 0, 1]",
            "15:28: error: 'goalposts' must be [worst, best], not a list of 3"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "goalposts: [0, none]",
            "15:32: error: 'goalposts' must be a number, such as 0.5, not 'none'"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "goalposts: [0, inf]",
            "15:32: error: 'goalposts' must be a number, such as 0.5, not 'inf'"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "goalposts: [0, 1], truncate: no",
            "15:46: error: 'truncate' must be true or false, not 'no'"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "goalposts: [0, 1], target: [0, 1, 2]",
            "15:36: error: only one method may stand in 'normalize'; 'goalposts' does already"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "goalpost: [0, 1]",
            "15:17: error: unknown key 'goalpost' in 'normalize' of indicator 'rate'; did you mean 'goalposts'?"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "truncate: true",
            "15:16: error: 'normalize' of indicator 'rate' has no method; write one of goalposts, log-goalposts, table, steps, target, z-score, percentile-rank, peer-min-max"
        ),
        Mistake(
            "{goalposts: [0, 1]}",
            "",
            "15:15: error: 'normalize' of indicator 'rate' has no method; write one of goalposts, log-goalposts, table, steps, target, z-score, percentile-rank, peer-min-max"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "target: [0, 2, 1]",
            "15:25: error: the numbers of 'target' must rise: [zero, best, zero]"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "table: [[0, 0]]",
            "15:24: error: 'table' must be [[x, score], ...] of two points or more, not a list of 1"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "table: [[1, 0], [0, 50]], truncate: true",
            "15:34: error: 0 does not lie above 1; the points of 'table' must rise",
            "15:43: error: 'truncate' belongs to goalposts and log-goalposts, not to table"
        ),
        Mistake("[1, 50]", "[1, 101]", "18:37: error: 'score' must be points of 0 to 100, not '101'"),
        Mistake("[1, 50]", "[1]", "18:33: error: each point of 'steps' must be [x, score], not a list"),
        Mistake(
            "goalposts: [0, 1]",
            "z-score: [50, 0]",
            "15:26: error: the step of 'z-score' must not be 0"
        ),
        Mistake(
            "{goalposts: [0, 1]}",
            "percentile-rank\n    roll-up: pool",
            "16:14: error: 'roll-up: pool' cannot stand with a normalisation relative to peers; use scores or none"
        ),
        Mistake(
            "goalposts: [0, 1]",
            "peer-min-max: [5, 5]",
            "15:31: error: 'peer-min-max' must be two different numbers of points from 0 to 100"
        ),
    ]

    static let policies = [
        Mistake(
            "applies-to: [plant]",
            "applies-to: [plant]\n    cost: 0",
            "15:11: error: 'cost' must be a number above 0, what one unit of the value costs, not '0'"
        ),
        Mistake(
            "applies-to: [plant]",
            "applies-to: [plant]\n    cost: [5]",
            "15:11: error: 'cost' must be a number above 0, what one unit of the value costs, not a list"
        ),
        Mistake(
            "index:\n  id: root\n  children:\n    - {id: left, weight: 2, children: [rate]}\n    - days\n",
            "index:\n",
            "12:3: warning: indicator 'rate' stands in no index",
            "16:3: warning: indicator 'days' stands in no index"
        ),
        Mistake(
            "applies-to: [plant]",
            "missing: ignore",
            "14:14: error: unknown missing 'ignore'; write one of drop, hold, worst, fail"
        ),
        Mistake(
            "applies-to: [plant]",
            "expires-after: 7d",
            "14:5: error: 'expires-after' has a meaning only with 'missing: hold'"
        ),
        Mistake(
            "applies-to: [plant]",
            "missing: hold\n    stale-after: 2d\n    expires-after: 1d",
            "16:20: error: 'expires-after' 1d is shorter than 'stale-after' 2d; held readings are older"
        ),
        Mistake(
            "applies-to: [plant]",
            "roll-up: pooled",
            "14:14: error: unknown roll-up 'pooled'; did you mean 'pool'?"
        ),
        Mistake(
            "applies-to: [plant]",
            "stale-after: 12:30",
            "14:18: error: 'stale-after' must be a span such as 30s, 36h, 7d or 1d12h, not '12:30'"
        ),
        Mistake(
            "applies-to: [plant]",
            "applies-to: [plnat]",
            "14:18: error: unknown entity or kind 'plnat'; did you mean 'plant'?"
        ),
        Mistake(
            "applies-to: [plant]",
            "applies-to: plant",
            "14:17: error: 'applies-to' must be a list of kinds and entities, not 'plant'; write [plant]"
        ),
        Mistake(
            "applies-to: [plant]",
            "applies-to: []",
            "14:17: error: 'applies-to' is empty; name at least one or leave the key out"
        ),
        Mistake(
            "applies-to: [plant]",
            "applies-to: [plant, plant]",
            "14:25: error: 'plant' stands twice in 'applies-to'"
        ),
    ]

    static let tree = [
        Mistake(
            "weight: 2",
            "weight: 0",
            "22:26: error: 'weight' must be a number above 0, such as 2, 0.5 or 2/3, not '0'"
        ),
        Mistake(
            "weight: 2",
            "weight: two",
            "22:26: error: 'weight' must be a number above 0, such as 2, 0.5 or 2/3, not 'two'"
        ),
        Mistake(
            "weight: 2",
            "coverage: 90",
            "22:28: error: 'coverage' must be a share of 0 to 1, such as 2/3, 0.9 or 90%, not '90'"
        ),
        Mistake("weight: 2", "floor: -1", "22:25: error: 'floor' must be points of 0 to 100, not '-1'"),
        Mistake("weight: 2", "required: yes", "22:28: error: 'required' must be true or false, not 'yes'"),
        Mistake(
            "weight: 2",
            "aggregate: average",
            "22:29: error: unknown aggregate 'average'; write one of arithmetic, geometric, harmonic, min, max, product"
        ),
        Mistake(
            "weight: 2",
            "aggregate: power",
            "22:29: error: 'power' needs its parameters; write aggregate: {power: -1}"
        ),
        Mistake(
            "weight: 2",
            "aggregate: {owa: [1, 2]}",
            "22:35: error: 'owa' has 2 factors for 1 children; give one for each, best first"
        ),
        Mistake(
            "weight: 2",
            "aggregate: {pwr: 2}",
            "22:30: error: unknown key 'pwr' in 'aggregate'; known are power, owa, mean-min, mpi, expression"
        ),
        Mistake(
            "weight: 2",
            "applies-to: [depot]",
            "22:50: error: indicator 'rate' applies to no leaf entity here: it applies to plant, what is above does not"
        ),
        Mistake(
            "children: [rate]",
            "applies-to: [depot], children: [{id: rate, applies-to: [a]}]",
            "22:84: error: indicator 'rate' has no leaf entity in common with the node above it"
        ),
        Mistake(
            "weight: 2",
            "applies-to: [depo]",
            "22:31: error: unknown entity or kind 'depo'; did you mean 'depot'?"
        ),
        Mistake(
            "children: [rate]",
            "children: rate",
            "22:39: error: 'children' must be a list of indicators and nodes, not 'rate'; write [rate]"
        ),
        Mistake("children: [rate]", "children: []", "22:39: error: 'children' of 'left' is empty; name at least one"),
        Mistake("- days", "- {id: days, aggregate: min}", "23:18: error: 'aggregate' needs 'children' beside it"),
        Mistake("- days", "- {weight: 2}", "23:7: error: a child of 'root' has no 'id'; write id: production"),
        Mistake(
            "- days",
            "- [days]",
            "23:7: error: a child of 'root' must be a mapping of keys (id, title, weight, required, applies-to, aggregate, ...), not a list"
        ),
        Mistake(
            "  id: root\n",
            "  id: root\n  weight: 2\n",
            "21:3: error: 'weight' has no meaning at the root of the index; leave it out"
        ),
        Mistake("  id: root\n", "", "19:1: error: the index has no 'id'; write id: self-reliance"),
        Mistake(
            "  children:\n    - {id: left, weight: 2, children: [rate]}\n    - days\n",
            "",
            "19:1: error: the index has no 'children'; write children: [...]"
        ),
    ]

    static let bands = [
        Mistake("from: 50", "from: 0", "24:51: error: band 'green' does not begin above 'red'; bands must rise"),
        Mistake("from: 0", "from: 10", "24:27: error: the first band must begin at 0, or low scores have none"),
        Mistake("from: 50", "from: 500", "24:51: error: 'from' must be points of 0 to 100, not '500'"),
        Mistake(", from: 50", "", "24:31: error: a band has no 'from'; write from: 0"),
        Mistake(
            "[{name: red, from: 0}, {name: green, from: 50}]",
            "{red: 0}",
            "24:8: error: 'bands' must be a list of {name, from}, not a mapping"
        ),
    ]
}
