"""Hand cases: one small model each, figures worked out on paper from the specification."""

import unittest

import yaml

import expression
from model import Model, instant
from oracle import Oracle

AT = "2026-01-10T00:00:00Z"
HEAD = """
measures: {a: {kind: gauge}, b: {kind: gauge}, c: {kind: counter}, e: {kind: event}, f: {kind: event}, m: {kind: gauge, pool: mean}}
"""
FLAT = "entities: [{id: one}, {id: two}]\n"
TREE = "entities: [{id: top, entities: [{id: one, kind: plant, weight: 3}, {id: two, kind: depot}]}]\n"
SCALE = "normalize: {goalposts: [0, 100]}"


def evaluated(text, readings):
    """An oracle of a model with readings given as `day-of-January entity measure value` lines."""
    parsed = []
    for line in readings.strip().splitlines():
        day, entity, measure, value = line.split()
        parsed.append((instant(f"2026-01-{day}T00:00:00Z"), entity, measure, value))
    return Oracle(Model(yaml.load(HEAD + text, Loader=yaml.BaseLoader)), parsed, instant(AT))


def shown(oracle, entity, name):
    """(score, coverage, low, high) of a cell, rounded for comparison."""
    points = oracle.cell(name, oracle.model.entities[entity]).points()
    return tuple(None if item is None else round(item, 9) for item in points.values())


def indicator(value, readings, extra="", normalize=SCALE, entities=FLAT):
    """The oracle of a single indicator `i` in a single node `top-node`."""
    extra = f", {extra}" if extra else ""
    return evaluated(
        f"{entities}indicators: {{i: {{value: '{value}', {normalize}{extra}}}}}\n"
        "index: {id: top-node, children: [i]}\n", readings,
    )


class ExpressionTests(unittest.TestCase):
    def number(self, text):
        return expression.value(expression.parse(text), None)

    def test_precedence(self):
        self.assertEqual(self.number("1 + 2 * 3 - 4 / 2"), 5)
        self.assertEqual(self.number("not 1 > 2"), 1)
        self.assertEqual(self.number("1 or 0 and 0"), 1)
        self.assertEqual(self.number("(2 > 1) * 10 + -3"), 7)
        self.assertEqual(self.number("if(2 >= 2, clamp(7, 1, 5), 1 / 0)"), 5)

    def test_missing(self):
        for text in ("1 / 0", "min(1, 1 / 0)", "0 and 1 / 0", "ln(0)", "sqrt(0 - 1)", "exp(1000)", "1 or ln(-1)"):
            with self.subTest(text=text), self.assertRaises(expression.Missing):
                self.number(text)

    def test_intervals(self):
        given = {"x": (10.0, 30.0), "y": (-5.0, 5.0)}
        for text, expected in (
            ("score(x) * score(y)", (-150, 150)), ("100 / score(x)", (100 / 30, 10)),
            ("1 / score(y)", expression.UNBOUNDED), ("ln(score(y))", expression.UNBOUNDED),
            ("abs(score(y))", (0, 5)), ("if(score(x) < 20, 1, 2)", (1, 2)), ("if(score(x) < 40, 1, 1 / score(y))", (1, 1)),
            ("score(x) == 50", (0, 1)), ("not score(x)", (0, 0)), ("score(y) or 0", (0, 1)),
            ("min(1 / score(y), 50)", (float("-inf"), 50)), ("clamp(ln(score(y)), 20, 40)", (20, 40)),
        ):
            with self.subTest(text=text):
                self.assertEqual(expression.interval(expression.parse(text), lambda part: given[part[1]]), expected)

    def test_durations(self):
        self.assertEqual(expression.duration("1d12h"), 36 * 3600)
        self.assertEqual(expression.duration("1y"), 365 * 86400)


