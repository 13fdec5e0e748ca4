"""Conditions, asked of one listed substance of a purchase (semantics 3.4, 3.5, 4.3)."""

from fractions import Fraction

from faults import planted
from substances import above_limit
from text import measure

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
    if field == "weekday":
        return ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[line.local_day.weekday()]
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
    rest = {name: told for name, told in condition.items() if not name.startswith("receipt.")}
    for name, told in condition.items():
        if name in ENTRY_FIELDS:
            continue
        if name.startswith("receipt."):
            answers.append(total_holds(name.removeprefix("receipt."), told, rest, purchase, substance, define))
        else:
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
    if value is None:
        return None
    if isinstance(told, dict):
        return any(begins(value, prefix) for prefix in listed_values(told["prefix"]))
    return value in listed_values(told)


def begins(value, prefix):
    return prefix in value if planted("prefix-anywhere") else value.startswith(prefix)


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


def single_bounds(told):
    """Each bound of a number by itself: `between` is two, both included."""
    for bound, limit in told.items():
        yield from [("at_least", limit[0]), ("at_most", limit[1])] if bound == "between" else [(bound, limit)]


def number_holds(name, told, purchase, substance):
    value = number_of(purchase, substance, name)
    return both(number_test(name, value, how, text, purchase) for how, text in single_bounds(told))


def number_test(name, value, how, text, purchase):
    limit, unit = measure(text)
    if value is None:
        return None
    if name == "amount" and unit is not None and purchase.line.currency != unit:
        return None  # money in another currency cannot be compared
    return BOUNDS[how](value, limit)


def total_holds(name, told, rest, purchase, substance, define):
    """Whether the total of a field lies in its bounds, over the lines of the receipt that hold this substance and match the rest."""
    answers = []
    for how, text in single_bounds(told):
        limit, unit = measure(text)
        known, complete = total(name, unit, rest, purchase, substance, define)
        if complete or planted("total-missing-is-nothing"):
            answers.append(BOUNDS[how](known, limit))
        else:
            # More can only come to it: a lower bound may be reached already, an upper one is never known.
            answers.append(True if how in ("at_least", "above") and BOUNDS[how](known, limit) else None)
    return both(answers)


def total(name, currency, rest, purchase, substance, define):
    """The known total, and whether no part of it is missing."""
    known, complete = Fraction(0), True
    mates = [purchase] if planted("total-of-line") else purchase.mates
    for mate in mates:
        same = [item for item in mate.substances if item.identity == substance.identity or planted("total-any-substance")]
        # A product holds a substance once on one day, so that a line adds once.
        for item in same if planted("total-ignores-rest") else [item for item in same if holds(rest, mate, item, define)]:
            if name == "amount" and mate.line.currency not in (None, currency):
                continue
            value = None if name == "amount" and mate.line.currency is None else number_of(mate, item, name)
            complete = complete and value is not None
            known += value or 0
    return known, complete
