"""The sustainable connectivity index of 51 countries, as the R package COINr computes it.

Files: the inputs (ASEM_iData), the model (ASEM_iMeta), and what COINr makes of them. Those named raw_* start from the
inputs as they are; norm_* and agg_* from inputs divided by a denominator, imputed and with outliers treated.
"""
from program import entities, gauges
from report import Comparison, number

INPUTS, META = "ASEM_iData.csv", "ASEM_iMeta.csv"
RAW = "coinr_raw_minmax1_100_normalised.csv"
TREATED, Z_SCORES = "coinr_norm_minmax_1_100.csv", "coinr_norm_zscore.csv"
THRESHOLD = "coinr_raw_minmax1_100_amean_datthresh0.9.csv"
WEIGHTS = "coinr_effective_weights.csv"
# Indicators of which COINr has changed outliers before it normalised.
OUTLIERS = set(
    "Flights Bord Gas Services FDI ForPort CostImpEx Tariff StMob CultServ Forest Poverty NGOs FemLab PubDebt".split()
)
TOLERANCE = 1e-9


class Index:
    """The index tree and the indicators of the meta file."""

    def __init__(self, data):
        rows = data.rows(META)
        self.meta = {row["iCode"]: row for row in rows}
        self.indicators = [row["iCode"] for row in rows if row["Type"] == "Indicator"]
        self.nodes = [row["iCode"] for row in rows if row["Type"] == "Aggregate"]

    def tree(self, aggregate, coverage, name="Index"):
        """The part of a model from a node on."""
        children = [
            code if code in self.indicators else self.tree(aggregate, coverage, code) for code in self.below(name)
        ]
        return {"id": name, "aggregate": aggregate, "coverage": coverage, "children": children}

    def below(self, name):
        return [code for code, row in self.meta.items() if row["Parent"] == name]

    def leaves(self, name):
        """The indicators at or below a name."""
        if name in self.indicators:
            return {name}
        return set().union(*map(self.leaves, self.below(name)))

    def model(self, names, normalize, tree, values=None, measures=None):
        """A model document; `normalize` and `values` are by indicator."""
        return {
            "model": {"id": "asem", "title": "Sustainable connectivity", "version": "2018"},
            "entities": entities(names),
            "measures": gauges(measures or self.indicators),
            "indicators": {
                code: {"value": (values or {}).get(code, code), "normalize": normalize(code)}
                for code in self.indicators
            },
            "index": tree,
        }

    def peers(self, code):
        """Between the least and the most of all countries, 1 to 100."""
        return {"peer-min-max": [1, 100] if self.meta[code]["Direction"] == "1" else [100, 1]}


def table(rows, columns):
    """{country: {column: text}}."""
    return {row["uCode"]: {column: row[column] for column in columns} for row in rows}


def compared(cells, rows, columns, undo=lambda points: points):
    """All cells of a published table."""
    result = Comparison(TOLERANCE)
    for row in rows:
        for column in columns:
            score = cells[row["uCode"]][column]["score"]
            result.compare(f"{row['uCode']} {column}", None if score is None else undo(score), number(row[column]))
    return result


def minimum_maximum(program, data):
    index = Index(data)
    inputs = table(data.rows(INPUTS), index.indicators)
    cells = program.evaluate(index.model(inputs, index.peers, index.tree("arithmetic", 1)), inputs)
    return compared(cells, data.rows(RAW), index.indicators)


def denominated(program, data):
    """Indicators divided by their denominator; those cells that COINr neither imputed nor treated."""
    index = Index(data)
    columns = {code: index.meta[code]["Denominator"] for code in index.indicators}
    values = {code: f"{code} / {below}" for code, below in columns.items() if below}
    measures = index.indicators + sorted(set(filter(None, columns.values())))
    inputs = table(data.rows(INPUTS), measures)
    model = index.model(inputs, index.peers, index.tree("arithmetic", 1), values, measures)
    cells = program.evaluate(model, inputs)
    result = Comparison(TOLERANCE)
    for row in data.rows(TREATED):
        for code in (code for code in index.indicators if code not in OUTLIERS):
            score = cells[row["uCode"]][code]["score"]
            if score is not None:
                result.compare(f"{row['uCode']} {code}", score, number(row[code]))
    return result


def z_scores(program, data):
    """On a scale of 50 points and 10 a standard deviation, which is undone."""
    index = Index(data)
    inputs = table(data.rows(TREATED), index.indicators)
    model = index.model(inputs, lambda code: {"z-score": [50, 10]}, index.tree("arithmetic", 1))
    return compared(
        program.evaluate(model, inputs), data.rows(Z_SCORES), index.indicators, lambda points: (points - 50) / 10
    )


def aggregated(aggregate, file):
    """Every node under one mean at every level, from treated and normalised values."""

    def case(program, data):
        index = Index(data)
        inputs = table(data.rows(TREATED), index.indicators)
        model = index.model(inputs, lambda code: {"goalposts": [0, 100]}, index.tree(aggregate, 1))
        return compared(program.evaluate(model, inputs), data.rows(file), index.nodes)

    return case


def threshold(program, data):
    """From the inputs to the index in one model: a node needs nine tenths of its children."""
    index = Index(data)
    inputs = table(data.rows(INPUTS), index.indicators)
    cells = program.evaluate(index.model(inputs, index.peers, index.tree("arithmetic", "0.9")), inputs)
    return compared(cells, data.rows(THRESHOLD), index.nodes)


def effective_weights(program, data):
    """What a node weighs in the index: its score where all below the node is 100 and all else 0."""
    index = Index(data)
    names = index.indicators + index.nodes
    inputs = {
        f"only-{name}": {code: "100" if code in index.leaves(name) else "0" for code in index.indicators}
        for name in names
    }
    model = index.model(inputs, lambda code: {"goalposts": [0, 100]}, index.tree("arithmetic", 1))
    cells = program.evaluate(model, inputs)
    result = Comparison(1e-12)
    for row in data.rows(WEIGHTS):
        name = row["iCode"]
        result.compare(name, cells[f"only-{name}"]["Index"]["score"] / 100, number(row["EffWeight"]))
    return result


CASES = {
    "asem, between least and most": (minimum_maximum, [INPUTS, META, RAW]),
    "asem, divided by denominators": (denominated, [INPUTS, META, TREATED]),
    "asem, z-scores": (z_scores, [META, TREATED, Z_SCORES]),
} | {
    f"asem, {word} means": (aggregated(word, file), [META, TREATED, file])
    for word, file in (
        (word, f"coinr_agg_minmax1_100_a_{word[0]}mean.csv") for word in ("arithmetic", "geometric", "harmonic")
    )
} | {
    "asem, coverage of nine tenths": (threshold, [INPUTS, META, THRESHOLD]),
    "asem, effective weights": (effective_weights, [META, WEIGHTS]),
}
