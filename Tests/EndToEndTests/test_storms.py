"""Every source of this machine through a storm: afterwards journal and alerts are those of one quiet scan.

The sources that need a counterpart have theirs beside its other tests.
"""

import http.client
import itertools
import json
import queue
import sqlite3
import subprocess
import threading
from contextlib import closing

import pytest
from harness import Deadline
from service import Service
from shop import pieces, write_shop
from storm import KILLS, Quiet, disturb, seeded
from test_push import Pushed

# Bodies and files of a storm: some for each kill, some before and some after.
PIECES = 4 * KILLS + 10


@pytest.fixture
def chance():
    return seeded()


@pytest.fixture
def paths(binary, tmp_path, chance):
    return write_shop(tmp_path, chance, 3 * PIECES)


def taken(waiting, chance):
    """A few of what is left."""
    return list(itertools.islice(waiting, chance.randint(1, 2)))


@pytest.mark.parametrize("done", ["keep", "delete", "move"])
def test_a_drop_folder(paths, tmp_path, chance, done):
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    source = {"folder": str(incoming), "every": "1s", "ready": "renamed",
              "done": {"move": str(tmp_path / "old")} if done == "move" else done}
    waiting = iter(enumerate(pieces(paths, PIECES)))

    def step(count=None):
        for number, content in taken(waiting, chance) if count is None else waiting:
            (incoming / f".{number}").write_bytes(content)
            (incoming / f".{number}").rename(incoming / f"sales-{number:04}.csv")

    quiet = Quiet(paths, tmp_path)
    with Service(tmp_path, paths, source) as service:
        disturb(service, chance, step)
        step(all)
        quiet.compare(service)


@pytest.mark.parametrize("rotation", ["none", "renamed", "copied"])
def test_a_file_that_grows(paths, tmp_path, chance, rotation):
    """Written in pieces that end anywhere, and rotated as logs are: by a new name, or by a copy before it is cut to nothing.

    What is cut in the very moment in which it is read is lost, as those who cut logs say of it; so copies are made while the service is
    away, and once while it is there and has read all."""
    growing = tmp_path / "sales.csv"
    header = pieces(paths, 1)[0].splitlines(keepends=True)[0]
    rest = iter(pieces(paths, PIECES))
    growing.write_bytes(next(rest))
    pending, rotations = b"", itertools.count(1)
    service = Service(tmp_path, paths, {"file": str(growing), "follow": True})

    def write(content, whole):
        nonlocal pending
        if rotation == "renamed" or rotation == "copied" and service.process.poll() is not None:
            if not pending and chance.random() < 0.3:
                rotate()
        pending += content[len(header):]
        cut = len(pending) if whole else chance.randrange(len(pending))
        with open(growing, "ab") as out:
            out.write(pending[:cut])
        pending = pending[cut:]

    def rotate():
        other = tmp_path / f"sales.csv.{next(rotations):04}"
        growing.rename(other) if rotation == "renamed" else other.write_bytes(growing.read_bytes())
        growing.write_bytes(header)

    def step():
        for content in taken(rest, chance):
            write(content, chance.random() < 0.5)

    quiet = Quiet(paths, tmp_path)
    with service:
        disturb(service, chance, step)
        *most, last = rest
        for content in most:
            write(content, True)
        if rotation == "copied":
            Deadline(60).wait_for(lambda: read_of(service.journal, growing) == growing.stat().st_size, "all that was written")
            rotate()
        write(last, True)
        quiet.compare(service)


def read_of(journal, path):
    """The bytes of a file that were committed."""
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT byte_offset FROM position JOIN source ON id = source WHERE name = ?", [str(path).encode()]).fetchone()
    return row and row[0]


def test_standard_input(paths, tmp_path, chance):
    """A pipe has no place to go on at: whoever writes begins again, and what is known changes nothing."""
    quiet = Quiet(paths, tmp_path)
    content = paths["inputs"][0].read_bytes()
    service = Service(tmp_path, paths, "-", stdin=subprocess.PIPE)

    def start(wait=True):
        """As `start` does, with all lines written by a thread, which a kill may cut."""
        begin(wait)
        pipe = service.process.stdin

        def write():
            try:
                with pipe:
                    pipe.write(content)
                    written.wait(0.2)
            except (OSError, ValueError):
                pass

        threading.Thread(target=write, daemon=True).start()

    begin, service.start, written = service.start, start, threading.Event()
    with service:
        for _ in range(KILLS):
            try:
                service.process.wait(chance.uniform(0, 0.15))
            except subprocess.TimeoutExpired:
                service.process.kill()
                service.process.wait()
            service.start()
        assert service.process.wait(60) == 0, service.text()
        quiet.compare(service)


def test_lines_that_are_sent(paths, tmp_path, chance):
    """Four tills send, and send again until they are answered, some of it twice."""
    quiet = Quiet(paths, tmp_path)
    bodies = pieces(paths, PIECES)
    released, answered, wrong = queue.Queue(), [], []
    waiting = iter(range(PIECES))
    service = Pushed(tmp_path, paths)

    def till():
        while (number := released.get()) is not None:
            while not send(number):
                pass

    def send(number):
        try:
            status, _, told = service.send(bodies[number], key=f"body-{number}", token=None)
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            return False
        if status == 200:
            answered.append(number)
        elif status not in (409, 429, 503):
            wrong.append((status, told))
        return status not in (409, 429, 503)

    def step():
        for number in taken(waiting, chance):
            released.put(number)
            if chance.random() < 0.2:
                released.put(number)

    with service:
        threads = [threading.Thread(target=till, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        disturb(service, chance, step)
        for number in waiting:
            released.put(number)
        for _ in threads:
            released.put(None)
        for thread in threads:
            thread.join(60)
        assert not wrong and set(answered) == set(range(PIECES))
        # Nothing is still under way: what was answered is committed.
        service.process.kill()
        service.process.wait()
        assert quiet.holds(service), service.text()[-5000:]
