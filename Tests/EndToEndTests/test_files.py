"""Endpoints that are written: files, folders and standard output. Each event stands there once, whole, whatever ends when."""

import json
import os
import random
import re
import signal
import sqlite3
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from harness import BINARY, Deadline, run
from service import Service
from shop import write_shop
from test_disk_full import mounted

from compare import comparable, differences, fold

KILLS = int(os.environ.get("TILLWATCH_KILLS", "12"))


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(9), 80)


def whole(path):
    """The events of a file of which every line is whole."""
    content = path.read_bytes()
    assert content == b"" or content.endswith(b"\n"), f"a torn line: {content[-80:]}"
    return [json.loads(line) for line in content.splitlines()]


def in_folder(folder):
    """The events of a folder in order of names, and the files."""
    files = sorted(folder.iterdir())
    assert all(re.fullmatch(r"events-\d{4}-\d\d-\d\d-\d{6}\.ndjson", file.name) for file in files), files
    return [event for file in files for event in whole(file)], files


def outbox(service, *options):
    return run("outbox", "list", "--journal", service.journal, "--format", "ndjson", *options).records


def check_ledger(service, events):
    """Every event of the outbox once, in order within its subject, and what they come to is the ledger."""
    ids = [event["id"] for event in events]
    assert len(ids) == len(set(ids)), "an event stands there twice"
    assert sorted(ids) == sorted(row["event"] for row in outbox(service))
    revisions = {}
    for event in events:
        assert event["data"]["revision"] > revisions.get(event["subject"], 0)
        revisions[event["subject"]] = event["data"]["revision"]
    assert differences(comparable(service.alerts()), comparable(fold(events))) == []


def test_a_file_holds_the_ledger_and_is_for_its_owner(paths, tmp_path):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"archive": {"file": "alerts.ndjson"}})
    with service:
        assert service.process.wait(60) == 0, service.text()
    check_ledger(service, whole(tmp_path / "alerts.ndjson"))
    assert stat.S_IMODE((tmp_path / "alerts.ndjson").stat().st_mode) == 0o600
    with sqlite3.connect(service.journal) as connection:
        bodies = {body for body, in connection.execute("SELECT body FROM event")}
    assert set((tmp_path / "alerts.ndjson").read_bytes().splitlines()) == bodies


def test_every_event_is_synced_before_it_counts(paths, tmp_path):
    """What the system is asked, in order: a write of the file, an fsync of it, and only then a commit of the journal that says so."""
    strace = subprocess.run(["sh", "-c", "command -v strace"], capture_output=True, text=True).stdout.strip()
    if not strace:
        pytest.skip("no strace: sh Scripts/setup.sh")
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"archive": {"file": "alerts.ndjson"}})
    trace = tmp_path / "trace"
    done = subprocess.run([strace, "-f", "-y", "-e", "trace=write,fsync,fdatasync", "-o", trace, str(BINARY), "run", "--config", str(service.path)],
                          capture_output=True, timeout=120, env={**os.environ, "TILLWATCH_CORE_DUMPS": "1"})
    assert done.returncode == 0, done.stderr.decode()
    lines = [line for line in trace.read_text().splitlines() if "alerts.ndjson" in line]
    calls = [re.search(r"(write|fsync|fdatasync)\(", line).group(1) for line in lines if re.search(r"(write|fsync|fdatasync)\(", line)]
    assert calls and calls[::2] == ["write"] * len(calls[::2]) and set(calls[1::2]) == {"fsync"} and len(calls) % 2 == 0, calls


def test_a_file_after_kills_in_mid_write(paths, tmp_path):
    """Killed again and again: afterwards each event stands there, twice only where a kill came between the disk and the commit."""
    seed = int(os.environ.get("TILLWATCH_SEED", random.SystemRandom().randrange(10**9)))
    print(f"seed {seed}")
    rng, kills = random.Random(seed), 0
    service = Service(tmp_path, paths, str(paths["inputs"][0]), batch_lines=2, endpoints={
        "archive": {"file": "alerts.ndjson"}, "folder": {"folder": "alerts", "rotate": {"bytes": 20000}}})
    while kills < KILLS:
        service.start(wait=False)
        try:
            service.process.wait(rng.uniform(0.05, 0.6))
            break
        except subprocess.TimeoutExpired:
            service.process.send_signal(signal.SIGKILL)
            service.process.wait(30)
            kills += 1
    with service:
        assert service.process.wait(60) == 0, service.text()
    print(f"{kills} kills")
    for events in (whole(tmp_path / "alerts.ndjson"), in_folder(tmp_path / "alerts")[0]):
        ids = [event["id"] for event in events]
        assert set(ids) == {row["event"] for row in outbox(service)}
        # Sixty-four are written together at most.
        assert len(ids) - len(set(ids)) <= 64 * kills
        assert differences(comparable(service.alerts(), sent=True), comparable(fold(events), sent=True)) == []


