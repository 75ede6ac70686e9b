#!/usr/bin/env python3
"""Reloads broken, good and extended configurations while readings arrive."""
import os
import re
import subprocess
import threading
import time

from ingest import QUIET, SIZES, Feed, batches, stored, wait_until_still
from status import Connection, check, collectors, figure, journal, main_process, scores, status, unit_property, wait_for

ACCEPTED = "fa1c8460599340e984be3749c84d91e1"
REJECTED = "f5a6d5e32b874659a2893d9f86d1bc39"
RELOADS = 20
MODEL = "/etc/readinessd/model.d"


def write(name, text):
    with open(f"{MODEL}/{name}", "w") as file:
        file.write(text)
    os.chmod(f"{MODEL}/{name}", 0o644)


def verdicts():
    """How many configurations were accepted, and refused, so far; a refusal has an entry of its own besides its mistakes."""
    refused = [entry for entry in journal(f"MESSAGE_ID={REJECTED}") if "READINESS_LINE" not in entry]
    accepted = [entry for entry in journal(f"MESSAGE_ID={ACCEPTED}") if "READINESS_LINE" not in entry]
    return len(accepted), len(refused)


def reload():
    """Reloads and waits for the verdict: whether the configuration was accepted, and how many seconds it took."""
    before = verdicts()
    begin = time.monotonic()
    subprocess.run(["systemctl", "reload", "readinessd.service"], check=True)
    after = wait_for(10, lambda: (now := verdicts()) != before and now, "a verdict on the configuration")
    return after[0] > before[0], time.monotonic() - begin


def arrivals(entity):
    return int(scores(entity, "arrivals")[entity, "arrivals"]["value"])


def healthy():
    return all(collector["health"] == "healthy" for collector in collectors().values())


daemon = main_process()
feed = Feed()
changes = []


def subscribe():
    for reply in Connection(timeout=None).replies("Subscribe", {"entity": "small", "node": "latest"}):
        changes.append(reply)


threading.Thread(target=subscribe, daemon=True).start()
wait_for(10, lambda: healthy() and len(changes) > 2, "readings arrive and changes are told")

# A broken configuration: the old one stays in force, and everybody is told where the mistake is.
write("50-broken.yaml", "indicators:\n  latest-doubled:\n    value: numbr * 2\n    normalize: {goalposts: [0, 1]}\n")
accepted, _ = reload()
check(not accepted, "a broken configuration was accepted")
place = f"{MODEL}/50-broken.yaml:3:12: error: "
entry = next(entry for entry in journal(f"MESSAGE_ID={REJECTED}") if "READINESS_LINE" in entry)
check(entry["MESSAGE"].startswith(place), f"the journal says: {entry['MESSAGE']}")
fields = entry["READINESS_FILE"], entry["READINESS_LINE"], entry["PRIORITY"]
check(fields == (f"{MODEL}/50-broken.yaml", "3", "3"), f"the journal has the fields {fields}")
wait_for(2, lambda: "refused" in unit_property("StatusText"), "STATUS= says that a configuration was refused")
check(status()["configurationError"].startswith(place), f"the status says {status()['configurationError']}")
screen = subprocess.run(["readinessctl", "status"], check=True, capture_output=True, text=True).stdout
line = next(line for line in screen.splitlines() if "refused" in line)
check(place in line, f"readinessctl status says: {line}")
print(line)
before = arrivals("small"), arrivals("feed"), len(changes)
wait_for(5, lambda: arrivals("small") > before[0] and arrivals("feed") > before[1], "readings go on to count")
wait_for(5, lambda: len(changes) > before[2], "changes go on to be told")

# A good one heals.
os.remove(f"{MODEL}/50-broken.yaml")
accepted, _ = reload()
check(accepted, "a good configuration was refused")
check("configurationError" not in status(), "the status still says that a configuration was refused")
wait_for(2, lambda: "refused" not in unit_property("StatusText"), "STATUS= is well again")

# Unchanged collectors keep running; a changed one begins anew.
path = "/etc/readinessd/collectors.d/10-collectors.yaml"
with open(path) as file:
    text = file.read()
with open(path, "w") as file:
    file.write(re.sub("interval: 150ms", "interval: 160ms", text))
before = collectors()
check(reload()[0], "a good configuration was refused")
after = collectors()
for name in SIZES:
    check(after[name]["runsTotal"] >= before[name]["runsTotal"], f"{name} was restarted: {before[name]} {after[name]}")
