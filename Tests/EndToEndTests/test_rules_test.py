"""`rules test`: the shipped packs are tested to the last change, and what it ends with."""

import re
import shutil
import xml.etree.ElementTree as ElementTree

import pytest
from harness import ROOT, run

PACKS = ROOT / "rules" / "packs"


def test_no_rule_of_the_shipped_packs_is_uncovered_and_no_change_goes_unnoticed(binary):
    done = run("rules", "test", PACKS, "--coverage", "--mutate", "--strict", seconds=600)
    assert done.code == 0, done.out + done.err
    assert done.out.count("everything is exercised") == len(list(PACKS.glob("*.yaml")))
    made = [(int(made), int(alive)) for made, alive in re.findall(r": (\d+) made, .* (\d+) alive", done.out)]
    assert len(made) == len(list(PACKS.glob("*.yaml"))) and all(number > 100 and alive == 0 for number, alive in made)


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    return tmp_path / "rules" / "packs"


# Each line of a pack that says something, and another value for it.
@pytest.mark.parametrize("pack, old, new", [
    ("eu-baseline", "at_least: 10 kg", "at_least: 10.01 kg"),
    ("eu-baseline", "within: 60min", "within: 61min"),
    ("eu-baseline", "at_most: 5", "at_most: 6"),
    ("gb-baseline", "unless: {licence: valid, professional: valid}", "unless: {licence: valid}"),
    ("us-baseline", "above: 3.6 g", "at_least: 3.6 g"),
    ("ca-baseline", "at_most: 4 l", "at_most: 4.1 l"),
])
def test_a_change_of_a_shipped_pack_fails_its_tests(binary, copy, pack, old, new):
    path = copy / f"{pack}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = run("rules", "test", copy / "tests" / f"{pack}.yaml")
    assert done.code == 1, done.out + done.err
    assert "failed" in done.err and "≠" in done.out


TESTS = """
tillwatch: 1
packs: [rules/packs/eu-baseline.yaml]
catalogue: |
  product  substance        concentration  net
  lime     calcium-nitrate  100 %          1 kg
tests:
  - name: "ten <kilograms> & \\"more\\""
    purchases: |
      time              buyer  product  quantity  tender
      2026-12-01 10:00  A      lime     QUANTITY  cash
    alerts: [{at: 2026-12-01 10:00, level: notice, buyer: A, rules: [amount, cash]}]
"""


def test_exit_codes_and_junit(binary, copy, tmp_path):
    path, report = tmp_path / "pack.test.yaml", tmp_path / "report.xml"
    path.write_text(TESTS.replace("QUANTITY", "10"), encoding="utf-8")
    assert run("rules", "test", path, "--junit", report).code == 0
    root = ElementTree.parse(report).getroot()
    assert root.attrib["failures"] == "0" and root.find("testsuite/testcase/failure") is None

    path.write_text(TESTS.replace("QUANTITY", "9.5"), encoding="utf-8")
    failed = run("rules", "test", path, "--junit", report)
    assert failed.code == 1
    case = ElementTree.parse(report).getroot().find("testsuite/testcase")
    assert case.attrib["name"] == 'ten <kilograms> & "more"'
    assert "nearest miss: amount 9.5 kg of at least 10 kg (95 %)" in case.find("failure").text

    # What is not exercised fails only where that is asked for.
    path.write_text(TESTS.replace("QUANTITY", "10"), encoding="utf-8")
    assert run("rules", "test", path, "--coverage").code == 0
    assert run("rules", "test", path, "--coverage", "--strict").code == 1

    path.write_text(TESTS.replace("QUANTITY", "ten"), encoding="utf-8")
    unusable = run("rules", "test", path)
    assert unusable.code == 2 and f"{path}:11:41: error[D024]" in unusable.err
    nothing = run("rules", "test", tmp_path / "rules" / "lists")
    assert nothing.code == 2 and "holds no test file" in nothing.err
