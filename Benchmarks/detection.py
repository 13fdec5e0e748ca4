"""J3: the detector alone, all lines of a grocer's year as watched purchases, beside one windowed aggregate of DuckDB."""

from .rules import DISTINCT, SUM
from .measure import Contestant, in_turn, pairwise, printed_json, spread
from .prepare import DATA, PEERS, PYTHON, Tools
from .results import Section, bar, figures, seconds, table


def judged(tools: Tools) -> Section:
    lines = DATA / ("small.csv" if tools.quick else "tx.csv")
    fifty = ours(tools, lines, "fifty.yaml", "50 rules")
    groups = [[ours(tools, lines, f"one-{kind}.yaml", f"one {kind}"), peer(lines, kind, bound, 1), peer(lines, kind, bound)]
              for kind, bound in (("sum", SUM), ("distinct", DISTINCT))]
    everyone = [fifty, *groups[0], *groups[1]]
    in_turn(everyone, tools.rounds)
    text = [f"""All {100_000 if tools.quick else 1_469_307:,} lines of a grocer's year as purchases of listed substances, in memory before the
clock starts; batches of 10,000. Windows of 30 days, a household's; answers are the moments that reach a bound, by ours each
an alert with its purchases. Times are of judging alone, and of the query alone; processor and peak are of the whole process.""", ""]
    text += table([fifty])
    for group in groups:
        text += ["", *table(group), "", f"The answer is the same in every round: {group[0].runs[-1].answer:,} moments."]
    text += ["", f"""All fifty rules take {spread(pairwise(seconds(fifty), seconds(groups[0][1])))} times as long as DuckDB's one sum on one thread, and
{spread(pairwise(seconds(fifty), seconds(groups[1][1])))} times as long as its one distinct.""", "", "Goal: all fifty in 2.0 s on one core."]
    return Section("J3: the detector alone", text, [bar(one) for one in everyone], figures=figures(everyone))


def ours(tools: Tools, lines, rules, what) -> Contestant:
    command = [tools.detector, DATA / rules, DATA / "all.csv", DATA / "feed.yaml", lines]
    return Contestant(f"tillwatch detector, {what}", lambda _: command, printed_json("alerts"), printed_json("seconds", float), question=what)


def peer(lines, kind, bound, *threads) -> Contestant:
    command = [PYTHON, PEERS / "duckdb_windows.py", lines, kind, bound, *threads]
    return Contestant(f"DuckDB, one {kind}, {'1 thread' if threads else 'all cores'}", lambda _: command,
                      printed_json("alerts"), printed_json("seconds", float), question=f"one {kind}")
