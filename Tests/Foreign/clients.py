"""Clients of collectd, unmodified, against the socket of a running readinessd."""
import glob
import os
import signal
import subprocess
import time

MODEL = """
entities: [{id: plant-a}, {id: plant-b}]
measures: {made: {}, planned: {}}
indicators: {output: {value: made, normalize: {goalposts: [0, 100]}}}
index: {id: root, coverage: 0, children: [output]}
collectors:
  agents:
    kind: push
    format: collectd
    map:
      - {match: {name: line_gauge, labels: {type_instance: made}}, measure: made, entity-label: host}
      - {match: {name: line_gauge, labels: {type_instance: planned}}, measure: planned, entity-label: host}
"""


def collectd(run):
    """Puts, asks and lists by collectdctl, collectd-nagios and collectd's Perl module."""
    home = os.path.join(run.directory, "collectd-clients")
    os.makedirs(os.path.join(home, "etc/model.d"), exist_ok=True)
    model, settings = MODEL.split("collectors:")[0], os.path.join(home, "etc/readinessd.yaml")
    with open(os.path.join(home, "etc/model.d/m.yaml"), "w") as file:
        file.write(model)
    os.makedirs(os.path.join(home, "etc/collectors.d"), exist_ok=True)
    with open(os.path.join(home, "etc/collectors.d/c.yaml"), "w") as file:
        file.write("collectors:" + MODEL.split("collectors:")[1])
    path = os.path.join(home, "collectd")
    with open(settings, "w") as file:
        file.write(f"collectd-socket: {path}\n")
    command = [run.program, "run", "--configuration", os.path.join(home, "etc")]
    command += ["--status-socket", os.path.join(home, "status"), "--state-directory", home]
    with open(os.path.join(home, "log"), "w") as log:
        daemon = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 20
        while not os.path.exists(path) and time.monotonic() < end and daemon.poll() is None:
            time.sleep(0.05)
        Clients(run, path).all()
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(20)


