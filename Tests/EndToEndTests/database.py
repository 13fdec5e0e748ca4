"""A real PostgreSQL of the tests: in a folder of its own, behind a Unix socket, as an unprivileged user."""

import csv
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from harness import Deadline

PASSWORD = "never-told-0123456789"


def binaries():
    """The folder of the newest PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    assert found, "no PostgreSQL: apt-get install postgresql"
    return found[-1]


class Postgres:
    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="tillwatch-pg-"))
        self.user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        secret = self.folder / "password"
        secret.write_text(PASSWORD + "\n")
        for path in (self.folder, secret):
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        self.data = self.folder / "data"
        self.run("initdb", "-D", self.data, "-U", "till", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C",
                 "--no-sync")
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, name, *arguments):
        prefix = ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups"] if os.getuid() == 0 else []
        return prefix + [str(binaries() / name), *map(str, arguments)]

    def run(self, name, *arguments):
        subprocess.run(self.command(name, *arguments), check=True, timeout=120, cwd=self.folder, stdout=subprocess.DEVNULL,
                       env={"PATH": os.environ["PATH"], "LC_ALL": "C"})

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                self.command("postgres", "-D", self.data, "-k", self.folder, "-c", "listen_addresses=", "-c", "fsync=off"),
                stdout=log, stderr=log, cwd=self.folder, env={"PATH": os.environ["PATH"], "LC_ALL": "C"})

        def answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            return self.psql("SELECT 1", check=False).returncode == 0

        Deadline(60).wait_for(answers, "PostgreSQL")

    def kill(self):
        """Ends it at once, as `pg_ctl stop -m immediate` does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(60)

    @property
    def connection(self):
        return f"host={self.folder} dbname=postgres user=till"

    def psql(self, sql, check=True, stdin=None):
        done = subprocess.run([str(binaries() / "psql"), "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", self.connection, "-c", sql],
                              input=stdin, capture_output=True, timeout=120, env={"PATH": os.environ["PATH"], "PGPASSWORD": PASSWORD})
        assert not check or done.returncode == 0, done.stderr.decode()
        return done

    def value(self, sql):
        return self.psql(sql).stdout.decode().strip()


def columns_of(path):
    with open(path, newline="") as file:
        return next(csv.reader(file))
