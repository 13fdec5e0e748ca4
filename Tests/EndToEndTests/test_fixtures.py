"""The made-up chain of fixtures/, scanned whole, in parts, with and without a journal."""

import filecmp
import json
import sys

import pytest
from harness import ROOT, scan

FIXTURES = ROOT / "fixtures"
sys.path.insert(0, str(FIXTURES))

import check  # noqa: E402
import make_chain  # noqa: E402
from compare import comparable, differences, fold  # noqa: E402


@pytest.fixture(scope="module")
def whole(binary, chain, tmp_path_factory):
    """The ledger and summary of one scan without a journal."""
    return run_over(chain, tmp_path_factory.mktemp("whole"), "--ledger")


def run_over(inputs, folder, *options):
    (folder / "token.key").write_text(check.TOKEN_KEY + "\n")
    paths = {"rules": [ROOT / "rules" / "packs" / "eu-baseline.yaml"], "catalogue": FIXTURES / "catalogue.csv",
             "feed": FIXTURES / "feed.yaml", "installation": check.INSTALLATION, "inputs": inputs}
    return scan(paths, folder, *options)


def same_ledger(found, expected):
    return differences(comparable(expected), comparable(found))[:20]


def test_chain_gives_what_is_expected(whole):
    assert check.all_differences(whole.records, whole.summary) == []


def test_check_finds_what_is_wrong():
    assert check.prove() == []


def test_same_seed_same_bytes(chain, tmp_path):
    make_chain.Chain(20260223).write(tmp_path)
    assert [path.name for path in chain if not filecmp.cmp(path, tmp_path / path.name, shallow=False)] == []
    assert len(chain) == 43


def test_journal_changes_nothing(binary, chain, whole, tmp_path):
    """With a journal, in two runs, the ledger is the same; a third run over everything finds only duplicates."""
    journal = ("--journal", tmp_path / "chain.sqlite")
    half = len(chain) // 2
    run_over(chain[:half], tmp_path, *journal)
    done = run_over(chain[half:], tmp_path, "--ledger", *journal)
    assert same_ledger(done.records, whole.records) == []
    again = run_over(chain, tmp_path, *journal)
    assert again.records == [], "no event for what is known"
    counts = [again.summary[name] for name in ("read", "screened", "quarantined", "journalled", "duplicates")]
    expected = [whole.summary[name] for name in ("read", "screened", "quarantined", "journalled", "journalled")]
    assert counts == expected
    ledger = run_over(chain[:1], tmp_path, "--ledger", *journal)
    assert same_ledger(ledger.records, whole.records) == []


def test_order_of_files_changes_nothing(binary, chain, whole, tmp_path):
    done = run_over(list(reversed(chain)), tmp_path, "--ledger", "--batch-lines", "37")
    assert same_ledger(done.records, whole.records) == []


def test_events_day_by_day(binary, chain, whole, tmp_path):
    """A few days a run, as a chain does it at night: alerts come, are amended and go; together they are the ledger."""
    journal = ("--journal", tmp_path / "chain.sqlite")
    cuts = ["2026-03-14", "2026-03-18", "2026-03-19", "2026-03-24", "2026-03-26", "2026-04-06"]
    events, before = [], ""
    for cut in cuts:
        inputs = [path for path in chain if before <= path.name[6:16] < cut]
        events += run_over(inputs, tmp_path, *journal).records
        before = cut
    sent = [comparable(alerts, sent=True) for alerts in (whole.records, fold(events))]
    assert differences(*sent)[:20] == []
    assert interim_differences(events) == []


def interim_differences(events):
    """Whether what stood for a while was raised as worked out by hand, and went for the reason that is named."""
    lines = []
    replaced = {name for event in events for name in event["data"]["replaces"]}
    for case, told in check.cases().items():
        for expected in told.get("interim", []):
            mine = [event for event in events if event["subject"] == check.subject(expected["receipt"])]
            lines += [f"{case}: {line}" for line in check.one_case(expected, next(iter(mine), None))]
            if expected.get("replaced"):
                lines += [] if mine and mine[-1]["id"] in replaced else [f"{case}: - taken over by another alert"]
            elif not (mine and mine[-1]["type"].endswith(".withdrawn") and mine[-1]["data"]["reason"] == expected["reason"]):
                lines.append(f"{case}: - withdrawn because of {expected['reason']}")
    return lines


def test_sample(binary, tmp_path):
    done = run_over(sorted((FIXTURES / "sample").glob("*.csv")), tmp_path, "--ledger")
    expected = json.loads((FIXTURES / "expected" / "sample.json").read_text(encoding="utf-8"))["alerts"]
    by_subject = {alert["subject"]: alert for alert in done.records}
    lines = [line for told in expected for line in check.one_case(told, by_subject.get(check.subject(told["receipt"])))]
    assert (lines, len(done.records), done.summary["read"]) == ([], len(expected), 120)


def test_sample_is_what_the_generator_writes(tmp_path):
    make_chain.sample(tmp_path / "sample.csv")
    assert (tmp_path / "sample.csv").read_bytes() == (FIXTURES / "sample" / "sales-2026-03-02.csv").read_bytes()