class Clients:
    def __init__(self, run, path):
        self.run, self.path = run, path
        libraries = os.path.dirname(glob.glob(os.path.join(run.root, "usr/lib/**/libcollectdclient.so.1"), recursive=True)[0])
        modules = os.path.join(run.root, "usr/share/perl5")
        self.environment = {**os.environ, "LD_LIBRARY_PATH": libraries, "PERL5LIB": modules, "LC_ALL": "C"}

    def call(self, *command):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=30)
        return done.returncode, done.stdout + done.stderr

    def control(self, *arguments):
        return self.call(os.path.join(self.run.root, "usr/bin/collectdctl"), "-s", self.path, *arguments)

    def nagios(self, name, host, *arguments):
        program = os.path.join(self.run.root, "usr/bin/collectd-nagios")
        return self.call(program, "-s", self.path, "-n", name, "-H", host, *arguments)

    def expect(self, name, got, status, *parts):
        wrong = []
        if got[0] != status:
            wrong.append(f"exit status {got[0]}, expected {status}")
        wrong += [f"'{part}' is missing" for part in parts if part not in got[1]]
        self.run.judge(name, wrong, "as expected", got[1])

    def eventually(self, name, ask, status, *parts):
        """What follows from a reading follows within a moment."""
        end = time.monotonic() + 10
        while True:
            got = ask()
            if (got[0] == status and all(part in got[1] for part in parts)) or time.monotonic() > end:
                return self.expect(name, got, status, *parts)
            time.sleep(0.1)

    def all(self):
        made = "plant-a/line/gauge-made"
        self.eventually("collectdctl putval", lambda: self.control("putval", made, "interval=10", "N:40"), 0)
        self.expect("collectdctl getval", self.control("getval", made), 0, "value=4.000000e+01")
        self.expect("collectdctl putval of several moments", self.control("putval", made, "1700000000:1", "1700000001:2"), 0)
        self.expect("collectdctl getval of what is not there", self.control("getval", "x/y/z"), 255, "No such value")
        self.expect("collectdctl listval", self.control("listval"), 0, made, "plant-a/readinessd/percent-root")
        self.expect("collectdctl flush", self.control("flush", "timeout=10"), 0)
        refused = self.control("putval", "nowhere/line/gauge-made", "N:1")
        self.expect("collectdctl putval of an unknown entity", refused, 255, "no entity 'nowhere'")
        self.control("putval", made, "N:40")
        score = "percent-output"
        self.eventually(
            "collectdctl getval of a score",
            lambda: self.control("getval", f"plant-a/readinessd/{score}"), 0, "value=4.000000e+01",
        )
        limits = ("-w", "30:", "-c", "20:")
        self.expect("collectd-nagios, good", self.nagios(f"readinessd/{score}", "plant-a", *limits), 0, "OKAY", "value=40")
        limits = ("-w", "50:", "-c", "20:")
        self.expect("collectd-nagios, warning", self.nagios(f"readinessd/{score}", "plant-a", *limits), 1, "WARNING")
        limits = ("-w", "70:", "-c", "60:")
        self.expect("collectd-nagios, critical", self.nagios(f"readinessd/{score}", "plant-a", *limits), 2, "CRITICAL")
        # Unknown is never shown as healthy.
        got = self.nagios(f"readinessd/{score}", "plant-b", "-w", "30:", "-c", "20:")
        self.run.judge("collectd-nagios, no score", [] if got[0] != 0 else ["taken for healthy"], f"status {got[0]}", got[1])
        self.expect("collectd-nagios, a value that was put", self.nagios("line/gauge-made", "plant-a", "-w", "50"), 0, "value=40")
        self.perl()
        self.promtool()

    def promtool(self):
        """What Prometheus' own checker says of what we expose, and what its Python client reads in it."""
        program = os.path.join(os.path.dirname(self.run.program), "readinessctl")
        status = os.path.join(os.path.dirname(self.path), "status")
        text = subprocess.run([program, "metrics", "--socket", status], capture_output=True, text=True, timeout=30).stdout
        tool = os.path.join(self.run.root, "usr/bin/promtool")
        done = subprocess.run([tool, "check", "metrics"], input=text, capture_output=True, text=True, timeout=30)
        wrong = [] if done.returncode == 0 and "readiness_score_points" in text else [f"exit status {done.returncode}"]
        self.run.judge("promtool check metrics", wrong, f"{len(text.splitlines())} lines", done.stdout + done.stderr)
        from prometheus_client.parser import text_string_to_metric_families

        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        plant = [s.value for s in samples if s.name == "readiness_score_points" and s.labels == {"entity": "plant-a", "node": "output"}]
        self.run.judge("prometheus_client reads readinessctl metrics", [] if plant == [40.0] else [f"{plant}"], f"{len(samples)} samples", text)

    def perl(self):
        script = """
            use Collectd::Unixsock;
            my $sock = Collectd::Unixsock->new($ARGV[0]) or die "no connection";
            my %id = (host => 'plant-b', plugin => 'line', type => 'gauge', type_instance => 'planned');
            for my $value (1 .. 100) {
                $sock->putval(%id, time => 1700000000 + $value, values => [$value]) or die $sock->{error};
            }
            my $got = $sock->getval(%id) or die $sock->{error};
            my @all = $sock->listval() or die $sock->{error};
            $sock->putnotif(message => 'hello', severity => 'warning', time => 1700000000) or die $sock->{error};
            $sock->flush(timeout => 1) or die $sock->{error};
            print "got $got->{value} of " . scalar(@all) . "\\n";
        """
        self.expect("Collectd::Unixsock of Perl", self.call("perl", "-e", script, self.path), 0, "got 100 of ")


SHELL = """#!/bin/sh
count=0
while read -r _; do
    count=$((count + 1))
    echo "beat,language=sh,host=site value=$count"
done
"""
PYTHON = """#!/usr/bin/env python3
import sys
for count, _ in enumerate(sys.stdin, 1):
    print(f"beat,language=python,host=site value={count}", flush=True)
"""
PERL = """#!/usr/bin/perl
$| = 1;
while (<STDIN>) { print "beat,language=perl,host=site value=$.\\n"; }
"""


def execd(run):
    """Programs in the manner of Telegraf's execd: they run on, and answer each empty line with influx lines."""
    for language, text in (("sh", SHELL), ("python", PYTHON), ("perl", PERL)):
        path = os.path.join(run.directory, f"execd.{language}")
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o755)
        collector = {"kind": "stream", "command": [path], "format": "influx", "trigger": "newline", "interval": "10s", "deadline": "5s"}
        run.sensor(f"execd in {language}", collector, needs=[f"beat,language={language},host=site"])
