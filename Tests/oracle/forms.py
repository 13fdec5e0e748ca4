"""What makes a rule hold at a moment: its measure, what is usual, combinations, sequences, absences (semantics 4.7)."""

from dataclasses import dataclass
from fractions import Fraction

from conditions import BOUNDS
from faults import planted
from rules import Indicator, grouped, in_order, in_window, measured, reached
from text import decimal, rounded


def indicators(rule, purchases, at, define, history):
    """Every group of the rule that holds at the moment. `history` is what is known of the subject, for what is usual."""
    if at.deadline is not None and not holds_at_deadlines(rule, at):
        return []
    how = {"measure": by_measure, "combine": by_combination, "sequence": by_sequence, "absent": by_absence}[rule.form]
    return how(rule, purchases, at, define, history)


def holds_at_deadlines(rule, at):
    if rule.form == "absent":
        return rule.id == at.deadline
    if rule.form == "sequence":
        return planted("deadline-sequences")
    return not rule.one_receipt


def by_measure(rule, purchases, at, define, history):
    groups = grouped(rule, {}, [one for one in purchases if in_window(rule.part.within, one, at)], define)
    past = grouped(rule, {}, history, define) if rule.usual else {}
    found = []
    for group in in_order(groups):
        indicator = reached(rule, rule.part, group, groups[group], purchases)
        if indicator is not None and rule.usual:
            indicator.usual = unusual(rule, past.get(group, []), indicator.value, at, history)
        if indicator is not None and (indicator.usual or not rule.usual):
            found.append(indicator)
    return found


