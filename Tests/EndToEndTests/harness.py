"""What the end-to-end tests share: where things are, and how the program is run."""

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = (ROOT / os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve()
sys.path.insert(0, str(ROOT / "Tests" / "oracle"))
# No test takes longer than this for one run of the program.
RUN_SECONDS = 120


@dataclass
class Done:
    """A run of the program that has ended."""

    code: int
    out: str
    err: str

    @property
    def records(self):
        return [json.loads(text) for text in self.out.splitlines() if text.strip()]
