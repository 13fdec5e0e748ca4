"""Random packs: every form of the language, in proportions that make each hold often."""

import copy
from datetime import timedelta

from wheres import Wheres
from shops import PERCENTS, SECONDS

SCORES = ["10", "20", "25", "30", "35", "40", "50", "60", "70", "100"]
# Forms of rules, and how often each is chosen in a history that is about nothing in particular.
FORMS = {"measure": 11, "combine": 1.3, "sequence": 1.3, "absent": 1.3, "usual": 1.3}


class Packs(Wheres):
    """Packs of one or more versions, and the rules in them."""

    def make_packs(self):
        self.spans = [name for name in self.windows if name in SECONDS] or ["24h"]
        self.value_files = {}
        self.packs = []
        for number, names in enumerate(self.pack_lists, 1):
            self.packs.append(self.pack(number, names))
            if self.theme == "versions" or self.chance(0.06):
                self.packs += self.versions(self.packs[-1])

    def pack(self, number, lists):
        self.known = [self.lists[name] for name in lists]
        told = {"tillwatch": "1",
                "pack": {"id": f"pack-{number}", "version": "2026.10.0", "from": "2026-01-01", "jurisdiction": "EU",
                         "owner": "compliance@example.org"},
                "lists": [f"../lists/{name}.yaml" for name in lists]}
        if self.chance(0.75):
            link = self.some(self.token_kinds)
            told["buyers"] = {"link": link, "max_links": self.rng.choice(["1", "1", "2", "2", "3", "20"])}
        quiet = self.rng.choice(self.quiets)
        told |= {"quiet": quiet} if quiet else {}
        told["levels"] = self.levels()
        self.defined = {"watched": {"list": [known["list"] for known in self.known]}, "strong": self.where(1)}
        told["define"] = self.defined
        told["rules"] = [self.rule(index) for index in range(1, self.rng.randint(2, 6))]
        if self.theme == "versions" and self.chance(0.5):
            told["rules"][0] = {"id": "rule-1", "title": "Made up", "where": "watched", "score": "60"}
        if self.theme == "absent" and self.chance(0.3):
            told["rules"] += self.rivals(len(told["rules"]) + 1)
        return told

    def rivals(self, index):
        """An absence, and a sequence that may end just at its deadline."""
        one, other = {"product": self.few[0]}, {"product": self.few[-1]}
        span = self.rng.choice(self.spans)
        rule = {"title": "Made up", "score": "50"}
        return [rule | {"id": f"rule-{index}", "absent": {"after": {"where": one}, "where": other, "within": span}},
                rule | {"id": f"rule-{index + 1}", "sequence": [{"where": one}, {"where": one, "within": span}]}]

    def levels(self):
        return {"notice": "30", "report": "100"} if self.mood == "single" else self.rng.choice([
            {"notice": "30", "review": "60", "report": "100"}, {"low": "20", "mid": "40", "high": "70", "top": "120"},
            {"notice": "35", "report": "60"}, {"report": "50"}])

    # Versions

    def versions(self, told):
        """One or two later versions of a pack; sometimes all begin after the first purchases."""
        days = sorted(self.rng.sample(range(-1, 4), self.pick({1: 3, 2: 1})))
        if self.chance(0.2):
            told["pack"]["from"] = self.day(days[0] - 1)
        found = []
        for number, day in enumerate(days, 1):
            told = self.changed(told)
            told["pack"] |= {"version": f"2026.10.{number}", "from": self.day(day)}
            found.append(told)
        return found

    def day(self, number):
        return (self.anchor + timedelta(days=number)).date().isoformat()

    def changed(self, told):
        """The next version: mostly a little other than the one before."""
        told = copy.deepcopy(told)
        rules = told["rules"]
        for change in self.rng.sample(["levels", "levels", "levels", "lists", "quiet", "scores", "less", "other", "more", "more"], self.pick({1: 4, 2: 3, 3: 1})):
            if change == "levels":
                told["levels"] = self.levels()
            elif change == "lists":
                told["lists"] = [self.other_list(path) for path in told["lists"]][::-1]
            elif change == "quiet":
                told["quiet"] = self.rng.choice(["1h", "24h", "2d", "7d"])
            elif change == "scores":
                for rule in self.some(rules):
                    rule["score"] = self.rng.choice(SCORES)
            elif change == "less" and len(rules) > 1:
                rules.remove(self.rng.choice(rules))
            elif change == "other":
                place = self.rng.randrange(len(rules))
                rules[place] = self.rule(int(rules[place]["id"].removeprefix("rule-")))
            elif change == "more":
                index = max(int(rule["id"].removeprefix("rule-")) for rule in rules) + 1
                rules.append(self.slight(index) if self.chance(0.4) else self.rule(index))
        return told

    def other_list(self, path):
        """Another version of a list, with other limits and annexes."""
        name = path.removeprefix("../lists/").removesuffix(".yaml")[0]
        other = self.lists[name + "2"] = copy.deepcopy(self.lists[name]) | {"version": "2026-11"}
        for entry in other["substances"]:
            entry |= {"annex": self.rng.choice(["I", "II"])} | ({"limit": f"{self.rng.choice(PERCENTS)} %"} if "limit" in entry else {})
        return f"../lists/{name}2.yaml"

    def slight(self, index):
        """A rule of few points about what was bought before, which may go on holding when something else is bought."""
        return {"id": f"rule-{index}", "title": "Made up", "within": "7d", "where": {"product": self.few[0]}, "score": "10"}

    # Rules

    def rule(self, index):
        form = self.form()
        rule = {"id": f"rule-{index}", "title": f"Rule {index}, made up"}
        by = self.by(form)
        rule |= {"by": by} if by else {}
        rule |= self.ignored()
        if self.chance(0.7 if self.theme == "papers" else 0.4):
            rule["unless"] = {name: "valid" for name in self.some(["licence", "professional"])}
        each = self.pick({None: 14 if form == self.theme else 6, "substance": 4, "product": 1, "store": 1, "tender": 1, "loyalty": 1})
        rule |= {"each": each} if each else {}
        rule |= getattr(self, f"make_{form}")(index, rule)
        scores = ["50", "60"] if self.mood == "single" else SCORES[5:] if form == self.theme else SCORES
        rule["score"] = self.rng.choice(scores)
        if each and self.chance(0.5):
            rule["cap"] = self.rng.choice(["25", "50", "60", "100"])
        return rule

    def form(self):
        often = {"absent": {"sequence": 3}, "versions": {"absent": 4, "usual": 2}}.get(self.theme, {})
        return self.pick({form: weight * (12 if form == self.theme else often.get(form, 1)) for form, weight in FORMS.items()})

    def by(self, form):
        if form in ("sequence", "absent", "usual") and self.chance(0.6):
            return None
        by = self.pick({None: 10, "buyer": 3, "store": 2, "product": 1, "loyalty": 2, "payment": 1, "receipt": 2}) if self.chance(0.8) else \
            self.rng.choice([["buyer", "store"], ["buyer", "product"], ["store", "product"], ["product", "store"],
                             ["buyer", "loyalty"], ["buyer", "store", "product"]])
        # What takes more than one moment never holds within one receipt.
        return None if by == "receipt" and form in ("sequence", "absent", "usual") else by

    def ignored(self):
        share = 0.5 if self.theme == "ignore" else 0.07
        return {name: "ignore" if self.chance(0.95) else "net" for name in ("returns", "voids") if self.chance(share)}

    def own_where(self, index):
        where = self.rng.choice(["watched", "strong", self.where(2), self.where(2), self.where(1)])
        if self.theme in ("ignore", "papers") and self.chance(0.5):
            return "watched"
        if self.theme == "versions" and self.chance(0.5):
            return {"product": self.few[index % len(self.few)]}
        if self.theme == "totals" and self.chance(0.5):
            return self.rng.choice([{}, {"tender": "cash"}, {"product": self.few[0]}, {"annex": "I"}]) | self.receipt_total()
        return {"product": self.few[index % len(self.few)]} if self.mood and self.chance(0.6) else where

    def make_measure(self, index, rule):
        within = self.rng.choice(self.windows + self.windows + [None]) if self.mood != "single" or self.chance(0.2) else None
        found = {"within": within} if within else {}
        found["where"] = self.own_where(index)
        return found | ({} if self.mood == "single" and self.chance(0.6) else self.bound())

    def make_usual(self, index, rule):
        within = self.rng.choice(self.spans)
        count = self.rng.randint(2, 5)
        over = {"1h": [f"{count}h", f"{count * 60 + 30}min"], "90min": [f"{count * 90}min", f"{2 * count}h"], "24h": [f"{count}d"],
                "2d": [f"{2 * count + 1}d"], "7d": [f"{count}w"]}[within]
        bound = self.bound()
        if self.theme == "usual" and self.chance(0.7):
            bound = self.rng.choice([{}, {"measure": "count receipts"}, {"measure": "sum units"}, {"measure": "sum mass", "at_least": "50 g"}])
        kind = bound.get("measure", "")
        if kind in ("sum mass", "sum volume", "sum units") and self.chance(0.6):
            bound = {"measure": kind}
        named = rule.get("by", "buyer")
        names = {named} if isinstance(named, str) else set(named)
        of = self.rng.choice(sorted(names)) if names <= {"store", "product"} else "buyer"
        if "by" not in rule:
            of = self.pick({"buyer": 4, "store": 2, "product": 1})
        usual = {"of": of, "over": self.rng.choice(over), self.pick({"at_least": 3, "above": 1}): self.pick({"1x": 1, "2x": 4, "3x": 2}),
                 "min_windows": str(self.rng.randint(1, min(count, 3)))}
        if usual["min_windows"] == "3" and self.chance(0.7):
            del usual["min_windows"]
        return {"within": within, "where": self.forms_where(index), "usual": usual} | bound

    def forms_where(self, index):
        return self.rng.choice(["watched", "watched", {"product": self.few[index % len(self.few)]}, self.where(1)])

    def maybe_where(self):
        return {"where": self.rng.choice(["watched", "watched", "strong", self.where(1)])} if self.chance(0.5) else {}

    def part_where(self, place):
        """What one part of a form asks: mostly a product, so that the parts differ."""
        return self.pick_one([(5, {"product": self.few[place % len(self.few)]}), (2, "watched"), (1, "strong"), (2, self.where(1))])

    def pick_one(self, weighted):
        return self.rng.choices([item for _, item in weighted], [weight for weight, _ in weighted])[0]

    def make_combine(self, index, rule):
        count = self.pick({2: 5, 3: 3, 4: 1})
        places = self.rng.sample(range(4), count)
        windows = self.rng.choice([self.windows, self.windows + [None], [*self.windows, None, None], [None]])
        parts = []
        for place in places:
            within = self.rng.choice(windows)
            bound = self.bound() if self.chance(0.6) else {}
            parts.append({"where": self.part_where(place)} | ({"within": within} if within else {}) | bound)
        return self.maybe_where() | {"combine": {"at_least": str(self.rng.randint(2 if self.chance(0.75) else 1, count)), "of": parts}}

    def make_sequence(self, index, rule):
        steps = [{"where": self.part_where(place)} for place in range(self.pick({2: 6, 3: 3, 4: 1}))]
        for step in steps[1:]:
            step["within"] = self.rng.choice(self.spans)
        return self.maybe_where() | {"sequence": steps}

    def make_absent(self, index, rule):
        return self.maybe_where() | {"absent": {"after": {"where": self.part_where(index)}, "where": self.part_where(index + 1),
                                                "within": self.rng.choice(self.spans)}}

    def bound(self):
        kind = self.pick({None: 3, "count purchases": 3, "count receipts": 3, "sum mass": 9 if self.theme == "papers" else 5, "sum volume": 2,
                          "sum units": 3, "sum amount": 3, "distinct substance": 2, "distinct store": 1, "distinct product": 1,
                          "distinct loyalty": 1, "distinct payment": 1, "distinct tender": 1})
        if kind is None:
            return {}
        how = self.pick({"at_least": 3, "above": 1})
        small = self.pick({"1": 3, "2": 4, "3": 1})
        if how == "above":
            small = str(int(small) - 1)
        value = {"sum mass": self.rng.choice(["50 g", "0.25 kg", "100 g", "12500 mg", "125 g"]),
                 "sum volume": self.rng.choice(["0.5 l", "75 cl", "50 ml", "1 l"]),
                 "sum units": self.pick({"1": 1, "2": 3, "4": 2}), "sum amount": self.rng.choice(["5 EUR", "9.99 EUR", "20 EUR"])}
        return {"measure": kind, how: value.get(kind, small)}
