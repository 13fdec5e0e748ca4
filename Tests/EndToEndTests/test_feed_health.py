"""How the feeds are: findings are told to an operator once each, whatever happens to the service, and closed when they are over."""

import base64
import hashlib
import hmac
import json
import random
import re
import shutil
import subprocess
import urllib.request
from datetime import datetime, timedelta, timezone

import pytest
from harness import Deadline, PythonReceiver, run, scan, webhook_secret
from jsonschema import Draft202012Validator
from prometheus_client.parser import text_string_to_metric_families
from service import Service
from shop import write_shop
from test_sources import drop

from compare import comparable, differences

FEED = """feed: shop
format: csv
timezone: UTC
fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity}
tokens: {loyalty: card}
"""


@pytest.fixture
def paths(binary, tmp_path):
    paths = write_shop(tmp_path, random.Random(5), 10)
    paths["feed"].write_text(FEED)
    return paths


def lines(numbers, till="1", store="S1", ahead=0, before=0):
    """Receipts of two lines, one a second up to so many seconds before now."""
    end = datetime.now(timezone.utc) - timedelta(seconds=before)
    numbers = list(numbers)
    for place, number in enumerate(numbers):
        time = end - timedelta(seconds=len(numbers) - place) + timedelta(hours=ahead)
        for line, product in ((1, "salt"), (2, "bread")):
            yield f"{store},{till},{number},{line},{time:%Y-%m-%dT%H:%M:%SZ},{product},1,card-{number % 7}\n"


def csv(*parts):
    return ("store,till,receipt,line,time,product,quantity,card\n" + "".join(line for part in parts for line in part)).encode()


