"""An independent, slow and plain evaluation of a model, written from the specification alone.

    python3 oracle.py MODEL.yaml OBSERVATIONS.csv TIME

prints every entity's and node's score, coverage, low and high, as `readinessd evaluate --json`
does, with value and state of the indicators besides.
"""

import json
import sys
from dataclasses import dataclass
from fractions import Fraction

import expression
import methods
from expression import Missing
from model import instant, load_model, load_readings
from series import Series


# Where the specification admits two readings, the one taken: `compare.py --reading NAME=VALUE`.
READINGS = {
    # A gate of several scores with `reads: above`: `each` at its own nearest entity, or all `together`.
    "above": "together",
    # A not-applicable child in the branch that an aggregate expression does not take: it `counts`
    # as read (no score), or it is `spared` as a missing one is.
    "untaken": "counts",
}


@dataclass
class Cell:
    """One node or indicator at one entity, on the scale 0...1. Not-applicable: `score` etc. None."""

    applicable: bool = True
    score: float | None = None
    coverage: Fraction | None = None
    low: float | None = None
    high: float | None = None
    value: float | None = None
    state: str | None = None
    failed: bool = False

    def counted(self):
        """The interval this cell counts for where it is read: all of 0..1 without a score."""
        return (0.0, 1.0) if self.score is None else (self.low, self.high)

    def points(self):
        """What is published, in points."""
        def scaled(number):
            return None if number is None else number * 100
        return {
            "score": scaled(self.score), "coverage": None if self.coverage is None else float(self.coverage),
            "low": scaled(self.low), "high": scaled(self.high),
        }


def not_applicable():
    return Cell(applicable=False, state="not-applicable")


