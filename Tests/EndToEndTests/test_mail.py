"""Mail endpoints against a real server: what arrives, as Python's own parser reads it, and what goes wrong on the way."""

import json
import random
import re
import sqlite3
import subprocess
import sys
import time
import unicodedata
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

import pytest
from aiosmtpd.controller import Controller
from counterparts import free_port
from harness import Deadline, run, webhook_secret
from mailserver import PASSWORD, USER, MailServer
from pages import blocks
from service import Service
from shop import write_shop
from standardwebhooks.webhooks import Webhook

from compare import comparable, differences, fold

LANGUAGES = {"en": "Confidential", "fr": "Confidentiel", "de": "Vertraulich", "es": "Confidencial", "ar": "سري"}


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(7), 60)


@pytest.fixture(scope="module")
def server():
    with MailServer() as server:
        yield server


def mail_to(host, folder, who="desk", **more):
    """The configuration of an endpoint."""
    (folder / f"{who}.password").write_text(PASSWORD + "\n")
    settings = {"server": host.url, "user": USER, "password_file": f"{who}.password", "from": "alerts@shop.example.org",
                "to": f"{who}@example.org"} | more
    return {"mail": settings, "tls": {"ca": str(host.authority)}, "timeout": "10s"}


def outbox(service, **options):
    more = [text for key, value in options.items() for text in (f"--{key}", value)]
    return run("outbox", "list", "--journal", service.journal, "--format", "ndjson", *more).records


def recorded(service, endpoint):
    """What the journal has for an endpoint, by id: the bytes that were committed."""
    connection = sqlite3.connect(f"file:{service.journal}?mode=ro", uri=True)
    try:
        return {f"{subject}-{revision}": body for subject, revision, body in connection.execute(
            "SELECT subject, revision, body FROM event JOIN outbox ON outbox.sequence = event.sequence WHERE endpoint = ?", (endpoint,))}
    finally:
        connection.close()


def parts(mail):
    """Text, page and attachment of a mail."""
    assert mail.get_content_type() == "multipart/mixed" and not mail.defects
    texts, attached = mail.iter_parts()
    assert texts.get_content_type() == "multipart/alternative"
    plain, page = texts.iter_parts()
    assert plain.get_content_type() == "text/plain" and page.get_content_type() == "text/html"
    assert attached.get_content_type() == "application/cloudevents+json" and attached.get_content_disposition() == "attachment"
    for part in mail.walk():
        assert not part.defects
    return plain.get_content(), page.get_content(), attached


