#!/bin/bash
# A native collector by its plugin directory, with a secret only it can read; metrics as systemd asks for them, and another
# readinessd that rolls this one up through them; the text format of Prometheus.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
mkdir -p /etc/readinessd/{model.d,collectors.d,collectors/secretive}
cat >/etc/readinessd/model.d/m.yaml <<'END'
entities: [{id: works, entities: [{id: plant-a}, {id: plant-b}]}]
measures: {uptime: {kind: counter, unit: s}, secret: {}, made: {}}
indicators:
  running: {value: uptime, normalize: {goalposts: [0, 1]}}
  output: {value: made, normalize: {goalposts: [0, 100]}, roll-up: scores}
index: {id: root, coverage: 0, children: [output]}
END
cat >/etc/readinessd/collectors/secretive/plugin.yaml <<'END'
command: [run.py]
END
cat >/etc/readinessd/collectors/secretive/run.py <<'END'
#!/usr/bin/env python3
import os
import sys
sys.path.insert(0, "/usr/lib/readinessd/python")
from readiness_collector import Collector, Measure, Option, SourceFailed

class Secretive(Collector):
    name, version, title = "secretive", "1", "Reads a secret"
    measures = [Measure("secret", "What the secret says")]
    options = [Option("entity", "Whose it is", default="plant-a")]

    def collect(self, output):
        if not self.credentials_directory:
            raise SourceFailed("there is no secret", advice="LoadCredential= of its unit")
        with open(os.path.join(self.credentials_directory, "number")) as file:
            output.observe("secret", len(file.read()), entity=self.options_given["entity"])

Secretive.main()
END
chmod 755 /etc/readinessd/collectors/secretive/run.py
mkdir /etc/readinessd/collectors/slow
echo 'command: [run.py]' >/etc/readinessd/collectors/slow/plugin.yaml
cat >/etc/readinessd/collectors/slow/run.py <<'END'
#!/usr/bin/env python3
import sys
import time
sys.path.insert(0, "/usr/lib/readinessd/python")
from readiness_collector import Collector, Measure

class Slow(Collector):
    name, version, title = "slow", "1", "Takes its time"
    measures = [Measure("made", "What is made", cadence=2, lateness=1)]

    def collect(self, output):
        output.progress(0.25)
        time.sleep(1)
        output.progress(7)

Slow.main()
END
chmod 755 /etc/readinessd/collectors/slow/run.py
cat >/etc/readinessd/collectors.d/c.yaml <<'END'
collectors:
  up: {kind: varlink, plugin: uptime, options: {entity: plant-a}, interval: 500ms}
  secretive: {kind: varlink, plugin: secretive, isolated: true, interval: 500ms}
  hands: {kind: push}
  slow: {kind: varlink, plugin: slow, interval: 2s, deadline: 2s}
END
chmod -R u=rwX,go=rX /etc/readinessd
readinessd check
readinessd collector test --options '{"entity": "plant-a"}' /usr/lib/readinessd/collectors/uptime
readinessd collect up --once | grep -q plant-a,uptime
# What the plugin counts in seconds is no measure of hours, unless it is multiplied.
hours() {
    mkdir -p /tmp/hours/model.d /tmp/hours/collectors.d
    sed 's/unit: s}/unit: h}/' /etc/readinessd/model.d/m.yaml >/tmp/hours/model.d/m.yaml
    echo "collectors: {up: {kind: varlink, plugin: uptime, options: {entity: plant-a}$1}}" >/tmp/hours/collectors.d/c.yaml
    readinessd collect up --once --configuration /tmp/hours 2>&1
}
if hours '' >/tmp/said; then exit 1; fi
grep -q "'uptime' is counted in s, but measure 'uptime' in h; write scale: 0.000277" /tmp/said
hours ', map: [{match: {name: uptime}, measure: uptime, scale: 0.0002777777777777778}]' | grep -q plant-a,uptime
systemctl start "$unit"
field() { readinessctl collectors "$1" --json | jq -r "$2"; }
runs() { [ "$(field "$1" .readingsTotal)" -ge "$2" ]; }
wait_for 20 runs up 3
# How far a run has come is told while it goes on.
is_at_a_quarter() { [ "$(field slow .progress)" = 0.25 ]; }
wait_for 10 is_at_a_quarter
quarter() { readinessctl collectors | grep -q '^slow .* at 25 %'; }
wait_for 10 quarter
between() { [ "$(field slow .progress)" = null ] && [ "$(field slow .health)" = healthy ]; }
wait_for 10 between
# One process for all runs, ended with the service.
assert_equal 1 "$(pgrep -c -f collectors/uptime/uptime.py)"

