"""Packs are loaded again while lines flow; what is wrong with them changes nothing."""

import os
import random
import sqlite3
import subprocess
import threading
import time
from datetime import date, timedelta

import yaml
from harness import Deadline, Receiver, run, scan, webhook_secret
from service import Service, release
from shop import write_shop

from compare import comparable, differences, fold

RELOADS = int(os.environ.get("TILLWATCH_RELOADS", "1000" if release() else "60"))
RECEIPTS = 600
BOUND_SECONDS = 60 + RELOADS / 5


class Packs:
    """The versions of one pack as an analyst edits them: files beside each other, some of them bad."""

    def __init__(self, folder, first, rng):
        self.folder, self.rng = folder, rng
        self.base = yaml.load(first.read_text(), Loader=yaml.BaseLoader)
        self.names, self.made, self.days = [str(first)], 1, set()

    def version(self, day):
        """A new good version from a day on."""
        self.made += 1
        pack = yaml.load(yaml.safe_dump(self.base, sort_keys=False), Loader=yaml.BaseLoader)
        pack["pack"] |= {"version": f"2026.{self.made}", "from": day}
        for rule in pack["rules"]:
            rule["score"] = str(self.rng.choice([20, 30, 40, 60, 100]))
            if rule["id"] == "units":
                rule["at_least"] = str(self.rng.randint(2, 5))
        if self.rng.random() < 0.3:
            pack["rules"].pop(self.rng.randrange(4))
        if self.rng.random() < 0.3:
            pack["levels"] = {"low": "25", "high": "90"}
        return self.write(f"pack-{self.made}.yaml", yaml.safe_dump(pack, sort_keys=False))

    def bad(self):
        """A version that cannot be used, for one of several reasons."""
        text = yaml.safe_dump(self.base, sort_keys=False)
        wrong = self.rng.choice([
            text.replace("rules:", "ruls:"), text + "\t", "", text.replace("version: '1'", "version: '1'\n  owner: x"),
            text.replace("max_links: '3'", "max_links: '4'").replace("version: '1'", "version: bad") if "max_links" in text
            else text.replace("version: '1'", "version: bad") + "buyers: {max_links: 1}\n"])
        return self.write("bad.yaml", wrong)

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return name


def test_hot_reload_under_load(binary, tmp_path):
    """The ledger is that of one run with the versions that were taken; no line is lost or there twice, no alert sent in vain."""
    seed = int(os.environ.get("TILLWATCH_SEED", random.SystemRandom().randrange(10**9)))
    print(f"seed {seed}")
    rng = random.Random(seed)
    paths, secret = write_shop(tmp_path, rng, RECEIPTS), webhook_secret(tmp_path)
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    packs = Packs(tmp_path, paths["rules"][0], rng)
    began = time.monotonic()
    with Receiver(tmp_path / "received.ndjson", secret) as receiver:
        service = Service(tmp_path, paths, "-", stdin=subprocess.PIPE, batch_lines=20,
                          delivery={"url": receiver.url, "secret_file": secret.name})
        with service:
            progress = Progress(service.process.stdin, header, lines)
            outcomes = [one_reload(service, packs, rng, progress, number) for number in range(RELOADS)]
            assert time.monotonic() - began < BOUND_SECONDS
            progress.finish()
            service.process.stdin = None
            assert service.process.wait(60) == 0, service.text()
        received = [event for _, event in receiver.events()]
    took = time.monotonic() - began
    print(f"{RELOADS} reloads in {took:.1f} s: {sorted((kind, outcomes.count(kind)) for kind in set(outcomes))}, {len(packs.names)} versions")
    assert {kind for kind, _ in outcomes} >= {"same", "bad", "ahead", "past", "rejudged"}
    check(service, paths | {"rules": [tmp_path / name for name in packs.names]}, tmp_path, received)


class Progress:
    """Writes the lines beside the reloads, as far along as they are."""

    def __init__(self, pipe, header, lines):
        self.pipe, self.lines, self.written, self.wanted = pipe, lines, 0, 0.0
        self.changed = threading.Condition()
        pipe.write(header)
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        while self.written < len(self.lines):
            with self.changed:
                self.changed.wait_for(lambda: self.written < self.wanted * len(self.lines))
                end = int(self.wanted * len(self.lines))
            while self.written < end:
                # Lines come as they come, also in halves.
                line = self.lines[self.written]
                self.pipe.write(line[:7])
                self.pipe.flush()
                self.pipe.write(line[7:])
                self.pipe.flush()
                self.written += 1

    def reach(self, share):
        with self.changed:
            self.wanted = share
            self.changed.notify()

    def finish(self):
        self.reach(1.0)
        self.thread.join(60)
        assert self.written == len(self.lines)
        self.pipe.close()


