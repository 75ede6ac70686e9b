#!/usr/bin/env python3
"""Programs nobody here wrote, from Debian's packages and unmodified, as sensors of readinessd.

    run.py --program READINESSD [--directory DIRECTORY]

Packages are unpacked into a directory of the run: nothing is installed, and no service of the system starts. Each program
runs as a collector (`collect NAME --once --explain-mapping`), and what it prints must be understood: at least one sample,
no line refused. Without the archive the run is skipped, or fails where READINESS_REQUIRED=1.
"""
import argparse
import glob
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import clients
import remote

PACKAGES = [
    "monitoring-plugins-basic", "monitoring-plugins-common", "prometheus-node-exporter",
    "prometheus-node-exporter-collectors", "python3-prometheus-client", "netdata-plugins-bash",
    "collectd-utils", "libcollectdclient1", "collectd-core", "prometheus",
    "openssh-server", "openssh-client", "libwrap0", "socat",
]
PLUGINS = "usr/lib/nagios/plugins"
SCRIPTS = "usr/share/prometheus-node-exporter-collectors"


class Run:
    def __init__(self, program, directory):
        self.program, self.directory = os.path.abspath(program), directory
        self.root = os.path.join(directory, "debian")
        self.passed = self.failed = self.absent = 0

    def unpack(self):
        """Fetches and unpacks the packages; returns why not."""
        os.makedirs(self.root, exist_ok=True)
        done = subprocess.run(["apt-get", "download", "-q", *PACKAGES], cwd=self.root, capture_output=True, text=True)
        if done.returncode != 0:
            return f"the packages cannot be fetched: {done.stderr.strip().splitlines()[-1:]}"
        for archive in glob.glob(os.path.join(self.root, "*.deb")):
            subprocess.run(["dpkg", "-x", archive, self.root], check=True)
        return None

    def sensor(self, name, collector, expected=0, needs=None):
        """Runs one collector; `needs` are sample names of which at least one must be understood."""
        home = os.path.join(self.directory, "configuration", name)
        os.makedirs(os.path.join(home, "collectors.d"), exist_ok=True)
        os.makedirs(os.path.join(home, "model.d"), exist_ok=True)
        write(os.path.join(home, "model.d/m.yaml"), "entities: [{id: site}]\nmeasures: {any: {}}\n")
        rule = {"match": {"name": "no such sample"}, "measure": "any", "entity": "site"}
        entry = {"kind": "exec", "interval": "60s", "deadline": "30s", "map": [rule], **collector}
        write(os.path.join(home, "collectors.d/c.yaml"), json.dumps({"collectors": {"c": entry}}))
        command = [self.program, "collect", "c", "--once", "--explain-mapping", "--json", "--configuration", home]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        samples = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        names = {sample["sample"].split("{")[0].split(" ")[0] for sample in samples}
        wrong = []
        if done.returncode != expected:
            wrong.append(f"exit status {done.returncode}")
        if len(samples) == 0:
            wrong.append("no sample")
        if needs and not names & set(needs):
            wrong.append(f"none of {needs} among {sorted(names)[:8]}")
        self.judge(name, wrong, f"{len(samples)} samples", done.stderr)

    def judge(self, name, wrong, what, errors=""):
        if wrong:
            self.failed += 1
            print(f"FAIL  {name}: {'; '.join(wrong)}\n{errors.strip()[:600]}")
        else:
            self.passed += 1
            print(f"ok    {name}: {what}")

    def grammar(self, name, dialect, text):
        """Input that must follow a grammar."""
        done = subprocess.run(
            [self.program, "collect", "--dialect", dialect, "--check"], input=text, capture_output=True, timeout=60
        )
        wrong = [] if done.returncode == 0 else [f"exit status {done.returncode}"]
        self.judge(name, wrong, f"{text.count(10)} lines of {dialect}", done.stderr.decode())

    def path(self, name):
        return os.path.join(self.root, name)

    # Sensors

    def plugins(self):
        """Every program of monitoring-plugins-basic that runs without a network, a device or a daemon of its own."""
        place = self.path(PLUGINS)
        log = os.path.join(self.directory, "log")
        write(log, "one\ntwo\n")
        listener = socket.create_server(("127.0.0.1", 0))
        port = str(listener.getsockname()[1])
        runs = [
            ("check_apt", ["-n"], ["available_upgrades"]), ("check_cluster", ["-s", "-d", "0,0,1"], None),
            ("check_disk", ["-w", "1%", "-c", "1%", "-p", "/"], ["/"]),
            ("check_dummy", ["0", "well"], ["status"]), ("check_dummy", ["1", "so so"], ["status"]),
            ("check_dummy", ["2", "bad"], ["status"]), ("check_dummy", ["3", "who knows"], ["status"]),
            ("check_file_age", ["-w", "999999999", "-c", "999999999", "-f", "/etc/passwd"], ["age"]),
            ("check_load", ["-w", "99,99,99", "-c", "99,99,99"], ["load1"]),
            ("check_log", ["-F", log, "-O", log + ".old", "-q", "three"], None),
            ("check_procs", ["-w", "0:99999"], ["procs"]), ("check_swap", ["-w", "0%", "-c", "0%", "-n", "ok"], None),
            ("check_tcp", ["-H", "127.0.0.1", "-p", port], ["time"]), ("check_users", ["-w", "99", "-c", "99"], ["users"]),
        ]
        for number, (plugin, arguments, names) in enumerate(runs):
            collector = {
                "command": [os.path.join(place, plugin), *arguments], "format": "nagios",
                "environment": {"PERL5LIB": place, "NAGIOS_PLUGINS": place},
            }
            self.sensor(f"{plugin} {number}", collector, needs=names)
        listener.close()

    def textfile_scripts(self):
        """The textfile scripts of node_exporter; those whose device or tool this machine lacks say so and are counted."""
        for script in sorted(os.listdir(self.path(SCRIPTS))):
            path = os.path.join(self.path(SCRIPTS), script)
            command = [path, "/etc"] if script == "directory-size.sh" else [path]
            if not os.access(path, os.X_OK):
                command = ["sh" if script.endswith(".sh") else "python3", *command]
            try:
                tried = subprocess.run(command, capture_output=True, timeout=30, env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
            except (OSError, subprocess.TimeoutExpired):
                self.absent += 1
                continue
            lines = [line for line in tried.stdout.splitlines() if line.strip() and not line.startswith(b"#")]
            if tried.returncode != 0 or not lines:
                self.absent += 1
                continue
            self.sensor(script, {"command": command, "format": "prometheus", "environment": {"PATH": os.environ["PATH"]}})

    def node_exporter(self):
        """What node_exporter exposes, and as a file that is collected."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        process = subprocess.Popen(
            [self.path("usr/bin/prometheus-node-exporter"), f"--web.listen-address=127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        try:
            plain = fetch(port)
            self.grammar("node_exporter", "prometheus", plain)
        finally:
            process.terminate()
            process.wait()
        path = os.path.join(self.directory, "node.prom")
        with open(path, "wb") as file:
            file.write(plain)
        self.sensor("node_exporter, collected", {"kind": "file", "path": path, "format": "prometheus"}, needs=["node_load1"])

    def prometheus_client(self, seed):
        """Random metrics that the Python client writes, in both forms."""
        sys.path.insert(0, self.path("usr/lib/python3/dist-packages"))
        import prometheus_client
        from prometheus_client.exposition import generate_latest
        from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics

        for number in range(20):
            numbers = random.Random(f"{seed} {number}")
            registry = prometheus_client.CollectorRegistry()
            for place in range(numbers.randint(1, 8)):
                metric(prometheus_client, registry, numbers, place)
            self.grammar(f"prometheus_client {number}, text", "prometheus", generate_latest(registry))
            self.grammar(f"prometheus_client {number}, OpenMetrics", "openmetrics", generate_openmetrics(registry))

    def netdata(self):
        """charts.d.plugin of Netdata with its example chart, as a stream."""
        home = os.path.join(self.directory, "netdata")
        os.makedirs(os.path.join(home, "charts.d"), exist_ok=True)
        write(os.path.join(home, "charts.d.conf"), "example=force\n")
        write(os.path.join(home, "charts.d/example.conf"), "example_magic_number=12345\n")
        place = self.path("usr/lib/netdata")
        collector = {
            "kind": "stream", "command": ["bash", f"{place}/plugins.d/charts.d.plugin", "1", "example"], "format": "netdata",
            "environment": {
                "NETDATA_PLUGINS_DIR": f"{place}/plugins.d", "NETDATA_STOCK_CONFIG_DIR": f"{place}/conf.d",
                "NETDATA_USER_CONFIG_DIR": home, "NETDATA_UPDATE_EVERY": "1", "PATH": os.environ["PATH"], "TMPDIR": self.directory,
            },
        }
        self.sensor("charts.d.plugin", collector, needs=["example.random"])


def metric(client, registry, numbers, place):
    """One random metric with some values."""
    labels = [f"l{index}" for index in range(numbers.randint(0, 3))]
    values = [numbers.choice(["a", 'q"uote', "back\\slash", "new\nline", "日本", ""]) for _ in labels]
    kind = numbers.choice(["counter", "gauge", "histogram", "summary", "info", "enum"])
    name, text = f"m{place}_{kind}", numbers.choice(["", "some help", 'with "quotes" and \\ and \n'])
    if kind == "info":
        made = client.Info(name, text, labels, registry=registry)
        (made.labels(*values) if labels else made).info({"version": "1", "state": numbers.choice(values + ["x"])})
        return
    if kind == "enum":
        made = client.Enum(name, text, labels, states=["on", "off"], registry=registry)
        (made.labels(*values) if labels else made).state("on")
        return
    made = {"counter": client.Counter, "gauge": client.Gauge, "histogram": client.Histogram, "summary": client.Summary}[kind](
        name, text, labels, registry=registry
    )
    made = made.labels(*values) if labels else made
    for _ in range(numbers.randint(0, 5)):
        number = numbers.choice([0, 1, 1.5, 1e-9, 1e12, numbers.random()])
        {"counter": "inc", "gauge": "set", "histogram": "observe", "summary": "observe"}[kind]
        getattr(made, {"counter": "inc", "gauge": "set"}.get(kind, "observe"))(number)


def fetch(port):
    for _ in range(100):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read()
        except OSError:
            time.sleep(0.1)
    raise SystemExit("node_exporter does not answer")


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", required=True, help="path of readinessd")
    options.add_argument("--directory", help="kept and used again; by default a temporary one")
    options.add_argument("--seed", default=str(int(time.time())))
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="readiness-foreign-") as temporary:
        run = Run(given.program, given.directory or temporary)
        if why := run.unpack():
            if os.environ.get("READINESS_REQUIRED") == "1":
                sys.exit(f"foreign: FAILED: {why}")
            print(f"skipped: {why}")
            return
        print(f"seed {given.seed}")
        run.plugins()
        run.textfile_scripts()
        run.node_exporter()
        run.prometheus_client(given.seed)
        run.netdata()
        clients.execd(run)
        clients.collectd(run)
        remote.ssh(run)
        print(f"{run.absent} textfile scripts have no device or tool to report of on this machine")
        print(f"foreign: {run.passed} passed, {run.failed} failed")
        sys.exit(1 if run.failed else 0)


if __name__ == "__main__":
    main()