class Watched(Service):
    """A service with a drop folder whose health is watched."""

    def __init__(self, folder, paths, **health):
        self.incoming = folder / "incoming"
        self.incoming.mkdir()
        super().__init__(folder, paths, {"folder": str(self.incoming), "name": "shop", "ready": "renamed", "every": "1s"}, health=health)

    def status(self, *options):
        return run("feed", "status", "--journal", self.journal, "--format", "json", *options)

    def findings(self):
        """What is open, as (kind, till)."""
        return sorted((finding["kind"], finding["till"]) for finding in json.loads(self.status().out)["findings"])

    def wait_for_findings(self, *expected):
        Deadline(60).wait_for(lambda: self.findings() == sorted(expected), f"{expected}\n{self.text()}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.start()


def test_findings_are_told_once_and_closed(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    with PythonReceiver() as receiver:
        running = Watched(tmp_path, paths, gap="1s", receipts=50, endpoint={"url": receiver.url, "secret_file": str(secret)})
        contents = [csv(lines(range(1, 101), before=400)), csv(lines([104, 105], before=200)),
                    csv(lines(range(1, 4), till="2", ahead=3)), csv(lines(range(101, 104), before=300), lines(range(4, 8), till="2"))]
        with running:
            drop(running.incoming, "1.csv", contents[0])
            running.wait_for_log("read to its end")
            assert (running.status().code, running.findings()) == (0, [])
            drop(running.incoming, "2.csv", contents[1])
            running.wait_for_findings(("receipt_gap", "1"))
            running.kill()
            drop(running.incoming, "3.csv", contents[2])
            running.wait_for_findings(("clock_ahead", "2"), ("receipt_gap", "1"))
            assert running.status().code == 1
            running.kill()
            drop(running.incoming, "4.csv", contents[3])
            running.wait_for_findings()
            running.kill()
            told = lambda: {headers["webhook-id"] for headers, _ in receiver.requests}  # noqa: E731
            Deadline(60).wait_for(lambda: len(told()) == 4, f"four events\n{running.text()}")
            alerts = comparable(running.alerts())
        check_requests(receiver.requests, secret)
    # What is looked at beside changes no alert.
    for number, content in enumerate(contents):
        (tmp_path / f"{number}.csv").write_bytes(content)
    quiet = scan(paths | {"inputs": [tmp_path / f"{number}.csv" for number in range(4)]}, tmp_path, "--ledger")
    assert differences(comparable(quiet.records), alerts) == []


def check_requests(requests, secret):
    """Events fit their schema and are signed; each finding was opened, then closed, and sent as one event however often."""
    schema = Draft202012Validator(json.loads(run("schema", "feed-event").out))
    key = base64.b64decode(secret.read_text().strip().removeprefix("whsec_"))
    events = {}
    for headers, body in requests:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        event = json.loads(body)
        assert [error.message for error in schema.iter_errors(event)] == []
        assert event["id"] == headers["webhook-id"] and "card-" not in body.decode()
        assert events.setdefault(event["id"], event) == event
    order = [(event["data"]["kind"], event["type"].rsplit(".")[-1], event["data"]["ending"]) for event in events.values()]
    for kind in ("receipt_gap", "clock_ahead"):
        assert [told[1:] for told in order if told[0] == kind] == [("opened", None), ("closed", "over")]
    assert len(events) == 4


def test_lines_are_counted_once_however_often_it_is_killed(paths, tmp_path):
    rng = random.Random()
    seed = rng.randrange(1_000_000)
    print("seed", seed)
    rng.seed(seed)
    running = Watched(tmp_path, paths)
    running.config["batch_lines"] = 20
    running.write()
    begin = datetime.now(timezone.utc).date()
    with running:
        for number in range(8):
            numbers = range(number * 50, number * 50 + 50)
            drop(running.incoming, f"{number}.csv", csv(lines(numbers, till=str(number % 3), before=1000 - number * 60)))
            if rng.random() < 0.7:
                running.kill()

        def counted():
            tills = [row for row in json.loads(running.status("--tills").out)["feeds"] if row.get("till")]
            return len(tills) == 3 and sum(row["today"] for row in tills)

        if datetime.now(timezone.utc).date() == begin:
            Deadline(60).wait_for(lambda: counted() == 800 or datetime.now(timezone.utc).date() != begin, f"800 lines, not {counted()}")


def test_status_of_a_journal_that_keeps_nothing_of_feeds(paths, tmp_path):
    scan(paths, tmp_path, "--journal", tmp_path / "journal")
    done = run("feed", "status", "--journal", tmp_path / "journal")
    assert done.code == 0 and "health: {}" in done.out
    done = run("feed", "status", "--journal", tmp_path / "none")
    assert done.code == 2 and "no such journal" in done.err


def test_figures_are_prometheus_own(paths, tmp_path):
    """What `GET /metrics` answers, by Prometheus' own reader and, where it is there, its own checker."""
    running = Watched(tmp_path, paths, gap="1s", receipts=50)
    running.config["metrics"] = {"listen": "127.0.0.1:0"}
    running.write()
    with running:
        running.wait_for_log("path=/metrics")
        port = int(re.findall(r"address=\S+?:(\d+)", running.text())[-1])

        def figures():
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
                assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
                text = answer.read().decode()
            return text, {(sample.name, *sample.labels.values()): sample.value
                          for family in text_string_to_metric_families(text) for sample in family.samples}

        before = figures()[1]
        assert before["tillwatch_lines_read_total", "shop"] == 0 == before["tillwatch_feed_findings", "receipt_gap"]
        drop(running.incoming, "1.csv", csv(lines(range(1, 101), before=400), lines([104, 105], before=200), ["S1,1,106,1,never,salt,1,\n"]))
        running.wait_for_findings(("receipt_gap", "1"))
        Deadline(30).wait_for(lambda: figures()[1]["tillwatch_feed_findings", "receipt_gap"] == 1, "the finding among the figures")
        text, now = figures()
        read, screened, quarantined, journalled = (now[f"tillwatch_lines_{what}_total", "shop"] for what in
                                                   ("read", "screened", "quarantined", "journalled"))
        assert (read, screened, quarantined, journalled) == (205, 102, 1, 102)
        raised = sum(value for name, value in now.items() if name[:2] == ("tillwatch_alert_events_total", "raised"))
        assert raised == len(running.alerts()) > 0
        assert now["tillwatch_outbox_events", "alerts", "default", "waiting"] > 0
        newest = now["tillwatch_source_newest_line_timestamp_seconds", "shop"]
        assert 0 <= now["tillwatch_source_last_arrival_timestamp_seconds", "shop"] - newest < 3600
    if shutil.which("promtool"):
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