def one_reload(service, packs, rng, progress, number):
    """One reload of one kind: (what it was, whether it was taken)."""
    progress.reach((number + 1) / RELOADS)
    share = max(6, RELOADS // 40)
    kind = "same"
    if number % 2:
        kind = "bad"
    elif number % share == 0:
        kind = ["ahead", "past", "rejudged"][number // share % 3]
    # The shop sells from the first of May on, a receipt each twenty minutes.
    today = 1 + int(progress.wanted * RECEIPTS * 20 // 1440)
    days = sorted(set(range(today + 1, today + 4) if kind == "ahead" else range(1, today + 1)) - packs.days)
    if not days and kind != "ahead":  # every day of the sales has its version: one before them
        days = sorted(set(range(-40, 1)) - packs.days)
    name, day = None, rng.choice(days) if days else None
    if kind == "bad":
        name = packs.bad()
    elif kind != "same" and day is None:
        kind = "same"
    elif kind != "same":
        name = packs.version(str(date(2026, 5, 1) + timedelta(days=day - 1)))
    before = list(packs.names)
    service.config["packs"] = before + ([name] if name else [])
    service.write()
    if kind == "same" and number % 10 == 4:
        service.hang_up()
        return kind, True
    if kind != "rejudged" and number % 25 in (0, 1):
        done = service.reload()
        taken, said = done.code == 0, done.err
        assert done.code in (0, 2), said
    else:
        answer = service.ask(rejudge=kind == "rejudged")
        taken, said = answer["status"] == "done", "\n".join(answer["messages"])
        assert answer["status"] != "failed", said
    assert taken or kind in ("bad", "past", "ahead"), said
    assert kind != "bad" or (not taken and "error[" in said), said
    if taken and name:
        packs.names.append(name)
        packs.days.add(day)
    return kind, taken


def check(service, paths, folder, received):
    """Everything against one scan of the whole input with the final versions."""
    whole = scan(paths, folder, "--journal", folder / "whole", "--ledger")
    expected, found = comparable(whole.records), service.alerts()
    assert len(expected) > 20
    assert differences(expected, comparable(found)) == []
    assert keys(service.journal) == keys(folder / "whole")
    assert run("journal", "verify", "--journal", service.journal).code == 0
    ids = [event["id"] for event in received]
    assert len(ids) == len(set(ids)), "an event was sent twice"
    assert differences(told(comparable(found, sent=True)), told(comparable(fold(received), sent=True))) == []


def told(ledger):
    """Without what is not sent alone (5.6): that another version judges a moment alike."""
    for alert in ledger.values():
        alert["data"]["pack"].pop("version")
    return ledger


def keys(journal):
    """The key of every accepted version; `sqlite3` shares nothing with the program."""
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as opened:
        return sorted(bytes(row[0]) for row in opened.execute("SELECT key FROM line"))


def test_a_version_of_what_is_past_needs_a_word(binary, tmp_path):
    """Refused with the reason, then taken with --rejudge, which amends with the reason `rules`; of `scan` too."""
    paths = write_shop(tmp_path, random.Random(7), 80)
    packs = Packs(tmp_path, paths["rules"][0], random.Random(1))
    new = yaml.load(paths["rules"][0].read_text(), Loader=yaml.BaseLoader)
    new["pack"] |= {"version": "2", "from": "2026-05-01"}
    new["rules"] = [rule for rule in new["rules"] if rule["id"] != "cash"]
    packs.write("two.yaml", yaml.safe_dump(new, sort_keys=False))
    source = {"file": str(paths["inputs"][0]), "follow": True}
    with Service(tmp_path, paths, source) as service:
        expected = comparable(scan(paths, tmp_path, "--ledger").records)
        Deadline(60).wait_for(lambda: differences(expected, comparable(service.alerts())) == [], "the ledger")
        service.config["packs"].append("two.yaml")
        service.write()
        done = service.reload()
        assert done.code == 2 and "REJUDGE_NEEDED" in done.err and "the running versions go on" in done.err
        assert differences(expected, comparable(service.alerts())) == []
        done = service.reload("--rejudge")
        assert done.code == 0 and "2 from 2026-05-01" in done.out, done.err
        both = paths | {"rules": [paths["rules"][0], tmp_path / "two.yaml"]}
        expected = comparable(scan(both, tmp_path, "--ledger").records)
        assert differences(expected, comparable(service.alerts())) == []
    reasons = {event["data"]["reason"] for event in events(service)}
    assert "rules" in reasons
    # The version left out of the configuration stays; what was sent is not judged by what is not there.
    assert run("journal", "verify", "--journal", service.journal).code == 0
    scan(paths, tmp_path, "--journal", service.journal)
    assert differences(expected, comparable(service.alerts())) == []
    # The same for a scan of a journal.
    journal = tmp_path / "scanned"
    scan(paths, tmp_path, "--journal", journal)
    assert "REJUDGE_NEEDED" in run_scan(both, tmp_path, "--journal", journal).err
    done = run_scan(both, tmp_path, "--journal", journal, "--rejudge")
    assert done.code == 0 and {event["data"]["reason"] for event in done.records} == {"rules"}, done.err
    listed = run("alerts", "list", "--journal", journal, "--format", "ndjson")
    assert differences(expected, comparable(listed.records)) == []


def run_scan(paths, folder, *options):
    return run("scan", "--rules", *paths["rules"], "--catalogue", paths["catalogue"], "--feed", paths["feed"], "--installation",
               paths["installation"], "--token-key-file", folder / "token.key", *options, *paths["inputs"])


def events(service):
    with sqlite3.connect(f"file:{service.journal}?mode=ro", uri=True) as opened:
        import json

        return [json.loads(bytes(row[0])) for row in opened.execute("SELECT body FROM event ORDER BY sequence")]
