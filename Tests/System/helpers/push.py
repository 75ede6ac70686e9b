#!/usr/bin/env python3
"""Pushes readings to the ingest socket, independently of the code under test.

Usage: push.py observe SOURCE JSON...     one call with these observations; prints the answer
       push.py stream SOURCE              lines of standard input; prints what the daemon says
"""
import json
import socket
import sys


def connect():
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect("/run/readinessd/ingest")
    return connection


def call(connection, method, parameters, **more):
    message = {"method": f"io.readinessd.Ingest.{method}", "parameters": parameters, **more}
    connection.sendall(json.dumps(message).encode() + b"\0")
    rest = b""
    while b"\0" not in rest:
        chunk = connection.recv(65536)
        if not chunk:
            sys.exit("connection closed before the reply")
        rest += chunk
    text, rest = rest.split(b"\0", 1)
    reply = json.loads(text)
    if "error" in reply:
        print(json.dumps(reply))
        sys.exit(1)
    return reply["parameters"], rest


verb, source = sys.argv[1:3]
parameters = {"source": source} if source else {}
connection = connect()
if verb == "observe":
    parameters["observations"] = [json.loads(text) for text in sys.argv[3:]]
    print(json.dumps(call(connection, "Observe", parameters)[0]))
else:
    print(json.dumps(call(connection, "Stream", parameters, upgrade=True)[0]))
    connection.sendall(sys.stdin.buffer.read())
    connection.shutdown(socket.SHUT_WR)
    while True:
        chunk = connection.recv(65536)
        if not chunk:
            break
        sys.stdout.write(chunk.decode())
