#!/usr/bin/env python3
"""The ledger by brute force: every moment of everybody judged from all purchases, every time anew (semantics 5)."""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from datetime import timezone

import faults
import papers
from books import Books, Scored
from buyers import digest
from faults import planted
from files import Catalogue, Feed
from forms import deadlines, indicators
from language import load_pack
from netting import PLAIN, apply_voids, standing_lines
from reading import Journal, Reader
from rules import At, shown
from show import show, show_before
from substances import above_limit, listed
from text import decimal, stamp


@dataclass
class Moment:
    """One moment of a buyer, store or product, judged."""

    pack: object  # the version that judges it
    at: At
    own: set  # keys of its own purchases
    words: list  # receipt key and what else tells it from other moments
    indicators: list
    score: int
    counts: bool  # one of its own purchases stands behind an indicator
    alone: bool  # a receipt of it reaches the highest level by rules that look at one receipt alone

    @property
    def time(self):
        return self.at.time


class PackLedger(Books):
    """All alerts of the versions of one pack."""

    def __init__(self, versions, lists, feed, catalogue, lines, installation, latest):
        super().__init__(versions, lists, feed, catalogue, lines, installation)
        self.latest = latest  # the latest event time among the standing lines
        self.pending = 0

    def all_scored(self):
        """Every buyer, and every store and product that rules are about."""
        for number, buyer in enumerate(self.linking.buyers + self.linking.alone):
            face = {"key": buyer.key, "tokens": [{"kind": kind, "value": value} for kind, value in buyer.tokens], "links": buyer.links}
            yield Scored(["buyer"], {"buyer": face}, (), number)
        for about in sorted({rule.about for pack in self.versions for rule in pack.rules if rule.about}):
            for values in sorted({self.group_of(purchase, about) for purchase in self.existing()}):
                words = [word for pair in zip(about, values) for word in pair]
                yield Scored(words, {"about": dict(zip(about, values))}, about, values)

    def version(self, day):
        """The version with the latest `from` not after the day; the earliest also before it."""
        first = [pack for pack in self.versions if pack.first is None or pack.first <= day]
        return self.versions[-1] if planted("version-newest") else first[-1] if first else self.versions[0]

    def version_at(self, time, line):
        """The version that judges a moment, by the day at the store of this line."""
        zone = timezone.utc if planted("version-utc") else self.feed.zone_of(line.parts["store"])
        return self.version(time.astimezone(zone).date())

    def version_at_deadline(self, time, line):
        """By the awaiting line's store and offset."""
        offset = line.time.astimezone(self.feed.zone_of(line.parts["store"])).utcoffset()
        return self.version((line.time if planted("version-of-awaiting") else time).astimezone(timezone(offset)).date())

    def judged(self, scored):
        """Every moment of what is scored, in order of time."""
        places = {}
        for purchase in self.among(scored, self.existing()):
            place = (purchase.moment, purchase.receipt if planted("equal-times-separate") else "")
            places.setdefault(place, []).append(purchase)
        found = [self.judge(scored, place[0], places[place]) for place in sorted(places)]
        return sorted(found + list(self.judged_deadlines(scored)), key=lambda moment: moment.time)

    def judge(self, scored, time, purchases):
        at = At(time, sorted({purchase.receipt for purchase in purchases}))
        first = min(purchases, key=lambda purchase: (purchase.receipt, purchase.key)).line
        return self.moment(scored, self.version_at(time, first), at, {purchase.key for purchase in purchases}, [at.receipts[0]])

    def judged_deadlines(self, scored):
        """The decided deadlines of absences that hold, and in passing the number of the others."""
        for pack in self.versions:
            for rule in (rule for rule in scored.rules(pack) if rule.form == "absent"):
                for deadline in deadlines(rule, self.seen_by(rule, pack, scored), pack.define):
                    purchases = deadline.purchases
                    first = min(purchases, key=lambda purchase: (purchase.receipt, purchase.key))
                    if self.version_at_deadline(deadline.time, first.line) is not pack:
                        continue
                    if not self.has_passed(deadline.time):
                        self.pending += len(deadline.awaiting)
                        continue
                    at = At(deadline.time, [], rule.id)
                    words = [first.receipt] if planted("absent-plain-subject") else [first.receipt, "absent", rule.id, stamp(deadline.time)]
                    yield self.moment(scored, pack, at, {purchase.key for purchase in purchases}, words)

    def has_passed(self, time):
        return self.latest > time or (self.latest == time and planted("absent-decided-at-deadline")) or planted("absent-never-pending")

    def moment(self, scored, pack, at, own, words):
        found, score = self.evaluate(scored, pack, at)
        counts = any(indicator.has_any(own) for indicator in found)
        return Moment(pack, at, own, words, found, score, counts, self.reaches_alone(scored, pack, at))

    def evaluate(self, scored, pack, at, rules=None, only=None):
        """The indicators that hold, with their points, and the score; of these rules, of purchases with these keys."""
        found = []
        for rule in scored.rules(pack) if rules is None else rules:
            history = self.seen_by(rule, pack, scored, at.time)
            seen = [purchase for purchase in history if only is None or purchase.key in only]
            held = indicators(rule, seen, at, pack.define, history)
            self.give_points(rule, held, pack)
            found += held
        return found, sum(indicator.score for indicator in found)

    def give_points(self, rule, held, pack):
        """Once a rule, or once an `each` value up to the cap; to the first part that holds."""
        cap = pack.levels[-1][1] if rule.cap is None else rule.cap
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

    def level(self, pack, score):
        reached = -1
        for index, (_, threshold) in enumerate(pack.levels):
            if score > threshold or (score == threshold and not planted("level-greater")):
                reached = index
        return reached

    def reaches_alone(self, scored, pack, at):
        """Whether one receipt reaches the highest level by rules that look at one receipt alone (5.3)."""
        alone = [rule for rule in scored.rules(pack) if rule.one_receipt or (planted("combine-alone") and rule.form == "combine")]
        groups = [at.receipts] if planted("report-by-moment") else [[receipt] for receipt in at.receipts]
        return any(self.level(pack, self.evaluate(scored, pack, At(at.time, group), alone)[1]) == len(pack.levels) - 1 for group in groups)

    # Alerts

    def alerts(self):
        self.pending = 0
        found = []
        for scored in self.all_scored():
            found += self.alerts_of(scored)
        return sorted(found, key=lambda alert: (alert["time"], alert["subject"]))

    def alerts_of(self, scored):
        found, earlier = [], []
        for moment in self.judged(scored):
            if (moment.counts or planted("uncounted-moments")) and moment.indicators:
                if moment.counts and self.is_raised(moment, [past for past in earlier if self.within_quiet(past.time, moment)]):
                    found.append(self.alert(scored, moment, found))
                earlier.append(moment)
        return found

    def within_quiet(self, past, moment):
        """The window (t - quiet, t)."""
        begins = moment.time - moment.pack.quiet
        together = past == moment.time and planted("deadline-sees-its-time")
        return begins < past < moment.time or (past == begins and planted("quiet-closed")) or together

    def is_raised(self, moment, earlier):
        level = self.level(moment.pack, moment.score)
        if level < 0:
            return False
        if moment.alone and not planted("hidden-report"):
            return True
        if all(self.level(past.pack if planted("earlier-in-old-levels") else moment.pack, past.score) < level for past in earlier):
            return True
        return any(self.is_new(name, moment, earlier) or self.has_grown(name, moment, earlier) for name in self.own_names(moment))

    @staticmethod
    def name(indicator, pack):
        version = pack.version if planted("rules-of-versions-differ") else None
        return (version, indicator.rule.id, None if planted("growth-only-first") else indicator.each)

    def own_names(self, moment):
        """Indicators (rule, `each` value) with a purchase of this moment among their own."""
        return {self.name(indicator, moment.pack) for indicator in moment.indicators
                if indicator.has_any(moment.own) or planted("new-without-own-purchase")}

    def is_new(self, name, moment, earlier):
        if planted("new-indicator-missing"):
            return False
        return not any(name == self.name(indicator, past.pack) for past in earlier for indicator in past.indicators)

    def has_grown(self, name, moment, earlier):
        if planted("doubling-missing"):
            return False
        before = max((self.doublings(name, past) for past in earlier), default=0)
        return self.doublings(name, moment) > before

    def doublings(self, name, moment):
        """The most of all groups; none where the indicator does not hold."""
        return max((indicator.doublings() for indicator in moment.indicators if self.name(indicator, moment.pack) == name), default=0)

    def alert(self, scored, moment, before):
        pack = moment.pack
        follows = [alert for alert in before if self.within_quiet(alert["moment"], moment)]
        data = {
            "level": pack.levels[self.level(pack, moment.score)][0],
            "score": moment.score,
            "pack": {"id": pack.id, "version": pack.version, "jurisdiction": pack.jurisdiction},
            "lists": [{"id": known.id, "version": known.version} for known in pack.lists],
            "catalogue": {"version": self.catalogue.version},
            **scored.face,
            "indicators": [shown(indicator) for indicator in moment.indicators],
            "purchases": self.records(moment),
            "covered": self.covered(moment),
            "follows": max(follows, key=lambda alert: (alert["moment"], alert["subject"]))["subject"] if follows else None,
        }
        subject = digest(self.installation, pack.id, *scored.words, *moment.words)
        return {"subject": subject, "time": stamp(moment.time), "moment": moment.time, "judged": moment, "scored": scored, "data": data}

    def records(self, moment):
        """The purchases that indicators list, as they are after netting, and as those rules saw them that ignore something."""
        pack, ignored = moment.pack, {}
        for indicator in moment.indicators:
            for purchase in indicator.purchases:
                ignored.setdefault(purchase.key, set()).add(indicator.rule.ignores)
        plain = self.book(pack, PLAIN, moment.time)
        kinds = {ignores: [kind for kind in papers.KINDS if any(kind in rule.unless for rule in pack.rules if rule.ignores == ignores)]
                 for ignores in self.nettings}
        found = []
        for key in sorted(ignored, key=lambda key: plain[key].line.order):
            record = show(plain[key], self.voided()[key], kinds[PLAIN])
            before = [show_before(self.book(pack, ignores)[key], ignores, kinds[ignores])
                      for ignores in ((True, False), (False, True), (True, True)) if ignores in ignored[key]]
            found.append(record | ({"before": before} if before else {}))
        return found

    @staticmethod
    def covered(moment):
        """The purchases that used up the totals above which a shown purchase lies."""
        pairs = [(indicator.rule, purchase) for indicator in moment.indicators for purchase in indicator.purchases]
        return sorted({key for rule, purchase in pairs for kind in rule.unless for key in purchase.used_up.get(kind, [])})


