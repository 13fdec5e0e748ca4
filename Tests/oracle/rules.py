"""Conditions, exceptions, measures and indicators (semantics 3.4, 3.5, 4)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from fractions import Fraction

from faults import planted
from substances import above_limit
from text import decimal, from_local, measure

NUMBERS = ("concentration", "mass", "volume", "quantity", "amount", "hour")
ENTRY_FIELDS = ("list", "annex", "above_limit")
BOUNDS = {
    "at_least": lambda value, bound: value >= bound,
    "above": lambda value, bound: value > bound,
    "at_most": lambda value, bound: value <= bound,
    "below": lambda value, bound: value < bound,
}


# Three values: True, False, and None for unknown.

def both(answers):
    answers = list(answers)
    return False if False in answers else None if None in answers else True


def either(answers):
    answers = list(answers)
    return True if True in answers else None if None in answers else False


def opposite(answer):
    if answer is None:
        return True if planted("not-missing-true") else None
    return not answer


def listed_values(told):
    return [told] if isinstance(told, str) else told


def text_of(purchase, substance, field):
    """A field as text, or None when it is missing."""
    line = purchase.line
    if field in ("store", "till"):
        return line.parts[field]
    if field == "receipt":
        return line.receipt_key
    if field == "day":
        return line.local_day.isoformat()
    if field in ("product", "description", "tender", "currency", "kind"):
        return getattr(line, field)
    if field == "substance":
        return substance.identity
    if field == "cas":
        return substance.cas
    if field in line.extra:
        return line.extra[field]
    return line.tokens.get(field)


def number_of(purchase, substance, field):
    if field == "concentration":
        return substance.w_w
    if field == "mass":
        return substance.mass
    if field == "volume":
        return purchase.volume
    if field == "quantity":
        return purchase.quantity
    if field == "amount":
        return purchase.amount
    return Fraction(purchase.line.time.astimezone(purchase.zone).hour)  # hour


def holds(condition, purchase, substance, define):
    """Whether a condition holds for one listed substance of a purchase."""
    if isinstance(condition, str):
        return holds(define[condition], purchase, substance, define)
    answers = []
    asked = {name: told for name, told in condition.items() if name in ENTRY_FIELDS}
    if asked:
        answers.append(entries_hold(asked, substance))
    for name, told in condition.items():
        if name in ENTRY_FIELDS:
            continue
        answers.append(one_holds(name, told, purchase, substance, define))
    return both(answers)


def one_holds(name, told, purchase, substance, define):
    if name == "and":
        return both(holds(part, purchase, substance, define) for part in told)
    if name == "or":
        return either(holds(part, purchase, substance, define) for part in told)
    if name == "not":
        return opposite(holds(told, purchase, substance, define))
    if name == "missing":
        value = number_of if told in NUMBERS else text_of
        return value(purchase, substance, told) is None
    if name == "substance":
        names = {substance.cas} | {entry.id for entry in substance.entries}
        return any(value in names for value in listed_values(told))
    if name in NUMBERS:
        return number_holds(name, told, purchase, substance)
    value = text_of(purchase, substance, name)
    return None if value is None else value in listed_values(told)


def entries_hold(asked, substance):
    """list, annex and above_limit of one mapping, asked of one and the same covering entry."""
    if planted("entries-mixed"):
        return both(either(entry_holds({name: told}, substance, entry) for entry in substance.entries) for name, told in asked.items())
    return either(entry_holds(asked, substance, entry) for entry in substance.entries)


def entry_holds(asked, substance, entry):
    answers = []
    for name, told in asked.items():
        if name == "list":
            answers.append(entry.list in listed_values(told))
        elif name == "annex":
            answers.append(None if entry.annex is None else entry.annex in listed_values(told))
        else:
            answer = above_limit(substance, entry)
            answers.append(None if answer is None else answer == (told == "true"))
    return both(answers)


def number_holds(name, told, purchase, substance):
    value = number_of(purchase, substance, name)
    answers = []
    for bound, limit in told.items():
        pairs = [("at_least", limit[0]), ("at_most", limit[1])] if bound == "between" else [(bound, limit)]
        for how, text in pairs:
            answers.append(number_test(name, value, how, text, purchase))
    return both(answers)


def number_test(name, value, how, text, purchase):
    limit, unit = measure(text)
    if value is None:
        return None
    if name == "amount" and unit is not None and purchase.line.currency != unit:
        return None  # money in another currency cannot be compared
    return BOUNDS[how](value, limit)


def covered(paper, purchase, substance):
    """Whether the exception shown on the purchase covers the substance."""
    day = purchase.line.local_day
    if planted("expiry-utc"):
        day = purchase.line.time.astimezone(timezone.utc).date()
    if paper["number"] is None or paper["until"] is None or paper["until"] < day:
        return False
    if planted("expiry-before") and paper["until"] == day:
        return False
    names = {substance.cas} | {entry.id for entry in substance.entries}
    blank = not paper["scope"] and planted("scope-blank-covers")
    if paper["scope mapped"] and not blank and not names & set(paper["scope"]):
        return False
    ceiling = paper["concentration"]
    if ceiling is None:
        return True
    if planted("ceiling-open") and substance.w_w == ceiling:
        return False
    return substance.w_w is not None and substance.w_w <= ceiling


def matching(rule, purchase, define):
    """The substances of a purchase that the rule measures."""
    matched = [item for item in purchase.substances if holds(rule.where, purchase, item, define)
               or (planted("missing-matches") and holds(rule.where, purchase, item, define) is None)]
    kept = [item for item in matched if not any(covered(purchase.line.papers[name], purchase, item) for name in rule.unless)]
    if planted("unless-whole-line") and len(kept) < len(matched):
        return []
    if kept and planted("mixture-measures-all"):
        return purchase.substances
    return kept


@dataclass
class Indicator:
    rule: object
    each: str | None  # the value of `each`
    parts: tuple  # values of `by` without buyer, then the receipt for a rule without `within`
    group: dict
    value: Fraction
    purchases: list
    counted: dict  # purchase key to the identities that counted
    score: int = 0

    def has_any(self, receipts):
        return any(purchase.receipt in receipts for purchase in self.purchases)

    def doublings(self):
        """How many doublings of its threshold the value has passed."""
        passed = 0
        if self.rule.threshold > 0 and self.rule.within is not None:
            while BOUNDS[self.rule.bound](self.value, self.rule.threshold * 2 ** (passed + 1)):
                passed += 1
        return min(passed, 1) if planted("doubling-once") else passed


def in_window(rule, purchase, moment, receipts):
    """Whether a purchase lies in the rule's window at the moment; without `within`, in a receipt of the moment."""
    at = purchase.line.time if planted("own-times") else purchase.moment
    if rule.within is None:
        return purchase.receipt in receipts
    if rule.within == "calendar_day":
        end = next_midnight(at, purchase.zone)
        return at <= moment < end or (moment == end and planted("calendar-day-closed"))
    if at > moment or (at == moment and planted("window-open-right")):
        return False
    return moment - rule.within < at or (moment - rule.within == at and planted("window-closed-left"))


