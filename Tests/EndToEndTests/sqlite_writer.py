"""A program that writes sales into a SQLite database, as restlessly as a till's may; killed and started again it goes on.

Run as `sqlite_writer.py DATABASE ROWS SEED`; ROWS is a JSON list of columns and rows. A row's id is its number; it ends when all
of them are there. What it did is told on standard output, one word a line."""

import json
import os
import random
import sqlite3
import sys
import threading
from contextlib import closing


def main(path, rows, seed):
    columns, *rows = json.load(open(rows))
    chance, pause = random.Random(seed), threading.Event()
    # A copy that was not finished is nothing.
    if os.path.exists(f"{path}.copy"):
        os.unlink(f"{path}.copy")
    while write(path, columns, rows, chance, pause):
        replace(path)


def say(word):
    print(word, flush=True)


def write(path, columns, rows, chance, pause):
    """Goes on until the file is to be replaced; says whether it is, else all rows are there."""
    insertion = f"INSERT INTO sale (id, {', '.join(columns)}) VALUES (?, {', '.join('?' * len(columns))})"
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as base:
        base.execute(f"CREATE TABLE IF NOT EXISTS sale (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        while (done := base.execute("SELECT ifnull(max(id), 0) FROM sale").fetchone()[0]) < len(rows):
            some = [(done + number + 1, *row) for number, row in enumerate(rows[done:done + chance.randint(1, 3)])]
            action = chance.choices(["insert", "rollback", "lock", "checkpoint", "mode", "vacuum", "replace"], [12, 3, 2, 2, 1, 1, 1])[0]
            say(action)
            if action == "insert":
                base.execute("BEGIN IMMEDIATE")
                base.executemany(insertion, some)
                pause.wait(chance.random() * 0.02)
                base.execute("COMMIT")
            elif action == "rollback":
                base.execute("BEGIN IMMEDIATE")
                # Much of it, so that it reaches the file before it is taken back.
                base.execute("PRAGMA cache_size = 1")
                base.executemany(insertion, [(10**9 + number, *["never"] * len(columns)) for number in range(500)])
                pause.wait(chance.random() * 0.05)
                base.execute("ROLLBACK")
            elif action == "lock":
                base.execute("BEGIN EXCLUSIVE")
                pause.wait(chance.random() * 0.5)
                base.execute("COMMIT")
            elif action == "checkpoint":
                base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            elif action == "mode":
                quietly(base, f"PRAGMA journal_mode = {chance.choice(['WAL', 'DELETE', 'TRUNCATE'])}")
            elif action == "vacuum":
                quietly(base, "VACUUM")
            elif quietly(base, "PRAGMA journal_mode = DELETE"):
                return True
            pause.wait(chance.random() * 0.03)
    return False


def quietly(base, statement):
    """Whether it could be done: a reader may be in the way."""
    try:
        told = base.execute(statement).fetchone()
        return told is None or told[0] != "wal"
    except sqlite3.OperationalError:
        return False


def replace(path):
    """Another file with the same rows takes its name."""
    with closing(sqlite3.connect(path, timeout=30)) as base:
        base.execute("VACUUM INTO ?", [f"{path}.copy"])
    os.rename(f"{path}.copy", path)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
