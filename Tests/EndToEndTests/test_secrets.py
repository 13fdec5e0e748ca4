"""No raw token, card number or secret anywhere after a run over fixtures that plant them, searched byte by byte."""

import os
import random
import unicodedata

import pytest
from harness import ROOT, Receiver, run, webhook_secret
from table import TOKEN_KEY

FIXTURES = ROOT / "fixtures"
PLANTED = FIXTURES / "planted-secrets.txt"


def planted():
    """The texts that must not be found, one a line; `#` begins a comment."""
    lines = [line.strip() for line in PLANTED.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def spellings(text):
    """The bytes that a text may have been written as."""
    found = {text.encode(encoding) for encoding in ("utf-8", "utf-16-le")}
    found |= {unicodedata.normalize(form, text).encode() for form in ("NFC", "NFD")}
    if text.isascii() or all(ord(mark) < 256 for mark in text):
        found.add(text.encode("latin-1"))
    return found


@pytest.fixture(scope="module")
def left_over(binary, tmp_path_factory, chain):
    """Name to bytes of everything that a run with delivery leaves, prints and sends."""
    folder = tmp_path_factory.mktemp("secrets")
    secret = webhook_secret(folder)
    (folder / "token.key").write_text(TOKEN_KEY + "\n")
    options = ["--rules", ROOT / "rules/packs/eu-baseline.yaml", "--catalogue", FIXTURES / "catalogue.csv", "--feed", FIXTURES / "feed.yaml",
               "--token-key-file", folder / "token.key"]
    with Receiver(folder / "received.ndjson", secret) as receiver:
        done = run("scan", *options, "--journal", folder / "journal.sqlite", "--deliver", receiver.url, "--secret-file", secret,
                   "--quarantine", folder / "quarantine.ndjson", "--summary-json", folder / "summary.json", "--format", "ndjson", *chain)
    journal = ("--journal", folder / "journal.sqlite")
    subjects = [alert["subject"] for alert in run("alerts", "list", *journal, "--format", "ndjson").records]
    looked = [run("alerts", "list", *journal, "--format", "table"), run("outbox", "list", *journal, "--format", "table"), run("journal", "verify", *journal),
              run("verify", folder / "received.ndjson", "--secret-file", secret, "--format", "table")]
    looked += [run("alerts", "show", subject, *journal, "--format", "table") for subject in subjects]
    assert len(looked) > 20 and all(end.code == 0 for end in looked)
    broken = run("scan", *options, "--quarantine", folder / "again.ndjson", "--format", "table", *chain, FIXTURES / "no-such-file.csv")
    assert done.code == 0, done.err
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path not in (secret, folder / "token.key")}
    for name, end in [("scan", done), ("error", broken), *((f"command {number}", end) for number, end in enumerate(looked))]:
        found |= {f"{name} stdout": end.out.encode(), f"{name} stderr": end.err.encode()}
    return found, secret.read_text().strip()


def test_there_is_something_to_find(chain):
    """The planted texts stand in the input, else the search shows nothing."""
    content = b"".join(path.read_bytes() for path in chain)
    assert len(planted()) >= 5
    for text in planted():
        assert any(spelling in content for spelling in spellings(text)), text


def test_nothing_planted_is_left(left_over):
    found, _ = left_over
    assert found["received.ndjson"] and found["journal.sqlite"] and found["quarantine.ndjson"]
    for text in planted():
        for spelling in spellings(text):
            for name, content in found.items():
                assert spelling not in content, f"{text} in {name}"


def test_keys_and_secrets_are_nowhere(left_over):
    found, secret = left_over
    for text in (TOKEN_KEY, bytes.fromhex(TOKEN_KEY), secret, secret.removeprefix("whsec_")):
        for name, content in found.items():
            assert (text if isinstance(text, bytes) else text.encode()) not in content, name


def test_the_search_finds_what_it_looks_for(left_over):
    found, _ = left_over
    text = random.choice(planted())
    hidden = os.urandom(100) + next(iter(spellings(text))) + os.urandom(100)
    assert any(spelling in hidden for spelling in spellings(text))
