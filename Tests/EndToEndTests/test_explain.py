"""Alerts explained event by event, and why there are none, over a history that can be followed by hand."""

import json

import pytest
from harness import run

LIST = """\
list: test-list
version: "1"
substances:
  - {id: salt, name: Salt, cas: 7647-14-5, annex: I, limit: 12 %, comparison: ">"}
  - {id: chalk, name: Chalk, annex: II}
"""
PACK = """\
tillwatch: 1
pack: {id: bench, version: "1"}
lists: [list.yaml]
quiet: 30d
levels: {notice: 30, report: 100}
rules:
  - {id: bulk, title: Much salt, within: 7d, where: {list: test-list, annex: I}, each: substance, measure: sum mass, at_least: 3 kg, score: 50}
  - {id: dear, title: A dear receipt, where: {list: test-list, amount: {above: 1000 EUR}}, score: 60}
  - {id: strong, title: Above its limit, where: {list: test-list, above_limit: true}, unless: {licence: valid}, measure: count receipts, within: 7d, at_least: 9, score: 100}
  - id: together
    title: Two of three
    score: 100
    combine: {at_least: 2, of: [{where: {substance: salt}, within: 7d, at_least: 5}, {where: {substance: chalk}, within: 7d}, {where: {store: S9}}]}
"""
FEED = """\
feed: shop
format: csv
timezone: UTC
fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity, amount: amount,
         currency: {constant: EUR}}
tokens: {card: card}
licence: {number: licence, until: until}
kinds: {column: kind, sale: [sale], void: [void], return: [return]}
refers: {receipt: of_receipt, line: of_line}
"""
CATALOGUE = """\
product,substance,concentration,basis,net_amount,net_unit
salt,salt,50,w/w,2,kg
weak,salt,10,w/w,1,kg
vague,salt,,w/w,1,kg
chalk,chalk,90,w/w,1,kg
"""
COLUMNS = "store,till,receipt,line,time,product,quantity,amount,card,licence,until,kind,of_receipt,of_line"
SALES = [
    "S1,1,r1,1,2026-05-01T10:00:00Z,salt,2,10,a,,,sale,,",
    "S1,1,r2,1,2026-05-02T10:00:00Z,salt,2,10,a,,,sale,,",     # completes 4 kg: raised
    "S1,1,r3,1,2026-05-01T09:00:00Z,weak,1,10,a,,,sale,,",     # late: 2.1 kg at r1, 4.1 kg at r2: updated
    "S1,1,r4,1,2026-05-02T10:30:00Z,salt,1,10,a,,,sale,,",     # 5.1 kg, within the quiet time
    "S1,1,v1,1,2026-05-02T11:00:00Z,salt,2,0,,,,void,r2,1",    # voids r2: 3.1 kg at r4 instead; taken over
    "S1,1,v2,1,2026-05-02T12:00:00Z,salt,2,0,,,,void,r1,1",    # voids r1: 1.1 kg: withdrawn
    "S2,1,q1,1,2026-05-03T10:00:00Z,weak,1,2000,b,L1,2026-12-31,sale,,",
    "S2,1,q1,2,2026-05-03T10:00:00Z,vague,1,10,b,,,sale,,",
    "S2,1,q2,1,2026-05-04T10:00:00Z,salt,1,10,b,L1,2026-12-31,sale,,",
    "S2,1,q3,1,2026-05-05T10:00:00Z,salt,1,10,b,L1,2026-04-30,sale,,",
    "S2,1,q4,1,2026-05-06T10:00:00Z,weak,1,10,b,,,sale,,",
    "S2,1,q5,1,2026-05-07T10:00:00Z,weak,2,2001,b,,,sale,,",
]


