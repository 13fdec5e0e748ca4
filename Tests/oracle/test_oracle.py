#!/usr/bin/env python3
"""The oracle on cases small enough to be worked out by hand."""

import csv
import hashlib
import hmac
import tempfile
import unittest
from fractions import Fraction
from pathlib import Path

import coverage
import faults
from compare import differences, fold
from histories import History, to_yaml
from ledger import Oracle, compute
from rules import shown
from text import decimal, iso_day, number, rounded

FIELDS = ["store", "till", "receipt", "line", "time", "product", "quantity", "amount", "currency", "tender", "revision", "kind",
          "card", "pay", "lic", "until", "scope", "ref_receipt", "ref_line"]
CATALOGUE = """product,substance,concentration,basis,net_amount,net_unit,density
p,salt,50,w/w,1,kg,
q,sugar,50,w/w,1,kg,
m,salt,5,w/w,1,kg,
m,sugar,50,w/w,1,kg,
spirit,ethanol,10,v/v,1,l,
unknown,salt,,w/w,1,kg,
"""
LISTS = {
    "a": [{"id": "salt", "name": "Salt", "cas": "7647-14-5", "annex": "I", "limit": "5 %", "comparison": ">"},
          {"id": "sugar", "name": "Sugar", "cas": "57-50-1", "annex": "I", "limit": "60 %", "comparison": ">"},
          {"id": "ethanol", "name": "Ethanol", "cas": "64-17-5", "density": "0.79 g/ml"}],
    "b": [{"id": "sugar", "name": "Sugar", "cas": "57-50-1", "annex": "II", "limit": "50 %", "comparison": ">="}],
}
KEY = "ab" * 32


def sale(receipt, time, product="p", quantity="1", **more):
    return {"store": "S", "till": "1", "receipt": receipt, "line": "1", "time": time, "product": product, "quantity": quantity,
            "amount": "10", "currency": "EUR", "tender": "cash", "kind": "S", "card": "C"} | more


def void(receipt, time, **more):
    return sale(receipt, time, kind="V", line="9", quantity="") | more


def returned(receipt, time, **more):
    return sale(receipt, time, kind="R", line="9") | more


def rule(**told):
    return {"id": "r", "title": "R", "where": {"list": "a"}, "score": "50"} | told


class Files:
    """One made-up shop in a folder."""

    def __init__(self, rules, lines, zone="UTC", mapped=(), **pack):
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name)
        fields = ["store", "till", "receipt", "line", "time", "product", "quantity", "amount", "currency", "tender", *mapped]
        feed = {"feed": "f", "format": "csv", "timezone": zone, "fields": {name: name for name in fields},
                "tokens": {"loyalty": "card", "payment": "pay"}, "licence": {"number": "lic", "until": "until", "scope": "scope"},
                "kinds": {"column": "kind", "sale": ["S"], "void": ["V"], "return": ["R"]},
                "refers": {"receipt": "ref_receipt", "line": "ref_line"}}
        (place / "feed.yaml").write_text(to_yaml(feed))
        (place / "catalogue.csv").write_text(CATALOGUE)
        for name, entries in LISTS.items():
            (place / f"{name}.yaml").write_text(to_yaml({"list": name, "version": "1", "substances": entries}))
        told = {"tillwatch": "1", "pack": {"id": "k", "version": "1"}, "lists": ["a.yaml", "b.yaml"],
                "levels": {"notice": "30", "review": "60", "report": "100"}, "rules": rules} | pack
        (place / "pack.yaml").write_text(to_yaml(told))
        with open(place / "input.csv", "w", newline="") as out:
            writer = csv.DictWriter(out, FIELDS, restval="")
            writer.writeheader()
            writer.writerows(lines)
        self.paths = {"feed": place / "feed.yaml", "catalogue": place / "catalogue.csv", "rules": [place / "pack.yaml"],
                      "installation": "i", "token_key": KEY, "inputs": [place / "input.csv"]}


def ledger(rules, lines, **told):
    files = Files(rules, lines, **told)
    with files.folder:
        return compute(**files.paths)


def brief(result):
    return [(alert["time"][:10], alert["data"]["level"]) for alert in result["alerts"]]


