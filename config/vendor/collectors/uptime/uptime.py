#!/usr/bin/env python3
"""How long this machine runs, and how long its processors were idle."""
import os
import sys

# Where readinessd is installed, and where it is built.
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "../../python"), os.path.join(HERE, "../../../../packaging/python")]

from readiness_collector import Collector, Measure, Option, SourceFailed  # noqa: E402


class Uptime(Collector):
    name, version, title = "uptime", "1.0", "How long the machine runs"
    measures = [
        Measure("uptime", "Time since the start", kind="counter", unit="s"),
        Measure("idle_time", "Time of all processors without work", kind="counter", unit="s"),
    ]
    options = [Option("entity", "The entity the readings are of", required=True)]

    def collect(self, output):
        try:
            with open("/proc/uptime") as file:
                uptime, idle = file.read().split()
        except OSError as error:
            raise SourceFailed(str(error), advice="let the unit see /proc") from None
        output.observe("uptime", float(uptime), entity=self.options_given["entity"])
        output.observe("idle_time", float(idle), entity=self.options_given["entity"])


Uptime.main()
