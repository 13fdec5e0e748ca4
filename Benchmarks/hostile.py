"""Inputs that are as bad as they can be, each in doubling sizes: what a line costs must not grow with their number."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Callable, Iterator

from .pushing import FILES
from .rules import CATALOGUE, FEED, LIST, five, pack

COLUMNS = ("store_id", "basket_id", "product_id", "quantity", "household_id", "transaction_timestamp", "pay_token")
HEAD = ",".join(COLUMNS) + "\n"
BEGIN = datetime(2026, 1, 1)
SETUP = {"list.yaml": LIST, "catalogue.csv": CATALOGUE + "".join(f"W{number},salt,100,w/w,1,kg\n" for number in range(200)),
         "pack.yaml": pack("five", five(), level=10), "token.key": FILES["token.key"], "feed-ndjson.yaml": FEED.format(format="ndjson"),
         "feed.yaml": FEED.format(format="csv").replace("household_id}", "household_id, payment: pay_token}")}


@dataclass
class Case:
    """A kind of input: its sizes, in lines, and what stands in one of a given size."""

    name: str
    sizes: tuple[int, ...]
    text: Callable[[int], Iterator[str]]
    feed: str = "feed.yaml"


def line(number, product="W7", buyer="", minute=None, pay="") -> str:
    moment = BEGIN + timedelta(minutes=number if minute is None else minute)
    return f"{number % 400},{number},{product},1,{buyer},{moment.isoformat()},{pay}\n"


def watched(count):
    """Of a twentieth as many buyers."""
    yield HEAD
    for number in range(count):
        yield line(number, f"W{number % 200}", f"C{number % (count // 20)}")


def late(count):
    """Each line is earlier than all before it."""
    yield HEAD
    for number in range(count):
        yield line(number, f"W{number % 200}", f"C{number % (count // 20)}", count - number)


def one_buyer(count):
    yield HEAD
    for number in range(count):
        yield line(number, f"W{number % 200}", "C1")


def one_buyer_late(count):
    yield HEAD
    for number in range(count):
        yield line(number, f"W{number % 200}", "C1", count - number)


def one_token(count):
    """Everybody has a card of their own, and one payment token stands on everything."""
    yield HEAD
    for number in range(count):
        yield line(number, f"W{number % 200}", f"C{number % (count // 2)}", pay="T")


def chain_of_tokens(count):
    """Each purchase shares a card with the one before, and a payment token with the one after."""
    yield HEAD
    for number in range(count):
        yield line(number, f"W{number % 200}", f"C{number // 2}", pay=f"T{(number + 1) // 2}")


def quoted(count):
    yield ",".join(f'"{column}"' for column in COLUMNS) + "\n"
    for number in range(count):
        yield ",".join(f'"{cell}"' for cell in line(number, f"x{number}").rstrip("\n").split(",")) + "\n"


def quotes_within(count):
    """Unquoted cells with quotes in them, and quoted ones with commas, line ends and doubled quotes."""
    yield HEAD
    for number in range(count):
        yield f'{number % 400},{number},12" pipe {number},1,"a ""b"", c\nd",2026-01-01T00:00:00,\n'


def many_columns(count):
    more = ",".join(f"column{number}" for number in range(9_993))
    yield HEAD.rstrip("\n") + "," + more + "\n"
    rest = ",1234" * 9_993 + "\n"
    for number in range(count):
        yield line(number, f"x{number}").rstrip("\n") + rest


def large_cells(count):
    """A watched line first; each cell of a megabyte is longer than a cell may be."""
    yield HEAD + line(1)
    for number in range(count):
        yield line(number, f"x{number}").rstrip("\n") + "y" * 1_000_000 + "\n"


def escaped(count):
    """Objects whose every key and text is written in escapes."""
    def escapes(text):
        return "".join(f"\\u{ord(letter):04x}" for letter in text)

    for number in range(count):
        cells = dict(zip(COLUMNS, line(number, f"x{number}").rstrip("\n").split(",")))
        yield "{" + ",".join(f'"{escapes(key)}":"{escapes(value)}"' for key, value in cells.items()) + "}\n"


def nested(count):
    """Objects with much around what is asked for."""
    around = json.dumps({"a": [[[[{"b": [1, 2, {"c": "d" * 20}] * 5}]]]] * 10}, separators=(",", ":"))
    for number in range(count):
        cells = dict(zip(COLUMNS, line(number, f"x{number}").rstrip("\n").split(",")))
        yield f'{{"around":{around},{json.dumps(cells)[1:]}\n'


FEW = (2_500, 5_000, 10_000, 20_000, 40_000, 80_000)
CASES = (
    Case("all lines watched", FEW, watched), Case("every line late", FEW, late), Case("one buyer", FEW, one_buyer),
    Case("one buyer, every line late", FEW, one_buyer_late), Case("one token on everything", FEW, one_token),
    Case("one buyer by a chain of tokens", FEW, chain_of_tokens), Case("all cells quoted", (1_000_000, 2_000_000, 4_000_000), quoted),
    Case("quotes in the middle of cells", (1_000_000, 2_000_000, 4_000_000), quotes_within),
    Case("10,000 columns", (2_000, 4_000, 8_000), many_columns), Case("cells of 1 MB", (100, 200, 400), large_cells),
    Case("NDJSON, all escaped", (100_000, 200_000, 400_000), escaped, "feed-ndjson.yaml"),
    Case("NDJSON, deep objects around", (100_000, 200_000, 400_000), nested, "feed-ndjson.yaml"),
)


def write(case: Case, size: int, folder: Path) -> Path:
    path = folder / "lines"
    with open(path, "w", newline="") as out:
        out.writelines(case.text(size))
    return path
