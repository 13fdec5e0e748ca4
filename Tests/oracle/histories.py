#!/usr/bin/env python3
"""Random small histories: feed, catalogue, lists, packs and lines, made so that collisions are frequent."""

import argparse
import csv
import io
import json
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

TOKEN_KEY = "00112233445566778899aabbccddeeff" * 2
INSTALLATION = "oracle"
ZONES = {"S1": "Europe/Berlin", "S2": "Europe/Lisbon", "S3": "Europe/Berlin"}
# Local mornings in Berlin: two changes of the clock, an ordinary day, the end of a year.
ANCHORS = [datetime(2026, 10, 25, 0, 30), datetime(2026, 3, 29, 1, 0), datetime(2026, 3, 29, 1, 30), datetime(2026, 6, 10, 22, 0), datetime(2026, 12, 31, 23, 0)]
WINDOWS = ["1h", "90min", "24h", "2d", "7d", "calendar_day"]
QUIETS = ["1h", "3h", "24h", "2d", "7d", None]
SECONDS = {"1h": 3600, "90min": 5400, "3h": 10800, "24h": 86400, "2d": 172800, "7d": 604800}

# Harmless stand-ins; what matters is that some have a CAS number and a density, and some have not.
SUBSTANCES = [
    ("salt", "7647-14-5", "2.16 g/ml"), ("sugar", "57-50-1", None), ("ethanol", "64-17-5", "0.79 g/ml"),
    ("glycerol", "56-81-5", "1.26 g/ml"), ("soda", "144-55-8", None), ("chalk", None, "2.7 g/ml"),
]
PERCENTS = ["5", "10", "12.5", "20", "50"]
NETS = [("0.5", "kg"), ("250.000001", "g"), ("1", "l"), ("5", "cl"), ("750", "ml"), ("1", "kg"), ("90000", "mg")]
PRODUCTS = ["0012", "4001", "A/7", "Öl 5%", "bag"]
UNWATCHED = "999"

# Logical fields and what the feed calls them.
COLUMNS = {
    "store": "Filiale", "till": "Kasse", "receipt": "Bon", "line": "Pos", "time": "Zeit", "product": "Artikel", "quantity": "Menge",
    "day": "Tag", "description": "Text", "amount": "Betrag", "currency": "Waehrung", "tender": "Zahlart", "revision": "Stand",
    "kind": "Art", "purpose": "Zweck", "loyalty": "loyalty_id", "payment": "pay_token", "phone": "phone",
    "lic_number": "lic_no", "lic_until": "lic_until", "lic_scope": "lic_scope", "lic_concentration": "lic_max",
    "pro_number": "pro_no", "pro_until": "pro_until",
    "ref_store": "ref_store", "ref_till": "ref_till", "ref_receipt": "ref_receipt", "ref_line": "ref_line", "ref_day": "ref_day",
}
PATHS = {"store": "shop.id", "till": "shop.till", "receipt": "receipt.number", "line": "receipt.line", "time": "receipt.time",
         "loyalty": "buyer.card", "payment": "buyer.pay", "ref_receipt": "refers.receipt", "ref_line": "refers.line"}
KIND_CODES = {"sale": "S", "void": "V", "return": "R", "ignore": "T"}


class Plain(yaml.emitter.Emitter, yaml.serializer.Serializer, yaml.representer.SafeRepresenter, yaml.resolver.BaseResolver):
    """Writes every scalar without quotes where YAML allows it: readers type by the schema, never by YAML."""

    def __init__(self, stream, **options):
        yaml.emitter.Emitter.__init__(self, stream, width=120, allow_unicode=True)
        yaml.serializer.Serializer.__init__(self)
        yaml.representer.SafeRepresenter.__init__(self, default_flow_style=None, sort_keys=False)
        yaml.resolver.BaseResolver.__init__(self)

    def ignore_aliases(self, data):
        return True


def to_yaml(data):
    stream = io.StringIO()
    dumper = Plain(stream)
    dumper.open()
    dumper.represent(data)
    dumper.close()
    return stream.getvalue()


