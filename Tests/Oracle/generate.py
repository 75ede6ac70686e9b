"""Random models and readings that walk into the corners of the specification.

    python3 generate.py --seed N [--index I] [--features LIST] [--directory DIR]

writes one case as model.yaml and observations.csv. A feature list is `basic` or `full`, then
names to add or take away: `full,-mpi`, `basic,gates`.
"""

import argparse
import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import yaml

from generate_expressions import cap_text, children_text, value_text
from generate_thresholds import threshold_model

BASIC = ["goalposts", "log-goalposts", "table", "steps", "target", "arithmetic", "geometric", "harmonic", "min",
         "hold", "worst", "fail", "required", "scores", "none", "pools", "weight-measures", "offsets", "wide",
         "extremes", "thresholds"]
FULL = BASIC + ["z-score", "percentile-rank", "peer-min-max", "power", "max", "owa", "mean-min", "mpi", "product",
                "expression", "gates", "gate-indicators"]
# Corners that the specification leaves open: only by name.
OPEN = ["zero-weights"]
NORMALISERS = FULL[:5] + ["z-score", "percentile-rank", "peer-min-max"]
AGGREGATES = ["arithmetic", "geometric", "harmonic", "min", "power", "max", "owa", "mean-min", "mpi", "product",
              "expression"]
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
RELATIVE = ("z-score", "percentile-rank", "peer-min-max")
START = datetime(2026, 6, 30, 12, 0, 0, tzinfo=timezone.utc)
HOUR, DAY = 3600, 86400
WINDOWS = {"1d": DAY, "1d12h": 36 * HOUR, "7d": 7 * DAY, "1w": 7 * DAY, "30d": 30 * DAY, "90m": 5400, "1y": 365 * DAY}
LIMITS = {"1h": HOUR, "36h": 36 * HOUR, "1d": DAY, "7d": 7 * DAY, "2w": 14 * DAY}
# Ages that meet the windows and limits above exactly, besides some that do not; below 0: the future.
AGES = [0, 0, HOUR, HOUR, 5400, DAY, DAY, 36 * HOUR, 2 * DAY, 7 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 365 * DAY,
        -HOUR, -DAY, 1800, 3 * DAY, 8 * DAY, 100 * DAY, DAY + 1, DAY - 1]


