"""The composite of the benchmarks, evaluated by recording rules of Prometheus in the same run.

50,000 indicators: 1,000 plants in 50 regions, five dimensions of ten at each; dimensions by arithmetic and geometric
means in turn, a geometric root; regions and the enterprise over the mean of their plants. Every level is stored, with
its coverage. Prometheus is spared the bounds and the reasons that ours come with.
"""
import http.server
import json
import math
import random
import re
import socket
import statistics
import threading
import time
import urllib.parse

from peers import Prometheus, free_port, unpacked

REGIONS, PLANTS, DIMENSIONS, NUMBERS = 50, 20, 5, 10
INTERVAL = 10
EVALUATIONS = 5
# Seconds for everything after the package is there.
LIMIT = 150


def run(directory, ours, table):
    """Adds the figure of Prometheus, and its ratio to ours, both in milliseconds."""
    table.title("The same composite by recording rules (Prometheus of Debian; its own figure of a rule group)")
    peer = Composite(unpacked(directory, Prometheus.packages), directory)
    try:
        peer.start()
        durations = peer.durations()
        peer.check()
    finally:
        peer.stop()
    median = statistics.median(durations) * 1000
    remark = f"least {min(durations) * 1000:.0f} ms of {len(durations)}; its root is right"
    table.add("Prometheus, 50000 indicators", median, "ms", remark)
    table.add("as many times ours", median / ours, "x", f"ours {ours:.3f} ms, with bounds and reasons besides")


def levels():
    """The rules: (name, expression), each after what it reads."""
    rules = [("score:plant", "clamp(indicator / 100, 0, 1)")]
    rules += dimensions("plant", "region, plant", "indicator")
    rules += [("mean:region", "avg by (region, dimension, number) (indicator)")]
    rules += [("score:region", "clamp(mean:region / 100, 0, 1)")]
    rules += dimensions("region", "region", "mean:region")
    # Regions are of one size, so that their mean is that of the plants.
    rules += [("mean:enterprise", "avg by (dimension, number) (mean:region)")]
    rules += [("score:enterprise", "clamp(mean:enterprise / 100, 0, 1)")]
    return rules + dimensions("enterprise", "", "mean:enterprise")


def dimensions(level, labels, source):
    """The dimensions, the root and their coverage at one level."""
    both = f"{labels}, dimension".lstrip(", ")
    logarithm = "ln(clamp_min({}, 0.01))".format
    odd = logarithm(f'score:{level}{{dimension=~"1|3"}}')
    score = f'avg by ({both}) (score:{level}{{dimension=~"0|2|4"}}) or exp(avg by ({both}) ({odd}))'
    root = f"exp(avg by ({labels}) ({logarithm(f'dimension:{level}')}))"
    return [
        (f"dimension:{level}", score),
        (f"root:{level}", root),
        (f"coverage_dimension:{level}", f"count by ({both}) ({source}) / {NUMBERS}"),
        (f"coverage_root:{level}", f"count by ({labels}) ({source}) / {NUMBERS * DIMENSIONS}"),
    ]


class Composite(Prometheus):
    """Prometheus with the indicators of all plants on one page and the rules in one group."""

    name = "prometheus-composite"

    def __init__(self, root, directory):
        super().__init__(root, directory, None)
        numbers = random.Random(1)
        self.began = time.monotonic()
        self.values = {
            (region, plant, dimension, number): numbers.uniform(1, 99)
            for region in range(REGIONS) for plant in range(PLANTS)
            for dimension in range(DIMENSIONS) for number in range(NUMBERS)
        }

    def start(self):
        page = "".join(
            f'indicator{{region="{region}",plant="{region}-{plant}",dimension="{dimension}",number="{number}"}} {value}\n'
            for (region, plant, dimension, number), value in self.values.items()
        ).encode()
        readings = http.server.ThreadingHTTPServer(("127.0.0.1", 0), static(page))
        threading.Thread(target=readings.serve_forever, daemon=True).start()
        self.address = ("127.0.0.1", free_port())
        target = "%s:%d" % readings.server_address
        rules = [{"record": name, "expr": expression} for name, expression in levels()]
        # JSON is YAML too.
        path = self.write("rules.yml", json.dumps({"groups": [{"name": "composite", "rules": rules}]}))
        configuration = {
            "global": {"scrape_interval": f"{INTERVAL}s", "evaluation_interval": f"{INTERVAL}s"},
            "rule_files": [path],
            "scrape_configs": [{"job_name": "cost", "static_configs": [{"targets": [target]}]}],
        }
        command = [f"{self.root}/usr/bin/prometheus"]
        command += ["--config.file=" + self.write("prometheus.yml", json.dumps(configuration))]
        command += [f"--storage.tsdb.path={self.directory}/data", "--web.listen-address=%s:%d" % self.address]
        return self.run(command, self.is_ready)

    def durations(self):
        """Seconds of evaluations of the whole, each once, the first of them left out."""
        found = {}
        while len(found) <= EVALUATIONS:
            if time.monotonic() - self.began > LIMIT:
                raise SystemExit(f"prometheus has evaluated only {len(found)} times in {LIMIT} s")
            time.sleep(1)
            if self.query("root:enterprise") is None:
                continue
            metrics = self.get("/metrics")
            moment = metric(metrics, "prometheus_rule_group_last_evaluation_timestamp_seconds")
            found[moment] = metric(metrics, "prometheus_rule_group_last_duration_seconds")
        return list(found.values())[1:]

    def check(self):
        """Its root must be that of the values."""
        expected = root_of(self.values)
        found = self.query("root:enterprise")
        if not math.isclose(found, expected, rel_tol=1e-12):
            raise SystemExit(f"prometheus has the root {found}, not {expected}")

    def query(self, expression):
        reply = json.loads(self.get("/api/v1/query?query=" + urllib.parse.quote(expression)))
        result = reply["data"]["result"]
        return float(result[0]["value"][1]) if result else None

    def get(self, path):
        request = f"GET {path} HTTP/1.1\r\nHost: cost\r\nConnection: close\r\n\r\n".encode()
        with socket.create_connection(self.address, timeout=30) as connection:
            connection.sendall(request)
            reply = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = reply.partition(b"\r\n\r\n")
        if b"transfer-encoding: chunked" in head.lower():
            body = b"".join(chunks(body))
        return body.decode()


def chunks(body):
    """The parts of a body that is sent in chunks."""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        yield rest[:length]
        body = rest[length + 2 :] if length else b""


def metric(text, name):
    """The value of a metric of the one rule group."""
    return float(re.search(rf"^{name}{{[^}}]*composite[^}}]*}} (\S+)$", text, re.MULTILINE)[1])


def root_of(values):
    """The root of the enterprise, 0 to 1, computed here."""
    means = {}
    for (_, _, dimension, number), value in values.items():
        means.setdefault(dimension, {}).setdefault(number, []).append(value)
    scores = []
    for dimension, numbers in means.items():
        parts = [min(1, max(0, statistics.fmean(each) / 100)) for each in numbers.values()]
        scores.append(statistics.geometric_mean(parts) if dimension % 2 else statistics.fmean(parts))
    return statistics.geometric_mean(scores)


def static(page):
    """A server of one page."""

    class Page(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_):
            pass

    return Page
