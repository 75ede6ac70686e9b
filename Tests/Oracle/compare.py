"""Compares readinessd with the oracle on random cases.

    python3 compare.py --program PATH --seed N --count N --features basic|full

Every cell of every case is compared; the first differing case is printed with all that is needed
to run it again, and its files are kept. Exit 1 when anything differs.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from generate import chosen_features, generate
from model import Model, instant, load_model, load_readings
from oracle import READINGS, Oracle

FIELDS = ("score", "coverage", "low", "high")
TOLERANCE = 1e-9


class Refused(Exception):
    """The program gave no answer; the text is what it wrote instead."""


def program_command(program, directory, time):
    directory = Path(directory)
    return [
        program, "evaluate", "--model", str(directory / "model.yaml"), "--observations",
        str(directory / "observations.csv"), "--at", time, "--json",
    ]


def program_cells(program, directory, time):
    """The cells that the program prints, as {entity: {node: {field: number or None}}}."""
    done = subprocess.run(
        program_command(program, directory, time), capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode != 0:
        raise Refused(f"exit {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    try:
        return json.loads(done.stdout)["entities"]
    except (ValueError, KeyError) as reason:
        raise Refused(f"its output is no such JSON: {reason}") from None


def oracle_cells(directory, time):
    """(cells, number of places where rounding may decide) of the oracle."""
    directory = Path(directory)
    oracle = Oracle(load_model(directory / "model.yaml"), load_readings(directory / "observations.csv"), instant(time))
    cells = {
        entity: {name: cell.points() for name, cell in nodes.items()} for entity, nodes in oracle.everything().items()
    }
    return cells, len(oracle.fragile)


def same(ours, theirs):
    """Whether two numbers agree: null only with null; absolute for points, relative for large ones."""
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= TOLERANCE * max(1.0, abs(ours) / 100)


def differences(ours, theirs):
    """Every differing field as (entity, node, field, oracle's, program's)."""
    found = []
    for entity in {**ours, **theirs}:
        nodes, other = ours.get(entity, {}), theirs.get(entity, {})
        for name in {**nodes, **other}:
            if name not in nodes or name not in other:
                found.append((entity, name, "cell", name in nodes, name in other))
                continue
            for key in FIELDS:
                if key not in other[name]:
                    found.append((entity, name, key, nodes[name][key], "absent"))
                elif not same(nodes[name][key], other[name][key]):
                    found.append((entity, name, key, nodes[name][key], other[name][key]))
    return found


def outcome(program, directory, time):
    """(cells compared, differences, fragile places) of one case at one time."""
    ours, fragile = oracle_cells(directory, time)
    cells = sum(len(nodes) for nodes in ours.values())
    try:
        theirs = program_cells(program, directory, time)
    except Refused as refusal:
        return cells, [("-", "-", "refused", "-", str(refusal))], 0
    return cells, differences(ours, theirs), fragile


def report(case, time, found, directory, program):
    """Prints a differing case with everything needed to run it again."""
    print(f"case {case.name} at {time}: {len(found)} differences; files in {directory}")
    for entity, name, key, ours, theirs in found[:12]:
        print(f"  {entity} {name} {key}: oracle {ours}, program {theirs}")
    print("  program: " + " ".join(program_command(program, directory, time)))
    print(f"  oracle:  python3 oracle.py {directory}/model.yaml {directory}/observations.csv {time}")


def main():
    options = argparse.ArgumentParser(description="Compares readinessd with the oracle on random cases.")
    options.add_argument("--program", required=True, help="path of readinessd")
    options.add_argument("--seed", default="1")
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--first", type=int, default=0, help="index of the first case")
    options.add_argument("--features", default="full", help="basic or full, then names to add or to take away")
    options.add_argument("--times", type=int, default=1, help="evaluation times per case, 1 or 2")
    options.add_argument("--keep-going", action="store_true", help="print every differing case, not only the first")
    options.add_argument("--shrink", action="store_true", help="make the printed cases small")
    options.add_argument("--reading", action="append", default=[], help="NAME=VALUE, see READINGS in oracle.py")
    given = options.parse_args()
    READINGS.update(pair.split("=") for pair in given.reading)
    features = chosen_features(given.features)
    print(f"seed {given.seed}, features {given.features}")
    root = Path(tempfile.mkdtemp(prefix="readiness-oracle-"))
    cells = differing = undecided = kept = 0
    for index in range(given.first, given.first + given.count):
        case = generate(given.seed, index, features)
        directory = root / f"case-{index}"
        case.write(directory)
        keep = False
        for time in case.times[: given.times]:
            compared, found, fragile = outcome(given.program, directory, time)
            cells += compared
            if not found:
                continue
            if fragile:
                # Rounding alone may have decided a comparison in this case.
                undecided += 1
                continue
            differing += 1
            keep = given.keep_going or differing == 1
            if keep:
                if given.shrink:
                    from shrink import shrunk
                    case = shrunk(case, time, given.program, directory)
                    found = outcome(given.program, directory, time)[1]
                report(case, time, found, directory, given.program)
            break
        kept += keep
        if not keep:
            shutil.rmtree(directory)
    if not kept:
        root.rmdir()
    if undecided:
        print(f"undecided, since rounding may turn a comparison: {undecided}")
    print(f"oracle: {given.count} cases, {cells} cells, {differing} differences (seed {given.seed})")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
