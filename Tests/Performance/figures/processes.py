"""What the running service costs: at rest, to start, and to be asked."""
import contextlib
import json
import os
import statistics
import time

import history
from latency import Echo, Pinned, ask_varlink, get_call, get_score, percentile
from service import Service, processor_seconds, resident_bytes
from workload import INDICATORS, INTERVAL, PLANTS, Workload

SERIES = PLANTS * INDICATORS


def watch(processes, feeders, seconds):
    """Feeds for so many seconds after a first interval; returns the share of a processor and the bytes of each.

    Feeding costs only this process; what the others use is read from the kernel.
    """
    feed_until(time.monotonic() + INTERVAL, feeders)
    before = {name: processor_seconds(pid) for name, pid in processes.items()}
    began = time.monotonic()
    feed_until(began + seconds, feeders)
    elapsed = time.monotonic() - began
    return {
        name: ((processor_seconds(pid) - before[name]) / elapsed, resident_bytes(pid), resident_bytes(pid, "RssAnon"))
        for name, pid in processes.items()
    }


def feed_until(end, feeders):
    while (rest := end - time.monotonic()) > 0:
        for feed in feeders:
            feed()
        time.sleep(min(INTERVAL, rest))


def start_peers(peers, table):
    """Starts each; they are empty."""
    if peers:
        table.title("Start of peers, with nothing stored")
    for peer in peers:
        table.add(peer.name, peer.start() * 1000, "ms", "until it answers; once")


def measure_rest(service, workload, seconds, peers, table):
    """At rest, side by side with the peers that are given."""
    processes = {"readinessd": service.process.pid} | {peer.name: peer.process.pid for peer in peers}
    usage = watch(processes, [workload.feed] + [peer.feed for peer in peers], seconds)
    expected = SERIES * (seconds // INTERVAL)
    if (taken := readings_taken(service)) < expected:
        raise SystemExit(f"readinessd took {taken} readings instead of {expected}, so it rested more than it should")
    table.title(f"At rest: {SERIES} indicators, each with a new reading every {INTERVAL} s ({seconds} s watched)")
    for name, (share, size, anonymous) in usage.items():
        is_ours = name == "readinessd"
        remark = f"VmRSS at the end, {anonymous / 1e6:.1f} MB of it not backed by files"
        table.add(f"{name}: resident memory", size / 1e6, "MB", remark, 128 if is_ours else None)
        table.add(f"{name}: processor", share * 100, "%", "of one processor, its own threads", 10 if is_ours else None)


def readings_taken(service):
    """How many readings the service has accepted since its start, by its own count."""
    call = b'{"method":"io.readinessd.Status.GetStatus"}\0'
    reply = json.loads(ask_varlink(service.status_socket, call, 1)[1][:-1])
    return sum(collector["readingsTotal"] for collector in reply["parameters"]["collectors"])


def measure_calls(service, count, directory, peers, table):
    """Single calls of Get, on one processor and on any, beside what the client alone costs."""
    table.title(f"One score over the status socket: {count} calls of Get one after the other, by a Python client")
    for is_pinned in (True, False):
        where = "one processor" if is_pinned else "any processors"
        with pinned(service.process.pid, is_pinned):
            score, seconds, size = get_score(service.status_socket, "plant-042", "root", count)
        if score is None or not 0 < score < 100:
            raise SystemExit(f"plant-042 has no score that could be right: {score}")
        with Echo(os.path.join(directory, "echo"), size) as echo, pinned(echo.pid, is_pinned):
            floor, _ = ask_varlink(echo.path, get_call("plant-042", "root"), count)
        remark = f"a Python echo server, as many bytes: {percentile(floor, 0.5) * 1e6:.0f} us"
        table.add(f"client and daemon on {where}: p50", percentile(seconds, 0.5) * 1e6, "us", remark, 5_000)
        remark = f"a Python echo server, as many bytes: {percentile(floor, 0.99) * 1e6:.0f} us"
        table.add(f"client and daemon on {where}: p99", percentile(seconds, 0.99) * 1e6, "us", remark, 50_000)
        for peer in peers:
            with pinned(peer.process.pid, is_pinned):
                seconds = peer.ask(count)
            remark = f"p99 {percentile(seconds, 0.99) * 1e6:.0f} us; {peer.question}"
            table.add(f"client and {peer.name} on {where}: p50", percentile(seconds, 0.5) * 1e6, "us", remark)


def pinned(pid, is_pinned):
    return Pinned(pid) if is_pinned else contextlib.nullcontext()


def starts(service, count, is_empty=False):
    """Starts and stops so many times; returns the sorted seconds of both, and the bytes after the last start."""
    started, stopped = [], []
    for _ in range(count):
        if is_empty:
            service.forget()
        started.append(service.start())
        size = resident_bytes(service.process.pid)
        stopped.append(service.stop())
    return sorted(started), sorted(stopped), size


def measure_starts(binary, directory, count, days, table):
    """From before the process is made to READY=1 on the notification socket."""
    table.title(f"Start to READY=1 with {SERIES} indicators (files in the page cache; median of {count} starts)")
    workload = Workload(os.path.join(directory, "latest"))
    windows = Workload(os.path.join(directory, "windows"), window="365d")
    place = os.path.join(directory, "service")
    with Service(binary, workload.directory, place) as service:
        started, stopped, _ = starts(service, count, is_empty=True)
        add_start(table, "no history, made anew", started, "", 5_000)
        service.start()
        collected(service)
        service.stop()
        rows, size = history.fill(service.state, days)
        started, more, _ = starts(service, count)
        stopped = sorted(stopped + more)
        remark = f"{rows} readings, {size / 1e6:.0f} MB"
        add_start(table, f"{days} days of hourly history", started, remark, 5_000)
    with Service(binary, windows.directory, place) as service:
        repetitions = max(3, count // 4)
        started, _, size = starts(service, repetitions)
        remark = f"{repetitions} starts, {days * 24 * PLANTS} readings taken back in, {size / 1e6:.0f} MB resident"
        add_start(table, "the same, one indicator in ten over 365 d", started, remark, 30_000)
    table.add("stop, SIGTERM to end", statistics.median(stopped) * 1000, "ms", f"most {stopped[-1] * 1000:.0f} ms", 5_000)


def add_start(table, what, seconds, remark, bound):
    least = f"least {seconds[0] * 1000:.0f}, most {seconds[-1] * 1000:.0f} ms"
    table.add(what, statistics.median(seconds) * 1000, "ms", f"{least}; {remark}" if remark else least, bound)


def collected(service, limit=30):
    """Waits until the first readings have made a score."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        try:
            if get_score(service.status_socket, "enterprise", "root", 1)[0] is not None:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"no score {limit} s after the start:\n{service.last_words()}")
