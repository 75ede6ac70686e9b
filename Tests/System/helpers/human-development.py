#!/usr/bin/env python3
"""Compares every index that the status socket serves with the published one, to three decimals.

Usage: human-development.py CSV COUNTRIES
"""
import csv
import sys

from status import check, figure, scores, wait_for

with open(sys.argv[1], encoding="utf-8-sig", newline="") as lines:
    published = {row["iso3"]: row["published_hdi"] for row in csv.DictReader(lines)}
count = int(sys.argv[2])
check(len(published) == count, f"the file has {len(published)} countries, not {count}")


def served():
    """The rows with a score, once every country of the file has one."""
    rows = {key: row for key, row in scores(node="hdi").items() if row.get("score") is not None}
    return rows if len(rows) == count else None


rows = wait_for(20, served, f"a score for each of {count} countries")
different = []
for country, value in published.items():
    row = rows[country, "hdi"]
    # The score is in points of 100; the index is published to three decimals.
    if f"{row['score'] / 100:.3f}" != f"{float(value):.3f}":
        different.append(f"{country}: published {value}, served {row['score'] / 100}")
    check(row["coverage"] == 1, f"{country} has coverage {row['coverage']}")
    check(row["low"] == row["high"] == row["score"], f"{country} is not certain: {row}")
check(not different, "; ".join(different))
figure(f"{count} of {count} published values of the Human Development Index served, to 3 decimals")
