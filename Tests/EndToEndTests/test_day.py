"""A day of events in less than a day: the program's own clocks run faster, so that its schedule of retries is the real one.

Debian's libfaketime makes each clock and each time-out of the unchanged program pass so many times faster: the wall clock, the
monotonic one, `poll`, `epoll_wait` and timers. Recipients keep the time by what the program says it is."""

import calendar
import collections
import itertools
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from harness import Deadline, run, scan, webhook_secret
from moody import DAY, Moody
from service import Service
from shop import write_shop
from storm import seeded

from compare import comparable, differences, fold

HOURS = 24 * int(os.environ.get("TILLWATCH_DAYS", "0")) or 1
# An hour goes slower: a machine that stands still for a tenth of a second must not look like a recipient that is away.
SPEED = int(os.environ.get("TILLWATCH_SPEED", "60" if HOURS < 24 else "120"))
SECONDS = HOURS * 3600 / SPEED
RECEIPTS = 300 * HOURS
RETRY_AFTER = 60 if HOURS < 24 else 600
# Seconds that an attempt may take.
WITHIN = 300
MIB = 1 << 20


class Clock:
    """The time as the program has it. Runs on from one process to the next, from `with` to its end."""

    def __enter__(self):
        # One program holds what the processes share. They are not its children, so that signals reach them; and without it the
        # library would move the environment, beside which Swift looks for the arguments.
        self.holder = subprocess.Popen(["faketime", "-m", "-f", f"+0 x{SPEED}", "sh", "-c", "env; echo; read _"], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
        self.began, self.wall = time.monotonic(), time.time()
        told = dict(line.rstrip("\n").split("=", 1) for line in iter(self.holder.stdout.readline, "\n") if "=" in line)
        self.env = {name: told[name] for name in ("LD_PRELOAD", "FAKETIME", "FAKETIME_SHARED")}
        return self

    def __exit__(self, *_):
        self.holder.stdin.close()
        self.holder.wait(30)
        self.holder.stdout.close()

    def hour(self, stamp):
        """The hour of the day of 24 at which a moment of the program's clock is."""
        return (stamp - self.wall) / 3600 * 24 / HOURS

    def now(self):
        return self.wall + (time.monotonic() - self.began) * SPEED


class Samples:
    """What a process has of the machine, taken now and then."""

    def __init__(self, service):
        self.service, self.rows = service, []

    def take(self):
        process = Path(f"/proc/{self.service.process.pid}")
        resident = int(re.search(r"VmRSS:\s+(\d+)", (process / "status").read_text())[1]) / 1024
        sizes = [path.stat().st_size if path.exists() else 0 for path in (self.service.journal, Path(f"{self.service.journal}-wal"))]
        self.rows.append((resident, len(os.listdir(process / "fd")), *sizes))

    def most(self, column):
        return max(row[column] for row in self.rows)


@pytest.fixture
def clock():
    if not shutil.which("faketime"):
        pytest.skip("no faketime: sh Scripts/setup.sh")
    with Clock() as clock:
        yield clock


def test_a_day_of_events(binary, tmp_path, clock):
    chance = seeded()
    paths = write_shop(tmp_path, chance, RECEIPTS)
    quiet = comparable(scan(paths, tmp_path, "--journal", tmp_path / "quiet.journal", "--ledger").records, sent=True)
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    growing, secret = tmp_path / "growing.csv", webhook_secret(tmp_path)
    growing.write_bytes(header)
    steady, moody = Moody(clock.hour, [(0, "up")]), Moody(clock.hour, DAY, RETRY_AFTER)
    endpoint = {"secret_file": str(secret), "answer_within": f"{WITHIN}s", "timeout": "300s"}
    service = Service(tmp_path, paths, {"file": str(growing), "follow": True}, env=clock.env,
                      endpoints={"steady": endpoint | {"url": steady.url}, "moody": endpoint | {"url": moody.url}})
    samples = Samples(service)
    with service:
        pass_the_day(service, clock, moody, growing, lines, samples)
        Deadline(30 + SECONDS * 2).wait_for(lambda: samples.take() or not unsent(service), "everything sent")
        lived = (time.monotonic() - clock.began) * SPEED / 3600
        log = service.text()
        service.end()
        after = restarted(service)
    check_bounds(samples, after, tmp_path)
    for name, receiver in (("steady", steady), ("moody", moody)):
        receiver.let_go.set()
        receiver.close()
        check_arrivals(name, receiver, quiet, service, log)
    check_clock(moody, clock, log, lived)
    check_retries(moody)


def pass_the_day(service, clock, moody, growing, lines, samples):
    """Lines come evenly; the moody recipient keeps to its hours."""
    written, sampled = 0, 0.0
    with open(growing, "ab", buffering=0) as out:
        while (passed := (time.monotonic() - clock.began) / SECONDS) < 1 or written < len(lines):
            due = min(len(lines), int(len(lines) * passed * 1.05))
            out.write(b"".join(lines[written:due]))
            written = due
            moody.follow(clock.hour(clock.now()))
            if passed - sampled > 0.01:
                sampled = passed
                samples.take()
            assert service.process.poll() is None, service.text()[-5000:]
            moody.let_go.wait(0.05)
    moody.follow(24)


def unsent(service):
    return run("outbox", "list", "--journal", service.journal, "--state", "waiting", "--format", "ndjson").records


def restarted(service):
    """What a new process over the same journal has of the machine."""
    service.start()
    samples = Samples(service)
    samples.take()
    service.end()
    return samples


def moments(log, name, words):
    """When the log says something of an endpoint, in seconds of the program's clock."""
    lines = [line for line in log.splitlines() if f"endpoint={name} " in line and words in line]
    return [calendar.timegm(time.strptime(line[:19], "%Y-%m-%dT%H:%M:%S")) for line in lines]


def check_arrivals(name, receiver, quiet, service, log):
    """Every event came and was taken, in order within its subject; folded they are the quiet ledger. One is taken twice only where
    the sender gave the answer up: ten seconds for a connection are less than a tenth of one here, which a busy machine may miss."""
    # Only the first time-out of several is told, and when one was answered again.
    begins, ends = moments(log, name, "error=time-out"), moments(log, name, "takes events again")
    gave_up = [(begin, min((end for end in ends if end >= begin), default=begin)) for begin in begins]
    copies = collections.defaultdict(list)
    for request in receiver.requests:
        if request["status"] == 204:
            copies[request["event"]["id"]].append(request)
    again = 0
    for id, of_one in copies.items():
        # By when they were sent: threads of ours may note them the other way round.
        for before, after in itertools.pairwise(sorted(of_one, key=lambda request: request["stamp"])):
            again += 1
            assert any(before["stamp"] <= end + 1 and begin <= after["stamp"] + 1 for begin, end in gave_up), f"{id} was sent again after it was taken: {before}, {after}"
    print(f"{name}: {len(copies)} events, {again} sent again after the sender had given up an answer")
    assert again <= len(copies) // 200
    accepted, ids = [of_one[0]["event"] for of_one in copies.values()], set(copies)
    rows = run("outbox", "list", "--journal", service.journal, "--format", "ndjson").records
    assert {row["state"] for row in rows} == {"sent"} and {row["event"] for row in rows} == ids
    assert differences(quiet, comparable(fold(accepted), sent=True)) == []
    last = collections.defaultdict(int)
    taken = set()
    for request in receiver.requests:
        event = request["event"]
        revision = event["data"]["revision"]
        assert revision >= last[event["subject"]], f"{event['id']} came after a later one of its subject"
        if revision > last[event["subject"]]:
            assert last[event["subject"]] == 0 or (event["subject"], last[event["subject"]]) in taken, f"{event['id']} did not wait for the one before"
        last[event["subject"]] = revision
        if request["status"] == 204:
            taken.add((event["subject"], revision))


def check_clock(moody, clock, log, lived):
    """That the program's clock ran so fast, in what it sent and in what it logged; and that its time-outs did."""
    first, last = moody.requests[0], moody.requests[-1]
    ratio = (last["stamp"] - first["stamp"]) / (last["at"] - first["at"])
    assert abs(ratio / SPEED - 1) < 0.1, f"{ratio} times"
    logged = [calendar.timegm(time.strptime(found[:19], "%Y-%m-%dT%H:%M:%S")) for found in re.findall(r"^\S+T\S+", log, re.MULTILINE)]
    assert abs((logged[-1] - logged[0]) / 3600 - lived) < 1 + lived / 10
    assert "time-out" in log or not any(request["status"] == 0 for request in moody.requests), "five minutes of silence end an attempt"
    print(f"{lived:.1f} hours in {lived * 3600 / SPEED:.0f} s, the clock {ratio:.1f} times as fast")


def check_retries(moody):
    """The waits are those of the schedule and of Retry-After, by the stamps of the attempts."""
    answers = collections.Counter(request["status"] for request in moody.requests)
    assert answers[204] and answers[503] and answers[429] and answers[500], answers
    attempts = collections.defaultdict(list)
    for request in moody.requests:
        attempts[request["event"]["id"]].append(request)
    gaps = [[], [], []]
    for of_one in attempts.values():
        if {request["status"] for request in of_one[:-1]} == {500}:
            for number, (before, after) in enumerate(itertools.pairwise(of_one[:4])):
                gaps[number].append(after["stamp"] - before["stamp"])
    # Stamps are whole seconds, and a second of the machine's load is two minutes of theirs: only that none comes early is sure.
    for number, (least, of_number) in enumerate(zip((4, 240, 1440), gaps)):
        assert not of_number or min(of_number) >= least - 1, f"attempt {number + 2} came after {min(of_number)} s"
    assert gaps[0] and gaps[1]
    for before, after in itertools.pairwise(moody.requests):
        if before["status"] in (503, 429):
            # What was under way beside it was stamped as early: before the answer was there.
            gap = after["stamp"] - before["stamp"]
            assert gap >= RETRY_AFTER - 1 or gap < RETRY_AFTER / 4, f"asked again after {gap} s"
    print(f"answers {dict(answers)}; waits after a 500: {[(min(of_one), max(of_one), len(of_one)) for of_one in gaps if of_one]}")


def check_bounds(samples, after, folder):
    """Nothing grows but with what is kept: memory and descriptors as in a new process over the same journal, the file as after a quiet scan."""
    resident, descriptors, journal, wal = (samples.most(column) for column in range(4))
    quiet = (folder / "quiet.journal").stat().st_size
    print(f"memory {samples.rows[0][0]:.0f} to {resident:.0f} MiB ({after.most(0):.0f} MiB in a new process), descriptors {samples.rows[0][1]} to {descriptors} "
          f"({samples.rows[-1][1]} at the end, {after.most(1)} in a new process), journal {journal / MIB:.1f} MiB ({quiet / MIB:.1f} MiB after a quiet scan), "
          f"WAL {wal / MIB:.1f} MiB at most, {len(samples.rows)} samples")
    assert resident < after.most(0) + 64
    assert descriptors < after.most(1) + 64 and samples.rows[-1][1] < after.most(1) + 32
    assert wal <= 65 * MIB
    assert journal < 4 * quiet + 4 * MIB
