"""What voids and returns leave of the standing lines (semantics 2.4, 2.5)."""

from dataclasses import dataclass
from fractions import Fraction

from faults import planted
from reading import joined, receipt_key
from text import rounded

ALL = None  # the quantity of a void or return that takes everything


@dataclass
class Standing:
    """A standing sale or return line and what voids leave of it."""

    line: object
    left: Fraction | None  # ALL for a return of everything
    voided: bool = False  # wholly voided: takes part in nothing, but holds its receipt's time
    whole: Fraction | None = ALL  # what it was before any void
    hidden: bool = False  # only a planted fault sets it


def magnitude(line):
    """Quantity of a void or return; missing or zero means all."""
    return line.quantity or ALL


def standing_lines(journal):
    """Sale and return lines that stand, and the voids that lower other lines."""
    lines, voids = [], []
    for versions in journal.versions.values():
        top = journal.standing(versions)
        others = [version for version in versions if version.kind != "void"]
        if top.kind == "void" and not others:
            voids.append(top)
            continue
        # A void over other versions of its own key is only a version: the one beneath it is wholly voided.
        line = journal.standing(others) if top.kind == "void" else top
        left = line.quantity if line.kind == "sale" else magnitude(line)
        hidden = top.kind == "void" and planted("own-void-lowers-quantity")
        lines.append(Standing(line, Fraction(0) if top.kind == "void" else left, voided=top.kind == "void", whole=left, hidden=hidden))
    return [entry for entry in lines if not entry.hidden], voids


def naming(feed, line):
    """What a void or return names: ("line", key), ("receipt", key) or (None, own receipt)."""
    refers = {name: part for name, part in line.refers.items() if part is not None and (name != "day" or feed.maps_day)}
    parts = {**line.parts, **refers}
    if "line" in refers:
        return "line", joined(feed, parts)
    return ("receipt" if refers else None), receipt_key(feed, parts)


def apply_voids(feed, lines, voids):
    """Lowers the lines; returns the keys of the voids that lowered nothing."""
    unmatched = []

    def rank(void):
        first = naming(feed, void)[0] == "line" and not planted("voids-unordered")
        return (0 if first else 1,) + void.order

    for void in sorted(voids, key=rank):
        if not apply_void(feed, lines, void):
            unmatched.append(void.key)
    return unmatched


def apply_void(feed, lines, void):
    what, key = naming(feed, void)
    if what == "line":
        return spread([entry for entry in lines if entry.line.key == key], magnitude(void))
    there = [entry for entry in lines if entry.line.receipt_key == key]
    if void.product is None:
        if planted("void-receipt-keeps-returns"):
            there = [entry for entry in there if entry.line.kind == "sale"]
        # Without a product the whole receipt goes; one that names nothing either lowers nothing.
        return what == "receipt" and spread(there, ALL)
    sales = [entry for entry in there if entry.line.kind == "sale"]
    if not planted("voids-need-product-of-line"):
        sales = [entry for entry in sales if entry.line.product == void.product]
    return spread(sorted(sales, key=lambda entry: entry.line.order, reverse=not planted("voids-earliest-first")), magnitude(void))


def spread(entries, quantity):
    """Takes the quantity off the entries in their order; says whether anything was lowered."""
    lowered = False
    for entry in entries:
        if entry.voided or entry.left == 0 or quantity == 0:
            continue
        lowered = True
        if quantity is ALL:
            entry.voided = True
        elif entry.left is ALL:
            quantity = 0  # "all" stays all
        else:
            taken = min(entry.left, quantity)
            entry.left -= taken
            quantity -= taken
            entry.voided = entry.left == 0
        if entry.voided:
            entry.left = Fraction(0)
    return lowered


@dataclass
class Net:
    """What a netting leaves of a sale line, for one pack's buyers."""

    line: object
    quantity: Fraction
    returned: Fraction
    amount: Fraction | None


PLAIN = (False, False)  # ignores neither returns nor voids


def before_voids(lines):
    """The lines as if no void had lowered anything."""
    return [Standing(entry.line, entry.whole, whole=entry.whole) for entry in lines]


