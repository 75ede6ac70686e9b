#!/usr/bin/env python3
"""Clients of the status socket: many of them, greedy ones, one that never reads, and some that talk nonsense.

Usage: clients.py greedy | many COUNT | deaf | nonsense
"""
import os
import resource
import socket
import sys
import threading
import time

from status import (
    Connection,
    check,
    figure,
    journal,
    main_process,
    replace,
    reset_peak,
    resident,
    scores,
    unit_property,
    wait_for,
)

NOBODY = 65534
READINGS = "/etc/readinessd/readings/hdi_2022.csv"
HEADER = "iso3,country,year,life_expectancy,expected_schooling,mean_schooling,gni_per_capita,published_hdi\n"


def connect_as(user):
    """A connection of another user: the kernel notes who connects."""
    os.seteuid(user)
    try:
        return Connection()
    finally:
        os.seteuid(0)


def is_refused(connection):
    """Whether the other side closes without an answer."""
    try:
        connection.send("GetStatus")
        return connection.receive() is None
    except (BrokenPipeError, ConnectionResetError):
        return True


def answer_seconds(connection):
    begin = time.monotonic()
    connection.call("GetStatus")
    return time.monotonic() - begin


def greedy():
    """One user opens more connections than are allowed to it; others are served."""
    limit = 128
    # In a user namespace of its own the daemon sees every user but root and itself as nobody.
    tells_apart = unit_property("PrivateUsers") != "yes"
    own = Connection()
    own.call("GetStatus")
    held = [connect_as(NOBODY) for _ in range(limit)]
    for connection in held:
        connection.call("GetStatus")
    for _ in range(200):
        check(is_refused(connect_as(NOBODY)), f"connection {limit + 1} of one user was served")
    for connection in [own, Connection(), *held]:
        connection.call("GetStatus")
    check(is_refused(connect_as(1)) != tells_apart, "users are not told apart as the unit allows it")
    refusals = [entry for entry in journal() if f"of user {NOBODY}: {limit} connections" in entry["MESSAGE"]]
    check(refusals, "the journal does not say that connections were refused")
    check(len(refusals) <= 10, f"a client without privilege has filled the journal with {len(refusals)} entries")
    held.pop().close()
    wait_for(2, lambda: not is_refused(connect_as(NOBODY)), "a place that has become free is given away")
    figure(
        f"clients: {limit} connections of one user served, further ones refused, root served meanwhile; other users "
        + ("too" if tells_apart else "count as the same one, because of PrivateUsers=yes")
    )


def many(count):
    """So many connections at one time, all served."""
    question = {"entity": "BRA", "node": "hdi"}
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count + 100), hard))
    daemon = main_process()
    reset_peak(daemon)
    before = resident(daemon)[0]
    begin = time.monotonic()
    connections = [Connection() for _ in range(count)]
    for connection in connections:
        connection.call("Get", question)
    seconds = time.monotonic() - begin
    after = resident(daemon)[0]
    times = []
    for connection in connections:
        begin = time.monotonic()
        connection.call("Get", question)
        times.append(time.monotonic() - begin)
    times.sort()
    # All at once: every question is asked before the first answer is read.
    begin = time.monotonic()
    for connection in connections:
        connection.send("Get", question)
    for connection in connections:
        check("score" in connection.receive()["parameters"], "a wrong answer")
    burst = time.monotonic() - begin
    for connection in connections:
        connection.close()
    Connection().call("GetStatus")
    check(after - before < 64, f"the daemon grew from {before:.0f} to {after:.0f} MiB")
    figure(
        f"clients: {count} connections opened and answered in {seconds * 1000:.0f} ms; one score over each of them "
        f"{times[count // 2] * 1e6:.0f} us (median), {times[-1] * 1e6:.0f} us at most; {count} questions at once answered in "
        f"{burst * 1000:.0f} ms; {(after - before) * 1024 / count:.1f} KiB of memory each"
    )


