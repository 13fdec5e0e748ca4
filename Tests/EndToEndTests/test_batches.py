"""Webhooks that take several events in one request: what comes, what one answer settles, and what is sent again."""

import json
import random
import threading

import pytest
from harness import Deadline, PythonReceiver, run, webhook_secret
from service import Service
from shop import write_shop
from standardwebhooks.webhooks import Webhook

from compare import comparable, differences, fold

BATCH = 7


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(11), 80)


class BatchReceiver(PythonReceiver):
    """Judges each request by what is in it, as it was verified."""

    def __init__(self, secret, judge=lambda events: 204):
        super().__init__()
        self.secret, self.judge, self.lock, self.kept = secret, judge, threading.Lock(), []
        self.answer = self.judged

    def judged(self, number):
        headers, body = self.requests[number - 1]
        assert headers["content-type"] == "application/cloudevents-batch+json"
        events = Webhook(self.secret.read_text().strip()).verify(body, headers)
        with self.lock:
            status = self.judge(events)
            if status < 300:
                self.kept += events
        return status

    def batches(self):
        return [(headers["webhook-id"], json.loads(body)) for headers, body in self.requests]


def served(tmp_path, paths, receiver, secret, **more):
    endpoint = {"url": receiver.url, "secret_file": str(secret), "timeout": "10s", "batch": BATCH} | more
    return Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"police": endpoint})


def rows(service):
    return run("outbox", "list", "--journal", service.journal, "--format", "ndjson").records


def check_requests(receiver):
    """Of every request: its size, that no subject is there twice, and that its id is that of its events alone."""
    named = {}
    for id, events in receiver.batches():
        assert 1 <= len(events) <= BATCH and len({event["subject"] for event in events}) == len(events)
        ids = tuple(event["id"] for event in events)
        assert named.setdefault(id, ids) == ids and (id == ids[0]) == (len(ids) == 1)
    return named


def test_batches_hold_the_ledger(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    with BatchReceiver(secret) as receiver:
        service = served(tmp_path, paths, receiver, secret)
        with service:
            assert service.process.wait(60) == 0, service.text()
        check_requests(receiver)
        assert max(len(events) for _, events in receiver.batches()) == BATCH
        assert len(receiver.requests) < len(rows(service)) / 2
        assert sorted(event["id"] for event in receiver.kept) == sorted(row["event"] for row in rows(service))
        revisions = {}
        for event in receiver.kept:
            assert event["data"]["revision"] > revisions.get(event["subject"], 0), "out of order"
            revisions[event["subject"]] = event["data"]["revision"]
        assert differences(comparable(service.alerts()), comparable(fold(receiver.kept))) == []
    assert {row["state"] for row in rows(service)} == {"sent"} and {row["attempts"] for row in rows(service)} == {1}


@pytest.mark.parametrize("status", [400, 413, 422])
def test_one_bad_event_does_not_stand_for_the_others(paths, tmp_path, status):
    """Events of one subject are never taken: all others arrive, and only they are refused or wait."""
    secret, bad = webhook_secret(tmp_path), []

    def judge(events):
        bad.append(events[0]["subject"]) if not bad and len(events) > 1 else None
        return status if bad and any(event["subject"] == bad[0] for event in events) else 204

    with BatchReceiver(secret, judge) as receiver:
        service = served(tmp_path, paths, receiver, secret, timeout="2s")
        with service:
            assert service.process.wait(60) == 0, service.text()
        check_requests(receiver)
        alone = [events for _, events in receiver.batches() if [event["subject"] for event in events] == bad]
        assert alone, "the bad one never came alone"
    for row in rows(service):
        mine = row["subject"] == bad[0] if "subject" in row else row["event"].startswith(bad[0])
        assert (row["state"] == "sent") != mine, row
        if mine and row["event"].endswith("-1"):
            assert row["state"] == ("refused" if status == 422 else "waiting")


def test_a_batch_that_is_sent_again_has_its_id(paths, tmp_path):
    """The answer is lost once: the same events come again under the same id."""
    secret, seen = webhook_secret(tmp_path), []

    def judge(events):
        ids = tuple(event["id"] for event in events)
        seen.append(ids)
        return 500 if len(ids) > 1 and seen.count(ids) == 1 and len(seen) == 1 else 204

    with BatchReceiver(secret, judge) as receiver:
        service = served(tmp_path, paths, receiver, secret, timeout="30s")
        with service:
            assert service.process.wait(90) == 0, service.text()
        check_requests(receiver)
        first = receiver.batches()[0]
        again = [events for id, events in receiver.batches()[1:] if id == first[0]]
        assert again == [first[1]]
        assert differences(comparable(service.alerts()), comparable(fold(receiver.kept))) == []


def test_an_endpoint_that_knows_no_batches_is_paused_and_refuses_nothing(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    with BatchReceiver(secret, lambda events: 415) as receiver:
        service = served(tmp_path, paths, receiver, secret, timeout="1s")
        with service:
            assert service.process.wait(60) == 0, service.text()
    assert {row["state"] for row in rows(service)} == {"waiting"} and "endpoint takes no events" in service.text()
