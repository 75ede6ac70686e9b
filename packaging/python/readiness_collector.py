"""Write a native collector of readinessd in Python: one file, the standard library, Python 3.9 or newer.

    from readiness_collector import Collector, Measure, Option, Problem, SourceFailed

    class Uptime(Collector):
        name, version, title = "uptime", "1.0", "How long the machine runs"
        measures = [Measure("uptime", "Time since the start", unit="s")]
        options = [Option("entity", "Whose machine it is", required=True)]

        def collect(self, output):
            with open("/proc/uptime") as file:
                output.observe("uptime", float(file.read().split()[0]), entity=self.options_given["entity"])

    Uptime.main()

readinessd starts the program with one connected socket and speaks io.readinessd.Collector over Varlink. Try it with
`readinessd collector test PROGRAM`.
"""
import json
import math
import os
import socket
import sys

PROTOCOL_VERSION = 1
INTERFACE = "io.readinessd.Collector"
TYPES = {"string": str, "int": int, "float": (int, float), "bool": bool}


class Measure:
    """Something that is measured; kind is gauge, counter or event. It changes every cadence and is known lateness
    later, both in seconds."""

    def __init__(self, name, description, kind="gauge", unit=None, cadence=None, lateness=None):
        self.reply = {"name": name, "description": description, "kind": kind}
        if unit:
            self.reply["unit"] = unit
        if cadence is not None:
            self.reply["cadence"] = round(cadence * 1_000_000)
        if lateness is not None:
            self.reply["lateness"] = round(lateness * 1_000_000)


class Option:
    """Something the configuration may say; type is string, int, float or bool."""

    def __init__(self, name, description, type="string", required=False, default=None):
        self.name, self.type, self.required, self.default, self.description = name, type, required, default, description

    def accepts(self, value):
        if self.type != "bool" and isinstance(value, bool):
            return False
        return isinstance(value, TYPES[self.type])

    @property
    def reply(self):
        reply = {"name": self.name, "type": self.type, "description": self.description, "required": self.required}
        if self.default is not None:
            reply["default"] = str(self.default)
        return reply


class Problem(Exception):
    """A mistake in the configuration; raise it in configure()."""

    def __init__(self, message, option=None):
        super().__init__(message)
        self.option = option


class SourceFailed(Exception):
    """What is measured cannot be reached; raise it in collect()."""

    def __init__(self, reason, advice=None):
        super().__init__(reason)
        self.advice = advice


class ErrorReply(Exception):
    def __init__(self, name, **parameters):
        super().__init__(name)
        self.name, self.parameters = name, parameters


class Output:
    """Takes what a run brings."""

    BATCH = 500

    def __init__(self, send):
        self._send, self._waiting = send, []

    def observe(self, name, value, timestamp=None, **labels):
        """Brings a number; timestamp is a time.time(), None for now."""
        value = float(value)
        if not math.isfinite(value):
            return self.log(f"{name} is {value}, which is no number", level="warning")
        observation = {"name": name, "value": value}
        if labels:
            observation["labels"] = {label: str(text) for label, text in labels.items()}
        if timestamp is not None:
            observation["timestamp"] = round(timestamp * 1_000_000)
        self._waiting.append(observation)
        if len(self._waiting) >= self.BATCH:
            self._send({"observations": self._waiting})
            self._waiting = []

    def log(self, message, level="info"):
        """Says something in the journal; level is debug, info, notice, warning or error."""
        self._send({"message": str(message), "level": level})

    def progress(self, share):
        """Says how far the run has come, 0 to 1."""
        self._send({"progress": float(share)})

    def _rest(self):
        return {"observations": self._waiting} if self._waiting else {}


class Collector:
    """Subclass it, and call main()."""

    name = version = title = ""
    measures = []
    options = []

    #: The options in force, defaults filled in.
    options_given = {}
    #: Seconds from one run to the next.
    interval = 60.0
    #: Where secrets lie, one file each, or None.
    credentials_directory = None

    def configure(self):
        """Checks self.options_given; raises Problem for what cannot be used."""

    def collect(self, output):
        """Collects once; raises SourceFailed when what is measured cannot be reached."""
        raise NotImplementedError

    @classmethod
    def main(cls):
        if "LISTEN_FDS" not in os.environ:
            sys.exit(f"{cls.name} is a collector of readinessd, which starts it; try: readinessd collector test")
        _Service(cls, socket.socket(fileno=3)).run()