class Moments(unittest.TestCase):
    def test_worked_example(self):
        """Semantics 5.4: the example."""
        rules = [rule(id="weak", where={"tender": "cash"}, score="35"), rule(id="strong", where={"tender": "card"}, score="70")]
        days = [("2026-05-01", "cash"), ("2026-05-03", "card"), ("2026-05-10", "card"), ("2026-05-20", "cash"), ("2026-06-15", "card")]
        lines = [sale(str(n), f"{day}T10:00:00", tender=tender) for n, (day, tender) in enumerate(days)]
        self.assertEqual(brief(ledger(rules, lines)), [("2026-05-01", "notice"), ("2026-05-03", "review"), ("2026-06-15", "review")])
        lines.append(sale("late", "2026-05-02T10:00:00", tender="card"))
        result = ledger(rules, lines)
        self.assertEqual(brief(result), [("2026-05-01", "notice"), ("2026-05-02", "review"), ("2026-06-15", "review")])
        follows = [alert["data"]["follows"] for alert in result["alerts"]]
        self.assertEqual(follows, [None, result["alerts"][0]["subject"], None])

    def test_window_is_open_on_the_left(self):
        rules = [rule(within="24h", at_least="2")]
        exact = [sale("1", "2026-05-01T10:00:00"), sale("2", "2026-05-02T10:00:00")]
        self.assertEqual(brief(ledger(rules, exact)), [])
        inside = [sale("1", "2026-05-01T10:00:01"), sale("2", "2026-05-02T10:00:00")]
        self.assertEqual(brief(ledger(rules, inside)), [("2026-05-02", "notice")])

    def test_calendar_day_ends_at_the_stores_midnight(self):
        rules = [rule(within="calendar_day", at_least="2")]
        lines = [sale("1", "2026-06-10T23:00:00"), sale("2", "2026-06-11T00:30:00"), sale("3", "2026-06-11T23:59:59")]
        result = ledger(rules, lines, zone="Europe/Berlin")
        self.assertEqual([alert["time"] for alert in result["alerts"]], ["2026-06-11T21:59:59Z"])

    def test_clock_changes(self):
        lines = [sale("1", "2026-10-25T02:30:00"), sale("2", "2026-03-29T02:30:00")]
        result = ledger([rule()], lines, zone="Europe/Berlin")
        self.assertEqual([alert["time"] for alert in result["alerts"]], ["2026-03-29T01:30:00Z", "2026-10-25T00:30:00Z"])

    def test_equal_times_are_one_moment(self):
        result = ledger([rule()], [sale("1", "2026-05-01T10:00:00"), sale("2", "2026-05-01T10:00:00")])
        self.assertEqual(len(result["alerts"]), 1)
        data = result["alerts"][0]["data"]
        self.assertEqual([(one["score"], one["group"]) for one in data["indicators"]],
                         [(50, {"receipt": "f/S/1/1"}), (0, {"receipt": "f/S/1/2"})])
        self.assertEqual(data["score"], 50)

    def test_subject(self):
        alert = ledger([rule()], [sale("1", "2026-05-01T10:00:00")])["alerts"][0]
        self.assertEqual(alert["subject"], hashlib.sha256(b"i\0k\0buyer\0f/S/1/1").hexdigest()[:32])
        self.assertEqual(alert["data"]["buyer"]["key"], hashlib.sha256(b"i\0k\0buyer.key\0f/S/1/1/1").hexdigest()[:32])
        value = hmac.new(bytes.fromhex(KEY), b"loyalty\0C", hashlib.sha256).hexdigest()
        self.assertEqual(alert["data"]["buyer"]["tokens"], [{"kind": "loyalty", "value": value}])

    def test_reportable_by_itself_is_never_hidden(self):
        lines = [sale("1", "2026-05-01T10:00:00"), sale("2", "2026-05-02T10:00:00")]
        self.assertEqual(len(ledger([rule(score="100")], lines)["alerts"]), 2)
        self.assertEqual(len(ledger([rule(score="99")], lines)["alerts"]), 1)

    def test_doublings_are_new_alerts(self):
        rules = [rule(within="30d", measure="sum units", at_least="1")]
        lines = [sale(str(day), f"2026-05-0{day}T10:00:00") for day in range(1, 9)]
        self.assertEqual([day for day, _ in brief(ledger(rules, lines))], [f"2026-05-0{day}" for day in (1, 2, 4, 8)])

    def test_cap_of_each(self):
        rules = [rule(each="substance", score="40", cap="60", by="receipt")]
        lines = [sale("1", "2026-05-01T10:00:00", product="m"), sale("1", "2026-05-01T10:00:00", product="spirit", line="2")]
        data = ledger(rules, lines)["alerts"][0]["data"]
        self.assertEqual([(one["group"]["substance"], one["score"]) for one in data["indicators"]],
                         [("57-50-1", 40), ("64-17-5", 20), ("7647-14-5", 0)])
        self.assertEqual((data["score"], data["level"]), (60, "review"))

    def test_stores_have_alerts_of_their_own(self):
        rules = [rule(by="store", within="24h", at_least="2")]
        lines = [sale("1", "2026-05-01T10:00:00", card="A"), sale("2", "2026-05-01T11:00:00", card="B")]
        alert = ledger(rules, lines)["alerts"][0]
        self.assertEqual(alert["data"]["about"], {"store": "S"})
        self.assertEqual(alert["subject"], hashlib.sha256(b"i\0k\0store\0S\0f/S/1/2").hexdigest()[:32])


