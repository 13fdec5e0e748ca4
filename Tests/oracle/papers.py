"""Licences and professional statements: what the exception shown on a purchase covers (semantics 4.6)."""

from datetime import timezone
from fractions import Fraction

from faults import planted

KINDS = ("licence", "professional")


def covers(paper, purchase, substance):
    """Whether the exception shown on the purchase covers the substance, its total ceiling aside."""
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
    return within_ceiling(paper, substance) and within_stated(paper, substance)


def within_ceiling(paper, substance):
    ceiling = paper["concentration"]
    if ceiling is None:
        return True
    if planted("ceiling-open") and substance.w_w == ceiling:
        return False
    return substance.w_w is not None and substance.w_w <= ceiling


def within_stated(paper, substance):
    """Whether total and period can be read, and the mass that a total needs is known."""
    if paper["total"] == "?" or paper["period"] == "?":
        return planted("unreadable-total-covers")
    if paper["total"] is None:
        return True
    known = substance.mass is not None or planted("total-covers-unknown-mass")
    return paper["total"] > 0 and known


def has_total(paper):
    return paper["total"] not in (None, "?") and paper["period"] != "?"


def use(kind, purchase):
    """The mass that the purchase takes of its exception."""
    paper = purchase.line.papers[kind]
    return sum((item.mass for item in purchase.substances if item.mass is not None and covers(paper, purchase, item)), Fraction(0))


def earlier(kind, purchase, all_purchases, buyer_of):
    """The purchases before this one that used up the same exception within its period, in order of (time, key)."""
    line = purchase.line
    paper = line.papers[kind]
    found = []
    for other in all_purchases:
        same_buyer = buyer_of(other) == buyer_of(purchase) or planted("total-of-number")
        same = other.line.papers[kind]["number"] == paper["number"] or planted("total-any-number")
        begins = None if paper["period"] is None or planted("period-ignored") else line.time - paper["period"]
        inside = begins is None or other.line.time > begins or (other.line.time == begins and planted("period-closed"))
        if same_buyer and same and inside and other.line.order < line.order:
            found.append(other)
    return sorted(found, key=lambda other: other.line.order)


def above(kind, purchase, before):
    """For each substance the mass above the total: None where the exception does not cover it anyway, 0 where all is covered."""
    paper = purchase.line.papers[kind]
    used = sum((use(kind, other) for other in before), Fraction(0))
    found = []
    for item in purchase.substances:
        if not covers(paper, purchase, item):
            found.append(None)
            continue
        mass = item.mass or Fraction(0)
        room = Fraction(0) if not has_total(paper) else min(max(used + mass - paper["total"], Fraction(0)), mass)
        if planted("total-whole-purchase") and room > 0:
            room = mass
        found.append(room)
        used += Fraction(0) if planted("total-each-substance") else mass
    return found


def judge(purchases, buyer_of):
    """Notes on every purchase what lies above its exceptions' totals, and which purchases used those up."""
    for purchase in purchases:
        for kind in KINDS:
            if purchase.line.papers[kind]["number"] is None:
                purchase.above[kind] = [None] * len(purchase.substances)
                continue
            before = earlier(kind, purchase, purchases, buyer_of) if has_total(purchase.line.papers[kind]) else []
            purchase.above[kind] = above(kind, purchase, before)
            if any(purchase.above[kind]):
                purchase.used_up[kind] = used_up(kind, purchase, before)


def used_up(kind, purchase, before):
    """Those that took something while there was room, this purchase last among them."""
    found, used = [], Fraction(0)
    for other in [*before, purchase]:
        took = use(kind, other)
        if took > 0 and used < purchase.line.papers[kind]["total"]:
            found.append(other.key)
        used += took
    return found


def uncovered(kinds, purchase, place):
    """The mass of a purchase's substance that no exception of these kinds covers; (False, None) when all is covered."""
    item = purchase.substances[place]
    rooms = [purchase.above[kind][place] for kind in kinds if purchase.above[kind][place] is not None]
    if not rooms:
        return True, item.mass
    room = max(rooms) if planted("least-covering-paper") else min(rooms)
    return (True, room) if room > 0 else (False, None)


def partly(kinds, purchase, place):
    """Kind to the covered mass of a substance that its exception covers in part."""
    mass = purchase.substances[place].mass
    found = {}
    for kind in kinds:
        room = purchase.above[kind][place]
        if room is not None and mass is not None and 0 < room < mass:
            found[kind] = mass - room
    return found
