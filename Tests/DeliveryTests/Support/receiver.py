"""A recipient for tests of the courier, standard library only.

The path of a request says how it is answered. Prints one JSON line when it listens, then one for each request (before
it is answered). Ends on SIGTERM, and by itself after two minutes.
"""
import argparse
import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

try:
    from standardwebhooks import Webhook
except ImportError:
    Webhook = None

SECRET = os.environ.get("RECEIVER_SECRET", "")
lock = threading.Lock()
seen = {}
connections = 0
stopping = threading.Event()


def say(**fields):
    with lock:
        sys.stdout.write(json.dumps(fields) + "\n")
        sys.stdout.flush()


def genuine(headers, body):
    """The signature, recomputed here from the text of Standard Webhooks."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in headers["webhook-signature"].split(" ")


def accepted_by_package(headers, body):
    if Webhook is None:
        return None
    try:
        Webhook(SECRET).verify(body, dict(headers))
        return True
    except Exception:
        return False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        global connections
        super().setup()
        with lock:
            connections += 1
            self.number = connections

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", headers=()):
        lines = [f"HTTP/1.1 {status} Answer", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def do_GET(self):
        say(path=self.path, method="GET")
        self.answer(200)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        event = self.headers["webhook-id"]
        with lock:
            number = seen[self.path, event] = seen.get((self.path, event), 0) + 1
        say(
            path=self.path, method="POST", id=event, timestamp=int(self.headers["webhook-timestamp"]),
            signature=self.headers["webhook-signature"], genuine=genuine(self.headers, body),
            package=accepted_by_package(self.headers, body), type=self.headers["content-type"],
            agent=self.headers["user-agent"], expect=self.headers.get("expect"),
            cookie=self.headers.get("cookie"), connection=self.number, body=body.decode(), attempt=number)
        getattr(self, "mode_" + self.path.strip("/").replace("-", "_"))(number)

    def mode_ok(self, number):
        self.answer(200, b"thanks", [("Set-Cookie", "a=b")])

    def mode_no_content(self, number):
        self.wfile.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    def mode_fail_first(self, number):
        self.answer(500 if number == 1 else 200)

    def mode_throttle(self, number):
        if number == 1:
            self.answer(429, b"", [("Retry-After", "1")])
        else:
            self.answer(200)

    def mode_throttle_until(self, number):
        """`Retry-After` as a date, two whole seconds ahead."""
        if number == 1:
            self.answer(503, b"", [("Retry-After", formatdate(int(time.time()) + 2, usegmt=True))])
        else:
            self.answer(200)

    def mode_wordy(self, number):
        self.answer(200, b"x" * 20_000)

    def mode_hang(self, number):
        stopping.wait()

    def mode_hang_first(self, number):
        if number == 1:
            stopping.wait()
        self.answer(200)

    def mode_slow_body(self, number):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        self.wfile.write(b"x")
        stopping.wait()

    def mode_slow_headers(self, number):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-")
        stopping.wait()

    def flood(self, chunk, first):
        written = 0
        try:
            self.wfile.write(first)
            for _ in range(1000):
                self.wfile.write(chunk)
                written += len(chunk)
        except OSError:
            pass
        say(path=self.path, method="flood", written=written)
        self.close_connection = True

    def mode_huge_body(self, number):
        self.flood(b"x" * 1_000_000, b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")

    def mode_huge_headers(self, number):
        self.flood((b"X-Filler: " + b"x" * 9988 + b"\r\n") * 100, b"HTTP/1.1 200 OK\r\n")

    def mode_redirect(self, number):
        self.answer(302, b"", [("Location", "/ok")])

    def mode_gone(self, number):
        self.answer(410)

    def mode_refuse(self, number):
        self.answer(422, b"no\r\n such \x1b[31mlevel\x00\xff " + b"y" * 3000)

    def mode_refuse_first_revision(self, number):
        self.answer(422 if self.headers["webhook-id"].endswith("-1") else 200)

    def mode_unauthorized(self, number):
        self.answer(401, b"who are you")

    def mode_reset_first(self, number):
        if number > 1:
            return self.answer(200)
        # Closing with a reset: nothing is left in the socket to be read.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def mode_close_idle(self, number):
        """Answers, and closes without having said so."""
        self.answer(200)
        self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, address):
        pass


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certificate(folder, name, *more):
    """A self-made certificate, and its key beside it."""
    path = os.path.join(folder, name + ".pem")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", os.path.join(folder, name + ".key"), "-out", path, "-days", "2", *more)
    return path


def pin(path):
    """SHA-256 of the public key, derived apart from curl."""
    key = subprocess.run(["openssl", "x509", "-in", path, "-pubkey", "-noout"], check=True, capture_output=True)
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=key.stdout, check=True,
                         capture_output=True)
    return "sha256/" + base64.b64encode(hashlib.sha256(der.stdout).digest()).decode()


def tls(server, folder, arguments):
    own = certificate(folder, "own", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    client = certificate(folder, "client", "-subj", "/CN=sender")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, os.path.join(folder, "own.key"))
    if arguments.ask_client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client)
    if arguments.old_tls:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return {"authority": own, "client": client, "client_key": os.path.join(folder, "client.key"), "pin": pin(own)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--ask-client", action="store_true", help="take only those who show the client certificate")
    parser.add_argument("--old-tls", action="store_true", help="speak TLS 1.1 at most")
    arguments = parser.parse_args()
    # A process started from a thread that blocks signals would never hear of its end.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGALRM})
    signal.alarm(120)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(("127.0.0.1", arguments.port), Handler)
        papers = tls(server, folder, arguments) if arguments.tls else {}

        def stop(*_):
            stopping.set()
            threading.Thread(target=server.shutdown).start()

        signal.signal(signal.SIGTERM, stop)
        say(port=server.server_address[1], package=Webhook is not None, **papers)
        server.serve_forever(poll_interval=0.05)
        server.server_close()


main()