class Oracle:
    """A model with its readings at one time; every cell is computed when first asked for."""

    def __init__(self, model, readings, at):
        self.model = model
        self.series = Series(model, readings, at)
        self.cells = {}
        self.leaf_terms = {}
        # Places where rounding alone may decide; a difference in such a case proves nothing.
        self.fragile = []

    def near(self, left, right, exact=False):
        """Notes a comparison that rounding could turn; equal inputs compare exactly."""
        if not (exact and left == right):
            self.fragile.append((left, right))

    def near_values(self, left, right):
        self.near(left, right, exact=True)

    def weight(self, entity):
        """The weight of an entity: fixed, or the latest value of a measure summed over its leaves.

        A sum below 0 counts as 0: the specification says nothing of it.
        """
        if entity.weight_measure is None:
            return entity.weight
        latest = [self.series.of(leaf.id, entity.weight_measure)[-1:] for leaf in entity.leaves()]
        found = [Fraction(points[0][2]) for points in latest if points]
        return max(Fraction(0), sum(found)) if found else entity.weight

    # Indicators

    def terms(self, indicator, leaf):
        """(values by term, held) of an indicator at a leaf entity, or Missing."""
        key = (indicator.id, leaf.id)
        if key not in self.leaf_terms:
            try:
                self.leaf_terms[key] = self.read_terms(indicator, leaf)
            except Missing as reason:
                self.leaf_terms[key] = reason
        if isinstance(self.leaf_terms[key], Missing):
            raise self.leaf_terms[key]
        return self.leaf_terms[key]

    def read_terms(self, indicator, leaf):
        parts = expression.parts(indicator.tree, "term")
        events = {part[2] for part in parts if self.model.kinds[part[2]] == "event"}
        limit = indicator.expires_after if indicator.missing == "hold" else indicator.stale_after
        values, held = {}, False
        for part in parts:
            values[part], age = self.series.term(part, leaf.id, events, limit)
            stale = indicator.stale_after is not None and age is not None and age > indicator.stale_after * 1_000_000
            held = held or stale
        return values, held

    def computed(self, indicator, values):
        """The value of an indicator's expression from its terms' values, or Missing."""
        return expression.finite(expression.value(indicator.tree, values.__getitem__, self.near_values))

    def takers(self, indicator, entity):
        """The terms' values of every applicable leaf entity below that has them all."""
        found = []
        for leaf in entity.leaves():
            if leaf.id in indicator.leaves:
                try:
                    found.append(self.terms(indicator, leaf)[0])
                except Missing:
                    pass
        return found

    def pooled_value(self, indicator, entity):
        """Each term combined over the leaf entities, then the expression applied, or Missing."""
        takers = self.takers(indicator, entity)
        if not takers:
            raise Missing("no entity has every term")
        values = {}
        for part in expression.parts(indicator.tree, "term"):
            numbers = [taker[part] for taker in takers]
            pool = self.model.pools[part[2]]
            if pool == "mean":
                values[part] = sum(numbers) / len(numbers)
            else:
                values[part] = {"sum": sum, "min": min, "max": max}[pool](numbers)
        return self.computed(indicator, values)

    def peers(self, indicator):
        """The values of all leaf entities that an indicator applies to and that have one."""
        found = []
        for leaf in sorted(indicator.leaves):
            try:
                found.append(self.computed(indicator, self.terms(indicator, self.model.entities[leaf])[0]))
            except Missing:
                pass
        return found

    def normalised(self, indicator, x):
        if indicator.relative:
            peers = self.peers(indicator)
            for peer in peers:
                if peer != x and abs(peer - x) <= expression.NEARNESS * max(1, abs(x)):
                    self.near(peer, x)
            return methods.relative_score(indicator.normaliser, x, peers)
        return methods.score_of(indicator.normaliser, indicator.truncate, x, self.near)

    def without_score(self, indicator, cell):
        """Completes a cell that has no score of its own by the missing policy."""
        cell.low, cell.high = 0.0, 1.0
        if indicator.missing == "worst":
            cell.score = 0.0
        cell.failed = indicator.missing == "fail"
        return cell

    def leaf_cell(self, indicator, leaf):
        if leaf.id not in indicator.leaves:
            return not_applicable()
        cell = Cell(coverage=Fraction(0))
        try:
            values, held = self.terms(indicator, leaf)
            cell.value = self.computed(indicator, values)
            cell.score = self.normalised(indicator, cell.value)
        except Missing as reason:
            cell.state = "expired" if str(reason) == "expired" else "missing"
        if cell.score is None:
            cell.state = cell.state or "missing"
            return self.without_score(indicator, cell)
        cell.state = "held" if held else "zero" if cell.value == 0 else "value"
        cell.coverage = Fraction(1)
        cell.low = cell.high = cell.score
        return cell

    def parent_cell(self, indicator, entity):
        below = [(child, self.cell(indicator.id, child)) for child in entity.children]
        below = [(self.weight(child), cell) for child, cell in below if cell.applicable]
        if indicator.roll_up == "none" or not below:
            return not_applicable()
        total = sum(weight for weight, _ in below)
        # Where all below weigh nothing, nothing is covered.
        cell = Cell(coverage=sum(weight * child.coverage for weight, child in below) / total if total else Fraction(0))
        if indicator.roll_up == "pool":
            try:
                cell.value = self.pooled_value(indicator, entity)
                cell.score = self.normalised(indicator, cell.value)
            except Missing:
                pass
            if cell.score is not None:
                share = float(cell.coverage)
                cell.low, cell.high = share * cell.score, share * cell.score + (1 - share)
        else:
            scored = [(weight, child.score) for weight, child in below if child.score is not None]
            if sum(weight for weight, _ in scored):
                cell.score = sum(float(w) * s for w, s in scored) / float(sum(w for w, _ in scored))
                cell.low, cell.high = (
                    sum(float(weight) * child.counted()[end] for weight, child in below) / float(total)
                    for end in (0, 1)
                )
        if cell.score is None:
            return self.without_score(indicator, cell)
        return cell

    # Nodes

    def cell(self, name, entity):
        """The cell of a node or indicator at an entity."""
        key = (name, entity.id)
        if key not in self.cells:
            if name in self.model.indicators:
                indicator = self.model.indicators[name]
                compute = self.parent_cell if entity.children else self.leaf_cell
                self.cells[key] = compute(indicator, entity)
            else:
                self.cells[key] = self.node_cell(self.model.nodes[name], entity)
        return self.cells[key]

    def node_cell(self, node, entity):
        everyone = [(child, self.cell(child.id, entity)) for child in node.children]
        applicable = [(child, cell) for child, cell in everyone if cell.applicable]
        if not applicable:
            return not_applicable()
        total = sum(child.weight for child, _ in applicable)
        cell = Cell(coverage=sum(child.weight * below.coverage for child, below in applicable) / total)
        scored = [(child, below) for child, below in applicable if below.score is not None]
        share = sum((child.weight for child, _ in scored), Fraction(0)) / total
        failed = any(below.failed or (child.required and below.score is None) for child, below in applicable)
        if scored and share >= node.coverage and not failed:
            cell.score = self.aggregate(node, everyone)
        cell.low, cell.high = self.bounds(node, everyone)
        for gate in self.model.gates:
            if gate.node == node.id:
                self.apply(gate, entity, cell)
        return cell

    def aggregate(self, node, everyone):
        """The score of a node from the scores of its children, or None."""
        if node.aggregate[0] == "expression":
            by_name = {child.id: cell for child, cell in everyone}
            if self.reads_not_applicable(node, by_name):
                return None
            try:
                points = expression.value(node.aggregate[1], lambda part: points_of(by_name[part[1]]), self.near)
            except Missing:
                return None
            return min(100.0, max(0.0, points)) / 100
        scored = [(child.weight, cell.score) for child, cell in everyone if cell.score is not None]
        return methods.aggregated(
            node.aggregate, node.floor, [score for _, score in scored], [weight for weight, _ in scored],
            len(scored) == len(everyone),
        )

    @staticmethod
    def reads_not_applicable(node, by_name):
        """Whether an aggregate expression has no score since a child it reads is not-applicable."""
        read = [part[1] for part in expression.parts(node.aggregate[1], "score")]
        return READINGS["untaken"] == "counts" and any(not by_name[name].applicable for name in read)

    def bounds(self, node, everyone):
        """(low, high) of a node from what its children count for."""
        if node.aggregate[0] == "expression":
            by_name = {child.id: cell for child, cell in everyone}
            if self.reads_not_applicable(node, by_name):
                return (0.0, 1.0)
            try:
                return cut(expression.interval(node.aggregate[1], lambda part: interval_of(by_name[part[1]])))
            except Missing:
                return (0.0, 1.0)
        applicable = [(child.weight, cell.counted()) for child, cell in everyone if cell.applicable]
        ends = [
            methods.aggregated(
                node.aggregate, node.floor, [counted[end] for _, counted in applicable],
                [weight for weight, _ in applicable], len(applicable) == len(everyone),
            )
            for end in (0, 1)
        ]
        if None in ends:
            return (0.0, 1.0)
        # Only MPI, and products of negative scores, have the larger value at the lower ends.
        return (min(ends), max(ends))

    # Gates

    def read_at(self, gate, names, entity):
        """The cells that a gate reads, by name, or None where it does not bind."""
        if READINGS["above"] == "each" and len(names) > 1:
            each = [self.read_at(gate, [name], entity) for name in names]
            return None if None in each else {name: cell for cells in each for name, cell in cells.items()}
        while entity is not None:
            cells = {name: self.cell(name, entity) for name in names}
            if all(cell.applicable for cell in cells.values()):
                return cells
            entity = entity.parent if gate.reads_above else None
        return None

    def apply(self, gate, entity, cell):
        """Caps a node's cell by one gate."""
        names = [part[1] for part in expression.parts(gate.tree, "score")]
        cells = self.read_at(gate, names, entity)
        if cells is None:
            return
        low, high = cut(expression.interval(gate.tree, lambda part: interval_of(cells[part[1]])))
        default = 0.0 if gate.unknown == "zero" else None
        try:
            cap = expression.value(gate.tree, lambda part: points_of(cells[part[1]], default), self.near)
            cap = max(0.0, expression.finite(cap)) / 100
        except Missing:
            cap = None
        cell.low = min(cell.low, low)
        if cap is not None or gate.unknown != "ignore":
            cell.high = min(cell.high, high)
        if cap is not None and cell.score is not None:
            cell.score = min(cell.score, cap)
        elif cap is None and gate.unknown != "ignore":
            cell.score = None

    def everything(self):
        """Every cell as {entity: {node: cell}}."""
        names = [*self.model.nodes, *(name for name, item in self.model.indicators.items())]
        return {
            entity.id: {name: self.cell(name, entity) for name in names} for entity in self.model.entities.values()
        }


def points_of(cell, default=None):
    """The score of a cell in points; `default` without one, or Missing."""
    if cell.score is None:
        if default is None:
            raise Missing("no score")
        return default
    return cell.score * 100


def interval_of(cell):
    """What a cell counts for, in points; Missing when it is not-applicable."""
    if not cell.applicable:
        raise Missing("not-applicable")
    low, high = cell.counted()
    return (low * 100, high * 100)


def cut(points):
    """An interval in points cut to 0..100, on the scale 0...1."""
    return tuple(min(100.0, max(0.0, end)) / 100 for end in points)


def main():
    model_path, readings_path, time = sys.argv[1:]
    oracle = Oracle(load_model(model_path), load_readings(readings_path), instant(time))
    entities = {
        entity: {
            name: cell.points() | ({"value": cell.value, "state": cell.state} if name in oracle.model.indicators else {})
            for name, cell in nodes.items()
        }
        for entity, nodes in oracle.everything().items()
    }
    json.dump({"entities": entities, "fragile": len(oracle.fragile)}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
