"""How well articles are screened, on names that were written for it: figures below which no change may fall."""

import re
import subprocess
import sys

from harness import BINARY, ROOT

# Over all languages and substances, of the half that is never looked at: what docs/CATALOGUE.md states, less what chance may do to it.
FLOORS = {"recall": 0.96, "precision": 0.95, "concentration": 0.97, "net amount": 0.97}


def test_the_files_are_what_the_families_give():
    done = subprocess.run([sys.executable, ROOT / "fixtures/articles/make.py", "--check"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_articles_are_found(binary):
    done = subprocess.run([sys.executable, ROOT / "Scripts/evaluate_screening.py", "--heldout"], capture_output=True, text=True, timeout=300,
                          env={"TILLWATCH_BINARY": str(BINARY), "PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("all "))
    shares = [float(right) / int(count) for right, count in re.findall(r"(\d+)/(\d+)", row)]
    assert len(shares) == len(FLOORS)
    assert {name: share for (name, floor), share in zip(FLOORS.items(), shares) if share < floor} == {}
    assert len(re.findall(r"^language ", done.stdout, re.MULTILINE)) == 9
    assert len(re.findall(r"^substance ", done.stdout, re.MULTILINE)) >= 24