@pytest.mark.parametrize("torn", [b'{"data":{"level":"rep', b"{", b'{"data":'])
def test_a_torn_line_is_cut(paths, tmp_path, torn):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"archive": {"file": "alerts.ndjson"}})
    kept = b'{"data":{},"id":"before"}\n'
    (tmp_path / "alerts.ndjson").write_bytes(kept + torn)
    with service:
        assert service.process.wait(60) == 0, service.text()
    events = whole(tmp_path / "alerts.ndjson")
    assert events[0] == {"data": {}, "id": "before"}
    check_ledger(service, events[1:])


@pytest.mark.parametrize("content", [b"Dear diary", b'{"other":1}\nDear diary'])
def test_a_file_of_somebody_else_is_left_alone(paths, tmp_path, content):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"archive": {"file": "alerts.ndjson", "timeout": "1s"}})
    (tmp_path / "alerts.ndjson").write_bytes(content)
    with service:
        assert service.process.wait(60) == 0, service.text()
    assert (tmp_path / "alerts.ndjson").read_bytes() == content
    assert {row["state"] for row in outbox(service)} == {"waiting"} and "ends in something that is no event" in service.text()


def test_a_folder_begins_files_by_size(paths, tmp_path):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"archive": {"folder": "alerts", "rotate": {"bytes": 10000}}})
    with service:
        assert service.process.wait(60) == 0, service.text()
    events, files = in_folder(tmp_path / "alerts")
    check_ledger(service, events)
    assert len(files) > 3 and [int(file.name[18:24]) for file in files] == list(range(1, len(files) + 1))
    assert all(file.stat().st_size <= 10000 or len(whole(file)) == 1 for file in files)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files) and stat.S_IMODE((tmp_path / "alerts").stat().st_mode) == 0o700


def test_a_folder_begins_a_file_each_day_and_none_where_it_is_not_asked(paths, tmp_path):
    (tmp_path / "alerts").mkdir()
    (tmp_path / "all").mkdir()
    for folder in ("alerts", "all"):
        (tmp_path / folder / "events-2020-01-01-000007.ndjson").write_text('{"id":"old"}\n')
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={
        "archive": {"folder": "alerts"}, "all": {"folder": "all", "rotate": {"daily": False}}})
    with service:
        assert service.process.wait(60) == 0, service.text()
    events, files = in_folder(tmp_path / "alerts")
    assert len(files) in (2, 3) and files[1].name.endswith("-000001.ndjson")
    events, files = in_folder(tmp_path / "all")
    assert len(files) == 1 and len(events) > 1


def test_a_device_is_no_file(paths, tmp_path):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"archive": {"file": "/dev/full", "timeout": "1s"}})
    with service:
        assert service.process.wait(60) == 0, service.text()
    assert "no ordinary file" in service.text() and {row["state"] for row in outbox(service)} == {"waiting"}


def test_a_full_disk_leaves_whole_lines(paths, tmp_path):
    """A file that may not grow is an endpoint that is down; with room again everything is there, once."""
    with mounted(tmp_path / "disk") as folder:
        filler = folder / "filler"
        left = os.statvfs(folder)
        filler.write_bytes(bytes(left.f_bavail * left.f_frsize - 24_000))
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True}, endpoints={"archive": {"file": "disk/alerts.ndjson"}})
        with service:
            service.wait_for_log("endpoint takes no events")
            assert "No space left" in service.text()
            before = whole(folder / "alerts.ndjson")
            assert len(before) < len(outbox(service))
            filler.unlink()
            Deadline(60).wait_for(lambda: all(row["state"] == "sent" for row in outbox(service)), service.text())
        check_ledger(service, whole(folder / "alerts.ndjson"))


