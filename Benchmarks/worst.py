"""The worst inputs: a table of size against cost, which names what grows faster than its input."""

import json
import math
import sys
import tempfile
from pathlib import Path

from . import hostile
from .measure import Contestant, ran
from .prepare import WORK, Tools
from .results import Section

# A case is not doubled again once it takes so long, in seconds of processor time.
ENOUGH = 8
# What of n is told as more than linear: n to the power of this between the two largest sizes.
LINEAR = 1.25
# Seconds beyond an empty run below which nothing can be said.
SHORT = 0.1


def inputs(tools: Tools) -> Section:
    text = ["""Whole scans with five rules over 30 days and the journal in memory. Processor time, the least of two runs where
one is short. The power says how it grew between the last two sizes, without the time of an empty run: 1 is linear, 2 quadratic.""", "",
            "| input | lines | MB | microseconds a line | peak, MiB | power |", "|---|---|---|---|---|---|"]
    figures, curved = {}, []
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        folder = Path(name)
        for file, content in hostile.SETUP.items():
            (folder / file).write_text(content)
            (folder / file).chmod(0o600)
        empty = measured(tools, folder, hostile.Case("nothing", (0,), lambda _: [hostile.HEAD]), 0)["cpu"]
        for case in hostile.CASES:
            found = doubled(tools, folder, case)
            power = grown(found, empty)
            figures[case.name] = found
            if power > LINEAR:
                curved.append(f"{case.name} ({power:.2f})")
            text += [f"| {case.name if one is found[0] else ''} | {one['lines']:,} | {one['mb']:,.0f} | {one['cpu'] / one['lines'] * 1e6:,.2f} | "
                     f"{one['peak']:,.0f} | {told(power) if one is found[-1] else ''} |" for one in found]
    text += ["", f"Faster than its input grows: {', '.join(curved) or 'nothing'}."]
    return Section("The worst inputs", text, figures=figures)


def told(power: float) -> str:
    return "too short" if math.isnan(power) else f"{power:.2f}"


def doubled(tools: Tools, folder: Path, case: hostile.Case) -> list[dict]:
    found = []
    for size in case.sizes[:3] if tools.quick else case.sizes:
        found.append(measured(tools, folder, case, size))
        print(f"  {case.name}: {found[-1]}", file=sys.stderr, flush=True)
        if found[-1]["cpu"] > ENOUGH:
            break
    return found


def measured(tools: Tools, folder: Path, case: hostile.Case, size: int) -> dict:
    lines = hostile.write(case, size, folder)

    def command(run):
        return [tools.tillwatch, "scan", "--rules", folder / "pack.yaml", "--catalogue", folder / "catalogue.csv", "--feed", folder / case.feed,
                "--token-key-file", folder / "token.key", "--format", "ndjson", "--summary-json", run / "summary", lines]

    contestant = Contestant(case.name, command, lambda run: json.loads((run / "summary").read_text()))
    runs = [ran(contestant)]
    if runs[0].cpu < ENOUGH / 3:
        runs.append(ran(contestant))
    told = runs[0].answer
    return {"lines": size, "mb": lines.stat().st_size / 1e6, "cpu": min(run.cpu for run in runs), "seconds": min(run.seconds for run in runs),
            "peak": max(run.peak_mib for run in runs)} | {key: told[key] for key in ("read", "journalled", "quarantined")}


def grown(found: list[dict], empty: float) -> float:
    """The power of the number of lines that the time grew with, between the last two sizes; not a number where they were too short."""
    long = [one for one in found if one["cpu"] - empty > SHORT][-2:]
    if len(long) < 2:
        return math.nan
    before, after = long
    return math.log((after["cpu"] - empty) / (before["cpu"] - empty)) / math.log(after["lines"] / before["lines"])
