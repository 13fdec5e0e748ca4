#!/usr/bin/env python3
"""Writes docs/CASES.md from the table of cases; with --check only says whether it is up to date."""

import sys
from pathlib import Path

from table import load, rows

PAGE = Path(__file__).resolve().parents[2] / "docs" / "CASES.md"
HEAD = """# The contract of the ledger by example

Written by `Tests/cases/render.py` from `Tests/cases`; each case is run as a test against the program and against an
independent computation. Paragraphs are those of [SEMANTICS.md](SEMANTICS.md). The substances are harmless stand-ins,
lists and limits are made up.

Unless a case says otherwise: `salt` and `sugar` are bags of 1 kg at 50 %, `mix` holds 5 % salt and 50 % sugar, `spirit`
is a litre with 10 % ethanol by volume, `bread` is not in the catalogue; levels are `notice` 30, `review` 60, `report`
100; `quiet` is 30 days; times are UTC; a rule matches every listed substance; a line is one unit sold in store S1 at till 1.
"""


def flow(value):
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return value


def table(records, columns):
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(shown(record.get(name, "")) for name in columns) + " |" for record in records]
    return lines


def shown(text):
    return "".join(f"`U+{ord(mark):04X}`" if ord(mark) >= 0x300 else mark for mark in str(text)).replace("|", "\\|")


def outcome(told):
    """What stands in the end, in sentences."""
    lines = []
    for alert in told.get("alerts", []):
        words = [f"**{alert['level']}** at {alert['time']}"] + ([f"score {alert['score']}"] if "score" in alert else [])
        words += [f"{rule} = {value if isinstance(value, str) else ' and '.join(value)}" for rule, value in alert.get("values", {}).items()]
        if "subject" in alert:
            words.append(f"subject `{alert['subject']}`")
        if "has" in alert:
            words.append(f"with `{flow(alert['has'])}`")
        lines.append("- " + ", ".join(words))
    if "alerts" in told and not told["alerts"]:
        lines.append("- no alert")
    for event in told.get("events", []):
        lines.append(f"- sent: {event['type']}, alert of {event['time']}, revision {event['revision']}"
                     + (f", reason {event['reason']}" if "reason" in event else "")
                     + (f", takes over that of {event['takes_over']}" if "takes_over" in event else ""))
    if "counts" in told:
        lines.append("- counts: " + ", ".join(f"{name} {value}" for name, value in told["counts"].items()))
    if "quarantine" in told:
        lines.append("- quarantined: " + ", ".join(told["quarantine"]))
    if "never_shown" in told:
        lines.append("- never shown or stored: " + ", ".join(f"`{text}`" for text in told["never_shown"]))
    if "refused" in told:
        lines.append("- the pack is refused")
    return lines


def given(told):
    lines = [f"- rule `{flow(rule)}`" for rule in told.get("rules", [])]
    for name in ("pack", "feed", "lists", "second_pack"):
        if name in told:
            lines.append(f"- {name.replace('_', ' ')}: `{flow(told[name])}`")
    for name in ("catalogue", "catalogue_only"):
        lines += [f"- catalogue: `{row}`" for row in told.get(name, "").splitlines()]
    for name, text in told.get("files", {}).items():
        lines.append(f"- file `{name}`: " + ", ".join(f"`{line}`" for line in text.splitlines()))
    if "cut_after" in told:
        lines.append(f"- read in two scans with one journal, cut after line {told['cut_after']}")
    return lines


def lines_of(told):
    if "lines" not in told:
        return []
    records = rows(told["lines"])
    return ["", *table(records, list(records[0])), ""]


def render(cases):
    page, section = [HEAD], None
    for case in cases:
        if case.paragraph != section:
            section = case.paragraph
            page.append(f"\n## {section}\n")
        page += [f"**{case.says}**", "", *given(case.told), *lines_of(case.told), *outcome(case.told)]
        if "then" in case.told:
            page += ["", "Then, with the same journal:", "", *given(case.told["then"]), *lines_of(case.told["then"]), *outcome(case.told["then"])]
        page.append("")
    return "\n".join(page).rstrip() + "\n"


def main():
    text = render(load())
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text else f"{PAGE.name} is out of date: run Tests/cases/render.py"
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