class Netting(unittest.TestCase):
    def test_return_takes_from_the_latest_purchase_in_proportion(self):
        rules = [rule(within="7d", measure="sum mass", at_least="1 kg")]
        lines = [sale("1", "2026-05-01T10:00:00", quantity="1"), sale("2", "2026-05-02T10:00:00", quantity="2", amount="10.0001"),
                 returned("3", "2026-05-03T10:00:00")]
        data = ledger(rules, lines)["alerts"][0]["data"]
        self.assertEqual(data["indicators"][0]["value"], "1000")
        self.assertEqual([(one["quantity"], one["returned"], one["amount"]) for one in data["purchases"]], [("1", "0", "10"), ("1", "1", "5.0001")])

    def test_return_does_not_take_from_later_purchases(self):
        result = ledger([rule()], [sale("1", "2026-05-02T10:00:00"), returned("2", "2026-05-01T10:00:00")])
        self.assertEqual((len(result["alerts"]), result["summary"]["unmatched_returns"]), (1, 1))

    def test_voids_that_name_a_line_go_first(self):
        lines = [sale("1", "2026-05-01T10:00:00"), sale("1", "2026-05-01T10:00:01", line="2"),
                 void("1", "2026-05-01T10:00:02", quantity="1"), void("1", "2026-05-01T10:00:03", line="10", quantity="1", ref_line="2")]
        result = ledger([rule()], lines)
        self.assertEqual((result["alerts"], result["summary"]["unmatched_voids"]), ([], 0))

    def test_voided_line_holds_its_receipts_time(self):
        lines = [sale("1", "2026-05-01T10:00:00"), sale("1", "2026-05-01T10:05:00", product="q", line="2"), void("1", "2026-05-01T10:01:00")]
        alert = ledger([rule()], lines)["alerts"][0]
        purchase = alert["data"]["purchases"][0]
        self.assertEqual((alert["time"], purchase["time"], purchase["moment"]),
                         ("2026-05-01T10:00:00Z", "2026-05-01T10:05:00Z", "2026-05-01T10:00:00Z"))

    def test_void_under_its_purchases_own_key(self):
        lines = [sale("1", "2026-05-01T10:00:00"), void("1", "2026-05-01T10:00:00", line="1", quantity="0.5")]
        result = ledger([rule()], lines)
        self.assertEqual((result["alerts"], result["summary"]["journalled"], result["summary"]["unmatched_voids"]), ([], 2, 0))

    def test_void_without_product_and_reference_lowers_nothing(self):
        result = ledger([rule()], [sale("1", "2026-05-01T10:00:00"), void("1", "2026-05-01T10:00:00", product="")])
        self.assertEqual((len(result["alerts"]), result["summary"]["unmatched_voids"]), (1, 1))


