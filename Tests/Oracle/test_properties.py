"""Theorems that the oracle must keep on random cases, whatever the program does."""

import os
import random
import shutil
import tempfile
import unittest
from pathlib import Path

from compare import oracle_cells
from generate import START, chosen_features, generate, stamp
from model import instant

# These may leave their bounds or 0..100 by the specification.
EXCEPTED = "full,-mpi,-z-score,-percentile-rank,-peer-min-max"
CASES = int(os.environ.get("ORACLE_CASES", "60"))


def truncated(model):
    """The model with every normaliser truncated."""
    for item in model["indicators"].values():
        if isinstance(item["normalize"], dict):
            item["normalize"].pop("truncate", None)


class PropertyTests(unittest.TestCase):
    def setUp(self):
        self.seed = random.randrange(10**6)
        print(f"{self.id()}: seed {self.seed}")
        self.directory = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.directory)

    def cases(self):
        for index in range(CASES):
            case = generate(self.seed, index, chosen_features(EXCEPTED))
            truncated(case.model)
            yield case

    def cells(self, case):
        case.write(self.directory)
        return oracle_cells(self.directory, stamp(START))[0]

    def test_scores_lie_within_their_bounds(self):
        seen = 0
        for case in self.cases():
            for nodes in self.cells(case).values():
                for cell in nodes.values():
                    if cell["coverage"] is None:
                        self.assertEqual(set(cell.values()), {None})
                        continue
                    self.assertTrue(-1e-9 <= cell["low"] <= cell["high"] + 1e-9 <= 100 + 2e-9, cell)
                    self.assertTrue(0 <= cell["coverage"] <= 1)
                    if cell["score"] is not None:
                        self.assertTrue(cell["low"] - 1e-9 <= cell["score"] <= cell["high"] + 1e-9, cell)
                        seen += 1
        self.assertGreater(seen, 100)

    def test_the_order_of_arrival_is_irrelevant(self):
        for case in self.cases():
            # Of contradicting rows of one identity the last counts: only one of each is kept.
            case.rows = list({(instant(row[0]), *row[1:3]): row for row in case.rows}.values())
            before = self.cells(case)
            random.Random(self.seed).shuffle(case.rows)
            self.assertEqual(self.cells(case), before)

    def test_readings_after_the_time_change_nothing(self):
        for case in self.cases():
            before = self.cells(case)
            case.rows = [row for row in case.rows if not row[0].startswith("2026-07")]
            self.assertEqual(self.cells(case), before)


if __name__ == "__main__":
    unittest.main()
