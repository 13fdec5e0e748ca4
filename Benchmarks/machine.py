"""The machine that figures are of, and the versions of what ran on it."""

import importlib.metadata
import os
import platform
import re
import subprocess
from datetime import date
from functools import cache
from pathlib import Path

from .prepare import VENV


@cache
def described() -> dict:
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024 ** 2
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return {"date": date.today().isoformat(),
            "machine": f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {re.match('[0-9.]*', platform.release())[0].rstrip('.')}",
            "versions": ", ".join(filter(None, versions()))}


def versions():
    yield f"Python {platform.python_version()}"
    installed = importlib.metadata.distributions(path=list(map(str, VENV.glob("lib/python3*/site-packages"))))
    found = {one.metadata["Name"].lower(): one.version for one in installed}
    yield from (f"{name} {found[name.lower()]}" for name in ("Polars", "DuckDB") if name.lower() in found)
    yield said(["swift", "--version"], r"Swift version [\d.]+")
    yield said(["xmlwf", "-v"], r"expat_[\d.]+")
    yield said(["xmllint", "--version"], r"libxml version \d+")
    yield said(["nginx", "-v"], r"nginx/[\d.]+")
    yield said(["curl", "--version"], r"libcurl/[\d.]+")


def said(command: list[str], pattern: str) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except OSError:
        return None
    found = re.search(pattern, done.stdout + done.stderr)
    return found and found[0]
