"""The service and its recipients killed at random points while lines come: each recipient ends with the ledger that it should have.

What it should have is worked out from one quiet scan, and from a reading of routes and profiles of this test's own. Every request is
noted where it arrives, so that a duplicate is seen: it has to be of an event that was under way at a kill."""

import collections
import hmac
import itertools
import json
import os
import re
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest
from harness import Deadline, Receiver, run, scan, webhook_secret
from recorder import Recorder
from service import Service
from shop import write_shop
from storm import journalled, seeded
from test_routes import levels

from compare import comparable, differences, fold

KILLS = int(os.environ.get("TILLWATCH_KILLS", "25"))
# Lines that come while one life of the service lasts, at most.
LINES = 12


class Recipients:
    """Four endpoints that get different things: three recorders of this test, of which one is down for long, and `tillwatch receive`."""

    RECORDED = ("high", "second", "rest")

    def __init__(self, folder, order):
        self.folder, self.order, self.secret = folder, order, webhook_secret(folder)
        self.key = os.urandom(32)
        (folder / "police.key").write_text(self.key.hex() + "\n")
        self.recorders = {name: Recorder(folder, name) for name in self.RECORDED}
        self.police = Receiver(folder / "police.ndjson", self.secret)
        self.away = 0

    def __enter__(self):
        for recorder in self.recorders.values():
            recorder.start()
        self.police.__enter__()
        self.police.listen = re.search(r"//([^/]+)/", self.police.url)[1]
        return self

    def __exit__(self, *_):
        for recorder in self.recorders.values():
            recorder.kill()
        self.police.__exit__()

    def endpoints(self):
        base = {"secret_file": str(self.secret), "timeout": "5s"}
        return {"high": base | {"url": self.recorders["high"].url, "gets": {"levels": {pack: names[-1] for pack, names in self.order.items()}}},
                "police": base | {"url": self.police.url, "gets": {"stores": "S1"}, "pseudonym_key_file": str(self.folder / "police.key")},
                "second": base | {"url": self.recorders["second"].url, "gets": {"where": {"store": "S2"}}, "profile": "analyst"},
                "rest": base | {"url": self.recorders["rest"].url, "fallback": True}}

    def kill_one(self, chance):
        """Kills one; `high` stays away for a while, the others are back at once."""
        name = chance.choice([*self.RECORDED, "police"])
        if name == "police":
            self.police.process.kill()
            self.police.process.wait()
            self.police.__exit__()
            self.police.__enter__()
            return
        self.recorders[name].kill()
        if name == "high":
            self.away = chance.randint(1, 6)
        else:
            self.recorders[name].start()

    def next_round(self):
        self.away -= 1
        if self.away <= 0:
            self.recorders["high"].start()

    def wanted(self, name, event):
        """Whether an endpoint asks for an event, read from what `endpoints` says in other words than the program's."""
        data = event["data"]
        stores = {purchase["store"] for purchase in data["purchases"]}
        if name == "high":
            return data["level"] == self.order[data["pack"]["id"]][-1]
        if name == "police":
            return "S1" in stores or any(one["group"].get("store") == "S1" for one in data["indicators"])
        return name == "second" and "S2" in stores

    def seen_by(self, name, alert):
        """A quiet alert as an endpoint's profile and key show it."""
        alert = json.loads(json.dumps(alert))
        data = alert["data"]
        if name == "second":
            for purchase in data["purchases"]:
                purchase["description"] = None
            if data.get("buyer"):
                data["buyer"]["tokens"] = []
        if name == "police":
            if data.get("buyer"):
                data["buyer"]["key"] = self.renamed("buyer", data["buyer"]["key"])
            for one in data["indicators"]:
                for field, value in one["group"].items():
                    if re.fullmatch("[0-9a-f]{64}", value):
                        one["group"][field] = self.renamed(field, value)
        return alert

    def renamed(self, kind, value):
        code = hmac.digest(self.key, f"tillwatch endpoint\0{kind}\0{value}".encode(), "sha256").hex()
        return code[:max(32, len(value))]

    def noted(self):
        """Grows with every request."""
        return sum(recorder.path.stat().st_size for recorder in self.recorders.values() if recorder.path.exists())

    def events(self):
        """For each endpoint the events that it has, each once."""
        found = {name: [json.loads(copies[0]["body"]) for copies in recorder.copies().values()] for name, recorder in self.recorders.items()}
        return found | {"police": [event for _, event in self.police.events()]}


