"""The check of imports finds what it is there to find."""

import shutil
import subprocess
import sys

import pytest

from harness import ROOT

CHECK = ROOT / "Scripts" / "check_imports.py"


def check(root):
    return subprocess.run([sys.executable, str(CHECK), str(root)], capture_output=True, text=True, timeout=60)


@pytest.fixture
def copy(tmp_path):
    for folder in ("Sources", "Tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_tree_is_clean():
    done = check(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module, line, message", [
    ("Purchases", "import Journal", "Purchases must not import Journal, which is above it"),
    ("Detection", "package import Delivery", "Detection must not import Delivery, which is beside it"),
    ("Journal", "@preconcurrency import Rules", "Journal must not import Rules, which is beside it"),
    ("Reception", "import struct Journal.SubjectState", "Reception must not import Journal, which is below it"),
    ("Purchases", "import Foundation", "Purchases must not import Foundation"),
    ("Pipeline", "import GRDB", "Pipeline must not import GRDB; it is for Journal, Queries, Reception"),
    ("Feeds", "private import CCurl", "Feeds must not import CCurl, which is below it"),
    ("Feeds", "    import Yams", "Feeds must not import Yams; it is for Documents"),
    ("Pipeline", "import LeftPad", "Pipeline must not import LeftPad; it is for no module"),
    ("tillwatch", "@_exported import Pipeline", "a re-export hides who imports what"),
])
def test_a_planted_import_is_found(copy, module, line, message):
    planted = copy / "Sources" / module / "Planted.swift"
    planted.write_text("// One line above.\n" + line + "\n")
    done = check(copy)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [text for text in done.stdout.splitlines() if "not allowed" in text or "Planted.swift:2: error: " in text]
    assert message in done.stdout


def test_a_planted_testable_import_is_found(copy):
    (copy / "Tests" / "JournalTests" / "Planted.swift").write_text("@testable import Journal\n")
    done = check(copy)
    assert done.returncode == 1 and "Tests/JournalTests/Planted.swift:1: error: " in done.stdout


def test_a_new_module_needs_a_row(copy):
    (copy / "Sources" / "Planted").mkdir()
    assert "no such module in the table" in check(copy).stdout
