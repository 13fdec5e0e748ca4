"""What the benchmarks need: a Python environment, our two programs, the data. Only what is missing is made."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".build-bench"
VENV = WORK / "venv"
PYTHON = VENV / "bin" / "python"
DATA = WORK / "data"
PEERS = ROOT / "Benchmarks" / "peers"
REQUIREMENTS = ROOT / "Benchmarks" / "requirements.txt"
BUILD = ["swift", "build", "-c", "release", "--explicit-target-dependency-import-check", "error", "--product"]


@dataclass
class Tools:
    """Our own programs, how often everything is measured, and whether less data will do."""

    tillwatch: Path
    detector: Path | None
    rounds: int
    quick: bool


def environment():
    stamp = VENV / "requirements.txt"
    if stamp.exists() and stamp.read_bytes() == REQUIREMENTS.read_bytes():
        return
    print("bench: installing the Python packages of Benchmarks/requirements.txt into .build-bench/venv", file=sys.stderr)
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS], check=True)
    shutil.copy(REQUIREMENTS, stamp)


def program(name: str, given: str | None) -> Path:
    """The path that is given, or what is built now."""
    if given:
        return Path(given).resolve(strict=True)
    subprocess.run([*BUILD, name], cwd=ROOT, check=True, env={**os.environ, "TILLWATCH_BENCHMARKS": "1"}, stdout=sys.stderr)
    return ROOT / ".build" / "release" / name


def data(*options):
    """Makes the data, or a part of it that not everybody needs."""
    subprocess.run([PYTHON, "-m", "Benchmarks.data", DATA, *map(str, options)], cwd=ROOT, check=True)