class Kills:
    """Until when something could come of each life of the service that was killed, and what its journal had as sent by then."""

    def __init__(self, service):
        self.service, self.moments = service, []
        # What was sent before the kill may be noted after it, but nothing comes of the next life before the program has started.
        self.start_takes = min(timed(lambda: run("--version")) for _ in range(3)) / 2

    def kill_and_start(self, meanwhile, wait):
        self.service.process.kill()
        self.service.process.wait()
        known = sent(self.service.journal)
        meanwhile()
        self.moments.append((time.monotonic() + self.start_takes, known))
        self.service.start(wait)

    def excuse(self, copy, following, id, name, receiver_kills):
        """Whether a later copy had to be: the recipient died before it could answer, or the service before it could remember."""
        if copy["answered"] is None and any(copy["at"] <= moment <= following["at"] for moment in receiver_kills):
            return True
        after = [known for moment, known in self.moments if copy["at"] <= moment <= following["at"]]
        return bool(after) and all((name, id) not in known for known in after)


def timed(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def sent(journal):
    """(endpoint, event) of what is committed as sent."""
    if not journal.exists():
        return set()
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as connection:
        try:
            return set(connection.execute("SELECT endpoint, subject || '-' || revision FROM outbox JOIN event USING (sequence) WHERE state = 'sent'"))
        except sqlite3.OperationalError:  # killed before there were tables
            return set()


def test_service_and_recipients_killed_at_random(binary, tmp_path):
    chance = seeded()
    paths = write_shop(tmp_path, chance, 200 + LINES * KILLS // 2)
    quiet = scan(paths, tmp_path, "--journal", tmp_path / "quiet.journal", "--ledger").records
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    growing = tmp_path / "growing.csv"
    growing.write_bytes(header)
    waiting = iter(lines)

    def sell(count):
        with open(growing, "ab") as out:
            out.write(b"".join(itertools.islice(waiting, count)))

    with Recipients(tmp_path, levels(paths)) as recipients:
        service = Service(tmp_path, paths, {"file": str(growing), "follow": True}, endpoints=recipients.endpoints())
        kills, kinds = Kills(service), collections.Counter()
        with service:
            while len(kills.moments) + kinds["recipient"] < KILLS:
                live(service, chance, lambda: sell(chance.randint(0, 2)), recipients)
                kind = chance.choice(["service"] * 3 + ["recipient", "both"])
                kinds[kind] += 1
                if kind in ("recipient", "both"):
                    recipients.kill_one(chance)
                if kind in ("service", "both"):
                    kills.kill_and_start(lambda: sell(chance.randint(0, 2)), wait=chance.random() < 0.5)
                recipients.next_round()
            sell(len(lines))
            recipients.away = 0
            recipients.next_round()
            settle(service, tmp_path / "quiet.journal")
            rows = run("outbox", "list", "--journal", service.journal, "--format", "ndjson").records
        events = recipients.events()
        duplicates = check_copies(recipients, kills)
    check_routes(recipients, events, rows)
    check_ledgers(recipients, events, quiet)
    for check in (("journal", "verify", "--journal", service.journal), ("audit", "verify", "--journal", service.journal),
                  ("verify", tmp_path / "police.ndjson", "--secret-file", recipients.secret)):
        assert run(*check).code == 0, check
    print(f"{dict(kinds)}, {len(rows)} deliveries of {len({row['event'] for row in rows})} events, {duplicates} duplicates")


def live(service, chance, sell, recipients):
    """A life of the service, for a random time; or until just after a recipient was told something, when more is under way."""
    end, noted = time.monotonic() + chance.uniform(0, 0.6), recipients.noted()
    until_told = chance.random() < 0.5
    if until_told:
        end += 2
    while (left := end - time.monotonic()) > 0:
        sell()
        wait_for(service, min(left, 0.02))
        if until_told and recipients.noted() > noted:
            return wait_for(service, chance.uniform(0, 0.03))


def wait_for(service, seconds):
    """For a moment of the service's life, which must not end by itself."""
    try:
        code = service.process.wait(seconds)
    except subprocess.TimeoutExpired:
        return
    pytest.fail(f"ended with {code}: {service.text()[-5000:]}")


def settle(service, quiet):
    """Waits until all lines are journalled and every event is sent; what waits for its hour is called up, as an operator would."""
    lines = journalled(quiet)
    Deadline(120).wait_for(lambda: len(journalled(service.journal)) >= len(lines), f"all lines:\n{service.text()[-3000:]}")
    assert journalled(service.journal) == lines, "a line is missing, or there twice"

    def is_sent():
        left = run("outbox", "list", "--journal", service.journal, "--state", "waiting", "--format", "ndjson").records
        if left:
            for name in {row["endpoint"] for row in left}:
                run("outbox", "retry", "--journal", service.journal, "--endpoint", name)
        return not left

    Deadline(150).wait_for(is_sent, f"everything sent:\n{service.text()[-5000:]}")


def check_copies(recipients, kills):
    """Every copy of an event has the same bytes, and each but the first has an excuse."""
    duplicates = 0
    for name, recorder in recipients.recorders.items():
        for id, copies in recorder.copies().items():
            assert len({copy["body"] for copy in copies}) == 1, f"{id} came with two bodies to {name}"
            assert json.loads(copies[0]["body"])["id"] == id
            for copy, following in itertools.pairwise(copies):
                duplicates += 1
                assert kills.excuse(copy, following, id, name, recorder.kills), (
                    f"{id} came twice to {name} for no reason: {[(one['at'], one['answered']) for one in copies]}; recipient killed at {recorder.kills}, "
                    f"service at {[(moment, (name, id) in known) for moment, known in kills.moments]}")
    ids = [event["id"] for _, event in recipients.police.events()]
    assert len(ids) == len(set(ids)), "`tillwatch receive` stored an event twice"
    return duplicates


def check_routes(recipients, events, rows):
    """Walks the events in the order of their commits, and expects at each endpoint what the routes say."""
    assert {row["state"] for row in rows} == {"sent"}
    number = {row["event"]: row["number"] for row in rows}
    assert number.keys() == {event["id"] for of_one in events.values() for event in of_one}
    every = {event["id"]: event for of_one in events.values() for event in of_one}
    holds = {name: {event["id"] for event in of_one} for name, of_one in events.items()}
    had = collections.defaultdict(set)
    for id, event in sorted(every.items(), key=lambda pair: number[pair[0]]):
        expected = had[event["subject"]] | {name for before in event["data"]["replaces"] for name in had[before.rpartition("-")[0]]}
        if not event["type"].endswith(".withdrawn"):
            expected = expected | {name for name in ("high", "police", "second") if recipients.wanted(name, event)} or {"rest"}
        assert {name for name in holds if id in holds[name]} == expected, id
        had[event["subject"]] |= expected
    assert all(holds.values()), "each route was taken"


def check_ledgers(recipients, events, quiet):
    """What each holds, folded, is what the quiet scan says of the alerts that it was told of; nobody lacks one that is for it."""
    told = set()
    for name, of_one in events.items():
        mine = comparable(fold(of_one), sent=True)
        known = {event["subject"] for event in of_one}
        expected = comparable([recipients.seen_by(name, alert) for alert in quiet if alert["subject"] in known], sent=True)
        assert differences(expected, mine) == [], name
        missing = {alert["subject"] for alert in quiet if recipients.wanted(name, alert)} - mine.keys()
        assert not missing, f"{name} was not told of {missing}"
        told |= mine.keys()
    assert told == {alert["subject"] for alert in quiet}, "an alert is with nobody"
