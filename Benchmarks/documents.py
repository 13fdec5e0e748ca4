"""J7: a POSLog beside what only parses it: expat alone, and xmllint."""

import json
from pathlib import Path

from . import prepare, screening
from .measure import Contestant, agree, in_turn, pairwise, spread
from .prepare import DATA, PEERS, PYTHON, Tools
from .results import Section, compared, seconds


def poslog(tools: Tools) -> Section:
    prepare.data("poslog")
    lines = DATA / "pos.xml"
    ours = screening.ours(tools, lines, "feed-poslog.yaml")
    ours.answer = lambda folder: counts(folder / "summary")
    check = Contestant("a regular expression", lambda _: [PYTHON, PEERS / "count_poslog.py", lines, DATA / "watch.csv"], lambda folder: counts(folder / "out"))
    expat = Contestant("expat alone (xmlwf -t)", lambda _: ["xmlwf", "-t", lines], None)
    spaces = Contestant("expat with namespaces (xmlwf -n -t)", lambda _: ["xmlwf", "-n", "-t", lines], None)
    contestants = [ours, spaces, expat, Contestant("xmllint --stream", lambda _: ["xmllint", "--stream", "--noout", lines], None)]
    in_turn([check], 1)
    in_turn(contestants, tools.rounds)
    agree([ours, check])
    return compared("J7: POSLog", contestants, f"""{screening.size(lines)} of receipts in NCR's shape; 200 products are watched. Ours gives
{ours.runs[-1].answer}, and a regular expression finds as many. The others parse and do nothing.""",
                    f"""1.3 times expat's own time or less; with namespaces, as POSLog needs them, it is
{spread(pairwise(seconds(ours), seconds(spaces)))} times, and without {spread(pairwise(seconds(ours), seconds(expat)))}""")


def counts(path: Path) -> str:
    told = json.loads(path.read_text())
    return f"{told['read']:,} lines, {told['journalled']:,} of them watched"
