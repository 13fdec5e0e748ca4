"""`tillwatch doctor`: each planted fault is named, with what to do; a healthy installation has none; nothing secret is said."""

import json
import os
import random
import shutil
import socket
import sqlite3
import ssl
import subprocess
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from harness import BINARY, Deadline, PythonReceiver, run, webhook_secret
from service import Service
from shop import write_shop


@pytest.fixture
def shop(binary, tmp_path):
    """A configuration in which nothing is wrong, and the journal of a first run."""
    paths = write_shop(tmp_path, random.Random(47), 60)
    os.chmod(tmp_path / "token.key", 0o600)
    secret = webhook_secret(tmp_path)
    os.chmod(secret, 0o600)
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (incoming / "1.csv").write_bytes(paths["inputs"][0].read_bytes())
    with PythonReceiver() as receiver:
        service = Service(tmp_path, paths, {"name": "tills", "folder": str(incoming)}, metrics={"listen": f"127.0.0.1:{free_port()}"},
                          health={}, endpoints={"police": {"url": receiver.url, "secret_file": str(secret), "legal_basis": "Art. 9"}})
        yield service


def free_port():
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def doctor(service, *options, env=None):
    done = run("doctor", "--config", service.path, "--json", *options, env=env)
    found = json.loads(done.out)
    assert done.code == (1 if any(one["state"] == "fail" for one in found) else 0), done.err
    for one in found:
        assert set(one) == {"check", "state", "message"} | ({"help"} if one["state"] != "ok" else set()), one
    return found


def wrong(found):
    return [one for one in found if one["state"] != "ok"]


def started(service):
    """Waits until the shop's sales are in its journal, and what they raised is sent."""
    Deadline(60).wait_for(lambda: service.alerts(), "alerts")
    Deadline(60).wait_for(lambda: not query(service.journal, "SELECT 1 FROM outbox WHERE state = 'waiting'"), "deliveries")


def query(path, sql, *arguments):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql, arguments).fetchall()


def change(path, sql):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(sql)


def test_a_healthy_installation(shop):
    """While it runs; one line for each check, and nothing that is secret."""
    with shop:
        started(shop)
        assert wrong(doctor(shop)) == []
        done = run("doctor", "--config", shop.path)
        assert done.code == 0 and all(line.startswith("ok    ") for line in done.out.splitlines()), done.out
        assert len(done.out.splitlines()) >= 12
        reached = doctor(shop, "--connect")
        assert wrong(reached) == [] and any("is reached" in one["message"] for one in reached)
        for file in ("token.key", "webhook.secret"):
            for word in (shop.folder / file).read_text().split():
                assert word not in done.out
        assert shop.config["endpoints"]["police"]["url"].rsplit("/", 1)[1] not in done.out
    stopped, = wrong(doctor(shop))
    assert (stopped["check"], stopped["state"]) == ("service", "warn") and "systemctl start" in stopped["help"]


def named(shop, check, state, words, *options, env=None):
    """The one thing beside the stopped service that is wrong."""
    found = [one for one in wrong(doctor(shop, *options, env=env)) if one["check"] != "service"]
    assert [(one["check"], one["state"]) for one in found] == [(check, state)], found
    assert words in found[0]["message"] and found[0]["help"], found
    return found[0]


def test_faults_of_files(shop):
    with shop:
        started(shop)
    key, folder = shop.folder / "token.key", shop.folder / "incoming"
    os.chmod(key, 0o644)
    assert "chmod 600" in named(shop, "secrets", "fail", "token.key: everybody")["help"]
    os.chmod(key, 0o600)
    text = key.read_text()
    key.write_text("f" * 64 + "\n")
    found = named(shop, "secrets", "fail", "another token key")
    assert "f" * 64 not in str(found)
    key.write_text(text)
    shutil.move(folder, shop.folder / "gone")
    named(shop, "configuration", "fail", "cannot be read: No such file")
    shutil.move(shop.folder / "gone", folder)
    shop.config["control"] = str(shop.folder / "nowhere/control")
    shop.write()
    named(shop, "folders", "fail", "control socket: ")
    shop.config["control"] = "control"
    shop.write()
    pack = shop.config["packs"][0]
    kept = open(pack).read()
    open(pack, "w").write(kept.replace("rules:", "rulez:"))
    assert any(one["check"] == "packs" and one["state"] == "fail" and pack in one["message"] for one in doctor(shop))
    open(pack, "w").write(kept)
    shop.config["endpoints"]["police"]["secret_file"] = str(shop.folder / "nothing.secret")
    shop.config["catalog"] = "x"
    shop.write()
    found = doctor(shop)
    assert {one["check"] for one in wrong(found)} == {"configuration"} and len(wrong(found)) == 2
    assert all("run.yaml:" in one["message"] for one in wrong(found))
    assert wrong(json.loads(run("doctor", "--config", shop.folder / "none.yaml", "--json").out))


