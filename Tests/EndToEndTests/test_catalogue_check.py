"""`catalogue check`: what the catalogue lacks and what that costs, against counts made here and rows planted by hand."""

import csv
import json
import random
import re
from collections import Counter
from decimal import Decimal

import pytest
from harness import ROOT, run

FIXTURES = ROOT / "fixtures"
PACK = ROOT / "rules" / "packs" / "eu-baseline.yaml"

LIST = """\
list: planted
version: "1"
substances:
  - {id: salt, name: Salt, cas: 7647-14-5, annex: I, limit: 12 %, comparison: ">", density: 2 g/ml}
  - {id: chalk, name: Chalk, annex: II}
"""
RULES = """\
tillwatch: 1
pack: {id: small, version: "1"}
lists: [list.yaml]
levels: {notice: 10}
rules:
  - {id: above, where: {list: planted, above_limit: true}, score: 10}
  - {id: strong, where: {substance: salt, concentration: {at_least: 5 %}}, score: 10}
  - {id: bulk, where: {list: planted}, within: 7d, measure: sum mass, at_least: 1 kg, score: 10}
  - {id: often, where: {list: planted}, within: 7d, measure: count receipts, at_least: 3, score: 10}
  - {id: chalky, where: {substance: chalk, mass: {at_least: 50 g}}, score: 10}
"""
HEADER = "product,substance,concentration,basis,net_amount,net_unit,density,description\n"
FEED = "feed: f\nformat: csv\nfields: {store: s, till: t, receipt: r, line: l, time: z, product: p, quantity: q, description: d}\n"


@pytest.fixture
def shop(tmp_path):
    """Writes a catalogue (and what else is given) beside list, pack and feed; returns the arguments of a check of it."""
    (tmp_path / "list.yaml").write_text(LIST)
    (tmp_path / "pack.yaml").write_text(RULES)
    (tmp_path / "feed.yaml").write_text(FEED)

    def write(rows, **files):
        (tmp_path / "catalogue.csv").write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return ["catalogue", "check", "--catalogue", tmp_path / "catalogue.csv", "--rules", tmp_path / "pack.yaml"]

    return write


def told(*arguments, code=0, stdin=b""):
    """The whole report, after the same in records was found to say the same."""
    done = run(*arguments, "--format", "json", stdin=stdin)
    assert done.code == code, done.err
    report = json.loads(done.out)
    if not stdin:
        records = run(*arguments, "--format", "ndjson").records
        assert records == [{"summary": report["summary"]}, *report["findings"]]
    kinds = Counter(finding["finding"] for finding in report["findings"])
    assert {kind: count for kind, count in report["summary"]["findings"].items() if count} == kinds
    severities = Counter(finding["severity"] for finding in report["findings"])
    assert (report["summary"]["errors"], report["summary"]["warnings"]) == (severities["error"], severities["warning"])
    return report


def of(report, kind):
    return [finding for finding in report["findings"] if finding["finding"] == kind]


# The made-up chain, counted here.


def quantity(text):
    """A number with a decimal comma, as the feed file says; nothing else is one."""
    return Decimal(text.strip().replace(",", ".")) if re.fullmatch(r"\s*-?\d{1,12}(,\d{1,6})?\s*", text) else None


