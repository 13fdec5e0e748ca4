"""Recipients that do everything wrong: what the sender makes of each, and that the others do not notice."""

import contextlib
import json
import os
import random
import re
import subprocess
import threading
import time
from pathlib import Path

import pytest
from counterparts import free_port
from harness import Deadline, PythonReceiver, run, webhook_secret
from hostile import Hostile, ResetBefore, papers
from service import Service
from shop import write_shop

BROKEN = "transfer broke off"
# What becomes of every event that was tried: its state, and what is said of it.
EXPECTED = {
    "fine": ("sent", None),
    "hang": ("waiting", "^time-out"),
    "drip": ("waiting", "^time-out"),
    "drip_body": ("sent", None),
    "huge": ("sent", None),
    "huge_error": ("waiting", "^HTTP 500"),
    "huge_headers": ("waiting", BROKEN),
    "bomb": ("sent", None),
    "too_short": ("sent", None),
    "too_long": ("sent", None),
    # The first line said it: what follows is not believed, and the connection not used again.
    "two_lengths": ("sent", None),
    "negative_length": ("waiting", BROKEN),
    "nonsense": ("waiting", BROKEN),
    "no_status": ("waiting", BROKEN),
    "reset_during": ("waiting", BROKEN),
    "reset_after": ("waiting", BROKEN),
    "reset_in_answer": ("waiting", BROKEN),
    "accept_and_die": ("sent", None),
    "interim": ("sent", None),
    "much_interim": ("waiting", BROKEN),
    "switching": ("waiting", f"time-out|{BROKEN}"),
    "metadata": ("waiting", "^HTTP 307: redirects are not followed$"),
    "itself": ("waiting", "^HTTP 308: redirects are not followed$"),
    "for_ages": ("waiting", "^HTTP 429"),
    "beyond_numbers": ("waiting", "^HTTP 503"),
    "until_2999": ("waiting", "^HTTP 503"),
    "before_now": ("waiting", "^HTTP 429"),
    "negative_wait": ("waiting", "^HTTP 429"),
    "insult": ("refused", "^HTTP 422"),
    "gone": ("waiting", "^HTTP 410"),
}
# They say when to come again, or that there is no coming again: nobody knocks before that.
LEFT_ALONE = ("for_ages", "until_2999", "gone")


@pytest.fixture(scope="module")
def paths(binary, tmp_path_factory):
    return write_shop(tmp_path_factory.mktemp("hostile"), random.Random(5), 160)


class Stream:
    """A service that reads its standard input, and the sales of a shop that come bit by bit."""

    def __init__(self, folder, paths, endpoints):
        self.folder, self.paths = folder, paths
        self.service = Service(folder, paths, "-", stdin=subprocess.PIPE, endpoints=endpoints)

    def sell(self):
        header, *lines = self.paths["inputs"][0].read_bytes().splitlines(keepends=True)
        pipe = self.service.process.stdin
        pipe.write(header)
        for line in lines:
            pipe.write(line)
            pipe.flush()
            threading.Event().wait(0.02)

    def memory(self):
        """Kilobytes: now, and the most there ever were."""
        status = Path(f"/proc/{self.service.process.pid}/status").read_text()
        return [int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "VmHWM")]

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.service.process.pid}/fd"))

    def rows(self, endpoint):
        return run("outbox", "list", "--journal", self.service.journal, "--endpoint", endpoint, "--format", "ndjson").records

    def waits(self, endpoint, condition, what):
        Deadline(90).wait_for(lambda: condition(self.rows(endpoint)), f"{what} of {endpoint}: {self.rows(endpoint)[:3]}\n{self.service.text()[-3000:]}")