def test_faults_of_the_journal(shop):
    with shop:
        started(shop)
    whole = shop.journal.read_bytes()

    def again():
        for end in ("", "-wal", "-shm"):
            (shop.folder / f"journal{end}").unlink(missing_ok=True)
        shop.journal.write_bytes(whole)

    change(shop.journal, "UPDATE endpoint SET state = 'paused', reason = 'away' WHERE name = 'police'")
    assert "endpoint resume" in named(shop, "endpoints", "warn", "police is paused: away")["help"]
    again()
    change(shop.journal, "UPDATE endpoint SET state = 'stopped' WHERE name = 'police'")
    named(shop, "endpoints", "fail", "police is stopped")
    again()
    change(shop.journal, "UPDATE outbox SET state = 'refused' WHERE sequence < 4")
    assert "outbox list" in named(shop, "outbox", "warn", "3 events for police were refused")["help"]
    again()
    change(shop.journal, "UPDATE outbox SET state = 'waiting' WHERE sequence = 1; UPDATE event SET recorded_micros = 1 WHERE sequence = 1")
    named(shop, "outbox", "warn", "events for police wait since 1970")
    again()
    change(shop.journal, "INSERT INTO feed_finding VALUES ('f', 'silent_source', CAST('tills' AS BLOB), CAST('S1' AS BLOB), CAST('' AS BLOB), 1, NULL, CAST('no line' AS BLOB), NULL, NULL)")
    named(shop, "feeds", "warn", "tills / S1: silent_source: no line")
    again()
    change(shop.journal, "DROP TRIGGER audit_stays; UPDATE audit SET actor = 'nobody' WHERE sequence = 3")
    named(shop, "audit", "fail", "entry 3")
    again()
    ahead = int((datetime.now(UTC) + timedelta(days=9)).timestamp() * 1e6)
    change(shop.journal, f"UPDATE line SET time_micros = {ahead} WHERE sequence = 1")
    named(shop, "clock", "warn", "a line is of")
    again()
    pages = bytearray(whole)
    for start in range(8 * 4096, len(pages) - 4096, 4096 * 7):
        pages[start:start + 200] = os.urandom(200)
    shop.journal.write_bytes(pages)
    found = wrong(doctor(shop))
    assert any(one["check"] == "journal" and one["state"] == "fail" and one["help"] for one in found), found
    shop.journal.write_text("no journal at all")
    named(shop, "journal", "fail", "journal")
    again()
    assert run("journal", "verify", "--journal", shop.journal).code == 0, "it changed nothing"


def test_faults_of_the_machine(shop):
    with shop:
        started(shop)
        # Few files, by the shell's own limit.
        done = subprocess.run(["sh", "-c", f'ulimit -n 200; exec "{BINARY}" doctor --config "{shop.path}" --json'], capture_output=True)
        found, = wrong(json.loads(done.stdout))
        assert (found["check"], found["state"]) == ("limits", "warn") and "LimitNOFILE" in found["help"]
        # Another port than the one that the service listens at.
        shop.config["metrics"] = {"listen": f"127.0.0.1:{free_port()}"}
        shop.write()
        found, = wrong(doctor(shop))
        assert (found["check"], found["state"]) == ("service", "fail")
    shop.config["endpoints"]["police"]["url"] = "https://alerts.nowhere.invalid/secret-path"
    shop.write()
    assert "secret-path" not in str(named(shop, "endpoints", "fail", "alerts.nowhere.invalid cannot be resolved"))


def certificate(folder, days):
    """A certificate of this machine that ends in so many days, made by openssl."""
    cert, key = folder / f"{days}.pem", folder / f"{days}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert), "-days", str(days),
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
    os.chmod(key, 0o600)
    return cert, key


@pytest.mark.parametrize("days, state", [(5, "warn"), (90, "ok")])
def test_certificates(shop, days, state):
    """Of the endpoint, only where it may be connected to; of our own files always."""
    cert, key = certificate(shop.folder, days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        shop.config["endpoints"]["police"] |= {"url": f"https://127.0.0.1:{server.server_port}/", "tls": {"ca": str(cert)}}
        shop.write()
        told = [one for one in doctor(shop, "--connect") if one["check"] == "certificates"]
        assert len(told) == 2 and {one["state"] for one in told} == {state}, told
        assert any(one["message"].startswith("endpoint police: 127.0.0.1: ") for one in told)
        if state == "ok":
            return
        other, _ = certificate(shop.folder, 80)
        shop.config["endpoints"]["police"]["tls"] = {"ca": str(other)}
        shop.write()
        failed = [one for one in doctor(shop, "--connect") if one["state"] == "fail"]
        assert len(failed) == 1 and "cannot be connected to" in failed[0]["message"], failed
        assert not [one for one in doctor(shop) if one["state"] == "fail"], "nobody was connected to"
    finally:
        server.shutdown()
        server.server_close()


def test_faults_of_other_kinds_of_endpoint(shop):
    """A mail server that does not answer, a password that others may read, a file in a folder that is not there."""
    with shop:
        started(shop)
    password = shop.folder / "mail.password"
    password.write_text("not-to-be-shown\n")
    os.chmod(password, 0o644)
    shop.config["endpoints"]["desk"] = {"mail": {"server": f"smtp://127.0.0.1:{free_port()}", "user": "u", "password_file": str(password),
                                                 "from": "a@shop.example", "to": ["b@desk.example"]}}
    shop.write()
    assert "not-to-be-shown" not in str(named(shop, "secrets", "fail", "mail.password: everybody"))
    os.chmod(password, 0o600)
    del shop.config["endpoints"]["police"]
    shop.write()
    named(shop, "endpoints", "fail", "endpoint desk: 127.0.0.1 cannot be connected to", "--connect")
    shop.config["endpoints"] = {"disk": {"file": str(shop.folder / "nowhere/events.ndjson")}}
    shop.write()
    named(shop, "folders", "fail", "endpoint disk: ")
