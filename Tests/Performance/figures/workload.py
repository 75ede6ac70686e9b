"""A made-up organisation as a configuration directory: an index of 10 indicators for each of 100 plants."""
import os
import random

PLANTS = 100
INDICATORS = 10
INTERVAL = 10


def plant_names():
    return [f"plant-{number:03}" for number in range(PLANTS)]


def measure_names():
    return [f"measure_{number}" for number in range(INDICATORS)]


class Workload:
    """A configuration directory, and the file its one collector reads every ten seconds."""

    def __init__(self, directory, window=None):
        """Writes the configuration. With a window, one indicator in ten is the mean over it, not the latest reading."""
        self.directory = directory
        self.random = random.Random(1)
        self.values = {plant: [self.random.uniform(20, 80) for _ in measure_names()] for plant in plant_names()}
        for part in ("model.d", "collectors.d", "readings"):
            os.makedirs(os.path.join(directory, part))
        self._write("model.d/model.yaml", self._model(window))
        self._write("collectors.d/file.yaml", self._collector())
        self.feed()

    def feed(self):
        """Replaces the file by one in which every reading has moved by up to half a point."""
        rows = ["entity," + ",".join(measure_names())]
        for plant, values in self.values.items():
            for place, value in enumerate(values):
                values[place] = min(99.0, max(1.0, value + self.random.uniform(-0.5, 0.5)))
            rows.append(plant + "," + ",".join(f"{value:.4f}" for value in values))
        self._write("readings/new.csv", "\n".join(rows) + "\n")
        os.rename(os.path.join(self.directory, "readings/new.csv"), os.path.join(self.directory, "readings/now.csv"))

    def _write(self, name, text):
        with open(os.path.join(self.directory, name), "w") as file:
            file.write(text)

    @staticmethod
    def _model(window):
        lines = ["model: {id: cost, title: Cost, version: '1'}", "entities:"]
        lines += ["  - id: enterprise", "    entities:"]
        lines += [f"      - {{id: {plant}, kind: plant}}" for plant in plant_names()]
        lines += ["measures:"]
        lines += [f"  {measure}: {{pool: mean}}" for measure in measure_names()]
        lines += ["indicators:"]
        for place, measure in enumerate(measure_names()):
            value = f"avg({measure}[{window}])" if window and place == 0 else measure
            lines += [f"  indicator-{place}:", f"    value: {value}", "    normalize: {goalposts: [0, 100]}"]
            lines += ["    stale-after: 1d"]
        half = INDICATORS // 2
        groups = [range(half), range(half, INDICATORS)]
        lines += ["index:", "  id: root", "  aggregate: geometric", "  children:"]
        for name, method, group in zip(("first", "second"), ("arithmetic", "geometric"), groups):
            children = ", ".join(f"indicator-{place}" for place in group)
            lines += [f"    - {{id: {name}, aggregate: {method}, children: [{children}]}}"]
        lines += ["bands: [{name: red, from: 0}, {name: amber, from: 50}, {name: green, from: 75}]"]
        return "\n".join(lines) + "\n"

    @staticmethod
    def _collector():
        measures = ", ".join(f"{measure}: {measure}" for measure in measure_names())
        return f"""collectors:
  readings:
    kind: file
    path: readings/now.csv
    format: csv-wide
    interval: {INTERVAL}s
    deadline: 5s
    entity: entity
    measures: {{{measures}}}
"""
