"""Routes: who gets what, told by the program beforehand and found at the receivers afterwards."""

import json
import random
from collections import defaultdict

import pytest
import yaml
from harness import PythonReceiver, run, webhook_secret
from service import Service
from shop import write_shop

from compare import comparable, differences, fold

NAMES = ("high", "one_store", "rest")


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(11), 120)


def levels(paths):
    """The levels of the shop's packs, the lowest first, by the packs' ids."""
    packs = [yaml.safe_load(path.read_text()) for path in paths["rules"]]
    return {str(pack["pack"]["id"]): [str(level) for level in pack["levels"]] for pack in packs}


def wanted(name, event, order, store):
    """What a route asks, in other words than the program's."""
    data = event["data"]
    names = order[data["pack"]["id"]]
    is_high = names.index(data["level"]) == len(names) - 1
    stores = {purchase["store"] for purchase in data["purchases"]}
    return is_high if name == "high" else store in stores


def test_each_gets_what_it_asks_for_and_what_comes_of_it(paths, tmp_path):
    secret, order = webhook_secret(tmp_path), levels(paths)
    receivers = {name: PythonReceiver() for name in NAMES}
    for receiver in receivers.values():
        receiver.__enter__()
    try:
        base = {name: {"url": receiver.url, "secret_file": str(secret), "timeout": "30s"} for name, receiver in receivers.items()}
        base["high"]["gets"] = {"levels": {pack: names[-1] for pack, names in order.items()}}
        base["one_store"]["gets"] = {"where": {"store": "S1"}}
        base["rest"]["fallback"] = True
        service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints=base)
        with service:
            assert service.process.wait(120) == 0, service.text()
        rows = run("outbox", "list", "--journal", service.journal, "--format", "ndjson").records
        assert {row["state"] for row in rows} == {"sent"}
        events = {}
        for receiver in receivers.values():
            for _, body in receiver.requests:
                event = json.loads(body)
                events[event["id"]] = event
        assert differences(comparable(service.alerts()), comparable(fold(list(events.values())))) == [], "nothing is for nobody"
        check(events, receivers, order, rows)
        told(service, list(events)[:5], rows)
    finally:
        for receiver in receivers.values():
            receiver.__exit__()


def check(events, receivers, order, rows):
    """Walks the events in the order of their commits, and expects of each endpoint what the routes say."""
    had, sequence = defaultdict(set), {row["event"]: row["number"] for row in rows}
    for event in sorted(events.values(), key=lambda event: sequence[event["id"]]):
        before = had[event["subject"]] | {name for id in event["data"]["replaces"] for name in had[id.rpartition("-")[0]]}
        gone = event["type"].endswith(".withdrawn")
        expected = before | {name for name in ("high", "one_store") if not gone and wanted(name, event, order, "S1")}
        if not expected and not gone:
            expected = {"rest"}
        got = {name for name, receiver in receivers.items() if any(headers["webhook-id"] == event["id"] for headers, _ in receiver.requests)}
        assert got == expected, event["id"]
        had[event["subject"]] |= expected
    assert all(receivers[name].requests for name in ("high", "one_store", "rest")), "each route was taken"


def told(service, ids, rows):
    for id in ids:
        done = run("routes", "test", id, "--config", service.path, "--format", "ndjson")
        assert done.code == 0, done.err
        assert {row["endpoint"] for row in done.records if row["gets"]} == {row["endpoint"] for row in rows if row["event"] == id}
        assert all(row["reason"] for row in done.records)


def test_a_file_of_an_event_is_routed_without_a_journal(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={
        "nobody": {"url": "https://example.org/", "secret_file": str(secret), "gets": {"stores": "nowhere"}},
        "rest": {"url": "https://example.org/", "secret_file": str(secret), "fallback": True}})
    scanned = run("scan", "--rules", *paths["rules"], "--catalogue", paths["catalogue"], "--feed", paths["feed"], "--format", "ndjson", paths["inputs"][0])
    event = tmp_path / "event.json"
    event.write_text(next(line for line in scanned.out.splitlines() if ".raised" in line))
    done = run("routes", "test", event, "--config", service.path, "--format", "table")
    assert done.code == 0, done.err
    assert [line.split()[:2] for line in done.out.splitlines()[1:]] == [["nobody", "no"], ["rest", "yes"]]
    assert not service.journal.exists()
    event.write_text("{}")
    done = run("routes", "test", event, "--config", service.path)
    assert done.code == 2 and "EVENT_INVALID" in done.err


def test_a_route_to_nothing_is_refused(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    wrong = {"police": {"url": "https://example.org/", "secret_file": str(secret), "gets": {"packs": ["nope"], "levels": "heigh"}}}
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints=wrong)
    done = run("run", "--config", service.path)
    assert done.code == 2 and "G017" in done.err and "there is no pack" in done.err
    assert "sent to nobody" in done.err
