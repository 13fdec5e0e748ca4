"""Erasure of one buyer: nothing of them is left, the rest is as if they had never bought, and the audit log is whole."""

import csv
import hashlib
import hmac
import random
import sqlite3
from contextlib import closing

import pytest
import yaml
from harness import PythonReceiver, run, scan, webhook_secret
from shop import write_shop
from table import TOKEN_KEY
from test_audit import chain, details, verify

from compare import comparable, differences


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(29), 200)


def pseudonym(kind, value):
    return hmac.new(bytes.fromhex(TOKEN_KEY), f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()


def tokens(paths):
    """The kinds of tokens with their columns."""
    return yaml.safe_load(paths["feed"].read_text())["tokens"]


def alerts(journal):
    return comparable(run("alerts", "list", "--journal", journal, "--format", "ndjson").records)


def files(journal):
    return [path for path in journal.parent.iterdir() if path.name.startswith(journal.name)]


def without(paths, columns, values):
    """The input without the receipts that have one of the values."""
    with open(paths["inputs"][0], newline="") as source:
        rows = list(csv.DictReader(source))
    gone = {(row["store"], row["till"], row["receipt"]) for row in rows if any(row[column] in values for column in columns)}
    kept = [row for row in rows if (row["store"], row["till"], row["receipt"]) not in gone]
    with open(paths["inputs"][0], "w", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(kept)
    return len(rows) - len(kept)


def test_one_buyer_is_erased(paths, tmp_path):
    journal, secret = tmp_path / "kept" / "journal", webhook_secret(tmp_path)
    journal.parent.mkdir()
    with PythonReceiver() as receiver:
        scan(paths, tmp_path, "--journal", journal, "--deliver", receiver.url, "--secret-file", secret)
    kind, column = next(iter(tokens(paths).items()))
    with open(paths["inputs"][0], newline="") as source:
        values = sorted({row[column] for row in csv.DictReader(source)} - {""})
    held = run("alerts", "list", "--journal", journal, "--format", "ndjson").records
    known = {token["value"] for alert in held for token in (alert["data"].get("buyer") or {}).get("tokens", [])}
    value = next(value for value in values if pseudonym(kind, value) in known)
    token = pseudonym(kind, value)
    assert any(token.encode() in path.read_bytes() for path in files(journal))
    before = alerts(journal)

    tried = run("journal", "erase", "--journal", journal, "--token", f"{kind}:{token}", "--dry-run")
    assert tried.code == 0 and "would be erased" in tried.out, tried.err
    assert alerts(journal) == before
    unknown = run("journal", "erase", "--journal", journal, "--token", f"{kind}:{'0' * 64}")
    assert unknown.code == 1 and "BUYER_UNKNOWN" in unknown.err, unknown.err

    done = run("journal", "erase", "--journal", journal, "--token", f"{kind}:{token}")
    assert done.code == 0, done.err
    assert not any(token.encode() in path.read_bytes() for path in files(journal)), "the pseudonym is still in a file"
    gone = without(paths, [column], {value})
    assert gone > 0
    expected = comparable(scan(paths, tmp_path, "--ledger", "--token-key-file", tmp_path / "token.key").records)
    assert differences(expected, alerts(journal)) == []
    assert differences(before, alerts(journal)) != []
    verified = run("journal", "verify", "--journal", journal)
    assert verified.code == 0, verified.err
    assert chain(journal) is None and verify(journal).code == 0
    told, = details(journal, "erased")
    assert told["token"] == kind and token not in str(told)
    with closing(sqlite3.connect(journal)) as db:
        assert db.execute("SELECT count(*) FROM line").fetchone()[0] > 0
    # The same input without the buyer changes nothing any more.
    assert scan(paths, tmp_path, "--journal", journal).records == []


def test_by_an_alert_and_never_before_it_is_delivered(paths, tmp_path):
    journal = tmp_path / "journal"
    scan(paths, tmp_path, "--journal", journal)
    alert = next(alert for alert in run("alerts", "list", "--journal", journal, "--format", "ndjson").records
                 if (alert["data"].get("buyer") or {}).get("tokens"))
    whole = alerts(journal)
    refused = run("journal", "erase", "--journal", journal, "--subject", alert["subject"][:10])
    assert refused.code == 2 and "ERASE_WAITING" in refused.err, refused.err
    assert alerts(journal) == whole
    secret = webhook_secret(tmp_path)
    with PythonReceiver() as receiver:
        scan(paths, tmp_path, "--journal", journal, "--deliver", receiver.url, "--secret-file", secret)
    done = run("journal", "erase", "--journal", journal, "--subject", alert["subject"][:10])
    assert done.code == 0, done.err
    for token in alert["data"]["buyer"]["tokens"]:
        assert not any(token["value"].encode() in path.read_bytes() for path in files(journal))
    assert run("journal", "verify", "--journal", journal).code == 0
    assert alert["subject"] not in [record["subject"] for record in run("alerts", "list", "--journal", journal, "--format", "ndjson").records]
