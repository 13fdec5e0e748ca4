"""J5: a hundred thousand alerts that wait, sent to one receiver on this machine, each one recorded durably."""

import os
import shutil
import statistics
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

from .measure import Contestant, Differs, in_turn, pairwise, printed_json, spread
from .prepare import DATA, PEERS, WORK, Tools
from .receivers import Nginx
from .results import Bar, Section, figures, seconds
from .rules import CATALOGUE, pack

SETUP = {"catalogue.csv": CATALOGUE + "4001,salt,100,w/w,1,kg\n", "webhook.secret": "whsec_" + "QUJD" * 8 + "\n",
         "pack.yaml": pack("each", ["  - {id: sold, title: Made up, where: {list: made-up}, score: 100}\n"])}
HEADER = "store_id,basket_id,product_id,transaction_timestamp,quantity,household_id\n"
# A private CA cannot be named on the command line: the system's list is another one for this process alone.
TRUSTING = 'mount --bind "$0" /etc/ssl/certs/ca-certificates.crt && exec "$@"'


def courier(tools: Tools) -> Section:
    count = 10_000 if tools.quick else 100_000
    kinds = (False, True) if os.getuid() == 0 else (False,)
    with tempfile.TemporaryDirectory(dir=WORK) as name, ExitStack() as servers:
        folder = Path(name)
        prepared(tools, folder, count)
        size = (folder / "body").stat().st_size
        alone = compiled(folder)
        groups = [pair(tools, folder, alone, servers.enter_context(Nginx(folder / f"nginx-{tls}", tls)), count) for tls in kinds]
        everyone = [one for contestants in groups for one in contestants]
        in_turn(everyone, tools.rounds)
    lines = [f"""{count:,} alerts of {size:,} bytes wait in a journal; `tillwatch scan --deliver` sends them to nginx, which answers 204. Told is the
time from the first arrival to the last, by nginx's clock; nothing is sent before it is in the journal, and each answer is recorded
there, on the disk. libcurl alone sends one body of that size as often, over as many connections.""", "",
             "| | events/s | processor, s | peak, MiB | of libcurl alone |", "|---|---|---|---|---|"]
    for ours, alone in groups:
        for one in (ours, alone):
            rates = [count / value for value in seconds(one)]
            share = spread(pairwise(seconds(alone), seconds(ours))) if one is ours else ""
            lines.append(f"| {one.name} | {spread(rates, 0)} | {one.median('cpu'):.2f} | {one.median('peak_mib'):.0f} | {share} |")
    lines += ["", "Every alert arrived once, and none waits afterwards.", "", "Goal: 10,000 events/s plain, 5,000 with TLS."]
    if len(groups) == 1:
        lines += ["", "TLS was not measured: that takes root, for a list of CAs of its own."]
    bars = [Bar(one.name, count / statistics.median(seconds(one)), count / max(seconds(one)), count / min(seconds(one)), one.ours)
            for one in everyone]
    return Section("J5: delivery", lines, bars, "events/s", figures(everyone))


def prepared(tools: Tools, folder: Path, count: int):
    """A journal in which so many alerts wait: what they were first sent to does not exist."""
    for name, text in SETUP.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    shutil.copy(DATA / "list.yaml", folder)
    shutil.copy(DATA / "feed.yaml", folder)
    (folder / "empty.csv").write_text(HEADER)
    (folder / "lines.csv").write_text(HEADER + "".join(
        f"{number % 400},{number},4001,2026-03-{1 + number % 28:02}T12:{number % 60:02}:00,1,{number}\n" for number in range(count)))
    with open(folder / "events", "w") as out:
        done = subprocess.run(scan(tools, folder, folder / "journal", "http://127.0.0.1:9/", 0, "lines.csv"), stdout=out,
                              stderr=subprocess.PIPE, text=True)
    with open(folder / "events") as events:
        (folder / "body").write_text(next(events, "").rstrip("\n"))
        made = 1 + sum(1 for _ in events)
    if done.returncode != 1 or made != count:
        raise Differs(f"{count} alerts were to wait; ended with {done.returncode}, {made} events\n{done.stderr[-1000:]}")


def compiled(folder: Path) -> Path:
    subprocess.run([shutil.which("clang") or "cc", "-O2", "-o", folder / "curl-alone", PEERS / "curl_alone.c", "-lcurl"], check=True)
    return folder / "curl-alone"


def pair(tools: Tools, folder: Path, alone: Path, server: Nginx, count: int) -> list[Contestant]:
    """Ours and libcurl alone, to one receiver."""
    kind = "TLS" if server.tls else "plain"

    def ours(run):
        shutil.copy(folder / "journal", run / "journal")
        server.forget()
        command = scan(tools, folder, run / "journal", server.url, 600, "empty.csv")
        return ["unshare", "--mount", "sh", "-c", TRUSTING, server.folder / "ca.pem", *command] if server.tls else command

    def took(_):
        times = [at for at, _ in server.arrivals()]
        return max(times) - min(times)

    def delivered(run):
        waiting = subprocess.run([tools.tillwatch, "outbox", "list", "--journal", run / "journal", "--state", "waiting", "--format", "ndjson"],
                                 check=True, capture_output=True).stdout.count(b"\n")
        events = [event for _, event in server.arrivals()]
        return f"{len(set(events))} of {len(events)}, {waiting} wait"

    def peer(_):
        server.forget()
        return [alone, server.url, folder / "body", str(count), *([server.folder / "ca.pem"] if server.tls else [])]

    return [Contestant(f"tillwatch, {kind}", ours, delivered, took, question=kind),
            Contestant(f"libcurl alone, {kind}", peer, lambda run: f"{printed_json('sent')(run)} of {len(server.arrivals())}, 0 wait",
                       printed_json("seconds", float), question=kind)]


def scan(tools: Tools, folder, journal, url, seconds, lines):
    return [tools.tillwatch, "scan", "--rules", folder / "pack.yaml", "--catalogue", folder / "catalogue.csv", "--feed", folder / "feed.yaml",
            "--token-key-file", DATA / "token.key", "--journal", journal, "--deliver", url, "--secret-file", folder / "webhook.secret",
            "--deliver-timeout", str(seconds), "--format", "ndjson", folder / lines]
