"""Retention: what is old goes by kind of record, closed moments stand as they were, open ones are what the lines that stay give.

The independent reading is the brute-force oracle over the lines that stay, with the pairs of tokens that outlive the others."""

import contextlib
import csv
import json
import os
import random
import re
import sqlite3
import subprocess
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from harness import Deadline, PythonReceiver, run, scan, webhook_secret
from retention import RetainedOracle
from service import Service
from shop import COLUMNS, write_shop
from test_audit import chain

from compare import Case, comparable, differences, pieces

COUNT = int(os.environ.get("TILLWATCH_RETENTIONS", "60"))
SEED = int(os.environ.get("TILLWATCH_SEED") or random.SystemRandom().randrange(10**6, 10**9))
NEVER = ["--alerts", "never", "--quarantine", "never", "--findings", "never", "--audit", "never"]


def rows(journal, sql, *arguments):
    with closing(sqlite3.connect(journal)) as db:
        return db.execute(sql, arguments).fetchall()


def closings(journal):
    """Pack to the time before which its moments are closed."""
    return {pack: datetime.fromisoformat("1970-01-01T00:00:00+00:00") + timedelta(microseconds=micros)
            for pack, micros in rows(journal, "SELECT pack, before_micros FROM closing")}


def stamp(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def retain(journal, before, *options, code=0):
    """Deletes lines older than a time, and nothing else."""
    told = [*NEVER, *options] if not set(options) & set(NEVER) else options
    done = run("journal", "retain", "--journal", journal, "--lines", "1d", "--as-of", stamp(before + timedelta(days=1)), *told)
    assert done.code == code, done.err
    return done


def standing(journal):
    return run("alerts", "list", "--journal", journal, "--format", "ndjson").records


def is_closed(alert, closed):
    limit = closed.get(alert["data"]["pack"]["id"])
    return limit is not None and datetime.fromisoformat(alert["time"].replace("Z", "+00:00")) < limit


def known(alerts):
    """What is compared where lines were deleted: an alert keeps what they told of its buyer until it is amended."""
    told = comparable(alerts)
    for alert in told.values():
        alert["data"].pop("follows", None)
        if alert["data"].get("buyer"):
            alert["data"]["buyer"] = {"key": alert["data"]["buyer"]["key"]}
    return told


def verified(journal):
    done = run("journal", "verify", "--journal", journal)
    assert done.code == 0, done.err
    assert chain(journal) is None


def one_history(seed, folder, binary):
    """Scans a part, deletes what is old, scans the rest; returns what differs, or None where the history has nothing to show."""
    rng = random.Random(seed)
    case = Case(seed, folder, binary)
    if len(case.history.records) < 4 or not case.history.may_be_cut():
        return None
    first, *later = pieces(case.history.shuffled(rng), rng)
    parts = [case.file("first", first), case.file("later", [record for part in later for record in part])]
    journal = str(folder / "kept.journal")
    case.run(parts[:1], "--journal", journal, ledger=False)
    times = [micros for micros, in rows(journal, "SELECT time_micros FROM line ORDER BY time_micros")]
    if len(times) < 2:
        return None
    before = datetime.fromisoformat("1970-01-01T00:00:00+00:00") + timedelta(seconds=rng.choice(times[1:2 + len(times) // rng.choice([1, 2, 4])]) // 10**6)
    held = standing(journal)
    retain(journal, before)
    verified(journal)
    closed = closings(journal)
    events, counts = case.run(parts[1:], "--journal", journal, ledger=False)
    verified(journal)
    after = standing(journal)

    paths = {name: value for name, value in case.paths.items() if name != "inputs"}
    oracle = RetainedOracle(before, parts[:1], inputs=parts[1:], **paths)
    expected = [alert for alert in oracle.result()["alerts"] if not is_closed(alert, closed)]
    found = differences(known(expected), known([alert for alert in after if not is_closed(alert, closed)]), "open")
    stood = {alert["subject"]: alert for alert in held if is_closed(alert, closed)}
    stands = {alert["subject"]: alert for alert in after if is_closed(alert, closed)}
    found += differences(stood, stands, "closed")
    found += [f"an event about a closed moment: {event['id']}" for event in events if event["subject"] in stood]
    if counts["older_than_kept"] != oracle.journal.counts["older_than_kept"]:
        found.append(f"{counts['older_than_kept']} lines older than what is kept, not {oracle.journal.counts['older_than_kept']}")
    return {"found": found, "deleted": len(times) - len(rows(journal, "SELECT 1 FROM line WHERE time_micros < ?", before.timestamp() * 1e6)),
            "closed": len(stood), "open": len(expected), "older": counts["older_than_kept"], "late": counts["closed"],
            "pairs": len(oracle.kept.pairs)}


def test_random_histories(binary, tmp_path):
    print(f"seed {SEED}")
    seen = dict.fromkeys(["deleted", "closed", "open", "older", "late", "pairs"], 0)
    for seed in range(SEED, SEED + COUNT):
        folder = tmp_path / str(seed)
        folder.mkdir()
        told = one_history(seed, folder, binary)
        if told is None:
            continue
        assert not told["found"], f"seed {seed}:\n" + "\n".join(told["found"])
        for name in seen:
            seen[name] += told[name]
    print(seen)
    if COUNT >= 60:
        assert all(seen.values()), seen


# By hand, on a shop.


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(41), 400)


def dump(journal):
    """Everything but the audit log, which tells of every run."""
    with closing(sqlite3.connect(journal)) as db:
        names = [name for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")]
        return {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in names if name != "audit"}


def time_of(journal, share):
    """A time that about such a share of the lines is older than, on a whole second."""
    times = [micros for micros, in rows(journal, "SELECT time_micros FROM line ORDER BY time_micros")]
    return datetime.fromtimestamp(times[int(len(times) * share)] // 10**6, UTC)


def delivered(paths, tmp_path, *options):
    journal, secret = tmp_path / "journal", webhook_secret(tmp_path)
    with PythonReceiver() as receiver:
        scan(paths, tmp_path, "--journal", journal, "--deliver", receiver.url, "--secret-file", secret, *options)
    return journal


def write_rows(path, lines):
    with open(path, "w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(lines)


def bought(receipt, time, **more):
    return {"store": "S1", "till": "1", "receipt": receipt, "line": "1", "time": time, "product": "salt", "quantity": "2", "amount": "5.00",
            "currency": "EUR", "tender": "card", "kind": "sale"} | more


def test_pairs_of_tokens_outlive_their_receipts(paths, tmp_path):
    """Who was seen together stays together, under the same key, while either is on a line that is there, and no longer."""
    journal, whole = tmp_path / "journal", tmp_path / "whole"
    old = [bought("1", "2025-01-01T10:00:00", card="A", pay="P"), bought("2", "2025-01-02T10:00:00", card="B", pay="Q")]
    new = [bought("11", "2026-05-01T10:00:00", card="A"), bought("12", "2026-05-02T10:00:00", pay="P")]
    for records, kept in ((old + new[:1], journal), (old + new[:1], whole)):
        write_rows(paths["inputs"][0], records)
        scan(paths, tmp_path, "--journal", kept)
    assert len(rows(journal, "SELECT 1 FROM line")) == 3
    retain(journal, datetime(2026, 1, 1, tzinfo=UTC))
    verified(journal)
    assert len(rows(journal, "SELECT 1 FROM line")) == 1
    # B and Q are on no line any more; A is, and so is its pair.
    assert len(rows(journal, "SELECT 1 FROM seen_pair")) == 1 and len(rows(journal, "SELECT 1 FROM seen_token")) == 2
    write_rows(paths["inputs"][0], new[1:])
    for kept in (journal, whole):
        scan(paths, tmp_path, "--journal", kept)
        verified(kept)
    last = [max((alert for alert in standing(kept)), key=lambda alert: alert["time"]) for kept in (journal, whole)]
    assert len(last[0]["data"]["purchases"]) == 2, "the pair joins them"
    assert known(last[:1]) == known(last[1:]), "and the buyer has the key that it had"
    retain(journal, datetime(2026, 5, 2, tzinfo=UTC))
    assert len(rows(journal, "SELECT 1 FROM seen_pair")) == 1, "P is still there"
    retain(journal, datetime(2026, 5, 3, tzinfo=UTC))
    assert not rows(journal, "SELECT 1 FROM seen_pair") and not rows(journal, "SELECT 1 FROM seen_token") and not rows(journal, "SELECT 1 FROM line")
    verified(journal)


def test_a_token_that_links_nothing_goes_on_linking_nothing(paths, tmp_path):
    """It was seen with more than 20 others, each on two receipts; all of these are deleted, and how many they were is not."""
    journal, forgetful = tmp_path / "journal", tmp_path / "forgetful"
    old = [bought(f"{number}{part}", f"2025-01-{number:02}T1{part}:00:00", pay=f"P{number}", card="L" if part == 1 else "")
           for number in range(1, 23) for part in (1, 2)]
    new = [bought("901", "2026-05-01T10:00:00", card="L"), bought("902", "2026-05-02T10:00:00", card="L")]
    for kept in (journal, forgetful):
        write_rows(paths["inputs"][0], old + new[:1])
        scan(paths, tmp_path, "--journal", kept)
        retain(kept, datetime(2026, 1, 1, tzinfo=UTC))
    with closing(sqlite3.connect(forgetful)) as db, db:
        db.execute("UPDATE seen_token SET receipts = 1")
    write_rows(paths["inputs"][0], new[1:])
    assert not scan(paths, tmp_path, "--journal", journal).records, "two buyers of two units each"
    assert scan(paths, tmp_path, "--journal", forgetful).records, "one buyer of four, where it is forgotten"
    verified(journal)


def test_lines_that_come_late(paths, tmp_path):
    """Older than T: counted, not stored. For a closed moment: stored, counted, not judged. T never goes back."""
    journal = tmp_path / "journal"
    write_rows(paths["inputs"][0], [bought("1", "2026-01-01T10:00:00", card="A"), bought("2", "2026-06-01T10:00:00", card="A")])
    scan(paths, tmp_path, "--journal", journal)
    before = datetime(2026, 3, 1, tzinfo=UTC)
    retain(journal, before)
    closed, = closings(journal).values()
    quiet = yaml.safe_load(Path(paths["rules"][0]).read_text()).get("quiet", "30d")
    assert closed == before + timedelta(days=7 + int(quiet.removesuffix("d"))), "the longest within, and quiet"
    held = standing(journal)
    late = [bought("1", "2026-01-01T10:00:00", card="A"),  # what was deleted
            bought("3", "2026-02-28T23:59:59", card="A"),
            bought("4", "2026-03-02T10:00:00", card="A", quantity="9", tender="cash"),
            bought("5", "2026-06-02T10:00:00", card="A", quantity="9")]
    write_rows(paths["inputs"][0], late)
    done = scan(paths, tmp_path, "--journal", journal)
    told = {name: done.summary[name] for name in ("read", "journalled", "older_than_kept", "closed", "screened", "quarantined")}
    assert told == {"read": 4, "journalled": 4, "older_than_kept": 2, "closed": 1, "screened": 0, "quarantined": 0}
    assert "not stored: 2" in done.err and "not judged: 1" in done.err
    assert len(rows(journal, "SELECT 1 FROM line")) == 3
    assert {event["time"] for event in done.records} == {"2026-06-02T10:00:00Z"}
    assert all(alert in standing(journal) for alert in held)
    retain(journal, before - timedelta(days=30))
    assert rows(journal, "SELECT before_micros FROM retention WHERE kind = 'lines'") == [(int(before.timestamp()) * 10**6,)]
    verified(journal)


def test_every_kind_by_its_own_time(paths, tmp_path):
    """What goes is said before, the log tells of it and holds, and nothing of it is left in the files."""
    with open(paths["inputs"][0], "a") as out:
        out.write("S1,1,9999,1,yesterday,salt,1,1.00,EUR,card,,,sale,,,,\n")
    journal = delivered(paths, tmp_path)
    assert rows(journal, "SELECT 1 FROM quarantine")
    tokens = {token["value"] for alert in standing(journal) for token in (alert["data"].get("buyer") or {}).get("tokens", [])}
    size, before = journal.stat().st_size, dump(journal)
    assert len(tokens) > 20 and size > 500_000
    count = {name: len(kept) for name, kept in before.items()}
    entries = len(rows(journal, "SELECT 1 FROM audit"))
    everything = ["--lines", "30d", "--alerts", "60d", "--quarantine", "60d", "--findings", "60d", "--audit", "90d", "--as-of", "2036-01-01T00:00:00Z"]

    tried = run("journal", "retain", "--journal", journal, *everything, "--dry-run")
    assert tried.code == 0, tried.err
    assert dump(journal) == before and len(rows(journal, "SELECT 1 FROM audit")) == entries
    assert f"{count['line']:,} of line" in tried.out.replace("\u202f", ","), tried.out
    done = run("journal", "retain", "--journal", journal, *everything)
    assert done.code == 0, done.err
    after = dump(journal)
    assert not any(after[table] for table in ("line", "event", "outbox", "standing", "subject", "quarantine", "seen_token", "seen_pair", "product"))
    for path in journal.parent.glob("journal*"):
        content = path.read_bytes()
        assert not any(value.encode() in content for value in tokens), f"a pseudonym is still in {path}"
    assert journal.stat().st_size < size / 3, "the room is given back"
    done = run("audit", "verify", "--journal", journal)
    assert done.code == 0, done.err
    kept = rows(journal, "SELECT sequence, previous, kind, detail FROM audit ORDER BY sequence")
    assert kept[0][0] > 1
    cut = [json.loads(detail) for _, _, kind, detail in kept if kind == "retained" and json.loads(detail)["kind"] == "audit"]
    assert [(told["through"], told["hash"]) for told in cut] == [(kept[0][0] - 1, kept[0][1])]
    # A log that is cut otherwise is found.
    with closing(sqlite3.connect(journal, isolation_level=None)) as db:
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            db.execute("DELETE FROM audit WHERE sequence = ?", (kept[0][0],))
        db.executescript(f"DROP TRIGGER audit_keeps; DELETE FROM audit WHERE sequence = {kept[0][0]}")
    assert "AUDIT_BROKEN" in run("audit", "verify", "--journal", journal).err
    assert run("journal", "verify", "--journal", journal).code == 0


def test_what_waits_and_what_is_open_stays(paths, tmp_path):
    """An alert goes when its moment is closed and nothing of it waits, however old it is."""
    journal = tmp_path / "journal"
    scan(paths, tmp_path, "--journal", journal)
    done = run("journal", "retain", "--journal", journal, "--lines", "1d", "--alerts", "1d", "--as-of", "2036-01-01T00:00:00Z")
    assert done.code == 0, done.err
    assert len(rows(journal, "SELECT 1 FROM event")) == len(rows(journal, "SELECT 1 FROM outbox WHERE state = 'waiting'")) > 20
    assert run("outbox", "drop", "--journal", journal, "--all", "--reason", "test", "--state", "waiting").code == 0
    assert run("journal", "retain", "--journal", journal, "--alerts", "1d", "--as-of", "2036-01-01T00:00:00Z").code == 0
    assert not rows(journal, "SELECT 1 FROM event")
    assert run("audit", "verify", "--journal", journal).code == 0


def has_begun(db):
    with contextlib.suppress(sqlite3.OperationalError):  # the table may not be there yet
        return db.execute("SELECT 1 FROM retention WHERE kind = 'lines'").fetchone()


def test_killed_half_way(binary, tmp_path):
    """The journal is whole after every kill, and what is killed ends as if it had not been."""
    print(f"seed {SEED}")
    paths = write_shop(tmp_path, random.Random(SEED), 8000)
    journal, other = tmp_path / "journal", tmp_path / "other"
    scan(paths, tmp_path, "--journal", journal)
    with closing(sqlite3.connect(journal)) as db, closing(sqlite3.connect(other)) as copy:
        db.backup(copy)
    before = time_of(journal, 0.9)
    told = ["journal", "retain", "--lines", "1d", "--as-of", stamp(before + timedelta(days=1)), *NEVER, "--no-compact"]
    assert run(*told, "--journal", other).code == 0
    final, = rows(other, "SELECT before_micros FROM retention WHERE kind = 'lines'")
    whole, half = journal.read_bytes(), 0
    for _ in range(6):
        for end in ("", "-wal", "-shm"):
            Path(f"{journal}{end}").unlink(missing_ok=True)
        journal.write_bytes(whole)
        process = subprocess.Popen([str(binary), *told, "--journal", str(journal)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Between the first transaction and the last, where the machine is slow enough to be met there.
        with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=30)) as db:
            Deadline(60).wait_for(lambda: process.poll() is not None or has_begun(db), "the first transaction")
        process.kill()
        process.wait()
        half += rows(journal, "SELECT before_micros FROM retention WHERE kind = 'lines'") not in ([], [final])
        verified(journal)
    print(f"{half} of 6 were killed between two transactions")
    assert half, "none was killed half way"
    assert run(*told, "--journal", journal).code == 0
    verified(journal)
    one, two = dump(journal), dump(other)
    for table in ("seen_token", "seen_pair"):  # their numbers depend on the order in which they came
        del one[table], two[table]
    assert one == two
    seen = "SELECT kind, value, receipts, earliest_micros, earliest_key FROM seen_token ORDER BY 1, 2"
    assert rows(journal, seen) == rows(other, seen)


def test_erasing_what_outlived_its_lines(paths, tmp_path):
    """A buyer of whom only alerts and pairs are left can be erased too."""
    journal = delivered(paths, tmp_path)
    retain(journal, time_of(journal, 0.7))
    closed = closings(journal)
    live = {value for value, in rows(journal, "SELECT value FROM seen_token")}
    alert = next(alert for alert in standing(journal) if is_closed(alert, closed) and (alert["data"].get("buyer") or {}).get("tokens")
                 and any(token["value"].encode() in live for token in alert["data"]["buyer"]["tokens"]))
    done = run("journal", "erase", "--journal", journal, "--subject", alert["subject"])
    assert done.code == 0, done.err
    for path in journal.parent.glob("journal*"):
        content = path.read_bytes()
        for token in alert["data"]["buyer"]["tokens"]:
            assert token["value"].encode() not in content, path
    assert alert["subject"] not in [left["subject"] for left in standing(journal)]
    verified(journal)
    retain(journal, time_of(journal, 0.5))
    verified(journal)


def test_a_service_retains_as_it_starts(paths, tmp_path):
    """By its configuration and its own clock; it tells of it in figures, log and audit log."""
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (incoming / "1.csv").write_bytes(paths["inputs"][0].read_bytes())
    config = {"metrics": {"listen": "127.0.0.1:0"}, "batch_lines": 50}
    with Service(tmp_path, paths, {"name": "tills", "folder": str(incoming)}, **config) as service:
        Deadline(60).wait_for(lambda: "finished" in service.text() or len(rows(service.journal, "SELECT 1 FROM line")) > 300, "the lines")
    before = time_of(service.journal, 0.6)
    span = (datetime.now(UTC) - before) // timedelta(days=1)
    service.config["retain"] = {"lines": f"{span}d", "alerts": "never", "audit": "never"}
    service.write()
    (held, last), = rows(service.journal, "SELECT count(*), max(sequence) FROM line")
    service.start()
    try:
        service.wait_for_log("deleted what is old")
        port = int(re.findall(r"address=\S+?:(\d+) ", service.text())[-1])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
            assert "tillwatch_retention_last_timestamp_seconds" in answer.read().decode()
    finally:
        service.end()
    verified(service.journal)
    told = [json.loads(detail) for detail, in rows(service.journal, "SELECT detail FROM audit WHERE kind = 'retained'")]
    left = len(rows(service.journal, "SELECT 1 FROM line WHERE sequence <= ?", last))  # it went on reading meanwhile
    assert 0 < left < held and {one["kind"] for one in told} == {"lines"} and sum(one["rows"]["line"] for one in told) == held - left


@pytest.mark.parametrize("retain_, code", [
    ({"lines": "2y"}, "D028"), ({"lines": "1h"}, "D025"), ({"audit": "30d"}, "D025"), ({"line": "30d"}, "D020")])
def test_a_wrong_configuration_is_located(paths, tmp_path, retain_, code):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), retain=retain_)
    done = run("journal", "retain", "--config", service.path)
    assert done.code == 2 and code in done.err, done.err