class ReadingTests(unittest.TestCase):
    def test_last_delivered_counts_and_the_future_is_unseen(self):
        oracle = indicator("a", "09 one a 20\n08 one a 90\n09 one a 30\n11 one a 70")
        self.assertEqual(shown(oracle, "one", "i"), (30, 1, 30, 30))
        self.assertEqual(shown(oracle, "two", "i"), (None, 0, 0, 100))

    def test_window_edges(self):
        readings = "08 one a 10\n09 one a 20\n10 one a 40"
        self.assertEqual(shown(indicator("avg(a[2d])", readings), "one", "i")[0], 30)
        self.assertEqual(shown(indicator("count(a[48h1s])", readings), "one", "i")[0], 3)

    def test_counter(self):
        # The start lies at the window's edge; 100 -> 7 is a reset.
        readings = "07 one c 90\n08 one c 95\n09 one c 100\n10 one c 7"
        self.assertEqual(shown(indicator("increase(c[2d])", readings), "one", "i")[0], 12)
        self.assertEqual(shown(indicator("rate(c[2d]) * 86400", readings), "one", "i")[0], 6)
        self.assertIsNone(shown(indicator("increase(c[1d])", "10 one c 7"), "one", "i")[0])
        self.assertIsNone(shown(indicator("increase(c[1d])", "08 one c 7"), "one", "i")[0])

    def test_events(self):
        self.assertEqual(shown(indicator("sum(e[1d])", "02 one e 5"), "one", "i")[0], 0)
        self.assertIsNone(shown(indicator("sum(e[1d])", "02 one f 5"), "one", "i")[0])
        self.assertEqual(shown(indicator("sum(e[1d]) + sum(f[30d])", "02 one f 5"), "one", "i")[0], 5)
        self.assertIsNone(shown(indicator("avg(e[1d])", "02 one e 5"), "one", "i")[0])

    def test_freshness(self):
        for extra, expected in (
            ("stale-after: 1d", 40), ("stale-after: 23h", None), ("stale-after: 1h, missing: hold", 40),
            ("stale-after: 1h, missing: hold, expires-after: 1d", 40),
            ("stale-after: 1h, missing: hold, expires-after: 23h", None), ("stale-after: 1h, missing: worst", 0),
        ):
            with self.subTest(extra=extra):
                self.assertEqual(shown(indicator("a", "09 one a 40", extra), "one", "i")[0], expected)
        held = indicator("a", "09 one a 40", "stale-after: 1h, missing: hold")
        self.assertEqual(held.cell("i", held.model.entities["one"]).state, "held")
        self.assertEqual(shown(held, "one", "i")[1], 1)

    def test_readings_of_parents_are_ignored(self):
        oracle = indicator("a", "09 top a 40", entities=TREE)
        self.assertEqual(shown(oracle, "top", "i"), (None, 0, 0, 100))


class RollUpTests(unittest.TestCase):
    def test_pool_is_a_ratio_of_sums(self):
        oracle = indicator("100 * a / b", "09 one a 1\n09 one b 2\n09 two a 9\n09 two b 10", entities=TREE)
        self.assertAlmostEqual(shown(oracle, "top", "i")[0], 1000 / 12, places=8)

    def test_pool_bounds(self):
        oracle = indicator("100 * a / b", "09 one a 1\n09 one b 2\n09 two a 9", entities=TREE)
        self.assertEqual(shown(oracle, "top", "i"), (50, 0.75, 37.5, 62.5))
        self.assertEqual(shown(oracle, "top", "top-node"), (50, 0.75, 37.5, 62.5))

    def test_mean_pool(self):
        oracle = indicator("m + a", "09 one m 10\n09 two m 20\n09 one a 1\n09 two a 2", entities=TREE)
        self.assertEqual(shown(oracle, "top", "i")[0], 18)

    def test_scores(self):
        oracle = indicator("a", "09 one a 80", "roll-up: scores", entities=TREE)
        self.assertEqual(shown(oracle, "top", "i"), (80, 0.75, 60, 85))

    def test_none(self):
        oracle = indicator("a", "09 one a 80", "roll-up: none", entities=TREE)
        self.assertEqual(shown(oracle, "top", "i"), (None,) * 4)
        self.assertEqual(shown(oracle, "top", "top-node"), (None,) * 4)

    def test_weight_by_measure(self):
        tree = "entities: [{id: top, entities: [{id: one, weight: {measure: b, else: 1}}, {id: two, weight: 2}]}]\n"
        oracle = indicator("a", "09 one a 80\n09 two a 20\n01 one b 4", "roll-up: scores", entities=tree)
        self.assertEqual(shown(oracle, "top", "i")[0], 60)

    def test_worst(self):
        oracle = indicator("a", "09 one a 80", "missing: worst", entities=TREE)
        self.assertEqual(shown(oracle, "two", "i"), (0, 0, 0, 100))
        self.assertEqual(shown(oracle, "top", "i"), (80, 0.75, 60, 85))

    def test_applies_to(self):
        oracle = indicator("a", "09 one a 80", "applies-to: [depot]", entities=TREE)
        self.assertEqual(shown(oracle, "one", "i"), (None,) * 4)
        self.assertEqual(shown(oracle, "top", "i"), (None, 0, 0, 100))

    def test_relative(self):
        readings = "09 one a 5\n09 two a 9"
        rank = indicator("a", readings, normalize="normalize: percentile-rank", entities=TREE)
        self.assertEqual([shown(rank, name, "i")[0] for name in ("one", "two", "top")], [0, 100, 25])
        span = indicator("a", readings, normalize="normalize: {peer-min-max: [90, 10]}")
        self.assertEqual([shown(span, name, "i")[0] for name in ("one", "two")], [90, 10])
        alone = indicator("a", "09 one a 5", "missing: worst", "normalize: percentile-rank")
        self.assertEqual(shown(alone, "one", "i"), (0, 0, 0, 100))


