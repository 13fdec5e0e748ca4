#!/usr/bin/env python3
"""Writes random histories as JSON for tests of detection alone: accepted lines, packs, and the oracle's ledger.

A line stands in the order in which it was accepted; conditions are compiled the way packs are.
"""

import argparse
import json
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path

import faults
import ledger
from conditions import NUMBERS, listed_values, single_bounds
from histories import History
from ledger import Oracle
from reading import Journal, stated
from text import decimal, from_local, measure, stamp

ENTRY = {"list": "lists", "annex": "annexes", "above_limit": "aboveLimit"}


class Recording(Journal):
    """Keeps the accepted versions in order of acceptance too."""

    def __init__(self, feed):
        super().__init__(feed)
        self.accepted = []

    def accept(self, line):
        before = len(self.versions.get(line.key, []))
        super().accept(line)
        if len(self.versions[line.key]) > before:
            self.accepted.append(line)


def present(told):
    return {name: value for name, value in told.items() if value is not None}


def row(told, lists):
    entries = [entry for known in lists for entry in known.entries]
    own = next((entry for entry in entries if entry.id == told.substance), None)
    with_cas = next((entry for entry in entries if entry.id == told.substance and entry.cas), own)
    return present({
        "substance": told.substance if own is None else with_cas.identity, "id": None if own is None else told.substance,
        "concentration": decimal(told.concentration), "basis": told.basis,
        "netMass" if told.unit == "g" else "netVolume": decimal(told.net), "density": decimal(told.density),
        "validFrom": told.valid_from and told.valid_from.isoformat(), "validTo": told.valid_to and told.valid_to.isoformat(),
    })


def paper(told):
    total, _, period = (stated(told) or "").partition("/")
    return present({
        "number": told["number"], "until": told["until"] and told["until"].isoformat(),
        "scope": told["scope"] if told["scope mapped"] else None, "concentration": decimal(told["concentration"]),
        "total": total or None, "period": period or None,
    })


def line(told, feed):
    zone = feed.zone_of(told.parts["store"])
    local = told.time.astimezone(zone)
    midnight = from_local(datetime.combine(local.date() + timedelta(days=1), time()), zone)
    return present({
        "key": {"text": told.key, "receipt": told.receipt_key}, "kind": told.kind, "time": stamp(told.time),
        "local": {"day": told.local_day.isoformat(), "secondOfDay": local.hour * 3600 + local.minute * 60 + local.second,
                  "nextMidnight": stamp(midnight)},
        "store": told.parts["store"], "till": told.parts["till"], "receiptNumber": told.parts["receipt"],
        "lineNumber": told.parts["line"], "businessDay": told.parts["day"] if feed.maps_day else None,
        "product": told.product, "description": told.description, "quantity": decimal(told.quantity),
        "amount": decimal(told.amount), "currency": told.currency, "tender": told.tender, "revision": told.revision,
        "refers": present(told.refers),
        "tokens": [{"kind": kind, "value": value} for kind, value in sorted(told.tokens.items())],
        "licence": paper(told.papers["licence"]), "professional": paper(told.papers["professional"]),
        "extra": [{"name": name, "value": value} for name, value in sorted(told.extra.items()) if value is not None],
    })


def condition(told, define):
    """A condition as one object: {"all": […]}, {"equals": FIELD, "texts": […]} and so on."""
    if isinstance(told, str):
        return condition(define[told], define)
    asked = {ENTRY[name]: listed_values(value) if name != "above_limit" else value == "true" for name, value in told.items() if name in ENTRY}
    totals = {name.removeprefix("receipt."): value for name, value in told.items() if name.startswith("receipt.")}
    rest = {name: value for name, value in told.items() if not name.startswith("receipt.")}
    parts = [one(name, value, define) for name, value in rest.items() if name not in ENTRY] + ([{"entry": asked}] if asked else [])
    parts += [{"total": name, "rest": condition(rest, define)} | bounds(name, value) for name, value in totals.items()]
    return {"all": parts}


