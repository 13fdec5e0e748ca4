"""J6: what grows: the screen with its input, and the service with its journal."""

import http.client
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from . import prepare, screening
from .measure import Differs, in_turn, pairwise, spread
from .prepare import DATA, WORK, Tools
from .pushing import FILES, HEADER, Served
from .results import Section, figures, seconds
from .rules import CATALOGUE, LIST, SUBSTANCES, five, pack

PRODUCTS, BATCH, END = 200, 1_000, datetime(2026, 1, 1)
SETUP = FILES | {"list.yaml": LIST, "pack.yaml": pack("five", five(), level=10), "feed.yaml": FILES["feed.yaml"] + "max_age: 36500d\n",
                 "catalogue.csv": CATALOGUE + "".join(f"P{number},{SUBSTANCES[number % 8]},100,w/w,1,kg\n" for number in range(PRODUCTS))}
MEASURED = (("ready", "restart to ready, s"), ("peak", "most memory, MiB"), ("batch", f"{BATCH:,} more purchases, ms"),
            ("late", "one line a year back, ms"))


def grown(tools: Tools) -> Section:
    screens = of_screen(tools)
    journals = of_journal(tools, (0, 10_000, 100_000) if tools.quick else (0, 100_000, 1_000_000))
    text = ["Copies of the lines of J1 in one input:", "", "| copies | time, s | time of a copy, s | peak, MiB |", "|---|---|---|---|"]
    text += [f"| {count} | {spread(seconds(one), 3)} | {one.median() / count:.3f} | {one.median('peak_mib'):.0f} |" for count, one in screens.items()]
    text += ["", f"""A service with a journal of so many purchases, of a twentieth as many buyers, in a year; five rules over 30 days. Ready is when a first
body is answered; the others are from sending to answer.""", "", f"| purchases | {' | '.join(name for _, name in MEASURED)} |", "|---|" + "---|" * len(MEASURED)]
    text += [f"| {count:,} | {' | '.join(spread([of_round[key] for of_round in rounds]) for key, _ in MEASURED)} |" for count, rounds in journals.items()]
    text += ["| 10,000,000, drawn on from the last two, **not measured** | " + " | ".join(f"{drawn_on(journals, key):,.0f}" for key in ("ready", "peak")) + " | | |",
             "", f"At {max(journals):,} purchases a batch costs {batch_ratio(journals)} times that of an empty journal.",
             "", "Goal: memory of the screen flat; restart to ready 5 s with 10,000,000 purchases, a batch within 1.5 times that of an empty journal."]
    return Section("J6: growth", text, figures=figures(list(screens.values())) | {f"{count:,} purchases": rounds for count, rounds in journals.items()})


def of_screen(tools: Tools) -> dict:
    has_room = shutil.disk_usage(WORK).free > 40e9 or (DATA / "tx100.csv").exists()
    counts = (1, 10) if tools.quick else (1, 10, 100 if has_room else 30)
    prepare.data(*(count for count in counts if count > 10))
    screens = {count: screening.ours(tools, DATA / (f"tx{count}.csv" if count > 1 else "tx.csv"), "feed.yaml", name=f"tillwatch scan, {count} copies")
               for count in counts}
    for count, one in screens.items():
        one.question = one.name
    in_turn(list(screens.values()), tools.rounds)
    return screens


def of_journal(tools: Tools, counts) -> dict[int, list[dict]]:
    rounds: dict[int, list[dict]] = {count: [] for count in counts}
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        for count in filter(None, counts):
            filled(tools, Path(name) / str(count), count)
        for number in range(tools.rounds):
            for count in counts:
                folder = Path(name) / str(count)
                if not count:
                    shutil.rmtree(folder, ignore_errors=True)
                    folder.mkdir()
                rounds[count].append(one_round(tools, folder, count, number))
                print(f"  {number + 1}/{tools.rounds} {count:,}: {rounds[count][-1]}", file=sys.stderr, flush=True)
    return rounds


def filled(tools: Tools, folder: Path, count: int):
    """A journal of so many purchases."""
    folder.mkdir()
    for name, content in SETUP.items():
        (folder / name).write_text(content)
        (folder / name).chmod(0o600)
    chance, step = random.Random(7), timedelta(days=365) / count
    with open(folder / "lines.csv", "w") as out:
        out.write(HEADER)
        out.writelines(line(f"A{number}", END - step * (count - number), chance, count) for number in range(count))
    command = [tools.tillwatch, "scan", "--rules", "pack.yaml", "--catalogue", "catalogue.csv", "--feed", "feed.yaml", "--journal", "journal",
               "--token-key-file", "token.key", "--format", "ndjson", "lines.csv"]
    began = time.monotonic()
    subprocess.run(list(map(str, command)), cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(f"  a journal of {count:,} purchases was made in {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)


def one_round(tools: Tools, folder: Path, count: int, number: int) -> dict:
    chance = random.Random(number)
    began = time.monotonic()
    with Served(folder, tools.tillwatch, SETUP) as service:
        post(service.port, ["S1,1,none,1,2026-01-01T00:00:00,bread,1,\n"], watched=0)
        ready = time.monotonic() - began
        batch = post(service.port, [line(f"B{number}-{index}", END + timedelta(hours=number + 1, seconds=index), chance, count or 20_000)
                                    for index in range(BATCH)], watched=BATCH)
        late = post(service.port, [line(f"L{number}", END - timedelta(days=364), chance, count or 20_000)], watched=1)
        peak = int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{service.process.pid}/status").read_text())[1]) / 1024
    return {"ready": ready, "batch": batch * 1000, "late": late * 1000, "peak": peak}


def line(receipt: str, moment: datetime, chance: random.Random, count: int) -> str:
    """A purchase of one of a twentieth as many buyers."""
    return f"S{chance.randrange(400)},1,{receipt},1,{moment.isoformat(timespec='seconds')},P{chance.randrange(PRODUCTS)},1,C{chance.randrange(max(1, count // 20))}\n"


def post(port: int, lines: list[str], watched: int) -> float:
    """Seconds until the answer, which has to say that so many lines are watched."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    began = time.monotonic()
    connection.request("POST", "/sales", (HEADER + "".join(lines)).encode())
    answer = connection.getresponse()
    told = answer.read().decode()
    took = time.monotonic() - began
    if answer.status != 200 or f'"watched":{watched}' not in told:
        raise Differs(f"{watched} watched lines were sent; answered {answer.status}: {told}")
    return took


def drawn_on(journals: dict, key: str) -> float:
    """What ten million purchases would come to if everything grew as between the last two."""
    (few, of_few), (many, of_many) = [(count, statistics.median(of_round[key] for of_round in rounds)) for count, rounds in journals.items()][-2:]
    return of_many + (of_many - of_few) / (many - few) * (10_000_000 - many)


def batch_ratio(journals: dict) -> str:
    empty, full = ([of_round["batch"] for of_round in journals[count]] for count in (0, max(journals)))
    return spread(pairwise(full, empty))
