"""Instructions and allocations of small scans of made-up lines, by valgrind: what gates, because it does not depend on the machine's mood.

    TILLWATCH_BINARY=… python3 -m Benchmarks.counts [--write]

Prints what a dropped byte, a dropped line and a watched line cost, beside Benchmarks/baseline.json; --write makes that anew.
Three inputs for each format: a beginning, the same with many more dropped lines, the same with many more watched ones; what
is told is the difference, so that starting and ending count for nothing.
"""

import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .prepare import Tools
from .results import Section
from .rules import CATALOGUE, FEED, LIST, pack, rule

HERE = Path(__file__).resolve().parent
BASELINE = HERE / "baseline.json"
COLUMNS = ("household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value", "week", "transaction_timestamp")
BODY, TIMES, WATCHED = 20_000, 16, 2_000
# Of each figure: how much of it may differ, and how little is nothing.
TOLERANCE = 0.05
NOTHING = {"instructions per dropped byte": 0.05, "allocations per dropped line": 0.001, "instructions per watched line": 500,
           "allocations per watched line": 0.5}


class Missing(Exception):
    """What is needed for counting and not there."""


def tools():
    """Where valgrind is, with what else is needed."""
    found = {name: next(filter(None, map(shutil.which, names)), None) for name, names in
             {"valgrind": ["valgrind"], "strip": ["strip", "llvm-strip"], "compiler": ["clang", "cc"]}.items()}
    if missing := [name for name, path in found.items() if not path]:
        raise Missing(f"not counted: no {', '.join(missing)}")
    return found


def environment():
    """What counts depend on besides the program's source."""
    said = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout if shutil.which("swift") else ""
    version = re.search(r"Swift version ([\d.]+)", said)
    return {"architecture": platform.machine(), "c library": "-".join(platform.libc_ver()), "swift": version[1] if version else "none"}


def counted(binary: Path, folder: Path) -> dict:
    """All figures of both formats."""
    found = tools()
    # Debugging information of Swift stops valgrind 3.19.
    subprocess.run([found["strip"], "--strip-debug", "-o", folder / "program", binary], check=True)
    subprocess.run([found["compiler"], "-O2", "-shared", "-fPIC", "-o", folder / "counting.so", HERE / "counting.c"], check=True)
    for name, text in {"list.yaml": LIST, "catalogue.csv": CATALOGUE + "".join(f"W{number},salt,100,w/w,1,kg\n" for number in range(200)),
                       "pack.yaml": pack("none", [rule("much", "sum mass", "7d", "40000 kg")]), "token.key": "ab" * 32 + "\n",
                       "feed-csv.yaml": FEED.format(format="csv"), "feed-ndjson.yaml": FEED.format(format="ndjson")}.items():
        (folder / name).write_text(text)
    (folder / "token.key").chmod(0o600)
    return {f"{kind}: {name}": figure for kind in ("csv", "ndjson") for name, figure in of_format(kind, folder).items()}


def of_format(kind: str, folder: Path) -> dict:
    chance = random.Random(7)
    head = ",".join(COLUMNS) + "\n" if kind == "csv" else ""
    body = "".join(line(kind, chance, number, f"{chance.randrange(10**5, 10**7)}") for number in range(BODY))
    watched = "".join(line(kind, chance, BODY + number, f"W{number % 200}") for number in range(WATCHED))
    (begun, of_begun), (dropped, of_dropped), (kept, of_kept) = (
        run(kind, folder, head + text) for text in (body, body * (1 + TIMES), body + watched))
    lines, size = BODY * TIMES, len(body) * TIMES
    return {"instructions per dropped byte": (dropped - begun) / size, "allocations per dropped line": (of_dropped - of_begun) / lines,
            "instructions per watched line": (kept - begun) / WATCHED, "allocations per watched line": (of_kept - of_begun) / WATCHED}


def line(kind: str, chance: random.Random, number: int, product: str) -> str:
    time = f"2026-03-{1 + number % 28:02}T{number // 28 % 24:02}:{number // 700 % 60:02}:00"
    cells = (chance.randrange(2_500), chance.randrange(400), 31_000_000_000 + number, product, 1 + number % 3,
             chance.randrange(5_000) / 100, number % 53, time)
    if kind == "csv":
        return ",".join(map(str, cells)) + "\n"
    return json.dumps(dict(zip(COLUMNS, cells)), separators=(",", ":")) + "\n"


def run(kind: str, folder: Path, text: str) -> tuple[int, int]:
    """Instructions and allocations of one scan."""
    (folder / "lines").write_text(text)
    command = [folder / "program", "scan", "--rules", folder / "pack.yaml", "--catalogue", folder / "catalogue.csv",
               "--feed", folder / f"feed-{kind}.yaml", "--token-key-file", folder / "token.key", "--format", "ndjson", folder / "lines"]
    preloaded = os.environ | {"LD_PRELOAD": str(folder / "counting.so"), "SWIFT_DETERMINISTIC_HASHING": "1"}
    if platform.machine() == "x86_64":
        # What every machine of this kind has: its own best would be counted otherwise.
        preloaded["TILLWATCH_LINE_INDEX"] = "sse2"
    told = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], env=preloaded, check=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
    subprocess.run(command, env=preloaded | {"TILLWATCH_COUNT": str(folder / "count")}, check=True, capture_output=True)
    return int(re.search(r"I\s+refs:\s+([\d,]+)", told)[1].replace(",", "")), int((folder / "count").read_text())


def differences(figures: dict, baseline: dict) -> list[str]:
    """What is further off the baseline than may be, to the worse or to the better."""
    wrong = []
    for name, expected in baseline.items():
        allowed = max(abs(expected) * TOLERANCE, NOTHING[name.split(": ")[1]])
        if abs(figures[name] - expected) > allowed:
            wrong.append(f"{name}: {figures[name]:,.4g}, not {expected:,.4g} ± {allowed:,.2g}")
    return wrong


def section(tools: Tools) -> Section:
    """The figures as a part of the page."""
    with tempfile.TemporaryDirectory() as folder:
        figures = counted(tools.tillwatch, Path(folder))
    names = [name.removeprefix("csv: ") for name in figures if name.startswith("csv: ")]
    lines = ["""What one more byte or line costs, counted under valgrind on made-up lines like those of J1 and J2; a test compares it with
`Benchmarks/baseline.json`. A watched line is decoded, kept in a journal in memory and judged by one rule.""", "", "| | CSV | NDJSON |", "|---|---|---|"]
    for name in names:
        cells = [f"{abs(round(figures[f'{kind}: {name}'], 2)):,}" for kind in ("csv", "ndjson")]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return Section("Instructions and allocations", lines, figures=figures)


def main():
    with tempfile.TemporaryDirectory() as folder:
        figures = counted(Path(os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve(), Path(folder))
    expected = json.loads(BASELINE.read_text())["figures"] if BASELINE.exists() else {}
    for name, figure in figures.items():
        print(f"{name:42} {figure:14,.4f}   baseline {expected.get(name, 0):14,.4f}")
    if "--write" in sys.argv:
        BASELINE.write_text(json.dumps({"made with": environment(), "figures": {name: round(figure, 3) + 0 for name, figure in figures.items()}},
                                       indent=1) + "\n")


if __name__ == "__main__":
    main()
