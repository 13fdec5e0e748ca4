"""What a source has to come through: the service killed and ended at random while its lines come."""

import os
import random
import signal
import sqlite3
import subprocess

from harness import Deadline, run, scan

from compare import comparable, differences

KILLS = int(os.environ.get("TILLWATCH_KILLS", "4"))
# Where a line was read from may differ; what it says may not.
PLACE = {"sequence", "source", "source_line", "source_offset", "catalogue_rows"}


def seeded():
    """A source of chance whose seed is printed."""
    seed = int(os.environ.get("TILLWATCH_SEED") or random.SystemRandom().randrange(10**9))
    print(f"seed {seed}")
    return random.Random(seed)


def journalled(journal):
    """The lines of a journal, each version as often as it is there, in an order of their own."""
    connection = sqlite3.connect(f"file:{journal}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT * FROM line")
        kept = [index for index, column in enumerate(rows.description) if column[0] not in PLACE]
        return sorted((tuple(row[index] for index in kept) for row in rows), key=repr)
    finally:
        connection.close()


class Quiet:
    """What one scan of the same lines, without any disturbance, comes to."""

    def __init__(self, paths, folder):
        self.journal = folder / "quiet.journal"
        self.alerts = comparable(scan(paths, folder, "--journal", self.journal, "--ledger").records)
        self.lines = journalled(self.journal)
        assert self.alerts and self.lines

    def holds(self, service):
        return differences(self.alerts, comparable(service.alerts())) == [] and journalled(service.journal) == self.lines

    def compare(self, service):
        """Waits until the service has come to the same; nothing may be missing, nothing be there twice."""
        Deadline(120).wait_for(lambda: self.holds(service),
                               f"{len(self.lines)} lines, {len(journalled(service.journal))} there:\n{service.text()[-5000:]}")
        assert run("journal", "verify", "--journal", service.journal).code == 0


def disturb(service, chance, step, kills=KILLS):
    """So often: lines come, the service works for a random time on them, and is killed or ended; some lines come meanwhile."""
    for number in range(kills):
        step()
        wait(service, chance.uniform(0, 0.3))
        if chance.random() < 0.7:
            service.process.kill()
            service.process.wait()
        else:
            # One that is told to end before it listens to signals has begun nothing.
            service.process.send_signal(signal.SIGTERM)
            assert service.process.wait(60) in (0, -signal.SIGTERM), service.text()[-5000:]
        if chance.random() < 0.5:
            step()
        service.start(wait=chance.random() < 0.5)


def wait(service, seconds):
    """For a random moment of the service's life, which must not end by itself."""
    try:
        code = service.process.wait(seconds)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError(f"ended with {code}: {service.text()[-5000:]}")
