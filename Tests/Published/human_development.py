"""The Human Development Index of 193 countries by the example that is shipped, and without its caps."""
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import yaml

from report import Digits, rounded

EXAMPLE = Path(__file__).resolve().parents[2] / "config/examples/human-development"
FILE = "hdi_2022.csv"
PLACES = "0.000"


def example():
    """The model of the example, its files as one document."""
    document = {}
    for file in sorted((EXAMPLE / "model.d").glob("*.yaml")):
        document |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return document


def indices(program, table, model):
    """The index of every country, 0 to 1 as the report prints it."""
    readings = {row["iso3"]: {name: row[name] for name in example()["measures"]} for row in table}
    cells = program.evaluate(model, readings)
    # Points of a hundred, as decimal digits: no second rounding by a binary division.
    return {name: float(Decimal(repr(cells[name]["hdi"]["score"])) / 100) for name in readings}


def agreeing(ours, table, **mode):
    """How many countries show the published three decimals."""
    return sum(rounded(ours[row["iso3"]], PLACES, **mode) == Decimal(row["published_hdi"]) for row in table)


def published(program, data):
    table = data.rows(FILE)
    digits = Digits()
    ours = indices(program, table, EXAMPLE)
    for row in table:
        digits.compare(row["iso3"], ours[row["iso3"]], f"{Decimal(row['published_hdi']):.3f}")
    if digits.count != 193:
        digits.different.append(f"the file has {digits.count} countries, not 193")
    return digits


def without_caps(program, data):
    """Two variants that are known to be wrong are told from the right one: 175 and 101 countries agree."""
    table = data.rows(FILE)
    truncated = agreeing(indices(program, table, EXAMPLE), table, mode=ROUND_DOWN)
    model = example()
    for indicator in model["indicators"].values():
        indicator["normalize"]["truncate"] = False
    uncapped = agreeing(indices(program, table, model), table)
    return Expected(
        f"{uncapped} of {len(table)} right without caps (expected 175), {truncated} with digits cut off (expected 101)",
        (uncapped, truncated) == (175, 101),
    )


class Expected:
    """A case that is judged as a whole."""

    def __init__(self, text, is_right):
        self.text = text
        self.different = [] if is_right else [text]

    def __str__(self):
        return self.text


CASES = {
    "human development": (published, [FILE]),
    "human development, wrong variants": (without_caps, [FILE]),
}
