"""The evidence pack of one alert, recomputed by Python from its files alone."""

import hashlib
import json
import random
import sqlite3
import subprocess
from contextlib import closing
from decimal import Decimal

import pytest
from harness import run, scan
from shop import write_shop

from compare import comparable, differences


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(31), 150)


def ndjson(path):
    return [json.loads(text) for text in path.read_text().splitlines()]


def test_an_alert_is_recomputed_from_its_pack(paths, tmp_path):
    journal = tmp_path / "journal"
    scan(paths, tmp_path, "--journal", journal)
    alerts = run("alerts", "list", "--journal", journal, "--format", "ndjson").records
    chosen = [alert for alert in alerts if any(found["measure"] == "sum units" for found in alert["data"]["indicators"])][:5]
    assert len(chosen) == 5
    for alert in chosen:
        out = tmp_path / alert["subject"]
        done = run("alerts", "export", alert["subject"][:12], "--journal", journal, "--out", out)
        assert done.code == 0, done.err
        check(out, journal, alert)
    again = run("alerts", "export", chosen[0]["subject"], "--journal", journal, "--out", tmp_path / chosen[0]["subject"])
    assert again.code == 1 and "FILE_NOT_WRITTEN" in again.err, again.err
    # The pack judges as it did, from where its files are put by their names.
    versions = json.loads((out / "versions.json").read_text())
    place = tmp_path / "again"
    place.mkdir()
    (place / "pack.yaml").write_bytes((out / "pack.yaml").read_bytes())
    for name, file in versions["packFiles"].items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes((out / file).read_bytes())
    ledger = scan(paths | {"rules": [place / "pack.yaml"]}, tmp_path, "--ledger").records
    assert differences(comparable(ledger), comparable(alerts)) == []


def check(out, journal, alert):
    sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=out, capture_output=True, text=True)
    assert sums.returncode == 0, sums.stdout
    assert {path.name for path in out.iterdir()} - {"SHA256SUMS"} == {text.split("  ")[1] for text in (out / "SHA256SUMS").read_text().splitlines()}
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as db:
        sent = db.execute("SELECT body FROM event WHERE subject = ? ORDER BY revision", [alert["subject"]]).fetchall()
        head = db.execute("SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()[0]
    assert (out / "events.ndjson").read_bytes() == b"".join(body + b"\n" for body, in sent)
    verified = run("verify", out / "events.ndjson")
    assert verified.code == 0, verified.out

    last = ndjson(out / "events.ndjson")[-1]["data"]
    lines = ndjson(out / "lines.ndjson")
    keys = {purchase["key"] for purchase in last["purchases"]}
    texts = (out / "lines.ndjson").read_text()
    assert all(key in texts for key in keys)
    assert len(lines) >= len(keys)
    shown = {purchase["key"]: Decimal(purchase["quantity"]) for purchase in last["purchases"]}
    for found in last["indicators"]:
        if found["measure"] == "sum units":
            assert Decimal(found["value"]) == sum(shown[key] for key in found["purchases"]) >= Decimal(found["threshold"])
    assert sum(found["score"] for found in last["indicators"]) == last["score"]

    previous = "0" * 64
    for number, entry in enumerate(ndjson(out / "audit.ndjson"), 1):
        text = "\n".join(["tillwatch-audit-1", str(number), str(entry["recorded_micros"]), entry["actor"], entry["kind"], previous,
                          entry["detail"]])
        assert hashlib.sha256(text.encode()).hexdigest() == entry["hash"] and entry["sequence"] == number
        previous = entry["hash"]
    assert previous == head
    raised = [json.loads(entry["detail"])["event"] for entry in ndjson(out / "audit.ndjson") if entry["kind"] in ("raised", "updated")]
    assert {event["id"] for event in ndjson(out / "events.ndjson")} <= set(raised) | {f"{alert['subject']}-{alert['data']['revision']}"}
