"""`rules new`, the schemas that editors use, and shell completions."""

import json
import shutil
import subprocess

import pytest
import yaml
from harness import BINARY, ROOT, run
from jsonschema import Draft202012Validator

SCHEMA_LINE = "# yaml-language-server: $schema="


def test_a_new_pack_checks_clean_and_scans(binary, tmp_path):
    done = run("rules", "new", "--out", tmp_path / "packs", "my-shop")
    names = ["my-shop.yaml", "my-shop.list.yaml", "my-shop.test.yaml", "pack.schema.json"]
    assert done.code == 0, done.err
    assert done.out.splitlines() == [str(tmp_path / "packs" / name) for name in names]
    pack = tmp_path / "packs" / "my-shop.yaml"
    checked = run("rules", "check", "--strict", pack)
    assert checked.code == 0, checked.err
    # Every rule explains itself.
    text = pack.read_text()
    assert text.count("# ") > 10 and "my-shop" in text and "NAME" not in text
    told = yaml.safe_load((tmp_path / "packs" / "my-shop.test.yaml").read_text())
    assert told["packs"] == ["my-shop.yaml"] and len(told["tests"]) >= 4
    rules = {rule["id"] for rule in yaml.safe_load(text)["rules"]}
    expected = {rule for test in told["tests"] for alert in test.get("alerts", []) for rule in alert["rules"]}
    assert expected == rules, "every rule has a test in which it raises an alert"


def test_the_tests_of_a_new_pack_pass(binary, tmp_path):
    if "test " not in run("rules", "--help").out:
        pytest.skip("this program has no `rules test`")
    assert run("rules", "new", "--out", tmp_path, "my-shop").code == 0
    done = run("rules", "test", tmp_path / "my-shop.test.yaml")
    assert done.code == 0, done.out + done.err


def test_nothing_is_written_over(binary, tmp_path):
    assert run("rules", "new", "--out", tmp_path, "one").code == 0
    before = (tmp_path / "one.yaml").read_text()
    (tmp_path / "pack.schema.json").write_text("mine")
    done = run("rules", "new", "--out", tmp_path, "one")
    assert done.code == 2 and "FILE_EXISTS" in done.err and done.out == ""
    assert (tmp_path / "one.yaml").read_text() == before
    assert run("rules", "new", "--out", tmp_path, "two").code == 0
    assert (tmp_path / "pack.schema.json").read_text() == "mine"


@pytest.mark.parametrize("name", ["", "two words", "../up", "-x", "a" * 65, "größe"])
def test_a_name_that_is_none(binary, tmp_path, name):
    done = run("rules", "new", "--out", tmp_path, "--", name)
    assert done.code == 2 and "error[PACK_NAME]" in done.err
    assert list(tmp_path.iterdir()) == []


def test_shipped_files_point_at_the_shipped_schemas(binary):
    for kind, folder, names in (("pack", "packs", "*"), ("list", "lists", "*"), ("knowledge", "knowledge", "[!l]*"), ("language", "knowledge", "l*")):
        printed = run("schema", kind).out
        shipped = ROOT / "rules" / "schemas" / f"{kind}.schema.json"
        assert shipped.read_text(encoding="utf-8") == printed, f"tillwatch schema {kind} > {shipped}"
        validator = Draft202012Validator(json.loads(printed))
        files = [path for path in sorted((ROOT / "rules" / folder).glob(f"{names}.yaml")) if not path.name.endswith(".test.yaml")]
        assert files
        for path in files:
            first = path.read_text(encoding="utf-8").splitlines()[0]
            assert first.startswith(SCHEMA_LINE), path
            assert (path.parent / first.removeprefix(SCHEMA_LINE)).resolve() == shipped, path
            told = json.loads(json.dumps(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)))
            assert list(validator.iter_errors(told)) == [], path


def test_completions(binary, tmp_path):
    for shell, check in (("bash", ["bash", "-n"]), ("zsh", ["zsh", "-n"]), ("fish", ["fish", "-n"])):
        done = run("--generate-completion-script", shell)
        assert done.code == 0 and "rules" in done.out, shell
        script = tmp_path / shell
        script.write_text(done.out)
        if shutil.which(check[0]):
            assert subprocess.run([*check, script], capture_output=True).returncode == 0, shell


@pytest.mark.parametrize("words, expected", [
    (["tillwatch", "rule"], {"rules"}), (["tillwatch", "rules", ""], {"check", "new"}),
    (["tillwatch", "rules", "check", "--st"], {"--strict"}),
    (["tillwatch", "rules", "check", "--format", ""], {"text", "json", "sarif"}),
    (["tillwatch", "schema", ""], {"pack", "list", "feed", "alert"}),
])
def test_completions_complete(binary, tmp_path, words, expected):
    script = tmp_path / "bash"
    script.write_text(run("--generate-completion-script", "bash").out)
    # As the shell calls it: the words typed so far, and the function that `complete` names.
    program = r"""
        source "$1"; shift
        name=$(complete -p tillwatch | sed 's/.*-F \([^ ]*\).*/\1/')
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        "$name" tillwatch "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
        printf '%s\n' "${COMPREPLY[@]}"
    """
    done = subprocess.run(["bash", "-c", program, "_", script, *words], capture_output=True, text=True)
    found = {line.strip() for line in done.stdout.splitlines()}
    assert expected <= found, done.stdout + done.stderr


def test_install_puts_completions_where_shells_look(binary, tmp_path):
    done = subprocess.run(["sh", ROOT / "Scripts" / "install.sh", BINARY, tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    share = tmp_path / "share"
    for name in ("bash-completion/completions/tillwatch", "zsh/site-functions/_tillwatch",
                 "fish/vendor_completions.d/tillwatch.fish", "man/man1/tillwatch.1",
                 "tillwatch/rules/packs/eu-baseline.yaml", "tillwatch/rules/schemas/pack.schema.json"):
        assert (share / name).stat().st_size > 100, name
    assert run("rules", "check", "--strict", share / "tillwatch" / "rules" / "packs" / "eu-baseline.yaml").code == 0
