"""Makes a differing case small: takes parts away while the two programs still differ."""

import copy
import re
from pathlib import Path

import compare
from generate import Case


def still_differs(case, time, program, directory):
    """Whether both programs take the case and differ in it."""
    case.write(directory)
    try:
        cells, found, fragile = compare.outcome(program, directory, time)
    except Exception:  # noqa: BLE001 - the oracle cannot read what is no model any more
        return False
    return bool(found) and not fragile and found[0][2] != "refused"


def smaller_lists(items, least):
    """The list with one item or a half taken away, halves first."""
    if len(items) > 3 and len(items) // 2 >= least:
        yield items[len(items) // 2 :]
        yield items[: len(items) // 2]
    if len(items) > least:
        for position in range(len(items)):
            yield items[:position] + items[position + 1 :]


def spots(value, path=()):
    """Every path to a mapping or list inside a model."""
    if isinstance(value, dict):
        yield path
        for key, item in value.items():
            yield from spots(item, (*path, key))
    elif isinstance(value, list):
        yield path
        for position, item in enumerate(value):
            yield from spots(item, (*path, position))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def named(child):
    return child if isinstance(child, str) else child["id"]


def pruned(model):
    """The model without indicators, measures and gates that nothing needs any more."""
    words = set(re.findall(r"'(i\d+)'", repr(model["index"])))
    model["indicators"] = {name: item for name, item in model["indicators"].items() if name in words}
    text = repr(model["indicators"]) + repr(model["entities"])
    model["measures"] = {name: item for name, item in model["measures"].items() if re.search(rf"\b{name}\b", text)}
    return model


def candidates(model):
    """Models with one thing taken away or made plain."""
    for path in list(spots(model)):
        here = at(model, path)
        if path and isinstance(here, list) and path[-1] in ("entities", "children", "gates"):
            for smaller in smaller_lists(here, 1 if path[-1] != "gates" else 0):
                changed = copy.deepcopy(model)
                at(changed, path[:-1])[path[-1]] = smaller
                yield changed
            for position, item in enumerate(here):
                inner = item.get(path[-1]) if isinstance(item, dict) else None
                if inner:
                    changed = copy.deepcopy(model)
                    at(changed, path)[position : position + 1] = copy.deepcopy(inner)
                    yield changed
        if isinstance(here, dict):
            if "entities" in here and path:
                changed = copy.deepcopy(model)
                del at(changed, path)["entities"]
                yield changed
            for key in list(here):
                if key in ("applies-to", "weight", "coverage", "floor", "required", "aggregate", "stale-after", "kind",
                           "expires-after", "missing", "roll-up", "truncate", "unknown", "reads", "pool", "gates"):
                    if key == "kind" and "measures" in path:
                        continue
                    changed = copy.deepcopy(model)
                    del at(changed, path)[key]
                    yield changed
            if "normalize" in here and here["normalize"] != {"goalposts": [0, 100]}:
                changed = copy.deepcopy(model)
                at(changed, path)["normalize"] = {"goalposts": [0, 100]}
                yield changed
            for key in ("value", "cap", "expression"):
                if isinstance(here.get(key), str):
                    pieces = re.findall(r"[a-z]+\([a-z0-9]+(?:\[\w+\])?\)|m\d+", here[key])
                    for piece in dict.fromkeys(pieces):
                        if piece != here[key]:
                            changed = copy.deepcopy(model)
                            at(changed, path)[key] = piece
                            yield changed


def shrunk(case, time, program, directory, patience=3000):
    """A smaller case that still differs, its files in the directory; the case itself when none is found."""
    trial = Path(directory)
    tried = 0
    progress = True
    while progress and tried < patience:
        progress = False
        for rows in smaller_lists(case.rows, 0):
            tried += 1
            smaller = Case(case.name, case.model, rows, case.times)
            if still_differs(smaller, time, program, trial):
                case, progress = smaller, True
                break
        if progress:
            continue
        for model in candidates(case.model):
            tried += 1
            smaller = Case(case.name, pruned(model), case.rows, case.times)
            if still_differs(smaller, time, program, trial):
                case, progress = smaller, True
                break
    case.write(trial)
    return case