class Versions(unittest.TestCase):
    def test_highest_revision_stands_in_every_order(self):
        low, high = sale("1", "2026-05-01T10:00:00", revision="1"), sale("1", "2026-05-01T10:00:00", revision="2", quantity="0")
        for lines in ([low, high], [high, low], [low, high, low]):
            self.assertEqual(ledger([rule()], lines, mapped=["revision"])["alerts"], [])

    def test_stale_copy_changes_nothing(self):
        first, second = sale("1", "2026-05-01T10:00:00"), sale("1", "2026-05-01T10:00:00", quantity="2")
        result = ledger([rule()], [first, second, first])
        self.assertEqual(result["alerts"][0]["data"]["purchases"][0]["quantity"], "2")
        self.assertEqual(result["summary"]["duplicates"], 1)

    def test_key_reused_on_another_day(self):
        result = ledger([rule()], [sale("1", "2026-05-01T10:00:00"), sale("1", "2026-05-02T10:00:00")])
        self.assertEqual((result["summary"]["quarantined"], len(result["alerts"])), (1, 1))

    def test_screen(self):
        lines = [sale("1", "2026-05-01T10:00:00", product="bread"), sale("2", "2026-05-01T10:00:00", product=""),
                 sale("3", "", product="bread"), sale("4", ""), sale("5", "2026-05-01T10:00:00", kind="?")]
        summary = ledger([rule()], lines)["summary"]
        self.assertEqual([summary[name] for name in ("read", "screened", "quarantined", "journalled")], [5, 3, 2, 0])


class Conditions(unittest.TestCase):
    def test_not_of_missing_is_unknown(self):
        line = sale("1", "2026-05-01T10:00:00", tender="")
        self.assertEqual(ledger([rule(where={"not": {"tender": "cash"}})], [line])["alerts"], [])
        self.assertEqual(len(ledger([rule(where={"missing": "tender"})], [line])["alerts"]), 1)
        self.assertEqual(len(ledger([rule(where={"or": [{"tender": "cash"}, {"store": "S"}]})], [line])["alerts"]), 1)

    def test_one_entry_answers_for_a_mapping(self):
        """m: 50 % sugar is at the limit of b (>=) and below that of a; 5 % salt is at the limit of a (>)."""
        line = sale("1", "2026-05-01T10:00:00", product="m")
        self.assertEqual(ledger([rule(where={"list": "a", "above_limit": "true"})], [line])["alerts"], [])
        self.assertEqual(ledger([rule(where={"annex": "I", "above_limit": "true"})], [line])["alerts"], [])
        indicator = ledger([rule(where={"list": "b", "above_limit": "true"})], [line])["alerts"][0]["data"]["indicators"][0]
        self.assertEqual(indicator["counted"], {"f/S/1/1/1": ["57-50-1"]})

    def test_only_matching_substances_are_measured(self):
        rules = [rule(where={"substance": "salt"}, measure="sum mass", at_least="1 g")]
        data = ledger(rules, [sale("1", "2026-05-01T10:00:00", product="m")])["alerts"][0]["data"]
        self.assertEqual(data["indicators"][0]["value"], "50")
        self.assertEqual(len(data["purchases"][0]["substances"]), 2)

    def test_mass_by_volume(self):
        """10 % of a litre is 100 ml, at 0.79 g/ml 79 g; the limit in w/w needs the product's own density."""
        result = ledger([rule(measure="sum mass", at_least="79 g")], [sale("1", "2026-05-01T10:00:00", product="spirit")])
        item = result["alerts"][0]["data"]["purchases"][0]["substances"][0]
        self.assertEqual((item["mass"]["value"], item["volume"]["value"], item["assumed_density"]), ("79", "1000", False))

    def test_unknown_concentration(self):
        result = ledger([rule(measure="sum mass", above="0 g")], [sale("1", "2026-05-01T10:00:00", product="unknown")])
        self.assertEqual((result["alerts"], result["summary"]["limit_undecided"]), ([], 1))

    def test_licence(self):
        rules = [rule(unless={"licence": "valid"})]
        for told, alerts in (({}, 0), ({"until": "2026-04-30"}, 1), ({"until": ""}, 1), ({"scope": ""}, 1), ({"scope": "sugar"}, 1),
                             ({"lic": ""}, 1), ({"scope": "sugar; 7647-14-5"}, 0)):
            line = sale("1", "2026-05-01T23:30:00", lic="L", until="2026-05-01", scope="salt") | told
            self.assertEqual(len(ledger(rules, [line])["alerts"]), alerts, told)


