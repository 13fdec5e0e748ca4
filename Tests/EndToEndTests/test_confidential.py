"""What a confidential pack says is shown to nobody but the endpoints that it names: its titles, rule ids and numbers are planted
words that occur nowhere else, and are looked for in everything that the program prints, writes or sends."""

import json
import re
import subprocess

import pytest
from harness import BINARY, PythonReceiver, alert_schema, run, webhook_secret

TITLE, RULE, OTHER, THRESHOLD, MASS = "Zanzibar-marmalade", "quokka-rule", "wombat-rule", "1234.567", "2469.134"
PLANTED = [TITLE, RULE, OTHER, THRESHOLD, "1.234567"]
LIST = """\
list: test-list
version: "1"
substances:
  - {id: salt, name: Salt, cas: 7647-14-5, annex: I, limit: 12 %, comparison: ">"}
"""
RULES = f"""\
lists: [list.yaml]
levels: {{notice: 10, report: 100}}
rules:
  - {{id: {RULE}, title: {TITLE} sold, within: 7d, where: {{list: test-list}}, measure: sum mass, at_least: {THRESHOLD} g, score: 60}}
  - {{id: {OTHER}, title: {TITLE} again, where: {{list: test-list, mass: {{above: {THRESHOLD} g}}}}, score: 40}}
"""
OPEN = """\
tillwatch: 1
pack: {id: open, version: "1"}
lists: [list.yaml]
levels: {notice: 10}
rules:
  - {id: plain, title: Everybody may see this, where: {list: test-list}, score: 10}
"""
FEED = """\
feed: shop
format: csv
timezone: UTC
fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity}
tokens: {card: card}
kinds: {column: kind, sale: [sale], void: [void]}
refers: {receipt: of_receipt, line: of_line}
"""
CATALOGUE = "product,substance,concentration,basis,net_amount,net_unit\nsalt,salt,100,w/w,1.3,kg\n"
SALES = """\
store,till,receipt,line,time,product,quantity,card,kind,of_receipt,of_line
S1,1,1,1,2026-05-01T10:00:00Z,salt,1,a,sale,,
S1,1,2,1,2026-05-02T10:00:00Z,salt,2,a,sale,,
S1,1,3,1,2026-05-02T11:00:00Z,salt,2,,void,2,1
S1,1,4,1,bad time,salt,2,a,sale,,
S1,1,5,1,2026-05-03T10:00:00Z,salt,1,b,sale,,
"""


def head(more=""):
    return f'tillwatch: 1\npack: {{id: secret, version: "1", confidential: {{endpoints: [police]{more}}}}}\n'


@pytest.fixture
def desk(binary, tmp_path):
    reveal = run("key", "new", "--reveal", "--out", tmp_path / "reveal.key").out.strip()
    assert re.fullmatch("reveal: [0-9a-f]{64}", reveal)
    for name, text in (("list.yaml", LIST), ("secret.yaml", head(f", {reveal}") + RULES), ("open.yaml", OPEN), ("feed.yaml", FEED),
                       ("catalogue.csv", CATALOGUE), ("sales.csv", SALES)):
        (tmp_path / name).write_text(text)
    assert run("key", "new", "--out", tmp_path / "token.key").code == 0
    return tmp_path


def scan(desk, *options, journal="journal"):
    return run("scan", "--rules", desk / "secret.yaml", desk / "open.yaml", "--catalogue", desk / "catalogue.csv", "--feed", desk / "feed.yaml",
               "--journal", desk / journal, "--token-key-file", desk / "token.key", "--batch-lines", "1", "--summary-json", desk / "summary.json",
               "--quarantine", desk / "quarantine.ndjson", *options, desk / "sales.csv")


def shows(*texts):
    """Which planted words stand in what was printed, written or sent."""
    return sorted({word for text in texts for word in PLANTED if word in text})


