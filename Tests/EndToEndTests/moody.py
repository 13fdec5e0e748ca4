"""A recipient whose mood changes over a day that passes faster than a day: up, away, busy, silent, broken."""

import json
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# From which hour of 24 on it is how.
DAY = [(0, "up"), (2, "away"), (5, "busy"), (6, "up"), (8, "later"), (9, "up"), (12, "silent"), (14, "up"), (16, "broken"), (17, "up"), (19, "away"), (20, "up")]


class Moody:
    """Listens at one port. `hour`: of the day of 24 hours at a moment of the sender's clock; `moods`: as `DAY`; `retry_after`: seconds
    to wait, as told while it is busy or says later."""

    def __init__(self, hour, moods, retry_after=0):
        self.hour, self.moods, self.retry_after, self.port, self.server = hour, moods, retry_after, 0, None
        # Each request that was read: when by the sender's clock, when by ours, its event, and what was answered (0: nothing).
        self.lock, self.requests, self.let_go = threading.Lock(), [], threading.Event()
        self.open()
        self.url = f"http://127.0.0.1:{self.port}/hook"

    def mood(self, hour):
        return [mood for start, mood in self.moods if start <= hour][-1]

    def open(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version, timeout = "HTTP/1.1", 60

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stamp = int(self.headers["webhook-timestamp"])
                outer.answer(self, stamp, body)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads, allow_reuse_address, request_queue_size = True, True, 128

            def handle_error(self, *_):
                pass  # the sender gave up

        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def follow(self, hour):
        """Is away while it should be. Connections that are open stay so, and are cut by the next answer."""
        away = self.mood(hour) == "away"
        if away and self.server:
            self.close()
        elif not away and not self.server:
            self.open()

    def answer(self, handler, stamp, body):
        mood = self.mood(self.hour(stamp))
        status = {"up": 204, "busy": 503, "later": 429, "broken": 500}.get(mood, 0)
        with self.lock:
            noted = {"stamp": stamp, "at": time.monotonic(), "event": json.loads(body), "status": status, "answered": None}
            self.requests.append(noted)
        if mood == "silent":
            self.let_go.wait(10)
        if not status:
            handler.close_connection = True
            return
        handler.send_response(status)
        if mood == "busy":
            handler.send_header("Retry-After", str(self.retry_after))
        if mood == "later":
            handler.send_header("Retry-After", formatdate(stamp + self.retry_after, usegmt=True))
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        noted["answered"] = time.monotonic()

    def accepted(self):
        return [request["event"] for request in self.requests if request["status"] == 204]
