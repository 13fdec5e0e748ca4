"""The benchmarks' own frame: that what differs is told, and that the page keeps what was written by hand."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from Benchmarks import results
from Benchmarks.measure import Contestant, Differs, in_turn, printed_number


def printing(name, number, code=0):
    return Contestant(name, lambda _: [sys.executable, "-c", f"print({number}); raise SystemExit({code})"], printed_number)


def test_the_same_answers():
    contestants = [printing("tillwatch", 7), printing("another", 7)]
    in_turn(contestants, 3)
    assert [len(one.runs) for one in contestants] == [3, 3]
    assert all(run.seconds > 0 and run.cpu > 0 and run.peak_mib > 1 for one in contestants for run in one.runs)


def test_another_answer_ends_the_run():
    with pytest.raises(Differs, match="answers .* differ: .*'7': 'tillwatch', '8': 'another'"):
        in_turn([printing("tillwatch", 7), printing("another", 8)], 3)


def test_one_that_fails_ends_the_run():
    with pytest.raises(Differs, match="another ended with 3"):
        in_turn([printing("tillwatch", 7), printing("another", 7, code=3)], 1)


def test_page_and_chart(tmp_path, monkeypatch):
    for name, file in (("KEPT", "results.json"), ("PAGE", "page.md"), ("PICTURE", "chart.svg")):
        monkeypatch.setattr(results, name, tmp_path / file)
    page = Path(results.PAGE)
    page.write_text(f"By hand, above.\n\n{results.BEGIN}\nold\n{results.END}\n\nBy hand, below.\n")
    contestants = [printing("tillwatch", 7), printing("one & another", 7)]
    in_turn(contestants, 2)
    results.keep("J2", results.compared("J2: two", contestants, "Work.", "all"), "make bench", 2)
    results.keep("J1", results.compared("J1: one", contestants, "Work.", "all"), "make bench", 2)
    for _ in range(2):
        results.publish()
        text = page.read_text()
        assert text.startswith("By hand, above.\n") and text.endswith("\n\nBy hand, below.\n")
        assert "old" not in text and text.index("### J1: one") < text.index("### J2: two")
        assert text.count("| one & another |") == 2 and text.count("J1, J2: 2 rounds in turn") == 1
    drawn = ElementTree.fromstring(Path(results.PICTURE).read_text())
    assert len(drawn.findall(".//{*}rect")) == 4
