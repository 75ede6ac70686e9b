"""The figures of the Swift benchmarks, from the library's export."""
import json
import os
import subprocess

FULL = "Re-score 50000 indicators"
LARGE = "Re-score 1000000 indicators"
GROWTH = 20
# Generous bounds in milliseconds, and what the design asks for, where it does.
BOUNDS = {
    FULL: (10, 0.5),
    "Re-score 50000 indicators, a tenth missing": (50, None),
    LARGE: (1000, 10),
}
# From benchmark to the name of the figure; each run publishes so many snapshots. Bound and target in microseconds.
READINGS = 1000
ONE_READING = {
    "1000 readings, a snapshot each": "One reading to a new root, published",
    "1000 readings, a snapshot each, a tenth missing": "The same, a tenth missing",
}
ONE_READING_BOUND = 200
ONE_READING_TARGET = 2
# Bound and target in milliseconds.
EXPLAIN = {
    "Explain a change of the root, 50000 readings changed": (200, 20),
    "The same, scores rolled up": (500, 20),
    "The same, 50000 different indicators at one entity": (2000, 20),
}
# Lines of one run; the least and what is asked for in millions a second.
LINES = 200_000
INTO_SCORES = {
    "200000 influx lines into scores, 1000 series": (0.2, 4),
    "200000 influx lines into scores, 100000 series": (0.1, 4),
}
FILE = "Read 10 MB of long CSV"
FILE_MEGABYTES = 10


def run(package, quick, table):
    """Builds and runs the benchmarks of the package, and adds their figures.

    Returns the milliseconds of a full re-score of 50,000 indicators, which peers are compared with.
    """
    environment = dict(os.environ)
    # Set so that the manifest's traits hold whatever the caller's environment says.
    environment["BENCHMARK_DISABLE_MALLOC_INTERPOSER"] = "1"
    if quick:
        environment["READINESS_QUICK"] = "1"
    command = ["swift", "package", "--package-path", package, "benchmark", "run"]
    command += ["--format", "jmh", "--path", "stdout", "--no-progress"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"the benchmarks failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    results = parse(done.stdout)
    table.title("Computing (one thread; median, and the least of all runs)")
    for name, (bound, target) in BOUNDS.items():
        median, least, count = results[name]
        remark = f"least {least / 1000:.3f} ms of {count}" + ratio(median / 1000, target, "ms")
        table.add(name, median / 1000, "ms", remark, bound)
    growth = results[LARGE][0] / results[FULL][0]
    # Columns of 1,000 entities stay close to the processor, those of 20,000 do not: some more than linear is usual.
    table.add("Growth of that, 20 times the indicators", growth, "times", f"linear is {GROWTH}", 10 * GROWTH)
    for name, figure in ONE_READING.items():
        median, least, count = (value / READINGS for value in results[name])
        remark = f"least {least:.2f} us; every cell that depends on it, in a snapshot"
        remark += ratio(median, ONE_READING_TARGET, "us")
        table.add(figure, median, "us", remark, ONE_READING_BOUND)
    for name, (bound, target) in EXPLAIN.items():
        median, least, count = results[name]
        remark = f"least {least / 1000:.2f} ms of {count}" + ratio(median / 1000, target, "ms")
        table.add(name, median / 1000, "ms", remark, bound)
    for name, (bound, target) in INTO_SCORES.items():
        median, least, count = results[name]
        rate = LINES / median
        remark = f"most {LINES / least:.2f} M/s of {count}; {rate / target:.2f} of the {target} M/s asked for"
        table.at_least(name.replace("200000 influx", "Influx"), rate, "M/s", remark, bound)
    median, least, count = results[FILE]
    remark = f"most {FILE_MEGABYTES * 1e6 / least:.0f} MB/s of {count}; from the page cache"
    table.at_least(FILE, FILE_MEGABYTES * 1e6 / median, "MB/s", remark, 5)
    return results[FULL][0] / 1000


def ratio(value, target, unit):
    """How a figure stands to what the design asks for."""
    return "" if target is None else f"; {value / target:.2f} of the {target:g} {unit} asked for"


def parse(output):
    """From benchmark to median and least wall-clock time in microseconds, and the number of runs."""
    start = output.find("[{")
    results = {}
    for element in json.JSONDecoder().raw_decode(output[start:])[0]:
        name = element["benchmark"].split(".", 3)[3].replace("_", " ")
        wall = next(value for key, value in element["secondaryMetrics"].items() if "wall clock" in key.lower())
        percentiles = wall["scorePercentiles"]
        results[name] = (percentiles["50.0"], percentiles["0.0"], element["measurementIterations"])
    return results