class Healthy(PythonReceiver):
    """Notes how long after it was recorded each event came."""

    def __init__(self):
        super().__init__(self.note)
        self.lags = []

    def note(self, number):
        told = json.loads(self.requests[number - 1][1])["recordedtime"]
        recorded = time.mktime(time.strptime(told[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
        fraction = re.search(r"\.(\d+)Z", told)
        self.lags.append(time.time() - recorded - (float("0." + fraction[1]) if fraction else 0))
        return 204

    def late(self):
        """The 99th percentile of the lags, in seconds."""
        return sorted(self.lags)[int(len(self.lags) * 0.99) - 1]


@pytest.fixture(scope="module")
def quiet(paths, tmp_path_factory):
    """The same sales with as many endpoints that all do as they should: how late the healthy one had its events, and the memory."""
    folder = tmp_path_factory.mktemp("quiet")
    secret = webhook_secret(folder)
    with Hostile() as kind, Healthy() as healthy:
        endpoints = {f"kind-{number}": {"url": kind.url("fine"), "secret_file": str(secret), "timeout": "1s"} for number in range(len(EXPECTED) + 6)}
        stream = Stream(folder, paths, endpoints | {"healthy": {"url": healthy.url, "secret_file": str(secret), "timeout": "1s"}})
        with stream.service:
            stream.sell()
            stream.waits("healthy", lambda rows: rows and all(row["state"] == "sent" for row in rows), "everything")
            memory = stream.memory()
    return healthy.late(), memory, len(healthy.requests)


@pytest.fixture(scope="module")
def storm(paths, quiet, tmp_path_factory):
    """One service with a hostile endpoint for every entry of the table, and a healthy one."""
    folder = tmp_path_factory.mktemp("storm")
    secret, (root, shown) = webhook_secret(folder), papers(folder)

    def endpoint(url, **more):
        return {"url": url, "secret_file": str(secret), "timeout": "1s", "answer_within": "4s"} | more

    with contextlib.ExitStack() as stack:
        hostile, healthy = stack.enter_context(Hostile()), stack.enter_context(Healthy())
        reset = stack.enter_context(ResetBefore())
        endpoints = {mode.replace("_", "-"): endpoint(hostile.url(mode)) for mode in EXPECTED}
        endpoints |= {"healthy": endpoint(healthy.url), "reset-before": endpoint(reset.url("fine")),
                      "closed": endpoint(f"http://127.0.0.1:{free_port()}/")}
        servers = {name: stack.enter_context(Hostile(tls)) for name, tls in shown.items()}
        endpoints |= {f"tls-{name}": endpoint(server.url("fine"), tls={"ca": str(root)}) for name, server in servers.items()}
        stream = Stream(folder, paths, endpoints)
        with stream.service:
            stream.sell()
            stream.waits("healthy", lambda rows: rows and all(row["state"] == "sent" for row in rows), "everything")
            # The second attempt of what failed comes after five seconds.
            stream.waits("accept-and-die", lambda rows: all(row["state"] == "sent" for row in rows), "everything")
            # What did not say how long is probed again soon, event by event.
            stream.waits("negative-wait", lambda rows: len(tried(rows)) > 4, "a fifth probe")
            found = {"memory": stream.memory(), "descriptors": stream.descriptors(), "seen": list(hostile.seen)}
            for name in endpoints:
                found[name] = stream.rows(name)
            listed = run("endpoint", "list", "--journal", stream.service.journal, "--format", "ndjson").records
            found["endpoints"] = {row["endpoint"]: row for row in listed}
            started = time.monotonic()
            stream.service.process.terminate()
            assert stream.service.process.wait(60) == 0, stream.service.text()
            found["ending"] = time.monotonic() - started
    return found, hostile, healthy, stream


def tried(rows):
    return [row for row in rows if row["attempts"] > 0]


@pytest.mark.parametrize("mode", EXPECTED)
def test_what_the_sender_makes_of_it(storm, mode):
    found, _, _, _ = storm
    state, error = EXPECTED[mode]
    rows = tried(found[mode.replace("_", "-")])
    assert rows
    for row in rows:
        assert row["state"] == state, row
        assert (row.get("error") is None) if error is None else re.search(error, row["error"]), row


@pytest.mark.parametrize("name,state,error", [("reset-before", "waiting", f"no connection|{BROKEN}"), ("closed", "waiting", "^no connection"), ("tls-right", "sent", None),
                                              ("tls-expired", "waiting", "^TLS"), ("tls-elsewhere", "waiting", "^TLS"), ("tls-stranger", "waiting", "^TLS")])
def test_what_becomes_of_connections_that_never_are(storm, name, state, error):
    rows = tried(storm[0][name])
    assert rows
    for row in rows:
        assert row["state"] == state and (row.get("error") is None if error is None else re.search(error, row["error"])), row


def test_whoever_asks_to_be_left_alone_is(storm):
    """Eight attempts may have been under way when the first answer came; later ones wait for an hour, or for the operator."""
    found, _, _, _ = storm
    for mode in LEFT_ALONE:
        times = [when for when, other, _ in found["seen"] if other == mode]
        assert 1 <= len(times) <= 8 and max(times) - min(times) < 2, mode
    assert found["endpoints"]["gone"]["state"] == "stopped" and found["endpoints"]["gone"]["reason"].startswith("HTTP 410")
    assert {row["state"] for name, row in found["endpoints"].items() if name != "gone"} == {"active"}


def test_what_does_not_answer_is_probed_and_not_stormed(storm):
    found, _, _, _ = storm
    for mode, (state, _) in EXPECTED.items():
        # A 500 is about one event, and each is tried by itself.
        if state == "waiting" and mode != "huge_error":
            knocks = [when for when, other, _ in found["seen"] if other == mode]
            assert len(knocks) <= 8 + (max(knocks, default=0) - min(knocks, default=0)) * 4 + 8, mode


def test_the_same_event_is_the_same_bytes_under_the_same_id(storm):
    _, hostile, _, _ = storm
    assert hostile.bodies and all(len(bodies) == 1 for bodies in hostile.bodies.values())


def test_only_what_died_after_accepting_came_twice(storm):
    found, _, _, _ = storm
    for mode, (state, _) in EXPECTED.items():
        events = [event for _, other, event in found["seen"] if other == mode]
        if state == "sent" and mode != "accept_and_die":
            assert events and len(events) == len(set(events)) >= len(tried(found[mode.replace("_", "-")])), mode
    died = [event for _, other, event in found["seen"] if other == "accept_and_die"]
    assert all(died.count(event) <= 2 for event in set(died)) and len(died) > len(set(died))


def test_answers_are_not_read_to_their_end(storm):
    """Of a hundred megabytes no more went than the buffers of two sockets hold."""
    assert 0 < storm[1].written < 20_000_000


def test_what_an_answer_says_is_one_plain_line(storm):
    found, _, _, stream = storm
    for row in tried(found["insult"]):
        assert len(row["error"]) < 300 and row["error"].isprintable()
    assert "\x1b" not in stream.service.text() and "\x07" not in stream.service.text()


def test_memory_and_descriptors_stay(storm, quiet):
    found, _, _, _ = storm
    # As many couriers as there were, some with TLS; no hundred megabytes of answers.
    assert found["memory"][1] - quiet[1][1] < 60_000, (found["memory"], quiet[1])
    assert found["descriptors"] < 37 * 16 + 100


def test_the_healthy_endpoint_does_not_notice(storm, quiet):
    _, _, healthy, _ = storm
    assert len(healthy.requests) > 50 and quiet[2] > 50
    print(f"99 % within {quiet[0]:.3f} s beside kind ones, {healthy.late():.3f} s beside hostile ones; most memory {quiet[1][1]} and {storm[0]['memory'][1]} kB")
    assert healthy.late() <= quiet[0] * 3 + 0.5, (healthy.late(), quiet[0])


def test_the_service_ends_in_time(storm):
    assert storm[0]["ending"] < 15