class NormaliserTests(unittest.TestCase):
    def test_scales(self):
        for normalize, x, expected in (
            ("{goalposts: [50, 10]}", 20, 75), ("{goalposts: [0, 10]}", 11, 100),
            ("{goalposts: [0, 10], truncate: false}", 11, 110), ("{log-goalposts: [1, 100]}", 10, 50),
            ("{log-goalposts: [1, 100]}", 0, None), ("{table: [[0, 0], [10, 80], [20, 100]]}", 15, 90),
            ("{table: [[0, 5], [10, 80]]}", -3, 5), ("{steps: [[0, 10], [5, 40], [9, 100]]}", 5, 40),
            ("{steps: [[0, 10], [5, 40]]}", -1, 10), ("{target: [0, 4, 6]}", 5, 50), ("{target: [0, 4, 6]}", 7, 0),
        ):
            with self.subTest(normalize=normalize, x=x):
                oracle = indicator("a", f"09 one a {x}", normalize=f"normalize: {normalize}")
                self.assertEqual(shown(oracle, "one", "i")[0], expected)


def nodes(index, readings, gates="", extra=""):
    """The oracle of indicators ia, ib, im (of measures a, b, m) under an index, at entity `one`."""
    items = "".join(f"  i{name}: {{value: {name}, {SCALE}{extra}}}\n" for name in "abm")
    return evaluated(f"{FLAT}indicators:\n{items}index: {index}\n{gates}", readings)


ALL = "09 one a 80\n09 one b 20\n09 one m 50"


