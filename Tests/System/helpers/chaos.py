#!/usr/bin/env python3
"""Watches 200 collectors of which only 50 behave, for $READINESS_CHAOS_SECONDS (default 60).

The healthy ones must keep their interval within 5 %, memory and descriptors must not grow, no zombie may stay, and a program
that runs on and is killed must come back by itself.
"""
import json
import os
import signal
import subprocess
import sys
import time

SECONDS = int(os.environ.get("READINESS_CHAOS_SECONDS", "60"))
INTERVAL = 5.0


def main_pid():
    return int(subprocess.run(["systemctl", "show", "-P", "MainPID", "readinessd"], capture_output=True, text=True).stdout)


def status(pid):
    with open(f"/proc/{pid}/status") as file:
        fields = dict(line.split(":", 1) for line in file)
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["Threads"])


def children(pid):
    """State and command of every process below, by number."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    text = file.read()
            except OSError:
                continue
            rest = text.rpartition(")")[2].split()
            found[int(name)] = (rest[0], int(rest[1]))
    return {number: state for number, (state, parent) in found.items() if parent == pid}


def collectors():
    text = subprocess.run(["readinessctl", "collectors", "--json"], capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in text.splitlines()]


pid = main_pid()
tap = subprocess.Popen(["readinessctl", "tap", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
os.set_blocking(tap.stdout.fileno(), False)
times, rest = {}, b""
samples, zombies, death, recoveries = [], 0, None, []
begin = time.monotonic()
warm = min(20.0, SECONDS / 3)
while (now := time.monotonic() - begin) < SECONDS:
    time.sleep(0.05)
    try:
        chunk = os.read(tap.stdout.fileno(), 1 << 20)
    except BlockingIOError:
        chunk = b""
    if chunk:
        rest += chunk
        *lines, rest = rest.split(b"\n")
        for line in lines:
            message = json.loads(line)
            for reading in message.get("readings", []):
                times.setdefault(message["collector"], []).append(reading["timestamp"] / 1e6)
                if message["collector"] == "steady" and death and reading["timestamp"] / 1e6 > death[1]:
                    recoveries.append(time.time() - death[0])
                    death = None
    if now > warm and (not samples or now - samples[-1][0] > 2):
        memory, threads = status(pid)
        samples.append((now, memory, threads, len(os.listdir(f"/proc/{pid}/fd"))))
        states = children(pid)
        stuck = [number for number, state in states.items() if state == "Z"]
        if stuck:
            # The leader of a run is a zombie for a moment, until its processes are counted.
            time.sleep(1)
            zombies += len([number for number in stuck if children(pid).get(number) == "Z"])
    if death is None and len(recoveries) < 3 and now > warm + 5 * len(recoveries):
        found = subprocess.run(["pgrep", "-f", "steady-program"], capture_output=True, text=True).stdout.split()
        if found:
            death = (time.time(), time.time())
            os.kill(int(found[0]), signal.SIGKILL)
tap.terminate()

assert main_pid() == pid, "the daemon was started anew"
healthy = {name: stamps for name, stamps in times.items() if name.startswith("good-")}
assert len(healthy) == 50, f"only {len(healthy)} of 50 healthy collectors delivered"
worst, count = 0.0, 0
for name, stamps in healthy.items():
    stamps = sorted(set(stamps))
    # The second start comes earlier, so that collectors started together do not go on together.
    for earlier, later in zip(stamps[1:], stamps[2:]):
        worst = max(worst, abs(later - earlier - INTERVAL) / INTERVAL)
        count += 1
    assert len(stamps) >= (SECONDS - INTERVAL * 2) / INTERVAL - 1, f"{name} ran {len(stamps)} times in {SECONDS} s"
assert count > 100 and worst <= 0.05, f"a healthy collector was {worst:.1%} off its interval, of {count} intervals"
states = {"healthy": 0, "failing": 0, "unknown": 0}
for collector in collectors():
    states[collector["health"]] += 1
assert states == {"healthy": 51, "failing": 150, "unknown": 0}, states
memory = [sample[1] for sample in samples]
descriptors = [sample[3] for sample in samples]
first, last = memory[: len(memory) // 3], memory[-(len(memory) // 3) :]
assert sum(last) / len(last) < sum(first) / len(first) + 10, f"memory grows: {memory}"
assert max(memory) < 200, f"{max(memory)} MiB"
third = len(descriptors) // 3
assert max(descriptors[-third:]) <= max(descriptors[:third]) + 30, descriptors
assert zombies == 0, f"{zombies} zombies stayed for a second"
assert recoveries, "the killed program did not come back"
print(
    f"figure: chaos: {SECONDS} s with 50 collectors that hang, 50 that crash and 50 that flood: {count} intervals of 50 healthy ones, "
    f"at most {worst:.1%} off; {min(memory):.0f} to {max(memory):.0f} MiB resident, {min(descriptors)} to {max(descriptors)} "
    f"descriptors, no zombie; a killed program delivered again after {', '.join(f'{s:.1f}' for s in recoveries)} s",
    flush=True,
)
