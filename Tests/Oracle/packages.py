"""Compares readinessd with packages from PyPI on random hierarchies, level by level.

    python3 packages.py --program PROGRAM [--seed N] [--count N] [--environment DIRECTORY]

Weighted sums, weighted products and min-max scaling by pymcdm; harmonic and power means, standard scores and ranks by
scipy; Sobol indices by SALib; the rest by numpy. The packages go into a virtual environment: a temporary one, or the given one, which is kept.
Without PyPI the comparison is skipped, or fails where READINESS_REQUIRED=1.
"""

import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import sensitivity

PACKAGES = ["pymcdm==1.4.0", "SALib==1.6.0", "numpy", "scipy", "PyYAML"]
TIME = "2026-06-30T00:00:00Z"
TOLERANCE = 1e-9


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", required=True, help="path of readinessd")
    options.add_argument("--seed", type=int, default=20260228)
    options.add_argument("--count", type=int, default=150, help="number of hierarchies")
    options.add_argument("--environment", help="directory of a virtual environment to use, made where it is not there")
    options.add_argument("--installed", action="store_true", help="use the packages of this interpreter")
    given = options.parse_args()
    if given.installed:
        sys.exit(compare(given))
    with tempfile.TemporaryDirectory(prefix="readiness-packages-") as temporary:
        directory = Path(given.environment or temporary)
        python = directory / "bin/python"
        why = None if python.exists() else install(directory, python)
        if why is None:
            command = [python, __file__, "--installed", "--program", given.program]
            sys.exit(subprocess.call([*command, "--seed", str(given.seed), "--count", str(given.count)]))
        if os.environ.get("READINESS_REQUIRED") == "1":
            sys.exit(f"packages: FAILED: {why}")
        print(f"skipped: {why}")


def install(directory, python):
    """Makes the environment; returns why there is none."""
    steps = [
        [sys.executable, "-m", "venv", directory],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, timeout=900, check=False)
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines()
            return f"the packages cannot be installed: {lines[-1] if lines else done.returncode}"
    return None


def compare(given):
    """Runs every case; returns the exit status."""
    # An entity that is best or worst in everything is worth a warning to those who rank.
    warnings.filterwarnings("ignore", message="Alternatives with indices")
    passed = failed = cells = 0
    largest = 0.0
    for number in range(given.count):
        case = Case(random.Random(f"{given.seed} {number}"))
        found, ours = case.expected(), evaluated(given.program, case)
        different = []
        for node, scores in found.items():
            for place, expected in enumerate(scores):
                score = ours[f"e{place}"][node]["score"]
                error = abs(score - expected) if score is not None else float("inf")
                cells += 1
                if error <= TOLERANCE:
                    largest = max(largest, error)
                else:
                    different.append(f"  e{place} {node}: packages {expected!r}, ours {score!r}")
        passed, failed = (passed, failed + 1) if different else (passed + 1, failed)
        if different:
            print(f"case {number} of seed {given.seed}: {len(different)} different\n" + "\n".join(different[:5]))
    print(f"seed {given.seed}: {cells} scores, largest error {largest:.1e} points (allowed {TOLERANCE:.0e})")
    trees = (FixedScales(random.Random(f"{given.seed} sensitivity {number}")) for number in range(1000))
    right, wrong = sensitivity.compare(given.program, itertools.islice((tree for tree in trees if tree.fits), 8))
    passed, failed = passed + right, failed + wrong
    print(f"packages: {passed} passed, {failed} failed")
    return 1 if failed else 0


