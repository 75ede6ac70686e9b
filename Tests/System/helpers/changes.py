#!/usr/bin/env python3
"""Edits the life expectancy of Brazil and measures how long the new score takes to every place where it is told.

Usage: changes.py CSV
"""
import os
import re
import sys
import threading
import time

from status import Connection, check, collectors, figure, journal, replace, scores, wait_for

CHANGED = "de607d16a82644c4a5d89fb2d627e370"
path = sys.argv[1]
told = []


def subscribe():
    """Notes when each message of a subscription arrives."""
    for reply in Connection(timeout=None).replies("Subscribe", {"entity": "BRA", "node": "hdi"}):
        told.append((time.time(), reply))


def edited(text, years):
    """The file with another life expectancy of Brazil, of the same length."""
    changed, count = re.subn(r"(?m)^(BRA,Brazil,2022),[0-9.]{6},", rf"\1,{years},", text)
    check(count == 1, "the file has no row of Brazil")
    return changed


def rename(text):
    replace(path, text)


def in_place(text):
    with open(path, "r+") as file:
        file.write(text)


def entries():
    return journal(f"MESSAGE_ID={CHANGED}", "READINESS_ENTITY=BRA", "READINESS_NODE=hdi")


threading.Thread(target=subscribe, daemon=True).start()
wait_for(5, lambda: told, "the subscription is ready")
check(told[0][1] == {"ready": True}, f"the first message is {told[0][1]}")
interval = collectors()["report"]["intervalMicroseconds"] / 1e6

for number, (way, years) in enumerate(((rename, "78.425"), (in_place, "70.425")), start=1):
    before = scores("BRA", "hdi")["BRA", "hdi"]["score"]
    with open(path) as file:
        text = edited(file.read(), years)
    inode = os.stat(path).st_ino
    begin = time.time()
    way(text)
    check((os.stat(path).st_ino == inode) == (way is in_place), "the file was not edited in the intended way")

    row = wait_for(
        interval + 2,
        lambda: (row := scores("BRA", "hdi")["BRA", "hdi"])["score"] != before and row,
        "another score on the socket",
    )
    socket_seconds = time.time() - begin
    after = row["score"]
    wait_for(1, lambda: len(told) > number, "a message to the subscriber")
    arrival, message = told[number]
    change = message["change"]
    check(change["previous"]["score"] == before, f"the subscriber heard of {change['previous']} before, not {before}")
    check(change["current"] == row, f"the subscriber heard of {change['current']}, not {row}")
    entry = wait_for(2, lambda: len(found := entries()) == number and found[-1], "an entry in the journal")
    values = entry["READINESS_PREVIOUS"], entry["READINESS_SCORE"]
    check(values == (f"{before:.1f}", f"{after:.1f}"), f"the journal says {values}, the socket {before}, {after}")
    journal_seconds = int(entry["_SOURCE_REALTIME_TIMESTAMP"]) / 1e6 - begin
    seconds = socket_seconds, arrival - begin, journal_seconds
    check(max(seconds) <= interval + 0.5, f"took {seconds} s at an interval of {interval} s")
    figure(
        f"edit by {way.__name__}: {before:.3f} -> {after:.3f} on the socket after {seconds[0]:.2f} s, to the subscriber "
        f"after {seconds[1]:.2f} s, in the journal after {seconds[2]:.2f} s, at an interval of {interval:.0f} s"
    )
check(len(told) == 3, f"the subscriber heard {len(told) - 1} changes, not 2")
