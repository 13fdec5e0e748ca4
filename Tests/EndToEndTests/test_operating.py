"""What operators do about deliveries while the service runs, and recipients that are real programs."""

import base64
import json
import os
import pwd
import random

import pytest
from counterparts import Counterpart, certificate, program
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from harness import Deadline, PythonReceiver, Receiver, run, webhook_secret
from service import Service
from shop import write_shop
from standardwebhooks.webhooks import Webhook


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(5), 60)


@pytest.fixture
def halves(paths, tmp_path):
    """A file with the first half of the sales, and what appends the second."""
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    source, middle = tmp_path / "growing.csv", len(lines) // 2
    source.write_bytes(header + b"".join(lines[:middle]))

    def grow():
        with open(source, "ab") as out:
            out.write(b"".join(lines[middle:]))

    return source, grow


def endpoint(url, secret, **more):
    return {"url": url, "secret_file": str(secret), "timeout": "5s"} | more


def command(service, *arguments, code=0):
    done = run(*arguments, "--journal", service.journal)
    assert done.code == code, done.err
    return done


def rows(service, *options):
    return run("outbox", "list", "--journal", service.journal, "--format", "ndjson", *options).records


def all_are(service, state, *options):
    found = rows(service, *options)
    return found and {row["state"] for row in found} == {state} and found


def test_a_paused_endpoint_gets_nothing_until_it_is_resumed(paths, halves, tmp_path):
    source, grow = halves
    secret = webhook_secret(tmp_path)
    with PythonReceiver() as receiver:
        service = Service(tmp_path, paths, {"file": str(source), "follow": True}, endpoints={"police": endpoint(receiver.url, secret)})
        with service:
            Deadline(60).wait_for(lambda: all_are(service, "sent"), "the first half")
            before = service.log.stat().st_size
            assert "police is paused" in command(service, "endpoint", "pause", "police", "--reason", "they move").out
            service.wait_for_log("endpoint is paused", before)
            had, alerts = len(receiver.requests), len(service.alerts())
            grow()
            Deadline(60).wait_for(lambda: rows(service, "--state", "waiting"), "events that wait")
            told = run("endpoint", "list", "--journal", service.journal, "--format", "ndjson").records
            assert [(row["endpoint"], row["state"], row["reason"]) for row in told] == [("police", "paused", "they move")] and told[0]["waiting"] > 0
            assert len(receiver.requests) == had
            before = service.log.stat().st_size
            command(service, "endpoint", "resume", "police")
            service.wait_for_log("endpoint goes on", before)
            Deadline(60).wait_for(lambda: len(service.alerts()) > alerts and all_are(service, "sent"), "the second half")
            assert len(receiver.requests) == len(rows(service))
            assert run("endpoint", "pause", "nobody", "--journal", service.journal).code == 2


def test_dead_letters_are_retried_and_dropped(paths, tmp_path):
    """A recipient that will not have anything; what was refused waits for its operator."""
    secret, answer = webhook_secret(tmp_path), [422]
    with PythonReceiver(lambda number: answer[0]) as receiver:
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True}, endpoints={"police": endpoint(receiver.url, secret)})
        with service:
            refused = Deadline(60).wait_for(lambda: len(service.alerts()) > 3 and all_are(service, "refused"), "everything refused")
            assert all(row["error"] == "HTTP 422" and row["attempts"] == 1 for row in refused)
            dropped, called = refused[0]["event"], refused[1]["event"]
            assert command(service, "outbox", "drop", "--event", dropped, "--reason", "by phone").out == "1 event dropped\n"
            answer[0] = 204
            assert command(service, "outbox", "retry", "--event", called).out == "1 event to be tried again\n"
            Deadline(60).wait_for(lambda: rows(service, "--state", "sent"), "the one that was called back")
            assert [row["event"] for row in rows(service, "--state", "sent")] == [called]
            command(service, "outbox", "retry", "--endpoint", "police")
            Deadline(60).wait_for(lambda: not rows(service, "--state", "refused") and not rows(service, "--state", "waiting"), "all but the dropped one")
            left = rows(service, "--state", "dropped")
            assert [(row["event"], row["error"]) for row in left] == [(dropped, "dropped: by phone")]
            command(service, "outbox", "retry", "--state", "dropped", "--all")
            Deadline(60).wait_for(lambda: all_are(service, "sent"), "everything")
            assert run("outbox", "drop", "--event", called, "--journal", service.journal).code == 1
            assert run("outbox", "drop", "--journal", service.journal).code == 2


