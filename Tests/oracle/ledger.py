#!/usr/bin/env python3
"""The ledger by brute force: every moment of everybody judged from all purchases, every time anew (semantics 5)."""

import argparse
import json
from collections import Counter
from dataclasses import dataclass

import faults
from buyers import Linking, digest
from faults import planted
from files import Catalogue, Feed, load_pack
from netting import apply_voids, moments, net_sales, standing_lines
from reading import Journal, Reader
from rules import indicators, shown
from substances import Purchase, above_limit, listed, volume_of
from text import decimal, stamp


@dataclass
class Moment:
    """One moment of a buyer, store or product, judged."""

    time: object
    receipts: list
    indicators: list
    score: int
    level: int  # index into the pack's levels; -1 is below all
    counts: bool  # one of its own purchases stands behind an indicator
    alone: bool  # a receipt of it reaches the highest level by rules without `within` alone


@dataclass
class Scored:
    """What is scored: a buyer, a store, a product, or a product in a store."""

    words: list  # the part of the subject that says what it is
    face: dict  # `buyer` or `about` of the alert
    rules: list
    among: object  # picks those in question from purchases


class PackLedger:
    """All alerts of one pack."""

    def __init__(self, pack, lists, feed, catalogue, lines, installation):
        self.pack, self.lists, self.feed, self.catalogue = pack, lists, feed, catalogue
        self.lines, self.installation = lines, installation
        self.times = moments(lines)
        self.linking = Linking(pack, self.linking_lines(), installation)
        self.netted, self.grouped = {}, {}
        self.unmatched_returns = net_sales(feed, lines, self.linking.buyer_of)[1]

    def linking_lines(self):
        if not planted("returned-line-unlinks"):
            return self.lines
        nets, _ = net_sales(self.feed, self.lines, Linking(self.pack, self.lines, self.installation).buyer_of)
        gone = {net.line.key for net in nets if net.quantity == 0}
        return [entry for entry in self.lines if entry.line.key not in gone]

    def purchases(self, moment=None):
        """All purchases after netting. The moment matters to a planted fault only."""
        until = moment if planted("net-at-return-time") else None
        if until not in self.netted:
            nets, _ = net_sales(self.feed, self.lines, self.linking.buyer_of, until)
            self.netted[until] = [self.purchase(net) for net in nets if net.quantity > 0]
        return self.netted[until]

    def purchase(self, net):
        line = net.line
        return Purchase(line, net.quantity, net.returned, net.amount, self.times.get(line.receipt_key, line.time),
                        self.feed.zone_of(line.parts["store"]), volume_of(line, net.quantity, self.catalogue),
                        listed(line, net.quantity, self.catalogue, self.pack, self.lists))

    def alerts(self):
        found = []
        for scored in self.all_scored():
            found += self.alerts_of(scored)
        return sorted(found, key=lambda alert: (alert["time"], alert["subject"]))

    def all_scored(self):
        """Every buyer, and every store and product that rules are about."""
        rules = [rule for rule in self.pack.rules if not rule.about]
        for number, buyer in enumerate(self.linking.buyers):
            face = {"key": buyer.key, "tokens": [{"kind": kind, "value": value} for kind, value in buyer.tokens], "links": buyer.links}
            yield Scored(["buyer"], {"buyer": face}, rules, self.by_buyer(number))
        for about in sorted({rule.about for rule in self.pack.rules if rule.about}):
            rules = [rule for rule in self.pack.rules if rule.about == about]
            for values in sorted({self.about(purchase, about) for purchase in self.everything()}):
                words = [word for pair in zip(about, values) for word in pair]
                yield Scored(words, {"about": dict(zip(about, values))}, rules, self.by_about(about, values))

    def everything(self):
        return self.purchases(min(self.times.values())) if planted("net-at-return-time") and self.times else self.purchases()

    def by_buyer(self, number):
        return lambda purchases: self.in_groups("buyer", lambda purchase: self.linking.buyer_of.get(purchase.receipt), purchases).get(number, [])

    def in_groups(self, name, group_of, purchases):
        """One of the lists kept in `netted`, in groups."""
        place = (name, id(purchases))
        if place not in self.grouped:
            groups = self.grouped[place] = {}
            for purchase in purchases:
                groups.setdefault(group_of(purchase), []).append(purchase)
        return self.grouped[place]

    def about(self, purchase, about):
        return tuple({"store": purchase.line.parts["store"], "product": purchase.line.product}[name] for name in about)

    def by_about(self, about, values):
        return lambda purchases: self.in_groups(about, lambda purchase: self.about(purchase, about), purchases).get(values, [])

    def judged(self, scored):
        """Every moment of what is scored, in order of time."""
        places = {}
        for purchase in scored.among(self.everything()):
            place = (purchase.moment, purchase.receipt if planted("equal-times-separate") else "")
            places.setdefault(place, set()).add(purchase.receipt)
        return [self.judge(scored, place[0], sorted(places[place])) for place in sorted(places)]

    def judge(self, scored, time, receipts):
        mine = scored.among(self.purchases(time))
        found, score = self.evaluate(scored.rules, mine, time, receipts)
        counts = any(indicator.has_any(receipts) for indicator in found)
        return Moment(time, receipts, found, score, self.level(score), counts, self.reaches_alone(scored, mine, time, receipts))

    def evaluate(self, rules, purchases, time, receipts):
        """The indicators that hold, with their points, and the score."""
        found = []
        for rule in rules:
            held = indicators(rule, purchases, time, receipts, self.pack.define)
            self.give_points(rule, held)
            found += held
        return found, sum(indicator.score for indicator in found)

    def give_points(self, rule, held):
        """Once a rule, or once an `each` value up to the cap; to the first part that holds."""
        cap = self.pack.levels[-1][1] if rule.cap is None else rule.cap
        given, seen = 0, set()
        for indicator in held:
            if indicator.each in seen and not planted("parts-add"):
                continue
            if seen and planted("each-once"):
                continue
            seen.add(indicator.each)
            room = rule.score if rule.each is None or planted("cap-ignored") else max(cap - given, 0)
            indicator.score = min(rule.score, room)
            given += indicator.score

    def level(self, score):
        reached = -1
        for index, (_, threshold) in enumerate(self.pack.levels):
            if score > threshold or (score == threshold and not planted("level-greater")):
                reached = index
        return reached

    def reaches_alone(self, scored, purchases, time, receipts):
        """Whether one receipt reaches the highest level by rules without `within` alone (5.3)."""
        alone = [rule for rule in scored.rules if rule.within is None]
        groups = [receipts] if planted("report-by-moment") else [[receipt] for receipt in receipts]
        return any(self.level(self.evaluate(alone, purchases, time, group)[1]) == len(self.pack.levels) - 1 for group in groups)

    def alerts_of(self, scored):
        found, earlier = [], []
        for moment in self.judged(scored):
            if (moment.counts or planted("uncounted-moments")) and moment.indicators:
                if moment.counts and self.is_raised(moment, [past for past in earlier if self.within_quiet(past.time, moment.time)]):
                    found.append(self.alert(scored, moment, found))
                earlier.append(moment)
        return found

    def within_quiet(self, past, now):
        """The window (t - quiet, t)."""
        return now - self.pack.quiet < past < now or (past == now - self.pack.quiet and planted("quiet-closed"))

    def is_raised(self, moment, earlier):
        if moment.level < 0:
            return False
        if moment.alone and not planted("hidden-report"):
            return True
        if all(past.level < moment.level for past in earlier):
            return True
        return any(self.is_new(name, moment, earlier) or self.has_grown(name, moment, earlier) for name in self.own_names(moment))

    @staticmethod
    def name(indicator):
        return (indicator.rule.id, None if planted("growth-only-first") else indicator.each)

    def own_names(self, moment):
        """Indicators (rule, `each` value) with a purchase of this moment among their own.

        No fault is planted here: without combinations and sequences, what holds at a moment without a purchase of it
        held as high at the counting moment before, so that the words change nothing.
        """
        return {self.name(indicator) for indicator in moment.indicators if indicator.has_any(moment.receipts)}

    def is_new(self, name, moment, earlier):
        if planted("new-indicator-missing"):
            return False
        return not any(name == self.name(indicator) for past in earlier for indicator in past.indicators)

    def has_grown(self, name, moment, earlier):
        if planted("doubling-missing"):
            return False
        before = max((self.doublings(name, past) for past in earlier), default=0)
        return self.doublings(name, moment) > before

    def doublings(self, name, moment):
        """The most of all groups; none where the indicator does not hold."""
        return max((indicator.doublings() for indicator in moment.indicators if self.name(indicator) == name), default=0)

    def alert(self, scored, moment, before):
        purchases = {purchase.key: purchase for indicator in moment.indicators for purchase in indicator.purchases}
        follows = [alert for alert in before if self.within_quiet(alert["moment"], moment.time)]
        data = {
            "level": self.pack.levels[moment.level][0],
            "score": moment.score,
            "pack": {"id": self.pack.id, "version": self.pack.version, "jurisdiction": self.pack.jurisdiction},
            "lists": [{"id": known.id, "version": known.version} for known in self.pack.lists],
            "catalogue": {"version": self.catalogue.version},
            **scored.face,
            "indicators": [shown(indicator) for indicator in moment.indicators],
            "purchases": [show(purchase) for purchase in sorted(purchases.values(), key=lambda purchase: purchase.line.order)],
            "covered": [],
            "follows": max(follows, key=lambda alert: (alert["moment"], alert["subject"]))["subject"] if follows else None,
        }
        subject = digest(self.installation, self.pack.id, *scored.words, moment.receipts[0])
        return {"subject": subject, "time": stamp(moment.time), "moment": moment.time, "judged": moment, "scored": scored, "data": data}


