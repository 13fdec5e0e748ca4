"""Endpoints: several at once, each with what is for it, and none that waits for another."""

import json
import random
import threading

import pytest
from harness import Deadline, PythonReceiver, run, webhook_secret
from service import Service
from shop import write_shop

from compare import comparable, differences, fold


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(5), 60)


def bodies(receiver):
    return [json.loads(body) for _, body in receiver.requests]


def endpoint(receiver, secret, **more):
    return {"url": receiver.url, "secret_file": str(secret), "timeout": "5s"} | more


def test_a_slow_endpoint_holds_up_no_other(paths, tmp_path):
    """One answers nothing until it is let go; the other has everything meanwhile."""
    secret, let_go = webhook_secret(tmp_path), threading.Event()
    with PythonReceiver(lambda number: let_go.wait(60) and 204) as slow, PythonReceiver() as quick:
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True},
                          endpoints={"slow": endpoint(slow, secret), "quick": endpoint(quick, secret)})
        try:
            with service:
                service.wait_for_alerts(1)

                def holds(receiver):
                    return differences(comparable(service.alerts()), comparable(fold(bodies(receiver)))) == []

                Deadline(60).wait_for(lambda: holds(quick), "the ledger at the quick endpoint")
                assert run("outbox", "list", "--journal", service.journal, "--endpoint", "slow", "--state", "sent", "--format", "ndjson").records == []
                let_go.set()
                Deadline(60).wait_for(lambda: holds(slow), "the ledger at the slow endpoint")
        finally:
            let_go.set()
    rows = run("outbox", "list", "--journal", service.journal, "--format", "ndjson").records
    assert {row["endpoint"] for row in rows} == {"quick", "slow"}
    for name in ("quick", "slow"):
        mine = [row for row in rows if row["endpoint"] == name]
        assert {row["state"] for row in mine} == {"sent"} and len({row["event"] for row in mine}) == len(mine)


def test_the_one_endpoint_becomes_one_of_several(paths, tmp_path):
    """What waited for `delivery` goes on to the endpoint `default`; one that is new gets nothing of the past."""
    secret = webhook_secret(tmp_path)
    with PythonReceiver() as old, PythonReceiver() as new:
        service = Service(tmp_path, paths, str(paths["inputs"][0]))
        with service:
            assert service.process.wait(60) == 0, service.text()
        alerts = service.alerts()
        assert alerts
        service.config["endpoints"] = {"default": endpoint(old, secret), "added": endpoint(new, secret)}
        service.write()
        with service:
            assert service.process.wait(60) == 0, service.text()
        assert differences(comparable(alerts), comparable(fold(bodies(old)))) == []
        assert new.requests == []
    assert "events wait for an endpoint" not in service.text()


def test_events_that_nobody_carries_any_more_are_told_of(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    with PythonReceiver() as other:
        service = Service(tmp_path, paths, str(paths["inputs"][0]))
        with service:
            assert service.process.wait(60) == 0, service.text()
        service.config["endpoints"] = {"other": endpoint(other, secret)}
        service.write()
        with service:
            assert service.process.wait(60) == 0, service.text()
    assert "events wait for an endpoint that the configuration does not name" in service.text()
    assert "endpoint=default" in service.text()
