"""Texts, exact numbers and times."""

import re
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from math import ceil, floor

from faults import planted

WHITE = " \t\r\n\v\f"
NUMBER = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,6}))?")
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d:?\d\d)?")
UNITS = {  # to the unit that amounts are kept in: grams, millilitres
    "mg": (Fraction(1, 1000), "g"), "g": (Fraction(1), "g"), "kg": (Fraction(1000), "g"),
    "ml": (Fraction(1), "ml"), "cl": (Fraction(10), "ml"), "l": (Fraction(1000), "ml"),
}
LENGTHS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800}


def trimmed(text):
    """The text without white space around it; None when nothing is left."""
    if text is None:
        return None
    return text.strip(WHITE) or None


def number(text, mark="."):
    """The exact value of a decimal, or None when it cannot be read."""
    if text is None:
        return None
    match = NUMBER.fullmatch(text.replace(mark, ".") if mark != "." and "." not in text else text)
    if match is None or (mark != "." and "." in text):
        return None
    sign, whole, part = match.groups()
    value = Fraction(int(whole + (part or "")), 10 ** len(part or ""))
    return -value if sign else value


def decimal(value):
    """A finite decimal in canonical form."""
    if value is None:
        return None
    value = Fraction(value)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        assert places < 60, f"{value} is no finite decimal"
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    text = digits if places == 0 else digits[:-places] + "." + digits[-places:]
    return ("-" if value < 0 else "") + text


def rounded(value, places):
    """Rounded to so many decimals, halves away from zero."""
    scaled = abs(value) * 10**places
    whole = ceil(scaled - Fraction(1, 2)) if planted("round-half-down") else floor(scaled + Fraction(1, 2))
    return Fraction(-whole if value < 0 else whole, 10**places)


def measure(text):
    """`10 kg` as (10000, "g"), `5 EUR` as (5, "EUR"), `3` as (3, None), `12 %` as (12, "%")."""
    match = re.fullmatch(r"(-?[0-9.]+)\s*(\S.*)?", text.strip())
    value, unit = number(match.group(1)), match.group(2)
    if unit in UNITS:
        factor, unit = UNITS[unit]
        value *= factor
    return value, unit


def length(text):
    """`30d` as a timedelta."""
    match = re.fullmatch(r"(\d+)\s*(s|min|h|d|w)", text.strip())
    return timedelta(seconds=int(match.group(1)) * LENGTHS[match.group(2)])


def instant(text, layout, zone):
    """A time as the feed writes it, in UTC; None when it cannot be read."""
    if text is None:
        return None
    if layout is None:
        local, offset = iso(text)
    else:
        try:
            local, offset = datetime.strptime(text, layout), None
        except ValueError:
            return None
    if local is None:
        return None
    if local.tzinfo is not None or offset is not None:
        return (local if offset is None else local.replace(tzinfo=offset)).astimezone(timezone.utc)
    return from_local(local, zone)


def from_local(local, zone):
    """The first occurrence of a local time; one that does not occur takes the offset before the change."""
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    if first.utcoffset() > second.utcoffset() and planted("second-occurrence"):
        return second.astimezone(timezone.utc)
    if first.utcoffset() < second.utcoffset() and planted("gap-after"):
        return second.astimezone(timezone.utc)
    # fold=0 is both: the first of two, and in a gap the offset before it.
    return first.astimezone(timezone.utc)


def iso(text):
    match = ISO.fullmatch(text)
    if match is None:
        return None, None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    micros = int(((fraction or "") + "000000")[:6])  # further digits are cut
    try:
        local = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micros)
    except ValueError:
        return None, None
    if zone is None:
        return local, None
    if zone == "Z":
        return local, timezone.utc
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return local, timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def stamp(time):
    """RFC 3339 in UTC; a fraction only when it is not zero, without trailing zeros."""
    time = time.astimezone(timezone.utc)
    text = time.strftime("%Y-%m-%dT%H:%M:%S")
    if time.microsecond:
        text += "." + f"{time.microsecond:06d}".rstrip("0")
    return text + "Z"


def iso_day(text):
    """A calendar day written YYYY-MM-DD, or None."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if text else None
    except ValueError:
        return None
