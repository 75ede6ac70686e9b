"""The Mazziotta-Pareto index of 34 European regions, both signs, as the R package Compind computes it."""
from program import entities, gauges
from report import Comparison, number

FILE = "EU_NUTS1_mpi.csv"
SIGNS = {"positive": "mpi_pos", "negative": "mpi_neg"}


def model(names, sign):
    """Roads count as worse when more, trains as better; standard deviations of 10 around 100."""
    return {
        "entities": entities(names),
        "measures": gauges(["roads", "trains"]),
        "indicators": {
            "z1": {"value": "roads", "normalize": {"z-score": [100, -10]}},
            "z2": {"value": "trains", "normalize": {"z-score": [100, 10]}},
        },
        "index": {"id": "mpi", "aggregate": {"mpi": {"sign": sign, "ddof": 1}}, "children": ["z1", "z2"]},
    }


def both_signs(program, data):
    result = Comparison(1e-9)
    # Names of regions are no identifiers; the number of their row is.
    rows = {f"region-{row['']}": row for row in data.rows(FILE)}
    readings = {name: {"roads": row["roads"], "trains": row["trains"]} for name, row in rows.items()}
    for sign, column in SIGNS.items():
        cells = program.evaluate(model(rows, sign), readings)
        for name, row in rows.items():
            for node, expected in (("z1", "z1"), ("z2", "z2"), ("mpi", column)):
                result.compare(f"{row['NUTS1']} {expected}", cells[name][node]["score"], number(row[expected]))
    return result


CASES = {"mazziotta-pareto, both signs": (both_signs, [FILE])}
