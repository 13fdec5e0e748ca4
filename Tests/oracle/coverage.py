#!/usr/bin/env python3
"""Counts in how many random histories each form of the language held and each part of an alert occurred."""

import argparse
import sys
import tempfile
from collections import Counter
from multiprocessing import Pool

from histories import History
from ledger import Oracle

# Everything that the histories must show, so that nothing is compared in vain.
WANTED = [
    "measure", "combine", "combine of receipts", "combine with some conditions", "sequence", "sequence of three", "absent", "usual", "usual of store or product",
    "usual without a bound", "each in a form", "by in a form", "unless in a form", "receipt.mass", "receipt.quantity", "receipt.amount", "receipt.volume",
    "prefix", "file", "returns ignored", "voids ignored", "both ignored", "nothing left of a purchase", "several versions judge", "a later version judges",
    "/conditions", "/conditions/counted", "/usual", "/returns", "/voids", "/unless", "/purchases/voided", "/purchases/before", "/purchases/before/covered_mass",
    "/purchases/covered_mass", "/covered", "deadline with other rules", "a deadline of several groups", "pending", "unmatched returns", "about a store",
]


def seen(oracle, history):
    """What this history shows, each once."""
    found = set()
    for ledger, alert in ((ledger, alert) for ledger in oracle.ledgers for alert in ledger.alerts()):
        moment, data = alert["judged"], alert["data"]
        for indicator in moment.indicators:
            found |= seen_of_indicator(indicator, moment)
        found |= seen_of_data(data)
        if len(ledger.versions) > 1:
            found.add("several versions judge")
            found |= {"a later version judges"} if moment.pack is not ledger.versions[0] else set()
        if moment.at.deadline:
            found |= {"deadline with other rules"} if len({indicator.rule.id for indicator in moment.indicators}) > 1 else set()
            found |= {"a deadline of several groups"} if sum(indicator.rule.id == moment.at.deadline for indicator in moment.indicators) > 1 else set()
    summary = oracle.summary()
    found |= {name.replace("_", " ") for name in ("pending", "unmatched_returns") if summary[name]}
    return found


def seen_of_indicator(indicator, moment):
    rule = indicator.rule
    found = {rule.form}
    if rule.form == "combine":
        found |= {"combine of receipts"} if rule.one_receipt else set()
        found |= {"combine with some conditions"} if len(indicator.conditions) < len(rule.conditions) else set()
    if rule.form == "sequence" and len(rule.steps) > 2:
        found.add("sequence of three")
    if rule.usual:
        found |= {"usual"} | ({"usual of store or product"} if rule.about else set()) | ({"usual without a bound"} if rule.part.threshold == 0 else set())
    if rule.form != "measure":
        found |= {f"{name} in a form" for name, told in (("each", rule.each), ("by", rule.parts), ("unless", rule.unless)) if told}
    text = repr([rule.where, rule.conditions, rule.steps, rule.absence, moment.pack.define if "strong" in repr(rule) else None])
    found |= {name for name in ("receipt.mass", "receipt.quantity", "receipt.amount", "receipt.volume", "prefix") if f"'{name}'" in text}
    found |= {"file"} if "'purpose': ['garden']}" in text else set()
    names = [name for name, ignored in zip(("returns", "voids"), rule.ignores) if ignored]
    return found | {"both ignored" if len(names) == 2 else f"{names[0]} ignored"} if names else found


def seen_of_data(data):
    found = {"about a store"} if "about" in data else set()
    found |= {"/covered"} if data["covered"] else set()
    for indicator in data["indicators"]:
        found |= {f"/{name}" for name in ("conditions", "usual", "returns", "voids", "unless") if name in indicator}
        found |= {"/conditions/counted"} if any(one["counted"] for one in indicator.get("conditions", [])) else set()
    for purchase in data["purchases"]:
        found |= {"nothing left of a purchase"} if purchase["quantity"] == "0" else set()
        found |= {"/purchases/voided"} if purchase["voided"] != "0" else set()
        found |= {"/purchases/before"} if "before" in purchase else set()
        found |= {"/purchases/covered_mass"} if any("covered_mass" in one for one in purchase["substances"]) else set()
        found |= {"/purchases/before/covered_mass"} if any("covered_mass" in one for old in purchase.get("before", []) for one in old["substances"]) else set()
    return found


def seen_in(seed):
    with tempfile.TemporaryDirectory() as folder:
        history = History(seed)
        return seen(Oracle(**history.write(folder)), history)


def count(seeds):
    with Pool(2) as pool:
        return Counter(name for names in pool.imap_unordered(seen_in, seeds, chunksize=4) for name in names)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    told = parser.parse_args()
    counts = count(range(told.seed, told.seed + told.count))
    for name in WANTED:
        print(f"{counts[name]:5} {name}")
    never = [name for name in WANTED if not counts[name]]
    print(f"{told.count} histories, {len(never)} never seen" + "".join(f"\n  {name}" for name in never))
    sys.exit(1 if never else 0)


if __name__ == "__main__":
    main()
