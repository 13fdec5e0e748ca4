"""Backup, restore, compaction, damage and salvage of journals, looked at with Python's own sqlite3."""

import hashlib
import random
import re
import sqlite3
import subprocess
from contextlib import closing

import pytest
from harness import BINARY, Deadline, run, scan
from service import Service
from shop import write_shop

from compare import comparable, differences

PAGE = 4096


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(17), 300)


@pytest.fixture
def journal(paths, tmp_path):
    """A journal with all of the shop in it, closed."""
    path = tmp_path / "kept.journal"
    scan(paths, tmp_path, "--journal", path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def rows(path, table):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def alerts(path):
    return comparable(run("alerts", "list", "--journal", path, "--format", "ndjson").records)


def verified(path):
    done = run("journal", "verify", "--journal", path)
    return done.code == 0, done.err


def test_a_backup_of_a_running_service(paths, tmp_path):
    """Taken again and again while lines come: each is whole, of one moment, and no later one has less."""
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    source = tmp_path / "growing.csv"
    source.write_bytes(header)
    before = []
    service = Service(tmp_path, paths, {"file": str(source), "follow": True}, batch_lines=5)
    with service:
        for number in range(4):
            with open(source, "ab") as out:
                out.write(b"".join(lines[number * len(lines) // 4:(number + 1) * len(lines) // 4]))
            backup = tmp_path / f"backup-{number}"
            done = run("journal", "backup", "--journal", service.journal, backup)
            assert done.code == 0, done.err
            digest = hashlib.sha256(backup.read_bytes()).hexdigest()
            assert digest in done.out
            assert subprocess.run(["sha256sum", "-c", f"{backup.name}.sha256"], cwd=tmp_path, capture_output=True).returncode == 0
            with closing(sqlite3.connect(backup)) as db:
                assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert verified(backup) == (True, "")
            kept = rows(backup, "line")
            assert kept[:len(before)] == before
            before = kept
        expected = comparable(scan(paths, tmp_path, "--ledger").records)
        Deadline(60).wait_for(lambda: differences(expected, comparable(service.alerts())) == [], "the ledger")
        refused = run("journal", "restore", tmp_path / "backup-0", "--journal", service.journal, "--force")
        assert (refused.code, "JOURNAL_LOCKED" in refused.err) == (2, True), refused.err
        refused = run("journal", "compact", "--journal", service.journal)
        assert (refused.code, "JOURNAL_LOCKED" in refused.err) == (2, True), refused.err
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_is_restored_and_gone_on_with(paths, tmp_path):
    text = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    paths["inputs"][0].write_bytes(b"".join(text[:len(text) // 2]))
    journal, backup = tmp_path / "journal", tmp_path / "backup"
    scan(paths, tmp_path, "--journal", journal)
    half = alerts(journal)
    assert run("journal", "backup", "--journal", journal, backup).code == 0
    refused = run("journal", "backup", "--journal", journal, backup)
    assert (refused.code, "JOURNAL_EXISTS" in refused.err) == (2, True), refused.err
    paths["inputs"][0].write_bytes(b"".join(text))
    scan(paths, tmp_path, "--journal", journal)
    whole = alerts(journal)
    assert differences(half, whole) != []

    refused = run("journal", "restore", backup, "--journal", journal)
    assert (refused.code, "JOURNAL_EXISTS" in refused.err, "--force" in refused.err) == (2, True, True), refused.err
    assert alerts(journal) == whole
    done = run("journal", "restore", backup, "--journal", journal, "--force")
    assert done.code == 0, done.err
    assert differences(half, alerts(journal)) == []
    assert differences(whole, alerts(f"{journal}.replaced")) == []
    scan(paths, tmp_path, "--journal", journal)
    assert differences(whole, alerts(journal)) == []
    # To a new place, without force.
    assert run("journal", "restore", backup, "--journal", tmp_path / "new").code == 0
    assert differences(half, alerts(tmp_path / "new")) == []


def test_a_backup_that_was_changed_is_refused(journal, tmp_path):
    backup, new = tmp_path / "backup", tmp_path / "new"
    assert run("journal", "backup", "--journal", journal, backup).code == 0
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    refused = run("journal", "restore", backup, "--journal", new)
    assert (refused.code, "JOURNAL_DAMAGED" in refused.err, "sha256" in refused.err) == (1, True, True), refused.err
    assert not new.exists()
    (tmp_path / "sales").write_text("store,till\n")
    refused = run("journal", "restore", tmp_path / "sales", "--journal", new)
    assert (refused.code, "JOURNAL_FOREIGN" in refused.err) == (2, True), refused.err
    refused = run("journal", "backup", "--journal", tmp_path / "none", tmp_path / "other")
    assert (refused.code, "JOURNAL_MISSING" in refused.err) == (2, True), refused.err


def test_compaction_gives_room_back(journal, tmp_path):
    with closing(sqlite3.connect(journal, isolation_level=None)) as db:
        db.execute("CREATE TABLE filler (content BLOB)")
        db.execute("INSERT INTO filler VALUES (zeroblob(4000000))")
        db.execute("DROP TABLE filler")
    before, size = alerts(journal), journal.stat().st_size
    done = run("journal", "compact", "--journal", journal)
    assert done.code == 0, done.err
    told = re.search(r": ([\d,]+) bytes before, ([\d,]+) after", done.out)
    assert int(told.group(1).replace(",", "")) >= size > 4_000_000
    assert int(told.group(2).replace(",", "")) == journal.stat().st_size < 4_000_000
    assert alerts(journal) == before
    assert verified(journal) == (True, "")
    missing = run("journal", "compact", "--journal", tmp_path / "none")
    assert (missing.code, "JOURNAL_MISSING" in missing.err) == (2, True)
    assert not (tmp_path / "none").exists()


def leaves(path, table):
    """The leaf pages of a table, in order, by SQLite's own table of pages."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        try:
            return [page for page, in db.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path", [table])]
        except sqlite3.OperationalError:
            pytest.skip("this Python's SQLite does not tell which page is whose")


@pytest.mark.parametrize("table,place", [("line", 0.5), ("line", 0), ("line", 1), ("event", 0.5), ("standing", 0.5), ("line_key", 0.5)])
def test_a_damaged_page_is_named_and_survived(journal, tmp_path, table, place):
    pages = leaves(journal, table)
    assert len(pages) > 2
    page = pages[round(place * (len(pages) - 1))]
    before = {name: rows(journal, name) for name in ("line", "event", "outbox", "quarantine", "pack", "position")}
    with open(journal, "r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(random.Random(page).randbytes(200))
    done = run("journal", "verify", "--journal", journal)
    assert done.code == 1 and "JOURNAL_DAMAGED" in done.err, done.err
    assert f"table {'line' if table == 'line_key' else table}: " in done.err, done.err

    backup = run("journal", "backup", "--journal", journal, tmp_path / "backup")
    if table == "line_key":
        # An index is made anew.
        assert backup.code == 0 and verified(tmp_path / "backup") == (True, ""), backup.err
    else:
        assert backup.code == 1 and "JOURNAL_DAMAGED" in backup.err, backup.err
        assert not (tmp_path / "backup").exists()

    new = tmp_path / "salvaged"
    done = run("journal", "restore", journal, "--salvage", "--journal", new)
    assert done.code == 0, done.err
    with closing(sqlite3.connect(new)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    for name, all_rows in before.items():
        kept = rows(new, name)
        assert set(kept) <= set(all_rows)
        if name == table:
            assert len(all_rows) > len(kept) > len(all_rows) // 3, "one page of many is lost"
            told = re.search(rf"^table {name}: (\d+) rows copied; rows lost: (.*)$", done.out, re.M)
            assert int(told.group(1)) == len(kept)
            numbers = {number for gap in told.group(2).split(";")[0].split(", ") for number in span(gap)}
            assert {row[0] for row in all_rows} - {row[0] for row in kept} <= numbers, "what is lost is said"
            assert not numbers & {row[0] for row in kept}
        elif (name, table) != ("outbox", "event"):
            assert kept == all_rows
    if table == "line_key":
        assert verified(new) == (True, "")


def span(gap):
    first, _, last = gap.partition("-")
    return range(int(first), int(last or first) + 1)


def test_the_lost_lines_of_a_salvaged_journal_are_read_again(paths, journal, tmp_path):
    whole = alerts(journal)
    pages = leaves(journal, "line")
    with open(journal, "r+b") as file:
        file.seek((pages[len(pages) // 2] - 1) * PAGE)
        file.write(bytes(PAGE))
    new = tmp_path / "salvaged"
    assert run("journal", "restore", journal, "--salvage", "--journal", new).code == 0
    scan(paths, tmp_path, "--journal", new, "--rejudge")
    assert verified(new) == (True, "")
    assert differences(whole, alerts(new)) == []
