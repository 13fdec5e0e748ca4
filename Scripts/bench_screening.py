#!/usr/bin/env python3
"""What screening a large article master costs: seconds and peak memory of whole processes.

    TILLWATCH_BINARY=… Scripts/bench_screening.py [ARTICLES] [RUNS]

100,000 articles (by default) made from the names of fixtures/articles and of ordinary goods, four to one, shuffled by a fixed seed; the
best of RUNS (3). The count of proposals has to be the same in every run, and at ten times the articles memory may not be ten times as
much: the last line compares a tenth of the articles with all.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = (ROOT / os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve()
ARTICLES = ROOT / "fixtures" / "articles"
sys.path.insert(0, str(ROOT / "fixtures"))


def names(count):
    from articles import unwatched

    ordinary = [text for _, text, _ in unwatched()]
    labelled = []
    for path in sorted(ARTICLES.glob("*-??.csv")):
        with open(path, encoding="utf-8", newline="") as source:
            labelled += [(row["name"], row["composition"]) for row in csv.DictReader(source)]
    chance = random.Random(8)
    return [chance.choice(labelled) if chance.random() < 0.2 else (chance.choice(ordinary), "") for _ in range(count)]


def measured(path):
    """Seconds, peak memory in MiB, and how many proposals were printed."""
    command = [BINARY, "catalogue", "screen", path, "--lists", *sorted((ROOT / "rules" / "lists").glob("*.yaml")),
               "--knowledge", ROOT / "rules" / "knowledge", "--format", "ndjson"]
    with tempfile.TemporaryFile() as out:
        began = time.monotonic()
        pid = os.posix_spawn(BINARY, list(map(str, command)), os.environ, file_actions=[
            (os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
        _, status, used = os.wait4(pid, 0)
        seconds = time.monotonic() - began
        if os.waitstatus_to_exitcode(status):
            sys.exit(f"exit {os.waitstatus_to_exitcode(status)}")
        out.seek(0)
        return seconds, used.ru_maxrss / 1024, sum(1 for _ in out)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        for part in (count // 10, count):
            path = Path(folder) / f"articles-{part}.csv"
            with open(path, "w", encoding="utf-8", newline="") as target:
                writer = csv.writer(target)
                writer.writerow(["product", "name", "composition"])
                writer.writerows((f"{number:07}", *texts) for number, texts in enumerate(names(part)))
            found = [measured(path) for _ in range(runs)]
            if len({proposals for _, _, proposals in found}) != 1:
                sys.exit("two runs differ")
            seconds, memory = min(one[0] for one in found), max(one[1] for one in found)
            print(f"{part:9,} articles  {seconds:6.2f} s  {part / seconds:9,.0f}/s  {memory:7.1f} MiB peak  {found[0][2]:,} proposals")


if __name__ == "__main__":
    main()