def evaluated(program, case):
    """What the program makes of a case: {entity: {node: {score, ...}}}."""
    import yaml

    with tempfile.TemporaryDirectory(prefix="readiness-packages-") as name:
        model, observations = Path(name, "model.yaml"), Path(name, "observations.csv")
        model.write_text(yaml.safe_dump(case.model(), sort_keys=False), encoding="utf-8")
        rows = [
            f"{TIME},e{place},m{column},{value!r}"
            for column, values in enumerate(case.values)
            for place, value in enumerate(values)
        ]
        observations.write_text("time,entity,measure,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
        command = [program, "evaluate", "--model", model, "--observations", observations, "--at", TIME, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0 or done.stderr:
            sys.exit(f"evaluate ended with {done.returncode}:\n{done.stderr}")
        return json.loads(done.stdout)["entities"]


class Case:
    """A random hierarchy over a table of values: a column for each indicator, a row for each entity."""

    def __init__(self, numbers):
        self.numbers = numbers
        self.rows = numbers.randint(3, 20)
        self.values, self.scales = [], []
        self.tree = self.node("top", 0)

    def node(self, name, depth):
        """A node {id, weight, method, parameter, children}, or the number of an indicator in place of children."""
        weight = self.numbers.choice([1, 2, 3, 0.5, 0.25, 7.3])
        if depth == 3 or depth > 0 and self.numbers.random() < 0.4:
            self.scales.append(self.numbers.choice(SCALES))
            self.values.append([round(self.numbers.uniform(0.5, 200), 3) for _ in range(self.rows)])
            return {"id": f"i{len(self.values) - 1}", "weight": weight, "indicator": len(self.values) - 1}
        count = self.numbers.randint(2, 5)
        return {
            "id": name, "weight": weight, "method": self.numbers.choice(METHODS),
            "power": self.numbers.choice([-40, -3, -0.5, 1e-4, 0.5, 2, 40]),
            "factors": [round(self.numbers.uniform(0.1, 1), 2) for _ in range(count)],
            "children": [self.node(f"{name}-{place}", depth + 1) for place in range(count)],
        }

    def model(self):
        """The model as the product spells it."""
        columns = range(len(self.values))
        return {
            "entities": [{"id": f"e{place}"} for place in range(self.rows)],
            "measures": {f"m{column}": {"kind": "gauge"} for column in columns},
            "indicators": {
                f"i{column}": {"value": f"m{column}", "normalize": self.scales[column]} for column in columns
            },
            "index": self.spelled(self.tree) | {"id": "top"},
        }

    def spelled(self, node):
        if "indicator" in node:
            return {"id": node["id"], "weight": node["weight"]}
        method = {"power": {"power": node["power"]}, "owa": {"owa": node["factors"]}}.get(node["method"], node["method"])
        children = [self.spelled(child) for child in node["children"]]
        spelled = {"id": node["id"], "weight": node["weight"], "aggregate": method, "children": children}
        if node is self.tree:
            del spelled["weight"]
        return spelled

    def expected(self):
        """The points of every node at every entity by the packages."""
        found = {}
        self.add(self.tree, found)
        return {name: points.tolist() for name, points in found.items()}

    def add(self, node, found):
        import numpy

        if "indicator" in node:
            column = node["indicator"]
            found[node["id"]] = scaled(self.scales[column], numpy.array(self.values[column]))
            return
        for child in node["children"]:
            self.add(child, found)
        matrix = numpy.column_stack([found[child["id"]] for child in node["children"]])
        weights = numpy.array([child["weight"] for child in node["children"]])
        found[node["id"]] = aggregated(node, matrix, weights / weights.sum())


class FixedScales(Case):
    """A hierarchy of one entity whose scales do not depend on peers, so that its score is a function of its values."""

    @property
    def fits(self):
        """Whether it has few enough indicators for a close estimate."""
        return 2 <= len(self.values) <= 8

    def __init__(self, numbers):
        super().__init__(numbers)
        fixed = [{"goalposts": [-50, 300]}, {"goalposts": [300, -50]}, {"log-goalposts": [0.1, 300]}]
        self.scales = [numbers.choice(fixed) for _ in self.scales]

    def scores(self, drawn):
        """The points of the top for rows of values."""
        self.values, kept = list(drawn.T), self.values
        found = self.expected()["top"]
        self.values = kept
        import numpy

        return numpy.array(found)


# All stay within 1 and 100 points: neither the floor nor the end of a scale has a part here.
SCALES = [
    {"peer-min-max": [1, 100]}, {"peer-min-max": [100, 1]}, {"z-score": [50, 5]}, {"z-score": [50, -5]},
    {"goalposts": [-5, 205]}, {"goalposts": [205, -5]}, {"log-goalposts": [0.4, 201]},
]
METHODS = ["arithmetic", "arithmetic", "geometric", "geometric", "harmonic", "power", "min", "max", "owa"]


def scaled(scale, values):
    """The points of a column of values."""
    import numpy
    from pymcdm.normalizations import minmax_normalization
    from scipy.stats import zscore

    (kind, (first, second)), = scale.items()
    if kind == "peer-min-max":
        return 1 + 99 * minmax_normalization(values, cost=first > second)
    if kind == "z-score":
        return first + second * zscore(values, ddof=1)
    if kind == "log-goalposts":
        first, second, values = numpy.log(first), numpy.log(second), numpy.log(values)
    return 100 * numpy.interp(values, *zip(*sorted([(first, 0), (second, 1)])))


def aggregated(node, matrix, weights):
    """The points of a node from those of its children, a column each."""
    import numpy
    from pymcdm.methods import WPM, WSM
    from scipy.stats import hmean, pmean

    # The columns are scores already: more is better, and nothing is left to normalise.
    types = numpy.ones(len(weights))
    as_it_is = {"normalization_function": lambda column, cost: column}
    match node["method"]:
        case "arithmetic": return WSM(**as_it_is)(matrix, weights, types)
        case "geometric": return WPM(**as_it_is)(matrix, weights, types)
        case "harmonic": return hmean(matrix, axis=1, weights=numpy.broadcast_to(weights, matrix.shape))
        case "power":
            # Relative to the largest, for the sake of its precision at 1e-4 and of its range at 40.
            largest = matrix.max()
            shares = numpy.broadcast_to(weights, matrix.shape)
            return largest * pmean(matrix / largest, node["power"], axis=1, weights=shares)
        case "min": return matrix.min(axis=1)
        case "max": return matrix.max(axis=1)
        case _: return numpy.average(-numpy.sort(-matrix, axis=1), axis=1, weights=node["factors"])


if __name__ == "__main__":
    main()
