"""No card number gets in: numbers planted in every shipped format are found nowhere in what is written, printed or sent, and the
summary counts each that was masked once. Every planted number is made anew; the seed is printed."""

import csv
import gzip
import io
import json
import os
import random
import re
import shutil
import sqlite3
import zipfile

import pytest
from harness import ROOT, PythonReceiver, run, webhook_secret
from service import Service
from test_push import Pushed

from table import TOKEN_KEY

FEEDS = ROOT / "rules" / "feeds"
FIXTURES = ROOT / "fixtures" / "feeds"
BRANDS = [("4", 16), ("4", 13), ("4", 19), ("51", 16), ("2221", 16), ("34", 15), ("6011", 16), ("3528", 16), ("36", 14), ("6759", 18)]
MASK = "[card number]"
PACK = """\
tillwatch: 1
pack: {id: all, version: "1"}
lists: [list.yaml]
levels: {notice: 10}
rules:
  - {id: every, title: Every purchase, where: {list: test-list}, score: 10}
"""
LIST = 'list: test-list\nversion: "1"\nsubstances:\n  - {id: salt, name: Salt, cas: 7647-14-5, annex: I, limit: 12 %, comparison: ">"}\n'
# Feed: input, and what is planted into it: a text of the fixture, what stands in its place, with PAN for a number, TRACK for the
# data of a magnetic stripe and 16PAN for a number of just 16 digits, and whether it is a field that is kept, with its number masked.
PLANTS = {
    "csv-comma": ("csv-comma.csv", [("Drain Opener", "Drain PAN Opener TRACK", True), (",CARD,", ",CARD PAN,", True), ("L-2041", "PAN", False)]),
    "csv-semicolon": ("csv-semicolon.csv", [("Säure", "Säure PAN Flasche", True), (";BAR;", ";BAR PAN;", True), ("2900000012345", "PAN", False)]),
    "dsfinvk": ("dsfinvk", [("Abflussreiniger", "Abfluss PAN reiniger TRACK", True), ("(Name)", "KARTENNR PAN", False), ("ECKarte;ECKarte", "ECKarte;EC PAN", False)]),
    "fixed": ("fixed.txt", [("Säure 5 % flüssig   ", "S 16PAN  ", True)]),
    "json-orders": ("json-orders.json", [("Aceton 1 l", "Aceton PAN l TRACK", True), ("Someone", "PAN", False)]),
    "ndjson-receipts": ("ndjson-receipts.ndjson", [("L-77", "PAN", False), ('"till":', '"track":"TRACK","till":', False)]),
    "oracle-rtlog": ("oracle-rtlog.dat", [("C-100           ", "16PAN", False), ("(a name)            ", "PAN name", False)]),
    "pipe": ("pipe.txt", [("Aceton 1 l", "Aceton PAN l TRACK", True), ("|C55", "|PAN", False)]),
    "poslog-ncr": ("poslog-ncr.xml", [("HYDROGEN PEROX", "HYDROGEN PAN PEROX TRACK", True), ("ACETONE", "ACETONE PAN", True)]),
    "poslog-v6": ("poslog-v6.xml", [("4111111111111111", "PAN", False), ("T220001293", "PAN", False), ("K-7", "PAN", False), ("Somebody", "TRACK", False),
                                    ("cetone 500 ml", "cetone PAN ml", True), ("ACETONE 500", "ACETONE PAN", True),
                                    ("Potassium nitrate", "Potassium TRACK nitrate", True)]),
    "poslog-xstore": ("poslog-xstore.xml", [("C-20417", "PAN", False), ("</Description>", " PAN gr</Description>", True)]),
    "shopify-orders": ("shopify-orders.csv", [("Nail polish", "Nail PAN polish", True), (",Card,", ",Card PAN,", True), ("someone@", "PAN@", False), ("two\n", "TRACK\n", False)]),
    "square-items": ("square-items.csv", [("Pool Shock", "Pool PAN Shock TRACK", True), (",Visa,1111", ",Visa PAN,PAN", True), ("CU1,", "PAN,", False), ("says", "PAN says", False)]),
    "tlog": ("tlog.json", [('"TRANSCURRENCY": "GBP"', '"TRANSCURRENCY": "GBP", "KARTENNR": "PAN", "LOYALTY": [{"CUSTCARDNUMBER": "PAN"}]', False)]),
    "toast-items": ("toast-items.csv", [("Gas cylinder", "Gas PAN cylinder TRACK", True), ("(a name)", "PAN", False)]),
    "tsv": ("tsv.tsv", [("Udrażniacz", "Udrażniacz PAN do", True), ("KP-8812", "PAN", False)]),
    "wpubon": ("wpubon.xml", [("<KARTENNR>4111111111111111", "<KARTENNR>PAN", False), ("<KUNDNR>0000048211", "<KUNDNR>PAN", False),
                              ("<CSHNAME>", "<CSHNAME>TRACK ", False), ("<ZAHLART>PTVI", "<ZAHLART>PTVI PAN", True)]),
}
ENCODINGS = {"csv-semicolon": "cp1252", "wpubon": "latin-1"}
# What may come as UTF-16: a text whose feed file names no other encoding.
WIDE = ["csv-comma", "pipe", "tsv", "shopify-orders", "square-items", "toast-items"]
PACKINGS = ["plain", "gzip", "zip"]


