"""What the end-to-end tests share: where things are, and how the program is run."""

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = (ROOT / os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve()
sys.path.insert(0, str(ROOT / "Tests" / "oracle"))
# No test takes longer than this for one run of the program.
RUN_SECONDS = 120


@dataclass
class Done:
    """A run of the program that has ended."""

    code: int
    out: str
    err: str

    @property
    def records(self):
        return [json.loads(text) for text in self.out.splitlines() if text.strip()]


@dataclass
class Scan(Done):
    """A scan that has ended, with the files that it wrote."""

    summary: dict
    quarantine: list


def run(*arguments, stdin=b"", env=None, seconds=RUN_SECONDS):
    """Runs the program to its end; never waits longer than `seconds`."""
    done = subprocess.run([str(BINARY), *map(str, arguments)], input=stdin, capture_output=True, timeout=seconds,
                          env={**os.environ, **(env or {})})
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def scan_arguments(paths, folder):
    """The arguments of a scan over the paths that the oracle's `compute` takes."""
    return ["scan", "--rules", *paths["rules"], "--catalogue", paths["catalogue"], "--feed", paths["feed"],
            "--installation", paths["installation"], "--token-key-file", folder / "token.key", "--format", "ndjson"]


def scan(paths, folder, *options, code=0, env=None):
    """A scan that has to end with `code`."""
    summary = folder / "summary.json"
    summary.unlink(missing_ok=True)
    done = run(*scan_arguments(paths, folder), "--summary-json", summary, *options, *paths["inputs"], env=env)
    empty = done.code == 1 and code == 0 and nothing_journalled(summary)
    assert done.code == code or empty, f"exit {done.code}\n{done.err}"
    quarantine = folder / "quarantine.ndjson"
    rows = [json.loads(text) for text in quarantine.read_text().splitlines()] if quarantine.exists() else []
    return Scan(done.code, done.out, done.err, json.loads(summary.read_text()), rows)


def nothing_journalled(summary):
    """Exit 1 is right when lines passed the screen and not one could be journalled (formats 2)."""
    return summary.exists() and json.loads(summary.read_text())["journalled"] == 0