@pytest.fixture(scope="module")
def bench(binary, tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain")
    for name, text in (("list.yaml", LIST), ("pack.yaml", PACK), ("feed.yaml", FEED), ("catalogue.csv", CATALOGUE),
                       ("sales.csv", "\n".join([COLUMNS, *SALES]) + "\n")):
        (folder / name).write_text(text)
    assert run("key", "new", "--out", folder / "token.key").code == 0
    done = run("scan", "--rules", folder / "pack.yaml", "--catalogue", folder / "catalogue.csv", "--feed", folder / "feed.yaml",
               "--journal", folder / "journal", "--token-key-file", folder / "token.key", "--batch-lines", "1", "--format", "ndjson",
               folder / "sales.csv")
    assert done.code == 0, done.err
    (folder / "events.ndjson").write_text(done.out)
    return folder


def explain(bench, *arguments, code=0):
    done = run("explain", *arguments, "--journal", bench / "journal")
    assert done.code == code, done.err
    return done


def events(bench):
    return [json.loads(line) for line in (bench / "events.ndjson").read_text().splitlines()]


def source_line(bench, key):
    """The number of the line of sales.csv that has a key."""
    _, store, till, receipt, line = key.split("/")
    rows = (bench / "sales.csv").read_text().splitlines()
    return next(number for number, row in enumerate(rows, 1) if row.startswith(f"{store},{till},{receipt},{line},"))


def test_every_event_has_the_line_that_caused_it(bench):
    told = events(bench)
    assert len(told) >= 5
    for subject in {event["subject"] for event in told}:
        story = json.loads(explain(bench, subject, "--format", "json").out)
        mine = [event for event in told if event["subject"] == subject]
        assert [chapter["id"] for chapter in story["events"]] == [event["id"] for event in mine]
        for chapter, event in zip(story["events"], mine):
            assert chapter["type"] == event["type"].rpartition(".")[2]
            assert (chapter["level"], chapter["score"]) == (event["data"]["level"], event["data"]["score"])
            cause = event["data"]["cause"] or max((one["key"] for one in event["data"]["purchases"]), key=lambda key: source_line(bench, key))
            assert chapter["cause"]["key"] == cause
            assert chapter["cause"]["line"] == source_line(bench, cause)
            assert chapter["cause"]["source"].endswith("sales.csv")


def test_the_story_of_a_taken_over_alert(bench):
    told = events(bench)
    taker = next(event for event in told if event["data"]["replaces"])
    [taken] = {name.rpartition("-")[0] for name in taker["data"]["replaces"]}
    story = json.loads(explain(bench, taken, "--format", "json").out)
    assert story["state"] == "taken_over" and story["taken_over_by"] == taker["id"]
    text = explain(bench, taken[:8]).out
    assert f"was taken over by {taker['id']}" in text
    assert "late: sale of 1 x weak at 2026-05-01T09:00:00Z, shop/S1/1/r3/1 (line 4 of " in text
    assert "purchase shop/S1/1/r3/1 came" in text and "5000 g of substance within 7d" not in text.split("How it came about")[1]
    text = explain(bench, taker["id"]).out
    assert "takes over" in text or taker["data"]["revision"] == 1
    assert "was withdrawn" in text and "void: void of 2 x salt at 2026-05-02T12:00:00Z, shop/S1/1/v2/1 (line 7 of " in text


def test_every_number_of_an_alert_is_told(bench):
    subject = next(event["subject"] for event in events(bench) if event["type"].endswith("raised"))
    text, story = explain(bench, subject).out, json.loads(explain(bench, subject, "--format", "json").out)
    data = story["alert"]["data"]
    for indicator in data["indicators"]:
        assert indicator["value"] in text and indicator["threshold"] in text and indicator["title"] in text
        assert all(key in text for key in indicator["purchases"])
    for purchase in data["purchases"]:
        assert purchase["key"] in text and purchase["time"] in text
        assert all(substance["mass"]["value"] in text for substance in purchase["substances"] if substance["mass"])


def answer(bench, name, *options):
    [told] = [json.loads(line) for line in explain(bench, "--why-not", name, "--format", "ndjson", *options).out.splitlines()]
    return told


def rule(told, name):
    return next(one for one in told["rules"] if one["rule"] == name)


def verdicts(told, name):
    return {(one["key"].partition("shop/")[2], part["verdict"]) for one in rule(told, name)["purchases"] for part in one["substances"]}


def test_why_not_a_receipt(bench):
    told = answer(bench, "shop/S2/1/q1")
    assert told["kind"] == "receipt" and told["moment"] == "2026-05-03T10:00:00Z"
    # 1 kg of 10 %: 100 g of 3 kg; the product without a concentration adds nothing that is known.
    bulk = rule(told, "bulk")
    assert (bulk["nearest"]["value"], bulk["nearest"]["threshold"], bulk["nearest"]["percent"]) == ("100", "3000", "3.3")
    assert verdicts(told, "bulk") == {("S2/1/q1/1", "counts"), ("S2/1/q1/2", "missing")}
    assert verdicts(told, "strong") == {("S2/1/q1/1", "fails"), ("S2/1/q1/2", "unknown")}
    assert rule(told, "strong")["nearest"] is None if "nearest" in rule(told, "strong") else True
    text = explain(bench, "--why-not", "shop/S2/1/q1").out
    assert "came nearest at 2026-05-03T10:00:00Z: 100 g of substance within 7d (substance 7647-14-5); holds from 3000 g of substance on, 3.3 % of it" in text
    assert "`above_limit: true` (found: 10 % w/w (restricted above 12 %))" in text
    assert "mass unknown: no concentration in the catalogue" in text


def test_why_not_tells_what_excused_and_what_did_not(bench):
    told = answer(bench, "shop/S2/1/q2")
    [substance] = rule(told, "strong")["purchases"][0]["substances"]
    assert substance["verdict"] == "excused" and substance["shown"][0]["until"] == "2026-12-31"
    told = answer(bench, "shop/S2/1/q3")
    [substance] = rule(told, "strong")["purchases"][0]["substances"]
    assert substance["verdict"] == "counts" and substance["shown"][0]["because"] == "it expired on 2026-04-30, before 2026-05-05"
    assert "is excused by the licence shown (number " in explain(bench, "--why-not", "shop/S2/1/q2", "--rule", "strong").out


def test_why_not_a_combination(bench):
    told = answer(bench, "shop/S2/1/q4", "--rule", "together")
    assert [one["rule"] for one in told["rules"]] == ["together"]
    nearest = rule(told, "together")["nearest"]
    # Four purchases of salt so far, five are asked for.
    assert (nearest["value"], nearest["threshold"]) == ("1", "2") or nearest["value"] == "0"
    assert [one["percent"] for one in nearest["conditions"]][:2] == ["100", "0"] or nearest["conditions"][0]["percent"] == "80"
    assert "conditions; holds from 2 on" in explain(bench, "--why-not", "shop/S2/1/q4", "--rule", "together").out


def test_why_not_the_level_was_reached_before(bench):
    told = answer(bench, "shop/S2/1/q5")
    assert told["best"]["outcome"] == "reached_before" and told["best"]["before"] == "2026-05-03T10:00:00Z"
    assert "no new alert" in explain(bench, "--why-not", "shop/S2/1/q5").out
    assert answer(bench, "shop/S2/1/q1")["best"]["outcome"] == "alert"


def test_why_not_a_buyer_by_key_and_token(bench):
    buyer = answer(bench, "shop/S2/1/q1")["buyer"]
    by_key, by_token = answer(bench, buyer["key"]), answer(bench, buyer["tokens"][0]["value"])
    assert by_key == by_token and by_key["kind"] == "buyer" and by_key.get("moment") is None
    assert answer(bench, buyer["key"][:8])["buyer"] == buyer
    # 100 g + 0.5 × 2 kg + 1 kg + 100 g + 200 g, the product of unknown concentration left out.
    assert rule(by_key, "bulk")["nearest"]["value"] == "2400"
    assert len(rule(by_key, "bulk")["purchases"]) == 6


def test_what_is_voided_is_said(bench):
    told = answer(bench, "shop/S1/1/r2/1")
    assert [line["fate"] for line in told["lines"]] == ["voided"]
    assert "was voided and counts for nothing" in explain(bench, "--why-not", "shop/S1/1/r2/1").out


def test_names_that_are_unknown(bench):
    assert "NAME_UNKNOWN" in explain(bench, "--why-not", "shop/S1/1/none", code=1).err
    assert "RULE_UNKNOWN" in explain(bench, "--why-not", "shop/S2/1/q1", "--rule", "bulkk", code=2).err
    assert "did you mean" in explain(bench, "--why-not", "shop/S2/1/q1", "--rule", "bulkk", code=2).err
    assert "ALERT_UNKNOWN" in explain(bench, "ffffffff", code=1).err
    assert explain(bench, code=2).out == "" and explain(bench, "a", "--why-not", "b", code=2).out == ""
