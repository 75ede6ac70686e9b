"""The status socket of a running readinessd, for cases in Python: a client that is independent of the code under test.

    status()                     the reply of GetStatus
    scores(node="hdi")           rows of List, by entity and node
    Connection().replies(...)    each reply of a call with `more`
"""
import json
import os
import socket
import subprocess
import sys
import time

ADDRESS = "/run/readinessd/status"
UNIT = "readinessd.service"


class Connection:
    """A connection to the status socket; `timeout` is in seconds, for every wait."""

    def __init__(self, timeout=10):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # Blocking: a socket that does not wait is refused while more connections queue than fit.
        self.socket.connect(ADDRESS)
        self.socket.settimeout(timeout)
        self.rest = b""

    def send(self, method, parameters=None, more=False):
        """Sends a call of io.readinessd.Status."""
        call = {"method": "io.readinessd.Status." + method, "parameters": parameters or {}}
        if more:
            call["more"] = True
        self.socket.sendall(json.dumps(call).encode() + b"\0")

    def receive(self):
        """The next message; None when the other side has closed."""
        while b"\0" not in self.rest:
            try:
                chunk = self.socket.recv(1 << 20)
            except ConnectionResetError:
                return None
            if not chunk:
                return None
            self.rest += chunk
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, parameters=None):
        """The parameters of the only reply; raises ConnectionError when there is none."""
        self.send(method, parameters)
        reply = self.receive()
        if reply is None:
            raise ConnectionError("closed without a reply")
        if "error" in reply:
            raise RuntimeError(json.dumps(reply))
        return reply["parameters"]

    def replies(self, method, parameters=None):
        """The parameters of every reply, until the last or until the other side closes."""
        self.send(method, parameters, more=True)
        while (reply := self.receive()) is not None:
            if "error" in reply:
                raise RuntimeError(json.dumps(reply))
            yield reply["parameters"]
            if not reply.get("continues"):
                return

    def close(self):
        self.socket.close()


def status():
    """The reply of GetStatus, on a connection of its own."""
    connection = Connection()
    try:
        return connection.call("GetStatus")
    finally:
        connection.close()


def collectors():
    """The collectors by name, as GetStatus gives them."""
    return {collector["name"]: collector for collector in status()["collectors"]}


def scores(entity=None, node=None):
    """Rows of List by entity and node."""
    filters = {name: value for name, value in (("entity", entity), ("node", node)) if value}
    connection = Connection()
    try:
        rows = [reply["score"] for reply in connection.replies("List", filters)]
    finally:
        connection.close()
    return {(row["entity"], row["node"]): row for row in rows}


def journal(*arguments):
    """Entries of the unit that match, oldest first."""
    subprocess.run(["journalctl", "--sync"], check=True)
    command = ["journalctl", "--unit", UNIT, "--output", "json", "--no-pager", *arguments]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def unit_property(name):
    """A property of the unit."""
    command = ["systemctl", "show", "--property", name, "--value", UNIT]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main_process():
    """The process id of the daemon; 0 while there is none."""
    return int(unit_property("MainPID"))


def reset_peak(process):
    """Lets the peak of a process begin anew."""
    with open(f"/proc/{process}/clear_refs", "w") as file:
        file.write("5")


def resident(process):
    """Resident memory of a process now and at its peak since `reset_peak`, in MiB."""
    with open(f"/proc/{process}/status") as lines:
        sizes = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return sizes["VmRSS:"], sizes["VmHWM:"]


def wait_for(seconds, condition, what):
    """Waits until `condition()` is true and returns what it gave; ends the case when it stays false."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    sys.exit(f"FAILED: did not come true within {seconds} s: {what}")


def check(condition, message):
    """Ends the case with a message when the condition does not hold."""
    if not condition:
        sys.exit(f"FAILED: {message}")


def figure(text):
    """Prints a measured figure, so that it can be found and quoted."""
    print(f"figure: {text}", flush=True)


def replace(path, text):
    """Replaces a file as a producer should: written beside it, then renamed over it."""
    temporary = os.path.join(os.path.dirname(path), "." + os.path.basename(path))
    with open(temporary, "w") as file:
        file.write(text)
    os.chmod(temporary, 0o644)
    os.rename(temporary, path)
