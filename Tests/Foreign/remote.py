"""Another readinessd as a source of metrics, reached through OpenSSH's server and client on the loopback."""
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time

MODEL = """
entities: [{id: works}]
measures: {made: {}}
indicators: {output: {value: made, normalize: {goalposts: [0, 100]}}}
index: {id: self-reliance, coverage: 0, children: [output]}
"""
# As root sshd asks for an account and a directory of its own, which only its own view of the system has.
ROOT_VIEW = """
mount --bind "$0/passwd" /etc/passwd && mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && exec "$@"
"""


def ssh(run):
    """Reads what another readinessd tells of itself over `ssh-exec:` and, where ssh can, `ssh-unix:`."""
    home = os.path.join(run.directory, "ssh")
    os.makedirs(os.path.join(home, "etc/model.d"), exist_ok=True)
    write(os.path.join(home, "etc/model.d/m.yaml"), MODEL)
    status = os.path.join(home, "status")
    command = [run.program, "run", "--configuration", os.path.join(home, "etc")]
    command += ["--status-socket", status, "--state-directory", home]
    with open(os.path.join(home, "log"), "w") as log:
        daemon = subprocess.Popen(command, stdout=log, stderr=log)
    server = Server(run, home)
    try:
        server.start()
        wait(lambda: os.path.exists(status))
        os.environ["SYSTEMD_SSH"] = server.client
        through = f"ssh-exec:works:{run.path('usr/bin/socat')} STDIO UNIX-CONNECT:{status}"
        sensor(run, "metrics of another readinessd by ssh-exec", through)
        unix = f"ssh-unix:works:{status}"
        if server.version() >= (9, 4):
            sensor(run, "metrics of another readinessd by ssh-unix", unix)
        else:
            refused(run, unix)
    finally:
        os.environ.pop("SYSTEMD_SSH", None)
        server.stop()
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(20)


def sensor(run, name, address):
    run.sensor(name.replace(" ", "-"), {"kind": "metrics", "address": address}, needs=["io.readinessd.SnapshotsTotal"])


def refused(run, address):
    """An ssh that is too old must be told at once instead of waited for."""
    tool = os.path.join(os.path.dirname(run.program), "readinessctl")
    began = time.monotonic()
    done = subprocess.run([tool, "status", "--socket", address], capture_output=True, text=True, timeout=60)
    wrong = [] if done.returncode != 0 else ["taken for reachable"]
    wrong += [] if "cannot reach a socket of another one" in done.stderr else ["the cause is missing"]
    wrong += [] if time.monotonic() - began < 5 else ["told late"]
    run.judge("ssh-unix by an ssh that is too old", wrong, "refused with the way out", done.stderr)


class Server:
    """An sshd of its own, with keys and ports of its own."""

    def __init__(self, run, home):
        self.run, self.home, self.process = run, home, None
        libraries = os.path.dirname(glob.glob(os.path.join(run.root, "**/libwrap.so.0"), recursive=True)[0])
        self.environment = {**os.environ, "LD_LIBRARY_PATH": libraries}
        self.client = os.path.join(home, "client")

    def version(self):
        told = subprocess.run([self.client, "-V"], capture_output=True, text=True).stderr
        return tuple(int("".join(filter(str.isdigit, part.split("p")[0]))) for part in told.split("_")[1].split(" ")[0].split(".")[:2])

    def start(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        user = pwd.getpwuid(os.getuid()).pw_name
        for key in ("host", "user"):
            path = os.path.join(self.home, key)
            if not os.path.exists(path):
                program = self.run.path("usr/bin/ssh-keygen")
                subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        settings = f"""Port {port}
ListenAddress 127.0.0.1
HostKey {self.home}/host
AuthorizedKeysFile {self.home}/user.pub
StrictModes no
PidFile none
PermitRootLogin yes
"""
        write(os.path.join(self.home, "server.conf"), settings)
        settings = f"""Host works
  HostName 127.0.0.1
  Port {port}
  User {user}
  IdentityFile {self.home}/user
  IdentitiesOnly yes
  UserKnownHostsFile {self.home}/known
  StrictHostKeyChecking accept-new
  LogLevel ERROR
"""
        write(os.path.join(self.home, "client.conf"), settings)
        write(self.client, f"#!/bin/sh\nexec {self.run.path('usr/bin/ssh')} -F {self.home}/client.conf \"$@\"\n")
        os.chmod(self.client, 0o755)
        command = [self.run.path("usr/sbin/sshd"), "-D", "-e", "-f", os.path.join(self.home, "server.conf")]
        if os.getuid() == 0:
            shutil.copy("/etc/passwd", os.path.join(self.home, "passwd"))
            with open(os.path.join(self.home, "passwd"), "a") as file:
                file.write("sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n")
            command = ["unshare", "--mount", "sh", "-c", ROOT_VIEW, self.home, *command]
        with open(os.path.join(self.home, "server.log"), "w") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        wait(lambda: answers(port))

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def wait(condition, limit=20):
    end = time.monotonic() + limit
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