def show(purchase):
    line = purchase.line
    return {
        "key": line.key, "time": stamp(line.time), "moment": stamp(purchase.moment),
        "store": line.parts["store"], "till": line.parts["till"], "receipt": line.parts["receipt"], "line": line.parts["line"],
        "product": line.product, "description": line.description,
        "quantity": decimal(purchase.quantity), "returned": decimal(purchase.returned),
        "amount": decimal(purchase.amount), "currency": line.currency, "tender": line.tender,
        "substances": [show_substance(item, purchase) for item in purchase.substances],
    }


def show_substance(item, purchase):
    first, row = item.entries[0], item.row
    return {
        "id": first.id, "name": first.name, "cas": first.cas, "list": first.list,
        "concentration": None if row.concentration is None else {"value": decimal(row.concentration), "unit": f"% {row.basis}"},
        "mass": None if item.mass is None else {"value": decimal(item.mass), "unit": "g"},
        "volume": None if purchase.volume is None else {"value": decimal(purchase.volume), "unit": "ml"},
        "restricted": item.restricted(), "assumed_density": item.assumed_density,
    }


class Oracle:
    """Reads everything, then computes the ledger."""

    def __init__(self, feed, catalogue, rules, installation, token_key, inputs):
        self.feed, self.catalogue = Feed(feed), Catalogue(catalogue)
        self.packs = [load_pack(path) for path in rules]
        self.lists = [known for pack in self.packs for known in pack.lists]
        self.journal = Journal(self.feed)
        reader = Reader(self.feed, self.catalogue, bytes.fromhex(token_key))
        for path in inputs:
            self.journal.read(reader, path)
        self.lines, voids = standing_lines(self.journal)
        self.unmatched_voids = apply_voids(self.feed, self.lines, voids)
        self.ledgers = [PackLedger(pack, self.lists, self.feed, self.catalogue, self.lines, installation) for pack in self.packs]
        self.alerts = [alert for ledger in self.ledgers for alert in ledger.alerts()]

    def result(self):
        return {"alerts": [{name: alert[name] for name in ("subject", "time", "data")} for alert in self.alerts], "summary": self.summary()}

    def summary(self):
        """Counts; those that depend on a pack are of the first pack."""
        first = self.ledgers[0]
        sales = [entry.line for entry in self.lines if entry.line.kind == "sale" and not entry.voided]
        return {
            **self.journal.counts,
            "unmatched_voids": len(self.unmatched_voids),
            "unmatched_returns": len(first.unmatched_returns),
            "buyers": len(first.linking.buyers),
            "hubs": len(first.linking.hubs),
            "not_in_force": sum(all(not self.listed(line, pack) for pack in self.packs) for line in sales),
            "limit_undecided": sum(any(self.undecided(line, pack) for pack in self.packs) for line in sales),
            "alerts": dict(Counter(alert["data"]["level"] for alert in self.alerts)),
        }

    def listed(self, line, pack):
        return listed(line, line.quantity, self.catalogue, pack, self.lists)

    def undecided(self, line, pack):
        return any(entry.limit is not None and above_limit(item, entry) is None for item in self.listed(line, pack) for entry in item.entries)


def compute(feed, catalogue, rules, installation, token_key, inputs, fault=None):
    """The ledger and the counts as plain data; with `fault`, decided wrongly in one place."""
    faults.plant(fault)
    try:
        return Oracle(feed, catalogue, rules, installation, token_key, inputs).result()
    finally:
        faults.plant(None)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feed", required=True)
    parser.add_argument("--catalogue", required=True)
    parser.add_argument("--rules", required=True, nargs="+")
    parser.add_argument("--installation", required=True)
    parser.add_argument("--token-key", required=True)
    parser.add_argument("--fault", choices=sorted(faults.NAMES))
    parser.add_argument("inputs", nargs="+", metavar="INPUT")
    told = parser.parse_args()
    result = compute(told.feed, told.catalogue, told.rules, told.installation, told.token_key, told.inputs, told.fault)
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
