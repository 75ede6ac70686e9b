#!/usr/bin/env python3
"""Kills the daemon again and again while readings arrive, and holds every reading it has acknowledged against the history.

Usage: kill.py TIMES

What counts as acknowledged: a reading whose value was served, and as many as the status counts for a collector. One
program prints readings once and never again: what the daemon acknowledges and loses is lost for good.
"""
import os
import random
import shutil
import signal
import sys
import time

from ingest import QUIET, SIZES, Feed, batches, stored, wait_until_still
from status import Connection, check, figure, main_process, scores, status, unit_property, wait_for

times = int(sys.argv[1])
seed = random.randrange(1 << 32)
generator = random.Random(seed)
print(f"seed {seed}")
ENTITIES = ("small", "large", "feed")


class Life:
    """What one daemon has acknowledged, from its first answer to its death."""

    def __init__(self):
        begin = time.monotonic()
        # Waits in the socket, which outlives the daemon, until there is one to answer.
        self.connection = Connection(timeout=30)
        self.counts = {}
        self.failures = {}
        self.served = {entity: set() for entity in ENTITIES}
        self.started = self.look()
        self.seconds = time.monotonic() - begin
        self.process = main_process()

    def look(self):
        """Takes note of everything that is acknowledged now."""
        for entity in ENTITIES:
            score = self.connection.call("Get", {"entity": entity, "node": "latest"})["score"]
            if score.get("value") is not None:
                self.served[entity].add(int(score["value"]))
        reply = self.connection.call("GetStatus")
        for collector in reply["collectors"]:
            self.counts[collector["name"]] = collector["readingsTotal"]
            self.failures[collector["name"]] = collector["failuresTotal"]
        return reply["startTimestamp"]

    def watch(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.look()
            time.sleep(0.002)


feed = Feed()
lives = []
for number in range(times):
    life = Life()
    check(not lives or life.started != lives[-1].started, "the daemon answers that was killed")
    # From just started to several runs of every collector.
    life.watch(generator.uniform(0, 0.6))
    os.kill(life.process, signal.SIGKILL)
    life.connection.close()
    if lives:
        for entity in ENTITIES:
            before, after = max(lives[-1].served[entity], default=0), min(life.served[entity], default=0)
            check(after >= before, f"{entity}: {after} served after {before} had been, {number} kills before")
    lives.append(life)
check(len({life.process for life in lives}) == times, "some daemon was counted twice")
life = Life()
check(int(unit_property("NRestarts")) == times, f"{unit_property('NRestarts')} restarts after {times} kills")
feed.stop()
with open(QUIET, "w"):
    pass
life.watch(1)
lives.append(life)


# The file that grows is read to its end.
wait_for(10, lambda: scores("feed", "latest")["feed", "latest"].get("value") == feed.count, "the last line of the file")
before = wait_until_still(20, scores)
life.look()

# Once more, and now nothing but the history can bring the scores back: there is no collector any more.
shutil.rmtree("/etc/readinessd/collectors.d")
os.kill(life.process, signal.SIGKILL)
life.connection.close()
alone = Life()
check(alone.started != life.started and status()["collectors"] == [], "a collector is left")
after = scores()
check(after == before, f"scores differ: {[(before[key], after[key]) for key in before if before[key] != after[key]]}")

history = stored()
acknowledged = served = whole = lost = 0
for entity, size in SIZES.items():
    found = history[entity]
    printed = batches(entity)
    for number in range(len(printed)):
        batch = set(range(number * size + 1, (number + 1) * size + 1))
        check(batch <= found or not batch & found, f"{entity}: batch {number} is there in part only")
        lost += not batch <= found
    for life in lives:
        own = [number for number, process in enumerate(printed) if process == life.process]
        there = [number for number in own if number * size + 1 in found]
        check(life.counts[entity] % size == 0, f"{entity}: {life.counts[entity]} readings of batches of {size}")
        count = life.counts[entity] // size
        check(len(there) >= count, f"{entity}: {count} batches acknowledged, {len(there)} in the history")
        if life.failures[entity] == 0:
            # Every run has delivered, so those that count are the first ones.
            check(set(own[:count]) <= set(there), f"{entity}: of {own[:count]} only {there} are in the history")
            whole += count
        acknowledged += count * size
        check(life.served[entity] <= found, f"{entity}: served and lost: {life.served[entity] - found}")
        served += len(life.served[entity])
    check(max(found) <= len(printed) * size, f"{entity}: a reading that was never printed")
check(history["feed"] == set(range(1, feed.count + 1)), "some line of the growing file is missing")
for life in lives:
    served += len(life.served["feed"])
total = sum(map(len, history.values()))
counted = sum(int(after[entity, "arrivals"]["value"]) for entity in ENTITIES)
check(counted == total, f"{counted} readings count for scores, {total} are in the history")
check(int(after["site", "arrivals"]["value"]) == total, "the site counts other readings than its parts")
check(acknowledged > times * 20, f"only {acknowledged} readings were acknowledged")
starts = sorted(life.seconds for life in lives[1:])
figure(
    f"kill: {times} times kill -9 during ingestion; {acknowledged} readings acknowledged to programs that print them once, "
    f"and {feed.count} of a growing file: all {total} in the history once, in whole batches ({lost} batches never "
    f"acknowledged)"
)
figure(
    f"kill: {len(before)} scores identical before any collector ran; from kill to the first answer "
    f"{starts[len(starts) // 2] * 1000:.0f} ms (median), {starts[-1] * 1000:.0f} ms at most; seed {seed}"
)