def started(service, stdout):
    with open(service.log, "ab") as log:
        return subprocess.Popen([str(BINARY), "run", "--config", str(service.path)], stdin=subprocess.DEVNULL, stdout=stdout, stderr=log)


def test_standard_output_gives_one_event_a_line(paths, tmp_path):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"pipe": {"stdout": True}})
    process = started(service, subprocess.PIPE)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, service.text()
    check_ledger(service, [json.loads(line) for line in out.splitlines()])


def test_a_slow_reader_holds_up_nothing_and_gets_whole_lines(paths, tmp_path):
    """Nobody reads at first: the file has everything meanwhile, and the pipe then gives every line whole."""
    service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True},
                      endpoints={"pipe": {"stdout": True, "answer_within": "120s"}, "archive": {"file": "alerts.ndjson"}})
    process = started(service, subprocess.PIPE)
    lines = []
    try:
        Deadline(60).wait_for(lambda: service.journal.exists() and (tmp_path / "alerts.ndjson").exists() and outbox(service)
                              and all(row["state"] == "sent" for row in outbox(service, "--endpoint", "archive")), service.text())
        assert any(row["state"] == "waiting" for row in outbox(service, "--endpoint", "pipe"))
        reader = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)
        reader.start()
        Deadline(60).wait_for(lambda: all(row["state"] == "sent" for row in outbox(service)), service.text())
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        reader.join(30)
    finally:
        process.kill()
        process.wait()
    events = [json.loads(line) for line in lines]
    assert len({event["id"] for event in events}) == len(events) == len(outbox(service, "--endpoint", "pipe"))
    assert sum(map(len, lines)) > 70_000, "too little to fill a pipe"


def test_a_closed_pipe_is_an_endpoint_that_is_down(paths, tmp_path):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"pipe": {"stdout": True, "timeout": "1s"}})
    process = started(service, subprocess.PIPE)
    process.stdout.close()
    assert process.wait(60) == 0, service.text()
    assert {row["state"] for row in outbox(service)} == {"waiting"}
    assert "nobody reads standard output any more" in service.text() and "endpoint takes no events" in service.text()
    run("outbox", "retry", "--journal", service.journal, "--all")
    process = started(service, subprocess.PIPE)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    check_ledger(service, [json.loads(line) for line in out.splitlines()])


def test_endpoint_test_works_for_each(binary, paths, tmp_path):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={
        "archive": {"file": "alerts.ndjson"}, "folder": {"folder": "alerts"}, "pipe": {"stdout": True}, "lost": {"file": "no/such/folder/x"}})
    for name in ("archive", "folder", "pipe"):
        done = run("endpoint", "test", name, "--config", service.path)
        assert done.code == 0 and "written" in done.out, done.err
        if name == "pipe":
            assert json.loads(done.out.splitlines()[0])["type"] == "org.tillwatch.endpoint.test"
    assert [event["type"] for event in whole(tmp_path / "alerts.ndjson") + in_folder(tmp_path / "alerts")[0]] == ["org.tillwatch.endpoint.test"] * 2
    done = run("endpoint", "test", "lost", "--config", service.path)
    assert done.code == 1 and "not written" in done.err


@pytest.mark.parametrize("endpoints, words", [
    ({"a": {}}, "does not say where it is"), ({"a": {"file": "x", "folder": "y"}}, "has `file` and `folder`"),
    ({"a": {"url": "https://example.org/x", "stdout": True, "secret_file": "s"}}, "has `url` and `stdout`"),
    ({"a": {"stdout": True}, "b": {"stdout": True}}, "two endpoints write to standard output"),
    ({"a": {"file": "x"}, "b": {"file": "x"}}, "two endpoints write to"),
    ({"a": {"file": "x", "secret_file": "s"}}, "`secret_file` means nothing beside `file`"),
    ({"a": {"file": "x", "rotate": {"bytes": 5}}}, "`rotate` means nothing beside `file`"),
    ({"a": {"stdout": False}}, "not there")])
def test_a_kind_that_is_not_clear_is_told_once(binary, paths, tmp_path, endpoints, words):
    (tmp_path / "s").write_text("whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY" + "\n")
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints=endpoints)
    done = run("endpoint", "test", "a", "--config", service.path)
    assert done.code == 2 and words in done.err and done.err.count("error[") == 1, done.err
    assert re.search(r"run\.yaml:\d+:\d+: error\[G01[58]\]", done.err)