class Page(HTMLParser):
    """The text of a page, whether what is opened is closed, and whether it loads or runs anything."""

    def __init__(self, text):
        super().__init__()
        self.words, self.open, self.attributes = [], [], {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        assert tag in {"html", "head", "meta", "title", "body", "hr", "h1", "h2", "p", "br", "strong", "bdi", "table", "tr", "th", "td"}, tag
        assert {name for name, _ in attributes} <= {"lang", "dir", "charset", "style", "scope"}
        self.attributes.setdefault(tag, dict(attributes))
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.words.append("" if tag == "bdi" else " ")
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return "".join(self.words)


def money(text, language):
    """An amount as the language writes it."""
    group, point = {"en": (",", "."), "ar": (",", "."), "de": (".", ","), "fr": ("\u202f", ","), "es": ("\u202f", ",")}[language]
    whole, _, fraction = text.partition(".")
    grouped = whole if language == "es" and len(whole) == 4 else f"{int(whole):,}".replace(",", group)
    return grouped + (point + fraction.ljust(2, "0") if fraction else "")


def check_mail(mail, language, bodies, secret=None):
    """Everything that a mail about an alert has to be; returns its event."""
    plain, page, attached = parts(mail)
    body = attached.get_content()
    event = json.loads(body)
    assert bodies[event["id"]] == body, "the attachment is not what was committed"
    assert attached.get_filename() == f"{event['id']}.json"
    assert mail["Message-ID"] == f"<{event['id']}@tillwatch.org>"
    assert mail["Content-Language"] == language and mail["Auto-Submitted"] == "auto-generated"
    assert abs(parsedate_to_datetime(mail["Date"]).timestamp() - time.time()) < 600
    data = event["data"]
    if data["revision"] > 1:
        assert mail["In-Reply-To"] == f"<{event['subject']}-{max(1, data['revision'] - 1)}@tillwatch.org>"
        assert f"<{event['subject']}-1@tillwatch.org>" in mail["References"].split()
    else:
        assert set((mail["References"] or "").split()) == {f"<{id}@tillwatch.org>" for id in data["replaces"]}
    read = Page(page)
    assert read.attributes["html"] == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    for text in (plain, read.text):
        assert LANGUAGES[language] in text and "{" not in text
        assert event["id"] in text and data["level"] in text and str(data["score"]) in text
        for said in data["replaces"] + [data["follows"], data["cause"]]:
            assert said is None or said in text
        for indicator in data["indicators"]:
            assert indicator["rule"] in text
        for purchase in data["purchases"]:
            assert purchase["key"] in text and purchase["store"] in text and purchase["time"][11:19] in text
            assert purchase["product"] in text
            assert purchase["amount"] is None or f"{money(purchase['amount'], language)}\u00a0{purchase['currency']}" in text
    if language == "ar":
        # What is isolated ends, and nothing that turns the direction comes from elsewhere.
        assert plain.count("\u2066") + plain.count("\u2068") == plain.count("\u2069") > 0
        assert f"\u2066{event['id']}\u2069" in plain and f'<bdi dir="ltr">{event["id"]}</bdi>' in page
    if secret:
        headers = {name: attached[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
        assert Webhook(secret.read_text().strip()).verify(body, headers) == event
        assert headers["webhook-id"] == event["id"]
    else:
        assert attached["webhook-signature"] is None
    return event


def test_each_language_arrives_whole_with_the_ledger(server, binary, tmp_path):
    paths = write_shop(tmp_path, random.Random(9), 60)
    secret = webhook_secret(tmp_path)
    endpoints = {f"in-{language}": mail_to(server, tmp_path, f"in-{language}", language=language) for language in LANGUAGES}
    endpoints["in-de"]["secret_file"] = str(secret)
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints=endpoints, batch_lines=2)
    with service:
        assert service.process.wait(120) == 0, service.text()
    rows = outbox(service)
    assert rows and {row["state"] for row in rows} == {"sent"}, service.text()
    kinds = set()
    for language in LANGUAGES:
        name = f"in-{language}"
        bodies = recorded(service, name)
        Deadline(60).wait_for(lambda: len(server.mails(name)) >= len(bodies), f"mails for {name}: {server.said()}")
        events = [check_mail(mail, language, bodies, secret if language == "de" else None) for mail in server.mails(name)]
        assert sorted(event["id"] for event in events) == sorted(bodies)
        assert differences(comparable(service.alerts(), sent=True), comparable(fold(events), sent=True)) == []
        kinds |= {event["type"].rsplit(".", 1)[1] for event in events}
    assert kinds == {"raised", "updated", "withdrawn"}
    assert PASSWORD not in service.text()


def test_the_page_s_program_verifies_an_attachment(server, paths, tmp_path):
    """The one of `docs/DELIVERY.md`, over a mail as it lies in the mailbox; with another secret it refuses."""
    text = next(text for language, word, text in blocks("docs/DELIVERY.md") if word == "attachment.py")
    (tmp_path / "attachment.py").write_text(text)
    secret, other = webhook_secret(tmp_path), webhook_secret(tmp_path, "other.secret")
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"signed": mail_to(server, tmp_path, "signed") | {"secret_file": str(secret)}})
    assert run("endpoint", "test", "signed", "--config", service.path).code == 0
    mail = Deadline(30).wait_for(lambda: server.mails("signed"), "the mail")[0]
    (tmp_path / "mail").write_bytes(mail.as_bytes())
    done = subprocess.run([sys.executable, tmp_path / "attachment.py", secret, tmp_path / "mail"], capture_output=True, text=True, timeout=60)
    assert f"<{done.stdout.strip()}@tillwatch.org>" == mail["Message-ID"], done.stderr
    done = subprocess.run([sys.executable, tmp_path / "attachment.py", other, tmp_path / "mail"], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "No matching signature" in done.stderr


def test_a_server_that_stops_in_mid_run_loses_nothing(paths, tmp_path):
    with MailServer() as server:
        endpoint = mail_to(server, tmp_path)
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True}, endpoints={"desk": endpoint})
        with service:
            Deadline(60).wait_for(lambda: len(server.mails()) >= 2, f"the first mails: {server.said()}")
            server.stop()
            service.wait_for_log("endpoint takes no events")
            server.start()
            Deadline(90).wait_for(lambda: all(row["state"] == "sent" for row in outbox(service)), f"everything sent: {service.text()}")
            # Nothing of the password where others of this machine may look.
            assert PASSWORD.encode() not in open(f"/proc/{service.process.pid}/cmdline", "rb").read()
        bodies = recorded(service, "desk")
        Deadline(60).wait_for(lambda: {mail["Message-ID"] for mail in server.mails()} == {f"<{id}@tillwatch.org>" for id in bodies}, server.said())
        events = [check_mail(mail, "en", bodies) for mail in server.mails()]
    assert differences(comparable(service.alerts()), comparable(fold(events))) == []


