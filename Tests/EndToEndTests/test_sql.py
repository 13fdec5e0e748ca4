"""What is read by queries from a real PostgreSQL and from SQLite: all of it, once, and nothing is ever changed there."""

import collections
import csv
import io
import json
import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from database import PASSWORD, Postgres, columns_of
from harness import Deadline, run, scan
from service import Service
from shop import write_shop
from storm import wait

from compare import comparable, differences

KILLS = min(100, int(os.environ.get("TILLWATCH_KILLS", "4")))


@pytest.fixture
def seed():
    seed = int(os.environ.get("TILLWATCH_SEED", random.SystemRandom().randrange(10**9)))
    print(f"seed {seed}")
    return seed


@pytest.fixture(scope="module")
def server():
    with Postgres() as server:
        yield server


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(5), 60)


@pytest.fixture
def table(server, paths):
    """An empty table for the export of a shop."""
    made = ", ".join(f'"{name}" text' for name in columns_of(paths["inputs"][0]))
    server.psql("DROP TABLE IF EXISTS sale")
    server.psql(f"CREATE TABLE sale ({made}, id bigserial PRIMARY KEY, changed_at timestamptz NOT NULL DEFAULT now())")
    return server


def rows_of(paths):
    header, *rows = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    return header, rows


def insert(server, header, rows, before=""):
    columns = ", ".join(f'"{name}"' for name in header.decode().strip().split(","))
    server.psql(f"{before}COPY sale ({columns}) FROM STDIN (FORMAT csv)", stdin=b"".join(rows))


def asking(paths, folder, server, **more):
    secret = folder / "password"
    secret.write_text(PASSWORD + "\n")
    return service(paths, folder, {"postgres": server.connection, "password_file": str(secret)} | more)


def service(paths, folder, source):
    made = Service(folder, paths, None)
    del made.config["source"]
    made.config["sources"] = [{"name": "base", "query": "SELECT * FROM sale -- all of it", "watermark": "id", "every": "1s"} | source]
    made.write()
    return made


def settled(running, expected, seconds=60):
    try:
        Deadline(seconds).wait_for(lambda: differences(expected, comparable(running.alerts())) == [], "the ledger")
    except TimeoutError as error:
        raise TimeoutError(f"{error}:\n{running.text()}") from None
    assert run("journal", "verify", "--journal", running.journal).code == 0


def journalled(path):
    """The lines of a journal, without where they were read."""
    columns = "key, kind, time_micros, product, quantity_millionths, amount_millionths, tender, refers, tokens"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as journal:
        return sorted(journal.execute(f"SELECT {columns} FROM line").fetchall(), key=repr)


@pytest.mark.parametrize("rows", [1, 7, 100_000])
def test_postgres_is_read_as_its_export(paths, tmp_path, table, rows):
    """In pieces of any size; rows of one watermark stay together, whatever the size."""
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    header, lines = rows_of(paths)
    for start in range(0, len(lines), 20):
        insert(table, header, lines[start:start + 20])
    with asking(paths, tmp_path, table, rows=rows, watermark="changed_at", overlap="1s") as running:
        settled(running, expected)
        assert PASSWORD not in running.text()


def test_a_row_that_was_committed_late_is_found(paths, tmp_path, table):
    """Its watermark is before the last one, and within the overlap."""
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    header, lines = rows_of(paths)
    insert(table, header, lines[:20])
    table.psql("UPDATE sale SET id = id + 1000")
    with asking(paths, tmp_path, table, overlap=2000) as running:
        Deadline(60).wait_for(lambda: "read to its end" in running.text(), running.text)
        insert(table, header, lines[20:])
        assert int(table.value("SELECT count(*) FROM sale WHERE id < 1000")) == len(lines) - 20
        settled(running, expected)


