"""Packs and their rules (semantics 4.3, 4.7, 7.1)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from files import load_list, load_yaml
from text import iso_day, length, measure, trimmed

COUNTED = ("count purchases", "count receipts", "sum units")
OWN_UNITS = {"sum mass": "g", "sum volume": "ml"}


@dataclass
class Part:
    """What is measured and what it has to reach: a rule's own measure, or one condition of a combination."""

    where: object
    measure: str
    bound: str
    threshold: Fraction
    unit: str
    within: timedelta | str | None  # a length, "calendar_day", or none
    within_text: str | None


@dataclass
class Step:
    """One step of a sequence; the first has no `within`."""

    where: object
    within: timedelta | None
    within_text: str | None


@dataclass
class Absence:
    after: object
    where: object
    within: timedelta
    within_text: str


@dataclass
class Usual:
    over: timedelta
    over_text: str
    times: Fraction
    bound: str
    min_windows: int


@dataclass
class Rule:
    id: str
    title: str
    by: list
    where: object
    unless: list
    each: str | None
    score: int
    cap: int | None
    ignores: tuple  # whether it ignores returns, and voids
    part: Part | None = None
    at_least: int | None = None  # of a combination
    conditions: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    absence: Absence | None = None
    usual: Usual | None = None

    @property
    def form(self):
        return "measure" if self.part else "combine" if self.conditions else "sequence" if self.steps else "absent"

    @property
    def one_receipt(self):
        """Whether it looks at one receipt only: a rule without `within`, in the words of the contract."""
        parts = [self.part] if self.part else self.conditions
        return bool(parts) and all(part.within is None for part in parts)

    @property
    def about(self):
        """What the rule is about beside buyers: store, product, both, or nothing."""
        names = set(self.by)
        return tuple(sorted(names, reverse=True)) if names <= {"store", "product"} else ()

    @property
    def parts(self):
        return [name for name in self.by if name != "buyer"]


@dataclass
class Pack:
    id: str
    version: str
    first: date | None  # `from`
    jurisdiction: str | None
    lists: list
    link: list | None
    max_links: int
    quiet: timedelta
    levels: list  # (name, threshold), lowest first
    define: dict
    rules: list = field(default_factory=list)

    @property
    def nettings(self):
        """What its rules ignore, each once; the plain netting first."""
        return sorted({(False, False)} | {rule.ignores for rule in self.rules})


def load_pack(path):
    folder = Path(path).parent
    told = with_files(load_yaml(path), folder)
    head = told["pack"]
    buyers = told.get("buyers", {})
    levels = sorted(((name, int(value)) for name, value in told["levels"].items()), key=lambda level: level[1])
    lists = [load_list(folder / name) for name in told["lists"]]
    pack = Pack(head["id"], head["version"], iso_day(head.get("from")), head.get("jurisdiction"), lists, buyers.get("link"),
                int(buyers.get("max_links", "20")), length(told.get("quiet", "30d")), levels, told.get("define", {}))
    pack.rules = [load_rule(rule) for rule in told["rules"]]
    return pack


def with_files(told, folder):
    """The same with the values of each file in place of `{file: NAME}`."""
    if isinstance(told, dict):
        if set(told) == {"file"}:
            lines = (folder / told["file"]).read_text(encoding="utf-8").splitlines()
            return [line.strip() for line in lines if trimmed(line) and not line.strip().startswith("#")]
        return {name: with_files(value, folder) for name, value in told.items()}
    return [with_files(value, folder) for value in told] if isinstance(told, list) else told


def load_rule(told):
    usual = load_usual(told["usual"]) if "usual" in told else None
    default = told["usual"]["of"] if usual else "buyer"
    by = told.get("by", default)
    rule = Rule(told["id"], told["title"], [by] if isinstance(by, str) else by, told.get("where", {}),
                [name for name in ("licence", "professional") if told.get("unless", {}).get(name) == "valid"], told.get("each"),
                int(told["score"]), int(told["cap"]) if "cap" in told else None,
                (told.get("returns") == "ignore", told.get("voids") == "ignore"), usual=usual)
    if "combine" in told:
        rule.at_least = int(told["combine"]["at_least"])
        rule.conditions = [load_part(part) for part in told["combine"]["of"]]
    elif "sequence" in told:
        rule.steps = [Step(step["where"], length(step["within"]) if "within" in step else None, step.get("within")) for step in told["sequence"]]
    elif "absent" in told:
        absent = told["absent"]
        rule.absence = Absence(absent["after"]["where"], absent["where"], length(absent["within"]), absent["within"])
    else:
        rule.part = load_part({name: value for name, value in told.items() if name != "where"}, usual)
    return rule


def load_usual(told):
    bound = "above" if "above" in told else "at_least"
    return Usual(length(told["over"]), told["over"], Fraction(told[bound].removesuffix("x")), bound, int(told.get("min_windows", "3")))


def load_part(told, usual=None):
    within = told.get("within")
    kind = told.get("measure", "count purchases")
    bound = "above" if "above" in told else "at_least"
    if usual and bound not in told and kind.startswith("sum"):
        bound, threshold, unit = "above", Fraction(0), OWN_UNITS.get(kind)  # any value above zero
    else:
        threshold, unit = measure(told.get(bound, "1"))
    return Part(told.get("where", {}), kind, bound, threshold, shown_unit(kind, unit),
                within if within in (None, "calendar_day") else length(within), within)


def shown_unit(kind, unit):
    verb, what = kind.split()
    return what if verb == "distinct" or kind in COUNTED else unit  # else g, ml or a currency
