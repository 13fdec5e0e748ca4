"""A scan killed at any point and run again ends as if it had not been."""

import os
import random
import signal
import subprocess
import time

from harness import BINARY, Receiver, run, scan, scan_arguments, webhook_secret
from ledger import compute
from shop import write_shop

from compare import comparable, differences, fold

KILLS = int(os.environ.get("TILLWATCH_KILLS", "50"))
RECEIPTS = 500
BOUND_SECONDS = 60 + 20 * KILLS


def test_kills(binary, tmp_path):
    """Rounds, each from nothing: killed again and again until the work is done or there were kills enough."""
    seed = int(os.environ.get("TILLWATCH_SEED", random.SystemRandom().randrange(10**9)))
    print(f"seed {seed}")
    rng = random.Random(seed)
    paths = write_shop(tmp_path, rng, RECEIPTS)
    expected = comparable(compute(**paths)["alerts"])
    assert len(expected) > 50
    whole, began = uninterrupted(paths, tmp_path), time.monotonic()
    rounds = kills = 0
    while kills < KILLS:
        assert time.monotonic() - began < BOUND_SECONDS, f"seed {seed}: took too long"
        folder = tmp_path / f"round-{rounds}"
        folder.mkdir()
        kills += one_round(paths, folder, expected, lambda: rng.uniform(0, whole / 2), KILLS - kills)
        rounds += 1
    print(f"{kills} kills in {rounds} rounds; one run alone takes {whole:.2f} s")


def one_round(paths, folder, expected, moment, most):
    """Kills scans of one journal until one has ended by itself; then nothing may be missing. Returns the kills."""
    secret, journal, kills = webhook_secret(folder), folder / "journal.sqlite", 0
    with Receiver(folder / "received.ndjson", secret) as receiver:
        options = ["--journal", journal, "--deliver", receiver.url, "--secret-file", secret, "--batch-lines", "3"]
        while kills < most and not ends_before(moment(), paths, options):
            kills += 1
        last = scan(paths, paths["feed"].parent, *options, "--ledger")
        received = receiver.events()
    assert differences(expected, comparable(last.records)) == []
    ids = [event["id"] for _, event in received]
    assert len(ids) == len(set(ids)), "an event was stored twice"
    kept = comparable(fold([event for _, event in received]), sent=True)
    assert differences(comparable(last.records, sent=True), kept) == [], "the receiver does not hold the ledger"
    check_left(journal, receiver.store)
    return kills


def uninterrupted(paths, folder):
    """How long the whole work takes without a kill, with a journal and a receiver of its own."""
    secret = webhook_secret(folder)
    with Receiver(folder / "other.ndjson", secret) as receiver:
        began = time.monotonic()
        scan(paths, folder, "--journal", folder / "other.sqlite", "--deliver", receiver.url, "--secret-file", secret, "--batch-lines", "3")
        return time.monotonic() - began


def ends_before(seconds, paths, options):
    """Starts a scan and kills it after so long; whether it had ended by itself."""
    command = [str(BINARY), *map(str, scan_arguments(paths, paths["feed"].parent)), *map(str, options), *map(str, paths["inputs"])]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    _, errors = process.communicate(timeout=30)
    if process.returncode == -signal.SIGKILL:
        return False
    assert process.returncode == 0, errors.decode()
    return True


def check_left(journal, store):
    """What the program itself says of what is left."""
    verified = run("journal", "verify", "--journal", journal)
    assert verified.code == 0, verified.err
    waiting = run("outbox", "list", "--journal", journal, "--format", "ndjson")
    assert waiting.code == 0 and [row for row in waiting.records if row["state"] != "sent"] == []
    assert run("verify", store).code == 0