def one(name, told, define):
    if name in ("and", "or"):
        return {"all" if name == "and" else "any": [condition(part, define) for part in told]}
    if name == "not":
        return {"not": condition(told, define)}
    if name == "missing":
        return {"missing": told}
    if name in NUMBERS:
        return {"number": name} | bounds(name, told)
    if isinstance(told, dict):
        return {"prefix": name, "texts": listed_values(told["prefix"])}
    return {"equals": name, "texts": listed_values(told)}


def bounds(name, told):
    found, currency = [], None
    for how, text in single_bounds(told):
        value, unit = measure(text)
        currency = unit if name == "amount" else None
        found.append({"how": how, "value": decimal(value)})
    return present({"bounds": found, "currency": currency})


def span(told):
    return None if told in (None, "calendar_day") else int(told.total_seconds())


def part(told, define):
    return present({
        "condition": condition(told.where, define), "within": told.within_text, "seconds": span(told.within), "measure": told.measure,
        "unit": told.unit, "bound": told.bound, "threshold": decimal(told.threshold),
    })


def step(told, define):
    return present({"condition": condition(told.where, define), "within": told.within_text, "seconds": span(told.within)})


def usual(told):
    return {"over": told.over_text, "seconds": span(told.over), "bound": told.bound, "times": decimal(told.times), "minWindows": told.min_windows}


def absence(told, define):
    return {"after": condition(told.after, define), "awaited": condition(told.where, define), "within": told.within_text, "seconds": span(told.within)}


def rule(told, define):
    return present({
        "id": told.id, "title": told.title, "condition": condition(told.where, define), "exceptions": told.unless, "by": told.by,
        "each": told.each, "score": told.score, "cap": told.cap, "ignoresReturns": told.ignores[0], "ignoresVoids": told.ignores[1],
        # One of the four; what a rule's own measure asks is asked by the rule.
        "measure": part(told.part, define) if told.part else None,
        "combine": {"atLeast": told.at_least, "of": [part(one, define) for one in told.conditions]} if told.conditions else None,
        "sequence": [step(one, define) for one in told.steps] if told.steps else None,
        "absent": absence(told.absence, define) if told.absence else None,
        "usual": usual(told.usual) if told.usual else None,
    })


def entry(told):
    return present({
        "id": told.id, "name": told.name, "cas": told.cas, "annex": told.annex, "limit": decimal(told.limit), "comparison": told.comparison,
        "density": decimal(told.density), "from": told.first and told.first.isoformat(), "to": told.last and told.last.isoformat(),
    })


def pack(told):
    return present({
        "id": told.id, "version": told.version, "from": told.first and told.first.isoformat(), "jurisdiction": told.jurisdiction,
        "lists": [{"id": known.id, "version": known.version, "entries": [entry(one) for one in known.entries]} for known in told.lists],
        "link": told.link, "maxLinks": told.max_links, "quiet": told.quiet.total_seconds(),
        "levels": [{"name": name, "threshold": threshold} for name, threshold in told.levels],
        "rules": [rule(known, told.define) for known in told.rules],
    })


def dump(seed, fault=None):
    """One history; with `fault`, judged wrongly in one place, so that a comparison must find it."""
    faults.plant(fault)
    with tempfile.TemporaryDirectory() as folder:
        paths = History(seed).write(folder)
        ledger.Journal = Recording
        oracle = Oracle(**paths)
        expected = oracle.result()
        packs = [pack(told) for told in oracle.packs]
    rows = {product: [row(one, oracle.lists) for one in known] for product, known in oracle.catalogue.rows.items()}
    return {
        "seed": seed, "installation": paths["installation"], "catalogue": oracle.catalogue.version, "packs": packs, "rows": rows,
        "lines": [line(told, oracle.feed) for told in oracle.journal.accepted],
        "ordered": not oracle.feed.maps_revision, "alerts": expected["alerts"], "summary": expected["summary"],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--fault", choices=sorted(faults.NAMES))
    parser.add_argument("folder")
    told = parser.parse_args()
    Path(told.folder).mkdir(parents=True, exist_ok=True)
    for seed in range(told.seed, told.seed + told.count):
        (Path(told.folder) / f"{seed}.json").write_text(json.dumps(dump(seed, told.fault), ensure_ascii=False))


if __name__ == "__main__":
    main()