@pytest.mark.parametrize("change, said", [
    (lambda endpoint, folder: (folder / "desk.password").write_text("wrong\n"), "SMTP 535"),
    (lambda endpoint, folder: endpoint.pop("tls"), "TLS: "),
    (lambda endpoint, folder: endpoint["mail"].update({"server": "smtp://127.0.0.1:1"}), "no connection"),
])
def test_what_concerns_all_mails_pauses_the_endpoint(server, paths, tmp_path, change, said):
    endpoint = mail_to(server, tmp_path)
    change(endpoint, tmp_path)
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"desk": endpoint | {"timeout": "1s"}})
    with service:
        assert service.process.wait(60) == 0, service.text()
    rows = outbox(service)
    assert {row["state"] for row in rows} == {"waiting"} and said in service.text()
    assert "endpoint takes no events" in service.text() and PASSWORD not in service.text()
    assert max(row["attempts"] for row in rows) <= 2


def test_a_recipient_who_is_unknown_is_told(server, paths, tmp_path):
    endpoint = mail_to(server, tmp_path, to=["desk@example.org", "nobody-here@example.org"])
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"desk": endpoint})
    with service:
        assert service.process.wait(60) == 0, service.text()
    rows = outbox(service)
    assert {row["state"] for row in rows if row["event"].endswith("-1")} == {"refused"}
    assert all("SMTP 550 about a recipient: 5.1.1 no such user" in row["error"] for row in rows if row["state"] == "refused")


def test_endpoint_test_sends_a_mail(server, binary, paths, tmp_path):
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={
        "probe": mail_to(server, tmp_path, "probe", language="ar", server=f"smtps://127.0.0.1:{server.tls_port}")})
    done = run("endpoint", "test", "probe", "--config", service.path)
    assert done.code == 0 and "SMTP 250" in done.out, done.err
    mail = Deadline(30).wait_for(lambda: server.mails("probe"), "the mail")[0]
    plain, _, attached = parts(mail)
    assert "اختبار" in plain and json.loads(attached.get_content())["type"] == "org.tillwatch.endpoint.test"
    (tmp_path / "probe.password").write_text("wrong\n")
    done = run("endpoint", "test", "probe", "--config", service.path)
    assert done.code == 1 and "SMTP 535" in done.err and "wrong" not in done.err


class Moody:
    """Answers what it is told to, at a stage."""

    def __init__(self, stage, answer):
        self.stage, self.answer, self.count, self.taken = stage, answer, 0, []

    def turn(self, stage):
        if stage != self.stage:
            return None
        self.count += 1
        return self.answer if self.count == 1 or self.answer.startswith("5") else None

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = self.turn("mail")
        if answer:
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.turn("rcpt")
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.turn("data")
        if answer:
            return answer
        self.taken.append(envelope.content)
        return "250 OK"


# What a server says, and what becomes of an event of which it is the answer: at the first attempt, and in the end.
MOODS = [("mail", "421 4.3.2 closing", "paused", "sent"), ("rcpt", "452 4.2.2 full", "retried", "sent"), ("rcpt", "450 4.2.0 later", "retried", "sent"),
         ("data", "451 4.3.0 later", "retried", "sent"), ("data", "552 5.2.3 too large", "refused", "refused"),
         ("data", "554 5.7.1 not this", "refused", "refused"), ("rcpt", "550 5.1.1 who", "refused", "refused"),
         ("mail", "550 5.7.1 not you", "paused", "waiting"), ("mail", "530 5.7.0 log in", "paused", "waiting")]