def next_midnight(time_, zone):
    if planted("calendar-day-utc"):
        zone = timezone.utc
    tomorrow = time_.astimezone(zone).date() + timedelta(days=1)
    return from_local(datetime.combine(tomorrow, time()), zone)


def indicators(rule, purchases, moment, receipts, define):
    """Every group of the rule that holds at the moment, by `each` value, then part."""
    groups = {}
    for purchase in purchases:
        if purchase.quantity > 0 and in_window(rule, purchase, moment, receipts):
            for each, parts, items in placed(rule, purchase, matching(rule, purchase, define), purchases):
                groups.setdefault((each, parts), []).append((purchase, items))
    found = []
    for (each, parts), members in sorted(groups.items(), key=lambda group: (group[0][0] or "", "\0".join(group[0][1]))):
        indicator = measured(rule, each, parts, members, purchases)
        if indicator is not None:
            found.append(indicator)
    return found


def placed(rule, purchase, items, purchases):
    """Where a purchase belongs: (each value, parts, substances). A missing value is in no group."""
    if not items:
        return
    choices = [values_of(purchase, name, purchases) for name in rule.parts]
    if rule.within is None:
        choices.append([purchase.receipt])
    combinations = [()]
    for values in choices:
        combinations = [parts + (value,) for parts in combinations for value in values]
    if rule.each is None:
        each_values = [(None, items)]
    elif rule.each in ("substance", "cas"):
        each_values = {}
        for item in items:
            each_values.setdefault(text_of(purchase, item, rule.each), []).append(item)
        each_values = each_values.items()
    else:
        each_values = [(text_of(purchase, None, rule.each), items)]
    for value, members in each_values:
        if rule.each is not None and value is None:
            if not planted("missing-group"):
                continue
            value = ""
        for parts in combinations:
            yield value, parts, members