class Buyers(unittest.TestCase):
    def test_links_are_transitive(self):
        rules = [rule(within="7d", measure="count receipts", at_least="3")]
        lines = [sale("1", "2026-05-01T10:00:00", card="A"), sale("2", "2026-05-02T10:00:00", card="", pay="P"),
                 sale("3", "2026-05-03T10:00:00", card="A", pay="P")]
        buyer = ledger(rules, lines)["alerts"][0]["data"]["buyer"]
        self.assertEqual((len(buyer["tokens"]), buyer["links"]), (2, ["f/S/1/3"]))

    def test_hub_links_nothing(self):
        """The card is seen with two payment tokens that are on two receipts each, and with one that is on one."""
        pays = ["P", "P", "Q", "Q", "R"]
        lines = [sale(str(n), f"2026-05-01T1{n}:00:00", card="A", pay=pay) for n, pay in enumerate(pays)]
        for most, buyers, hubs in (("1", 3, 1), ("2", 1, 0)):
            summary = ledger([rule()], lines, buyers={"link": ["loyalty", "payment"], "max_links": most})["summary"]
            self.assertEqual((summary["buyers"], summary["hubs"]), (buyers, hubs))


class Parts(unittest.TestCase):
    def test_decimals(self):
        self.assertEqual([decimal(Fraction(text)) for text in ("0", "1.50", "-0.05", "100")], ["0", "1.5", "-0.05", "100"])
        self.assertEqual(rounded(Fraction("0.00005"), 4), Fraction("0.0001"))
        self.assertEqual(rounded(Fraction("-0.00005"), 4), Fraction("-0.0001"))
        self.assertIsNone(number("1234567890123"))
        self.assertIsNone(number("1.5", ","))
        self.assertEqual(number("1,5", ","), Fraction(3, 2))
        self.assertIsNone(iso_day("2026-02-30"))

    def test_fold(self):
        def event(subject, revision, what="raised", replaces=()):
            return {"subject": subject, "id": f"{subject}-{revision}", "type": "org.tillwatch.alert." + what,
                    "data": {"revision": revision, "replaces": list(replaces)}}

        events = [event("a", 1), event("b", 1), event("b", 2, "withdrawn"), event("c", 1, "updated", ["a-1"])]
        self.assertEqual([kept["id"] for kept in fold(events)], ["c-1"])

    def test_differences(self):
        self.assertEqual(differences({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}), [])
        self.assertEqual(differences({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}], "c": 1}), ["- /a[1]/b: 2", "+ /a[1]/b: 3", "+ /c: 1"])

    def test_unknown_fault_is_refused(self):
        self.assertRaises(ValueError, faults.plant, "no such fault")


class Explanations(unittest.TestCase):
    def test_purchases_of_an_alert_explain_it(self):
        """Semantics 5.7, on random histories: an alert's purchases alone give the same indicators."""
        seen = 0
        for seed in range(60):
            with tempfile.TemporaryDirectory() as folder:
                oracle = Oracle(**History(seed).write(folder))
            for pack_ledger in oracle.ledgers:
                for alert in pack_ledger.alerts():
                    moment = alert["judged"]
                    keys = {one.key for indicator in moment.indicators for one in indicator.purchases}
                    found, score = pack_ledger.evaluate(alert["scored"], moment.pack, moment.at, only=keys)
                    self.assertEqual(score, moment.score)
                    self.assertEqual([shown(one) for one in found], [shown(one) for one in moment.indicators])
                    seen += 1
        self.assertGreater(seen, 30)


class Coverage(unittest.TestCase):
    def test_random_histories_show_the_whole_language(self):
        """So that nothing is compared in vain: every form holds and every field of an alert occurs, most of them often."""
        counts = coverage.count(range(1, 401))
        self.assertEqual([name for name in coverage.WANTED if not counts[name]], [])
        rare = {name: counts[name] for name in ("measure", "combine", "sequence", "absent", "usual", "/covered", "/purchases/before") if counts[name] < 10}
        self.assertEqual(rare, {})


if __name__ == "__main__":
    unittest.main()
