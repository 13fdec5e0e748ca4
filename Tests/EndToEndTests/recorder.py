"""A recipient that may be killed at any moment: a process of its own that notes each request before it answers, and that it did.

Shares nothing with the program. Run as `recorder.py PORT FILE`; FILE gets one JSON object a line."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def serve(port, path):
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(**told):
        # One write for each line: two threads never write into one another. What a kill tore begins no line.
        os.write(out, b"\n" + json.dumps(told | {"at": time.monotonic()}).encode() + b"\n")

    pause = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            note(id=self.headers["webhook-id"], body=body)
            # As one that has to write to a disk first: what a kill finds under way.
            pause.wait(random.random() * 0.03)
            self.send_response(204)
            self.send_header("Content-Length", "0")
            self.end_headers()
            note(answered=self.headers["webhook-id"])

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads, request_queue_size = True, 128

        def handle_error(self, *_):
            pass  # the other side was killed

    server = Server(("127.0.0.1", port), Handler, bind_and_activate=False)
    server.server_bind()
    server.server_activate()
    server.serve_forever()


class Recorder:
    """Starts and kills it, always at the same port."""

    def __init__(self, folder, name):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url, self.path, self.process = f"http://127.0.0.1:{self.port}/{name}", Path(folder) / f"{name}.requests", None
        self.kills = []

    def start(self):
        if self.process is None:
            self.process = subprocess.Popen([sys.executable, __file__, str(self.port), str(self.path)], stdin=subprocess.DEVNULL)

    def kill(self):
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None
            self.kills.append(time.monotonic())

    def notes(self):
        """What it wrote down, in that order; what a kill tore was never answered."""
        found = []
        for line in self.path.read_text(errors="replace").splitlines() if self.path.exists() else []:
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return found

    def copies(self):
        """For each id the requests with it, in order: when, with which body, and when its answer was written."""
        found = {}
        for note in self.notes():
            if "id" in note:
                found.setdefault(note["id"], []).append({"at": note["at"], "body": note["body"], "answered": None})
            else:
                found[note["answered"]][-1]["answered"] = note["at"]
        return found


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
