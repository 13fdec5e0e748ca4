"""The program against the brute-force oracle on random histories, and the oracle against planted faults."""

import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor

import faults
import pytest
from harness import ROOT
from histories import History
from ledger import compute

from compare import Failed, comparable

COUNT = int(os.environ.get("TILLWATCH_HISTORIES", "500"))
# The rarest fault shows in one history of some thousand: with this many, missing one by chance is next to impossible.
FAULT_COUNT = int(os.environ.get("TILLWATCH_FAULT_HISTORIES", "16000"))
# Histories that showed something once: two versions that await from one receipt, and so two alerts with one subject.
KEPT = ["945828813"]
# Histories that one process looks at before it is told what others found.
BLOCK = 50
SEED = os.environ.get("TILLWATCH_SEED") or str(random.SystemRandom().randrange(10**6, 10**9))


def test_ledgers_are_equal(binary):
    """Each history as generated, shuffled, in batches, cut by restarts, with and without journal, and its events folded."""
    print(f"seed {SEED}")
    command = [sys.executable, str(ROOT / "Tests/oracle/compare.py"), "--binary", str(binary), "--count", str(COUNT), "--seed", SEED]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300 + 2 * COUNT)
    print(done.stdout[-6000:])
    assert done.returncode == 0, f"seed {SEED}: {done.stdout[-6000:]}{done.stderr[-3000:]}"
    assert f"{COUNT} histories" in done.stdout


@pytest.mark.parametrize("seed", KEPT)
def test_kept_histories(binary, seed):
    command = [sys.executable, str(ROOT / "Tests/oracle/compare.py"), "--binary", str(binary), "--count", "1", "--seed", seed]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_every_planted_fault_is_found():
    """Goes on until each fault has changed the ledger of a history, so that none of them could hide in the program."""
    print(f"seed {SEED}")
    left, used, workers = set(faults.NAMES), 0, os.cpu_count() or 1
    assert len(left) >= 12
    with ProcessPoolExecutor(workers) as pool:
        while left and used < FAULT_COUNT:
            seeds = [range(int(SEED) + used + one * BLOCK, int(SEED) + used + (one + 1) * BLOCK) for one in range(workers)]
            left = set.intersection(*pool.map(hidden, seeds, [left] * workers))
            used += workers * BLOCK
    print(f"{len(faults.NAMES)} faults, all but {len(left)} found in {used} histories")
    assert not left, f"seed {SEED}: never found: {sorted(left)}"


def hidden(seeds, names):
    """Those of the faults that change the ledger of none of the histories."""
    for seed in seeds:
        if not names:
            break
        with tempfile.TemporaryDirectory() as folder:
            paths = History(seed).write(folder)
            good = comparable(compute(**paths)["alerts"])
            names = {name for name in names if with_fault(paths, name) == good}
    return names


def with_fault(paths, name):
    try:
        return comparable(compute(**paths, fault=name)["alerts"])
    except Failed:  # two alerts with one subject
        return None