def test_no_command_shows_it(desk):
    journal, scanned = ("--journal", desk / "journal"), []
    for number, options in enumerate([("--format", "ndjson"), ("--format", "table"), ("--ledger", "--format", "ndjson"), ("--fail-on", "report")]):
        done = scan(desk, *options, journal=f"journal-{number}")
        assert done.code in (0, 3), done.err
        scanned += [done.out, done.err]
    assert scan(desk, "--format", "ndjson").code == 0
    assert shows(*scanned, (desk / "summary.json").read_text(), (desk / "quarantine.ndjson").read_text()) == []
    listed = run("alerts", "list", *journal, "--format", "ndjson").records
    secret = [alert for alert in listed if alert["data"]["pack"]["id"] == "secret"]
    assert len(secret) >= 2 and any(alert["data"]["pack"]["id"] == "open" for alert in listed)
    subject, key = secret[0]["subject"], secret[0]["data"]["purchases"][0]["key"]
    buyer = secret[0]["data"]["buyer"]["key"]
    told = [
        run("alerts", "list", *journal, "--format", "table"), run("alerts", "list", *journal, "--format", "ndjson"),
        run("alerts", "show", subject, *journal, "--format", "table"), run("alerts", "show", subject, *journal, "--format", "ndjson"),
        *[run("explain", subject, *journal, "--format", form) for form in ("text", "json", "ndjson")],
        *[run("explain", "--why-not", name, *journal, "--format", form) for name in (buyer, key, key.rpartition("/")[0]) for form in ("text", "json", "ndjson")],
        run("explain", "--why-not", key, *journal, "--rule", "quokka"), run("outbox", "list", *journal), run("journal", "verify", *journal),
        run("rules", "check", desk / "secret.yaml", desk / "open.yaml", "--catalogue", desk / "catalogue.csv", "--feed", desk / "feed.yaml"),
        run("rules", "check", desk / "secret.yaml", "--format", "json"), run("rules", "check", desk / "secret.yaml", "--format", "sarif"),
        run("rules", "bundle", desk / "secret.yaml", "--out", desk / "secret.bundle"), run("rules", "verify", desk / "secret.bundle"),
        run("backtest", "--rules", desk / "secret.yaml", *journal), run("backtest", "--rules", desk / "open.yaml", "--against", desk / "secret.yaml", *journal),
    ]
    assert shows(*[text for done in told for text in (done.out, done.err)]) == []
    assert any("PACK_CONFIDENTIAL" in done.err for done in told) and any("Everybody may see this" in done.out for done in told)
    assert all(re.fullmatch("rule-[0-9a-f]{12}", one["rule"]) for alert in secret for one in alert["data"]["confidential"])
    assert all(alert_schema().is_valid(alert) for alert in listed)


def test_whoever_has_the_key_sees_it(desk):
    assert scan(desk, "--format", "ndjson").code == 0
    journal, key = ("--journal", desk / "journal"), ("--reveal-key", desk / "reveal.key")
    [*secret] = [alert for alert in run("alerts", "list", *journal, "--format", "ndjson", *key).records if alert["data"]["pack"]["id"] == "secret"]
    assert {one["rule"] for alert in secret for one in alert["data"]["indicators"]} == {RULE, OTHER}
    subject = secret[0]["subject"]
    assert shows(run("alerts", "show", subject, *journal, "--format", "table", *key).out) != []
    assert TITLE in run("explain", subject, *journal, *key).out
    assert THRESHOLD in run("explain", "--why-not", secret[0]["data"]["purchases"][0]["key"], *journal, *key).out
    assert TITLE in scan(desk, "--format", "ndjson", *key, journal="other").out
    wrong = desk / "wrong.key"
    assert run("key", "new", "--reveal", "--out", wrong).code == 0
    assert shows(run("alerts", "show", subject, *journal, "--reveal-key", wrong).out) == []
    assert run("alerts", "list", *journal, "--reveal-key", desk / "none").code == 2


@pytest.mark.parametrize("name, sees", [(None, False), ("customs", False), ("police", True)])
def test_endpoints(desk, name, sees):
    with PythonReceiver() as receiver:
        secret = webhook_secret(desk)
        named = ("--endpoint-name", name) if name else ()
        done = scan(desk, "--deliver", receiver.url, "--secret-file", secret, *named, "--format", "ndjson")
        assert done.code == 0, done.err
    bodies = [body.decode() for _, body in receiver.requests]
    events = [json.loads(body) for body in bodies]
    assert shows(done.out, done.err) == []
    assert (shows(*bodies) != []) == sees
    assert all(alert_schema().is_valid(event) for event in events)
    kinds = {event["type"].rpartition(".")[2] for event in events if event["data"]["pack"]["id"] == "secret"}
    assert "raised" in kinds and len(kinds) > 1
    # The other pack is everybody's.
    assert any("Everybody may see this" in body for body in bodies)
    for event in events:
        hidden = event["data"]["pack"]["id"] == "secret" and not sees
        assert ("confidential" in event["data"]) == hidden and (event["data"]["indicators"] == []) == hidden
        assert sum(one["score"] for one in event["data"].get("confidential", event["data"]["indicators"])) == event["data"]["score"]


