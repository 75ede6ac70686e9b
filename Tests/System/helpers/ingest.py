"""What the configuration `ingest` delivers: readings whose value is their number, each with a time of its own."""
import sqlite3
import struct
import threading
import time

from status import check, replace

# The size of the batches of the programs.
SIZES = {"small": 20, "large": 200}
START = 1767225600
DIRECTORY = "/var/lib/private/readinessd"
QUIET = "/etc/readinessd/quiet"


class Feed:
    """The file that grows: more lines several times a second, until told to stop."""

    def __init__(self):
        self.count = 0
        self.text = ""
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stopped.wait(0.1):
            for _ in range(5):
                self.count += 1
                moment = f"{START + self.count // 1000}.{self.count % 1000:03}"
                self.text += f'{{"time":{moment},"entity":"feed","values":{{"number":{self.count}}}}}\n'
            replace("/etc/readinessd/readings/feed.jsonl", self.text)

    def stop(self):
        self.stopped.set()
        self.thread.join()


def batches(entity):
    """For each batch that was printed, the process id of the daemon that asked for it."""
    try:
        with open(f"{DIRECTORY}/batches-{entity}") as lines:
            return [int(line) for line in lines]
    except FileNotFoundError:
        return []


def readings(database):
    """Entity, time and value of every reading: of rows, of the blocks of a series, and of what is not yet filed."""
    entities = dict(database.execute("SELECT id, entity FROM series"))
    found = database.execute("SELECT series, time, value FROM observation").fetchall()
    for series, packed in database.execute("SELECT series, readings FROM block"):
        found += [(series, moment, value) for moment, value in struct.iter_unpack("<qd", packed)]
    for (packed,) in database.execute("SELECT readings FROM arrival"):
        found += struct.iter_unpack("<iqd", packed)
    return [(entities[series], moment, value) for series, moment, value in found]


def stored():
    """The numbers in the history by entity, each checked against its time and for standing there once."""
    database = sqlite3.connect(f"file:{DIRECTORY}/history.sqlite?mode=ro", uri=True)
    check(database.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the history is damaged")
    numbers = {}
    rows = readings(database)
    for entity, moment, value in rows:
        number = int(value)
        check(moment == START * 10**9 + number * 10**6, f"{entity}: {value} has the time {moment}")
        numbers.setdefault(entity, []).append(number)
    database.close()
    for entity, found in numbers.items():
        check(len(found) == len(set(found)), f"{entity}: some readings stand in the history twice")
    return {entity: set(found) for entity, found in numbers.items()}


def wait_until_still(seconds, read):
    """Waits until what `read()` gives has stayed the same for a second, and returns it."""
    end = time.monotonic() + seconds
    last, since = read(), time.monotonic()
    while time.monotonic() < end:
        time.sleep(0.1)
        if (now := read()) != last:
            last, since = now, time.monotonic()
        if time.monotonic() - since > 1:
            return last
    check(False, f"it goes on changing after {seconds} s")
    return None
