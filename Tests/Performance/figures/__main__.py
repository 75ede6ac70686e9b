"""Measures what readinessd costs and prints it as one table; see run.sh."""
import argparse
import os
import platform
import shutil
import sys
import tempfile
import time

import benchmarks
import composite
import ingest
import peers
import processes
from service import Service
from table import Table
from workload import Workload


def main():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and a shorter past: under a minute")
    parser.add_argument("--peers", action="store_true", help="measure peers from Debian beside it; fetches their packages")
    parser.add_argument("--no-benchmarks", action="store_true", help="leave the Swift benchmarks out")
    parser.add_argument("--no-service", action="store_true", help="leave the running service out")
    parser.add_argument("--package", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--binaries", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.no_benchmarks and options.no_service and not options.peers:
        parser.error("nothing is left to measure")
    binary = os.path.join(options.binaries, "readinessd")
    # Without the service at rest the peers are still measured beside one that takes readings.
    needs_service = options.peers or not options.no_service
    if needs_service and not os.access(binary, os.X_OK):
        sys.exit(f"{binary} is missing: build it with packaging/install.sh, or set READINESS_BINARIES")

    print(f"{processor()}, {os.cpu_count()} processors, {platform.release()}")
    print("load average of the machine before: " + load(), flush=True)
    began = time.monotonic()
    table = Table()
    if not options.no_benchmarks:
        ours = benchmarks.run(options.package, options.quick, table)
        if options.peers:
            with tempfile.TemporaryDirectory(prefix="readinessd-cost-") as directory:
                composite.run(directory, ours, table)
    if needs_service:
        with tempfile.TemporaryDirectory(prefix="readinessd-cost-") as directory:
            # A copy: whoever builds meanwhile neither stops this run nor changes what it measures.
            copy = shutil.copy(binary, directory)
            if not options.no_service:
                measure_service(copy, directory, options, table)
            if options.peers:
                ingest.run(copy, directory, options.quick, table)
    table.print()
    print(f"\nload average after: {load()}; {time.monotonic() - began:.0f} s")
    if table.beyond:
        sys.exit("beyond all reason:\n  " + "\n  ".join(table.beyond))


def measure_service(binary, directory, options, table):
    days, count, calls, seconds = (30, 5, 5_000, 10) if options.quick else (365, 20, 20_000, 60)
    processes.measure_starts(binary, os.path.join(directory, "starts"), count, days, table)
    workload = Workload(os.path.join(directory, "rest"))
    others = peers.available(directory, workload) if options.peers else []
    try:
        processes.start_peers(others, table)
        with Service(binary, workload.directory, os.path.join(directory, "resting")) as service:
            service.start()
            processes.collected(service)
            processes.measure_rest(service, workload, seconds, others, table)
            processes.measure_calls(service, calls, directory, others, table)
            service.stop()
    finally:
        for peer in others:
            peer.stop()


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()


def load():
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


main()