@pytest.mark.parametrize("stage, answer, first, end", MOODS)
def test_what_servers_answer(paths, tmp_path, stage, answer, first, end):
    moody = Moody(stage, answer)
    controller = Controller(moody, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        port = controller.server.sockets[0].getsockname()[1]
        endpoint = {"mail": {"server": f"smtp://127.0.0.1:{port}", "from": "a@shop.example.org", "to": "desk@example.org", "unencrypted": True},
                    "timeout": "15s" if end == "sent" else "1s"}
        service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"desk": endpoint})
        with service:
            assert service.process.wait(60) == 0, service.text()
        rows = outbox(service)
        states = {row["state"] for row in rows}
        assert ("endpoint takes no events" in service.text()) == (first == "paused"), service.text()
        assert (end in states) and (end != "sent" or states == {"sent"}), service.text()
        if end == "refused":
            # What the mail itself says may come back once it was sent: that is not told.
            told = [row["error"] for row in rows if row["state"] == "refused"]
            assert all(error.startswith(f"SMTP {answer[:3]}") and (stage == "data") != (answer[10:] in error) for error in told), told
        if end == "sent":
            assert max(row["attempts"] for row in rows) == 2
            assert len(moody.taken) == len(rows)
    finally:
        controller.stop()


def test_without_tls_nothing_is_sent(paths, tmp_path):
    moody = Moody("", "")
    controller = Controller(moody, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        port = controller.server.sockets[0].getsockname()[1]
        endpoint = {"mail": {"server": f"smtp://127.0.0.1:{port}", "from": "a@shop.example.org", "to": "desk@example.org"}, "timeout": "1s"}
        service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"desk": endpoint})
        with service:
            assert service.process.wait(60) == 0, service.text()
        assert moody.taken == [] and "TLS: " in service.text()
        assert {row["state"] for row in outbox(service)} == {"waiting"}
    finally:
        controller.stop()


EVIL = "x\r\nBcc: evil@example.org\r\n\r\n.\r\nQUIT \u202e<script>&\u2069\u0000"


def test_nothing_of_a_purchase_becomes_a_header_or_a_mark(server, binary, tmp_path):
    """Line ends, dots, marks and what turns the direction, in whatever a cell may hold."""
    paths = write_shop(tmp_path, random.Random(7), 60)
    text = paths["inputs"][0].read_text()
    evil = '"S1\r\nBcc: evil@example.org\r\n.\r\n<script>alert(1)</script>&\u202e\u2066"'
    paths["inputs"][0].write_text(re.sub(r"^S1,", lambda _: evil + ",", text, flags=re.M), newline="")
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"evil-ar": mail_to(server, tmp_path, "evil-ar", language="ar"),
                                                                          "evil-en": mail_to(server, tmp_path, "evil-en")})
    with service:
        assert service.process.wait(60) == 0, service.text()
    for name in ("evil-ar", "evil-en"):
        bodies = recorded(service, name)
        assert any(b"<script>" in body for body in bodies.values())
        Deadline(60).wait_for(lambda: len(server.mails(name)) >= len(bodies), server.said())
        assert len(server.mails(name)) == len(bodies)
        for mail in server.mails(name):
            assert mail["Bcc"] is None and mail.get_all("To") == [f"{name}@example.org"]
            plain, page, attached = parts(mail)
            assert attached.get_content() == bodies[json.loads(attached.get_content())["id"]]
            Page(page)
            ours = {"\u2066", "\u2068", "\u2069"} if name == "evil-ar" else set()
            assert {scalar for scalar in plain + page if unicodedata.category(scalar) == "Cf"} <= ours
            assert plain.count("\u2066") + plain.count("\u2068") == plain.count("\u2069")


@pytest.mark.parametrize("change, code", [
    ({"to": "a@b.example\r\nRCPT TO:<evil@example.org>"}, "G001"), ({"from": "Shop <a@b.example>"}, "G001"), ({"to": []}, "D0"),
    ({"server": "http://mail.example.org"}, "G001"), ({"server": "smtp://u:p@mail.example.org"}, "G001"), ({"language": "xx"}, "D027"),
    ({"unencrypted": True}, "G001"), ({"user": "a\r\nb"}, "G001"), ({"password_file": "nowhere"}, "G001"), ({"password": "x"}, "D020"),
    ({"server": "smtp://mail.example.org/\r\nEHLO"}, "G001")])
def test_a_configuration_that_cannot_be_meant(server, paths, tmp_path, change, code):
    endpoint = mail_to(server, tmp_path, **change)
    service = Service(tmp_path, paths, str(paths["inputs"][0]), endpoints={"desk": endpoint})
    done = run("endpoint", "test", "desk", "--config", service.path)
    assert done.code == 2 and f"error[{code}" in done.err and PASSWORD not in done.err, done.err
