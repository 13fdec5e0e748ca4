"""Lines: decoding, the screen, quarantine, keys, and the versions of a key (semantics 2.1 to 2.3, 6.3)."""

import csv
import hashlib
import hmac
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

from faults import planted
from text import LENGTHS, WHITE, decimal, instant, iso_day, number, stamp, trimmed

PARTS = ("store", "till", "receipt", "day", "line")
SEPARATOR = "\x1f"


@dataclass
class Line:
    key: str
    receipt_key: str
    parts: dict  # store, till, receipt, day, line as texts
    kind: str  # sale, void, return
    time: datetime
    local_day: date
    product: str | None
    description: str | None
    quantity: Fraction | None  # magnitude; None means all
    amount: Fraction | None
    currency: str | None
    tender: str | None
    revision: int | None
    refers: dict
    papers: dict  # licence and professional: number, until, scope, concentration
    tokens: dict  # kind to pseudonym
    extra: dict
    content: str

    @property
    def order(self):
        return (self.time, self.key)


class Quarantined(Exception):
    """A line that passed the screen and cannot be journalled."""


class Screened(Exception):
    """A line that the screen drops."""


def escaped(part):
    return part.replace("%", "%25").replace("/", "%2F")


def joined(feed, parts):
    """Key of a receipt, or of a line where `parts` has one."""
    names = [name for name in PARTS if name != "day" or feed.maps_day]
    if planted("key-without-day"):
        names = [name for name in names if name != "day"]
    return "/".join(escaped(part) for part in [feed.id] + [parts[name] for name in names if parts.get(name) is not None])


def receipt_key(feed, parts):
    return joined(feed, {**parts, "line": None})


def pseudonym(token_key, kind, value):
    if not planted("tokens-not-normalised"):
        value = unicodedata.normalize("NFC", value)
    return hmac.new(token_key, kind.encode() + b"\0" + value.encode(), hashlib.sha256).hexdigest()


def raw_records(feed, path):
    """One function a line, from the name of a field to its text or None."""
    with open(path, encoding=feed.encoding, newline="") as source:
        if feed.format == "csv":
            for record in csv.DictReader(source, delimiter=feed.delimiter):
                yield record.get
        else:
            for text in source:
                if text.strip(WHITE):
                    yield at_path(json.loads(text, parse_int=str, parse_float=str))


def at_path(record):
    """Looks up a dotted path in a JSON object."""

    def look(path):
        value = record
        for name in path.split("."):
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return value if isinstance(value, str) else None

    return look


class Reader:
    """Turns raw records into lines, one input after the other."""

    def __init__(self, feed, catalogue, token_key):
        self.feed = feed
        self.catalogue = catalogue
        self.token_key = token_key

    def decode(self, get, met):
        """A line; raises Screened or Quarantined. `met` counts the identical lines of the input so far."""
        feed = self.feed
        product = self.text(get, "product")
        kind = self.kind(get)
        self.screen(product, kind)
        if kind is None:
            raise Quarantined("kind")
        kind, quantity = self.quantity(get, kind)
        parts = {name: self.text(get, name) for name in PARTS if not (name == "line" and feed.line_from_content)}
        for name, part in parts.items():
            if part is None and (name != "day" or feed.maps_day):
                raise Quarantined(name)
        zone = feed.zone_of(parts["store"])
        time = instant(self.text(get, "time"), feed.time_format, zone)
        if time is None:
            raise Quarantined("time")
        line = Line("", receipt_key(feed, parts), parts, kind, time, time.astimezone(zone).date(), product, self.text(get, "description"),
                    quantity, number(self.text(get, "amount"), feed.decimal), self.text(get, "currency"), self.text(get, "tender"),
                    self.revision(get), {name: trimmed(get(where)) for name, where in feed.refers.items()},
                    {paper: self.paper(get, paper) for paper in ("licence", "professional")}, self.tokens(get),
                    {name: trimmed(get(where)) for name, where in feed.extra.items()}, "")
        line.content = content(line)
        if feed.line_from_content:
            parts["line"] = self.hashed(line, met)
        line.key = joined(feed, parts)
        return line

    def screen(self, product, kind):
        if kind == "ignore":
            raise Screened
        if product is not None and not self.catalogue.watches(product):
            raise Screened
        if product is None and kind not in ("void", "return"):
            raise Screened

    def text(self, get, name):
        where = self.feed.fields.get(name)
        if isinstance(where, dict):
            return trimmed(where.get("constant"))
        return trimmed(get(where)) if where else None

    def kind(self, get):
        if self.feed.kinds is None:
            return "sale"
        told = trimmed(get(self.feed.kinds["column"]))
        for kind in ("sale", "void", "return", "ignore"):
            if told is not None and told in self.feed.kinds.get(kind, []):
                return kind
        return None

    def quantity(self, get, kind):
        told = self.text(get, "quantity")
        value = number(told, self.feed.decimal)
        if value is None and (told is not None or kind == "sale"):
            raise Quarantined("quantity")
        if kind == "sale" and value < 0:
            if self.feed.negative == "quarantine":
                raise Quarantined("negative")
            kind = self.feed.negative
        return kind, None if value is None else abs(value)

    def revision(self, get):
        if not self.feed.maps_revision:
            return None
        value = number(self.text(get, "revision"))
        return self.feed.first_revision if value is None or value.denominator != 1 else int(value)

    def paper(self, get, name):
        mapped = self.feed.licence[name]
        told = {what: trimmed(where["constant"] if isinstance(where, dict) else get(where)) for what, where in mapped.items()}
        told_number = told.get("number")
        scope = [trimmed(member) for member in (told.get("scope") or "").replace(";", ",").split(",")]
        return {
            "number": None if told_number is None else pseudonym(self.token_key, name, told_number),
            "until": iso_day(told.get("until")),
            "scope": [member for member in scope if member],
            "scope mapped": "scope" in mapped,
            "concentration": number(told.get("concentration"), self.feed.decimal),
            "total": total(told.get("total"), self.feed.decimal),
            "period": period(told.get("period")) if "period" in mapped else None,
        }

    def tokens(self, get):
        found = {}
        for kind, where in self.feed.tokens.items():
            value = trimmed(get(where))
            kept = planted("placeholders-kept") or value not in self.feed.placeholders.get(kind, [])
            if value is not None and kept:
                found[kind] = pseudonym(self.token_key, kind, value)
        return found

    def hashed(self, line, met):
        same = (line.receipt_key, line.content)
        text = line.content + SEPARATOR + str(met[same])
        met[same] += 1
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def content(line):
    """All mapped fields but the key, as one text."""
    texts = [line.kind, stamp(line.time), line.parts["day"], line.product, line.description, decimal(line.quantity),
             decimal(line.amount), line.currency, line.tender, None if line.revision is None else str(line.revision)]
    texts += [line.refers.get(name) for name in ("store", "till", "receipt", "line", "day")]
    for paper in (line.papers["licence"], line.papers["professional"]):
        texts += [paper["number"], paper["until"] and paper["until"].isoformat(), ",".join(paper["scope"]),
                  decimal(paper["concentration"]), stated(paper)]
    texts += [f"{kind}={value}" for kind, value in sorted(line.tokens.items())]
    texts += [f"{name}={value}" for name, value in sorted(line.extra.items()) if value is not None]
    return SEPARATOR.join(text or "" for text in texts)


