"""The screen's quick way, on every instruction set and off: the same lines pass, the same are quarantined."""

import json
import os
import random
import subprocess

import pytest
from harness import BINARY, RUN_SECONDS

WAYS = ("portable", "sse2", "avx2", "neon")
RULES = """tillwatch: 1
pack: {id: any, version: 1, from: 2020-01-01}
lists: [list.yaml]
levels: {notice: 10}
rules:
  - {id: any, title: Made up, within: 7d, where: {list: made-up}, measure: count purchases, score: 10}
"""
LIST = """list: made-up
version: "1"
substances:
  - {id: salt, name: Salt}
"""
FEED = """feed: shop
format: csv
timezone: UTC
fields: {store: store, till: store, line: product, receipt: receipt, time: time, product: product, quantity: quantity}
kinds: {column: kind, void: [V], return: [R], sale: [S]}
tokens: {loyalty: card}
"""


def lines_of(draw):
    """Mostly usual lines; some quoted, some broken, some that end otherwise."""
    ends = draw.choice([["\n"], ["\r\n"], ["\n", "\r\n", "\r", "\n\n", "\n\r\n"]])
    odd = draw.choice([0, 0.02, 0.3])
    yield "receipt,store,time,product,quantity,kind,card,text" + draw.choice(ends).rstrip("\n\r") + "\n"
    for number in range(draw.randrange(1, 900)):
        product = draw.choice(["W1", "W2", " W1 ", "", "x1", "x22", "product-of-seventeen", "W", "W11", "ä"])
        kind = draw.choice(["S", "S", "S", "V", "R", ""])
        cells = [str(number), "S1", f"2026-01-01T00:{number % 60:02}:00", product, "1", kind, f"C{number % 7}", "y" * draw.choice([0, 3, 50, 200])]
        if draw.random() < odd:
            place = draw.randrange(len(cells))
            cells[place] = draw.choice([f'"{cells[place]}"', f'"{cells[place]}', f'{cells[place]}"', f'"{cells[place]}""x"', f'"a\nb,{cells[place]}"'])
        if draw.random() < odd / 2:
            cells = cells[:draw.randrange(1, len(cells))]
        if draw.random() < odd / 2:
            cells += ["more"] * draw.randrange(1, 3)
        yield ",".join(cells) + draw.choice(ends)


def scanned(folder, way):
    environment = os.environ | {"TILLWATCH_LINE_INDEX": way}
    done = subprocess.run([BINARY, "scan", "--rules", "pack.yaml", "--catalogue", "catalogue.csv", "--feed", "feed.yaml", "--token-key-file",
                           "token.key", "--format", "ndjson", "--quarantine", "quarantine", "--installation", "here", "--summary-json", "summary", "lines.csv"],
                          cwd=folder, env=environment, capture_output=True, timeout=RUN_SECONDS)
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    events = [{key: value for key, value in json.loads(line).items() if key != "recordedtime"} for line in done.stdout.splitlines()]
    quarantine = (folder / "quarantine").read_bytes() if (folder / "quarantine").exists() else b""
    return events, json.loads((folder / "summary").read_text()), quarantine


@pytest.mark.parametrize("number", range(int(os.environ.get("TILLWATCH_HISTORIES", "40")) // 8))
def test_every_way_reads_the_same(tmp_path, number):
    seed = int(os.environ.get("TILLWATCH_SEED", random.randrange(1 << 32))) + number
    print(f"TILLWATCH_SEED={seed - number}, file {number}")
    draw = random.Random(seed)
    for name, text in {"pack.yaml": RULES, "list.yaml": LIST, "feed.yaml": FEED, "token.key": "0123456789abcdef" * 4 + "\n",
                       "catalogue.csv": "product,substance,concentration,basis,net_amount,net_unit\nW1,salt,100,w/w,1,kg\nW2,salt,100,w/w,1,kg\n"}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    (tmp_path / "lines.csv").write_text("".join(lines_of(draw)), newline="")
    exact = scanned(tmp_path, "off")
    assert exact[1]["read"] > 0
    for way in WAYS:
        # A way that this machine has not falls back to its best, which is compared as well.
        assert scanned(tmp_path, way) == exact, way
