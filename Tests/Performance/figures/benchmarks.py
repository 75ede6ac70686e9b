"""The figures of the Swift benchmarks, from the library's export."""
import json
import os
import subprocess

# Generous bounds in milliseconds.
BOUNDS = {
    "Re-score 50000 indicators": 10,
    "Re-score 50000 indicators, a tenth missing": 50,
    "One reading, re-score": 10,
    "One reading, re-score, publish": 50,
    "Re-score 1000000 indicators": 1000,
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
    for name, bound in BOUNDS.items():
        median, least, count = results[name]
        table.add(name, median / 1000, "ms", f"least {least / 1000:.3f} ms of {count}", bound)
    median, least, count = results[FILE]
    remark = f"most {FILE_MEGABYTES * 1e6 / least:.0f} MB/s of {count}; from the page cache"
    table.at_least(FILE, FILE_MEGABYTES * 1e6 / median, "MB/s", remark, 5)
    return results[next(iter(BOUNDS))][0] / 1000


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
