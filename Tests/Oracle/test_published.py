"""The oracle against published figures: human development, COINr, Mazziotta-Pareto."""

import csv
import os
import unittest
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import yaml

from model import Model, instant
from oracle import Oracle

DATA = Path(os.environ.get("READINESS_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
AT = "2026-01-01T00:00:00Z"


def rows(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def evaluated(document, table):
    """The cells of a model (as YAML text or values) with one reading per entity and measure."""
    document = document if isinstance(document, str) else yaml.safe_dump(document, sort_keys=False)
    model = Model(yaml.load(document, Loader=yaml.BaseLoader))
    readings = [
        (instant("2025-12-31T00:00:00Z"), entity, measure, value)
        for entity, measures in table.items()
        for measure, value in measures.items()
        if value != ""
    ]
    return Oracle(model, readings, instant(AT))


HUMAN_DEVELOPMENT = """
measures: {life: {kind: gauge}, expected: {kind: gauge}, mean: {kind: gauge}, income: {kind: gauge}}
indicators:
  life-score: {value: life, normalize: {goalposts: [20, 85]}}
  expected-score: {value: expected, normalize: {goalposts: [0, 18]}}
  mean-score: {value: mean, normalize: {goalposts: [0, 15]}}
  income-score: {value: income, normalize: {log-goalposts: [100, 75000]}}
index:
  id: development
  aggregate: geometric
  children: [life-score, {id: education, children: [expected-score, mean-score]}, income-score]
entities:
"""


@unittest.skipUnless(DATA.is_dir(), "the published data is not here")
class PublishedTests(unittest.TestCase):
    def test_human_development_of_193_countries(self):
        table = {
            row["iso3"]: {
                "life": row["life_expectancy"], "expected": row["expected_schooling"],
                "mean": row["mean_schooling"], "income": row["gni_per_capita"],
            }
            for row in rows("hdi_2022.csv")
        }
        oracle = evaluated(HUMAN_DEVELOPMENT + "".join(f"  - {{id: '{name}'}}\n" for name in table), table)
        agreeing = 0
        for row in rows("hdi_2022.csv"):
            score = oracle.cell("development", oracle.model.entities[row["iso3"]]).score
            shown = Decimal(repr(score)).quantize(Decimal("0.001"), ROUND_HALF_UP)
            agreeing += shown == Decimal(row["published_hdi"])
        self.assertEqual(agreeing, 193)

    def asem(self, aggregate, coverage, data, expected):
        meta = rows("ASEM_iMeta.csv")
        indicators = [row["iCode"] for row in meta if row["Type"] == "Indicator"]

        def node(name):
            below = [row for row in meta if row["Parent"] == name]
            children = [
                {"id": f"i-{row['iCode']}"} if row["Type"] == "Indicator" else node(row["iCode"]) for row in below
            ]
            return {"id": name, "aggregate": aggregate, "coverage": coverage, "children": children}

        inputs = {row["uCode"]: {f"m_{code}": row[code] for code in indicators} for row in rows(data)}
        document = {
            "entities": [{"id": name} for name in inputs],
            "measures": {f"m_{code}": {"kind": "gauge"} for code in indicators},
            "indicators": {
                f"i-{code}": {"value": f"m_{code}", "normalize": {"goalposts": [0, 100]}} for code in indicators
            },
            "index": node("Index"),
        }
        oracle = evaluated(document, inputs)
        compared = 0
        for row in rows(expected):
            for name in oracle.model.nodes:
                score = oracle.cell(name, oracle.model.entities[row["uCode"]]).score
                if row[name] == "":
                    self.assertIsNone(score)
                else:
                    self.assertAlmostEqual(score * 100, float(row[name]), delta=1e-10)
                compared += 1
        self.assertEqual(compared, 561)

    def test_aggregates_of_51_countries(self):
        for aggregate, letter in (("arithmetic", "a"), ("geometric", "g"), ("harmonic", "h")):
            with self.subTest(aggregate=aggregate):
                name = f"coinr_agg_minmax1_100_a_{letter}mean.csv"
                self.asem(aggregate, "2/3", "coinr_norm_minmax_1_100.csv", name)

    def test_threshold_of_51_countries(self):
        name = "coinr_raw_minmax1_100_amean_datthresh0.9.csv"
        self.asem("arithmetic", "0.9", "coinr_raw_minmax1_100_normalised.csv", name)

    def test_z_scores(self):
        given, expected = rows("coinr_norm_minmax_1_100.csv"), rows("coinr_norm_zscore.csv")
        table = {row["uCode"]: {"x": row["LPI"]} for row in given}
        oracle = evaluated(
            {
                "entities": [{"id": name} for name in table],
                "measures": {"x": {"kind": "gauge"}},
                "indicators": {"z": {"value": "x", "normalize": {"z-score": [0, 1]}}},
                "index": {"id": "top", "children": ["z"]},
            },
            table,
        )
        for row in expected:
            score = oracle.cell("z", oracle.model.entities[row["uCode"]]).score
            self.assertAlmostEqual(score * 100, float(row["LPI"]), delta=1e-10)

    def test_mazziotta_pareto_of_34_regions(self):
        given = rows("EU_NUTS1_mpi.csv")
        table = {f"r{row['']}": {"roads": row["roads"], "trains": row["trains"]} for row in given}
        for sign, column in (("positive", "mpi_pos"), ("negative", "mpi_neg")):
            oracle = evaluated(
                {
                    "entities": [{"id": name} for name in table],
                    "measures": {"roads": {"kind": "gauge"}, "trains": {"kind": "gauge"}},
                    "indicators": {
                        "z1": {"value": "roads", "normalize": {"z-score": [100, -10]}},
                        "z2": {"value": "trains", "normalize": {"z-score": [100, 10]}},
                    },
                    "index": {"id": "top", "aggregate": {"mpi": {"sign": sign, "ddof": 1}}, "children": ["z1", "z2"]},
                },
                table,
            )
            for row in given:
                entity = oracle.model.entities[f"r{row['']}"]
                for name, expected in (("z1", row["z1"]), ("z2", row["z2"]), ("top", row[column])):
                    self.assertAlmostEqual(oracle.cell(name, entity).score * 100, float(expected), delta=1e-10)


if __name__ == "__main__":
    unittest.main()