def test_sqlite_is_read_as_its_export(paths, tmp_path):
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    header, lines = rows_of(paths)
    path = tmp_path / "sales.db"
    columns = columns_of(paths["inputs"][0])
    with sqlite3.connect(path) as base:
        base.execute(f"CREATE TABLE sale (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        rows = [[value or None for value in row] for row in csv.reader(io.StringIO(b"".join(lines).decode()))]
        insertion = f"INSERT INTO sale ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        base.executemany(insertion, rows[:30])
    with service(paths, tmp_path, {"sqlite": str(path), "overlap": 10, "rows": 7}) as running:
        Deadline(60).wait_for(lambda: "read to its end" in running.text(), running.text)
        with sqlite3.connect(path) as base:
            base.executemany(insertion, rows[30:])
        settled(running, expected)


@pytest.mark.parametrize("source, code", [
    ({"query": "SELECT nextval('sale_id_seq') AS id"}, "QUERY_WRITES"),
    ({"query": "SELECT 1 AS id) AS x; DROP TABLE sale; SELECT * FROM (SELECT 1 AS id"}, "QUERY_WRONG"),
    ({"query": "SELECT * FROM nowhere"}, "QUERY_WRONG"),
    ({"watermark": "nothing"}, "QUERY_WRONG"),
    ({"query": "SELECT NULL::int AS id"}, "QUERY_WATERMARK"),
    ({"watermark": "product", "overlap": 5}, "QUERY_WATERMARK"),
    ({"postgres": "host=/nowhere dbname=x user=x"}, "QUERY_CONNECTION"),
    ({"wrong": True}, "QUERY_DENIED"),
])
def test_a_mistake_is_told_and_nothing_is_changed(paths, tmp_path, table, source, code):
    header, lines = rows_of(paths)
    insert(table, header, lines)
    before = table.value("SELECT count(*), (SELECT last_value FROM sale_id_seq) FROM sale")
    if source.pop("wrong", False):
        (tmp_path / "other").write_text("not-the-password\n")
        source = {"password_file": str(tmp_path / "other")}
    with asking(paths, tmp_path, table, **source) as running:
        running.wait_for_log(code)
        assert "not-the-password" not in running.text() and PASSWORD not in running.text()
    assert table.value("SELECT count(*), (SELECT last_value FROM sale_id_seq) FROM sale") == before


def test_postgres_in_a_storm(binary, tmp_path, server, seed):
    """Rows come while the server is killed, connections are ended, and the service is killed and ended."""
    rng = random.Random(seed)
    paths = write_shop(tmp_path, rng, 300)
    quiet = tmp_path / "quiet.sqlite"
    expected = comparable(scan(paths, tmp_path, "--ledger", "--journal", quiet).records)
    made = ", ".join(f'"{name}" text' for name in columns_of(paths["inputs"][0]))
    server.psql("DROP TABLE IF EXISTS sale")
    server.psql(f"CREATE TABLE sale ({made}, id bigserial PRIMARY KEY)")
    header, left = rows_of(paths)
    running = asking(paths, tmp_path, server, rows=50, overlap=20)
    running.start()
    kills = 0
    try:
        while left or kills < KILLS:
            try:
                running.process.wait(rng.uniform(0, 1.5))
                raise AssertionError(f"seed {seed}: ended by itself:\n{running.text()}")
            except subprocess.TimeoutExpired:
                pass
            count = rng.randrange(1, 120)
            if left:
                insert(server, header, left[:count])
            left = left[count:]
            match rng.choice(["server", "connection", "kill", "end"]):
                case "server":
                    server.kill()
                    server.start()
                case "connection":
                    server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tillwatch'")
                case "kill":
                    running.process.kill()
                    running.process.wait()
                    kills += 1
                    running.start()
                case "end":
                    running.end()
                    kills += 1
                    running.start()
        running.end()
        running.start()
        settled(running, expected)
        running.end()
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()
    assert journalled(running.journal) == journalled(quiet), f"seed {seed}"


class Writer:
    """The program that writes the database, with a log of what it did."""

    def __init__(self, folder, database, rows, rng):
        self.log, self.rng = folder / "writer.log", rng
        self.arguments = [sys.executable, str(Path(__file__).with_name("sqlite_writer.py")), str(database), str(rows)]

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*self.arguments, str(self.rng.randrange(10**9))], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def done(self):
        code = self.process.poll()
        assert code in (None, 0, -9), self.log.read_text()[-3000:]
        return code == 0


def test_sqlite_in_a_storm(binary, tmp_path, seed):
    """Rows come from a program that locks, rolls back, checkpoints, changes its journal's mode and replaces the file, and is killed at
    any moment, as the service is."""
    rng = random.Random(seed)
    paths = write_shop(tmp_path, rng, 100 + 14 * KILLS)
    quiet = tmp_path / "quiet.sqlite"
    expected = comparable(scan(paths, tmp_path, "--ledger", "--journal", quiet).records)
    _, lines = rows_of(paths)
    rows = [[value or None for value in row] for row in csv.reader(io.StringIO(b"".join(lines).decode()))]
    (tmp_path / "rows.json").write_text(json.dumps([columns_of(paths["inputs"][0]), *rows]))
    writer = Writer(tmp_path, tmp_path / "sales.db", tmp_path / "rows.json", rng)
    running = service(paths, tmp_path, {"sqlite": str(tmp_path / "sales.db"), "overlap": 10, "rows": 20})
    writer.start()
    running.start()
    kills = 0
    try:
        while kills < KILLS:
            wait(running, rng.uniform(0, 1.2))
            kind = rng.choice(["writer", "kill", "end", "both"])
            if kind in ("writer", "both"):
                writer.kill()
            if kind in ("kill", "both"):
                running.process.kill()
                running.process.wait()
            if kind == "end":
                running.end()
            kills += kind != "writer"
            if not writer.done():
                writer.start() if writer.process.poll() is not None else None
            if running.process.poll() is not None:
                running.start()
        Deadline(300).wait_for(writer.done, "the last row")
        running.end()
        running.start()
        settled(running, expected)
        running.end()
    finally:
        writer.kill()
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()
    assert journalled(running.journal) == journalled(quiet), f"seed {seed}"
    did = collections.Counter(writer.log.read_text().split())
    print(f"{kills} kills of the service, {len(rows)} rows, the writer did {dict(did)}; {running.text().count('QUERY_')} looks failed")
    assert did["insert"] and did["rollback"]
