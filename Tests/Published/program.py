"""Runs `readinessd evaluate` on a model and readings that are written to a temporary directory."""
import csv
import json
import subprocess
import tempfile
from pathlib import Path

import yaml

# Published tables have a year, not a moment: any will do.
TIME = "2022-12-31T00:00:00Z"


class Program:
    """The program under test."""

    def __init__(self, path):
        self.path = path

    def evaluate(self, model, readings, is_printed=False):
        """The cells {entity: {node: {score, value, ...}}} of a model over {entity: {measure: text}}.

        The model is a document, or the path of a configuration directory. Scores are in points. An empty text is no
        reading. When asked for, the table that is printed for people comes second.
        """
        with tempfile.TemporaryDirectory(prefix="readiness-published-") as name:
            observations = Path(name, "observations.csv")
            with open(observations, "w", encoding="utf-8", newline="") as file:
                table = csv.writer(file)
                table.writerow(["time", "entity", "measure", "value"])
                for entity, measures in readings.items():
                    table.writerows([TIME, entity, measure, value] for measure, value in measures.items() if value)
            if not isinstance(model, Path):
                text = yaml.safe_dump(model, sort_keys=False, allow_unicode=True)
                model = Path(name, "model.yaml")
                model.write_text(text, encoding="utf-8")
            cells = json.loads(self.output(model, observations, "--json"))["entities"]
            return (cells, self.output(model, observations)) if is_printed else cells

    def output(self, model, observations, *options):
        command = [self.path, "evaluate", "--model", str(model)]
        command += ["--observations", str(observations), "--at", TIME, *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0 or done.stderr:
            # A warning would mean that not every reading was used.
            raise SystemExit(f"evaluate ended with {done.returncode}:\n{done.stderr}")
        return done.stdout


def gauges(names):
    """Measures that are simple levels."""
    return {name: {"kind": "gauge"} for name in names}


def entities(names):
    """Entities that stand side by side."""
    return [{"id": name} for name in names]
