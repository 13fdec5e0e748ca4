"""Plots: lines that are made for one another, so that rare cases come up."""

from datetime import timedelta

from lines import Lines
from shops import SECONDS


class Plots(Lines):
    """What histories are about."""

    # Histories about one form of the language, and how their lines are made.
    PLOTS = {"combine": "plot_course", "sequence": "plot_course", "absent": "plot_absence", "usual": "plot_usual", "totals": "plot_totals",
             "papers": "plot_papers", "ignore": "plot_ignored", "versions": "plot_versions"}

    def plot(self):
        if self.theme in self.PLOTS:
            getattr(self, self.PLOTS[self.theme])()
        if self.maps_refers and not self.content_lines and self.chance(0.25):
            self.plot_voids()
        if self.maps_refers and self.chance(0.15):
            self.plot_void_of_receipt()
        if self.mood == "single":
            self.plot_singles()
        if self.mood == "forgetful":
            self.plot_forgotten()

    def planned(self, at, tokens, product=None, lines=1, **changes):
        """A receipt at this time, of whoever has these tokens."""
        first = len(self.records)
        self.make_receipt(lines=lines, at=at, tokens=tokens)
        for record in self.records[first:]:
            record |= tokens | ({"product": product} if product else {})
            if self.chance(0.85):
                record |= {"time": self.local(at, self.receipts[-1]["store"]), "quantity": self.rng.choice(["1", "1", "2"])}
            record |= changes
        return at

    def span(self):
        return SECONDS[self.rng.choice(self.spans)]

    def gap(self):
        """Often just as long as a rule's window, or a little shorter or longer."""
        span = self.span()
        together = [0, 0, 0] if self.theme == "combine" else []
        return timedelta(seconds=self.rng.choice([*together, 0, 60, span // 2, span // 2, span - 1, span, span, span + 1]))

    def plot_course(self):
        """Receipts of one buyer after one another, products in turn."""
        at, tokens = self.moment(), self.token_set()
        for step in range(self.rng.randint(3, 7)):
            at = self.planned(at, tokens, self.few[step % len(self.few)] if self.chance(0.7) else self.rng.choice(self.few)) + self.gap()

    def plot_absence(self):
        """Purchases and, sometimes, those that they await; the feed ends just at a deadline or a little later."""
        at, tokens = self.moment(), self.token_set()
        for step in range(self.rng.randint(1, 3)):
            self.planned(at, tokens, self.few[step % len(self.few)])
            if self.chance(0.4):
                self.planned(at + self.gap(), tokens, self.few[(step + 1) % len(self.few)])
            if self.chance(0.8):
                self.planned(at + timedelta(seconds=self.span() + self.rng.choice([-1, 0, 0, 1, 1])),
                             tokens if self.chance(0.4) else self.token_set(), self.rng.choice([None, self.few[step % len(self.few)]]))
            at += self.gap()

    def plot_usual(self):
        """A purchase or so in each of several windows, then more."""
        span = self.span()
        at, tokens = self.moment(), self.token_set()
        product = self.rng.choice(self.few)
        for number in range(self.rng.randint(2, 5), 0, -1):
            for _ in range(self.pick({0: 1, 1: 4, 2: 1})):
                when = at - timedelta(seconds=number * span + self.rng.choice([0, 0, 0, -1, 1, -span // 2]))
                self.planned(when, tokens, product, quantity=self.rng.choice(["1", "2", "3"]))
        for _ in range(self.rng.randint(1, 2)):
            self.planned(at, tokens, product, quantity=self.rng.choice(["3", "4", "6", "9"]))

    def plot_totals(self):
        """Receipts of several lines, some of which miss what a total adds."""
        tokens = self.token_set()
        for _ in range(self.rng.randint(2, 4)):
            first = len(self.records)
            self.planned(self.moment(), tokens, self.few[0] if self.chance(0.5) else None, lines=self.rng.randint(2, 3))
            for record in self.records[first:]:
                record |= {"amount": self.pick({"9.99": 3, "5": 3, None: 1}), "currency": self.pick({"EUR": 6, "GBP": 1, None: 1})}

    def plot_papers(self):
        """Purchases under the same numbers, their times often just a period apart."""
        at, tokens = self.moment(), self.token_set()
        product, other = self.rng.choice(self.few), self.rng.choice(self.few)
        total = {f"{kind}_total": self.rng.choice(["0.1 kg", "0.25", "500 g", "1 kg", "0.05", None]) for kind in ("lic", "pro")}
        period = {f"{kind}_period": self.rng.choice(self.spans) for kind in ("lic", "pro")}
        for _ in range(self.rng.randint(3, 6)):
            day = (at + timedelta(days=30)).date().isoformat()
            both = {"lic_number": "LIC-1" if self.chance(0.7) else "LIC-2", "lic_until": day, "pro_number": "VAT-1", "pro_until": day}
            mine = tokens if self.chance(0.8) else self.token_set()
            self.planned(at, mine, product if self.chance(0.7) else other, self.pick({1: 4, 2: 1}), **both, **total, **period)
            at += timedelta(seconds=SECONDS[period["lic_period"]]) if self.chance(0.3) else self.gap()

    def plot_ignored(self):
        """Purchases of one buyer that are wholly or partly returned and voided."""
        if not self.maps_kinds:
            return
        tokens = self.token_set()
        for _ in range(self.rng.randint(1, 3)):
            self.planned(self.moment(), tokens, self.rng.choice(self.few), lines=self.rng.randint(1, 2))
            for _ in range(self.rng.randint(0, 2)):
                self.lower(self.records[-1], self.rng.choice(["void", "return"]))

    def plot_versions(self):
        """One buyer over the days on which versions begin, close to midnight at two stores."""
        tokens = self.token_set()
        at = self.midnight(self.moments[0], "Europe/Berlin")
        change = self.rng.randint(1, 3)
        for step in range(self.rng.randint(3, 6)):
            product = self.rng.choice([self.few[0] if step < change else self.few[-1], self.rng.choice(self.few)])
            self.planned(at + timedelta(seconds=self.rng.choice([-1, 0, 1, 1800, 3599, 3600, -3600])), tokens, product)
            at += timedelta(days=self.pick({0: 2, 1: 3, 2: 1}))

    def plot_voids(self):
        """Lines of one product in one receipt, and two voids that could take from the same one."""
        receipt = self.rng.choice(self.receipts)
        product = self.rng.choice(self.few)
        for _ in range(2):
            self.add_sale(receipt)
            self.records[-1] |= {"product": product, "quantity": self.rng.choice(["1", "2"])}
        last = self.records[-1]
        record = self.new_line(last, kind="void", quantity=self.rng.choice(["1", "2"]))
        self.records.append(record)
        record = self.new_line(last, kind="void", quantity="1") | {"ref_line": self.records[-2]["line"]}
        self.records.append(record)

    def plot_void_of_receipt(self):
        """A void of a whole receipt that holds a return, which otherwise takes from an earlier receipt."""
        tokens = self.token_set()
        for _ in range(2):
            self.make_receipt(lines=1)
            self.receipts[-1]["tokens"] = tokens
            self.records[-1] |= tokens | {"product": self.few[0], "quantity": self.rng.choice(["1", "2", "4"])}
        last = self.records[-1]
        self.records.append(self.new_line(last, kind="return"))
        self.records.append(self.new_line(last, kind="void", product=None) | {"ref_receipt": last["receipt"]})

    def plot_forgotten(self):
        """Purchases of one product, and between them one of another: what holds then has no purchase of its own."""
        at, tokens = self.moment(), self.token_set() | {"loyalty": "L4"}
        for step, product in ((0, 0), (1, -1), (2, 0)):
            self.make_receipt(lines=1)
            receipt = self.receipts[-1]
            receipt |= {"at": at + timedelta(hours=2 * step), "tokens": tokens}
            self.records[-1] |= tokens | {"product": self.few[product], "quantity": "1", "time": self.local(receipt["at"], receipt["store"])}

    def plot_singles(self):
        """Receipts of one buyer at equal times, each with one product, and the same again a little later."""
        at, tokens = self.moment(), self.token_set()
        for time in (at, at + timedelta(seconds=self.rng.choice([60, 3600]))):
            for product in self.few[:2]:
                self.make_receipt(lines=1)
                receipt = self.receipts[-1]
                receipt |= {"at": time, "tokens": tokens}
                self.records[-1] |= tokens | {"product": product, "quantity": "1", "time": self.local(time, receipt["store"])}
