"""A full disk is a state like any other: nothing is lost, and what can go on goes on."""

import json
import os
import random
import re
import subprocess
import urllib.request
from contextlib import contextmanager

import pytest
from harness import Deadline, PythonReceiver, run, scan, scan_arguments, webhook_secret
from service import Service
from shop import write_shop

from compare import comparable, differences, fold

DISK_BYTES = 48 << 20
ROOM_BYTES = 700 << 10


class Disk:
    """A small disk of its own, which can be filled."""

    def __init__(self, folder):
        self.folder, self.filler = folder, folder / "filler"

    def fill(self, leaving):
        """Leaves about so much room."""
        left = os.statvfs(self.folder)
        self.filler.write_bytes(bytes(max(0, left.f_bavail * left.f_frsize - leaving)))

    def empty(self):
        self.filler.unlink()


@pytest.fixture
def disk(tmp_path):
    with mounted(tmp_path / "disk") as folder:
        yield Disk(folder)


@contextmanager
def mounted(folder):
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", folder], capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(11), 1000)


def ledger(paths, folder):
    return comparable(scan(paths, folder, "--ledger").records)


def test_a_scan_says_it_once_and_goes_on_when_it_is_run_again(paths, tmp_path, disk):
    journal = disk.folder / "journal"
    disk.fill(ROOM_BYTES)
    arguments = [*scan_arguments(paths, tmp_path), "--journal", journal, "--batch-lines", "100", *paths["inputs"]]
    done = run(*arguments)
    assert done.code == 1
    assert re.search(r"journal: error\[JOURNAL_DISK_FULL\]: the disk is full", done.err), done.err
    assert done.err.count("error[") == 1 and done.err.count("help: ") == 1, done.err
    disk.empty()
    assert run("journal", "verify", "--journal", journal).code == 0
    again = run(*arguments)
    assert again.code == 0, again.err
    events = done.records + again.records
    assert len({event["id"] for event in events}) == len(events), "an event was made twice"
    # What was committed and not printed any more is in the journal.
    kept = run("alerts", "list", "--journal", journal, "--format", "ndjson").records
    assert differences(ledger(paths, tmp_path), comparable(kept)) == []


def figure(service):
    port = re.search(r"address=127.0.0.1:(\d+) path=/metrics", service.text()).group(1)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        return re.search(r"^tillwatch_journal_disk_full (\d)", answer.read().decode(), re.M).group(1)


def test_the_service_waits_for_room_delivers_and_goes_on(paths, tmp_path, disk):
    secret = webhook_secret(tmp_path)
    disk.fill(ROOM_BYTES)
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    source = tmp_path / "growing.csv"
    source.write_bytes(header + b"".join(lines[:-100]))
    with PythonReceiver() as receiver:
        service = Service(tmp_path, paths, {"file": str(source), "follow": True}, journal=str(disk.folder / "journal"), batch_lines=100,
                          metrics={"listen": "127.0.0.1:0"}, delivery={"url": receiver.url, "secret_file": secret.name})
        service.journal = disk.folder / "journal"
        with service:
            service.wait_for_log("the disk is full")
            # All that was committed arrives, though what became of it cannot be recorded.
            committed = {event["id"] for event in events_of(service)}
            assert committed
            Deadline(60).wait_for(lambda: ids(receiver) >= committed, "what was committed")
            assert figure(service) == "1"
            answer = service.ask()
            assert "disk is full" in json.dumps(answer), answer
            assert service.text().count("the disk is full: nothing is read") == 1
            with open(source, "ab") as out:
                out.write(b"".join(lines[-100:]))
            disk.empty()
            service.wait_for_log("there is room on the disk again")
            expected = ledger(paths, tmp_path)
            Deadline(60).wait_for(lambda: differences(expected, comparable(service.alerts())) == [], "the ledger")
            assert figure(service) == "0"
            Deadline(60).wait_for(lambda: not waiting(service), "an empty outbox")
        told = [json.loads(body) for _, body in receiver.requests]
        assert len({event["id"] for event in told}) == len(told), "an event was sent twice"
        assert differences(comparable(service.alerts(), sent=True), comparable(fold(told), sent=True)) == []
    assert run("journal", "verify", "--journal", service.journal).code == 0
    assert not (disk.folder / "journal-room").exists()


def test_the_end_of_the_service_is_not_kept_up(paths, tmp_path, disk):
    """Told to end while the disk is full, it ends and says why; started again with room, it goes on."""
    disk.fill(ROOM_BYTES)
    service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True}, journal=str(disk.folder / "journal"),
                      batch_lines=100)
    service.journal = disk.folder / "journal"
    with service:
        service.wait_for_log("the disk is full")
        service.end(code=1)
        assert "JOURNAL_DISK_FULL" in service.text()
        disk.empty()
        service.start()
        expected = ledger(paths, tmp_path)
        Deadline(60).wait_for(lambda: differences(expected, comparable(service.alerts())) == [], "the ledger")


def ids(receiver):
    return {json.loads(body)["id"] for _, body in receiver.requests}


def events_of(service):
    return [{"id": record["event"]} for record in run("outbox", "list", "--journal", service.journal, "--format", "ndjson").records]


def waiting(service):
    return run("outbox", "list", "--journal", service.journal, "--state", "waiting", "--format", "ndjson").records
