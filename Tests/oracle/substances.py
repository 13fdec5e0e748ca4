"""What a purchase holds: listed substances, masses, concentrations (semantics 3.1 to 3.3)."""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from fractions import Fraction

from faults import planted
from text import rounded


@dataclass
class Substance:
    """A listed substance of one purchase."""

    identity: str
    cas: str | None
    entries: list  # the entries that cover it, in the order of the pack's lists
    row: object
    w_w: Fraction | None  # concentration in percent w/w, where it can be known
    mass: Fraction | None  # grams, after netting
    assumed_density: bool

    def restricted(self):
        """Above a limit: true for one covering entry, else unknown for one that has a limit, else false."""
        answers = [above_limit(self, entry) for entry in self.entries if entry.limit is not None]
        return True if True in answers else None if None in answers else False


@dataclass
class Purchase:
    """A sale line after a netting, as one version of a pack sees it."""

    line: object
    quantity: Fraction
    returned: Fraction
    amount: Fraction | None
    moment: datetime
    zone: object
    volume: Fraction | None
    substances: list
    mates: list = field(default_factory=list)  # the purchases of its receipt, itself among them
    above: dict = field(default_factory=dict)  # kind of exception to what papers.above says of each substance
    used_up: dict = field(default_factory=dict)  # kind of exception to the keys of those that used its total up
    matched: dict = field(default_factory=dict, repr=False, compare=False)  # what rules.matching has found

    @property
    def key(self):
        return self.line.key

    @property
    def receipt(self):
        return self.line.receipt_key


def above_limit(substance, entry):
    """Whether the concentration lies above the entry's limit; None when unknown or without a limit."""
    if entry.limit is None or substance.w_w is None:
        return None
    if entry.comparison == ">=" and not planted("limit-always-greater"):
        return substance.w_w >= entry.limit
    return substance.w_w > entry.limit


def same_substance(entry, row, lists):
    """Whether the entry is about the row's substance: by id, by CAS number, or by the CAS number of the row's id."""
    if row.substance in (entry.id, entry.cas):
        return True
    numbers = {other.cas for known in lists for other in known.entries if other.id == row.substance and other.cas}
    return entry.cas in numbers


def covering(row, day, pack, lists):
    return [entry for known in pack.lists for entry in known.entries if same_substance(entry, row, lists) and entry.holds_on(day)]


def list_day(line):
    return line.time.astimezone(timezone.utc).date() if planted("entry-day-utc") else line.local_day


def listed(line, quantity, catalogue, pack, lists):
    """The substances of a line that an entry of the pack's lists covers on its local day."""
    found = []
    for row in catalogue.rows_on(line.product, line.local_day):
        entries = covering(row, list_day(line), pack, lists)
        if entries:
            found.append(substance(row, entries, quantity))
    return sorted(found, key=lambda item: item.identity)


def substance(row, entries, quantity):
    pure = next((entry.density for entry in entries if entry.density is not None), None)
    mass, assumed = mass_of(row, pure, quantity)
    return Substance(entries[0].identity, entries[0].cas, entries, row, by_weight(row, pure), mass, assumed)


def by_weight(row, pure):
    """The concentration in w/w, never by an assumed density."""
    if row.concentration is None or row.basis == "w/w":
        return row.concentration
    density = row.density
    if density is None and planted("limit-assumes-density"):
        density = Fraction(1)
    if density is None or (row.basis == "v/v" and pure is None):
        return None
    return row.concentration / density * (pure if row.basis == "v/v" else 1)


def mass_of(row, pure, quantity):
    """Mass in grams, and whether a density had to be assumed; (None, False) when unknown."""
    if row.concentration is None or (row.basis == "v/v" and pure is None):
        return None, False
    needed = "g" if row.basis == "w/w" else "ml"
    net, assumed = row.net, False
    if row.unit != needed:
        assumed = row.density is None
        density = Fraction(1) if assumed else row.density
        net = net * density if needed == "g" else net / density
    one = row.concentration / 100 * net * (pure if row.basis == "v/v" else 1)
    if planted("round-each-unit"):
        return rounded(one, 6) * quantity, assumed
    return rounded(one * quantity, 6), assumed


def volume_of(line, quantity, catalogue):
    """Millilitres of the product, where the catalogue states a volume."""
    rows = [row for row in catalogue.rows_on(line.product, line.local_day) if row.unit == "ml"]
    return rounded(rows[0].net * quantity, 3) if rows else None