@dataclass
class Case:
    """A model as plain values, rows of readings in order of delivery, and evaluation times."""

    name: str
    model: dict
    rows: list
    times: list

    def write(self, directory):
        """Writes model.yaml and observations.csv."""
        directory = Path(directory)
        directory.mkdir(parents=True, exist_ok=True)
        text = yaml.dump(self.model, Dumper=DUMPER, sort_keys=False, default_flow_style=None, width=110, allow_unicode=True)
        (directory / "model.yaml").write_text(text, encoding="utf-8")
        lines = ["time,entity,measure,value", *(",".join(row) for row in self.rows)]
        (directory / "observations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def chosen_features(text):
    """The set of features that a list such as `full,-mpi` means."""
    features = set()
    for word in text.split(","):
        if word in ("basic", "full"):
            features |= set(BASIC if word == "basic" else FULL)
        elif word.lstrip("-") not in FULL + OPEN:
            raise SystemExit(f"no feature {word}; there are: basic full {' '.join(FULL + OPEN)}")
        elif word.startswith("-"):
            features.discard(word[1:])
        else:
            features.add(word)
    return features


def stamp(time, offset_hours=0):
    """A time as ISO 8601, in UTC or with an offset."""
    if not offset_hours:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ")
    return time.astimezone(timezone(timedelta(hours=offset_hours))).isoformat()


class Generator:
    """Draws one case; the same seed, index and features give the same case."""

    def __init__(self, seed, index, features):
        self.random = random.Random(f"{seed}/{index}")
        self.features = features
        self.name = f"{seed}/{index}"
        self.counts = {}
        self.weighing = set()
        self.reads = {}
        # How much is not delivered: rich cases score everywhere, poor ones try the missing parts.
        self.silence = self.random.choice([0, 0.03, 0.1, 0.3])
        self.staleness = self.random.choice([0.1, 0.5])
        self.wide = self.has("wide", 0.06)

    def chance(self, probability):
        return self.random.random() < probability

    def has(self, feature, probability):
        """Draws whether a feature is used here, when it is switched on at all."""
        drawn = self.chance(probability)
        return drawn and feature in self.features

    def fresh(self, letter):
        """The next unused id with a letter."""
        self.counts[letter] = self.counts.get(letter, 0) + 1
        return f"{letter}{self.counts[letter]}"

    def case(self):
        if self.has("thresholds", 0.05):
            model = threshold_model(self.random, self.name)
            return Case(self.name, model, [(stamp(START), "one", "said", "50")], [stamp(START), stamp(START)])
        self.make_measures()
        self.leaves, self.parents = {}, []
        entities = [self.entity(0, set()) for _ in range(self.random.choice([1, 1, 1, 2, 3]))]
        self.indicators, self.nodes = {}, {}
        index = self.node(0, set(self.leaves))
        model = {
            "model": {"id": "drawn", "title": f"Drawn case {self.name}", "version": "1"},
            "entities": entities, "measures": self.measures, "indicators": self.indicators, "index": index,
        }
        if self.has("gates", 0.7):
            gates = [gate for gate in (self.gate() for _ in range(self.random.choice([1, 1, 2, 3, 4]))) if gate]
            if gates:
                model["gates"] = gates
        times = [stamp(START)] + [stamp(START + timedelta(seconds=self.random.choice([HOUR, DAY, 7 * DAY, -DAY])))]
        return Case(self.name, model, self.readings(), times)

    # Organisation and measures

    def make_measures(self):
        self.measures = {}
        for kind in ("gauge", "gauge", "counter", "event", *self.random.choices(["gauge", "counter", "event"], k=3)):
            entry = {"kind": kind}
            if self.has("pools", 0.3):
                entry["pool"] = self.random.choice(["sum", "mean", "min", "max"])
            self.measures[self.fresh("m")] = entry

    def weight(self):
        return self.random.choice([1, 2, 3, 0.1, 0.2, 0.3, 0.6, 0.7, 1.5, 10])

    def entity(self, depth, words):
        entry = {"id": self.fresh("e")}
        words = words | {entry["id"]}
        if self.chance(0.6):
            entry["kind"] = self.random.choice(["plant", "depot", "institute", "region"])
            words.add(entry["kind"])
        if self.has("weight-measures", 0.12):
            gauges = [name for name, item in self.measures.items() if item["kind"] != "event"]
            entry["weight"] = {"measure": self.random.choice(gauges), "else": self.weight()}
            self.weighing.add(entry["weight"]["measure"])
        elif self.chance(0.5):
            entry["weight"] = self.weight()
        if self.chance((0.75, 0.5, 0.4, 0.2, 0)[depth]):
            count = self.random.randint(15, 70) if self.wide and depth == 0 else self.random.choice([1, 2, 2, 3])
            depth = 3 if count > 3 else depth
            entry["entities"] = [self.entity(depth + 1, words) for _ in range(count)]
            self.parents.append(entry["id"])
        else:
            self.leaves[entry["id"]] = words
        return entry

    def applies_to(self, among):
        """(words or None, the leaves they leave of a set); the set left is never empty."""
        if self.chance(0.7):
            return None, among
        pool = sorted({word for leaf in among for word in self.leaves[leaf]})
        words = self.random.sample(pool, min(len(pool), self.random.choice([1, 1, 2])))
        return words, {leaf for leaf in among if self.leaves[leaf] & set(words)}

    # Index tree

    def node(self, depth, among):
        entry = {"id": self.fresh("n")}
        if self.chance(0.4):
            entry["weight"] = self.weight()
        words, among = self.applies_to(among) if depth else (None, among)
        if words:
            entry["applies-to"] = words
        if self.chance(0.5):
            entry["coverage"] = self.random.choice(["1/2", "2/3", "1/3", 0.5, 1, 0.9, 0.1, "3/4", 0.25, 0.2])
        if self.chance(0.2):
            entry["floor"] = self.random.choice([0.5, 2, 10])
        if depth and self.has("required", 0.12):
            entry["required"] = True
        children = []
        count = self.random.randint(5, 20) if self.wide and self.chance(0.5) else self.random.choice([1, 2, 2, 3, 4])
        depth = 3 if count > 4 else depth
        for _ in range(count):
            below = depth < 3 and self.chance((0.7, 0.4, 0.2)[depth])
            children.append(self.node(depth + 1, among) if below else self.indicator(among))
        names = [child if isinstance(child, str) else child["id"] for child in children]
        entry |= self.aggregate(names)
        if self.chance(0.25):
            entry["coverage"] = self.met_exactly(children)
        entry["children"] = children
        self.nodes[entry["id"]] = names
        if entry["id"] == "n1":
            entry.pop("weight", None)
        return entry

    def met_exactly(self, children):
        """A threshold that some of the children meet exactly when the others are silent."""
        weights = [Fraction(str(child.get("weight", 1) if isinstance(child, dict) else 1)) for child in children]
        some = self.random.sample(weights, self.random.randint(1, len(weights)))
        share = sum(some) / sum(weights)
        return f"{share.numerator}/{share.denominator}"

    def aggregate(self, names):
        usable = [name for name in AGGREGATES if name in self.features]
        name = self.random.choice([None, *usable])
        if name is None:
            return {}
        parameters = {
            "power": lambda: self.random.choice([2, 0.5, -2, 0, 1, 3.5]),
            "owa": lambda: self.owa(len(names)),
            "mean-min": lambda: {"alpha": self.random.choice([0, 0.5, 1]), "beta": self.random.choice([0, 0.1, 0.5])},
            "mpi": lambda: {"sign": self.random.choice(["positive", "negative"]), "ddof": self.random.choice([0, 1])},
            "expression": lambda: children_text(self.random, names),
        }
        return {"aggregate": {name: parameters[name]()} if name in parameters else name}

    def owa(self, count):
        """Exactly representable parts with sum 1."""
        cuts = sorted(self.random.choices(range(9), k=count - 1))
        return [(b - a) / 8 for a, b in zip([0, *cuts], [*cuts, 8])]

    def indicator(self, among):
        name = self.fresh("i")
        entry = {"value": value_text(self.random, self.measures, list(WINDOWS))}
        words, _ = self.applies_to(among)
        if words:
            entry["applies-to"] = words
        kind = self.random.choice([name for name in NORMALISERS if name in self.features])
        entry["normalize"] = self.normalize(kind)
        if self.chance(self.staleness):
            entry["stale-after"] = self.random.choice(list(LIMITS))
        missing = [policy for policy in ("hold", "worst", "fail") if self.has(policy, 0.15)]
        if missing:
            entry["missing"] = missing[0]
            later = [name for name, seconds in LIMITS.items() if seconds >= LIMITS[entry.get("stale-after", "1h")]]
            if missing[0] == "hold" and self.chance(0.5):
                entry["expires-after"] = self.random.choice(later)
        roll_ups = [way for way in ("scores", "none") if self.has(way, 0.2)]
        if roll_ups:
            entry["roll-up"] = roll_ups[0]
        elif self.chance(0.2):
            entry["roll-up"] = "scores" if kind in RELATIVE else "pool"
        self.indicators[name] = entry
        if self.chance(0.5):
            return name
        child = {"id": name, "weight": self.weight()}
        if self.has("required", 0.15):
            child["required"] = True
        return child

    def normalize(self, kind):
        draw = self.random
        if kind == "goalposts":
            ends = draw.choice([[0, 1], [0.5, 1], [0, 100], [100, 0], [-5, 20], [1, 0], [2.5, -2.5], [0, 3]])
        elif kind == "log-goalposts":
            ends = draw.choice([[1, 100], [100, 1], [0.1, 2], [0.5, 40]])
        elif kind in ("table", "steps"):
            count = draw.choice([1, 2, 3, 4]) + (kind == "table")
            edges = sorted(draw.sample([-10, -1, 0, 0.25, 0.5, 0.7, 0.9, 1, 2, 5, 10, 20, 50], count))
            scores = sorted(draw.sample([0, 5, 12.5, 40, 55, 70, 85, 100], count), reverse=self.chance(0.3))
            return {kind: [list(pair) for pair in zip(edges, scores)]}
        elif kind == "target":
            return {kind: draw.choice([[0, 0.5, 1], [0, 1, 3], [-5, 0, 10], [0, 25, 100]])}
        elif kind == "z-score":
            return {kind: draw.choice([[50, 10], [50, -20], [100, 5], [0, 10], [40, 30]])}
        elif kind == "peer-min-max":
            return {kind: draw.choice([[0, 100], [1, 100], [100, 0], [90, 20]])}
        else:
            return kind
        return {kind: ends, "truncate": False} if self.chance(0.15) else {kind: ends}

    # Gates

    def reaches(self, start, goal, reads):
        """Whether a node depends on another through children and gates."""
        todo, seen = [start], set()
        while todo:
            name = todo.pop()
            if name == goal:
                return True
            if name not in seen:
                seen.add(name)
                todo += self.nodes.get(name, []) + reads.get(name, [])
        return False

    def gate(self):
        """A gate whose reading closes no cycle, or None when there is nothing to read."""
        node = self.random.choice(list(self.nodes))
        among = list(self.nodes) + (list(self.indicators) if self.has("gate-indicators", 0.3) else [])
        readable = [name for name in among if not self.reaches(name, node, self.reads)]
        if not readable:
            return None
        names = self.random.sample(readable, min(len(readable), self.random.choice([1, 1, 2])))
        entry = {"node": node, "cap": cap_text(self.random, names), "reason": "drawn at random"}
        self.reads[node] = self.reads.get(node, []) + names
        if self.chance(0.35):
            entry["reads"] = self.random.choice(["above", "above", "here"])
        if self.chance(0.6):
            entry["unknown"] = self.random.choice(["no-score", "ignore", "zero"])
        return entry

    # Readings

    def amount(self, kind):
        draw = self.random
        if self.has("extremes", 0.01):
            return draw.choice([1e200, 1e-200, 1e15])
        if kind == "counter":
            return draw.choice([0, 1, 5, 10, 12.5, 40, 100, 250])
        return draw.choice([0, 0, 1, 1, 2, 3, 5, 7, 10, 25, 40, 100, 0.25, 0.5, 0.75, 1.5, -1, -4, -0.5])

    def readings(self):
        rows = []
        for entity in [*self.leaves, *self.parents]:
            if entity in self.parents and not rows:
                # A file with not one usable line is a question of its own.
                continue
            if self.chance(self.silence if entity in self.leaves else 0.6):
                continue
            for measure, item in self.measures.items():
                if not self.chance(self.silence):
                    rows += self.series_rows(entity, measure, item["kind"])
        if self.chance(0.7):
            self.random.shuffle(rows)
        return rows

    def series_rows(self, entity, measure, kind):
        """The rows of one series, some late, some twice with another value."""
        rows, counter = [], 0
        ages = sorted(self.random.choices(AGES, k=self.random.choice([1, 2, 3, 5, 8, 13, 13, 40])), reverse=True)
        for age in ages:
            value = self.amount(kind)
            if kind == "counter" and self.chance(0.8):
                counter += value
                value = counter
            if measure in self.weighing and value <= 0 and not self.has("zero-weights", 0.5):
                value = 1
            hours = self.random.choice([2, -5]) if self.has("offsets", 0.05) else 0
            rows.append((stamp(START - timedelta(seconds=age), hours), entity, measure, repr(value)))
        return rows


def generate(seed, index, features):
    """One case."""
    return Generator(seed, index, features).case()


def main():
    options = argparse.ArgumentParser(description="Writes one random case.")
    options.add_argument("--seed", default="1")
    options.add_argument("--index", type=int, default=0)
    options.add_argument("--features", default="full")
    options.add_argument("--directory", default=".")
    given = options.parse_args()
    case = generate(given.seed, given.index, chosen_features(given.features))
    case.write(given.directory)
    print(f"case {case.name}, evaluation times {' '.join(case.times)}, in {given.directory}")


if __name__ == "__main__":
    main()
