#!/usr/bin/env python3
"""Makes five collectors faulty, watches all seven, and lets them recover."""
import json
import os
import subprocess
import time

from status import check, collectors, figure, journal, main_process, replace, reset_peak, resident, scores, wait_for

FAILED = "c522d60ea90c4c23a97b12fbffe5a464"
RECOVERED = "5c2d5288b60d4f1f8778ac1dfb6f4d4a"
HEALTHY = ("program", "list")
# Of each that is faulty, the reason that the journal is to give, and words that people are to read. A flood ends by
# whichever limit it meets first.
LATE = ("deadline", "did not end within")
FAULTY = {
    "hang": [LATE],
    "fork": [LATE],
    "flood": [("output-limit", "printed more than"), LATE],
    "exit": [("exit", "ended with status 1")],
    "garbage": [("garbage", "is usable")],
}
FLAG = "/etc/readinessd/faulty"
RUNS = 20
INTERVAL = 1.0
DEADLINE = 0.5
GROUP = "/sys/fs/cgroup/system.slice/readinessd.service/cgroup.procs"
TICKS = os.sysconf("SC_CLK_TCK")

daemon = main_process()


def children():
    """Process id and age in seconds of every process of the service but the daemon, wherever it has gone."""
    found = {}
    with open(GROUP) as lines:
        processes = [int(line) for line in lines]
    for process in processes:
        try:
            with open(f"/proc/{process}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        # The dead that nobody has collected yet do not count.
        if process != daemon and fields[0] not in "ZX":
            found[process] = time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / TICKS
    return found


def deliver(number):
    """Writes the file of the healthy file collector anew."""
    level = 50 + number % 2 / 2
    replace("/etc/readinessd/readings/list.csv", f"time,entity,measure,value\n{time.time():.6f},list,level,{level}\n")


def told(message, name):
    return journal(f"MESSAGE_ID={message}", f"READINESS_COLLECTOR={name}")


def all_failing():
    known = collectors()
    return all(known[name]["health"] == "failing" for name in FAULTY)


def all_healthy():
    return all(collector["health"] == "healthy" for collector in collectors().values())


wait_for(10, all_healthy, "every collector is healthy before any fault")
reset_peak(daemon)
at_rest = resident(daemon)[0]
with open(FLAG, "w"):
    pass

# Watched for so many runs of the healthy ones; the start of each run is what the daemon itself says.
starts = {name: [] for name in HEALTHY}
readings = {name: collectors()[name]["readingsTotal"] for name in collectors()}
oldest = 0
number = 0
end = time.monotonic() + 2 * RUNS * INTERVAL
while min(map(len, starts.values())) <= RUNS + 1 and time.monotonic() < end:
    deliver(number)
    number += 1
    known = collectors()
    for name in HEALTHY:
        check(known[name]["health"] == "healthy", f"{name} is {known[name]}")
        if known[name]["lastRunTimestamp"] not in starts[name]:
            starts[name].append(known[name]["lastRunTimestamp"])
    oldest = max([oldest, *children().values()])
    time.sleep(0.05)
check(all_failing(), f"not every fault is seen: {collectors()}")

known = collectors()
deviation = 0.0
for name in HEALTHY:
    # The first may be the very first run, after which the phase is taken up.
    spans = [(after - before) / 1e6 for before, after in zip(starts[name][1:], starts[name][2:])]
    check(len(spans) >= RUNS, f"{name} has run only {len(starts[name])} times")
    # A file that changes is read at once as well, so that its runs come earlier, and never later.
    deviation = max([deviation] + [span - INTERVAL if name == "list" else abs(span - INTERVAL) for span in spans])
    check(known[name]["failuresTotal"] == 0 and known[name]["overrunsTotal"] == 0, f"{name}: {known[name]}")
    check(known[name]["readingsTotal"] >= readings[name] + RUNS, f"{name} has delivered too little: {known[name]}")
    check(scores(name, "state")[name, "state"]["score"] is not None, f"{name} has no score")
check(deviation <= 0.5, f"a healthy collector was {deviation:.3f} s off its interval of {INTERVAL} s")
figure(
    f"faults: {len(starts['program'])} and {len(starts['list'])} runs of two healthy collectors beside five faulty ones, at "
    f"most {deviation * 1000:.0f} ms off their interval of {INTERVAL * 1000:.0f} ms"
)

# Seen in the status, in both forms, and in the journal: once, however often it fails.
screen, text = (
    subprocess.run(["readinessctl", "status", *options], check=True, capture_output=True, text=True).stdout
    for options in ([], ["--json"])
)
print(screen)
for name, ways in FAULTY.items():
    collector = next(collector for collector in json.loads(text)["collectors"] if collector["name"] == name)
    told_words = [words for _, words in ways if words in collector["reason"]]
    check(collector["health"] == "failing" and told_words, f"{name}: {collector}")
    check(collector["consecutiveFailures"] > 1, f"{name} has failed only once: {collector}")
    check(collector["readingsTotal"] == readings[name], f"{name} has delivered in spite of its fault: {collector}")
    line = next(line for line in screen.splitlines() if line.startswith(name + " "))
    check("FAILING" in line and any(words in line for _, words in ways), f"the screen says: {line}")
    entries = told(FAILED, name)
    check(len(entries) == 1, f"{name}: {len(entries)} entries, not 1, for {collector['failuresTotal']} failures")
    check(entries[0]["READINESS_REASON"] in [reason for reason, _ in ways], f"{name}: the journal says {entries[0]['READINESS_REASON']}")
    check(not told(RECOVERED, name), f"{name} is told to have recovered")
# Deadline, a second of grace, and the time to look.
check(oldest < DEADLINE + 1 + 1, f"a process of a run was {oldest:.1f} s old")
now, peak = resident(daemon)
check(peak < at_rest + 96 and now < at_rest + 32, f"the daemon grew from {at_rest:.0f} to {now:.0f}, {peak:.0f} MiB")
figure(
    f"faults: no process of a run grew older than {oldest:.1f} s at a deadline of {DEADLINE} s; resident memory "
    f"{at_rest:.1f} MiB before, {now:.1f} MiB after, {peak:.1f} MiB at its peak"
)

# Recovery, by itself.
begin = time.monotonic()
os.remove(FLAG)
wait_for(20, all_healthy, "every collector has recovered")
seconds = time.monotonic() - begin
for name in FAULTY:
    check(len(told(RECOVERED, name)) == 1, f"{name}: {len(told(RECOVERED, name))} entries of recovery, not 1")
    check(len(told(FAILED, name)) == 1, f"{name}: {len(told(FAILED, name))} entries of failure, not 1")
figure(f"faults: all five recovered by themselves {seconds:.1f} s after the fault had gone")
wait_for(5, lambda: not children(), "no process but the daemon is left")

# Another fault is another edge.
with open(FLAG, "w"):
    pass
wait_for(10, all_failing, "every fault is seen again")
for name in FAULTY:
    check(len(told(FAILED, name)) == 2, f"{name}: {len(told(FAILED, name))} entries after the second fault, not 2")
    check(len(told(RECOVERED, name)) == 1, f"{name} is told to have recovered again")
check(main_process() == daemon, "the daemon was restarted")
os.remove(FLAG)
