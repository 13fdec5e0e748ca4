"""Takes alerts over HTTP/1.1 and notes when the head of each request was there: PORT FILE.

Writes a line for each request: the time by the monotonic clock, and the highest receipt number that the alert names.
"""

import re
import socket
import sys
import threading
import time

port, target = sys.argv[1:]
out, lock = open(target, "w", buffering=1), threading.Lock()


def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    held = b""
    while True:
        while b"\r\n\r\n" not in held:
            if not (more := connection.recv(1 << 16)):
                return
            held += more
        at = time.monotonic()
        head, held = held.split(b"\r\n\r\n", 1)
        size = int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)[1])
        while len(held) < size:
            held += connection.recv(1 << 16)
        body, held = held[:size], held[size:]
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        receipts = [int(number) for number in re.findall(rb'"receipt":"(\d+)"', body)]
        with lock:
            out.write(f"{at} {max(receipts, default=-1)}\n")


listener = socket.create_server(("127.0.0.1", int(port)))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
