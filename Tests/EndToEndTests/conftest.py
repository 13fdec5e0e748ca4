"""Fixtures of the end-to-end tests. What is missing is skipped, visibly, except where the environment says that it has to be there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from harness import BINARY, ROOT


@pytest.fixture(scope="session")
def binary():
    if not BINARY.exists():
        if "TILLWATCH_BINARY" in os.environ:
            pytest.fail(f"no program at {BINARY}")
        pytest.skip(f"no program at {BINARY}: make build")
    return BINARY


@pytest.fixture(scope="session")
def data():
    """The folder of real data, which is not part of this repository; a folder `shared/data` beside or above it will do."""
    named = os.environ.get("TILLWATCH_DATA")
    if named:
        return Path(named)
    folder = next((parent / "shared" / "data" for parent in ROOT.parents if (parent / "shared" / "data").is_dir()), None)
    return folder or pytest.skip("no real data: set TILLWATCH_DATA")


@pytest.fixture(scope="session")
def chain(tmp_path_factory):
    """The exports of the made-up chain, in order of their names."""
    folder = tmp_path_factory.mktemp("chain")
    maker = ROOT / "fixtures" / "make_chain.py"
    if not maker.exists():
        pytest.skip("no fixtures/make_chain.py")
    subprocess.run([sys.executable, str(maker), "--out", str(folder)], check=True, timeout=300, stdout=subprocess.DEVNULL)
    return sorted(folder.glob("*.csv"))
