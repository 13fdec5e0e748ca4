"""Lines sent over HTTP for a long time, and beside nginx.

    TILLWATCH_BINARY=… python3 -m Benchmarks.pushing [--seconds 600] [--rate 100000] [--lines 1000] [--watched 0.005] [--rounds 7]

Steady: bodies of so many lines at so many lines a second, each with new receipts, to a `tillwatch run` that answers once they are
committed; a second of sending is an hour of the shop. Prints, minute by minute, the lines answered, the time until an answer, and the
memory of the process; at the end every line has to be in the service's own count, every watched one in its journal.

Beside nginx: the same bodies as fast as four connections of `wrk` send them, to the service and to an nginx that writes each body to a
file (its DAV module's PUT) or reads it and throws it away, in turn; needs Debian's wrk and nginx. These bodies hold no watched lines:
nginx looks at none either.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = (ROOT / os.environ.get("TILLWATCH_BINARY", ".build/release/tillwatch")).resolve()
HEADER = "store,till,receipt,line,time,product,quantity,card\n"
FILES = {
    "list.yaml": "list: made-up\nversion: \"1\"\nsubstances:\n  - {id: salt, name: Salt, cas: 7647-14-5}\n",
    "pack.yaml": "tillwatch: 1\npack: {id: salt, version: 1, from: 2020-01-01}\nlists: [list.yaml]\nlevels: {notice: 30}\nrules:\n"
                 "  - {id: much, title: Much salt, within: 7d, where: {list: made-up}, measure: sum mass, at_least: 40 kg, score: 30}\n",
    "catalogue.csv": "product,substance,concentration,basis,net_amount,net_unit\n4001,salt,100,w/w,1,kg\n",
    "feed.yaml": "feed: shop\nformat: csv\ntimezone: UTC\nfields: {store: store, till: till, receipt: receipt, line: line, time: time, "
                 "product: product, quantity: quantity}\ntokens: {loyalty: card}\n",
    "token.key": "ab" * 32 + "\n",
}
START = datetime(2026, 3, 1)


class Served:
    """`tillwatch run` with one source that listens, from `with` to its end."""

    def __init__(self, folder, binary=BINARY, files=FILES, more=""):
        self.folder, self.binary = folder, binary
        for name, text in files.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o600)
        (folder / "run.yaml").write_text(
            "packs: [pack.yaml]\ncatalogue: catalogue.csv\nfeed: feed.yaml\njournal: journal\ntoken_key_file: token.key\n"
            "source: {name: tills, listen: 127.0.0.1:0, path: /sales}\n" + more)

    def __enter__(self):
        self.log = open(self.folder / "log", "wb+")
        self.process = subprocess.Popen([str(self.binary), "run", "--config", str(self.folder / "run.yaml")], stdout=subprocess.DEVNULL, stderr=self.log)
        end = time.monotonic() + 60
        while True:
            found = re.search(r"address=\S+?:(\d+)", (self.folder / "log").read_text())
            if found:
                self.port = int(found[1])
                return self
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit((self.folder / "log").read_text())
            threading.Event().wait(0.02)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    @property
    def resident(self):
        """MiB."""
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def counts(self):
        """What the service says of itself at its end."""
        text = (self.folder / "log").read_text()
        said = next(line for line in text.splitlines() if "scanned" in line)
        return {name: int(re.search(rf"\b{name}=(\d+)", said)[1]) for name in ("read", "screened", "journalled", "quarantined")}


def body(number, lines, rate, watched):
    """The body of that number: `lines` lines of new receipts, every 1/watched-th of a watched product, and how many are."""
    first = number * lines
    every = round(1 / watched) if watched else 0
    time_of = (START + timedelta(seconds=int(first / rate * 3600))).isoformat()
    out, held = [HEADER], 0
    for index in range(first, first + lines):
        is_watched = every and index % every == 0
        held += bool(is_watched)
        product = "4001" if is_watched else str(100000 + index * 7919 % 68509)
        out.append(f"S{index % 400},{index % 7},{index // 5},{index % 5},{time_of},{product},1,C-{index * 31 % 1000003}\n")
    return "".join(out).encode(), held


def steady(options, folder):
    """Sends at the rate asked for, over two connections in turn; returns false where a bound was not held."""
    results, failure, lock = [], [], threading.Lock()
    total = options.seconds * options.rate // options.lines
    numbers = iter(range(total))
    with Served(folder) as service:
        began = time.monotonic()

        def send():
            connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
            while not failure:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                content, held = body(number, options.lines, options.rate, options.watched)
                due = began + number * options.lines / options.rate
                threading.Event().wait(max(0, due - time.monotonic()))
                sent = time.monotonic()
                connection.request("POST", "/sales", content, {"Idempotency-Key": str(number)})
                answer = connection.getresponse()
                told = json.loads(answer.read())
                if answer.status != 200 or (told["read"], told["watched"]) != (options.lines, held):
                    failure.append((answer.status, told))
                results.append((sent - began, time.monotonic() - sent, held))

        threads = [threading.Thread(target=send, daemon=True) for _ in range(2)]
        for thread in threads:
            thread.start()
        memory = []
        while any(thread.is_alive() for thread in threads):
            threading.Event().wait(1)
            memory.append((time.monotonic() - began, service.resident))
        seconds = time.monotonic() - began
    if failure:
        sys.exit(f"not answered as it should be: {failure[0]}")
    print(f"{len(results) * options.lines:,} lines in {seconds:.1f} s: {len(results) * options.lines / seconds:,.0f} lines/s "
          f"({options.rate:,} asked), {sum(held for *_, held in results):,} of them watched")
    print("minute  lines/s     p50 ms  p99 ms  memory MiB (median, most)")
    for minute in range(int(seconds // 60) + 1):
        waits = sorted(wait for sent, wait, _ in results if minute * 60 <= sent < minute * 60 + 60)
        held = [value for at, value in memory if minute * 60 <= at < minute * 60 + 60]
        if len(waits) < 2 or not held:
            continue
        width = min(60, seconds - minute * 60)
        print(f"{minute + 1:6}  {len(waits) * options.lines / width:9,.0f}  {waits[len(waits) // 2] * 1000:7.2f} {waits[len(waits) * 99 // 100] * 1000:7.2f}"
              f"  {statistics.median(held):7.1f} {max(held):7.1f}")
    counts = service.counts()
    journal = sqlite3.connect(folder / "journal").execute("SELECT count(*) FROM line").fetchone()[0]
    print(f"the service counts {counts}; its journal holds {journal:,} lines")
    expected = sum(held for *_, held in results)
    return counts["read"] == len(results) * options.lines and journal == expected


def nginx_config(folder, port):
    folder.mkdir()
    (folder / "data").mkdir()
    (folder / "nginx.conf").write_text(f"""
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/body; client_max_body_size 64m; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/data; location / {{ dav_methods PUT; }} location /away {{ return 204; }} }}
}}
""")
    if os.getuid() == 0:
        text = (folder / "nginx.conf").read_text()
        (folder / "nginx.conf").write_text("user root;\n" + text)
    return folder / "nginx.conf"


def wrk(folder, method, url, content, seconds):
    """Requests a second that were answered well."""
    path, script = folder / "body", folder / "send.lua"
    path.write_bytes(content)
    script.write_text(f'local file = io.open("{path}", "rb")\nwrk.method = "{method}"\nwrk.body = file:read("*a")\n')
    done = subprocess.run(["wrk", "-t1", "-c4", f"-d{seconds}s", "-s", str(script), url], capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        sys.exit(done.stdout)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])


def spread(ratios):
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def beside_nginx(options, folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(["nginx", "-c", str(nginx_config(folder / "nginx", port))], stderr=subprocess.DEVNULL)
    try:
        (folder / "ours").mkdir()
        with Served(folder / "ours") as service:
            print(f"\nbeside nginx, medians of {options.rounds} rounds in turn (least and most)\n"
                  "lines a body  ours lines/s   nginx, to a file  ours/nginx           nginx, thrown away  ours/nginx")
            for lines in (5000, 1000, 100, 1):
                content, _ = body(0, lines, options.rate, 0)
                targets = (("POST", service.port, "/sales"), ("PUT", port, "/sales.csv"), ("POST", port, "/away"))
                rounds = [[wrk(folder, method, f"http://127.0.0.1:{at}{path}", content, 2) for method, at, path in targets]
                          for _ in range(options.rounds)]
                rates = [statistics.median(rates) * lines for rates in zip(*rounds)]
                kept, away = ([ours / rates[index] for ours, *rates in rounds] for index in (0, 1))
                print(f"{lines:12,}  {rates[0]:12,.0f}  {rates[1]:17,.0f}  {spread(kept)}  {rates[2]:18,.0f}  {spread(away)}", flush=True)
    finally:
        server.terminate()
        server.wait(10)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--rate", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=1_000)
    parser.add_argument("--watched", type=float, default=0.005)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        holds = True
        if options.seconds:
            (Path(folder) / "steady").mkdir()
            holds = steady(options, Path(folder) / "steady")
        if shutil.which("wrk") and shutil.which("nginx"):
            if options.rounds:
                beside_nginx(options, Path(folder))
        else:
            print("not beside nginx: wrk or nginx is not installed")
        if not holds:
            sys.exit("not every line that was answered is counted and kept")


if __name__ == "__main__":
    main()