class Oracle:
    """Reads everything, then computes the ledger."""

    def __init__(self, feed, catalogue, rules, installation, token_key, inputs):
        self.feed, self.catalogue = Feed(feed), Catalogue(catalogue)
        self.packs = [load_pack(path) for path in rules]
        self.lists = [known for pack in self.packs for known in pack.lists]
        self.journal = Journal(self.feed)
        reader = Reader(self.feed, self.catalogue, bytes.fromhex(token_key))
        self.take(reader, inputs)
        self.lines, voids = standing_lines(self.journal)
        self.unmatched_voids = apply_voids(self.feed, self.lines, voids)
        # Of lines of any kind, voided or not: what the feed has told of last.
        tops = [self.journal.standing(versions) for versions in self.journal.versions.values()]
        latest = max((line.time for line in [*tops, *(entry.line for entry in self.lines)]), default=None)
        ids = list(dict.fromkeys(pack.id for pack in self.packs))
        self.ledgers = [PackLedger([pack for pack in self.packs if pack.id == id_], self.lists, self.feed, self.catalogue, self.lines,
                                   installation, latest) for id_ in ids]
        self.alerts = [alert for ledger in self.ledgers for alert in ledger.alerts()]

    def take(self, reader, inputs):
        for path in inputs:
            self.journal.read(reader, path)

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
            "pending": sum(ledger.pending for ledger in self.ledgers),
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
