"""The files beside the lines and the packs: feed, catalogue, lists."""

import csv
import hashlib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from faults import planted
from text import iso_day, measure, number, trimmed


def load_yaml(path):
    # BaseLoader: every scalar is the text that stands there.
    return yaml.load(Path(path).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


class Feed:
    """A feed file."""

    def __init__(self, path):
        told = load_yaml(path)
        self.id = told["feed"]
        self.format = told["format"]
        self.encoding = told.get("encoding", "utf-8")
        self.delimiter = told.get("delimiter", ",")
        self.decimal = told.get("decimal", ".")
        self.zone = ZoneInfo(told.get("timezone", "UTC"))
        self.stores = {s: ZoneInfo(v["timezone"]) for s, v in told.get("stores", {}).items()}
        self.time_format = told.get("time_format")
        self.fields = told["fields"]
        self.extra = told.get("extra", {})
        self.tokens = told.get("tokens", {})
        self.placeholders = told.get("placeholders", {})
        self.licence = {"licence": told.get("licence", {}), "professional": told.get("professional", {})}
        self.kinds = told.get("kinds")
        self.negative = told.get("negative", "return")
        self.refers = told.get("refers", {})
        self.first_revision = int(told.get("first_revision", "1"))
        self.line_from_content = isinstance(self.fields["line"], dict)
        self.maps_day = "day" in self.fields
        self.maps_revision = "revision" in self.fields

    def zone_of(self, store):
        if planted("store-zone-ignored"):
            return self.zone
        return self.stores.get(store, self.zone)


@dataclass
class Row:
    """One substance in one product of the catalogue."""

    product: str
    substance: str  # a CAS number or an id
    concentration: Fraction | None  # percent
    basis: str
    net: Fraction  # grams or millilitres
    unit: str  # g or ml
    density: Fraction | None  # of the product, g/ml
    valid_from: date | None
    valid_to: date | None

    def valid_on(self, day):
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Catalogue:
    def __init__(self, path):
        data = Path(path).read_bytes()
        self.version = hashlib.sha256(data).hexdigest()[:12]
        self.rows = {}
        for told in csv.DictReader(data.decode("utf-8").splitlines()):
            row = self.row({name: trimmed(value) for name, value in told.items()})
            self.rows.setdefault(row.product, []).append(row)

    @staticmethod
    def row(told):
        net, unit = measure(f"{told['net_amount']} {told['net_unit']}")
        density = told.get("density")
        return Row(told["product"], told["substance"], number(told["concentration"]), told.get("basis") or "w/w", net, unit,
                   measure(density)[0] if density else None, iso_day(told.get("valid_from")), iso_day(told.get("valid_to")))

    def watches(self, product):
        return product in self.rows

    def rows_on(self, product, day):
        return [row for row in self.rows.get(product, []) if row.valid_on(day)]


@dataclass
class Entry:
    """One entry of a substance list."""

    list: str
    id: str
    name: str | None
    cas: str | None
    annex: str | None
    limit: Fraction | None
    comparison: str
    density: Fraction | None  # of the pure substance
    first: date | None
    last: date | None

    @property
    def identity(self):
        return self.cas or f"{self.list}/{self.id}"

    def holds_on(self, day):
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass
class SubstanceList:
    id: str
    version: str
    entries: list


def load_list(path):
    told = load_yaml(path)
    entries = []
    for item in told["substances"]:
        limit = item.get("limit")
        density = item.get("density")
        entries.append(Entry(told["list"], item["id"], item.get("name"), item.get("cas"), item.get("annex"),
                             measure(limit)[0] if limit else None, item.get("comparison", ">"),
                             measure(density)[0] if density else None, iso_day(item.get("from")), iso_day(item.get("to"))))
    return SubstanceList(told["list"], told["version"], entries)
