"""A running readinessd, started as a service manager starts it."""
import os
import shutil
import signal
import socket
import subprocess
import time


class Service:
    def __init__(self, binary, configuration, directory):
        """A service whose state, sockets and log lie in `directory`."""
        self.binary = binary
        self.configuration = configuration
        self.state = os.path.join(directory, "state")
        self.status_socket = os.path.join(directory, "status")
        self.log = os.path.join(directory, "log")
        self.notify_path = os.path.join(directory, "notify")
        self.process = None
        os.makedirs(directory, exist_ok=True)

    def forget(self):
        """Removes the state, as before the first start ever."""
        shutil.rmtree(self.state, ignore_errors=True)

    def start(self, limit=60):
        """Starts it; returns the seconds from before the process was made until it said that it is ready."""
        os.makedirs(self.state, exist_ok=True)
        if os.path.exists(self.notify_path):
            os.unlink(self.notify_path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify, open(self.log, "ab") as log:
            notify.bind(self.notify_path)
            notify.settimeout(limit)
            command = [self.binary, "run", "--configuration", self.configuration]
            command += ["--state-directory", self.state, "--status-socket", self.status_socket]
            environment = {"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": self.notify_path}
            began = time.perf_counter()
            self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            while True:
                try:
                    message = notify.recv(65536)
                except TimeoutError:
                    raise SystemExit(f"not ready after {limit} s:\n{self.last_words()}") from None
                if b"READY=1" in message.split(b"\n"):
                    return time.perf_counter() - began
                if self.process.poll() is not None:
                    raise SystemExit(f"ended with {self.process.returncode} before it was ready:\n{self.last_words()}")

    def stop(self):
        """Stops it; returns the seconds that took."""
        if self.process is None:
            return 0.0
        process, self.process = self.process, None
        began = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise SystemExit("did not stop within 10 s") from None
        if status != 0:
            raise SystemExit(f"ended with {status}:\n{self.last_words()}")
        return time.perf_counter() - began

    def last_words(self):
        with open(self.log, errors="replace") as file:
            return "".join(file.readlines()[-5:])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # After a failure nobody may be left behind.
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def resident_bytes(pid, field="VmRSS"):
    """The resident set, or the part of it that another field of the kernel names."""
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
    raise SystemExit(f"process {pid} is gone")


def processor_seconds(pid):
    """What the process has used of processors, ended threads included, to the nanosecond; its children not."""
    # The clock of a process, as clock_getcpuclockid(3) makes it: the kernel's CPUCLOCK_SCHED of the inverted number.
    return time.clock_gettime((~pid << 3) | 2)
