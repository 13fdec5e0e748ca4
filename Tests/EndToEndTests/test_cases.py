"""The table of cases, against the oracle and against the program."""

import subprocess
import sys

import pytest
from harness import ROOT, scan
from ledger import compute
from table import alert_mismatches, load, mismatches, rows

from compare import comparable, differences

CASES = load()
PARAGRAPHS = ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "3.1", "3.2", "3.3", "3.4", "3.5",
              "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "6.1", "6.2", "6.3", "7.1", "7.2"]
LEDGERS = [case for case in CASES if "refused" not in case.told]
# Counted by the program only.
NOT_THE_ORACLES = {"assumed_density", "corrections"}


def having(key):
    found = [case for case in CASES if key in case.told]
    assert found, f"no case has {key}"
    return pytest.mark.parametrize("case", found, ids=repr)


def orders(case):
    """The lines as written and, where arrival does not matter, backwards."""
    return [case.lines] if case.told.get("order") == "as written" else [case.lines, case.lines[::-1]]


def told_counts(told, without=()):
    return {name: value for name, value in told.get("counts", {}).items() if name not in without}


def test_every_paragraph_has_a_case():
    assert sorted({case.paragraph for case in CASES}) == PARAGRAPHS


def test_the_page_is_up_to_date():
    done = subprocess.run([sys.executable, str(ROOT / "Tests/cases/render.py"), "--check"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("case", LEDGERS, ids=repr)
def test_oracle(case, tmp_path):
    for lines in orders(case):
        result = compute(**case.write(tmp_path, lines))
        assert alert_mismatches(case.told["alerts"], result["alerts"]) == []
        assert mismatches(told_counts(case.told, NOT_THE_ORACLES), result["summary"]) == []


@pytest.mark.parametrize("case", LEDGERS, ids=repr)
def test_program(case, binary, tmp_path):
    for batch in (1000, 1):
        for lines in orders(case):
            paths = case.write(tmp_path, lines)
            run = scan(paths, tmp_path, "--ledger", "--batch-lines", str(batch))
            assert alert_mismatches(case.told["alerts"], run.records) == []
            assert mismatches(told_counts(case.told), run.summary) == []
            assert differences(comparable(compute(**paths)["alerts"]), comparable(run.records)) == []


@having("events")
def test_events(case, binary, tmp_path):
    events = scan(case.write(tmp_path), tmp_path, "--batch-lines", "1").records
    times = {event["id"]: event["time"] for event in events}
    shown = [{"type": event["type"].removeprefix("org.tillwatch.alert."), "time": event["time"], "revision": event["data"]["revision"],
              "reason": event["data"]["reason"], "takes_over": ", ".join(times[name] for name in event["data"]["replaces"])}
             for event in events]
    assert [event.get("takes_over", "") for event in case.told["events"]] == [event["takes_over"] for event in shown]
    assert mismatches(case.told["events"], shown) == []


@having("quarantine")
def test_quarantine(case, binary, tmp_path):
    run = scan(case.write(tmp_path), tmp_path, "--quarantine", str(tmp_path / "quarantine.ndjson"))
    assert [row["reason"] for row in run.quarantine] == case.told["quarantine"]
    assert sum(run.summary["reasons"].values()) == len(case.told["quarantine"])


@having("cut_after")
def test_cut_in_two(case, binary, tmp_path):
    paths, cut = case.write(tmp_path), int(case.told["cut_after"])
    for part in (case.lines[:cut], case.lines[cut:]):
        case.write_input(paths["inputs"][0], part)
        run = scan(paths, tmp_path, "--ledger", "--journal", str(tmp_path / "journal.sqlite"))
    assert alert_mismatches(case.told["alerts"], run.records) == []


@having("then")
def test_second_scan(case, binary, tmp_path):
    journal = ["--journal", str(tmp_path / "journal.sqlite")]
    scan(case.write(tmp_path), tmp_path, *journal)
    then = case.told["then"]
    paths = case.write(tmp_path, told=then)
    case.write_input(paths["inputs"][0], rows(then["lines"]))
    run = scan(paths, tmp_path, "--ledger", *journal)
    assert alert_mismatches(then["alerts"], run.records) == []
    assert mismatches(told_counts(then), run.summary) == []


@having("never_shown")
def test_never_shown(case, binary, tmp_path):
    paths = case.write(tmp_path)
    run = scan(paths, tmp_path, "--journal", str(tmp_path / "journal.sqlite"), "--quarantine", str(tmp_path / "quarantine.ndjson"))
    paths["inputs"][0].unlink()
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] + [run.out.encode(), run.err.encode()]
    for text in case.told["never_shown"]:
        assert not any(text.encode() in content for content in kept), text


@having("refused")
def test_refused(case, binary, tmp_path):
    pack = case.write(tmp_path)["rules"][0]
    done = subprocess.run([str(binary), "rules", "check", str(pack)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2, done.stderr
    assert f"{pack}:" in done.stderr and case.told["refused"] in done.stderr and "help: " in done.stderr