def total(text, mark):
    """A total ceiling in grams: None when none is stated, "?" when it cannot be read."""
    if text is None:
        return None
    match = re.fullmatch(r"(.*?)[ \t\r\n\v\f]*(kg|g|mg)?", text, re.DOTALL)
    value = number(match.group(1), mark)
    if value is None:
        return "?"
    grams = value * {"kg": 1000, "g": 1, "mg": Fraction(1, 1000), None: 1 if planted("bare-total-grams") else 1000}[match.group(2)]
    return grams if (grams * 10**6).denominator == 1 else "?"


def period(text):
    """A period of a total ceiling, or "?" when there is none or it cannot be read."""
    match = re.fullmatch(r"([0-9]{1,10})[ \t\r\n\v\f]*(s|min|h|d|w)", text or "")
    seconds = int(match.group(1)) * LENGTHS[match.group(2)] if match else 0
    return timedelta(seconds=seconds) if 0 < seconds <= 36525 * 86400 else "?"


def stated(paper):
    """Total and period as they stand in the content: kilograms, and seconds where a period is mapped."""
    whole, lasts = paper["total"], paper["period"]
    text = whole if whole == "?" else decimal(None if whole is None else whole / 1000)
    if lasts is None:
        return text
    return (text or "") + "/" + (lasts if lasts == "?" else str(int(lasts.total_seconds())))


class Journal:
    """Every version of every key, in order of arrival, and what was counted on the way."""

    def __init__(self, feed):
        self.feed = feed
        self.versions = {}
        self.before = None  # lines older than this were deleted, and are not taken in (7.3)
        self.counts = Counter(read=0, screened=0, quarantined=0, journalled=0, duplicates=0)

    def read(self, reader, path):
        met = Counter()
        for get in raw_records(self.feed, path):
            self.counts["read"] += 1
            try:
                self.accept(reader.decode(get, met))
            except Screened:
                self.counts["screened"] += 1
            except Quarantined:
                self.counts["quarantined"] += 1

    def accept(self, line):
        known = self.versions.setdefault(line.key, [])
        if any(line.content == version.content for version in known):
            self.counts["duplicates"] += 1
            if planted("stale-stands-again"):
                known.append(line)
        elif self.before is not None and line.time < self.before:
            self.counts["older_than_kept"] += 1
            if not known:
                del self.versions[line.key]
        elif self.reused(known, line):
            raise Quarantined("key_reused")
        else:
            known.append(line)
        self.counts["journalled"] += 1

    def reused(self, known, line):
        if self.feed.maps_revision or self.feed.maps_day or not known or planted("reuse-accepted"):
            return False
        return known[0].local_day != line.local_day

    def standing(self, versions):
        """The version that stands among these."""
        if not self.feed.maps_revision or planted("revision-by-arrival"):
            return versions[-1]
        if planted("revision-tie-by-arrival"):
            highest = max(version.revision for version in versions)
            return [version for version in versions if version.revision == highest][-1]
        return max(versions, key=lambda version: (version.revision, version.content))
