"""The model file and the readings, as the specification spells them.

Scalars are kept as text (no YAML type is resolved), so that 0.1 is one tenth exactly where the
specification compares exactly.
"""

import csv
from dataclasses import dataclass, field
from datetime import datetime, timezone
from fractions import Fraction

import yaml

import expression

# The quick reader where PyYAML has it; both leave every scalar a text.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
RELATIVE = ("z-score", "percentile-rank", "peer-min-max")


@dataclass
class Entity:
    """A place in the organisation tree."""

    id: str
    kind: str | None
    weight: Fraction
    weight_measure: str | None
    parent: "Entity | None"
    children: list = field(default_factory=list)

    def leaves(self):
        """The leaf entities of this one: itself when it has no children."""
        if not self.children:
            return [self]
        return [leaf for child in self.children for leaf in child.leaves()]

    def words(self):
        """Every id and kind that means this leaf in `applies-to`."""
        own = {self.id} | ({self.kind} if self.kind else set())
        return own | (self.parent.words() if self.parent else set())


@dataclass
class Indicator:
    """A leaf of the index tree: an expression, its scale, and what to do without it."""

    id: str
    tree: tuple
    normaliser: tuple
    truncate: bool
    roll_up: str
    missing: str
    stale_after: int | None
    expires_after: int | None
    applies_to: list | None
    leaves: set = field(default_factory=set)

    @property
    def relative(self):
        return self.normaliser[0] in RELATIVE


@dataclass
class Child:
    """A node's or indicator's place below its parent node."""

    id: str
    weight: Fraction
    required: bool


@dataclass
class Node:
    """An inner node of the index tree."""

    id: str
    aggregate: tuple
    coverage: Fraction
    floor: float
    children: list


@dataclass
class Gate:
    """A cap on a node."""

    node: str
    tree: tuple
    reads_above: bool
    unknown: str


class Model:
    """A model file, read; `entities`, `indicators` and `nodes` are by id, in file order."""

    def __init__(self, document):
        self.entities, self.tops = {}, []
        for entry in document["entities"]:
            self.tops.append(self.add_entity(entry, None))
        self.kinds = {name: entry["kind"] for name, entry in document.get("measures", {}).items()}
        self.pools = {name: entry.get("pool", "sum") for name, entry in document.get("measures", {}).items()}
        self.indicators = {name: read_indicator(name, entry) for name, entry in document["indicators"].items()}
        self.nodes = {}
        everywhere = {leaf.id for top in self.tops for leaf in top.leaves()}
        self.add_node(document["index"], everywhere)
        self.gates = [read_gate(entry) for entry in document.get("gates", [])]

    def add_entity(self, entry, parent):
        weight = entry.get("weight", "1")
        by_measure = isinstance(weight, dict)
        entity = Entity(
            entry["id"], entry.get("kind"), Fraction(weight.get("else", "1") if by_measure else weight),
            weight["measure"] if by_measure else None, parent,
        )
        self.entities[entity.id] = entity
        entity.children = [self.add_entity(child, entity) for child in entry.get("entities", [])]
        return entity

    def meant(self, words, among):
        """The leaf entities of a set that an `applies-to` list means; None means all."""
        if words is None:
            return among
        return {leaf for leaf in among if self.entities[leaf].words() & set(words)}

    def add_node(self, entry, among):
        """Adds a node and all below it; `among` are the leaf entities that all above apply to."""
        among = self.meant(entry.get("applies-to"), among)
        children = []
        node = Node(
            entry["id"], read_aggregate(entry.get("aggregate", "arithmetic")),
            Fraction(entry.get("coverage", "2/3")), float(entry.get("floor", "1")) / 100, children,
        )
        self.nodes[node.id] = node
        for item in entry["children"]:
            item = {"id": item} if isinstance(item, str) else item
            if "children" in item:
                self.add_node(item, among)
            else:
                indicator = self.indicators[item["id"]]
                indicator.leaves = self.meant(indicator.applies_to, among)
            children.append(Child(item["id"], Fraction(item.get("weight", "1")), item.get("required") == "true"))


def numbers(items):
    """A list of numbers from their texts."""
    return [float(item) for item in items]


def read_indicator(name, entry):
    """An indicator from its part of the file."""
    normalize = entry["normalize"]
    if isinstance(normalize, str):
        normalize = {normalize: []}
    kind = next(key for key in normalize if key != "truncate")
    given = normalize[kind]
    if kind in ("table", "steps"):
        given = [numbers(pair) for pair in given]
    else:
        given = numbers(given) if isinstance(given, list) else []
    return Indicator(
        id=name, tree=expression.parse(entry["value"]), normaliser=(kind, given),
        truncate=normalize.get("truncate") != "false",
        roll_up=entry.get("roll-up", "scores" if kind in RELATIVE else "pool"),
        missing=entry.get("missing", "drop"),
        stale_after=expression.duration(entry["stale-after"]) if "stale-after" in entry else None,
        expires_after=expression.duration(entry["expires-after"]) if "expires-after" in entry else None,
        applies_to=entry.get("applies-to"),
    )


def read_aggregate(entry):
    """(name, parameter) of an aggregate."""
    if isinstance(entry, str):
        return (entry, None)
    name, given = next(iter(entry.items()))
    if name == "power":
        return (name, float(given))
    if name == "owa":
        return (name, numbers(given))
    if name == "mean-min":
        return (name, (float(given["alpha"]), float(given["beta"])))
    if name == "mpi":
        return (name, (given["sign"], int(given["ddof"])))
    return (name, expression.parse(given))


def read_gate(entry):
    """A gate from its part of the file."""
    return Gate(
        entry["node"], expression.parse(entry["cap"]), entry.get("reads") == "above", entry.get("unknown", "no-score")
    )


def instant(text):
    """Whole microseconds since 1970 of an ISO 8601 time; without an offset it is UTC."""
    time = datetime.fromisoformat(text)
    time = time if time.tzinfo else time.replace(tzinfo=timezone.utc)
    since = time - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds


def load_model(path):
    """The model of a YAML file."""
    with open(path, encoding="utf-8") as file:
        return Model(yaml.load(file, Loader=LOADER))


def load_readings(path):
    """The rows of an observations file in their order: (time, entity, measure, value text)."""
    with open(path, encoding="utf-8", newline="") as file:
        return [(instant(row["time"]), row["entity"], row["measure"], row["value"]) for row in csv.DictReader(file)]
