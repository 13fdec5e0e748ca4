"""What endpoints see: their own names for buyers, and nothing that their profile leaves out."""

import os
import random

import pytest
from harness import Receiver, run, webhook_secret
from service import Service
from shop import write_shop

from compare import fold


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(5), 80)


def key(folder, name):
    path = folder / name
    path.write_text(os.urandom(32).hex() + "\n")
    return path


def tokens(events):
    return {(token["kind"], token["value"]) for event in events for token in (event["data"].get("buyer") or {}).get("tokens", [])}


def buyers(events):
    """By subject and revision, the buyer's key."""
    return {event["id"]: event["data"]["buyer"]["key"] for event in events if event["data"].get("buyer")}


def test_two_recipients_have_two_names_for_one_buyer(paths, tmp_path):
    """And each has one, at every alert; `tillwatch verify` finds nothing wrong with what either got."""
    secret = webhook_secret(tmp_path)
    with Receiver(tmp_path / "a.ndjson", secret) as a, Receiver(tmp_path / "b.ndjson", secret) as b, Receiver(tmp_path / "c.ndjson", secret) as c:
        base = {"secret_file": str(secret), "timeout": "30s"}
        service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={
            "a": base | {"url": a.url, "profile": "police", "pseudonym_key_file": str(key(tmp_path, "a.key"))},
            "b": base | {"url": b.url, "profile": {"shows": ["tokens"], "purchases_max": 2}, "pseudonym_key_file": str(key(tmp_path, "b.key"))},
            "c": base | {"url": c.url, "profile": "analyst"}})
        with service:
            assert service.process.wait(120) == 0, service.text()
        got = {name: [event for _, event in receiver.events()] for name, receiver in (("a", a), ("b", b), ("c", c))}
    kept = service.alerts()
    own = buyers(got["c"])
    assert len(set(own.values())) > 2
    assert sorted(event["id"] for event in got["a"]) == sorted(event["id"] for event in got["b"])
    for name in ("a", "b"):
        theirs = buyers(got[name])
        pairs = {(own[id], theirs[id]) for id in own}
        assert len(pairs) == len({mine for mine, _ in pairs}) == len({their for _, their in pairs}), "one name for one buyer"
        assert set(theirs.values()).isdisjoint(own.values())
        assert tokens(got[name]) and tokens(got[name]).isdisjoint(tokens(kept))
    assert tokens(got["a"]).isdisjoint(tokens(got["b"])) and not tokens(got["c"])
    # By hand: what the journal keeps is nowhere in what was sent.
    for name in ("a", "b"):
        sent = (tmp_path / f"{name}.ndjson").read_text()
        assert all(value not in sent for _, value in tokens(kept))
        assert all(value not in sent for value in set(own.values()))
    for event in got["b"]:
        data = event["data"]
        assert len(data["purchases"]) <= 2 and data["follows"] is None
        assert all(purchase["description"] is None for purchase in data["purchases"])
        assert not (data.get("buyer") or {}).get("links")
    assert any(event["data"]["omitted"] for event in got["b"])
    whole = {event["id"]: event["data"] for event in got["a"]}
    for event in got["b"]:
        assert event["data"]["omitted"] + len(event["data"]["purchases"]) == whole[event["id"]]["omitted"] + len(whole[event["id"]]["purchases"])
    assert {alert["subject"] for alert in fold(got["a"])} == {alert["subject"] for alert in kept} == {alert["subject"] for alert in fold(got["b"])}
    for name in ("a", "b", "c"):
        done = run("verify", tmp_path / f"{name}.ndjson", "--secret-file", secret)
        assert done.code == 0, done.out + done.err


def test_what_is_no_profile_is_refused(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    wrong = {"a": {"url": "https://example.org/", "secret_file": str(secret), "profile": "everybody", "pseudonym_key_file": "none"}}
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints=wrong)
    done = run("run", "--config", service.path)
    assert done.code == 2 and "D027" in done.err and "G003" in done.err, done.err