def deaf():
    """A subscriber that never reads is cut off; another one hears everything, and the rest is served."""
    countries = sorted({entity for entity, _ in scores(node="hdi")})

    def deliver(number):
        """Other figures for every country: some 1,100 scores change at once."""
        years = 60 + number % 20
        rows = [f"{country},x,2022,{years},{10 + number % 8},{5 + number % 8},{9000 + number},0" for country in countries]
        replace(READINGS, HEADER + "\n".join(rows) + "\n")
        wait_for(
            5,
            lambda: scores(countries[0], "health")[countries[0], "health"].get("value") == years,
            "the new figures",
        )

    deliver(0)
    heard = []

    def listen():
        for reply in Connection(timeout=None).replies("Subscribe"):
            heard.append(reply)

    threading.Thread(target=listen, daemon=True).start()
    silent = Connection()
    silent.send("Subscribe", more=True)
    check(silent.receive()["parameters"] == {"ready": True}, "no subscription")
    wait_for(2, lambda: heard, "the other subscription")
    daemon = main_process()
    reset_peak(daemon)
    before = resident(daemon)[0]
    slowest = 0
    neighbour = Connection()

    def cut_off():
        return [entry["MESSAGE"] for entry in journal() if "which did not read" in entry["MESSAGE"]]

    number = 0
    while not cut_off():
        number += 1
        check(number < 60, "the subscriber that does not read is never cut off")
        deliver(number)
        slowest = max(slowest, answer_seconds(neighbour))
    print(cut_off())
    check("the replies of io.readinessd.Status.Subscribe" in cut_off()[0] and len(cut_off()) == 1, f"{cut_off()}")
    # What the kernel still holds for it ends without an end of the stream of replies.
    received = 0
    try:
        while chunk := silent.socket.recv(1 << 20):
            received += len(chunk)
    except ConnectionResetError:
        pass
    deliver(number + 1)
    last = number + 1
    # Four indicators and two nodes of every country.
    changes = len(countries) * 6 * last
    wait_for(5, lambda: len(heard) > changes, f"{changes} changes heard by the subscriber that reads")
    sequences = [reply["sequence"] for reply in heard[1:]]
    check(sequences == sorted(sequences), "changes came out of order")
    for country in countries:
        values = [
            reply["change"]["current"]["value"]
            for reply in heard[1:]
            if (reply["change"]["current"]["entity"], reply["change"]["current"]["node"]) == (country, "health")
        ]
        check(values == [60 + number % 20 for number in range(1, last + 1)], f"{country}: heard {values}")
    now, peak = resident(daemon)
    check(peak < before + 64, f"the daemon grew from {before:.0f} to {peak:.0f} MiB")
    figure(
        f"clients: a subscriber that never reads is cut off after {number} times {len(countries)} countries; the one beside it "
        f"heard all {len(heard) - 1} changes, and GetStatus took {slowest * 1000:.1f} ms at most; {now - before:.1f} MiB more "
        f"memory, {peak - before:.1f} at the peak"
    )


def nonsense():
    """Garbage and oversized messages close their own connection and no other."""
    neighbour = Connection()
    daemon = main_process()
    reset_peak(daemon)
    before = resident(daemon)[0]
    samples = {
        "random bytes": os.urandom(5000).replace(b"\0", b"x") + b"\0",
        "no text": b"\0",
        "no object": b"[]\0",
        "no method": b"{}\0",
        "a method that is a number": b'{"method": 7}\0',
        "half a message and no more": b'{"method": "io.readinessd',
        "no UTF-8": b'{"method": "\xff\xfe"}\0',
        "deep nesting": b'{"method": "a.b.C", "parameters": {"a": ' + b"[" * 100_000 + b"\0",
        "HTTP": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n\0",
        "17 MiB without an end": b"x" * (17 << 20),
        "17 MiB of parameters": b'{"method": "a.b.C", "parameters": {"a": "' + b"x" * (17 << 20) + b'"}}\0',
    }
    for name, data in samples.items():
        connection = Connection()
        try:
            connection.socket.sendall(data)
            connection.socket.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            reply = connection.receive()
        except socket.timeout:
            check(False, f"{name}: the connection stays open")
        check(reply is None, f"{name}: answered {reply}")
        neighbour.call("GetStatus")
    closed = [entry["MESSAGE"] for entry in journal() if "Status socket closed" in entry["MESSAGE"]]
    print("\n".join(closed))
    check(0 < len(closed) <= 10, f"the journal has {len(closed)} entries")
    # Wrong calls are answered, and the connection goes on.
    for call, error in (
        ('{"method": "io.readinessd.Status.Nothing"}', "org.varlink.service.MethodNotFound"),
        ('{"method": "com.example.Nothing.Get"}', "org.varlink.service.InterfaceNotFound"),
        ('{"method": "io.readinessd.Status.Get"}', "org.varlink.service.InvalidParameter"),
        ('{"method": "io.readinessd.Status.List"}', "org.varlink.service.ExpectedMore"),
    ):
        neighbour.socket.sendall(call.encode() + b"\0")
        reply = neighbour.receive()
        check(reply.get("error") == error, f"{call}: answered {reply}")
    neighbour.call("GetStatus")
    now, peak = resident(daemon)
    check(main_process() == daemon, "the daemon was restarted")
    check(now < before + 16, f"the daemon grew from {before:.0f} to {now:.0f} MiB")
    figure(
        f"clients: {len(samples)} kinds of garbage, two of them of 17 MiB, closed only their own connections; {now - before:.1f} "
        f"MiB more memory after, {peak - before:.1f} at the peak"
    )


if sys.argv[1] == "many":
    many(int(sys.argv[2]))
else:
    {"greedy": greedy, "deaf": deaf, "nonsense": nonsense}[sys.argv[1]]()
