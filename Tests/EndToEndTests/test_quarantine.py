"""Lines stamped too far from their arrival: refused once, shown, and taken in when somebody says so; and feeds of other shapes in the service."""

import gzip
import json
import random
import re
import sqlite3
import zipfile
from datetime import datetime, timedelta, timezone

import pytest
from harness import Deadline, run, scan
from service import Service
from shop import write_shop

from compare import comparable, differences

FEED = """feed: shop
format: csv
fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity}
tokens: {loyalty: card}
max_skew: 1h
max_age: 30d
"""


def stamped(*offsets):
    """A line of a kilogram of salt at each time from now on."""
    header = "store,till,receipt,line,time,product,quantity,card\n"
    now = datetime.now(timezone.utc).replace(microsecond=0)
    return header + "".join(f"S1,1,{number},1,{(now + offset).isoformat()},4001,1,C-{number}\n" for number, offset in enumerate(offsets, 1))


@pytest.fixture
def shop(binary, tmp_path):
    (tmp_path / "list.yaml").write_text('list: made-up\nversion: "1"\nsubstances:\n  - {id: salt, name: Salt, cas: 7647-14-5}\n')
    (tmp_path / "pack.yaml").write_text("tillwatch: 1\npack: {id: salt, version: 1, from: 2026-01-01}\nlists: [list.yaml]\nlevels: {notice: 30}\nrules:\n"
                                        "  - {id: some, title: Salt, where: {list: made-up}, measure: sum mass, at_least: 1 kg, score: 30}\n")
    (tmp_path / "catalogue.csv").write_text("product,substance,concentration,basis,net_amount,net_unit\n4001,salt,100,w/w,1,kg\n")
    (tmp_path / "feed.yaml").write_text(FEED)
    (tmp_path / "token.key").write_text("00" * 31 + "01\n")
    return {"rules": [tmp_path / "pack.yaml"], "catalogue": tmp_path / "catalogue.csv", "feed": tmp_path / "feed.yaml", "installation": "test"}


def test_times_far_from_their_arrival(shop, tmp_path):
    hours = [timedelta(hours=hours) for hours in (-1, 0.5, 3, -24 * 29, -24 * 40)]
    source = tmp_path / "sales.csv"
    source.write_text(stamped(*hours))
    service = Service(tmp_path, shop, str(source))
    with service:
        assert service.process.wait(60) == 0, service.text()
    assert "journalled=3" in service.text() and "quarantined=2" in service.text()
    listed = [json.loads(line) for line in run("quarantine", "list", "--journal", service.journal, "--format", "ndjson").out.splitlines()]
    assert sorted(row["reason"] for row in listed) == ["too_far_ahead", "too_old"]
    assert all(row["state"] == "refused" for row in listed)
    number = next(row["number"] for row in listed if row["reason"] == "too_old")

    unknown = run("quarantine", "accept", "99", "--journal", service.journal)
    assert unknown.code == 2 and "QUARANTINE_UNKNOWN" in unknown.err
    assert run("quarantine", "accept", str(number), "--journal", service.journal).code == 0
    with service:
        assert service.process.wait(60) == 0, service.text()
    alerts = comparable(service.alerts())
    # Decided once: the other one is still refused, also by a run for which it would be early enough.
    assert len(alerts) == 4
    with service:
        assert service.process.wait(60) == 0, service.text()
    assert differences(alerts, comparable(service.alerts())) == []
    assert run("journal", "verify", "--journal", service.journal).code == 0
    # A scan accepts every time.
    with sqlite3.connect(service.journal) as db:
        assert db.execute("SELECT count(*) FROM refusal").fetchone() == (2,)
    assert scan({**shop, "inputs": [source]}, tmp_path, "--ledger").code == 0


def test_packed_files_are_read_in_the_service(binary, tmp_path):
    """The same sales as they are, in gzip, and as two members of an archive: one ledger."""
    paths = write_shop(tmp_path, random.Random(5), 60)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    half = len(lines) // 2
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (incoming / "a.csv.gz").write_bytes(gzip.compress(header + b"".join(lines[:half])))
    with zipfile.ZipFile(tmp_path / ".b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.csv", header + b"".join(lines[half:half + 50]))
        archive.writestr("two.csv", header + b"".join(lines[half + 50:]))
    (tmp_path / ".b.zip").rename(incoming / "b.zip")
    (incoming / "c.csv.gz").write_bytes(gzip.compress(header + lines[0])[:-6])
    service = Service(tmp_path, paths, {"folder": str(incoming), "ready": "renamed", "every": "1s", "failed": str(tmp_path / "failed")})
    with service:
        Deadline(60).wait_for(lambda: differences(expected, comparable(service.alerts())) == [], f"the ledger:\n{service.text()}")
        service.wait_for_log("cannot be read")
        before = len(service.text())
        service.process.kill()
        service.process.wait()
        service.start()
        Deadline(60).wait_for(lambda: (tmp_path / "failed" / "c.csv.gz").exists(), "the damaged file put aside")
    assert re.search(r"F031", service.text())
    assert differences(expected, comparable(service.alerts())) == [], service.text()[before:]
