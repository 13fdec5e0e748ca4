"""Runs the blocks of a page of documentation, and compares what they print with what the page shows.

    ```yaml FILE      writes FILE into the reader's folder (csv, json, yaml, text with a name alike)
    ```sh             is run with `sh`; it must exit 0, or with N where the block says ```sh exit=N
    ```output         is what the block before it printed, standard output then standard error

In an output, a line `…` stands for any lines, and `…` inside a line for any characters. The folder is a new one that holds
`rules`, `fixtures` and the program on its path.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from harness import ROOT

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = ("yaml", "csv", "json", "ndjson", "text")


@dataclass
class Ran:
    """A block that ran, what the page shows of it, and what it printed."""

    text: str
    shown: str | None
    printed: str


def blocks(page):
    """(language, word behind it, text) of each fenced block."""
    return BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


def pattern(shown):
    """The regular expression of an output with its elisions."""
    lines = [".*" if line == "…" else ".*".join(re.escape(part) for part in line.split("…")) for line in shown.splitlines()]
    parts = [r"(?:[^\n]*\n)*?" if line == ".*" and given == "…" else re.sub(r"\.\*", "[^\\\\n]*", line) + r"\n"
             for line, given in zip(lines, shown.splitlines())]
    return re.compile("".join(parts))


def run_page(page, folder, *, seconds=120):
    """Runs a page's blocks in order; fails where one exits otherwise or prints something else. Returns what ran."""
    env = os.environ | {"PATH": f"{folder / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}", "NO_COLOR": "1"}
    ran = []
    for language, word, text in blocks(page):
        if language in FILES and word:
            (folder / word).parent.mkdir(parents=True, exist_ok=True)
            (folder / word).write_text(text, encoding="utf-8")
        elif language == "sh":
            wanted = int(word.removeprefix("exit=")) if word else 0
            done = subprocess.run(["sh", "-e"], input=text, cwd=folder, env=env, capture_output=True, text=True, timeout=seconds)
            assert done.returncode == wanted, f"{page}: exit {done.returncode}\n{text}\n{done.stdout}\n{done.stderr}"
            ran.append(Ran(text, None, done.stdout + done.stderr))
        elif language == "output":
            assert ran, f"{page}: an output before any command"
            last = ran[-1]
            assert last.shown is None, f"{page}: two outputs of one command"
            last.shown = text
            assert pattern(text).fullmatch(last.printed), f"{page}:\n{last.text}\nshown:\n{text}\nprinted:\n{last.printed}"
    return ran
