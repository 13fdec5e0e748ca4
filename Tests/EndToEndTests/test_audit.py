"""The audit log, checked by Python's hashlib and sqlite3 beside the program."""

import getpass
import hashlib
import json
import random
import sqlite3
from contextlib import closing

import pytest
from harness import PythonReceiver, run, scan, webhook_secret
from service import Service
from shop import write_shop


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(23), 80)


def query(path, sql):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def change(path, sql):
    """What somebody does who takes the triggers away first."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(f"DROP TRIGGER IF EXISTS audit_stays; DROP TRIGGER IF EXISTS audit_keeps; {sql}")


def chain(path):
    """The first entry that does not follow from the one before it, by the words of OPERATIONS.md alone; None where all do."""
    previous, number = "0" * 64, 0
    for sequence, micros, actor, kind, detail, before, told in query(path, "SELECT * FROM audit ORDER BY sequence"):
        number += 1
        text = "\n".join(["tillwatch-audit-1", str(sequence), str(micros), actor, kind, before, detail])
        if sequence != number or before != previous or hashlib.sha256(text.encode()).hexdigest() != told:
            return number
        previous = told
    return None


def verify(path, *options):
    return run("audit", "verify", "--journal", path, *options)


def details(path, *kinds):
    return [json.loads(detail) for kind, detail in query(path, "SELECT kind, detail FROM audit ORDER BY sequence") if kind in kinds]


def test_a_delivered_scan(paths, tmp_path):
    journal, secret = tmp_path / "journal", webhook_secret(tmp_path)
    with PythonReceiver(lambda number: 422 if number == 3 else 500 if number == 5 else 204) as receiver:
        scan(paths, tmp_path, "--journal", journal, "--deliver", receiver.url, "--secret-file", secret, "--deliver-timeout", "3", code=1)
    assert chain(journal) is None
    done = verify(journal)
    assert done.code == 0, done.err
    assert f"{len(query(journal, 'SELECT 1 FROM audit'))} entries, unbroken" in done.out
    kept = [f"{subject}-{revision}" for subject, revision in query(journal, "SELECT subject, revision FROM event ORDER BY sequence")]
    assert [detail["event"] for detail in details(journal, "raised", "updated", "withdrawn")] == kept
    for state in ("sent", "refused"):
        ids = query(journal, f"SELECT subject || '-' || revision FROM outbox JOIN event USING (sequence) WHERE state = '{state}'")
        told = details(journal, state)
        assert sorted(detail["event"] for detail in told) == sorted(event for event, in ids)
        assert all(detail["endpoint"] == "default" for detail in told)
    assert details(journal, "loaded")[0]["packs"][0]["digest"]
    assert {actor for actor, in query(journal, "SELECT actor FROM audit")} == {getpass.getuser()}


def test_changes_are_found(paths, tmp_path):
    """By both, at the same entry, whatever was changed."""
    journal = tmp_path / "journal"
    scan(paths, tmp_path, "--journal", journal)
    with closing(sqlite3.connect(journal)) as db:
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            db.execute("DELETE FROM audit WHERE sequence = 5")
    whole = journal.read_bytes()
    count = len(query(journal, "SELECT 1 FROM audit"))
    rng = random.Random(7)
    changes = [
        "UPDATE audit SET {} = {} || 'x' WHERE sequence = {n}".format(column, column, n="{n}") for column in ("actor", "kind", "detail")
    ] + ["UPDATE audit SET recorded_micros = recorded_micros - 1 WHERE sequence = {n}", "DELETE FROM audit WHERE sequence = {n}",
         "UPDATE audit SET hash = previous WHERE sequence = {n}", "UPDATE audit SET sequence = sequence + 100000 WHERE sequence = {n}"]
    for sql in changes:
        journal.write_bytes(whole)
        number = rng.randint(1, count - 1)
        change(journal, sql.format(n=number))
        done = verify(journal)
        assert done.code == 1 and "AUDIT_BROKEN" in done.err, sql
        assert f"entry {chain(journal)} " in done.err and chain(journal) == number, (sql, done.err)


def test_what_is_cut_off_is_found_by_an_anchor(paths, tmp_path):
    journal, anchor = tmp_path / "journal", tmp_path / "anchor"
    lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    for part in (len(lines) // 2, len(lines)):
        paths["inputs"][0].write_bytes(b"".join(lines[:part]))
        scan(paths, tmp_path, "--journal", journal)
        done = verify(journal, "--anchor", anchor)
        assert done.code == 0, done.err
    kept = [text.split() for text in anchor.read_text().splitlines()]
    assert [(int(number), told) for _, _, number, told in kept] == [
        query(journal, f"SELECT sequence, hash FROM audit WHERE sequence = {number}")[0] for _, _, number, _ in kept]
    # Cut off together with the events that it tells of, so that nothing inside the file shows it.
    last = int(kept[0][2])
    change(journal, f"""
        PRAGMA foreign_keys = OFF; DELETE FROM audit WHERE sequence > {last};
        DELETE FROM event WHERE subject || '-' || revision NOT IN (SELECT json_extract(detail, '$.event') FROM audit
            WHERE kind IN ('raised', 'updated', 'withdrawn'))""")
    assert verify(journal).code == 0
    done = verify(journal, "--anchor", anchor)
    assert done.code == 1 and f"the log ends at entry {last}; the anchor tells of entry {kept[1][2]}" in done.err, done.err
    assert len(anchor.read_text().splitlines()) == 2, "nothing is added to an anchor that does not hold"
    (tmp_path / "other").write_text("no anchor\n")
    done = verify(journal, "--anchor", tmp_path / "other")
    assert done.code == 2 and "other:1:1: error[ANCHOR_INVALID]" in done.err, done.err


def test_a_reload_and_a_restore_are_told(paths, tmp_path):
    service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True})
    with service:
        service.wait_for_alerts(1)
        text = paths["rules"][0].read_text().replace("title: ", "title: New ", 1)
        assert service.reload().code == 0, text
    backup = tmp_path / "backup"
    assert run("journal", "backup", "--journal", service.journal, backup).code == 0
    assert run("journal", "restore", backup, "--journal", service.journal, "--force").code == 0
    assert run("journal", "compact", "--journal", service.journal).code == 0
    assert chain(service.journal) is None and verify(service.journal).code == 0
    digest = hashlib.sha256(backup.read_bytes()).hexdigest()
    assert details(service.journal, "restored") == [{"file": f"backup sha256:{digest}"}]
    listed = run("audit", "list", "--journal", service.journal, "--format", "ndjson").records
    assert [(entry["number"], entry["hash"]) for entry in listed] == query(service.journal, "SELECT sequence, hash FROM audit ORDER BY 1")
    assert listed[-1]["kind"] == "compacted" and listed[-1]["actor"] == getpass.getuser()
    sent = run("audit", "list", "--journal", service.journal, "--kind", "loaded", "--format", "table")
    assert sent.code == 0 and "loaded" in sent.out


def test_what_was_sent_to_whom_under_which_terms(paths, tmp_path):
    """The profile and the legal basis of each endpoint, with every event that it took and no other."""
    secret = str(webhook_secret(tmp_path))
    with PythonReceiver() as police, PythonReceiver() as research, PythonReceiver() as plain:
        endpoints = {"police": {"url": police.url, "secret_file": secret, "profile": "police", "legal_basis": "(EU) 2019/1148, Art. 9"},
                     "research": {"url": research.url, "secret_file": secret, "profile": {"shows": ["links"], "purchases_max": 5}},
                     "plain": {"url": plain.url, "secret_file": secret}}
        with Service(tmp_path, paths, str(paths["inputs"][0]), endpoints=endpoints) as service:
            assert service.process.wait(120) == 0, service.text()
        counts = {name: len(receiver.requests) for name, receiver in (("police", police), ("research", research), ("plain", plain))}
    told = {}
    for detail in details(service.journal, "sent"):
        told.setdefault(detail["endpoint"], []).append((detail.get("profile"), detail.get("legalBasis")))
    assert {name: len(several) for name, several in told.items()} == counts
    assert {name: set(several) for name, several in told.items()} == {
        "police": {("police", "(EU) 2019/1148, Art. 9")}, "research": {("own: links; at most 5 purchases", None)}, "plain": {("everything", None)}}
    assert chain(service.journal) is None and verify(service.journal).code == 0
    wrong = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"a": endpoints["plain"] | {"legal_basis": "x" * 201}})
    done = run("run", "--config", wrong.path)
    assert done.code == 2 and "`legal_basis` must be one line" in done.err