def values_of(purchase, field, purchases):
    value = text_of(purchase, None, field)
    if value is None and planted("token-of-receipt"):
        found = {other.line.tokens.get(field) for other in purchases if other.receipt == purchase.receipt} - {None}
        return sorted(found)
    if value is None:
        return [""] if planted("missing-group") else []
    return [value]


def measured(rule, each, parts, members, purchases):
    """The indicator of one group, or None when its bound is not reached."""
    verb, what = rule.measure.split()
    value, values, evidence = Fraction(0), set(), []
    for purchase, items in members:
        if rule.measure == "sum mass":
            items = [item for item in items if item.mass is not None]
            value += sum(item.mass for item in items)
        elif verb == "distinct" and what in ("substance", "cas"):
            items = [item for item in items if text_of(purchase, item, what) is not None or planted("distinct-missing")]
            values |= {text_of(purchase, item, what) for item in items}
        elif verb == "distinct":
            mine = set(values_of(purchase, what, purchases)) or ({""} if planted("distinct-missing") else set())
            values |= mine
            items = items if mine else []
        elif rule.measure == "count receipts":
            values.add(purchase.receipt)
        else:
            added = Fraction(1) if verb == "count" else summand(rule, purchase, what)
            items = items if added is not None else []
            value += added or 0
        if items:
            evidence.append((purchase, items))
    if verb == "distinct" or rule.measure == "count receipts":
        value = Fraction(len(values))
    bound = "at_least" if planted("above-at-least") else rule.bound
    if not evidence or not BOUNDS[bound](value, rule.threshold):
        return None
    names = rule.parts + (["receipt"] if rule.within is None else [])
    group = dict(zip(names, parts))
    if rule.each is not None:
        group[rule.each] = each
    evidence.sort(key=lambda pair: pair[0].line.order)
    return Indicator(rule, each, parts, group, value, [purchase for purchase, _ in evidence],
                     {purchase.key: sorted(item.identity for item in items) for purchase, items in evidence})


def summand(rule, purchase, what):
    if what == "units":
        return purchase.quantity
    if what == "volume":
        return purchase.volume
    if purchase.line.currency != rule.unit and not planted("money-any-currency"):
        return None
    return purchase.amount


def shown(indicator):
    """The indicator as an alert shows it."""
    rule = indicator.rule
    whole = all(len(indicator.counted[purchase.key]) == len(purchase.substances) for purchase in indicator.purchases)
    return {
        "rule": rule.id, "title": rule.title, "score": indicator.score, "measure": rule.measure,
        "value": decimal(indicator.value), "threshold": decimal(rule.threshold), "unit": rule.unit, "bound": rule.bound,
        "within": rule.within_text, "group": indicator.group, "purchases": [purchase.key for purchase in indicator.purchases],
        "counted": None if whole else indicator.counted,
    }
