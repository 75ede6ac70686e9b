"""How many readings a second are taken in over a Unix socket, side by side with peers of Debian in the same run.

Influx lines: ours by Stream of the ingest socket, acknowledged when durable, every one of them in the scores;
VictoriaMetrics by its /write over the loopback, acknowledged when it has them in memory. PUTVAL: ours on the socket that
speaks collectd's protocol, acknowledged when durable; collectd on its own, kept in memory only. Per second of processor
time of the server, all its threads together; the wall clock is told beside it. The clients are this process, which costs
each the same.
"""
import http.client
import json
import os
import socket
import threading
import time
import urllib.parse

from peers import Collectd, Peer, free_port, unpacked
from service import Service, processor_seconds, resident_bytes

BATCH = 1 << 20
# Seconds after the last line until memory is looked at: what is kept counts, not what the end of a flood still takes.
SETTLING = 5
# The numbers of lines come from here on, a nanosecond timestamp.
BEGIN = 1_700_000_000


class VictoriaMetrics(Peer):
    name = "victoria-metrics"
    packages = ("victoria-metrics",)

    def start(self):
        self.port = free_port()
        command = [f"{self.root}/usr/bin/victoria-metrics", f"-storageDataPath={self.directory}/data"]
        command += [f"-httpListenAddr=127.0.0.1:{self.port}", "-retentionPeriod=100y", "-influxSkipSingleField"]
        self.run(command, self.is_ready)

    def is_ready(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def push(self, lines):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for batch in batches(lines):
            connection.request("POST", "/write", body=batch)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 204:
                raise SystemExit(f"victoria-metrics refuses lines: {answer.status}")

    def count(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", "/internal/force_flush")
        connection.getresponse().read()
        query = urllib.parse.urlencode({"query": 'count({__name__=~"m.*"})', "time": BEGIN + 1000})
        # What was just made may take a moment to be found.
        for _ in range(50):
            connection.request("GET", f"/api/v1/query?{query}&nocache=1")
            result = json.loads(connection.getresponse().read())["data"]["result"]
            if result:
                return int(result[0]["value"][1])
            time.sleep(0.2)
        return 0


def batches(lines):
    """The bytes of the lines, about a megabyte at a time, cut between lines."""
    start = 0
    while start < len(lines):
        end = len(lines) if len(lines) - start <= BATCH else lines.rfind(b"\n", start, start + BATCH) + 1
        yield lines[start:end]
        start = end


class Ours:
    """A service with a model of so many series, pushed to."""

    def __init__(self, binary, directory, entities, measures):
        configuration = os.path.join(directory, "configuration")
        for part in ("model.d", "collectors.d"):
            os.makedirs(os.path.join(configuration, part))
        self.socket = os.path.join(directory, "service", "ingest")
        self.collectd_socket = os.path.join(directory, "service", "collectd")
        lines = ["model: {id: cost, title: Cost, version: '1'}", "entities:", "  - id: all", "    entities:"]
        lines += [f"      - {{id: plant-{number}}}" for number in range(entities)]
        lines += ["measures:"] + [f"  m{number}: {{pool: mean}}" for number in range(measures)]
        lines += ["indicators:"]
        for number in range(measures):
            lines += [f"  i{number}: {{value: m{number}, normalize: {{goalposts: [0, 100]}}}}"]
        children = ", ".join(f"i{number}" for number in range(measures))
        lines += ["index:", "  id: root", "  aggregate: geometric", "  coverage: 0", f"  children: [{children}]"]
        write(os.path.join(configuration, "model.d/m.yaml"), "\n".join(lines) + "\n")
        write(os.path.join(configuration, "readinessd.yaml"), f"collectd-socket: {self.collectd_socket}\n")
        write(
            os.path.join(configuration, "collectors.d/c.yaml"),
            "collectors:\n  lines: {kind: push, format: influx, entity-label: e}\n"
            "  puts: {kind: push, format: collectd, map: [{match: {name: 'm*_gauge'}, "
            "measure: m0, entity-label: host}]}\n",
        )
        self.service = Service(binary, configuration, os.path.join(directory, "service"))

    def start(self):
        self.service.start()

    def push(self, lines):
        """Sends the lines; returns when the last of them is acknowledged as durable."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(self.socket)
            call = {"method": "io.readinessd.Ingest.Stream", "parameters": {"source": "lines"}, "upgrade": True}
            connection.sendall(json.dumps(call).encode() + b"\0")
            reply = b""
            while not reply.endswith(b"\0"):
                reply += connection.recv(65536)
            if b"error" in reply:
                raise SystemExit(f"the stream is refused: {reply!r}")
            last = [b""]

            def listen():
                while chunk := connection.recv(65536):
                    last[0] = (last[0] + chunk)[-4096:]

            listener = threading.Thread(target=listen)
            listener.start()
            for batch in batches(lines):
                connection.sendall(batch)
            connection.shutdown(socket.SHUT_WR)
            listener.join()
            totals = json.loads(last[0].splitlines()[-1])
            if totals.get("readings") != lines.count(b"\n"):
                raise SystemExit(f"not all lines were taken: {totals}")


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def lines_of(entities, measures, total, begin):
    """So many lines over all series in turn, each of a later moment than the one before it of its series."""
    series = entities * measures
    rounds = max(1, total // series)
    text = []
    for turn in range(rounds):
        stamp = f"{BEGIN + begin + turn}000000000\n"
        for measure in range(measures):
            text += [f"m{measure},e=plant-{entity} value={(entity * 7 + turn) % 100}.25 {stamp}" for entity in range(entities)]
    return "".join(text).encode()


def measure(name, pid, count, push, table, what, bound, target=None):
    before, began = processor_seconds(pid), time.perf_counter()
    push()
    wall = time.perf_counter() - began
    used = processor_seconds(pid) - before
    rate = count / used / 1e6
    remark = f"{count / wall / 1e6:.2f} M/s by the wall clock" + (f"; {rate / target:.2f} of the {target:g} M/s asked for" if target else "")
    table.at_least(f"{name}: {what}", rate, "M/s", remark, bound)
    return rate


def run(binary, directory, quick, table):
    """Adds the figures of ours and of the peers."""
    root = unpacked(directory, VictoriaMetrics.packages + Collectd.packages)
    total = 1_000_000 if quick else 4_000_000
    for entities, measures in ((100, 10), (1000, 100)):
        series = entities * measures
        table.title(f"Influx lines over {series} series, {total} of them (readings per second of the server's processor time)")
        warm, lines = lines_of(entities, measures, series, 0), lines_of(entities, measures, total, 1000)
        count = lines.count(b"\n")
        place = os.path.join(directory, f"ingest-{series}")
        os.makedirs(place)
        ours = Ours(binary, place, entities, measures)
        with ours.service:
            ours.start()
            pid = ours.service.process.pid
            empty = resident_bytes(pid)
            ours.push(warm)
            rate = measure("readinessd", pid, count, lambda: ours.push(lines), table, "durable and in the scores", 0.05, 1.5)
            time.sleep(SETTLING)
            growth = (resident_bytes(pid) - empty) / series
            ours.service.stop()
        peer = VictoriaMetrics(root, place, None)
        try:
            peer.start()
            pid = peer.process.pid
            empty = resident_bytes(pid)
            peer.push(warm)
            theirs = measure("VictoriaMetrics", pid, count, lambda: peer.push(lines), table, "in memory", None)
            found = peer.count()
            if found != series:
                raise SystemExit(f"victoria-metrics knows {found} series, not {series}")
            time.sleep(SETTLING)
            their_growth = (resident_bytes(pid) - empty) / series
        finally:
            peer.stop()
        table.add("ours over VictoriaMetrics", rate / theirs, "x")
        if series >= 100_000:
            table.add("readinessd: memory for each series", growth, "B", f"{growth / 300:.2f} of the 300 B asked for", 20_000)
            table.add("VictoriaMetrics: memory for each series", their_growth, "B")
    puts(binary, root, directory, quick, table)


def puts(binary, root, directory, quick, table):
    count = 100_000 if quick else 400_000
    table.title(f"PUTVAL over a Unix socket, {count} of them (values per second of the server's processor time)")
    text = [
        f"PUTVAL plant-{number % 100}/m0/gauge interval=10 {BEGIN + number // 100}:{number % 100}.5\n" for number in range(count)
    ]
    place = os.path.join(directory, "puts")
    os.makedirs(place)
    ours = Ours(binary, place, 100, 1)
    with ours.service:
        ours.start()
        pid = ours.service.process.pid
        rate = measure("readinessd", pid, count, lambda: put(ours.collectd_socket, text), table, "durable", 0.005)
        ours.service.stop()
    peer = Collectd(root, place, None)
    try:
        peer.start()
        pid = peer.process.pid
        theirs = measure("collectd", pid, count, lambda: put(peer.socket_path, text), table, "in memory", None)
    finally:
        peer.stop()
    table.add("ours over collectd", rate / theirs, "x")


def put(path, lines):
    """A hundred commands at once, then their answers, as both like it best."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        connection.settimeout(60)
        for start in range(0, len(lines), 100):
            part = lines[start : start + 100]
            connection.sendall("".join(part).encode())
            replies = b""
            while replies.count(b"\n") < len(part):
                replies += connection.recv(65536)
            if any(not reply.startswith(b"0 ") for reply in replies.splitlines()):
                raise SystemExit(f"a value is refused: {replies[:300]!r}")