class Planter:
    """Makes numbers and keeps them: those in fields that are kept, and those in others."""

    def __init__(self, seed):
        self.rng, self.numbers = random.Random(seed), set()

    def number(self, brand=None):
        start, length = brand or self.rng.choice(BRANDS)
        digits = start + "".join(self.rng.choice("0123456789") for _ in range(length - len(start) - 1))
        total = sum(int(digit) * (2 if place % 2 == 0 else 1) - 9 * (place % 2 == 0 and digit > "4") for place, digit in enumerate(reversed(digits)))
        digits += str(-total % 10)
        self.numbers.add(digits)
        return digits

    def written(self, match):
        if match[0] == "16PAN":
            return self.number(("4", 16))
        if match[0] == "TRACK":
            # Track 1, and track 2 without its sentinel, which is a semicolon; what follows the number is no number of its own.
            number = self.number()
            return self.rng.choice([f"%B{number}^DOE/J^2812101?", f"{number}=2812101000001?"])
        number = self.number()
        parts = [number[:4], number[4:10], number[10:]] if len(number) == 15 else [number[place:place + 4] for place in range(0, len(number), 4)]
        return self.rng.choice(["", " ", "-"]).join(parts)

    def plant(self, text, plants):
        for old, new, _ in plants:
            first, *others = text.split(old)
            text = first + "".join(re.sub("16PAN|PAN|TRACK", self.written, new) + other for other in others)
        return text


def planted(name, folder, planter):
    """The fixture of a feed with numbers planted; a file or a folder."""
    source, plants = PLANTS[name]
    source, target = FIXTURES / source, folder / source
    encoding = ENCODINGS.get(name, "utf-8")
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)
    for path in sorted(target.iterdir()) if target.is_dir() else [target]:
        with open(path, encoding=encoding, newline="") as file:
            text = file.read()
        if path.suffix != ".xml" or source.is_file():
            path.write_bytes(planter.plant(text, plants).encode(encoding))
    return target


def packed(path, how):
    if how == "plain" or how == "gzip" and path.is_dir():
        return path
    target = path.with_name(path.name + {"gzip": ".gz", "zip": ".zip", "utf-16-le": ".txt", "utf-16-be": ".txt"}[how])
    if how == "gzip":
        target.write_bytes(gzip.compress(path.read_bytes()))
    elif how == "zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in sorted(path.iterdir()) if path.is_dir() else [path]:
                archive.write(member, member.name)
    else:
        text = path.read_bytes().decode("utf-8-sig")
        target.write_bytes(("\ufeff" + text).encode(how))
    return target


def desk(folder, name):
    """Pack, catalogue, keys and the feed file in a folder of their own."""
    rows = csv.DictReader(io.StringIO((FIXTURES / f"{name}.expected.csv").read_text(encoding="utf-8")))
    products = sorted({row["product"] for row in rows if row["product"]})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["product", "substance", "concentration", "basis", "net_amount", "net_unit"])
    writer.writerows([product, "salt", "100", "w/w", "1", "kg"] for product in products)
    for file, text in (("catalogue.csv", out.getvalue()), ("pack.yaml", PACK), ("list.yaml", LIST), ("token.key", TOKEN_KEY + "\n")):
        (folder / file).write_text(text, encoding="utf-8")
    shutil.copy(FEEDS / f"{name}.yaml", folder / "feed.yaml")
    return {"rules": [folder / "pack.yaml"], "catalogue": folder / "catalogue.csv", "feed": folder / "feed.yaml", "installation": "test"}


def found(numbers, content):
    """The planted numbers in a content, whatever stands between their digits: separators, or the other halves of UTF-16."""
    digits = re.sub(rb"[^0-9]+", b"", content)
    return sorted(number for number in numbers if number.encode() in digits or number.encode() in content)


def masks(journal, quarantine):
    """How many masked numbers are kept: in each column of the journalled lines, and in quarantined lines."""
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as base:
        cells = [cell for row in base.execute("SELECT * FROM line") for cell in row]
    texts = [cell.decode(errors="replace") if isinstance(cell, bytes) else str(cell) for cell in cells]
    return sum(text.count(MASK) for text in texts) + quarantine.read_text(encoding="utf-8").count(MASK)


def seed():
    chosen = int(os.environ.get("TILLWATCH_FUZZ_SEED", random.randrange(1 << 32)))
    print(f"card numbers: TILLWATCH_FUZZ_SEED={chosen}")
    return chosen


