"""How long one call over a Unix socket takes, asked by this Python client."""
import json
import os
import socket
import time


class Pinned:
    """Keeps this process and another on one processor: a wake-up across processors costs more than the call."""

    def __init__(self, pid):
        self.pid = pid

    def __enter__(self):
        self.before = os.sched_getaffinity(0)
        self._set({min(self.before)})

    def __exit__(self, *_):
        self._set(self.before)

    def _set(self, processors):
        os.sched_setaffinity(0, processors)
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            os.sched_setaffinity(int(thread), processors)


def ask(path, request, end, count):
    """Makes the calls one after the other on one connection; returns the sorted seconds of each and the last reply."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        connection.settimeout(10)
        seconds = []
        for _ in range(count):
            began = time.perf_counter()
            connection.sendall(request)
            reply = connection.recv(65536)
            while not reply.endswith(end):
                chunk = connection.recv(65536)
                if not chunk:
                    raise SystemExit(f"{path}: closed in the middle of a reply")
                reply += chunk
            seconds.append(time.perf_counter() - began)
    return sorted(seconds), reply


def get_call(entity, node):
    """The bytes of a call of Get."""
    call = {"method": "io.readinessd.Status.Get", "parameters": {"entity": entity, "node": node}}
    return json.dumps(call).encode() + b"\0"


def get_score(path, entity, node, count):
    """Seconds of `count` calls of Get, the last reply checked."""
    seconds, reply = ask(path, get_call(entity, node), b"\0", count)
    score = json.loads(reply[:-1]).get("parameters", {}).get("score", {}).get("score")
    if score is None or not 0 < score < 100:
        raise SystemExit(f"{path}: no score for {entity} {node}: {reply!r}")
    return seconds, len(reply)


class Echo:
    """A process that answers every request with a reply of a given size and does nothing else: what the client costs."""

    def __init__(self, path, size):
        self.path = path
        reply = b"x" * (size - 1) + b"\0"
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(path)
        listener.listen()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                connection, _ = listener.accept()
                while connection.recv(65536):
                    connection.sendall(reply)
            finally:
                os._exit(0)
        listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.waitpid(self.pid, 0)
        os.unlink(self.path)


def percentile(seconds, share):
    """Of sorted values."""
    return seconds[min(len(seconds) - 1, int(len(seconds) * share))]
