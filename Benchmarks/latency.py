"""J4: from the till to the contact point: lines are pushed at a steady rate, alerts arrive at a webhook receiver."""

import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from .measure import Differs, spread
from .prepare import PEERS, Tools
from .pushing import FILES, HEADER, Served
from .receivers import free_port, wait_for
from .results import Bar, Section

# Receipts have ten lines; every tenth holds a watched one. Each buyer has two of those half a second apart, and the second one completes an alert.
RATE, RECEIPT, EVERY, APART, SENDERS = 20_000, 10, 10, 100, 4
BODIES = (100, 10)
PACK = FILES["pack.yaml"].replace("at_least: 40 kg", "at_least: 2 kg")
SHOWN = (("p50", "line in to request at the receiver, p50"), ("p99", "p99"), ("most", "most"), ("answer50", "until the body is answered, p50"),
         ("answer99", "p99"), ("late99", "how late the sender itself was, p99"))


def alerted(tools: Tools) -> Section:
    seconds = 5 if tools.quick else 20
    bodies = {lines: [body(number, lines) for number in range(RATE // lines * seconds)] for lines in BODIES}
    rounds: dict[int, list[dict]] = {lines: [] for lines in BODIES}
    for number in range(tools.rounds):
        for lines in BODIES:
            with tempfile.TemporaryDirectory() as folder:
                rounds[lines].append(figures := one_round(tools, Path(folder), bodies[lines], lines))
            print(f"  {number + 1}/{tools.rounds} {lines} lines a body: p50 {figures['p50']:.2f} ms, p99 {figures['p99']:.2f} ms", file=sys.stderr, flush=True)
    text = [f"""{seconds} seconds of {RATE:,} lines a second over {SENDERS} connections, in receipts of {RECEIPT}; {rounds[BODIES[0]][0]["alerts"]:,} of the lines complete an
alert. The journal is durable. Told is the time from when the body that completes an alert was due to be sent to when the head of the
webhook was there at a receiver; sender, service and receiver share the machine, and a body that is sent late counts from when it was due.""",
            "", f"| ms | {' | '.join(f'{lines} lines a body' for lines in BODIES)} |", "|---|" + "---|" * len(BODIES)]
    text += [f"| {name} | {' | '.join(spread([figures[key] for figures in rounds[lines]]) for lines in BODIES)} |" for key, name in SHOWN]
    text += ["", "Every alert arrived once.", "", "Goal: p50 2 ms, p99 20 ms."]
    bars = [Bar(f"tillwatch run, {key}", statistics.median(values), min(values), max(values), True)
            for key in ("p50", "p99") for values in [[figures[key] for figures in rounds[BODIES[0]]]]]
    return Section("J4: line in to alert out, pushed over HTTP", text, bars, "ms", {f"{lines} lines a body": rounds[lines] for lines in BODIES})


def one_round(tools: Tools, folder: Path, bodies: list[bytes], lines: int) -> dict:
    port = free_port()
    receiver = subprocess.Popen([sys.executable, PEERS / "receiver.py", str(port), folder / "arrivals"])
    try:
        wait_for(port, receiver)
        files = FILES | {"pack.yaml": PACK, "webhook.secret": "whsec_" + "QUJD" * 8 + "\n"}
        delivery = f"delivery: {{url: 'http://127.0.0.1:{port}/', secret_file: webhook.secret}}\n"
        with Served(folder, tools.tillwatch, files, delivery) as service:
            due, sent, answered = send(service.port, bodies, lines / RATE)
        arrived = [line.split() for line in (folder / "arrivals").read_text().splitlines()]
    finally:
        receiver.terminate()
        receiver.wait(10)
    completing = {receipt for receipt in range(len(bodies) * lines // RECEIPT) if completes(receipt)}
    numbers = [int(number) for _, number in arrived]
    if sorted(numbers) != sorted(completing):
        raise Differs(f"{len(completing)} alerts were to arrive, {len(numbers)} did, of {len(set(numbers))} receipts")
    waits = in_ms(float(at) - due[int(receipt) * RECEIPT // lines] for at, receipt in arrived)
    answers, late = in_ms(map(float.__sub__, answered, due)), in_ms(map(float.__sub__, sent, due))
    return {"alerts": len(waits), "p50": at(waits, 0.5), "p99": at(waits, 0.99), "most": waits[-1],
            "answer50": at(answers, 0.5), "answer99": at(answers, 0.99), "late99": at(late, 0.99)}


def send(port: int, bodies: list[bytes], step: float) -> tuple[list[float], list[float], list[float]]:
    """When each body was due, when it was sent, and when it was answered."""
    began = time.monotonic() + 0.2
    due = [began + number * step for number in range(len(bodies))]
    sent, answered, wrong = [0.0] * len(bodies), [0.0] * len(bodies), []

    def work(first):
        connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(first, len(bodies), SENDERS):
            if (wait := due[number] - time.monotonic()) > 0:
                time.sleep(wait)
            sent[number] = time.monotonic()
            connection.sendall(bodies[number])
            status = answer(connection)
            answered[number] = time.monotonic()
            if status != b"200":
                wrong.append((number, status))

    threads = [threading.Thread(target=work, args=(first,), daemon=True) for first in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong or 0.0 in answered:
        raise Differs(f"bodies were not answered with 200: {wrong[:5]}")
    return due, sent, answered


def answer(connection: socket.socket) -> bytes:
    """Reads one answer; its status."""
    held = b""
    while b"\r\n\r\n" not in held:
        held += connection.recv(1 << 16) or b"closed\r\n\r\n"
    head, rest = held.split(b"\r\n\r\n", 1)
    size = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    while size and len(rest) < int(size[1]):
        rest += connection.recv(1 << 16)
    return head[9:12]


def in_ms(seconds) -> list[float]:
    return sorted(value * 1000 for value in seconds)


def at(values: list[float], share: float) -> float:
    return values[int(len(values) * share)]


def is_watched(receipt: int) -> bool:
    return receipt % EVERY == 0


def completes(receipt: int) -> bool:
    return is_watched(receipt) and receipt // EVERY // APART % 2 == 1


def body(number: int, lines: int) -> bytes:
    """The request of so many lines, head and all."""
    text = HEADER + "".join(line_of(index // RECEIPT, index % RECEIPT) for index in range(number * lines, (number + 1) * lines))
    return (f"POST /sales HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/csv\r\nContent-Length: {len(text)}\r\n\r\n{text}").encode()


def line_of(receipt: int, line: int) -> str:
    turn = receipt // EVERY
    buyer = f"B{turn // (2 * APART) * APART + turn % APART}" if is_watched(receipt) else f"C{receipt * 31 % 1_000_003}"
    moment = f"2026-03-{1 + receipt // 86_400:02}T{receipt // 3600 % 24:02}:{receipt // 60 % 60:02}:{receipt % 60:02}"
    product = "4001" if is_watched(receipt) and line == 0 else str(100_000 + (receipt * RECEIPT + line) * 7919 % 68_509)
    return f"S{receipt % 400},1,{receipt},{line},{moment},{product},1,{buyer}\n"
