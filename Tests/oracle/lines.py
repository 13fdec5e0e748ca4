"""Random lines: receipts, and what disturbs them."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from packs import Packs
from shops import PERCENTS, SECONDS, SUBSTANCES, UNWATCHED, ZONES


class Lines(Packs):
    """Lines in order of arrival; a record maps logical fields to texts or None."""

    def make_lines(self):
        self.steps = [0] * (9 if self.mood == "single" else 3) + [60, 1800, 3600, 7200, 86400]
        for name in self.windows + self.quiets:
            if name in SECONDS:
                self.steps += [SECONDS[name], SECONDS[name], SECONDS[name] + 1, SECONDS[name] - 1]
        self.many = self.chance(0.6)
        # Some histories are about little else than one kind of disturbance of few products.
        self.focus = self.pick({"void": 3, "return": 3} if self.theme == "ignore" else {None: 4, "void": 2, "return": 2, "correction": 2})
        self.moments = [self.anchor.replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(timezone.utc)]
        self.receipts = []
        self.records = []
        self.last = None
        most = 4 if self.theme in self.PLOTS else 12 if self.many else 7
        for _ in range(self.rng.randint(2, most)):
            self.make_receipt()
        self.plot()
        for _ in range(self.rng.randint(0, 3) + len(self.records) // (2 if self.focus else 4)):
            self.disturb()
        self.records = self.records[:42]
        self.arrive()

    def moment(self):
        at = self.rng.choice(self.moments) + timedelta(seconds=self.rng.choice(self.steps))
        if "calendar_day" in self.windows and self.chance(0.15):  # the very end of a calendar day
            at = self.midnight(at, self.rng.choice(["Europe/Berlin", "Europe/Berlin", "Europe/Lisbon"]))
        self.moments.append(at)
        return at

    @staticmethod
    def midnight(at, zone):
        there = at.astimezone(ZoneInfo(zone)) + timedelta(days=1)
        return there.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(timezone.utc)

    def local(self, at, store):
        """The time as the feed writes it at the store's clock."""
        there = at.astimezone(ZoneInfo(ZONES[store]))
        if self.chance(0.03):  # a local time that may not occur
            there = there.replace(hour=2, minute=30)
        if not self.iso:
            return there.strftime("%d.%m.%Y %H:%M:%S")
        text = there.strftime("%Y-%m-%dT%H:%M:%S")
        if self.chance(0.05):
            text += ".250"
        if self.chance(0.3):
            return text + there.strftime("%z")[:3] + ":" + there.strftime("%z")[3:]
        return text

    def make_receipt(self, lines=None, at=None, tokens=None):
        store = self.pick({"S1": 5, "S2": 3, "S3": 1})
        at = at or self.moment()
        day = at.astimezone(ZoneInfo(ZONES[store])).date().isoformat()
        number = str(self.rng.choice(range(1, 5 if self.maps_day else 30))).rjust(self.rng.choice([1, 4]), "0")
        receipt = {"store": store, "till": self.rng.choice(["1", "1", "02", "1/A%"]), "receipt": number, "day": day, "at": at,
                   "tokens": self.token_set() if tokens is None else tokens, "next": 1}
        self.receipts.append(receipt)
        for _ in range(lines or self.pick({1: 5, 2: 3, 3: 1})):
            self.add_sale(receipt)
            if self.chance(0.3):  # several lines of one product in a receipt
                self.records[-1]["product"] = self.records[max(len(self.records) - 2, 0)]["product"]

    def token_set(self):
        if self.mood == "single" and self.chance(0.7):
            return {kind: "1" for kind in self.token_kinds}
        values = {"loyalty": ["L1", "L1", "L2", "L3", None, "0"], "payment": ["P1", "P2", "P2", "P3", None],
                  "phone": ["Zoé", "Zoe\u0301", "030", None]}
        return {kind: self.rng.choice(values[kind]) for kind in self.token_kinds}

    def blank(self, receipt):
        record = {name: receipt[name] for name in ("store", "till", "receipt", "day")}
        record |= receipt["tokens"]
        record["line"] = str(receipt["next"])
        receipt["next"] += 1
        record["revision"] = self.pick({None: 1, self.first_revision: 2, "2": 1}) if self.maps_revision else None
        return record

    def add_sale(self, receipt):
        record = self.blank(receipt)
        later = self.pick({0: 5, 20: 2, 1800: 1, 3600: 1})
        record |= {"time": self.local(receipt["at"] + timedelta(seconds=later), receipt["store"]), "kind": "sale",
                   "product": self.rng.choice(self.few) if self.chance(0.93) else self.rng.choice([UNWATCHED, None]),
                   "quantity": self.pick({"1": 5, "2": 4, "3": 2, "0.5": 1, "2.50": 1, "0": 0.3, "-1": 0.5, "x": 0.2}),
                   "description": self.rng.choice(["a bag", 'says "5 %"; ok, | yes', None]),
                   "amount": self.pick({"9.99": 3, "5": 2, "10.0001": 3, "0.3333": 1, None: 1, "n/a": 0.2}),
                   "currency": self.pick({"EUR": 8, "GBP": 1, None: 1}), "tender": self.pick({"cash": 3, "card": 2, None: 1}),
                   "purpose": self.rng.choice(["garden", "school", None])}
        if self.chance(0.15):
            record |= self.token_set()
        self.add_papers(record, receipt)
        if self.chance(0.02):
            record[self.rng.choice(["time", "store", "till", "kind", "receipt"])] = self.rng.choice([None, " "])
        self.records.append(record)

    def add_papers(self, record, receipt):
        day = receipt["at"].astimezone(ZoneInfo(ZONES[receipt["store"]])).date()
        until = {name: (day + timedelta(days=self.pick({-1: 5, 0: 5, 30: 5}))).isoformat() if self.chance(0.85) else None
                 for name in ("lic", "pro")}
        if self.maps_licence and self.chance(0.5):
            scope = [self.rng.choice([id_, cas or id_]) for id_, cas, _ in self.some(SUBSTANCES, 1)]
            if self.chance(0.4):  # one substance of the product and no other
                scope = [self.rng.choice([row["substance"] for row in self.rows if row["product"] == record["product"]] or ["salt"])]
            record |= {"lic_number": self.rng.choice(["LIC-1", "LIC-1", None]), "lic_until": until["lic"],
                       "lic_scope": self.rng.choice(["; ", ","]).join(scope) if self.chance(0.7) else None,
                       "lic_concentration": self.ceiling(record["product"]) if self.chance(0.6) else None}
        if self.maps_professional and self.chance(0.4):
            record |= {"pro_number": "VAT-1", "pro_until": until["pro"]}
        for kind in ("lic", "pro"):
            record |= {f"{kind}_total": self.pick({"0.05": 2, "0.1 kg": 3, "100 g": 2, "125000 mg": 2, "0.5kg": 2, "1": 2, None: 1, "x": 0.4, "0": 0.3, "-1 kg": 0.2}),
                       f"{kind}_period": self.rng.choice([*self.spans, *self.spans, "1 h", "2w", None, "x", "0d"])}

    def ceiling(self, product):
        """Often just what one of the product's substances has."""
        its = [row["concentration"] for row in self.rows if row["product"] == product and row["concentration"]]
        return self.rng.choice(its) if its and self.chance(0.5) else self.rng.choice(PERCENTS)

    def disturb(self):
        """Adds a void, return, correction, duplicate or stray line about something that is there."""
        # Often the same line again: several voids and returns of one line.
        target = self.last if self.last and self.focus and self.chance(0.5) else self.rng.choice(self.records)
        self.last = target
        kinds = {"duplicate": 2, "negative": 1}
        kinds |= {"void": 4, "return": 4, "ignored": 0.3, "unknown": 0.2} if self.maps_kinds else {}
        kinds |= {} if self.content_lines else {"correction": 4}
        if self.focus in kinds:
            kinds[self.focus] *= 4
            kinds |= {"void": 8, "return": 8} if self.focus == "return" else {}  # both, on the same lines
        what = self.pick(kinds)
        if what == "duplicate":
            self.records.append(dict(target))
        elif what == "correction":
            self.correct(target)
        elif what in ("void", "return"):
            self.lower(target, what)
        elif what == "negative":
            self.records.append(self.new_line(target, quantity=self.rng.choice(["-1", "-2"]), kind="sale"))
        else:
            self.records.append(self.new_line(target, kind="ignore" if what == "ignored" else "?"))

    def receipt_of(self, record):
        same = [receipt for receipt in self.receipts if all(receipt[name] == record[name] for name in ("store", "till", "receipt", "day"))]
        return self.rng.choice(same or self.receipts)

    def correct(self, target):
        record = dict(target)
        receipt = self.receipt_of(target)
        for what in self.rng.sample(["quantity", "product", "tokens", "time", "kind", "amount", "nothing"], self.rng.randint(1, 2)):
            if what == "tokens":
                record |= self.token_set()
            elif what == "time":
                at = receipt["at"] + timedelta(seconds=self.rng.choice([1, 60, 3600, 86400]))
                record["time"] = self.local(at, receipt["store"])
            elif what == "kind" and self.maps_kinds:
                record["kind"] = self.pick({"void": 3, "sale": 1, "return": 1})
            elif what in ("quantity", "product", "amount"):
                record[what] = {"quantity": self.rng.choice(["1", "2", "4"]), "product": self.rng.choice(self.watched + [UNWATCHED]),
                                "amount": self.rng.choice(["1.5", "25", None])}[what]
        if self.maps_revision:
            record["revision"] = self.pick({"2": 3, "3": 2, "1": 1, None: 1})
        self.records.append(record)
        if self.chance(0.2):
            self.records.append(dict(target))  # a stale copy after the correction

    def new_line(self, target, **changes):
        """Another line of the target's receipt, with its tokens and product, at a time of its own."""
        receipt = self.receipt_of(target)
        record = self.blank(receipt)
        at = receipt["at"] + timedelta(seconds=self.rng.choice([0, 5, 3600, 86400, -3600]))
        record |= {"time": self.local(at, receipt["store"]), "product": target["product"], "quantity": "1"}
        record |= {kind: target.get(kind) for kind in self.token_kinds}
        return record | changes

    def lower(self, target, kind):
        """A void or return in one of its forms."""
        quantity = self.pick({None: 2, "0": 1, "1": 4, "2": 2, "9": 1, target["quantity"]: 2})
        if kind == "void" and not self.content_lines and self.chance(0.25):
            return self.void_own_key(target)
        record = self.new_line(target, kind=kind, quantity=quantity)
        if kind == "return" and self.chance(0.6):
            record |= self.elsewhere()
            if self.chance(0.3):
                record |= dict.fromkeys(self.token_kinds)
        if self.chance(0.3 if kind == "void" else 0.05):
            record["product"] = None
        elif self.chance(0.1):
            record["product"] = self.rng.choice(self.watched)
        if self.maps_refers:
            record |= self.reference(target)
        self.records.append(record)

    def elsewhere(self):
        """Moves a return to a receipt of its own."""
        receipt = {"store": self.pick({"S1": 2, "S2": 1}), "till": "1", "receipt": str(self.rng.randint(40, 44)), "at": self.moment(),
                   "tokens": {}, "next": self.rng.randint(1, 9)}
        receipt["day"] = receipt["at"].astimezone(ZoneInfo(ZONES[receipt["store"]])).date().isoformat()
        moved = {name: receipt[name] for name in ("store", "till", "receipt", "day")} | {"line": str(receipt["next"])}
        return moved | {"time": self.local(receipt["at"], receipt["store"])}

    def void_own_key(self, target):
        record = dict(target) | {"kind": "void", "quantity": self.rng.choice([None, "1", target["quantity"]])}
        if self.maps_refers and self.chance(0.3):
            record |= {"ref_line": target["line"]}
        if self.maps_revision:
            record["revision"] = self.pick({"1": 1, "2": 3, "3": 2})
        self.records.append(record)

    def reference(self, target):
        how = self.pick({"line": 5, "receipt": 4, "nothing": 4, "nowhere": 1})
        refers = {}
        if how in ("line", "receipt"):
            refers = {"ref_" + name: target[name] for name in ("store", "till", "receipt", "day")}
            for name in ("ref_store", "ref_till"):
                if self.chance(0.3):
                    refers[name] = None
        if how == "line":
            refers["ref_line"] = target["line"]
        if how == "nowhere":
            refers = {"ref_receipt": "77", "ref_line": self.rng.choice([None, "1"])}
        return refers

    def arrive(self):
        """Roughly in order of making, with some late lines, or wholly shuffled; versions of a key in order."""
        if self.chance(0.5):
            self.records = self.shuffled(self.rng)

    def key(self, record):
        return tuple(record[name] for name in ("store", "till", "receipt", "line", "day") if name != "day" or self.maps_day)

    def shuffled(self, rng):
        """Another order of arrival that must give the same ledger."""
        records = list(self.records)
        rng.shuffle(records)
        if self.maps_revision or self.content_lines:
            return records
        # Without revisions the versions of one key keep their order.
        queues = {}
        for record in self.records:
            queues.setdefault(self.key(self.trimmed(record)), []).append(record)
        return [queues[self.key(self.trimmed(record))].pop(0) for record in records]

    @staticmethod
    def trimmed(record):
        return {name: value.strip() if value else value for name, value in record.items()}

    def may_be_cut(self):
        """Identical lines are counted in one input: where that makes keys, they must stay in one."""
        # Lines of one receipt and product might be told alike; which other fields count is the oracle's to say, not this.
        told = [tuple((record.get(name) or "").strip() for name in ("store", "till", "receipt", "product")) for record in self.records]
        return not self.content_lines or len(set(told)) == len(told)