def test_a_span_of_time_is_replayed_under_the_same_ids(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    with PythonReceiver() as police, PythonReceiver() as other:
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True},
                          endpoints={"police": endpoint(police.url, secret), "other": endpoint(other.url, secret)})
        with service:
            Deadline(60).wait_for(lambda: len(service.alerts()) > 3 and all_are(service, "sent"), "everything")
            first, others = list(police.requests), len(other.requests)
            count = len(first)
            span = ("--from", "2026-01-01T00:00:00Z", "--to", "2099-01-01T00:00:00Z")
            assert command(service, "endpoint", "replay", "police", *span).out.startswith(f"{count} events")
            Deadline(60).wait_for(lambda: len(police.requests) == 2 * count and all_are(service, "sent"), "everything again")
            again = police.requests[count:]
            assert sorted((headers["webhook-id"], body) for headers, body in first) == sorted((headers["webhook-id"], body) for headers, body in again)
            assert len(other.requests) == others
            assert command(service, "endpoint", "replay", "police", "--from", "2000-01-01T00:00:00Z", "--to", "2001-01-01T00:00:00Z").out.startswith("0 events")


def test_an_endpoint_that_is_gone_stays_stopped_over_a_restart(paths, tmp_path):
    secret, answer = webhook_secret(tmp_path), [410]
    with PythonReceiver(lambda number: answer[0]) as receiver:
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True}, endpoints={"police": endpoint(receiver.url, secret)})
        with service:
            service.wait_for_log("endpoint ended delivery")
            Deadline(60).wait_for(lambda: run("endpoint", "list", "--journal", service.journal, "--format", "ndjson").records[0]["state"] == "stopped", "a stop")
        had = len(receiver.requests)
        answer[0] = 204
        before = service.log.stat().st_size
        with service:
            service.wait_for_log("endpoint is paused", before)
            assert len(receiver.requests) == had
            command(service, "endpoint", "resume", "police")
            Deadline(60).wait_for(lambda: all_are(service, "sent"), "everything")


def test_attempts_and_times_survive_a_restart(paths, tmp_path):
    secret, answer = webhook_secret(tmp_path), [500]
    with PythonReceiver(lambda number: answer[0]) as receiver:
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True}, endpoints={"police": endpoint(receiver.url, secret, timeout="0s")})
        with service:
            # The third attempt comes after five minutes.
            Deadline(90).wait_for(lambda: [row for row in rows(service) if row["attempts"] == 2], "second attempts")
            service.process.kill()
            service.process.wait(30)
        before = {row["event"]: (row["attempts"], row.get("next")) for row in rows(service) if row["attempts"] == 2}
        answer[0] = 204
        with service:
            Deadline(60).wait_for(lambda: rows(service, "--state", "sent"), "something sent")
            after = {row["event"]: (row["attempts"], row.get("next")) for row in rows(service)}
            assert before and all(after[event] == told for event, told in before.items())


def test_an_endpoint_is_tested(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    with PythonReceiver(lambda number: 204 if number == 1 else 401) as receiver, Receiver(tmp_path / "store.ndjson", secret) as ours:
        service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"police": endpoint(receiver.url, secret), "ours": endpoint(ours.url, secret)})
        told = run("endpoint", "test", "police", "--config", service.path)
        assert told.code == 0 and "HTTP 204" in told.out, told.err
        headers, body = receiver.requests[0]
        event = Webhook(secret.read_text().strip()).verify(body, headers)
        assert event["type"] == "org.tillwatch.endpoint.test" and event["id"] == headers["webhook-id"] and event["data"] == {"endpoint": "police"}
        told = run("endpoint", "test", "police", "--config", service.path)
        assert told.code == 1 and "ENDPOINT_TEST" in told.err and "HTTP 401" in told.err
        assert run("endpoint", "test", "nobody", "--config", service.path).code == 2
        # Our own recipient takes it, and forgets it.
        assert run("endpoint", "test", "ours", "--config", service.path).code == 0
        assert ours.events() == []