check(after["feed"]["intervalMicroseconds"] == 160_000, f"feed was not changed: {after['feed']}")
check(after["feed"]["runsTotal"] < before["feed"]["runsTotal"], "feed was not restarted")

# What a reload cannot change is told.
os.makedirs("/etc/readinessd/readinessd.yaml.d")
with open("/etc/readinessd/readinessd.yaml.d/10-limits.yaml", "w") as file:
    file.write("limits: {connections: 100}\n")
check(reload()[0], "a good configuration was refused")
waiting = [entry for entry in journal("PRIORITY=4") if "limits takes effect with the next start" in entry["MESSAGE"]]
check(len(waiting) == 1, f"{len(waiting)} entries say that the limits take effect with the next start")
os.remove("/etc/readinessd/readinessd.yaml.d/10-limits.yaml")

# One more entity and one more indicator: what was there before keeps its history.
before = {entity: arrivals(entity) for entity in ("small", "large", "feed", "site")}
totals = collectors()
extension = (
    "entities:\n  - {id: branch, title: A branch}\n"
    "measures:\n  extra: {title: Not delivered yet}\n"
    "indicators:\n  mean-number:\n    value: avg(number[100y])\n    normalize: {goalposts: [0, 1000000]}\n"
)
index = open(f"{MODEL}/10-model.yaml").read().replace("[latest, arrivals]", "[latest, arrivals, mean-number]")
original = open(f"{MODEL}/10-model.yaml").read()
write("20-extension.yaml", extension)
write("10-model.yaml", index)
check(reload()[0], "the extended configuration was refused")
known = scores()
check(("branch", "progress") in known, "the new entity is not there")
check(known["branch", "latest"]["state"] == "missing", f"the new entity has {known['branch', 'latest']}")
for entity, count in before.items():
    value = known[entity, "arrivals"]["value"]
    check(value >= count, f"{entity}: {value} readings count after the reload, {count} before")
    value = known[entity, "mean-number"].get("value")
    check(value is not None and value > 0, f"{entity}: the new indicator has {known[entity, 'mean-number']}")
after = collectors()
for name in ("small", "large", "feed"):
    check(after[name]["runsTotal"] >= totals[name]["runsTotal"], f"{name} was restarted: {totals[name]} {after[name]}")

# Again and again, names coming and going, under readings that arrive all the time.
durations = []
before = arrivals("small"), arrivals("large"), len(changes)
for number in range(RELOADS):
    if number % 2 == 0:
        os.remove(f"{MODEL}/20-extension.yaml")
        write("10-model.yaml", original)
    else:
        write("20-extension.yaml", extension)
        write("10-model.yaml", index)
    accepted, seconds = reload()
    check(accepted, "a good configuration was refused")
    durations.append(seconds)
check(len(changes) > before[2] + 5, "the subscriber heard nothing during the reloads")
during = arrivals("small") - before[0], arrivals("large") - before[1]
check(min(during) > 0, "no reading arrived during the reloads")

feed.stop()
with open(QUIET, "w"):
    pass
wait_for(10, lambda: scores("feed", "latest")["feed", "latest"]["value"] == feed.count, "the last line of the file")
rows = wait_until_still(10, scores)
history = stored()
for entity, size in SIZES.items():
    printed = len(batches(entity))
    missing = set(range(1, printed * size + 1)) - history[entity]
    check(not missing, f"{entity}: {len(missing)} of {printed * size} readings printed are lost, from {min(missing, default=0)}")
check(history["feed"] == set(range(1, feed.count + 1)), "some line of the growing file is missing")
for entity, numbers in history.items():
    value = rows[entity, "arrivals"]["value"]
    check(value == len(numbers), f"{entity}: {value} readings count for scores, {len(numbers)} are in the history")
for name, collector in collectors().items():
    check(collector["failuresTotal"] == 0, f"{name} has failed: {collector}")
check(main_process() == daemon, "the daemon was restarted")
durations.sort()
figure(
    f"reload: {RELOADS} reloads that add and remove an entity, a measure and an indicator, with {sum(during)} readings "
    f"arriving meanwhile; of {sum(map(len, history.values()))} readings none lost; from systemctl reload to the verdict in "
    f"the journal {durations[RELOADS // 2] * 1000:.0f} ms (median), {durations[-1] * 1000:.0f} ms at most"
)