echo correct-horse-battery >/etc/readinessd-secret
chmod 600 /etc/readinessd-secret
iso=readinessd-collector@secretive.service
mkdir -p "/etc/systemd/system/$iso.d"
printf '[Service]\nLoadCredential=number:/etc/readinessd-secret\n' >"/etc/systemd/system/$iso.d/secret.conf"
systemctl daemon-reload
systemctl start "$iso"
wait_for 20 runs secretive 2
# The secret stands nowhere but where it was given.
places=$(journalctl --no-pager --output export; readinessctl status --json; readinessctl collectors --json
    cat /etc/readinessd/collectors.d/c.yaml; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n')
assert_contains "$places" READINESS_COLLECTOR=secretive
[[ $places != *correct-horse* ]] || fail "the secret is told"

# Metrics as systemd-report asks for them.
readinessctl observe made plant-a 40 --source hands
readinessctl observe made plant-b 61 --source hands
is_half() { [ "$(score works output)" = 50.5 ]; }
wait_for 10 is_half
report=/run/systemd/report/io.readinessd
test -S "$report"
python3 - "$report" <<'END'
import json, socket, sys
def ask(method, **flags):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(sys.argv[1])
    connection.sendall(json.dumps({"method": f"io.systemd.Metrics.{method}", **flags}).encode() + b"\0")
    rest, replies = b"", []
    while True:
        while b"\0" not in rest:
            rest += connection.recv(65536)
        text, rest = rest.split(b"\0", 1)
        replies.append(json.loads(text))
        if not replies[-1].get("continues"):
            return replies
metrics = [reply["parameters"] for reply in ask("List", more=True)]
families = [reply["parameters"]["name"] for reply in ask("Describe", more=True)]
assert families == sorted(families) and len(set(families)) == len(families), families
assert {metric["name"] for metric in metrics} <= set(families)
assert all(metric["name"].startswith("io.readinessd.") and isinstance(metric["value"], int) for metric in metrics)
assert all(isinstance(text, str) for metric in metrics for text in metric.get("fields", {}).values())
assert len(metrics) <= 256
score = [m["value"] for m in metrics if m["name"].endswith("ScoreMillipoints") and m["object"] == "works" and m["fields"]["node"] == "root"]
assert score == [50500], score
assert ask("List")[0]["error"] == "org.varlink.service.ExpectedMore"
print(f"figure: plugins: {len(metrics)} metrics of {len(families)} families over io.systemd.Metrics")
END

# Another readinessd rolls this one up.
mkdir -p /srv/group/{model.d,collectors.d}
cat >/srv/group/model.d/m.yaml <<'END'
entities: [{id: group, entities: [{id: north}, {id: south}]}]
measures: {site_score: {unit: points}}
indicators: {sites: {value: site_score, normalize: {goalposts: [0, 100]}, roll-up: scores}}
index: {id: root, coverage: 0, children: [sites]}
END
cat >/srv/group/collectors.d/c.yaml <<'END'
collectors:
  north:
    kind: metrics
    address: /run/systemd/report/io.readinessd
    interval: 500ms
    map:
      - match: {name: io.readinessd.ScoreMillipoints, labels: {object: works, node: root}}
        measure: site_score
        entity: north
        scale: 0.001
  manager: {kind: metrics, address: /run/systemd/report/io.systemd.Manager, interval: 1s}
END
readinessd check --configuration /srv/group
readinessd collect north --once --configuration /srv/group | grep -q north,site_score,50.5
readinessd run --configuration /srv/group --status-socket /srv/group/status --state-directory /srv/group 2>/srv/group/log &
parent=$!
above() { [ "$(readinessctl list --socket /srv/group/status --json --entity north --node root | jq '.score * 10 | round')" = "$1" ]; }
wait_for 20 above 505
readinessctl observe made plant-b 81 --source hands
wait_for 20 above 605
kill "$parent"
wait "$parent" || true

# What Prometheus reads.
readinessctl metrics >/tmp/metrics.prom
grep -q '^readiness_score_points{entity="works",node="root"} 60.5$' /tmp/metrics.prom
readinessd collect --dialect prometheus --check </tmp/metrics.prom
if readinessctl metrics --json 2>/tmp/metrics.err; then exit 1; fi
grep -q "leave --json out" /tmp/metrics.err
systemctl stop "$iso" "$unit"
if pgrep -f collectors/uptime/uptime.py; then exit 1; fi
only_native_entries
