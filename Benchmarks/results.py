"""What was measured, as it is kept, and as docs/PERFORMANCE.md shows it."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import chart
from .machine import described
from .measure import Contestant, pairwise, spread

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "Benchmarks" / "results.json"
PAGE = ROOT / "docs" / "PERFORMANCE.md"
PICTURE = ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- written by make bench: begin -->", "<!-- written by make bench: end -->"


@dataclass
class Bar:
    """One bar of the chart: the median, and the least and most of all rounds."""

    name: str
    value: float
    low: float
    high: float
    ours: bool


@dataclass
class Section:
    """What one part of the benchmarks has to say: Markdown, bars for the chart, and every figure that was taken."""

    title: str
    lines: list[str]
    bars: list[Bar] = field(default_factory=list)
    unit: str = "s"
    figures: dict = field(default_factory=dict)
    made: dict = field(default_factory=dict)


def compared(title: str, contestants: list[Contestant], work: str, goal: str = "", notes=()) -> Section:
    """A section with one row for each contestant, and beside the others how many times as fast the first of ours is."""
    lines = [work, "", *table(contestants)]
    answer = next((one.runs[-1].answer for one in contestants if one.answer), None)
    if isinstance(answer, int):
        lines += ["", f"The answer of all that count is the same in every round: {answer:,}."]
    lines += [""] + [f"Goal: {goal}."] if goal else []
    lines += ["", *notes] if notes else []
    return Section(title, lines, [bar(one) for one in contestants],
                   figures=figures(contestants))


def table(contestants: list[Contestant]) -> list[str]:
    """A row for each; the first of ours is what the others are compared with, round by round."""
    ours = next(one for one in contestants if one.ours)
    lines = ["| | time, s | processor, s | peak, MiB | ours is so many times as fast |", "|---|---|---|---|---|"]
    for one in contestants:
        ratio = "" if one is ours else spread(pairwise(seconds(one), seconds(ours)))
        lines.append(f"| {one.name} | {spread(seconds(one), 3)} | {one.median('cpu'):.2f} | {one.median('peak_mib'):.0f} | {ratio} |")
    return lines


def figures(contestants: list[Contestant]) -> dict:
    return {one.name: [asdict(run) for run in one.runs] for one in contestants}


def seconds(contestant: Contestant) -> list[float]:
    return [run.seconds for run in contestant.runs]


def bar(contestant: Contestant) -> Bar:
    times = seconds(contestant)
    return Bar(contestant.name, statistics.median(times), min(times), max(times), contestant.ours)


def keep(job: str, section: Section, command: str, rounds: int):
    """Adds a part to what is kept, in place of what was there of it."""
    section.made = described() | {"command": command, "rounds": rounds}
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    kept[job] = asdict(section)
    KEPT.write_text(json.dumps(dict(sorted(kept.items())), indent=1, ensure_ascii=False) + "\n")


def publish():
    """Writes the table and the chart of all that is kept; what stands outside the marks of the page stays as it is."""
    kept = json.loads(KEPT.read_text())
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(before + BEGIN + "\n" + "\n".join(page(kept)) + "\n" + END + after)
    PICTURE.write_text(chart.drawn(kept))


def page(kept: dict) -> list[str]:
    lines = ["![The medians of what follows](performance.svg)", ""]
    for made, jobs in by_origin(kept):
        lines += [f"{', '.join(jobs)}: {made['rounds']} rounds in turn on {made['date']}, `{made['command']}`, on {made['machine']}; "
                  f"{made['versions']}.", ""]
    for section in kept.values():
        lines += [f"### {section['title']}", "", *section["lines"], ""]
    return lines


def by_origin(kept: dict):
    """The parts that were measured in one run together."""
    origins: dict[str, list[str]] = {}
    for job, section in kept.items():
        origins.setdefault(json.dumps(section["made"]), []).append(job)
    return [(json.loads(made), jobs) for made, jobs in origins.items()]
