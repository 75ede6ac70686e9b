"""What `evaluate` prints for people: the numbers of its JSON, rounded once, half away from zero."""
import csv
from decimal import Decimal

from asem import INPUTS, META, Index, table
from report import Digits


def table_of_scores(program, data):
    """Every number of the printed table beside the unrounded one, over raw inputs with their gaps."""
    index = Index(data)
    inputs = table(data.rows(INPUTS), index.indicators)
    model = index.model(inputs, index.peers, index.tree("harmonic", "0.5"))
    cells, lines = program.evaluate(model, inputs, is_printed=True)
    digits = Digits()
    for row in csv.DictReader(line for line in lines.splitlines() if not line.startswith("#")):
        cell = cells[row["entity"]][row["node"]]
        for column in ("score", "coverage", "low", "high"):
            if row[column] == "" or cell[column] is None:
                if row[column] != "" or cell[column] is not None:
                    digits.different.append(f"{row['entity']} {row['node']}: {column} {row[column]}, {cell[column]}")
                continue
            digits.compare(f"{row['entity']} {row['node']} {column}", cell[column], row[column])
            # Three decimals each, never a power of ten or fewer digits.
            if Decimal(row[column]).as_tuple().exponent != -3:
                digits.different.append(f"{row['entity']} {row['node']}: {column} printed as {row[column]}")
    return digits


CASES = {"printed table": (table_of_scores, [INPUTS, META])}
