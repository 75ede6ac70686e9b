"""Worked examples of single figures: equipment effectiveness, concentration of suppliers, one country's index."""
import re

from program import entities, gauges
from report import Digits

FILE = "worked_examples.csv"

# The figures of each sheet by the words it uses, what its factors are made of, and the decimals that hold.
EFFECTIVENESS = {
    "oee-1": (
        {
            "shift": "shift=", "breaks": "breaks=", "downtime": "downtime=", "cycle": "ideal_cycle=",
            "total": "total=", "reject": "reject=",
        },
        "(shift - breaks - downtime) / (shift - breaks)",
        "cycle * total / (60 * (shift - breaks - downtime))",
        "(total - reject) / total", 6,
    ),
    "oee-2": (
        {"planned": "planned=", "run": "run=", "cycle": "ideal_cycle=", "total": "total=", "good": "good="},
        "run / planned", "cycle * total / run", "good / total", 6,
    ),
    "oee-3": (
        {
            "planned": "planned ", "operating": "operating ", "ideal_rate": "ideal rate ", "total": "total=",
            "reject": "reject=",
        },
        # The sheet prints its rate to four digits only: 1.041, where the performance it prints needs 1.04103.
        "operating / planned", "total / (ideal_rate * operating)", "(total - reject) / total", 4,
    ),
}


def row(data, name):
    return next(row for row in data.rows(FILE) if row["id"] == name)


def figure(text, words):
    """The number that directly follows some words."""
    return re.search(re.escape(words) + r"([0-9.]*[0-9])", text)[1]


def one(program, measures, indicators, index, readings):
    """The cells of a model with one entity."""
    model = {
        "entities": entities(["line"]), "measures": gauges(measures), "indicators": indicators, "index": index,
    }
    return program.evaluate(model, {"line": readings})["line"]


def effectiveness(name):
    """Availability, performance and quality, and their product: an aggregate of the product's own."""

    def case(program, data):
        words, *factors, decimals = EFFECTIVENESS[name]
        example = row(data, name)
        readings = {measure: figure(example["inputs"], word) for measure, word in words.items()}
        names = ["availability", "performance", "quality"]
        indicators = {
            indicator: {"value": value, "normalize": {"goalposts": [0, 1]}}
            for indicator, value in zip(names, factors)
        }
        cells = one(
            program, readings, indicators, {"id": "effectiveness", "aggregate": "product", "children": names}, readings
        )
        digits = Digits()
        for node, letter in zip([*names, "effectiveness"], ["A", "P", "Q", "OEE"]):
            digits.compare(node, cells[node]["score"] / 100, figure(example["expected"], f"{letter}="), decimals)
        return digits

    return case


def concentration(name, scale):
    """The sum of squared shares as an expression; `scale` is 10,000 where the example prints parts of one too."""

    def case(program, data):
        example = row(data, name)
        shares = re.search(r"[0-9,]+", example["inputs"])[0].split(",")
        readings = {f"share_{place}": share for place, share in enumerate(shares)}
        squares = " + ".join(f"{measure} * {measure}" for measure in readings)
        # Shares of a hundred: 10,000 is a single supplier, the worst.
        indicator = {"value": squares, "normalize": {"goalposts": [10000, 0]}}
        cells = one(
            program, readings, {"concentration": indicator}, {"id": "top", "children": ["concentration"]}, readings
        )
        digits = Digits()
        value = cells["concentration"]["value"]
        digits.compare("value", value, re.match("[0-9]+", example["expected"])[0])
        if scale:
            digits.compare("of one", value / scale, figure(example["expected"], "("))
        return digits

    return case


def development(program, data):
    """One country of the edition of 2020: two given indices and an income."""
    example = row(data, "hdi-1")
    readings = {
        "health": figure(example["inputs"], "health "), "education": figure(example["inputs"], "education "),
        "income": figure(example["inputs"], "ln("),
    }
    indicators = {
        "health-index": {"value": "health", "normalize": {"goalposts": [0, 1]}},
        "education-index": {"value": "education", "normalize": {"goalposts": [0, 1]}},
        "income-index": {"value": "income", "normalize": {"log-goalposts": [100, 75000]}},
    }
    index = {"id": "development", "aggregate": "geometric", "children": list(indicators)}
    cells = one(program, readings, indicators, index, readings)
    digits = Digits()
    # The income index closes the row of inputs.
    digits.compare("income-index", cells["income-index"]["score"] / 100, example["inputs"].rpartition("=")[2])
    digits.compare("development", cells["development"]["score"] / 100, figure(example["expected"], "HDI "))
    return digits


CASES = (
    {f"worked example {name}": (effectiveness(name), [FILE]) for name in EFFECTIVENESS}
    | {
        "worked example hhi-1": (concentration("hhi-1", 10000), [FILE]),
        "worked example hhi-2": (concentration("hhi-2", None), [FILE]),
        "worked example hdi-1": (development, [FILE]),
    }
)
