"""Compares the Sobol indices of a running readinessd with those of SALib on random hierarchies.

Both vary each value by up to a share of it, all values alike likely, and draw their own random numbers, so they agree to
within what their intervals of 95 % allow. The score as a function of the values is computed by numpy and scipy.
"""

import json
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

SAMPLES = 8192
SHARE = 0.2
TIME = "2026-06-30T00:00:00Z"


def compare(program, cases):
    """Compares every case; returns how many passed and how many failed."""
    passed = failed = indices = 0
    widest = 0.0
    for number, case in enumerate(cases):
        ours, theirs = asked(program, case), expected(case)
        different = []
        for place, their in enumerate(theirs):
            our = ours[f"i{place}"]
            for order in ("first", "total"):
                width = (our[f"{order}High"] - our[f"{order}Low"]) / 2 + their[f"{order}_width"]
                error = abs(our[order] - their[order])
                indices += 1
                widest = max(widest, width)
                # Either may miss its interval once in twenty times; twice both widths is missed once in thousands.
                if error > 2 * width + 1e-3:
                    different.append(f"  i{place} {order}: SALib {their[order]:.4f}, ours {our[order]:.4f} (+-{width:.4f})")
        passed, failed = (passed, failed + 1) if different else (passed + 1, failed)
        if different:
            print(f"sensitivity case {number}: {len(different)} different\n" + "\n".join(different[:5]))
    print(f"sensitivity: {indices} Sobol indices against SALib, widest joint interval +-{widest:.4f}")
    return passed, failed


def asked(program, case):
    """What a daemon answers: {indicator: factor}."""
    import yaml

    with tempfile.TemporaryDirectory(prefix="readiness-sensitivity-") as name:
        directory = Path(name)
        (directory / "model.d").mkdir()
        (directory / "collectors.d").mkdir()
        rows = [f"{TIME},e0,m{column},{values[0]!r}" for column, values in enumerate(case.values)]
        (directory / "readings.csv").write_text("\n".join(["time,entity,measure,value", *rows, ""]), encoding="utf-8")
        model = case.model() | {"model": {"id": "random", "title": "Random", "version": "1"}}
        model["entities"] = [{"id": "e0"}]
        (directory / "model.d/model.yaml").write_text(yaml.safe_dump(model, sort_keys=False), encoding="utf-8")
        collectors = {"collectors": {"csv": {"kind": "file", "format": "csv", "path": "readings.csv"}}}
        (directory / "collectors.d/csv.yaml").write_text(yaml.safe_dump(collectors), encoding="utf-8")
        command = [program, "run", "--configuration", name, "--status-socket", f"{name}/status", "--state-directory", name]
        with open(directory / "log", "w", encoding="utf-8") as log:
            daemon = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            parameters = {"entity": "e0", "node": "top", "inputShare": SHARE, "samples": SAMPLES, "seed": 7}
            end = time.monotonic() + 30
            while time.monotonic() < end:
                answer = call(f"{name}/status", "Sensitivity", parameters)
                if answer and answer.get("parameters", {}).get("score") is not None:
                    return {factor["node"]: factor for factor in answer["parameters"]["factors"]}
                time.sleep(0.1)
            raise SystemExit(f"no answer: {answer}\n{(directory / 'log').read_text(encoding='utf-8')}")
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(30)


def call(path, method, parameters):
    """One Varlink call; None while nobody listens."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(path)
        except OSError:
            return None
        message = {"method": f"io.readinessd.Status.{method}", "parameters": parameters}
        connection.sendall(json.dumps(message).encode() + b"\0")
        received = b""
        while not received.endswith(b"\0"):
            piece = connection.recv(65536)
            if not piece:
                return None
            received += piece
        return json.loads(received[:-1])


def expected(case):
    """What SALib finds, by indicator."""
    import numpy
    from SALib.analyze import sobol
    from SALib.sample import sobol as sampling

    values = numpy.array([column[0] for column in case.values])
    problem = {
        "num_vars": len(values), "names": [f"i{place}" for place in range(len(values))],
        "bounds": [[value * (1 - SHARE), value * (1 + SHARE)] for value in values],
    }
    drawn = sampling.sample(problem, SAMPLES, calc_second_order=False, seed=11)
    scores = case.scores(drawn)
    found = sobol.analyze(problem, scores, calc_second_order=False, seed=12)
    return [
        {"first": found["S1"][place], "first_width": found["S1_conf"][place], "total": found["ST"][place],
         "total_width": found["ST_conf"][place]}
        for place in range(len(values))
    ]