class _Service:
    def __init__(self, kind, connection):
        self.kind, self.connection, self.collector = kind, connection, None

    def run(self):
        rest = b""
        while True:
            chunk = self.connection.recv(65536)
            if not chunk:
                return
            rest += chunk
            while b"\0" in rest:
                message, rest = rest.split(b"\0", 1)
                try:
                    call = json.loads(message)
                    method, parameters = call["method"], call.get("parameters") or {}
                    if not isinstance(method, str) or not method or not isinstance(parameters, dict):
                        return
                except (ValueError, KeyError, TypeError):
                    return
                self.answer(call, method, parameters)

    def answer(self, call, method, parameters):
        quiet = call.get("oneway") is True
        try:
            reply = {"parameters": self.perform(method, parameters, call.get("more") is True)}
        except ErrorReply as error:
            reply = {"error": error.name, "parameters": error.parameters}
        except SourceFailed as error:
            parameters = {"reason": str(error)}
            if error.advice:
                parameters["advice"] = error.advice
            reply = {"error": f"{INTERFACE}.SourceFailed", "parameters": parameters}
        except Exception as error:  # A mistake in the collector costs this run only.
            reply = {"error": f"{INTERFACE}.SourceFailed", "parameters": {"reason": f"{type(error).__name__}: {error}"}}
        if not quiet:
            self.send(reply)

    def send(self, reply):
        try:
            self.connection.sendall(json.dumps(reply).encode() + b"\0")
        except OSError:
            # Whoever asked has gone.
            os._exit(0)

    def perform(self, method, parameters, more):
        kind = self.kind
        if method == "org.varlink.service.GetInfo":
            interfaces = ["org.varlink.service", INTERFACE]
            return {"vendor": "", "product": kind.name, "version": kind.version, "url": "", "interfaces": interfaces}
        if method == f"{INTERFACE}.Describe":
            return {
                "name": kind.name, "version": kind.version, "protocolVersions": [PROTOCOL_VERSION], "title": kind.title,
                "measures": [measure.reply for measure in kind.measures],
                "options": [option.reply for option in kind.options],
            }
        if method == f"{INTERFACE}.Configure":
            return {"problems": self.configure(parameters)}
        if method == f"{INTERFACE}.Collect":
            if not more:
                raise ErrorReply("org.varlink.service.ExpectedMore")
            if self.collector is None:
                raise ErrorReply(f"{INTERFACE}.NotConfigured")
            output = Output(lambda parameters: self.send({"parameters": parameters, "continues": True}))
            self.collector.collect(output)
            return output._rest()
        interface = method.rpartition(".")[0]
        if interface not in ("org.varlink.service", INTERFACE):
            raise ErrorReply("org.varlink.service.InterfaceNotFound", interface=interface)
        raise ErrorReply("org.varlink.service.MethodNotFound", method=method)

    def configure(self, parameters):
        for field, kind in (("protocolVersion", int), ("interval", int), ("options", dict)):
            if not isinstance(parameters.get(field), kind):
                raise ErrorReply("org.varlink.service.InvalidParameter", parameter=field)
        if parameters["protocolVersion"] != PROTOCOL_VERSION:
            raise ErrorReply(f"{INTERFACE}.UnsupportedVersion", protocolVersions=[PROTOCOL_VERSION])
        given, known, problems = parameters["options"], {option.name: option for option in self.kind.options}, []
        for name, value in given.items():
            if name not in known:
                problems.append({"option": name, "message": f"there is no such option; there are: {', '.join(known)}"})
            elif not known[name].accepts(value):
                problems.append({"option": name, "message": f"it must be of type {known[name].type}"})
        for option in known.values():
            if option.required and option.name not in given:
                problems.append({"option": option.name, "message": f"it must be given: {option.description}"})
        if problems:
            return problems
        collector = self.kind()
        collector.options_given = {
            **{option.name: option.default for option in known.values() if option.default is not None}, **given
        }
        collector.interval = parameters["interval"] / 1_000_000
        collector.credentials_directory = parameters.get("credentialsDirectory")
        try:
            collector.configure()
        except Problem as problem:
            return [{"message": str(problem), **({"option": problem.option} if problem.option else {})}]
        self.collector = collector
        return []


__all__ = ["Collector", "Measure", "Option", "Output", "Problem", "SourceFailed"]
