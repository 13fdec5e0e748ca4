#!/usr/bin/env python3
"""Runs the program on random histories and compares its ledger with the oracle's.

Each history is run as generated, shuffled, in batches, and in pieces with a journal; the events are folded too.
Every event has to fit the shipped schema, every alert to be recomputable from itself, every journal to give its ledger again.
With --faults no program is run: the oracle with each planted fault is compared with the oracle itself. With --self the
oracle stands in for the program: its ledger must not depend on the order of arrival either.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import faults
from histories import History
from ledger import compute

HERE = Path(__file__).resolve().parent
BINARIES = [HERE.parent.parent / ".build" / kind / "tillwatch" for kind in ("release", "debug")]
# What depends on arrival or on the machine.
LEFT_OUT = {"revision", "replaces", "reason", "cause", "omitted", "timezones"}
# A change of only these is not sent (5.6), so folded events may hold older ones.
NOT_SENT = {"follows"}
COUNTS = ["read", "screened", "quarantined", "journalled", "duplicates", "unmatched_voids", "not_in_force", "limit_undecided", "pending", "alerts"]
COUNTS_OF_ONE_PACK = ["unmatched_returns", "buyers", "hubs"]


class Failed(Exception):
    """The program did not do its work."""


class Schema:
    """The shipped JSON Schema that every event has to fit; made once, by the program itself."""

    made = None

    @classmethod
    def of(cls, binary):
        if cls.made is None:
            from jsonschema import Draft202012Validator  # only where a program is compared

            told = subprocess.run([str(binary), "schema", "alert"], capture_output=True, text=True, timeout=60, check=True)
            cls.made = Draft202012Validator(json.loads(told.stdout))
        return cls.made


def comparable(alerts, sent=False):
    """Subject to what is compared of an alert."""
    ledger = {}
    for alert in alerts:
        data = {name: value for name, value in alert["data"].items() if name not in LEFT_OUT and not (sent and name in NOT_SENT)}
        if sent and "buyer" in data:
            data["buyer"] = {"key": data["buyer"]["key"]}
        ledger[alert["subject"]] = {"time": alert["time"], "data": data}
    if len(ledger) < len(alerts):
        raise Failed("two alerts have one subject")
    return ledger


def fold(events):
    """The ledger that a recipient keeps (semantics 1.2)."""
    kept = {}
    for event in events:
        before = kept.get(event["subject"])
        if before is None or event["data"]["revision"] > before["data"]["revision"]:
            kept[event["subject"]] = event
    replaced = {name for event in kept.values() for name in event["data"].get("replaces") or []}
    return [event for event in kept.values() if not event["type"].endswith(".withdrawn") and event["id"] not in replaced]


def differences(expected, found, place=""):
    """Lines that say where two JSON values differ; `-` is the oracle, `+` the program."""
    if isinstance(expected, dict) and isinstance(found, dict):
        lines = []
        for name in sorted(expected.keys() | found.keys()):
            inner = f"{place}/{name}"
            if name not in found:
                lines.append(f"- {inner}: {brief(expected[name])}")
            elif name not in expected:
                lines.append(f"+ {inner}: {brief(found[name])}")
            else:
                lines += differences(expected[name], found[name], inner)
        return lines
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [line for index, pair in enumerate(zip(expected, found)) for line in differences(*pair, f"{place}[{index}]")]
    same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
    return [] if same else [f"- {place}: {brief(expected)}", f"+ {place}: {brief(found)}"]


def brief(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 400 else text[:400] + "…"


def pieces(records, rng):
    """The records cut into two to four consecutive parts."""
    cuts = sorted(rng.sample(range(1, len(records)), min(rng.randint(1, 3), len(records) - 1)))
    return [records[start:end] for start, end in zip([0] + cuts, cuts + [len(records)])]


class Case:
    """One history in its folder, the oracle's ledger, and the runs of the program."""

    def __init__(self, seed, folder, binary):
        self.seed, self.folder, self.binary = seed, Path(folder), binary
        self.history = History(seed)
        self.paths = self.history.write(self.folder)
        self.expected = compute(**self.paths)
        self.runs = 0
        self.fitting = set()

    def arguments(self):
        return [str(self.binary), "scan", "--rules", *map(str, self.paths["rules"]), "--catalogue", str(self.paths["catalogue"]),
                "--feed", str(self.paths["feed"]), "--installation", self.paths["installation"],
                "--token-key-file", str(self.folder / "token.key"), "--format", "ndjson"]

    def run(self, inputs, *options, ledger=True):
        """Events or standing alerts, and the summary."""
        self.runs += 1
        summary = self.folder / f"summary-{self.runs}.json"
        command = self.arguments() + (["--ledger"] if ledger else []) + ["--summary-json", str(summary), *options, *map(str, inputs)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if done.returncode != 0 and not (done.returncode == 1 and summary.exists()):
            raise Failed(f"exit {done.returncode}: {' '.join(command)}\n{done.stderr[-3000:]}")
        counts = json.loads(summary.read_text())
        # Exit 1 is right when lines passed the screen and none could be journalled (formats 2), and only then.
        nothing = counts["quarantined"] > 0 and counts["journalled"] == 0
        if (done.returncode == 1) != nothing:
            raise Failed(f"exit {done.returncode} with {counts}: {' '.join(command)}")
        events = [json.loads(text) for text in done.stdout.splitlines() if text.strip()]
        for event in events:
            # Most events come again in every variant, recorded at another time: one look at each will do.
            known = json.dumps({**event, "recordedtime": ""}, sort_keys=True)
            if known in self.fitting:
                continue
            self.fitting.add(known)
            for error in Schema.of(self.binary).iter_errors(event):
                raise Failed(f"{event['id']} does not fit the schema at {error.json_path}: {error.message}")
        return events, counts

    def must(self, *arguments, given=None):
        """Another command of the program, which has to end well."""
        self.runs += 1
        command = [str(self.binary), *arguments]
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise Failed(f"exit {done.returncode}: {' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")

    def file(self, name, records):
        path = self.folder / f"{name}.{self.history.extension()}"
        self.history.write_input(path, records)
        return path

    def variants(self, rng):
        """Name and differences of each variant."""
        source = self.paths["inputs"]
        alerts, counts = self.run(source)
        yield "as generated", self.compare(alerts, counts)
        # Each alert can be recomputed from what it carries (5.7).
        self.must("verify", "-", given="".join(json.dumps(alert) + "\n" for alert in alerts))
        yield "batches", self.compare(*self.run(source, "--batch-lines", str(rng.randint(1, 5))))
        yield "events", self.compare_events([source], ["--batch-lines", str(rng.randint(1, 3))])
        for number in (1, 2):
            shuffled = self.file(f"shuffled-{number}", self.history.shuffled(rng))
            yield f"shuffle {number}", self.compare(*self.run([shuffled], "--batch-lines", str(rng.choice([1, 2, 7, 1000]))))
        yield "events of a shuffle", self.compare_events([[shuffled]], ["--batch-lines", str(rng.randint(1, 3))])
        if self.history.may_be_cut() and len(self.history.records) > 1:
            parts = [[self.file(f"piece-{n}", part)] for n, part in enumerate(pieces(self.history.shuffled(rng), rng), 1)]
            yield "several inputs", self.compare(*self.run([path for part in parts for path in part]))
            yield "pieces with a journal", self.compare_pieces(parts)
            yield "events of pieces", self.compare_events(parts, ["--batch-lines", str(rng.randint(1, 3)), "--journal", self.journal("events")])

    def journal(self, name):
        return str(self.folder / f"{name}.journal")

    def compare(self, alerts, summary=None):
        found = differences(comparable(self.expected["alerts"]), comparable(alerts))
        return found + ([] if summary is None else self.compare_counts(summary))

    def compare_counts(self, summary):
        names = COUNTS + (COUNTS_OF_ONE_PACK if len(self.history.pack_lists) == 1 else [])
        expected = {name: self.expected["summary"][name] for name in names}
        found = {name: summary.get(name) for name in names}
        found["alerts"] = {level: count for level, count in (found["alerts"] or {}).items() if count}
        return differences(expected, found, "summary")

    def compare_pieces(self, parts):
        for part in parts[:-1]:
            self.run(part, "--journal", self.journal("pieces"), ledger=False)
        alerts, _ = self.run(parts[-1], "--journal", self.journal("pieces"))
        self.must("journal", "verify", "--journal", self.journal("pieces"))
        return self.compare(alerts)

    def compare_events(self, parts, options):
        events = [event for part in parts for event in self.run(part, *options, ledger=False)[0]]
        return differences(comparable(self.expected["alerts"], sent=True), comparable(fold(events), sent=True))


def check(seed, binary, keep):
    """(seed, runs, texts of the differences)."""
    folder = Path(keep) / str(seed) if keep else Path(tempfile.mkdtemp(prefix=f"tillwatch-{seed}-"))
    shutil.rmtree(folder, ignore_errors=True)
    found, runs = [], 0
    try:
        case = Case(seed, folder, binary)
        for variant, lines in case.variants(random.Random(seed)):
            if lines:
                found.append(f"seed {seed}, {variant}, in {folder}:\n" + "\n".join("  " + line for line in lines[:40]))
        runs = case.runs
    except (Failed, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
        found.append(f"seed {seed}, in {folder}: {type(error).__name__}: {error}")
    (folder / "expected.json").write_text(json.dumps(case.expected, indent=1, ensure_ascii=False)) if found and "case" in locals() else None
    if not found:
        shutil.rmtree(folder, ignore_errors=True)
    return seed, runs, found


def compare_all(seeds, binary, keep):
    runs = wrong = 0
    # Processes: the oracle and the schema compute in this one, and threads would wait for each other.
    with ProcessPoolExecutor(max_workers=2) as pool:
        for _, ran, found in pool.map(check, seeds, [binary] * len(seeds), [keep] * len(seeds), chunksize=4):
            runs += ran
            wrong += len(found)
            for text in found:
                print(text, flush=True)
    print(f"{len(seeds)} histories, {runs} runs, {wrong} differences")
    return 1 if wrong else 0


def self_rows(seed):
    """The differences between the oracle's ledgers of one history in several orders of arrival."""
    rng = random.Random(seed)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        case = Case(seed, folder, None)
        for number in range(3):
            records = case.history.shuffled(rng)
            parts = [records] if number == 0 or not case.history.may_be_cut() or len(records) < 2 else pieces(records, rng)
            inputs = [case.file(f"{number}-{n}", part) for n, part in enumerate(parts)]
            again = compute(**{**case.paths, "inputs": inputs})
            lines = case.compare(again["alerts"], again["summary"])
            if lines:
                found.append(f"seed {seed}, order {number}:\n" + "\n".join("  " + line for line in lines[:40]))
    return found


def compare_self(seeds):
    from multiprocessing import Pool

    with Pool(2) as pool:
        found = [text for texts in pool.imap_unordered(self_rows, seeds) for text in texts]
    print("\n".join(found + [f"{len(seeds)} histories, {3 * len(seeds)} orders, {len(found)} differences"]))
    return 1 if found else 0


def fault_rows(seed):
    """The faults that this history reveals, and how many alerts it has."""
    with tempfile.TemporaryDirectory() as folder:
        paths = History(seed).write(folder)
        good = compute(**paths)
        ledger = comparable(good["alerts"])
        return [name for name in faults.NAMES if comparable_or_none(compute(**paths, fault=name)) != ledger], len(ledger)


def comparable_or_none(result):
    try:
        return comparable(result["alerts"])
    except Failed:
        return None


def show_faults(seeds):
    from multiprocessing import Pool  # the oracle computes in this process: threads would not help

    revealed, sizes = Counter(), Counter()
    with Pool(2) as pool:
        for names, size in pool.imap_unordered(fault_rows, seeds):
            revealed.update(names)
            sizes[min(size, 5)] += 1
    for name, what in faults.NAMES.items():
        print(f"{revealed[name]:5} {name}: {what}")
    never = [name for name in faults.NAMES if not revealed[name]]
    print("alerts in a history: " + ", ".join(f"{'5+' if size == 5 else size}: {sizes[size]}" for size in range(6)))
    print(f"{len(seeds)} histories, {len(faults.NAMES)} faults, {len(never)} never found" + "".join(f"\n  {name}" for name in never))
    return 1 if never else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, help="first seed; default: a fresh random one")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--binary", help="default: .build/release/tillwatch, else .build/debug/tillwatch")
    parser.add_argument("--keep", metavar="DIR", help="where folders of histories with differences stay; default: the temporary folder")
    parser.add_argument("--only", type=int, metavar="SEED", help="this one history")
    parser.add_argument("--faults", action="store_true", help="count the histories that reveal each planted fault")
    parser.add_argument("--self", action="store_true", dest="itself", help="compare the oracle with itself in other orders of arrival")
    told = parser.parse_args()
    first = random.SystemRandom().randrange(10**6, 10**9) if told.seed is None else told.seed
    seeds = [told.only] if told.only is not None else list(range(first, first + told.count))
    print(f"seed {seeds[0]}", flush=True)
    if told.faults:
        sys.exit(show_faults(seeds))
    if told.itself:
        sys.exit(compare_self(seeds))
    binary = told.binary or next((path for path in BINARIES if path.exists()), None)
    if binary is None:
        sys.exit("no binary: build tillwatch, or name it with --binary")
    sys.exit(compare_all(seeds, Path(binary).resolve(), told.keep))


if __name__ == "__main__":
    main()
