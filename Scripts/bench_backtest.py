#!/usr/bin/env python3
"""What a backtest costs beside a scan: 50 rules and a sweep of 20 values over 541,909 real lines, read once.

    TILLWATCH_BINARY=… TILLWATCH_DATA=… Scripts/bench_backtest.py [RUNS]

Runs, over the same inputs: a plain scan with the 50 rules, a backtest of them, and a backtest with the sweep. Prints time and peak
memory of each (the best of RUNS, 1 by default). The backtest's alerts have to be those of the scan, and the point of the sweep that is
the pack's own value has to be the backtest itself; the exit code is 1 where they are not.

Real sales (UCI Online Retail, CC BY 4.0) with pretended substances: see Tests/EndToEndTests/uci. TILLWATCH_DATA names the folder of
`uci-online-retail-by-day.tar.xz`.
"""

import json
import os
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = (ROOT / os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve()
UCI = ROOT / "Tests" / "EndToEndTests" / "uci"
ARCHIVE = "uci-online-retail-by-day.tar.xz"
LINES = 541_909
RULES = 50
SWEEP = ("bulk-1.at_least=10kg..200kg:10kg", 20)
sys.path.insert(0, str(ROOT / "Tests" / "oracle"))


def pack():
    """Fifty rules: ten kinds, each in five sizes."""
    kinds = [
        ("bulk", "within: 30d, where: any, each: substance, measure: sum mass, at_least: {} kg", [60, 90, 120, 180, 240]),
        ("variety", "within: 14d, where: any, measure: distinct substance, at_least: {}", [3, 4, 5, 6, 7]),
        ("again", "within: 24h, where: any, measure: count receipts, at_least: {}", [2, 3, 4, 5, 6]),
        ("strong", "where: {{and: [strong, {{quantity: {{at_least: {}}}}}]}}", [48, 72, 96, 144, 288]),
        ("units", "within: 7d, where: {{not: {{annex: I}}}}, measure: sum units, above: {}", [400, 600, 800, 1200, 2400]),
        ("volume", "by: [buyer, product], within: 30d, where: any, measure: sum volume, at_least: {} l", [60, 100, 150, 200, 300]),
        ("assortment", "within: calendar_day, where: any, measure: distinct product, at_least: {}", [8, 10, 12, 16, 20]),
        ("demand", "by: product, within: 7d, where: any, measure: count receipts, at_least: {}", [18, 22, 26, 30, 40]),
        ("paid", "within: 30d, where: any, measure: count purchases, at_least: {}", [20, 30, 40, 60, 80]),
        ("one-receipt", "where: any, measure: sum units, at_least: {}", [100, 200, 400, 800, 1600]),
    ]
    head = (UCI / "pack.yaml").read_text(encoding="utf-8").partition("rules:\n")[0].replace("pretend-list.yaml", str(UCI / "pretend-list.yaml"))
    rules = [f"  - {{id: {name}-{number}, {text.format(size)}, score: {4 + 2 * number}}}\n"
             for name, text, sizes in kinds for number, size in enumerate(sizes, 1)]
    assert len(rules) == RULES
    return head + "rules:\n" + "".join(rules)


def inputs(folder):
    data = os.environ.get("TILLWATCH_DATA") or next(
        (str(parent / "shared" / "data") for parent in ROOT.parents if (parent / "shared" / "data").is_dir()), None)
    if not data or not (Path(data) / ARCHIVE).exists():
        sys.exit(f"set TILLWATCH_DATA to the folder of {ARCHIVE}")
    with tarfile.open(Path(data) / ARCHIVE) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".csv"):
                member.name = Path(member.name).name
                archive.extract(member, folder)
    return sorted(folder.glob("*.csv"))


def measured(name, runs, *arguments, out):
    """Prints seconds and peak memory of a command, whose output goes to a file."""
    best, peak = None, 0
    for _ in range(runs):
        began = time.monotonic()
        with open(out, "wb") as target:
            pid = os.posix_spawn(BINARY, [str(BINARY), *map(str, arguments)], os.environ,
                                 file_actions=[(os.POSIX_SPAWN_DUP2, target.fileno(), 1)])
            _, status, used = os.wait4(pid, 0)
        seconds = time.monotonic() - began
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"{name}: exit {os.waitstatus_to_exitcode(status)}")
        best, peak = seconds if best is None else min(best, seconds), max(peak, used.ru_maxrss)
    print(f"{name:44} {best:8.2f} s {peak / 1024:9.1f} MiB peak", flush=True)
    return out


def records(path):
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines() if text.strip()]


def compared(folder):
    """What is not as it has to be, one line each."""
    from compare import comparable, differences

    scanned, written = records(folder / "ledger.ndjson"), records(folder / "alerts.ndjson")
    report = json.loads((folder / "sweep.json").read_text(encoding="utf-8"))
    found = [str(one) for one in differences(comparable(scanned), comparable(written))[:20]]
    if report["past"]["read"] != LINES:
        found.append(f"{report['past']['read']} lines read, not {LINES}")
    points = report["sweeps"][0]["points"]
    if len(points) != SWEEP[1]:
        found.append(f"{len(points)} points, not {SWEEP[1]}")
    own = [point["alerts"] for point in points if point["value"] == report["sweeps"][0]["current"]]
    if own != [len(scanned)]:
        found.append(f"the pack's own value gives {own} alerts, the scan {len(scanned)}")
    print(f"{len(scanned):,} alerts by {RULES} rules; the sweep gives {points[0]['alerts']:,} to {points[-1]['alerts']:,}")
    return found


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        days = folder / "days"
        days.mkdir()
        files = inputs(days)
        (folder / "pack.yaml").write_text(pack(), encoding="utf-8")
        (folder / "token.key").write_text("5b" * 32)
        common = ["--rules", folder / "pack.yaml", "--catalogue", UCI / "catalogue.csv", "--feed", UCI / "feed.yaml",
                  "--token-key-file", folder / "token.key"]
        backtest = ["backtest", *common, "--format", "json"]
        measured("scan, 50 rules", runs, "scan", *common, "--installation", "local", "--ledger", "--format", "ndjson", *files,
                 out=folder / "ledger.ndjson")
        measured("backtest, 50 rules", runs, *backtest, *files, out=folder / "base.json")
        measured(f"backtest, 50 rules and {SWEEP[1]} values of a sweep", runs, *backtest, "--sweep", SWEEP[0], "--alerts",
                 folder / "alerts.ndjson", "--html", folder / "report.html", *files, out=folder / "sweep.json")
        wrong = compared(folder)
        print("\n".join(wrong) or "the backtest's alerts are the scan's")
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
