#!/usr/bin/env python3
"""How well `tillwatch catalogue screen` finds the listed articles of fixtures/articles: recall and precision with 95 % Wilson intervals.

    TILLWATCH_BINARY=… Scripts/evaluate_screening.py [--heldout | --fresh [N]] [--minimum X] [--errors] [LANG…]

Without --heldout the tuning half is read; with --fresh the names that were written later, or their batch N, which state no amounts.
--errors lists misses and false alarms, but never of the held-out half, which must stay unseen. A proposal is right if its substance stands in `substances` or `also`; recall counts `substances`, precision counts
proposals. Concentration and net amount are compared in right proposals of `substances` whose label states them: concentration by
value (to 0.05) and by basis where the label has one, net amount in g or ml (to 0.5 %). Exits with 1 if the targets
(recall 0.98, precision 0.80, concentration 0.95, net amount 0.98, each over all) are missed and --require is given.
"""

import argparse
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = (ROOT / os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve()
ARTICLES = ROOT / "fixtures/articles"
IN_BASE = {"mg": ("0.001", "g"), "g": ("1", "g"), "kg": ("1000", "g"), "t": ("1000000", "g"), "oz": ("28.349523125", "g"),
           "lb": ("453.59237", "g"), "ml": ("1", "ml"), "cl": ("10", "ml"), "dl": ("100", "ml"), "l": ("1000", "ml"),
           "floz": ("29.5735295625", "ml"), "fl oz": ("29.5735295625", "ml"), "pt": ("473.176473", "ml"), "qt": ("946.352946", "ml"),
           "gal": ("3785.411784", "ml"), "m3": ("1000000", "ml")}
TARGETS = {"recall": 0.98, "precision": 0.80, "concentration": 0.95, "net amount": 0.98}


def labelled(half, languages, batch=None):
    """{product: row with its language}, the product being LANG and the place in the file; of one batch, where one is named."""
    rows = {}
    for language in languages:
        with open(ARTICLES / f"{half}-{language}.csv", encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                if not batch or row["batch"] == batch:
                    rows[f"{language}-{number:04}"] = {**row, "language": language}
    return rows


def proposals(rows, minimum):
    """What the program proposes for the rows, which go to it without their labels."""
    if not BINARY.exists():
        sys.exit(f"{BINARY} is not built")
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder) / "articles.csv"
        with open(articles, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["product", "name", "composition"])
            writer.writerows([product, row["name"], row["composition"]] for product, row in rows.items())
        command = [BINARY, "catalogue", "screen", articles, "--lists", *sorted((ROOT / "rules/lists").glob("*.yaml")),
                   "--knowledge", ROOT / "rules/knowledge", "--format", "ndjson", "--all", *(["--minimum", minimum] if minimum else [])]
        run = subprocess.run(list(map(str, command)), capture_output=True, text=True, encoding="utf-8")
    if run.returncode:
        sys.exit(f"exit {run.returncode}:\n{run.stderr}")
    return [found for found in map(json.loads, run.stdout.splitlines()) if "substance" in found]


def number(text):
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None


def same_concentration(row, found):
    value = number(found.get("concentration"))
    return (value is not None and abs(value - Decimal(row["concentration"])) <= Decimal("0.05")
            and row["basis"] in ("", found.get("basis")))


def in_base(amount, unit):
    value = number(amount)
    if value is None or unit not in IN_BASE:
        return None, None
    factor, base = IN_BASE[unit]
    return value * Decimal(factor), base


def same_net(row, found):
    value, unit = in_base(found.get("net_amount"), found.get("net_unit"))
    wanted = Decimal(row["net_amount"])
    return value is not None and unit == row["net_unit"] and abs(value - wanted) <= wanted * Decimal("0.005")


def interval(right, total):
    """Share and its 95 % Wilson interval."""
    if not total:
        return "      -                "
    z, share = 1.959964, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{share:7.4f} ({max(0, middle - half):.3f}-{min(1, middle + half):.3f})"


class Counts:
    """Right and all, by measure, of a language, a substance or everything."""

    def __init__(self):
        self.right, self.total = Counter(), Counter()

    def add(self, measure, is_right):
        self.right[measure] += is_right
        self.total[measure] += 1

    def share(self, measure):
        return self.right[measure] / self.total[measure] if self.total[measure] else 1

    def line(self, name):
        cells = [f"{self.right[measure]:5}/{self.total[measure]:<5}{interval(self.right[measure], self.total[measure])}" for measure in TARGETS]
        return f"{name:45}" + "  ".join(cells)


def compared(rows, found):
    """Counts by language, substance and over all; what went wrong, as lines."""
    by_article = defaultdict(dict)
    counts, errors, invented = defaultdict(Counts), [], Counter()

    def add(measure, language, substance, is_right):
        for key in (("language", language), ("substance", substance), ("all", "all")):
            counts[key].add(measure, is_right)

    for one in found:
        row = rows[one["product"]]
        by_article[one["product"]][one["substance"]] = one
        right = one["substance"] in row["substances"].split("|") + row["also"].split("|")
        add("precision", row["language"], one["substance"], right)
        if not right:
            words = ", ".join(f"{evidence.get('term')} ({evidence.get('how')})" for evidence in one.get("evidence") or [])
            errors.append(f"false alarm  {one['product']}  {one['substance']} {one.get('confidence')}  {row['name']} | {row['composition']}  <- {words}")
    for product, row in rows.items():
        for substance in filter(None, row["substances"].split("|")):
            one = by_article[product].get(substance)
            add("recall", row["language"], substance, one is not None)
            if one is None:
                errors.append(f"miss         {product}  {substance}  {row['kind']}  {row['name']} | {row['composition']}")
                continue
            for measure, column, same in (("concentration", "concentration", same_concentration), ("net amount", "net_amount", same_net)):
                if not row[column]:
                    invented[measure] += number(one.get(column)) is not None
                    continue
                right = same(row, one)
                add(measure, row["language"], substance, right)
                if not right:
                    wanted = f"{row['concentration']} {row['basis']}" if column == "concentration" else f"{row['net_amount']} {row['net_unit']}"
                    given = f"{one.get('concentration')} {one.get('basis')}" if column == "concentration" else f"{one.get('net_amount')} {one.get('net_unit')}"
                    errors.append(f"{measure:13}{product}  {substance}  {given}, label {wanted}  {row['name']} | {row['composition']}")
    return counts, errors, invented


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("languages", nargs="*")
    halves = options.add_mutually_exclusive_group()
    halves.add_argument("--heldout", action="store_true")
    halves.add_argument("--fresh", nargs="?", const="", metavar="N")
    options.add_argument("--errors", action="store_true")
    options.add_argument("--minimum")
    options.add_argument("--require", action="store_true")
    told = options.parse_args()
    if told.heldout and told.errors:
        options.error("--errors shows names, and the held-out half is not to be read")
    half = "heldout" if told.heldout else "tuning" if told.fresh is None else "fresh"
    languages = told.languages or sorted(path.stem.removeprefix(f"{half}-") for path in ARTICLES.glob(f"{half}-*.csv"))
    rows = labelled(half, languages, told.fresh)
    counts, errors, invented = compared(rows, proposals(rows, told.minimum))
    if told.errors:
        print("\n".join(sorted(errors)) + "\n")
    print(f"{half}, {len(rows)} names, {sum(bool(row['substances']) for row in rows.values())} hold listed substances")
    print(f"{'':45}" + "  ".join(f"{measure:34}" for measure in TARGETS).rstrip())
    for kind, name in sorted(counts):
        if kind != "all":
            print(counts[kind, name].line(f"{kind} {name}").rstrip())
    everything = counts["all", "all"]
    print(everything.line("all").rstrip())
    if half != "fresh":
        print(f"where the label states none: {invented['concentration']} concentrations and {invented['net amount']} net amounts proposed")
    missed = [measure for measure, target in TARGETS.items() if everything.share(measure) < target]
    if told.require and missed:
        sys.exit("below the target: " + ", ".join(missed))


if __name__ == "__main__":
    main()