def test_ed25519_signatures_verify(paths, tmp_path):
    """Side by side with a shared secret, by our recipient, by Python's cryptography and by standardwebhooks."""
    shared, key = webhook_secret(tmp_path), tmp_path / "webhook.key"
    made = run("key", "new", "--webhook", "--ed25519", "--out", key)
    assert made.code == 0 and made.out.startswith("whpk_") and key.read_text().startswith("whsk_")
    public = tmp_path / "webhook.pub"
    public.write_text(made.out)
    both = tmp_path / "both.secrets"
    both.write_text(shared.read_text() + key.read_text())
    with PythonReceiver() as python, Receiver(tmp_path / "store.ndjson", public) as ours:
        service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"python": endpoint(python.url, both), "ours": endpoint(ours.url, key)})
        with service:
            assert service.process.wait(60) == 0, service.text()
        assert all_are(service, "sent")
        assert len(ours.events()) == len(python.requests) > 3
    verifier = Ed25519PublicKey.from_public_bytes(base64.b64decode(made.out.strip().removeprefix("whpk_")))
    for headers, body in python.requests:
        one, other = headers["webhook-signature"].split(" ")
        assert Webhook(shared.read_text().strip()).verify(body, headers) == json.loads(body) and one.startswith("v1,")
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        verifier.verify(base64.b64decode(other.removeprefix("v1a,")), signed)
    assert run("verify", tmp_path / "store.ndjson", "--secret-file", public).code == 0
    refused = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"python": endpoint("http://127.0.0.1:1/", public)})
    assert run("run", "--config", refused.path).code == 2


class Gateway(Counterpart):
    """nginx before a recipient: TLS 1.2 or 1.3, and only for those who show a certificate of its root."""

    def __init__(self, folder, target):
        self.program = program("nginx")
        super().__init__(folder)
        self.ca, _ = certificate(folder, "root")
        pem, key = certificate(folder, "server", "root")
        user = f"user {pwd.getpwuid(os.getuid()).pw_name};" if os.getuid() == 0 else ""
        temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(f"""{user} daemon off; pid {folder}/nginx.pid; error_log stderr;
events {{}}
http {{
  access_log off;
  {temporary}
  server {{
    listen 127.0.0.1:{self.port} ssl http2;
    ssl_certificate {pem}; ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_client_certificate {self.ca}; ssl_verify_client on;
    location / {{ proxy_pass {target}; proxy_set_header x-seen $ssl_client_s_dn; }}
  }}
}}
""")

    def command(self):
        return [self.program, "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)]


def test_nginx_takes_those_who_show_a_certificate(paths, tmp_path):
    secret, folder = webhook_secret(tmp_path), tmp_path / "gateway"
    folder.mkdir()
    with PythonReceiver() as receiver, Gateway(folder, receiver.url) as gateway:
        pem, key = certificate(folder, "sender", "root")
        url, trusted = f"https://127.0.0.1:{gateway.port}/hook", {"ca": str(gateway.ca)}
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True}, endpoints={
            "known": endpoint(url, secret, tls=trusted | {"certificate": str(pem), "key": str(key)}), "unknown": endpoint(url, secret, tls=trusted)})
        with service:
            Deadline(60).wait_for(lambda: len(service.alerts()) > 3 and all_are(service, "sent", "--endpoint", "known"), "everything by the known one")
            # A gateway's 400 is nothing that is given up at once.
            waiting = Deadline(60).wait_for(lambda: [row for row in rows(service, "--endpoint", "unknown") if row["attempts"]], "an attempt of the unknown one")
            assert all(row["state"] == "waiting" and row["error"].startswith("HTTP 400") for row in waiting)
            assert len(receiver.requests) == len(rows(service, "--endpoint", "known"))
        for headers, body in receiver.requests:
            assert headers["x-seen"] == "CN=sender"
            assert Webhook(secret.read_text().strip()).verify(body, headers) == json.loads(body)


def test_what_the_processes_know_cannot_be_dumped(paths, tmp_path):
    """Neither a core file nor what a collector is given; only root may look into it."""
    service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True})
    with service:
        assert os.stat(f"/proc/{service.process.pid}/mem").st_uid == 0
        limits = open(f"/proc/{service.process.pid}/limits").read()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"]
