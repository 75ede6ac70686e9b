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


def ask(family, address, request, is_whole, count):
    """Makes the calls one after the other on one connection; returns the sorted seconds of each and the last reply."""
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(10)
        connection.connect(address)
        seconds = []
        for _ in range(count):
            began = time.perf_counter()
            connection.sendall(request)
            reply = connection.recv(65536)
            while not is_whole(reply):
                chunk = connection.recv(65536)
                if not chunk:
                    raise ConnectionError(f"{address}: closed in the middle of a reply")
                reply += chunk
            seconds.append(time.perf_counter() - began)
    return sorted(seconds), reply


def get_call(entity, node):
    """The bytes of a call of Get."""
    call = {"method": "io.readinessd.Status.Get", "parameters": {"entity": entity, "node": node}}
    return json.dumps(call).encode() + b"\0"


def ask_varlink(path, request, count):
    """The same of a Varlink call: each reply ends with a zero byte."""
    return ask(socket.AF_UNIX, path, request, lambda reply: reply.endswith(b"\0"), count)


def get_score(path, entity, node, count):
    """The score of the last of `count` calls of Get, the sorted seconds of each, and the size of the last reply."""
    seconds, reply = ask_varlink(path, get_call(entity, node), count)
    return json.loads(reply[:-1]).get("parameters", {}).get("score", {}).get("score"), seconds, len(reply)


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
