"""A recipient that does everything wrong, on plain sockets. The path of a request says how; what came is kept."""

import json
import re
import socket
import ssl
import struct
import subprocess
import threading
import time
from pathlib import Path

from counterparts import certificate

RESET = struct.pack("ii", 1, 0)
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


class Hostile:
    """Listens from `with` to its end. `tls`: (certificate, key) to show."""

    def __init__(self, tls=None):
        self.lock, self.over = threading.Lock(), threading.Event()
        # (time, mode, event id) of every request that was read to its end, and what it held.
        self.seen, self.bodies, self.connections, self.written = [], {}, 0, 0
        self.context = None
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*tls)
        self.server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.server.getsockname()[1]

    def url(self, mode):
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}/{mode}"

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.close()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            client.settimeout(60)
            if self.context:
                client = self.context.wrap_socket(client, server_side=True)
            while self.one(client):
                pass
        except OSError:
            pass
        finally:
            client.close()

    def one(self, client):
        """Takes one request and mistreats it; whether the connection goes on."""
        head = b""
        while b"\r\n\r\n" not in head:
            more = client.recv(1 << 16)
            if not more:
                return False
            head += more
        head, body = head.split(b"\r\n\r\n", 1)
        mode = re.match(rb"POST /(\w+)", head).group(1).decode()
        if mode == "reset_during":
            return self.reset(client)
        length = int(re.search(rb"(?i)\r\ncontent-length: (\d+)", head).group(1))
        while len(body) < length:
            body += client.recv(1 << 16)
        event = json.loads(body)["id"]
        with self.lock:
            self.seen.append((time.time(), mode, event))
            self.bodies.setdefault(event, set()).add(body)
            number = sum(1 for _, _, other in self.seen if other == event)
        return getattr(self, mode)(client, number)

    def ids(self):
        with self.lock:
            return [event for _, _, event in self.seen]

    # What it does.

    def fine(self, client, number):
        client.sendall(OK)
        return True

    def hang(self, client, number):
        self.over.wait(60)

    def drip(self, client, number, text=b"HTTP/1.1 200 OK\r\nx-filler: " + b"x" * 1000):
        for byte in text:
            client.sendall(bytes([byte]))
            if self.over.wait(1):
                return

    def drip_body(self, client, number):
        client.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        self.drip(client, number, b"x" * 1000)

    def flood(self, client, head, chunk, count):
        written = 0
        try:
            client.sendall(head)
            for _ in range(count):
                client.sendall(chunk)
                written += len(chunk)
        finally:
            with self.lock:
                self.written = max(self.written, written)

    def huge(self, client, number):
        self.flood(client, b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n", b"x" * 1_000_000, 100)

    def huge_error(self, client, number):
        self.flood(client, b"HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n", b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n", 100)

    def huge_headers(self, client, number):
        self.flood(client, b"HTTP/1.1 200 OK\r\n", (b"x-filler: " + b"x" * 988 + b"\r\n") * 1000, 100)

    def bomb(self, client, number):
        """Says that it is compressed; nobody is to unpack it."""
        body = b"\x1f\x8b" + b"\0" * 1000
        client.sendall(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        return True

    def too_short(self, client, number):
        client.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nshort")

    def too_long(self, client, number):
        """An answer to a question that was not asked yet."""
        client.sendall(OK + OK + OK)
        return True

    def two_lengths(self, client, number):
        client.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 50\r\n\r\nhello")

    def negative_length(self, client, number):
        client.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello")

    def nonsense(self, client, number):
        client.sendall(b"\x00\x01\x02 HTTP? what is that\r\n\r\n")

    def no_status(self, client, number):
        client.sendall(b"HTTP/1.1 banana\r\n\r\n")

    def reset(self, client):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    def reset_after(self, client, number):
        return self.reset(client)

    def reset_in_answer(self, client, number):
        client.sendall(b"HTTP/1.1 200 OK\r\ncontent-le")
        time.sleep(0.05)
        return self.reset(client)

    def accept_and_die(self, client, number):
        """Has it, and is gone before it can say so, the first time."""
        if number == 1:
            return False
        return self.fine(client, number)

    def interim(self, client, number):
        client.sendall(b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n" * 1000)
        client.sendall(OK)
        return True

    def much_interim(self, client, number):
        client.sendall((b"HTTP/1.1 100 Continue\r\nx-filler: " + b"x" * 100 + b"\r\n\r\n") * 1000)
        client.sendall(OK)
        return True

    def switching(self, client, number):
        client.sendall(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n")
        self.over.wait(60)

    def metadata(self, client, number):
        client.sendall(b"HTTP/1.1 307 There\r\nlocation: http://169.254.169.254/latest/meta-data/\r\ncontent-length: 0\r\n\r\n")
        return True

    def itself(self, client, number):
        client.sendall(b"HTTP/1.1 308 Here\r\nlocation: /fine\r\ncontent-length: 0\r\n\r\n")
        return True

    def later(self, client, status, when):
        client.sendall(f"HTTP/1.1 {status} Later\r\nretry-after: {when}\r\ncontent-length: 0\r\n\r\n".encode())
        return True

    def for_ages(self, client, number):
        return self.later(client, 429, 10**12)

    def beyond_numbers(self, client, number):
        return self.later(client, 503, 10**40)

    def until_2999(self, client, number):
        return self.later(client, 503, "Tue, 31 Dec 2999 23:59:59 GMT")

    def before_now(self, client, number):
        return self.later(client, 429, "Thu, 01 Jan 1970 00:00:00 GMT")

    def negative_wait(self, client, number):
        return self.later(client, 429, -5)

    def insult(self, client, number):
        body = b"\x1b[2J\x1b]0;owned\x07 error\r\nlevel=critical msg=\xe2\x80\xae\xff" + b"A" * 5000
        client.sendall(b"HTTP/1.1 422 \x1b[31mNo\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        return True

    def gone(self, client, number):
        client.sendall(b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n")
        return True


class ResetBefore(Hostile):
    """Resets whoever connects before a byte was read."""

    def serve(self, client):
        self.reset(client)
        client.close()


def papers(folder: Path):
    """The root to trust, and what servers show: a right certificate, one that is over, one for another name, one of nobody."""
    root, root_key = certificate(folder, "root")
    right = certificate(folder, "right", "root")
    shown = {"right": right, "stranger": certificate(folder, "stranger")}
    for name, names, start, end in (("expired", "IP:127.0.0.1", "20200101000000Z", "20200201000000Z"),
                                    ("elsewhere", "DNS:elsewhere.example.org", "20200101000000Z", "20990101000000Z")):
        request, made, key = folder / f"{name}.csr", folder / f"{name}.pem", folder / f"{name}.key"
        database = folder / f"{name}.index"
        database.write_text("")
        (folder / f"{name}.serial").write_text("1000\n")
        (folder / f"{name}.cnf").write_text(f"""[ca]
default_ca = own
[own]
database = {database}
serial = {folder}/{name}.serial
new_certs_dir = {folder}
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
""")
        subprocess.run(["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(request), "-subj", f"/CN={name}",
                        "-addext", f"subjectAltName={names}"], check=True, capture_output=True)
        subprocess.run(["openssl", "ca", "-batch", "-config", f"{folder}/{name}.cnf", "-cert", str(root), "-keyfile", str(root_key), "-in", str(request),
                        "-out", str(made), "-startdate", start, "-enddate", end, "-notext"], check=True, capture_output=True)
        shown[name] = (made, key)
    return root, shown
