"""Peers from Debian, fed with the same readings and asked in the same run.

Their packages are unpacked into the directory of the run: nothing is installed, and no service of the system starts.
Another peer is another class with `packages`, `start`, `feed` and `measure_calls`.
"""
import glob
import http.server
import os
import socket
import subprocess
import threading
import time

from latency import ask
from workload import INTERVAL


def available(directory, workload):
    """The peers, their packages fetched and unpacked."""
    kinds = (Collectd, Prometheus)
    root = unpacked(directory, [package for kind in kinds for package in kind.packages])
    return [kind(root, directory, workload) for kind in kinds]


def unpacked(directory, packages):
    """The directory below which packages are unpacked; those that a run has already are not fetched again."""
    root = os.path.join(directory, "debian")
    os.makedirs(root, exist_ok=True)
    missing = [package for package in packages if not os.path.exists(os.path.join(root, package))]
    if not missing:
        return root
    fetched = subprocess.run(
        ["apt-get", "download", *missing], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if fetched.returncode != 0:
        raise SystemExit(f"the peers' packages cannot be fetched:\n{fetched.stdout}")
    for archive in glob.glob(os.path.join(root, "*.deb")):
        subprocess.run(["dpkg", "-x", archive, root], check=True)
        os.unlink(archive)
    for package in missing:
        os.mkdir(os.path.join(root, package))
    return root


class Peer:
    def __init__(self, root, directory, workload):
        self.root = root
        self.workload = workload
        self.directory = os.path.join(directory, self.name)
        self.process = None
        os.makedirs(self.directory)

    def run(self, command, is_ready, limit=60):
        """Starts the program; returns the seconds until it was ready."""
        with open(os.path.join(self.directory, "log"), "ab") as log:
            began = time.perf_counter()
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while not is_ready():
            if self.process.poll() is not None or time.perf_counter() - began > limit:
                with open(log.name, errors="replace") as file:
                    raise SystemExit(f"{self.name} does not become ready:\n{file.read()[-2000:]}")
            time.sleep(0.0005)
        return time.perf_counter() - began

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def write(self, name, text):
        path = os.path.join(self.directory, name)
        with open(path, "w") as file:
            file.write(text)
        return path


class Collectd(Peer):
    """Takes the readings over its Unix socket and keeps the latest in memory; writes nothing to disk."""

    name = "collectd"
    packages = ("collectd-core",)
    question = "GETVAL over its Unix socket"

    def start(self):
        self.socket_path = os.path.join(self.directory, "socket")
        path = self.write(
            "collectd.conf",
            f"""Hostname "cost"
FQDNLookup false
Interval {INTERVAL}
BaseDir "{self.directory}"
PluginDir "{self.root}/usr/lib/collectd"
TypesDB "{self.root}/usr/share/collectd/types.db"
LoadPlugin unixsock
<Plugin unixsock>
  SocketFile "{self.socket_path}"
  SocketGroup "{os.getgid()}"
  SocketPerms "0600"
</Plugin>
""",
        )
        command = [f"{self.root}/usr/sbin/collectd", "-f", "-C", path, "-P", f"{self.directory}/pid"]
        return self.run(command, lambda: answers(socket.AF_UNIX, self.socket_path))

    def feed(self):
        lines = [
            f'PUTVAL "{plant}/readings/gauge-{place}" interval={INTERVAL} N:{value:.4f}\n'
            for plant, values in self.workload.values.items()
            for place, value in enumerate(values)
        ]
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(self.socket_path)
            connection.settimeout(10)
            # Many commands at once cost it least.
            for start in range(0, len(lines), 100):
                part = lines[start : start + 100]
                connection.sendall("".join(part).encode())
                replies = b""
                while replies.count(b"\n") < len(part):
                    replies += connection.recv(65536)
                if any(not reply.startswith(b"0 ") for reply in replies.splitlines()):
                    raise SystemExit(f"collectd refuses a reading: {replies!r}")

    def ask(self, count):
        request = b'GETVAL "plant-042/readings/gauge-0"\n'
        return ask(socket.AF_UNIX, self.socket_path, request, lambda reply: reply.count(b"\n") == 2, count)[0]


class Prometheus(Peer):
    """Scrapes the readings from a page that this process serves, and stores them."""

    name = "prometheus"
    packages = ("prometheus",)
    question = "a query over HTTP"

    def start(self):
        readings = http.server.ThreadingHTTPServer(("127.0.0.1", 0), page(self.workload))
        threading.Thread(target=readings.serve_forever, daemon=True).start()
        self.address = ("127.0.0.1", free_port())
        target = "%s:%d" % readings.server_address
        path = self.write(
            "prometheus.yml",
            f"""global: {{scrape_interval: {INTERVAL}s}}
scrape_configs:
  - {{job_name: cost, static_configs: [{{targets: ['{target}']}}]}}
""",
        )
        command = [f"{self.root}/usr/bin/prometheus", f"--config.file={path}"]
        command += [f"--storage.tsdb.path={self.directory}/data", "--web.listen-address=%s:%d" % self.address]
        return self.run(command, self.is_ready)

    def is_ready(self):
        try:
            return ask(socket.AF_INET, self.address, self.request("/-/ready"), is_whole, 1)[1].startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def feed(self):
        """It fetches by itself."""

    def ask(self, count):
        request = self.request("/api/v1/query?query=measure_0%7Bentity=%22plant-042%22%7D")
        seconds, reply = ask(socket.AF_INET, self.address, request, is_whole, count)
        if b"plant-042" not in reply:
            raise SystemExit(f"prometheus has no reading: {reply!r}")
        return seconds

    @staticmethod
    def request(path):
        return f"GET {path} HTTP/1.1\r\nHost: cost\r\n\r\n".encode()


def page(workload):
    """A page with the readings of now, in the format Prometheus scrapes."""

    class Page(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = "".join(
                f'measure_{place}{{entity="{plant}"}} {value:.4f}\n'
                for plant, values in workload.values.items()
                for place, value in enumerate(values)
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Page


def is_whole(reply):
    """Whether a reply of HTTP has all the bytes its header tells."""
    head, separator, body = reply.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if separator and name.lower() == b"content-length":
            return len(body) >= int(value)
    return False


def answers(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        return connection.connect_ex(address) == 0


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
