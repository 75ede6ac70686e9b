"""A native collector that breaks one rule of the protocol, by the name of its argument."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "../../../packaging/python"))
import readiness_collector as sdk  # noqa: E402

MODE = sys.argv[1]


class Broken(sdk.Collector):
    name = "two words" if MODE == "bad-name" else "broken"
    version, title = "1.0", "Breaks a rule"
    measures = [sdk.Measure("level", "A level")] * (2 if MODE == "twice" else 1)
    options = [sdk.Option("entity", "Whose level", required=True)]

    def configure(self):
        if MODE == "picky":
            raise sdk.Problem("nothing pleases it", option="entity")

    def collect(self, output):
        if MODE == "failing":
            raise sdk.SourceFailed("the well is dry", advice="dig")
        if MODE == "crash":
            os._exit(3)
        if MODE == "hang":
            time.sleep(1000)
        if MODE == "flood":
            while True:
                output.observe("level", 1.0, entity=f"e{time.time_ns()}")
        if MODE == "doubled":
            output.observe("level", 1, entity="plant-a", timestamp=1)
            output.observe("level", 2, entity="plant-a", timestamp=1)
        elif MODE == "undescribed":
            output.observe("depth", 1, entity="plant-a")
        elif MODE == "text":
            output._send({"observations": [{"name": "level", "value": "much"}]})
        elif MODE != "empty":
            output.observe("level", 1, entity="plant-a")


class Service(sdk._Service):
    def perform(self, method, parameters, more):
        verb = method.rpartition(".")[2]
        if verb == "Describe" and MODE == "other-version":
            return {**super().perform(method, parameters, more), "protocolVersions": [7]}
        if verb == "Describe" and MODE == "vague":
            return {"name": "broken"}
        if verb == "Collect" and MODE == "eager" and self.collector is None:
            return {}
        if verb == "Collect" and MODE == "single":
            more = True
        if verb == "NoSuchMethod" and MODE == "obliging":
            return {}
        return super().perform(method, parameters, more)

    def configure(self, parameters):
        if MODE == "any-version" and parameters["protocolVersion"] == 999:
            return []
        if MODE == "any-type" and parameters["interval"] == "often":
            return []
        if MODE == "careless":
            parameters["options"].pop("no-such-option", None)
        if MODE == "forgiving":
            parameters["options"].setdefault("entity", "plant-a")
        return super().configure(parameters)


if MODE == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
service = Service(Broken, sdk.socket.socket(fileno=3))
if MODE == "garbage":
    service.connection.sendall(b"this is no message\0")
service.run()
if MODE == "restless" and service.collector is not None:
    time.sleep(1000)