def count(paths):
    """(lines, units) by product of what was sold, and how many lines are something else or cannot be read."""
    lines, units, other, unreadable = Counter(), Counter(), 0, 0
    for path in paths:
        with open(path, encoding="cp1252", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                kind, product, amount = row["Art"].strip(), (row["Artikel"] or "").strip(), row["Menge"] or ""
                if kind == "TR" or (not product and kind not in ("ST", "RT")):
                    other += 1
                elif kind not in ("VK", "ST", "RT"):
                    unreadable += 1
                elif kind != "VK":
                    if amount.strip() and quantity(amount) is None:
                        unreadable += 1
                    else:
                        other += 1
                elif (amount := quantity(amount)) is None:
                    unreadable += 1
                elif amount < 0:
                    other += 1
                else:
                    lines[product] += 1
                    units[product] += amount
    return lines, units, other, unreadable


def share(part, whole):
    """In percent, one decimal, rounded down."""
    return Decimal(int(Decimal(part) * 1000 / Decimal(whole))) / 10


def part(lines, units, products, whole):
    return {"products": len(products), "lines": sum(lines[p] for p in products),
            "units": sum(units[p] for p in products), "of_lines": share(sum(lines[p] for p in products), whole[0]),
            "of_units": share(sum(units[p] for p in products), whole[1])}


def numbers(told):
    return {key: Decimal(value) if isinstance(value, str) else value for key, value in told.items()}


def test_the_chain(binary, chain, tmp_path):
    lines, units, other, unreadable = count(chain)
    with open(FIXTURES / "catalogue.csv", encoding="utf-8") as file:
        watched = {row["product"] for row in csv.DictReader(file)}
    rng = random.Random(8)
    mastered = {product for product in sorted(lines) if product not in watched and rng.random() < 0.7}
    articles = tmp_path / "articles.csv"
    with open(articles, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["product", "name"])
        writer.writerows([product, f"Artikel {product}"] for product in sorted(mastered | {"9990001", "9990002"}))
    arguments = ["catalogue", "check", "--catalogue", FIXTURES / "catalogue.csv", "--rules", PACK, "--articles", articles,
                 "--feed", FIXTURES / "feed.yaml", *chain]
    report = told(*arguments, code=2)
    sales = report["summary"]["sales"]
    whole = (sum(lines.values()), sum(units.values()))
    sold = set(lines)
    for name, products in [("all", sold), ("watched", sold & watched), ("screened", sold & mastered),
                           ("covered", sold & (watched | mastered)), ("not_screened", sold - watched - mastered)]:
        assert numbers(sales[name]) == part(lines, units, products, whole), name
    assert (sales["other_lines"], sales["unreadable"], sales["beyond"]) == (other, unreadable, 0)
    assert report["summary"]["articles"] == len(mastered) + 2

    unscreened = of(report, "not_screened")
    assert [finding["product"] for finding in unscreened] == sorted(
        sold - watched - mastered, key=lambda product: (-lines[product], product.encode()))
    assert all(finding["sold"]["lines"] == lines[finding["product"]] for finding in unscreened)
    assert all(finding["description"] for finding in unscreened)
    assert [finding["product"] for finding in of(report, "never_sold")] == sorted(watched - sold)

    # Two rows say too little, one of them about a limit; the rules that this costs were read from the pack.
    missing, dense = of(report, "concentration_missing"), of(report, "density_missing")
    assert [(finding["product"], finding["severity"], finding["limits"]) for finding in missing + dense] == [
        ("0077018", "warning", []), ("0071025", "error", ["eu-2019-1148"])]
    assert missing[0]["rules"] == [f"eu-baseline/{rule}" for rule in ("amount", "cash", "unusual-here")]
    assert dense[0]["rules"] == [f"eu-baseline/{rule}" for rule in ("restricted-sale", "above-licensable", "concentrated", "attempts")]
    assert missing[0]["sold"] == {"lines": lines["0077018"], "units": str(units["0077018"])}
    assert {finding["rule"]: finding["rows"] for finding in of(report, "rule_blind")} == {
        rule.partition("/")[2]: 1 for rule in missing[0]["rules"] + dense[0]["rules"]}

    text = run(*arguments, "--format", "text")
    assert text.code == 2
    total = len(unscreened)
    assert f"sold and never screened: {total:,}" in text.out
    assert f"… {total - 20:,} more of {total:,}: --format json has all" in text.out
    assert text.out.count("was never screened") == 20
    # Counts come before lists.
    assert text.out.index("\nfinding ") < text.out.index("\nsold and never screened: ")


def test_secrets_of_the_chain_stay_inside(binary, chain):
    """Tokens, numbers of cards and names are not even read."""
    secrets = [line.strip() for line in (FIXTURES / "planted-secrets.txt").read_text(encoding="utf-8").splitlines()]
    secrets = [secret for secret in secrets if len(secret) > 5 and not secret.startswith("#")]
    assert len(secrets) > 5
    done = run("catalogue", "check", "--catalogue", FIXTURES / "catalogue.csv", "--rules", PACK, "--feed", FIXTURES / "feed.yaml",
               "--format", "json", *chain)
    assert done.code == 2 and json.loads(done.out)["summary"]["sales"]["all"]["lines"] > 100_000
    assert [secret for secret in secrets if secret in done.out + done.err] == []


# Rows planted by hand.


def test_a_clean_catalogue(binary, shop):
    arguments = shop(["p1,salt,5,,100,g,,Salt", "p2,chalk,90,,1,kg,,Chalk"])
    report = told(*arguments, "--strict")
    assert report["findings"] == [] and "sales" not in report["summary"]
    summary = report["summary"]
    assert (summary["products"], summary["rows"], summary["substances"], summary["rules"], summary["rules_blind"]) == (2, 2, 2, 5, 0)
    done = run(*arguments, "--format", "text")
    assert done.code == 0 and "nothing is wrong" in done.out and done.err == "2 rows checked: 0 errors, 0 warnings\n"


def test_what_a_missing_concentration_costs(binary, shop):
    report = told(*shop(["p1,salt,,,100,g,,", "p2,chalk,,,100,g,,", "p3,salt,11,w/v,100,ml,,", "p4,salt,11,w/v,100,ml,1.1 g/ml,"]), code=2)
    found = {finding["product"]: finding for finding in of(report, "concentration_missing") + of(report, "density_missing")}
    assert {product: finding["severity"] for product, finding in found.items()} == {"p1": "error", "p2": "warning", "p3": "error"}
    assert found["p1"]["rules"] == ["small/above", "small/strong", "small/bulk"]
    assert found["p2"]["rules"] == ["small/bulk", "small/chalky"]
    assert found["p3"]["rules"] == ["small/above", "small/strong"]
    assert {finding["rule"]: finding["rows"] for finding in of(report, "rule_blind")} == {"above": 2, "strong": 2, "bulk": 2, "chalky": 1}
    assert report["summary"]["limit_undecided"] == 2 and report["summary"]["concentration_missing"] == 2


def test_warnings_fail_with_strict_alone(binary, shop):
    arguments = shop(["p2,chalk,,,100,g,,"])
    assert told(*arguments)["summary"]["warnings"] == 3
    told(*arguments, "--strict", code=2)


def test_rows_that_disagree(binary, shop, tmp_path):
    articles = "product,name,gtin\np1,Pool,4006381333931\np2,Pool clear,4006381333931\np3,Lamp,4006381333930\np4,Lamp,96385074\n"
    arguments = shop(["p1,salt,5,,100,g,,", "p2,salt,6,,100,g,,", "mix,salt,5,,100,g,,", "mix,chalk,5,,200,g,,",
                      "p3,chalk,1,,1,g,,Moon lamp", "p4,chalk,1,,2,g,,moon  LAMP"], articles=articles)
    report = told(*arguments, "--articles", tmp_path / "articles.csv", code=2)
    assert [(finding["product"], finding.get("gtin")) for finding in of(report, "rows_disagree")] == [
        ("mix", None), ("p1", "04006381333931")]
    assert [finding["products"] for finding in of(report, "descriptions_disagree")] == [["p3", "p4"]]
    assert [(finding["product"], finding["severity"]) for finding in of(report, "gtin_wrong")] == [("p3", "warning")]
    # Two rows of one substance and day are an error of the file, with their place.
    arguments = shop(["p1,salt,5,,100,g,,", "p1,7647-14-5,6,,100,g,,"])
    done = run(*arguments)
    assert done.code == 2 and done.out == "" and "catalogue.csv:3:1: error[" in done.err


def test_sales_from_a_pipe(binary, shop, tmp_path):
    sales = "s,t,r,l,z,p,q,d\n" + "".join(f",,,,,{product},{amount},{text}\n" for product, amount, text in [
        ("p1", "2", "Salt"), ("71001", "1.5", "Cut"), ("x", "1", "=cmd|evil\x1b[31m\u202e"), ("x", "many", "Bad"), ("x", "-1", "Back"), ("", "1", "None")])
    articles = "product,name\nseen,Seen\n"
    arguments = shop(["p1,salt,5,,100,g,,", "0071001,chalk,5,,100,g,,"], articles=articles)
    arguments += ["--articles", tmp_path / "articles.csv", "--feed", tmp_path / "feed.yaml", "-"]
    report = told(*arguments, stdin=sales.encode())
    sold = report["summary"]["sales"]
    assert (sold["all"]["lines"], sold["all"]["units"], sold["watched"]["lines"], sold["other_lines"], sold["unreadable"]) == (3, "4.5", 1, 2, 1)
    assert [(finding["product"], finding["sold_as"]) for finding in of(report, "never_sold")] == [("0071001", "71001")]
    assert [finding["product"] for finding in of(report, "not_screened")] == ["71001", "x"]
    done = run(*arguments, "--format", "text", stdin=sales.encode())
    assert done.code == 0 and "\x1b" not in done.out and "\u202e" not in done.out
    assert "\\u{1b}[31m\\u{202e}" in done.out


def test_without_articles_nobody_knows_what_was_screened(binary, shop, tmp_path):
    arguments = shop(["p1,salt,5,,100,g,,"], sales="s,t,r,l,z,p,q,d\n,,,,,p1,1,\n,,,,,x,3,\n")
    report = told(*arguments, "--feed", tmp_path / "feed.yaml", tmp_path / "sales.csv")
    sold = report["summary"]["sales"]
    assert report["findings"] == [] and "covered" not in sold and sold["watched"]["of_lines"] == "50" and sold["watched"]["of_units"] == "25"


def test_decisions(binary, shop, tmp_path):
    header = "product,substance,decision,label,entry,concentration,basis,net_amount,net_unit,density,reason,by,at,until\n"
    digest = "0123456789ab"
    decisions = header + f"p1,salt,reject,{digest},{digest},,,,,,none in it,Ann,2026-01-02,\nq,chalk,accept,{digest},{digest},5,w/w,1,g,,,Ann,2026-01-02,\n"
    arguments = shop(["p1,salt,5,,100,g,,"], decisions=decisions, sales="s,t,r,l,z,p,q,d\n,,,,,q,1,\n,,,,,x,1,\n")
    report = told(*arguments, "--decisions", tmp_path / "decisions.csv", "--feed", tmp_path / "feed.yaml", tmp_path / "sales.csv", code=2)
    assert [(finding["finding"], finding["product"]) for finding in report["findings"]] == [
        ("rejected_in_catalogue", "p1"), ("decision_reopened", "q"), ("not_screened", "x"), ("never_sold", "p1")]


def test_what_cannot_be_used(binary, shop, tmp_path):
    arguments = shop(["p1,salt,5,,100,g,,"], sales="s,t,r,l,z,p,q,d\n,,,,,p1,one,\n", empty="")
    bare = ["catalogue", "check", "--catalogue", tmp_path / "catalogue.csv"]
    assert run(*bare).code == 2
    assert run(*arguments, tmp_path / "sales.csv").code == 2
    assert "--map is about article masters" in run(*arguments, "--map", tmp_path / "map.yaml").err
    missing = run(*arguments, "--lists", tmp_path / "nowhere.yaml")
    assert missing.code == 2 and "nowhere.yaml: error[D001]" in missing.err
    unread = run(*arguments, "--feed", tmp_path / "feed.yaml", tmp_path / "sales.csv")
    assert unread.code == 1 and "error[NOTHING_READ]: 1 line" in unread.err
    empty = run(*arguments, "--feed", tmp_path / "feed.yaml", tmp_path / "empty.csv")
    assert empty.code == 0 and "is empty: no lines" in empty.err
    # What the tills sold and a pack says of it cannot both be hidden.
    (tmp_path / "pack.yaml").write_text(RULES.replace('version: "1"}', 'version: "1", confidential: {endpoints: [police]}}'))
    closed = run(*arguments)
    assert closed.code == 2 and "PACK_CONFIDENTIAL" in closed.err and "strong" not in closed.out + closed.err
    assert run(*arguments, "--reveal").code == 0
