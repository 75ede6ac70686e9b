#!/usr/bin/env python3
"""Calls a method of the status socket, independently of the code under test.

Usage: varlink.py [--more] METHOD [PARAMETERS]

Prints the parameters of each reply on a line of its own. Exit status 1 after an error, which is printed too.
"""
import json
import socket
import sys

arguments = sys.argv[1:]
call = {}
if arguments[0] == "--more":
    call["more"] = True
    arguments.pop(0)
call["method"] = arguments[0]
if len(arguments) > 1:
    call["parameters"] = json.loads(arguments[1])

connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
connection.connect("/run/readinessd/status")
connection.sendall(json.dumps(call).encode() + b"\0")
rest = b""
while True:
    while b"\0" not in rest:
        chunk = connection.recv(65536)
        if not chunk:
            sys.exit("connection closed before the last reply")
        rest += chunk
    text, rest = rest.split(b"\0", 1)
    reply = json.loads(text)
    if "error" in reply:
        print(json.dumps(reply), flush=True)
        sys.exit(1)
    print(json.dumps(reply.get("parameters", {})), flush=True)
    if not reply.get("continues"):
        break
