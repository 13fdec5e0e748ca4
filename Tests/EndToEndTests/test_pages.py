"""Pages of docs/ whose commands are shown with their output print just that."""

import pytest
from harness import BINARY, ROOT
from pages import pattern, run_page

# README, DELIVERY and the fixtures' page start servers or write elsewhere: test_docs.py runs those.
PAGES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md") if "\n```output\n" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES)
def test_page(page, binary, tmp_path):
    for name in ("rules", "fixtures"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "tillwatch").symlink_to(BINARY)
    ran = run_page(page, tmp_path)
    assert any(one.shown for one in ran)


@pytest.mark.parametrize("printed, matches", [
    ("a\nb\nc\n", True),
    ("a\nc\n", True),
    ("a\nb\n", False),
    ("x\nc\n", False),
])
def test_elided_lines(printed, matches):
    assert bool(pattern("a\n…\nc\n").fullmatch(printed)) == matches


@pytest.mark.parametrize("printed, matches", [("took 1.2 s.\n", True), ("took 1.2 s\n", False), ("took\n1 s.\n", False)])
def test_elided_characters(printed, matches):
    assert bool(pattern("took … s.\n").fullmatch(printed)) == matches
