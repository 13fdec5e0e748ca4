"""Fixtures of the end-to-end tests. What is missing is skipped, visibly, except where the environment says that it has to be there."""

import os
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
    """The folder of real data, which is not part of this repository."""
    named = os.environ.get("TILLWATCH_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}: set TILLWATCH_DATA")
    return folder