class History:
    """One history. `records` are in order of arrival; a record maps logical fields to texts or None."""

    def __init__(self, seed):
        self.seed = seed
        self.rng = random.Random(seed)
        # Some packs forget sooner than their windows do; some are mostly about single receipts.
        self.mood = self.pick({None: 6, "forgetful": 2, "single": 2})
        self.windows = self.rng.sample(["24h", "2d", "7d"] if self.mood == "forgetful" else WINDOWS, 2)
        self.quiets = {"forgetful": ["1h", "3h"], "single": ["7d", None]}.get(self.mood) or self.rng.sample(QUIETS, 2)
        self.anchor = self.rng.choice(ANCHORS)
        self.make_feed()
        self.make_lists()
        self.make_catalogue()
        self.few = self.rng.sample(self.watched, min(len(self.watched), self.rng.choice([1, 2, 2, 5])))
        self.packs = [self.pack(number, names) for number, names in enumerate(self.pack_lists, 1)]
        self.make_lines()

    # Chance

    def chance(self, share):
        return self.rng.random() < share

    def pick(self, weights):
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def some(self, items, least=1):
        items = list(items)
        count = self.rng.randint(least, len(items))
        kept = self.rng.sample(items, count)
        return [item for item in items if item in kept]

    # Feed

    def make_feed(self):
        self.format = self.rng.choice(["csv", "ndjson"])
        self.content_lines = self.chance(0.1)
        self.maps_revision = not self.content_lines and self.chance(0.4)
        self.maps_day = self.chance(0.3)
        self.iso = self.chance(0.4)
        self.maps_kinds = self.chance(0.85)
        self.maps_refers = self.maps_kinds and self.chance(0.9)
        self.negative = self.pick({"return": 6, "void": 2, "quarantine": 1})
        self.decimal = self.rng.choice([".", ","])
        self.delimiter = ";" if self.decimal == "," else self.rng.choice([",", ";", "|"])
        # Licence numbers stand in the content as pseudonyms of a kind that nothing fixes; a key must not depend on them.
        self.maps_licence = not self.content_lines and self.chance(0.7)
        self.maps_scope = self.maps_licence and self.chance(0.6)
        self.maps_ceiling = self.maps_licence and self.chance(0.5)
        self.maps_professional = not self.content_lines and self.chance(0.35)
        self.token_kinds = ["loyalty", "payment"] + (["phone"] if self.chance(0.3) else [])
        self.constant_currency = self.chance(0.3)
        self.feed_id = self.rng.choice(["shop", "shop-2"])
        self.first_revision = self.rng.choice(["0", "1"])
        self.placeholders = {"loyalty": ["0", "9999999"]} if self.chance(0.7) else {}

    def column(self, name):
        return PATHS.get(name, COLUMNS[name]) if self.format == "ndjson" else COLUMNS[name]

    def feed(self):
        mapped = ["store", "till", "receipt", "line", "time", "product", "quantity", "description", "amount", "currency", "tender"]
        mapped += ["day"] * self.maps_day + ["revision"] * self.maps_revision
        fields = {name: self.column(name) for name in mapped}
        if self.content_lines:
            fields["line"] = {"from": "content"}
        if self.constant_currency:
            fields["currency"] = {"constant": "EUR"}
        told = {"feed": self.feed_id, "format": self.format, "encoding": "utf-8"}
        if self.format == "csv":
            told["delimiter"] = self.delimiter
        told |= {"decimal": self.decimal, "timezone": "Europe/Berlin", "stores": {"S2": {"timezone": "Europe/Lisbon"}}}
        if not self.iso:
            told["time_format"] = "%d.%m.%Y %H:%M:%S"
        told |= {"fields": fields, "extra": {"purpose": self.column("purpose")}}
        told["tokens"] = {kind: self.column(kind) for kind in self.token_kinds}
        if self.placeholders:
            told["placeholders"] = self.placeholders
        if self.maps_licence:
            names = ["number", "until"] + ["scope"] * self.maps_scope + ["concentration"] * self.maps_ceiling
            told["licence"] = {name: self.column("lic_" + name) for name in names}
        if self.maps_professional:
            told["professional"] = {name: self.column("pro_" + name) for name in ("number", "until")}
        if self.maps_kinds:
            told["kinds"] = {"column": self.column("kind"), **{kind: [code] for kind, code in KIND_CODES.items()}}
        told["negative"] = self.negative
        if self.maps_refers:
            names = ["store", "till", "receipt", "line"] + ["day"] * self.maps_day
            told["refers"] = {name: self.column("ref_" + name) for name in names}
        if self.maps_revision:
            told["first_revision"] = self.first_revision
        return told

    # Lists and catalogue

    def make_lists(self):
        self.pack_lists = [self.rng.choice([["A"], ["A", "B"], ["A", "B"], ["B", "A"], ["B"]]) for _ in range(self.pick({1: 7, 2: 2, 3: 1}))]
        # Only what a pack loads is there: an id that no loaded list knows is an error.
        self.lists = {name: self.list(name) for name in sorted({name for names in self.pack_lists for name in names})}

    def list(self, name):
        entries = []
        for id_, cas, density in SUBSTANCES:
            if (name == "B" and cas is None) or self.chance(0.15):
                continue
            entry = {"id": id_, "name": f"{id_.capitalize()} ({name})"}
            entry |= {"cas": cas} if cas else {}
            entry |= {"annex": self.rng.choice(["I", "II"])} if self.chance(0.85) else {}
            if self.chance(0.75):
                entry |= {"limit": f"{self.rng.choice(PERCENTS)} %", "comparison": self.rng.choice([">", ">="])}
            entry |= {"density": density} if density else {}
            entry |= self.period()
            entries.append(entry)
        return {"list": f"list-{name.lower()}", "version": "2026-02", "jurisdiction": "EU", "source": {"title": "made up"},
                "substances": entries or [{"id": "salt", "name": "Salt", "cas": "7647-14-5"}]}

    def period(self):
        """Mostly always in force; else a period that begins or ends among the days of the history."""
        day = (self.anchor + timedelta(days=self.rng.choice([0, 0, 1, 2]))).date().isoformat()
        return self.rng.choices([{}, {"from": "2021-02-01"}, {"from": day}, {"to": day}], [12, 4, 3, 2])[0]

    def make_catalogue(self):
        ids = {entry["id"] for known in self.lists.values() for entry in known["substances"]}
        self.rows = []
        for product in PRODUCTS:
            net, unit = self.rng.choice(NETS)
            density = self.rng.choice(["", "1.04 g/ml", "0.8 g/ml"])
            count = self.pick({1: 5, 2: 4, 3: 1})
            for id_, cas, _ in self.rng.sample(SUBSTANCES, count):
                self.rows.append(self.row(product, id_, cas, id_ in ids, net, unit, density))
        self.rows = [row for row in self.rows if row["substance"]]
        self.rows = self.rows or [self.row("bag", None, "7647-14-5", False, "1", "kg", "")]
        self.watched = [product for product in PRODUCTS if any(row["product"] == product for row in self.rows)]

    def row(self, product, id_, cas, known, net, unit, density):
        names = [id_] * known + [cas] * bool(cas)
        row = {"product": product, "substance": self.rng.choice(names) if names else None,
               "concentration": "" if self.chance(0.1) else self.rng.choice(PERCENTS),
               "basis": self.pick({"w/w": 6, "w/v": 2, "v/v": 2, "": 1}), "net_amount": net, "net_unit": unit,
               "density": density, "description": f"{product}, as sold", "valid_from": "", "valid_to": ""}
        if self.chance(0.1):
            row[self.rng.choice(["valid_from", "valid_to"])] = (self.anchor + timedelta(days=1)).date().isoformat()
        return row

    # Packs

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
        told["levels"] = {"notice": "30", "report": "100"} if self.mood == "single" else self.rng.choice([
            {"notice": "30", "review": "60", "report": "100"}, {"low": "20", "mid": "40", "high": "70", "top": "120"},
            {"notice": "35", "report": "60"}, {"report": "50"}])
        self.defined = {"watched": {"list": [known["list"] for known in self.known]}, "strong": self.where(1)}
        told["define"] = self.defined
        told["rules"] = [self.rule(index) for index in range(1, self.rng.randint(2, 6))]
        return told

    def rule(self, index):
        within = self.rng.choice(self.windows + self.windows + [None]) if self.mood != "single" or self.chance(0.2) else None
        rule = {"id": f"rule-{index}", "title": f"Rule {index}, made up"}
        by = self.by()
        rule |= {"by": by} if by else {}
        rule |= {"within": within} if within else {}
        rule["where"] = self.rng.choice(["watched", "strong", self.where(2), self.where(2), self.where(1)])
        if self.mood and self.chance(0.6):
            rule["where"] = {"product": self.few[index % len(self.few)]}
        if self.chance(0.4):
            rule["unless"] = {name: "valid" for name in self.some(["licence", "professional"])}
        each = self.pick({None: 6, "substance": 4, "product": 1, "store": 1, "tender": 1, "loyalty": 1})
        rule |= {"each": each} if each else {}
        rule |= {} if self.mood == "single" and self.chance(0.6) else self.bound()
        rule["score"] = self.rng.choice(["50", "60"] if self.mood == "single" else ["10", "20", "25", "30", "35", "40", "50", "60", "70", "100"])
        if each and self.chance(0.5):
            rule["cap"] = self.rng.choice(["25", "50", "60", "100"])
        return rule

    def by(self):
        return self.pick({None: 10, "buyer": 3, "store": 2, "product": 1, "loyalty": 2, "payment": 1, "receipt": 2}) if self.chance(0.8) else \
            self.rng.choice([["buyer", "store"], ["buyer", "product"], ["store", "product"], ["product", "store"],
                             ["buyer", "loyalty"], ["buyer", "store", "product"]])

    def bound(self):
        kind = self.pick({None: 3, "count purchases": 3, "count receipts": 3, "sum mass": 5, "sum volume": 2, "sum units": 3,
                          "sum amount": 3, "distinct substance": 2, "distinct store": 1, "distinct product": 1, "distinct loyalty": 1,
                          "distinct payment": 1, "distinct tender": 1})
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

    def where(self, depth):
        if depth and self.chance(0.45):
            return self.tree(depth)
        if self.chance(0.2):
            return {"list": self.list_id()}
        if self.chance(0.2):  # all asked of one entry
            told = {"list": self.list_id(), "annex": self.rng.choice(["I", "II"]), "above_limit": self.pick({"true": 3, "false": 1})}
            return {name: told[name] for name in self.some(told, 2)}
        told = {}
        for name, value in self.rng.sample(self.tests(), self.pick({1: 5, 2: 4, 3: 1})):
            told[name] = value
        return told

    def tree(self, depth):
        how = self.pick({"and": 2, "or": 4, "not": 4, "missing": 1, "mixed": 1})
        if how == "missing":
            return {"or": [{"missing": self.rng.choice(["tender", "purpose", "concentration", "mass", "volume", "amount", "loyalty", "cas"])},
                           self.where(depth - 1)]}
        if how == "not":
            return {"not": self.where(depth - 1)}
        if how == "mixed":
            return {"list": self.list_id(), "not": self.where(depth - 1)}
        return {how: [self.where(depth - 1) for _ in range(2)]}

    def list_id(self):
        return self.rng.choice(self.known)["list"]

    def tests(self):
        """One test of each kind, to choose from."""
        entries = [entry for known in self.known for entry in known["substances"]]
        ids = [entry["id"] for entry in entries]
        numbers = [entry["cas"] for entry in entries if "cas" in entry] or ["7647-14-5"]
        return [
            ("list", self.list_id()), ("annex", self.rng.choice(["I", "II", ["I", "II"]])),
            ("above_limit", self.pick({"true": 4, "false": 1})), ("above_limit", "true"), ("annex", "I"),
            ("substance", self.rng.choice([self.rng.choice(ids + numbers), self.some(ids)])),
            ("cas", self.rng.choice([self.rng.choice(numbers), self.some(numbers)])),
            ("concentration", {self.rng.choice(["at_least", "above"]): f"{self.rng.choice(PERCENTS)} %"}),
            ("concentration", {"at_least": "5 %", "below": "20 %"}),
            ("mass", {self.rng.choice(["at_least", "below"]): self.rng.choice(["100 g", "50 g"])}), ("mass", {"between": ["10 g", "0.5 kg"]}),
            ("volume", {self.rng.choice(["at_least", "at_most"]): "0.75 l"}), ("quantity", {self.rng.choice(["at_least", "at_most"]): "1"}),
            ("amount", {self.rng.choice(["above", "below"]): "9.99 EUR"}), ("product", self.some(PRODUCTS, 2)),
            ("store", self.rng.choice(["S1", ["S1", "S2"]])), ("till", "1"), ("tender", self.rng.choice(["cash", ["cash", "card"]])),
            ("currency", "EUR"), ("purpose", self.rng.choice(["garden", ["garden", "school"]])),
            ("hour", {self.rng.choice(["at_least", "below"]): "3"}),
        ]

    # Lines

    def make_lines(self):
        self.steps = [0] * (9 if self.mood == "single" else 3) + [60, 1800, 3600, 7200, 86400]
        for name in self.windows + self.quiets:
            if name in SECONDS:
                self.steps += [SECONDS[name], SECONDS[name], SECONDS[name] + 1, SECONDS[name] - 1]
        self.many = self.chance(0.6)
        # Some histories are about little else than one kind of disturbance of few products.
        self.focus = self.pick({None: 4, "void": 2, "return": 2, "correction": 2})
        self.moments = [self.anchor.replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(timezone.utc)]
        self.receipts = []
        self.records = []
        self.last = None
        for _ in range(self.rng.randint(2, 7 if not self.many else 12)):
            self.make_receipt()
        if self.maps_refers and not self.content_lines and self.chance(0.25):
            self.plot_voids()
        if self.maps_refers and self.chance(0.15):
            self.plot_void_of_receipt()
        if self.mood == "single":
            self.plot_singles()
        if self.mood == "forgetful":
            self.plot_forgotten()
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

    def make_receipt(self, lines=None):
        store = self.pick({"S1": 5, "S2": 3, "S3": 1})
        at = self.moment()
        day = at.astimezone(ZoneInfo(ZONES[store])).date().isoformat()
        number = str(self.rng.choice(range(1, 5 if self.maps_day else 30))).rjust(self.rng.choice([1, 4]), "0")
        receipt = {"store": store, "till": self.rng.choice(["1", "1", "02", "1/A%"]), "receipt": number, "day": day, "at": at,
                   "tokens": self.token_set(), "next": 1}
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

    # Writing

    def columns(self):
        return [name for name in COLUMNS if name not in ("loyalty", "payment", "phone") or name in self.token_kinds]

    def write_input(self, path, records):
        rng = random.Random(self.seed + 1)
        texts = [{name: self.as_text(name, record.get(name), rng) for name in self.columns()} for record in records]
        with open(path, "w", encoding="utf-8", newline="") as out:
            if self.format == "ndjson":
                for record in texts:
                    out.write(json.dumps(self.nested(record, rng), ensure_ascii=False) + "\n")
                return
            writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n" if self.seed % 2 else "\n")
            writer.writerow([COLUMNS[name] for name in self.columns()])
            writer.writerows([[record[name] or "" for name in self.columns()] for record in texts])

    def as_text(self, name, value, rng):
        if value is None:
            return None
        if name == "kind":
            value = KIND_CODES.get(value, value)
        if name in ("quantity", "amount", "lic_concentration"):
            value = value.replace(".", self.decimal)
        # Texts are trimmed, whatever they are.
        return f" {value}\t" if value and rng.random() < 0.02 else value

    def nested(self, record, rng):
        """The record as a JSON object: missing fields are absent, null or empty; some numbers are JSON numbers."""
        told = {}
        for name, value in record.items():
            place = told
            *folders, leaf = self.column(name).split(".")
            for folder in folders:
                place = place.setdefault(folder, {})
            if value is None:
                if rng.random() < 0.5:
                    place[leaf] = rng.choice([None, ""])
            elif name in ("line", "quantity") and value.isdecimal() and str(int(value)) == value and rng.random() < 0.5:
                place[leaf] = int(value)
            else:
                place[leaf] = value
        return told

    def extension(self):
        return self.format

    def write(self, folder):
        """Writes the whole case; returns the paths that the oracle and the program need."""
        folder = Path(folder)
        for name in ("lists", "packs"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "feed.yaml").write_text(to_yaml(self.feed()), encoding="utf-8")
        for name, told in self.lists.items():
            (folder / "lists" / f"{name}.yaml").write_text(to_yaml(told), encoding="utf-8")
        packs = []
        for number, told in enumerate(self.packs, 1):
            packs.append(folder / "packs" / f"pack-{number}.yaml")
            packs[-1].write_text(to_yaml(told), encoding="utf-8")
        with open(folder / "catalogue.csv", "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(self.rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
        (folder / "token.key").write_text(TOKEN_KEY + "\n")
        source = folder / f"input.{self.extension()}"
        self.write_input(source, self.records)
        return {"feed": folder / "feed.yaml", "catalogue": folder / "catalogue.csv", "rules": packs, "installation": INSTALLATION,
                "token_key": TOKEN_KEY, "inputs": [source]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("folder")
    told = parser.parse_args()
    for seed in range(told.seed, told.seed + told.count):
        History(seed).write(Path(told.folder) / str(seed))


if __name__ == "__main__":
    main()
