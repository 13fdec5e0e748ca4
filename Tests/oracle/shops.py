"""Random feeds, substance lists and catalogues."""

from datetime import datetime, timedelta

from chance import Chance

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
    "lic_total": "lic_total", "lic_period": "lic_period",
    "pro_number": "pro_no", "pro_until": "pro_until", "pro_total": "pro_total", "pro_period": "pro_period",
    "ref_store": "ref_store", "ref_till": "ref_till", "ref_receipt": "ref_receipt", "ref_line": "ref_line", "ref_day": "ref_day",
}
PATHS = {"store": "shop.id", "till": "shop.till", "receipt": "receipt.number", "line": "receipt.line", "time": "receipt.time",
         "loyalty": "buyer.card", "payment": "buyer.pay", "ref_receipt": "refers.receipt", "ref_line": "refers.line"}
KIND_CODES = {"sale": "S", "void": "V", "return": "R", "ignore": "T"}


class Shop(Chance):
    """What stands beside packs and lines."""

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
        if self.theme == "papers" and not self.content_lines:
            self.maps_licence, self.maps_professional = True, self.chance(0.7)
            self.maps_scope = self.maps_ceiling = False
        # Per kind of exception: a column, a constant, or None.
        self.totals = {kind: self.pick({"column": 6, None: 2 if self.theme == "papers" else 5, "constant": 1}) for kind in ("lic", "pro")}
        self.periods = {kind: self.totals[kind] and self.pick({"column": 3, None: 3, "constant": 2}) for kind in ("lic", "pro")}
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
            told["licence"] = {name: self.column("lic_" + name) for name in names} | self.stated("lic")
        if self.maps_professional:
            told["professional"] = {name: self.column("pro_" + name) for name in ("number", "until")} | self.stated("pro")
        if self.maps_kinds:
            told["kinds"] = {"column": self.column("kind"), **{kind: [code] for kind, code in KIND_CODES.items()}}
        told["negative"] = self.negative
        if self.maps_refers:
            names = ["store", "till", "receipt", "line"] + ["day"] * self.maps_day
            told["refers"] = {name: self.column("ref_" + name) for name in names}
        if self.maps_revision:
            told["first_revision"] = self.first_revision
        return told

    def stated(self, kind):
        """Where a total and its period stand."""
        found = {}
        for name, where in (("total", self.totals[kind]), ("period", self.periods[kind])):
            if where == "constant":
                found[name] = {"constant": self.constants[name]}
            elif where:
                found[name] = self.column(f"{kind}_{name}")
        return found

    def make_lists(self):
        self.constants = {"total": self.rng.choice(["1 kg", "500 g", "2"]), "period": self.rng.choice(["2d", "24h", "52w"])}
        self.pack_lists = [self.rng.choice([["A"], ["A", "B"], ["A", "B"], ["B", "A"], ["B"]]) for _ in range(self.pick({1: 7, 2: 2, 3: 1}))]
        if self.theme == "versions":
            self.pack_lists = self.pack_lists[:1]
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
