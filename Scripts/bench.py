#!/usr/bin/env python3
"""How fast a scan is on this machine, and how much memory it takes: the made-up chain, repeated with new receipts.

    TILLWATCH_BINARY=… Scripts/bench.py [COPIES]

A first measure, to notice when something becomes slow; it compares with nothing. Each kind of run is done three times and the
best is reported.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = (ROOT / os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve()
RUNS = 3


def copies(folder, count):
    """The chain's exports `count` times, each time with other receipt numbers, so that no line is a duplicate."""
    subprocess.run([sys.executable, str(ROOT / "fixtures/make_chain.py"), "--out", str(folder / "once")], check=True, stdout=subprocess.DEVNULL)
    sources = sorted((folder / "once").glob("*.csv"))
    column = sources[0].read_bytes().split(b"\n", 1)[0].decode("cp1252").split(";").index("Bon")
    target = folder / "many.csv"
    with open(target, "wb") as out:
        for number in range(count):
            for index, source in enumerate(sources):
                header, *lines = source.read_bytes().splitlines(keepends=True)
                if number == index == 0:
                    out.write(header)
                out.writelines(renumbered(line, column, number) for line in lines)
    return target


def renumbered(line, column, number):
    cells = line.split(b";")
    if number and len(cells) > column and b'"' not in line:
        cells[column] = b"%d%s" % (number, cells[column])
    return b";".join(cells)


def measured(name, folder, *options):
    """Prints rate and peak memory of one kind of run."""
    best, peak, summary = None, 0, folder / "summary.json"
    for run in range(RUNS):
        told = [str(option).replace("RUN", str(run)) for option in options]
        command = [BINARY, "scan", "--rules", ROOT / "rules/packs/eu-baseline.yaml", "--catalogue", ROOT / "fixtures/catalogue.csv",
                   "--feed", ROOT / "fixtures/feed.yaml", "--token-key-file", folder / "token.key", "--format", "ndjson",
                   "--summary-json", summary, *told]
        began = time.monotonic()
        process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(errors.decode())
        best, peak = seconds if best is None else min(best, seconds), max(peak, used.ru_maxrss)
    counts = json.loads(summary.read_text())
    size = sum(Path(option).stat().st_size for option in told if option.endswith(".csv"))
    print(f"{name:32} {counts['read'] / best:12,.0f} lines/s {size / best / 1e6:8.1f} MB/s {best:7.2f} s {peak / 1024:8.1f} MiB peak   "
          f"{counts['read']:,} read, {counts['journalled']:,} journalled")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "token.key").write_text("ab" * 32)
        source = copies(folder, count)
        bread = folder / "unwatched.csv"
        with open(source, "rb") as lines, open(bread, "wb") as out:
            out.write(next(lines))
            out.writelines(line for line in lines if b";007" not in line and b";008" not in line)
        measured("nearly everything screened out", folder, bread)
        measured("scan in memory", folder, source)
        measured("scan with a journal", folder, "--journal", folder / "journal-RUN.sqlite", source)
    print(f"this machine: {os.cpu_count()} cores, peak of this script {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
