#!/usr/bin/env python3
"""Published numbers beside those of the product's own models and `readinessd evaluate`.

    Tests/Published/run.py --program PROGRAM [--shared DIRECTORY]

The data lies outside the repository, by default in `shared` beside it. A case without its data is skipped, or fails
where READINESS_REQUIRED=1 and the directory is there. Needs PyYAML.
"""
import argparse
import csv
import os
import sys
from pathlib import Path

import asem
import human_development
import mazziotta_pareto
import printed
import worked
from program import Program

ROOT = Path(__file__).resolve().parents[2]
CASES = human_development.CASES | asem.CASES | mazziotta_pareto.CASES | worked.CASES | printed.CASES


class Data:
    """The published tables."""

    def __init__(self, shared):
        self.directory = Path(shared) / "data"
        self.is_required = os.environ.get("READINESS_REQUIRED") == "1" and Path(shared).is_dir()

    def absent(self, names):
        return [name for name in names if not (self.directory / name).is_file()]

    def rows(self, name):
        with open(self.directory / name, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", required=True, help="path of readinessd")
    options.add_argument("--shared", default=ROOT.parent / "shared", help="directory that holds data/")
    given = options.parse_args()
    program, data = Program(given.program), Data(given.shared)
    passed = failed = skipped = 0
    for name, (case, files) in CASES.items():
        absent = data.absent(files)
        if absent:
            print(f"{name}: {'FAILED' if data.is_required else 'skipped'}: no {', '.join(absent)} in {data.directory}")
            failed, skipped = (failed + 1, skipped) if data.is_required else (failed, skipped + 1)
            continue
        result = case(program, data)
        if result.different:
            failed += 1
            print(f"{name}: FAILED: {result}; {len(result.different)} different")
            for line in result.different[:5]:
                print(f"  {line}")
        else:
            passed += 1
            print(f"{name}: {result}", flush=True)
    print(f"published: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