def test_an_endpoint_that_repeats_what_it_got_is_not_quoted(desk):
    class Echo(PythonReceiver):
        pass

    with Echo(answer=lambda number: 400) as receiver:
        original = receiver.server.RequestHandlerClass.do_POST

        def answer(handler):
            body = handler.rfile.read(int(handler.headers["Content-Length"]))
            receiver.requests.append(({}, body))
            told = json.dumps([one["title"] for one in json.loads(body)["data"]["indicators"]]).encode()
            handler.send_response(400)
            handler.send_header("Content-Length", str(len(told)))
            handler.end_headers()
            handler.wfile.write(told)

        receiver.server.RequestHandlerClass.do_POST = answer
        assert original is not answer
        done = scan(desk, "--deliver", receiver.url, "--secret-file", webhook_secret(desk), "--endpoint-name", "police", "--deliver-timeout", "5")
    assert any(TITLE in body.decode() for _, body in receiver.requests)
    listed = run("outbox", "list", "--journal", desk / "journal")
    assert shows(done.out, done.err, listed.out, listed.err) == []


def test_recipient_verifies_what_is_left(desk):
    with PythonReceiver() as receiver:
        assert scan(desk, "--deliver", receiver.url, "--secret-file", webhook_secret(desk), "--format", "ndjson").code == 0
    store = desk / "events.ndjson"
    store.write_text("".join(body.decode() + "\n" for _, body in receiver.requests))
    done = run("verify", store)
    assert done.code == 0 and "0 findings" in done.out + done.err, done.out + done.err
    assert "confidential" in done.out + done.err


@pytest.mark.parametrize("broken", [
    lambda text: text.replace("score: 60", "score: many"), lambda text: text.replace("sum mass", "sum weight"),
    lambda text: text + f"  - {{id: {RULE}, where: {{list: test-list}}, score: 1}}\n",
    lambda text: text.replace(f"at_least: {THRESHOLD} g", f"below: {THRESHOLD} g"), lambda text: text + f"title: [{TITLE}\n",
    lambda text: text.replace("within: 7d", "within: 7x"), lambda text: text + f"\t{TITLE}: {THRESHOLD}\n",
    lambda text: text.replace(f"{THRESHOLD} g,", f"{THRESHOLD} l,"),
])
def test_messages_do_not_quote_it(desk, broken):
    (desk / "secret.yaml").write_text(broken((desk / "secret.yaml").read_text()))
    for done in (run("rules", "check", desk / "secret.yaml"), run("rules", "check", desk / "secret.yaml", "--format", "json"),
                 run("rules", "check", desk / "secret.yaml", "--format", "sarif"), scan(desk),
                 run("rules", "bundle", desk / "secret.yaml", "--out", desk / "x.bundle"),
                 run("backtest", "--rules", desk / "secret.yaml", "--catalogue", desk / "catalogue.csv", "--feed", desk / "feed.yaml", desk / "sales.csv")):
        assert done.code == 2 and shows(done.out, done.err) == [], done.err
    assert "secret.yaml:" in run("rules", "check", desk / "secret.yaml").err


def test_rules_test_refuses_to_show_it(desk):
    (desk / "secret.test.yaml").write_text(
        "tillwatch: 1\npacks: [secret.yaml]\ntimezone: UTC\ncatalogue: catalogue.csv\ntests:\n  - name: nothing\n    purchases: |\n"
        "      time, store, buyer, product, quantity\n      2026-05-01 10:00, S1, a, salt, 1\n    alerts: []\n")
    done = run("rules", "test", desk / "secret.test.yaml")
    assert done.code == 2 and shows(done.out, done.err) == []


def test_the_service_shows_it_to_nobody_either(desk):
    with PythonReceiver() as receiver:
        webhook_secret(desk)
        (desk / "config.yaml").write_text(
            f"packs: [secret.yaml, open.yaml]\ncatalogue: catalogue.csv\nfeed: feed.yaml\nsource: sales.csv\njournal: served\n"
            f"token_key_file: token.key\ndelivery: {{url: \"{receiver.url}\", secret_file: webhook.secret}}\n")
        done = subprocess.run([str(BINARY), "run", "--config", str(desk / "config.yaml")], stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr.decode()
    assert len(receiver.requests) >= 3
    assert shows(done.stdout.decode(), done.stderr.decode(), *[body.decode() for _, body in receiver.requests]) == []


def test_the_journal_file_holds_it(desk):
    """As docs/SIGNING.md says: confidentiality against readers of the file is the file's permissions."""
    assert scan(desk).code == 0
    whole = b"".join(path.read_bytes() for path in desk.glob("journal*"))
    assert TITLE.encode() in whole
