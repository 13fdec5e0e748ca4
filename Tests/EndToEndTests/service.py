"""`tillwatch run` as the tests drive it: its configuration, its log, its socket and its signals."""

import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import yaml
from harness import BINARY, Deadline, run


class Service:
    """The service of a folder, from `with` to its end by SIGTERM."""

    def __init__(self, folder, paths, source, stdin=subprocess.DEVNULL, options=(), env=None, under=(), **config):
        self.folder, self.options, self.stdin = Path(folder), options, stdin
        # `under`: a command that runs another one, as a different user.
        self.env, self.under = {**os.environ, **(env or {})}, list(under)
        self.path = self.folder / "run.yaml"
        self.config = {"packs": [str(path) for path in paths["rules"]], "catalogue": str(paths["catalogue"]), "feed": str(paths["feed"]),
                       "source": source, "journal": "journal", "installation": paths["installation"], "control": "control",
                       "token_key_file": str(paths["feed"].parent / "token.key")} | config
        self.journal, self.log = self.folder / "journal", self.folder / "run.log"
        self.write()

    def write(self):
        """Writes the configuration, in one go for whoever reads it meanwhile."""
        new = self.path.with_suffix(".new")
        new.write_text(yaml.safe_dump(self.config))
        new.replace(self.path)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.process.kill() if kind else self.end()
        self.process.wait(30)
        if self.process.stdin:
            self.process.stdin.close()

    def start(self, wait=True):
        before = self.log.stat().st_size if self.log.exists() else 0
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*self.under, str(BINARY), "run", "--config", str(self.path), *self.options], stdin=self.stdin,
                                            stdout=subprocess.DEVNULL, stderr=log, env=self.env)
        if wait:
            self.wait_for_log("reading", before)

    def text(self, after=0):
        return self.log.read_bytes()[after:].decode()

    def wait_for_log(self, words, after=0, seconds=60):
        def said():
            if words in self.text(after):
                return True
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.text()}"
            return False

        Deadline(seconds).wait_for(said, f"{words!r} in the log:\n{self.text()}")

    def end(self, number=signal.SIGTERM, code=0):
        self.process.send_signal(number)
        assert self.process.wait(60) == code, self.text()

    def ask(self, rejudge=False):
        """A reload through the socket, without another process."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(60)
            connection.connect(str(self.folder / "control"))
            connection.sendall(json.dumps({"command": "reload", "rejudge": rejudge}).encode() + b"\n")
            return json.loads(connection.makefile().readline())

    def reload(self, *options):
        return run("reload", "--config", self.path, *options)

    def hang_up(self):
        """A reload by signal; returns once the log says what became of it."""
        before = self.log.stat().st_size
        self.process.send_signal(signal.SIGHUP)
        self.wait_for_log("reloaded", before)

    def alerts(self, *options):
        done = run("alerts", "list", "--journal", self.journal, "--format", "ndjson", *options)
        assert done.code == 0, done.err
        return done.records

    def wait_for_alerts(self, count, *options):
        return Deadline(60).wait_for(lambda: len(self.alerts(*options)) >= count and self.alerts(*options), f"{count} alerts\n{self.text()}")


def release():
    """Whether the program is as fast as what is shipped."""
    return "debug" not in os.fspath(BINARY)