class AggregateTests(unittest.TestCase):
    def score(self, aggregate, readings=ALL, children="[ia, {id: ib, weight: 2}, im]", more=""):
        return shown(nodes(f"{{id: n, aggregate: {aggregate}, children: {children}{more}}}", readings), "one", "n")

    def test_means(self):
        self.assertEqual(self.score("arithmetic")[0], 42.5)
        self.assertAlmostEqual(self.score("geometric")[0], (80 * 20 * 20 * 50) ** 0.25, places=8)
        self.assertAlmostEqual(self.score("harmonic")[0], 4 / (1 / 80 + 2 / 20 + 1 / 50), places=8)
        self.assertAlmostEqual(self.score("{power: 2}")[0], ((6400 + 800 + 2500) / 4) ** 0.5, places=8)
        self.assertEqual(self.score("min")[0], 20)
        self.assertEqual(self.score("max")[0], 80)
        self.assertAlmostEqual(self.score("product")[0], 8)

    def test_others(self):
        self.assertAlmostEqual(self.score("{owa: [0.5, 0.25, 0.25]}")[0], 57.5)
        self.assertAlmostEqual(self.score("{mean-min: {alpha: 1, beta: 0}}")[0], 20)
        half = 42.5 - 50 * ((0.225**2 + 0.01) ** 0.5 - 0.1)
        self.assertAlmostEqual(self.score("{mean-min: {alpha: 0.5, beta: 0.1}}")[0], half)
        self.assertAlmostEqual(self.score("{mpi: {sign: positive, ddof: 1}}")[0], 50 - 900 / 50)
        self.assertAlmostEqual(self.score("{mpi: {sign: negative, ddof: 0}}")[0], 50 + 600 / 50)

    def test_floor(self):
        readings = "09 one a 0\n09 one b 100\n09 one m 100"
        self.assertAlmostEqual(self.score("geometric", readings, "[ia, ib]")[0], 10)
        self.assertAlmostEqual(self.score("geometric", readings, "[ia, ib]", ", floor: 4")[0], 20)

    def test_missing_children(self):
        two = "09 one a 80\n09 one b 20"
        self.assertEqual(self.score("arithmetic", two), (40, 0.75, 30, 55))
        self.assertEqual(self.score("{owa: [0.5, 0.25, 0.25]}", two), (None, 0.75, 45, 75))
        self.assertEqual(self.score("product", two), (16, 0.75, 0, 16))
        self.assertEqual(self.score("max", two), (80, 0.75, 80, 100))

    def test_threshold_met_exactly(self):
        children = "[{id: ia, weight: 0.1}, {id: ib, weight: 0.2}, {id: im, weight: 0.3}]"
        readings = "09 one a 80\n09 one b 20"
        self.assertEqual(self.score("arithmetic", readings, children, ", coverage: 1/2"), (40, 0.5, 20, 70))
        self.assertIsNone(self.score("arithmetic", readings, children, ", coverage: 0.5000000001")[0])

    def test_a_node_without_score_counts_as_a_whole(self):
        inner = "{id: inner, children: [{id: ia, weight: 1}, {id: ib, weight: 9}]}"
        oracle = nodes(f"{{id: n, coverage: 1/2, children: [{inner}, im]}}", "09 one a 80\n09 one m 50")
        self.assertEqual(shown(oracle, "one", "inner"), (None, 0.1, 8, 98))
        self.assertEqual(shown(oracle, "one", "n"), (50, 0.55, 25, 75))

    def test_required_and_fail(self):
        self.assertIsNone(self.score("max", "09 one a 80\n09 one b 1", "[ia, ib, {id: im, required: true}]")[0])
        oracle = nodes("{id: n, children: [ia, ib, im]}", "09 one a 80\n09 one b 1", extra=", missing: fail")
        self.assertIsNone(shown(oracle, "one", "n")[0])

    def test_expression(self):
        self.assertEqual(self.score("{expression: 'score(ia) * 2'}"), (100, 1, 100, 100))
        two = "09 one a 80\n09 one b 20"
        self.assertIsNone(self.score("{expression: 'score(ia) + score(im)'}", two)[0])
        self.assertEqual(self.score("{expression: 'if(score(ia) > 50, score(ib), score(im))'}", two), (20, 0.75, 20, 20))
        self.assertEqual(self.score("{expression: 'score(ia) - score(im) / 2'}", two)[2:], (30, 80))


class GateTests(unittest.TestCase):
    def gated(self, gate, readings=ALL):
        index = "{id: n, children: [{id: p, children: [ia]}, {id: q, children: [ib]}]}"
        items = "".join(f"  i{name}: {{value: {name}, {SCALE}}}\n" for name in "ab")
        text = f"{FLAT}indicators:\n{items}index: {index}\ngates: [{{node: p, reason: why, {gate}}}]\n"
        return shown(evaluated(text, readings), "one", "p")

    def test_caps(self):
        self.assertEqual(self.gated("cap: score(q) + 10"), (30, 1, 30, 30))
        self.assertEqual(self.gated("cap: score(q) - 30"), (0, 1, 0, 0))
        self.assertEqual(self.gated("cap: 75"), (75, 1, 75, 75))
        self.assertEqual(self.gated("cap: 'if(score(q) < 40, 60, 100)'"), (60, 1, 60, 60))

    def test_unknown(self):
        readings = "09 one a 80"
        self.assertEqual(self.gated("cap: score(q) + 10", readings), (None, 1, 10, 80))
        self.assertEqual(self.gated("cap: score(q) + 10, unknown: ignore", readings), (80, 1, 10, 80))
        self.assertEqual(self.gated("cap: score(q) + 10, unknown: zero", readings), (10, 1, 10, 80))
        self.assertEqual(self.gated("cap: 10 / score(q), unknown: zero", readings), (None, 1, 0, 80))

    def test_reads_above(self):
        text = f"""{TREE}indicators:
  ia: {{value: a, applies-to: [plant], {SCALE}}}
  ib: {{value: b, applies-to: [depot], {SCALE}}}
index: {{id: n, children: [{{id: p, children: [ia]}}, {{id: q, children: [ib]}}]}}
gates: [{{node: p, cap: score(q), reason: why, reads: above}}]
"""
        readings = "09 one a 80\n09 two b 20"
        self.assertEqual(shown(evaluated(text, readings), "one", "p")[0], 20)
        self.assertEqual(shown(evaluated(text.replace(", reads: above", ""), readings), "one", "p")[0], 80)


if __name__ == "__main__":
    unittest.main()
