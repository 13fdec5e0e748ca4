"""Windows, groups, measures and indicators (semantics 4, 5.7)."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, timezone
from fractions import Fraction

from conditions import BOUNDS, holds, text_of
from faults import planted
from papers import partly, uncovered
from text import decimal, from_local


@dataclass
class At:
    """A moment at which rules are asked: one of receipts, or the deadline of a rule."""

    time: datetime
    receipts: list  # bytewise; none at a deadline
    deadline: str | None = None  # the rule's id


@dataclass
class Match:
    """A substance of a purchase that a rule measures, and its mass that no exception covers."""

    item: object
    mass: Fraction | None


@dataclass
class Indicator:
    rule: object
    each: str | None  # the value of `each`
    parts: tuple  # values of `by` without buyer, then the receipt for a rule that looks at one
    measure: str
    value: Fraction
    threshold: Fraction
    bound: str
    unit: str
    within: str | None  # as the pack writes it
    members: list  # (purchase, its matches) that contribute
    doubles: bool = False  # whether its value can pass doublings
    conditions: list = field(default_factory=list)  # (place, indicator) of a combination
    usual: dict | None = None
    score: int = 0

    @property
    def purchases(self):
        return sorted((purchase for purchase, _ in self.members), key=lambda purchase: purchase.line.order)

    @property
    def counted(self):
        """Purchase key to the identities that counted."""
        return {purchase.key: sorted(match.item.identity for match in matches) for purchase, matches in self.members}

    @property
    def group(self):
        names = self.rule.parts + (["receipt"] if self.rule.one_receipt else [])
        return dict(zip(names, self.parts)) | ({self.rule.each: self.each} if self.rule.each is not None else {})

    def has_any(self, keys):
        return any(purchase.key in keys for purchase in self.purchases)

    def doublings(self):
        """How many doublings of its threshold the value has passed."""
        passed = 0
        if self.threshold > 0 and (self.doubles or (planted("combine-doubles") and self.conditions)):
            while BOUNDS[self.bound](self.value, self.threshold * 2 ** (passed + 1)):
                passed += 1
        return min(passed, 1) if planted("doubling-once") else passed


def in_window(within, purchase, at):
    """Whether a purchase lies in a window at the moment; without `within`, in a receipt of the moment."""
    when = purchase.line.time if planted("own-times") else purchase.moment
    if within is None:
        return purchase.receipt in at.receipts
    if within == "calendar_day":
        end = next_midnight(when, purchase.zone)
        return when <= at.time < end or (at.time == end and planted("calendar-day-closed"))
    if when > at.time or (when == at.time and planted("window-open-right")):
        return False
    return at.time - within < when or (at.time - within == when and planted("window-closed-left"))


def next_midnight(time_, zone):
    if planted("calendar-day-utc"):
        zone = timezone.utc
    tomorrow = time_.astimezone(zone).date() + timedelta(days=1)
    return from_local(datetime.combine(tomorrow, time()), zone)


def matching(rule, where, purchase, define):
    """The substances of a purchase that the rule measures, where it asks this beside its own `where`; worked out once."""
    place = (id(rule), id(where) if where else None)
    if place not in purchase.matched:
        purchase.matched[place] = worked_out(rule, where, purchase, define)
    return purchase.matched[place]


def worked_out(rule, where, purchase, define):
    def both_hold(item):
        answers = {holds(rule.where, purchase, item, define), holds(where, purchase, item, define)}
        return answers == {True} or (planted("missing-matches") and False not in answers)

    places = [place for place, item in enumerate(purchase.substances) if both_hold(item)]
    kept = []
    for place in places:
        counts, mass = uncovered(rule.unless, purchase, place)
        if counts:
            kept.append(Match(purchase.substances[place], mass))
    if planted("unless-whole-line") and len(kept) < len(places):
        return []
    if kept and planted("mixture-measures-all"):
        return [Match(item, item.mass) for item in purchase.substances]
    return kept


def grouped(rule, where, purchases, define):
    """The groups of the rule: (each value, parts) to the purchases that match, with their matches."""
    groups = {}
    for purchase in purchases:
        if purchase.quantity > 0:
            for each, parts, matches in placed(rule, purchase, matching(rule, where, purchase, define), purchases):
                groups.setdefault((each, parts), []).append((purchase, matches))
    return groups


def in_order(groups):
    """By `each` value, then part."""
    return sorted(groups, key=lambda group: (group[0] or "", "\0".join(group[1])))


def placed(rule, purchase, matches, purchases):
    """Where a purchase belongs: (each value, parts, matches). A missing value is in no group."""
    if not matches:
        return
    choices = [values_of(purchase, name, purchases) for name in rule.parts]
    if rule.one_receipt:
        choices.append([purchase.receipt])
    combinations = [()]
    for values in choices:
        combinations = [parts + (value,) for parts in combinations for value in values]
    if rule.each is None:
        each_values = [(None, matches)]
    elif rule.each in ("substance", "cas"):
        each_values = {}
        for match in matches:
            each_values.setdefault(text_of(purchase, match.item, rule.each), []).append(match)
        each_values = each_values.items()
    else:
        each_values = [(text_of(purchase, None, rule.each), matches)]
    for value, members in each_values:
        if rule.each is not None and value is None:
            if not planted("missing-group"):
                continue
            value = ""
        for parts in combinations:
            yield value, parts, members


def values_of(purchase, name, purchases):
    value = text_of(purchase, None, name)
    if value is None and planted("token-of-receipt"):
        found = {other.line.tokens.get(name) for other in purchases if other.receipt == purchase.receipt} - {None}
        return sorted(found)
    if value is None:
        return [""] if planted("missing-group") else []
    return [value]


def measured(part, members, purchases):
    """The value of a measure over these, and those that contribute to it."""
    verb, what = part.measure.split()
    value, values, evidence = Fraction(0), set(), []
    for purchase, matches in members:
        if part.measure == "sum mass":
            matches = [match for match in matches if match.mass is not None]
            value += sum(match.item.mass if planted("total-line-counts-whole") else match.mass for match in matches)
        elif verb == "distinct" and what in ("substance", "cas"):
            matches = [match for match in matches if text_of(purchase, match.item, what) is not None or planted("distinct-missing")]
            values |= {text_of(purchase, match.item, what) for match in matches}
        elif verb == "distinct":
            mine = set(values_of(purchase, what, purchases)) or ({""} if planted("distinct-missing") else set())
            values |= mine
            matches = matches if mine else []
        elif part.measure == "count receipts":
            values.add(purchase.receipt)
        else:
            added = Fraction(1) if verb == "count" else summand(part, purchase, what)
            matches = matches if added is not None else []
            value += added or 0
        if matches:
            evidence.append((purchase, matches))
    if verb == "distinct" or part.measure == "count receipts":
        value = Fraction(len(values))
    return value, evidence


def summand(part, purchase, what):
    if what == "units":
        return purchase.quantity
    if what == "volume":
        return purchase.volume
    if purchase.line.currency != part.unit and not planted("money-any-currency"):
        return None
    return purchase.amount


def reached(rule, part, group, members, purchases):
    """The indicator of one measure over one group, or None when its bound is not reached."""
    value, evidence = measured(part, members, purchases)
    bound = "at_least" if planted("above-at-least") else part.bound
    if not evidence or not BOUNDS[bound](value, part.threshold):
        return None
    return Indicator(rule, *group, part.measure, value, part.threshold, part.bound, part.unit, part.within_text, evidence,
                     doubles=part.within is not None)


def shown_value(indicator):
    """What an indicator, or a condition of one, says of its value and evidence."""
    counted = indicator.counted
    whole = all(len(counted[purchase.key]) == len(purchase.substances) for purchase in indicator.purchases)
    return {
        "measure": indicator.measure, "value": decimal(indicator.value), "threshold": decimal(indicator.threshold),
        "bound": indicator.bound, "unit": indicator.unit, "within": indicator.within,
        "purchases": [purchase.key for purchase in indicator.purchases], "counted": None if whole else counted,
    }


def shown(indicator):
    """The indicator as an alert shows it; what does not apply is left out."""
    rule = indicator.rule
    told = {"rule": rule.id, "title": rule.title, "score": indicator.score, "group": indicator.group} | shown_value(indicator)
    if indicator.conditions:
        told["conditions"] = [{"condition": place} | shown_value(condition) for place, condition in indicator.conditions]
    if indicator.usual:
        told["usual"] = indicator.usual
    told |= {name: "ignore" for name, ignored in zip(("returns", "voids"), rule.ignores) if ignored}
    if any(partly(rule.unless, purchase, place) for purchase in indicator.purchases for place in range(len(purchase.substances))):
        told["unless"] = rule.unless
    return told
