"""What the end-to-end tests share: where things are, and how the program is run."""

import base64
import json
import os
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
BINARY = (ROOT / os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve()
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


@dataclass
class Scan(Done):
    """A scan that has ended, with the files that it wrote."""

    summary: dict
    quarantine: list


def run(*arguments, stdin=b"", env=None, seconds=RUN_SECONDS):
    """Runs the program to its end; never waits longer than `seconds`."""
    done = subprocess.run([str(BINARY), *map(str, arguments)], input=stdin, capture_output=True, timeout=seconds,
                          env={**os.environ, **(env or {})})
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def scan_arguments(paths, folder):
    """The arguments of a scan over the paths that the oracle's `compute` takes."""
    return ["scan", "--rules", *paths["rules"], "--catalogue", paths["catalogue"], "--feed", paths["feed"],
            "--installation", paths["installation"], "--token-key-file", folder / "token.key", "--format", "ndjson"]


def scan(paths, folder, *options, code=0, env=None):
    """A scan that has to end with `code`."""
    summary = folder / "summary.json"
    summary.unlink(missing_ok=True)
    done = run(*scan_arguments(paths, folder), "--summary-json", summary, *options, *paths["inputs"], env=env)
    empty = done.code == 1 and code == 0 and nothing_journalled(summary)
    assert done.code == code or empty, f"exit {done.code}\n{done.err}"
    quarantine = folder / "quarantine.ndjson"
    rows = [json.loads(text) for text in quarantine.read_text().splitlines()] if quarantine.exists() else []
    found = Scan(done.code, done.out, done.err, json.loads(summary.read_text()), rows)
    assert_fits_schema(found.records)
    return found


@cache
def alert_schema():
    """The validator of the schema that the program ships."""
    printed = run("schema", "alert")
    assert printed.code == 0, printed.err
    schema = json.loads(printed.out)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def assert_fits_schema(events):
    """Every event of every test fits the shipped schema."""
    for event in events:
        wrong = [f"{error.json_path}: {error.message}" for error in alert_schema().iter_errors(event)]
        assert wrong == [], event["id"]


def nothing_journalled(summary):
    """Exit 1 is right when lines passed the screen and not one could be journalled (formats 2)."""
    return summary.exists() and json.loads(summary.read_text())["journalled"] == 0


class Deadline:
    """A bound on waiting for a condition; nothing here sleeps for a fixed time."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    @property
    def left(self):
        return max(0.0, self.end - time.monotonic())

    def wait_for(self, condition, what):
        """Polls until `condition` gives something; fails with `what` when the time is over."""
        while True:
            value = condition()
            if value:
                return value
            if not self.left:
                raise TimeoutError(f"waited in vain for {what}")
            threading.Event().wait(min(0.01, self.left))


class Receiver:
    """`tillwatch receive` on a free port, from `with` to its end by SIGTERM."""

    def __init__(self, store, *secrets, listen="127.0.0.1:0"):
        self.store, self.secrets, self.listen = Path(store), secrets, listen
        self.log = Path(f"{store}.log")

    def __enter__(self):
        self.errors = open(self.log, "wb")
        self.process = subprocess.Popen(
            [str(BINARY), "receive", "--store", str(self.store), "--secret-file", *map(str, self.secrets), "--listen", self.listen],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.errors)
        try:
            self.url = Deadline(30).wait_for(self.address, "the receiver to listen")
        except BaseException:
            self.__exit__()
            raise
        return self

    def address(self):
        found = re.search(r"listening on (http://\S+/)", self.log.read_text())
        if not found and self.process.poll() is not None:
            raise AssertionError(f"the receiver ended with {self.process.returncode}: {self.log.read_text()}")
        return found and found.group(1)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.errors.close()

    def events(self):
        """What an NDJSON store holds: (headers, event) in order of arrival."""
        records = [json.loads(text) for text in self.store.read_text().splitlines()] if self.store.exists() else []
        return [(record["headers"], json.loads(record["body"])) for record in records]


class PythonReceiver:
    """A receiver that shares nothing with the program; keeps headers and bodies, answers what it is told to."""

    def __init__(self, answer=lambda number: 204):
        self.requests, self.answer = [], answer
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.answer(len(outer.requests)))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)


def webhook_secret(folder, name="webhook.secret"):
    """A new secret file, made here and not by the program."""
    path = folder / name
    path.write_text("whsec_" + base64.b64encode(os.urandom(24)).decode() + "\n")
    path.chmod(0o600)
    return path