def net_sales(feed, lines, buyer_of, until=None, ignores=PLAIN):
    """All sales after a netting, and the keys of unmatched returns. `buyer_of` maps receipt keys to buyers.

    `ignores` says whether returns, and voids, count as if there were none.
    """
    ignores_returns, ignores_voids = ignores
    if ignores_returns and planted("ignored-returns-ignore-voids"):
        ignores_voids = True
    if ignores_voids and planted("ignored-voids-ignore-returns"):
        ignores_returns = True
    if planted("voids-after-returns") and ignores == PLAIN:
        return net_returns_first(feed, lines, buyer_of)
    if ignores_voids:
        own = {entry.line.key for entry in lines if entry.voided and entry.left == 0 and planted("ignored-voids-keep-returns")}
        lines = [entry for entry in before_voids(lines) if entry.line.kind == "sale" or entry.line.key not in own]
    sales = [entry for entry in lines if entry.line.kind == "sale"]
    left = {entry.line.key: Fraction(0) if entry.voided else entry.left for entry in sales}
    full = dict(left)
    if ignores_returns:
        return [net(entry.line, left[entry.line.key], Fraction(0)) for entry in sales], []
    takers = [entry for entry in lines if entry.line.kind == "return" and not entry.voided and (until is None or entry.line.time <= until)]
    unmatched = apply_returns(feed, [entry for entry in sales if not entry.voided], takers, left, buyer_of)
    return [net(entry.line, left[entry.line.key], full[entry.line.key] - left[entry.line.key]) for entry in sales], unmatched


def net_returns_first(feed, lines, buyer_of):
    """The planted order: returns take from the full quantities, voids from what is left."""
    sales = [entry for entry in lines if entry.line.kind == "sale"]
    returns = [entry for entry in lines if entry.line.kind == "return" and not entry.voided]
    left = {entry.line.key: entry.line.quantity for entry in sales}
    unmatched = apply_returns(feed, sales, returns, left, buyer_of)
    nets = []
    for entry in sales:
        key, full = entry.line.key, entry.line.quantity
        void = full - entry.left
        nets.append(net(entry.line, max(left[key] - void, Fraction(0)), full - left[key]))
    return nets, unmatched


def apply_returns(feed, sales, returns, left, buyer_of):
    unmatched = []

    def rank(entry):
        return (0 if naming(feed, entry.line)[0] else 1,) + entry.line.order

    of_product = {}
    for sale in sales:
        of_product.setdefault(sale.line.product, []).append(sale.line)
    for entry in sorted(returns, key=rank):
        line, quantity = entry.line, entry.left
        same = of_product.get(line.product, []) if line.product is not None else []
        what, key = naming(feed, line)
        others = [sale for sale in same if buyer_of.get(sale.receipt_key) == buyer_of.get(line.receipt_key) or planted("returns-any-buyer")]
        others = [sale for sale in others if sale.time <= line.time or planted("returns-ignore-time")]
        if what == "line":
            reached = [sale for sale in same if sale.key == key]
        elif what == "receipt":
            reached = [sale for sale in same if sale.receipt_key == key]
        else:
            reached = others
        if what and planted("returns-own-receipts-only"):
            reached = [sale for sale in reached if buyer_of.get(sale.receipt_key) == buyer_of.get(line.receipt_key)]
        rest, lowered = take(reached, quantity, left)
        if what and planted("returns-named-go-on") and rest:
            rest, _ = take(others, rest, left)
        if (rest if quantity is not ALL else not lowered):
            unmatched.append(line.key)
    return unmatched


def take(sales, quantity, left):
    """Takes a return's quantity from the sales, latest first; what is left over, and whether anything was lowered."""
    lowered = False
    for sale in sorted(sales, key=lambda sale: sale.order, reverse=not planted("returns-earliest-first")):
        taken = left[sale.key] if quantity is ALL else min(left[sale.key], quantity)
        left[sale.key] -= taken
        lowered = lowered or taken > 0
        if quantity is not ALL:
            quantity -= taken
    return quantity, lowered


def net(line, quantity, returned):
    amount = line.amount
    if amount is not None and quantity != line.quantity:
        amount = rounded(amount * quantity / line.quantity, 4)
    return Net(line, quantity, returned, amount)


def moments(lines):
    """Receipt key to the time of its earliest standing sale line; a voided one holds it too."""
    times = {}
    for entry in lines:
        if entry.line.kind != "sale" or (entry.voided and planted("voided-line-loses-time")):
            continue
        key = entry.line.receipt_key
        times[key] = min(times.get(key, entry.line.time), entry.line.time)
    return times
