"""J1 and J2: a day of a large chain, nearly every line of which is dropped at the screen."""

import json

from .measure import Contestant, in_turn, printed_number
from .prepare import DATA, PEERS, PYTHON, Tools
from .results import Section, compared


def delimited(tools: Tools) -> Section:
    lines = DATA / ("tx.csv" if tools.quick else "tx10.csv")
    contestants = [ours(tools, lines, "feed.yaml"), peer("Polars, semi-join", "polars_screen.py", lines),
                   peer("DuckDB, IN", "duckdb_screen.py", lines), Contestant("wc -l (the floor)", lambda _: ["wc", "-l", lines], None)]
    in_turn(contestants, tools.rounds)
    return compared("J1: CSV, 200 products watched", contestants, f"""{size(lines)} of CSV in eleven columns, a rule that nothing
reaches, the journal in memory. Ours reads all fields of the watched lines, tells duplicates and judges; the others count
the watched lines. All are whole processes: starting Python and its packages is part of the others' time.""",
                    "4 times as fast as Polars, in at most 100 MiB")


def objects(tools: Tools) -> Section:
    lines = DATA / "tx.ndjson"
    contestants = [ours(tools, lines, "feed-ndjson.yaml"), peer("DuckDB, IN", "duckdb_screen.py", lines),
                   peer("Polars, semi-join", "polars_screen.py", lines), Contestant("wc -l (the floor)", lambda _: ["wc", "-l", lines], None)]
    in_turn(contestants, tools.rounds)
    return compared("J2: NDJSON, 200 products watched", contestants,
                    f"The same with {size(lines)} of objects, one a line.", "3 times as fast as DuckDB")


def ours(tools: Tools, lines, feed, watched="watch.csv", name="tillwatch scan") -> Contestant:
    def command(folder):
        return [tools.tillwatch, "scan", "--rules", DATA / "none.yaml", "--catalogue", DATA / watched, "--feed", DATA / feed,
                "--token-key-file", DATA / "token.key", "--format", "ndjson", "--summary-json", folder / "summary", lines]

    return Contestant(name, command, lambda folder: json.loads((folder / "summary").read_text())["journalled"])


def peer(name, script, lines) -> Contestant:
    return Contestant(name, lambda _: [PYTHON, PEERS / script, lines, DATA / "watch.csv"], printed_number)


def size(path) -> str:
    return f"{path.stat().st_size / 1e6:,.0f} MB"