def search(folder, inputs, numbers, printed):
    kept = [path for path in folder.rglob("*") if path.is_file() and inputs not in path.parents]
    assert any(path.name.startswith("journal") for path in kept)
    for path in kept:
        assert found(numbers, path.read_bytes()) == [], path
    for text in printed:
        assert found(numbers, text if isinstance(text, bytes) else text.encode()) == [], text


def variants():
    yield from ((name, how) for name in sorted(PLANTS) for how in PACKINGS)
    yield from ((name, how) for name in WIDE for how in ("utf-16-le", "utf-16-be"))


def test_every_shipped_feed_is_searched():
    assert {path.stem for path in FEEDS.glob("*.yaml")} == set(PLANTS)


@pytest.mark.parametrize("name, how", list(variants()))
def test_scan(binary, tmp_path, name, how):
    planter, inputs = Planter(seed()), tmp_path / "in"
    inputs.mkdir()
    export = packed(planted(name, inputs, planter), how)
    desk(tmp_path, name)
    assert len(planter.numbers) >= 1
    if how in ("plain", "utf-16-le", "utf-16-be"):
        content = b"".join(path.read_bytes() for path in ([export] if export.is_file() else sorted(export.iterdir())))
        assert set(found(planter.numbers, content)) == planter.numbers, "what is looked for has to be there to be found"
    options = ["--rules", tmp_path / "pack.yaml", "--catalogue", tmp_path / "catalogue.csv", "--feed", tmp_path / "feed.yaml",
               "--token-key-file", tmp_path / "token.key", "--summary-json", tmp_path / "summary.json"]
    with PythonReceiver() as receiver:
        done = run("scan", *options, "--journal", tmp_path / "journal", "--quarantine", tmp_path / "quarantine.ndjson", "--format", "ndjson",
                   "--deliver", receiver.url, "--secret-file", webhook_secret(tmp_path), export)
    assert done.code == 0, done.err
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["journalled"] > 0 and summary["duplicates"] == 0
    # All that the RTLOG sells is taken back in it: nothing stands out.
    assert bool(done.records) == (name != "oracle-rtlog") == bool(receiver.requests)
    assert summary["masked"] == masks(tmp_path / "journal", tmp_path / "quarantine.ndjson")
    assert (summary["masked"] > 0) == any(kept for _, _, kept in PLANTS[name][1])
    assert (f"card numbers masked: {summary['masked']}" in done.err) == (summary["masked"] > 0)
    journal = ("--journal", tmp_path / "journal")
    told = [done, run("scan", *options, "--format", "table", "--ledger", export), run("outbox", "list", *journal), run("alerts", "list", *journal, "--format", "table"),
            *[run("explain", one["subject"], *journal) for one in done.records[:3]], run("feed", "check", tmp_path / "feed.yaml", export),
            run("feed", "infer", export)]
    assert all(one.code == 0 for one in told[:-2]), [one.err for one in told]
    search(tmp_path, inputs, planter.numbers, [text for one in told for text in (one.out, one.err)] + [body for _, body in receiver.requests])


@pytest.mark.parametrize("name", ["csv-comma", "poslog-v6"])
def test_lines_that_are_sent(binary, tmp_path, name):
    planter, inputs = Planter(seed()), tmp_path / "in"
    inputs.mkdir()
    export = planted(name, inputs, planter)
    paths = desk(tmp_path, name)
    (tmp_path / "tokens").write_text("a-token-of-the-tills-0123\n")
    paths["feed"] = tmp_path / "feed.yaml"
    with Pushed(tmp_path, paths, tokens_file=str(tmp_path / "tokens")) as service:
        status, _, told = service.send(export.read_bytes(), token="a-token-of-the-tills-0123")
        assert status == 200 and told["watched"] > 0
        again = service.send(export.read_bytes(), token="a-token-of-the-tills-0123")[2]
        # While it runs, its write-ahead log is there too.
        search(tmp_path, inputs, planter.numbers, [json.dumps(told), json.dumps(again)])
    with Pushed(tmp_path, paths) as service:
        pass
    search(tmp_path, inputs, planter.numbers, [])


@pytest.mark.parametrize("name", ["csv-comma", "poslog-v6"])
def test_files_of_a_drop_folder(binary, tmp_path, name):
    planter, inputs = Planter(seed()), tmp_path / "in"
    inputs.mkdir()
    planted(name, inputs, planter)
    paths = desk(tmp_path, name)
    paths["feed"] = tmp_path / "feed.yaml"
    with Service(tmp_path, paths, {"folder": str(inputs), "ready": "renamed", "every": "1s"}) as service:
        service.wait_for_log("read to its end")
        search(tmp_path, inputs, planter.numbers, [])
        service.end()
        assert int(re.findall(r"masked=(\d+)", service.text())[-1]) > 0
    search(tmp_path, inputs, planter.numbers, [])