def unusual(rule, members, value, at, history):
    """What is usual, when the value stands out from it; else None."""
    usual, length = rule.usual, rule.part.within
    values = []
    for number in range(1, usual.over // length + (2 if planted("usual-one-more") else 1)):
        end = at.time if planted("usual-overlaps") and number == 1 else at.time - number * length
        inside = [one for one in members if end - length < one[0].moment <= end or (planted("usual-closed-left") and one[0].moment == end - length)]
        there, evidence = measured(rule.part, inside, history)
        if evidence or planted("usual-empty-windows"):
            values.append(there)
    least = usual.min_windows + (1 if planted("usual-min-windows") else 0)
    if len(values) < least:
        return None
    middle = median(values)
    bound = "above" if planted("usual-above") else usual.bound
    if not BOUNDS[bound](value, usual.times * middle):
        return None
    return {"median": decimal(rounded(middle, 6)), "times": decimal(usual.times), "bound": usual.bound, "windows": len(values), "over": usual.over_text}


def median(values):
    if not values:
        return Fraction(0)
    values = sorted(values)
    if planted("usual-mean"):
        return sum(values, Fraction(0)) / len(values)
    upper, lower = values[len(values) // 2], values[(len(values) - 1) // 2]
    return lower if planted("usual-lower-median") else (lower + upper) / 2


def by_combination(rule, purchases, at, define, history):
    """At least so many conditions hold, each over its own window, all in one group."""
    places = range(len(rule.conditions))
    widest = max((part.within for part in rule.conditions if not isinstance(part.within, (str, type(None)))), default=None)

    def within(part):
        return widest if planted("combine-widest-window") and part.within is not None else part.within

    groups = [grouped(rule, part.where, [one for one in purchases if in_window(within(part), one, at)], define) for part in rule.conditions]
    found = []
    for group in in_order(set().union(*groups)):
        held = [(place + 1, one_condition(rule, rule.conditions[place], group, groups[place].get(group, []), purchases)) for place in places]
        held = [(place, condition) for place, condition in held if condition is not None]
        needed = len(places) if planted("combine-all") else rule.at_least
        if held and len(held) >= needed:
            found.append(Indicator(rule, *group, "combine", Fraction(len(held)), Fraction(rule.at_least), "at_least", "conditions", None,
                                   union(condition.members for _, condition in held), conditions=held))
    return found


def one_condition(rule, part, group, members, purchases):
    """A condition over one group; one without `within` holds when it holds for a receipt."""
    if part.within is not None or rule.one_receipt or planted("combine-receipts-together"):
        return reached(rule, part, group, members, purchases)
    receipts = sorted({purchase.receipt for purchase, _ in members})
    held = [reached(rule, part, group, [one for one in members if one[0].receipt == receipt], purchases) for receipt in receipts]
    held = [indicator for indicator in held if indicator is not None]
    if not held:
        return None
    highest = max(held, key=lambda indicator: indicator.value)
    highest.members = union(indicator.members for indicator in held)
    return highest


def union(several):
    """Members of several indicators, each purchase once, with all its matches."""
    found = {}
    for members in several:
        for purchase, matches in members:
            known = found.setdefault(purchase.key, (purchase, []))[1]
            known += [match for match in matches if all(match.item is not other.item for other in known)]
    return list(found.values())


def by_sequence(rule, purchases, at, define, history):
    steps = [grouped(rule, step.where, [one for one in purchases if one.moment <= at.time], define) for step in rule.steps]
    found = []
    for group in in_order(steps[-1]):
        chain = chain_to(rule, [members.get(group, []) for members in steps], at.time)
        if chain is not None:
            count = Fraction(len(rule.steps))
            found.append(Indicator(rule, *group, "sequence", count, count, "at_least", "steps", None, chain))
    return found


def chain_to(rule, steps, time):
    """The chain whose last purchase is of this moment, with the latest before it, and so on; least key on ties."""
    *before, last = steps
    for member in sorted((one for one in last if one[0].moment == time), key=lambda one: one[0].key):
        if not before:
            return [member]
        moments = {one[0].moment for one in before[-1] if follows(rule.steps[len(before)], one[0].moment, time)}
        for moment in sorted(moments, reverse=not planted("sequence-earliest")):
            chain = chain_to(rule, before, moment)
            if chain is not None:
                return chain + [member]
    return None


def follows(step, earlier, later):
    if earlier == later:
        return planted("sequence-equal-moments")
    if earlier == later - step.within:
        return not planted("sequence-step-open")
    return earlier < later and (earlier > later - step.within or planted("sequence-step-ignored"))


@dataclass
class Deadline:
    """The deadline of an absence for the purchases of one moment."""

    rule: object
    time: object
    awaiting: dict  # group to its awaiting purchases, with their matches; only those that nothing followed

    @property
    def purchases(self):
        return [purchase for members in self.awaiting.values() for purchase, _ in members]


def deadlines(rule, purchases, define):
    """Every deadline of an absence that nothing has met so far."""
    awaiting = grouped(rule, rule.absence.after, purchases, define)
    awaited = grouped(rule, rule.absence.where, purchases, define)
    found = {}
    for group in in_order(awaiting):
        for moment in sorted({purchase.moment for purchase, _ in awaiting[group]}):
            end = moment + rule.absence.within
            other = awaited.get(group, []) if not planted("absent-any-group") else [one for members in awaited.values() for one in members]
            if not any(meets(purchase.moment, moment, end) for purchase, _ in other):
                members = [one for one in awaiting[group] if one[0].moment == moment]
                found.setdefault(moment, Deadline(rule, end, {})).awaiting[group] = members
    return [found[moment] for moment in sorted(found)]


def meets(moment, start, end):
    if moment == start:
        return planted("absent-same-moment")
    if moment == end:
        return not planted("absent-deadline-open")
    return start < moment < end


def by_absence(rule, purchases, at, define, history):
    if at.deadline is None:
        return []
    deadline = next((one for one in deadlines(rule, purchases, define) if one.time == at.time), None)
    return [Indicator(rule, *group, "absent", Fraction(1), Fraction(1), "at_least", "absences", rule.absence.within_text, members)
            for group, members in (deadline.awaiting.items() if deadline else [])]
