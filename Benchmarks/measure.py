"""Whole processes, measured in turn: A B C, A B C, …, so that what else the machine does falls on all alike."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

# A child that shares this process's memory until it loads its program is told to have held as much as this process ever did.
subprocess._USE_VFORK = False


@dataclass
class Run:
    """One process that has ended: wall and processor time, and the most memory that it held."""

    seconds: float
    cpu: float
    peak_mib: float
    answer: object


@dataclass
class Contestant:
    """A program and how its answer is read.

    `command` is given a folder that is empty at first, and `answer` the same folder with the file `out` of what was printed.
    `within` reads from the folder how long the part took that is compared, where that is not the whole process. Those with
    the same `question` have to give the same answer."""

    name: str
    command: Callable[[Path], list]
    answer: Callable[[Path], object] | None
    within: Callable[[Path], float] | None = None
    question: str = ""
    runs: list[Run] = field(default_factory=list)

    @property
    def ours(self):
        return self.name.startswith("tillwatch")

    def median(self, what="seconds"):
        return statistics.median(getattr(run, what) for run in self.runs)


class Differs(Exception):
    """Contestants that answered otherwise than each other, or ended otherwise than well."""


def ran(contestant: Contestant) -> Run:
    """Runs it once, to its end. The kernel counts memory from before the program is loaded: up to 20 MiB may be this one's."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with open(folder / "out", "wb") as out, open(folder / "errors", "wb") as errors:
            command = [str(word) for word in contestant.command(folder)]
            began = time.monotonic()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise Differs(f"{contestant.name} ended with {process.returncode}:\n{(folder / 'errors').read_text()[-2000:]}")
        return Run(contestant.within(folder) if contestant.within else seconds, used.ru_utime + used.ru_stime,
                   used.ru_maxrss / 1024, contestant.answer(folder) if contestant.answer else None)


def in_turn(contestants: list[Contestant], rounds: int):
    """Runs all of them that many times in turn; every answer of every round has to be the same."""
    for number in range(rounds):
        for contestant in contestants:
            contestant.runs.append(ran(contestant))
            print(f"  {number + 1}/{rounds} {contestant.name}: {contestant.runs[-1].seconds:.3f} s", file=sys.stderr, flush=True)
        agree(contestants)


def agree(contestants: list[Contestant]):
    """All answers to a question have to be the same, those of the rounds before included."""
    answers: dict[str, dict[str, object]] = {}
    for contestant in contestants:
        for run in contestant.runs if contestant.answer else ():
            of_question = answers.setdefault(contestant.question, {})
            of_question.setdefault(str(run.answer), contestant.name)
            if len(of_question) > 1:
                raise Differs(f"the answers to {contestant.question or 'one question'} differ: {of_question}")


def pairwise(over: list[float], under: list[float]) -> list[float]:
    """The ratio of each round by itself."""
    return [first / second for first, second in zip(over, under, strict=True)]


def spread(values: list[float], digits=2) -> str:
    """The median, and the least and most."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def printed_json(key: str, kind=int):
    """Reads a number out of the JSON object that a contestant prints."""
    return lambda folder: kind(json.loads((folder / "out").read_text())[key])


def printed_number(folder: Path) -> int:
    """Reads the number that a contestant prints, before the name of a file or not."""
    return int((folder / "out").read_text().split()[0])
