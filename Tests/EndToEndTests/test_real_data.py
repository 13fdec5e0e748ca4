"""541,909 real sales lines (UCI Online Retail, by day): the same ledger however they come, and the oracle's."""

import csv
import os
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from harness import ROOT, scan

UCI = ROOT / "Tests" / "EndToEndTests" / "uci"
ARCHIVE = "uci-online-retail-by-day.tar.xz"
TOKEN_KEY = "5b0e7d4492ac31f6" * 4
INSTALLATION = "uci"
LINES = 541_909
# How many days one run of the program reads; `make nightly` has a run for every day.
DAYS = int(os.environ.get("TILLWATCH_DAYS", "10"))
COUNTS = ["read", "screened", "quarantined", "journalled", "duplicates", "unmatched_voids", "unmatched_returns", "buyers", "hubs",
          "not_in_force", "limit_undecided", "alerts"]

from compare import comparable, differences  # noqa: E402 (found through the harness)
from ledger import compute  # noqa: E402


@pytest.fixture(scope="module")
def days(data, tmp_path_factory):
    """The daily files, in order."""
    if not (data / ARCHIVE).exists():
        if "TILLWATCH_DATA" in os.environ:
            pytest.fail(f"no {ARCHIVE} in TILLWATCH_DATA")
        pytest.skip(f"no {ARCHIVE} in {data}")
    folder = tmp_path_factory.mktemp("uci")
    with tarfile.open(data / ARCHIVE) as archive:
        members = [member for member in archive if member.isfile() and member.name.endswith(".csv")]
        for member in members:
            member.name = Path(member.name).name
            archive.extract(member, folder)
    return sorted(folder.glob("*.csv"))


@pytest.fixture(scope="module")
def whole(binary, days, tmp_path_factory):
    """The ledger and summary of one run over all days."""
    return run_over(days, tmp_path_factory.mktemp("whole"), "--ledger")


@pytest.fixture(scope="module")
def watched():
    with open(UCI / "catalogue.csv", encoding="utf-8", newline="") as source:
        return {row["product"] for row in csv.DictReader(source)}


def paths_over(inputs):
    return {"rules": [UCI / "pack.yaml"], "catalogue": UCI / "catalogue.csv", "feed": UCI / "feed.yaml", "installation": INSTALLATION,
            "inputs": inputs}


def run_over(inputs, folder, *options):
    (folder / "token.key").write_text(TOKEN_KEY + "\n")
    return scan(paths_over(inputs), folder, *options)


def rows_of(days):
    for path in days:
        with open(path, encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                yield path.name, row


def same_ledger(found, expected):
    return differences(comparable(expected), comparable(found))[:20]


def test_every_line_is_accounted_for(days, whole, watched):
    """Counted apart from the program: which lines are watched, and whether one of them could be quarantined."""
    counts, problems, receipts = Counter(), Counter(), {}
    for name, row in rows_of(days):
        counts["read"] += 1
        if row["StockCode"].strip() not in watched:
            counts["screened"] += 1
            continue
        for reason, field in (("missing_receipt", "InvoiceNo"), ("missing_time", "InvoiceDate"), ("missing_quantity", "Quantity")):
            problems[reason] += not row[field].strip()
        # The published days have no line that breaks: all times and quantities read, and no invoice is on two days.
        problems["bad_quantity"] += not row["Quantity"].lstrip("-").isdigit()
        problems["bad_time"] += row["InvoiceDate"][:10] != name[:10] or len(row["InvoiceDate"]) != 19
        problems["key_reused"] += receipts.setdefault(row["InvoiceNo"], name) != name
    summary = whole.summary
    assert counts["read"] == LINES
    assert {reason: count for reason, count in problems.items() if count} == {}
    assert {name: count for name, count in summary["reasons"].items() if count} == {}
    told = [summary[name] for name in ("read", "screened", "quarantined", "journalled", "duplicates")]
    assert told == [LINES, counts["screened"], 0, LINES - counts["screened"], 0]
    assert told == [541_909, 504_103, 0, 37_806, 0]


def test_day_by_day_is_the_same(binary, days, whole, tmp_path):
    """A journal, and a run for each day; the ledger is printed at the end."""
    counts = Counter()
    for start in range(0, len(days), DAYS):
        done = run_over(days[start : start + DAYS], tmp_path, "--journal", tmp_path / "uci.sqlite", "--batch-lines", "400")
        counts.update({name: done.summary[name] for name in ("read", "screened", "quarantined", "journalled")})
    assert counts == {name: whole.summary[name] for name in counts} and counts["read"] == LINES
    last = run_over(days[-1:], tmp_path, "--journal", tmp_path / "uci.sqlite", "--ledger")
    assert same_ledger(last.records, whole.records) == []
    again = run_over(days[:30], tmp_path, "--journal", tmp_path / "uci.sqlite")
    assert again.records == []
    assert again.summary["duplicates"] == again.summary["journalled"] > 0


def test_backwards_is_the_same(binary, days, whole, tmp_path):
    done = run_over(list(reversed(days)), tmp_path, "--ledger")
    assert same_ledger(done.records, whole.records) == []
    assert {name: done.summary[name] for name in COUNTS} == {name: whole.summary[name] for name in COUNTS}


def test_ledger_is_the_oracles(days, whole, watched, tmp_path):
    """The brute-force oracle over the watched lines: every alert, with its evidence, and what is left uncounted."""
    expected = compute(**paths_over(only_watched(days, watched, tmp_path)), token_key=TOKEN_KEY)
    assert len(expected["alerts"]) > 500
    assert same_ledger(whole.records, expected["alerts"]) == []
    names = [name for name in COUNTS if name not in ("read", "screened")]
    assert {name: whole.summary[name] for name in names} == {name: expected["summary"][name] for name in names}


def only_watched(days, watched, folder):
    """The same files without what the screen drops anyway: the oracle is slow, and reads the product first."""
    found = []
    for path in days:
        with open(path, encoding="utf-8", newline="") as source, open(folder / path.name, "w", encoding="utf-8", newline="") as target:
            reader, writer = csv.reader(source), csv.writer(target, lineterminator="\n")
            header = next(reader)
            writer.writerow(header)
            writer.writerows(row for row in reader if row[header.index("StockCode")].strip() in watched)
        found.append(folder / path.name)
    return found
