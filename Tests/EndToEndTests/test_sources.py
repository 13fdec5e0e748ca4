"""The sources of the service: drop folders and several sources at once, against one quiet scan."""

import os
import random
import shutil

import pytest
from harness import Deadline, run, scan
from service import Service
from shop import pieces, write_shop

from compare import comparable, differences


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(5), 60)


def service(paths, folder, *sources):
    made = Service(folder, paths, None)
    del made.config["source"]
    made.config["sources"] = list(sources)
    made.write()
    return made


def settled(running, expected):
    Deadline(60).wait_for(lambda: differences(expected, comparable(running.alerts())) == [], f"the ledger:\n{running.text()}")
    assert run("journal", "verify", "--journal", running.journal).code == 0


def drop(folder, name, content, how="renamed"):
    """Puts a file there as the source expects it: whole at once, or with its marker after it."""
    hidden = folder / f".{name}"
    hidden.write_bytes(content)
    hidden.rename(folder / name)
    if how == "marker":
        (folder / f"{name}.done").touch()


@pytest.mark.parametrize("ready, done", [("renamed", "keep"), ("renamed", "delete"), ("marker", "move"), ("stable", "move"), ("marker", "keep")])
def test_a_drop_folder(paths, tmp_path, ready, done):
    """Files come while the service runs, is ended, and is killed; what is done with them is done; nothing is lost or twice."""
    incoming, old = tmp_path / "incoming", tmp_path / "old"
    incoming.mkdir()
    running = service(paths, tmp_path, {
        "folder": str(incoming), "pattern": "*.csv", "every": "1s", "name": "drop",
        "ready": {"renamed": "renamed", "marker": {"marker": ".done"}, "stable": {"stable": "1s"}}[ready],
        "done": {"move": str(old)} if done == "move" else done})
    parts = pieces(paths, 6)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    with running:
        for number, content in enumerate(parts):
            drop(incoming, f"sales-{number}.csv", content, ready)
            if number == 1:
                running.end()
                running.start()
            if number == 3:
                running.process.kill()
                running.process.wait()
                running.start()
        settled(running, expected)
        names = {f"sales-{number}.csv" for number in range(6)}
        place = {"keep": incoming, "move": old}.get(done)
        here = lambda folder: {entry.name for entry in folder.iterdir()} if folder.exists() else set()  # noqa: E731
        if place:
            Deadline(30).wait_for(lambda: here(place) >= names, f"the files in {place}")
        if done != "keep":
            Deadline(30).wait_for(lambda: not here(incoming), "an empty folder")


def test_what_happens_to_files(paths, tmp_path):
    """The same name with other content, a renamed copy, a file that grows, one that cannot be read, one that goes while it is read."""
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    first, second, third, fourth = pieces(paths, 4)
    header = first.splitlines(keepends=True)[0]
    running = service(paths, tmp_path, {
        "folder": str(incoming), "every": "1s", "ready": "renamed", "failed": str(tmp_path / "failed")})
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    with running:
        drop(incoming, "a.csv", first)
        running.wait_for_log("read to its end")
        drop(incoming, "copy-of-a.csv", first)
        drop(incoming, "a.csv", second)
        running.wait_for_log("not the file that was read before")
        drop(incoming, "no-header.csv", b"1,2,3\n4,5,6\n")
        running.wait_for_log("cannot be read")
        Deadline(30).wait_for(lambda: (tmp_path / "failed" / "no-header.csv").exists(), "the file put aside")
        drop(incoming, "b.csv", third)
        with open(incoming / "b.csv", "ab") as out:
            out.write(fourth[len(header):])
        settled(running, expected)
    log = running.text()
    assert log.count("cannot be read") == 1 and "F028" in log
    # Nothing changed: after a restart nothing is read.
    before = len(log)
    with running:
        running.wait_for_log("reading", before)
    assert "reading a file" not in running.text(before)


def test_several_sources_go_on_without_one_that_fails(paths, tmp_path):
    one, two, three = pieces(paths, 3)
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (tmp_path / "one.csv").write_bytes(one)
    (tmp_path / "bad.csv").write_bytes(b"nothing,of,this\n1,2,3\n")
    running = service(paths, tmp_path, {"file": str(tmp_path / "one.csv"), "name": "one"},
                      {"file": str(tmp_path / "bad.csv"), "follow": True, "name": "bad"},
                      {"file": str(tmp_path / "two.csv"), "follow": True, "name": "two"},
                      {"folder": str(incoming), "ready": "renamed", "every": "1s"})
    (tmp_path / "two.csv").write_bytes(two)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    with running:
        drop(incoming, "three.csv", three)
        settled(running, expected)
        running.wait_for_log("the others go on")
    assert "F028" in running.text()
