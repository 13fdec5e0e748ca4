"""The commands of the README and the programs of docs/DELIVERY.md do what they say."""

import base64
import hmac
import http.client
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from harness import BINARY, ROOT, Deadline, run, scan, webhook_secret
from pages import pattern
from shop import write_shop

from compare import fold

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page):
    """(language, word behind it, text) of each fenced block."""
    return BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_for_port(port, process):
    def connects():
        assert process.poll() is None, f"ended with {process.returncode}"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    Deadline(30).wait_for(connects, f"port {port}")


@pytest.fixture
def newcomer(binary, tmp_path):
    """A folder with what the repository ships, and the program on the path."""
    for name in ("rules", "fixtures"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "tillwatch").symlink_to(BINARY)
    return tmp_path


def test_readme(newcomer):
    if not (ROOT / "fixtures" / "sample").exists():
        pytest.skip("no fixtures/sample")
    env = os.environ | {"PATH": f"{newcomer / 'bin'}:{os.environ['PATH']}"}
    port, outputs, background = str(free_port()), [], []
    try:
        for language, word, text in blocks("README.md"):
            if language in ("csv", "yaml"):
                (newcomer / word).write_text(text, encoding="utf-8")
            elif word == "background":
                background.append(subprocess.Popen(["sh", "-c", "exec " + text.replace("8088", port)], cwd=newcomer, env=env,
                                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
                wait_for_port(int(port), background[-1])
            elif language == "output":
                assert pattern(text).fullmatch(outputs[-1]), f"README.md shows\n{text}\nand it prints\n{outputs[-1]}"
            else:
                assert language == "sh", f"what is a block of {language}?"
                done = subprocess.run(["sh", "-e"], input=text.replace("8088", port), cwd=newcomer, env=env, capture_output=True, text=True, timeout=120)
                assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
                outputs.append(done.stdout + done.stderr)
    finally:
        for process in background:
            process.terminate()
            process.wait(30)
    assert len(outputs) == 10
    sample, _, _, _, _, _, own, _, sent, looked = outputs
    assert "alerts that stand: 2 report, 1 review, 1 notice" in sample
    assert "1 report" in own and (newcomer / "my-quarantine.ndjson").read_text() == ""
    assert "waiting 0, refused 0" in sent
    assert "0 findings" in looked
    assert "C-20931" not in "".join(outputs) + (newcomer / "received.ndjson").read_text()


def receiver(language, folder, secret, store, port, under=()):
    """A receiver of the page, which listens; `under`: a command that watches it."""
    program = {name: text for _, name, text in blocks("docs/DELIVERY.md") if name.startswith("receiver.")}[f"receiver.{language}"]
    path = folder / f"receiver.{language}"
    path.write_text(program)
    command = {"py": [sys.executable, path], "sh": ["sh", path], "go": [folder / "receiver"]}[language]
    if language == "go":
        if not shutil.which("go"):
            pytest.skip("no go: sh Scripts/setup.sh")
        subprocess.run(["go", "build", "-o", folder / "receiver", path], check=True, timeout=120, cwd=folder,
                       env=os.environ | {"GOCACHE": os.environ.get("GOCACHE", str(folder / "cache")), "GO111MODULE": "off", "GOFLAGS": ""})
    if language == "sh" and not shutil.which("socat"):
        pytest.skip("no socat: sh Scripts/setup.sh")
    store.mkdir()
    process = subprocess.Popen([*map(str, under), *map(str, command), str(secret), str(store), str(port)], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_port(port, process)
    return process


LANGUAGES = ["py", "go", "sh"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_receivers_and_fold_of_the_page(binary, tmp_path, language):
    (tmp_path / "fold.py").write_text({name: text for _, name, text in blocks("docs/DELIVERY.md")}["fold.py"])
    paths, secret, store, port = write_shop(tmp_path, random.Random(3), 60), webhook_secret(tmp_path), tmp_path / "events", free_port()
    process = receiver(language, tmp_path, secret, store, port)
    try:
        ledger = scan(paths, tmp_path, "--journal", tmp_path / "journal.sqlite", "--deliver", f"http://127.0.0.1:{port}/",
                      "--secret-file", secret, "--ledger", "--batch-lines", "5").records
        other = webhook_secret(tmp_path, "other.secret")
        forged = run("scan", "--rules", *paths["rules"], "--catalogue", paths["catalogue"], "--feed", paths["feed"], "--token-key-file",
                     tmp_path / "token.key", "--journal", tmp_path / "forged.sqlite", "--installation", "forger", "--deliver",
                     f"http://127.0.0.1:{port}/", "--secret-file", other, "--deliver-timeout", "2", *paths["inputs"])
    finally:
        process.terminate()
        process.wait(30)
    assert {path.suffix for path in store.iterdir()} == {".json"}
    events = [json.loads(path.read_text()) for path in store.iterdir()]
    standing = {(alert["time"], alert["data"]["level"], alert["subject"]) for alert in ledger}
    assert len(standing) > 10
    assert {(event["time"], event["data"]["level"], event["subject"]) for event in fold(events)} == standing
    assert forged.code == 1 and all(event["source"] == "urn:tillwatch:cases" for event in events)
    printed = subprocess.run([sys.executable, tmp_path / "fold.py", store], capture_output=True, text=True, timeout=60, check=True)
    assert {tuple(line.split()) for line in printed.stdout.splitlines()} == standing


@pytest.mark.parametrize("language", LANGUAGES)
def test_receivers_of_the_page_take_what_is_signed_alone(tmp_path, language):
    """Signed here, by hand: what is forged, changed, old or too new is answered with 401 and not kept; what comes twice is kept once,
    and is on the disk before it is answered, as strace tells."""
    if not shutil.which("strace"):
        pytest.skip("no strace: sh Scripts/setup.sh")
    trace = tmp_path / "trace"
    watch = ("strace", "-D", "-f", "-o", trace, "-e", "trace=fsync,fdatasync,write,sendto", "-s", "20")
    secret, store, port = webhook_secret(tmp_path), tmp_path / "events", free_port()
    key, body = base64.b64decode(secret.read_text().strip().removeprefix("whsec_")), json.dumps({"id": "0a-1", "text": "ä\r\n\0"}).encode()
    now = int(time.time())

    def sign(id, stamp, body, key=key):
        return "v1," + base64.b64encode(hmac.digest(key, f"{id}.{stamp}.".encode() + body, "sha256")).decode()

    def send(signature, stamp=now, body=body, id="0a-1"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/hook", body, {"Webhook-Id": id, "webhook-timestamp": str(stamp), "webhook-signature": signature})
        with closing(connection):
            return connection.getresponse().status

    process, right, other = receiver(language, tmp_path, secret, store, port, watch), sign("0a-1", now, body), b"x" * 24
    try:
        assert send(sign("0a-1", now, body, other)) == 401
        assert send(right, body=body + b" ") == 401 and send(right, stamp=now + 1) == 401 and send(right, id="0a-2") == 401
        for stamp in (now - 400, now + 400):
            assert send(sign("0a-1", stamp, body), stamp=stamp) == 401
        assert send("") == 401 and send("v1,") == 401 and send(right[3:]) == 401
        assert list(store.iterdir()) == []
        assert send(right) == 204 and send(right) == 204
        # While a secret is rotated there are two signatures, one of which is right.
        assert send(sign("0a-1", now, body, other) + " " + right) == 204
    finally:
        process.terminate()
        process.wait(30)
    Deadline(30).wait_for(lambda: re.search(rf"^{process.pid} .*\+\+\+$", trace.read_text(), re.MULTILINE), "the end of the trace")
    calls = re.findall(r"(fsync|fdatasync)\(|(?:write|sendto)\(.*HTTP/1\.. (\d+)", trace.read_text())
    assert [status for _, status in calls].count("401") and calls.index(("", "204")) > 0
    assert calls[calls.index(("", "204")) - 1][0], "stored and not synced before the answer"
    assert [(path.name, path.read_bytes()) for path in store.iterdir()] == [("0a-1.json", body)]


def test_fixtures_page(newcomer):
    """Its commands are indented, not fenced; they write below /tmp, here below a folder of the test."""
    text = (ROOT / "fixtures/README.md").read_text(encoding="utf-8")
    commands = "".join(line[4:] + "\n" for line in text.splitlines() if line.startswith("    ")).replace("/tmp/", f"{newcomer}/")
    assert commands.count("tillwatch scan") == 1 and commands.count("check.py") == 1
    env = os.environ | {"PATH": f"{newcomer / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-e"], input=commands, cwd=newcomer, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{done.stdout[-3000:]}{done.stderr[-3000:]}"


def pages():
    return [path for folder in ("", "docs", "rules", "fixtures", "Tests") for path in (ROOT / folder).glob("**/*.md" if folder else "*.md")]


def test_pages_name_commands_that_exist(binary):
    """`tillwatch WORD WORD` in a page is a command of this version, or a command with its first argument."""
    there = {path: run(*path, "--help").out for path in [(), ("rules",), ("alerts",), ("outbox",), ("journal",), ("key",)]}
    for page in pages():
        for words in re.findall(r"(?:`|^ *|\$ |\| )tillwatch ([a-z]+)(?: ([a-z]+))?", page.read_text(encoding="utf-8"), re.MULTILINE):
            path = words[:1] if (words[0],) in there else ()
            name = words[1] if path else words[0]
            assert not name or re.search(rf"^  {name} ", there[path].partition("SUBCOMMANDS:")[2], re.MULTILINE), f"{page}: {words}"


def test_every_code_of_a_failure_is_explained():
    """Codes of files' diagnostics are compared in RulesTests; these are the others."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "Sources").rglob("*.swift"))
    thrown = re.findall(r'Failure\(\s*"([A-Z_]+)"', sources) + re.findall(r'case \w+ = "([A-Z]+_[A-Z_]+)"', sources)
    thrown += re.findall(r'let code = "([A-Z_]+)"', sources)
    thrown += re.findall(r'= (?:Self|Code)\(rawValue: "([A-Z]+_[A-Z_]+)"', sources)
    page = (ROOT / "docs/DIAGNOSTICS.md").read_text(encoding="utf-8").partition("## Running")[2]
    assert len(set(thrown)) > 30
    assert sorted(set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+|FAILED)`", page))) == sorted(set(thrown))


def test_links_between_pages_hold():
    for page in pages():
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page} links to {target}"


def test_architecture_names_files_that_exist():
    text = (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:Sources|Scripts|Tests)/[\w+/.]+|[\w+]+\.swift)`", text))
    known = {str(path.relative_to(ROOT)) for folder in ("Sources", "Scripts", "Tests") for path in (ROOT / folder).rglob("*")}
    names = {path.rsplit("/", 1)[1] for path in known}
    assert len(named) > 50
    assert sorted(name for name in named if name not in known and name not in names) == []
