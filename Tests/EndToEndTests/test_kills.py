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
    seed = int(os.environ.get("TILLWATCH_SEED", random.SystemRandom().randrange(10**9)))
    print(f"seed {seed}")
    rng = random.Random(seed)
    paths = write_shop(tmp_path, rng, RECEIPTS)
    secret, journal = webhook_secret(tmp_path), tmp_path / "journal.sqlite"
    expected = comparable(compute(**paths)["alerts"])
    assert len(expected) > 50
    with Receiver(tmp_path / "received.ndjson", secret) as receiver:
        options = ["--journal", journal, "--deliver", receiver.url, "--secret-file", secret, "--batch-lines", "3"]
        whole = uninterrupted(paths, tmp_path, secret)
        ended, began = 0, time.monotonic()
        for _ in range(KILLS):
            assert time.monotonic() - began < BOUND_SECONDS, f"seed {seed}: took too long"
            ended += killed_after(rng.uniform(0, whole) ** 2 / whole, paths, tmp_path, options)
        print(f"{KILLS} kills, {ended} of them after the end of the scan; one run alone takes {whole:.2f} s")
        last = scan(paths, tmp_path, *options, "--ledger")
        received = receiver.events()
    assert differences(expected, comparable(last.records)) == [], f"seed {seed}"
    ids = [event["id"] for _, event in received]
    assert len(ids) == len(set(ids)), f"seed {seed}: an event was stored twice"
    kept = comparable(fold([event for _, event in received]), sent=True)
    assert differences(comparable(last.records, sent=True), kept) == [], f"seed {seed}: the receiver does not hold the ledger"
    assert ended < KILLS, "no scan was killed before its end"
    check_left(journal, receiver.store)


def uninterrupted(paths, folder, secret):
    """How long the whole work takes without a kill, with a journal and a receiver of its own."""
    journal = folder / "other.sqlite"
    with Receiver(folder / "other.ndjson", secret) as receiver:
        began = time.monotonic()
        scan(paths, folder, "--journal", journal, "--deliver", receiver.url, "--secret-file", secret, "--batch-lines", "3")
        return time.monotonic() - began


def killed_after(seconds, paths, folder, options):
    """Starts a scan and kills it; 1 when it had ended by itself."""
    command = [str(BINARY), *map(str, scan_arguments(paths, folder)), *map(str, options), *map(str, paths["inputs"])]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    _, errors = process.communicate(timeout=30)
    if process.returncode == -signal.SIGKILL:
        return 0
    assert process.returncode == 0, errors.decode()
    return 1


def check_left(journal, store):
    """What the program itself says of what is left."""
    verified = run("journal", "verify", "--journal", journal)
    assert verified.code == 0, verified.err
    waiting = run("outbox", "list", "--journal", journal, "--format", "ndjson")
    assert waiting.code == 0 and [row for row in waiting.records if row["state"] != "sent"] == []
    assert run("verify", store).code == 0
