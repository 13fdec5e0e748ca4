"""A real browser without a window: what it makes of a page, what it asks the network for, and how the page looks."""

import os
import shutil
import struct
import subprocess
import threading
import zlib
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
RUN_SECONDS = 120


def program():
    """The browser; skipped, visibly, where there is none and nothing says that there has to be."""
    named = os.environ.get("TILLWATCH_BROWSER")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    return found or pytest.skip("no chromium: sh Scripts/setup.sh installs it")


def browse(page, folder, *options):
    """Runs the browser over a page; returns what it prints."""
    done = subprocess.run(
        [program(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder / 'profile'}", *options,
         page.resolve().as_uri()], capture_output=True, timeout=RUN_SECONDS)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode()


class Document(HTMLParser):
    """Elements with their attributes, and the text, of a page as the browser has it."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.words, self.inside = [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, text):
        if "style" not in self.inside:
            self.words.append(text)

    @property
    def text(self):
        return "".join(self.words)

    def count(self, tag, word=None):
        return sum(name == tag and (word is None or word in (found.get("class") or "").split()) for name, found in self.elements)


def document(page, folder):
    return Document(browse(page, folder, "--dump-dom"))


def picture(page, folder, *options):
    """A screenshot as rows of pixels, each (red, green, blue)."""
    target = folder / "page.png"
    browse(page, folder, f"--screenshot={target}", "--window-size=900,1400", *options)
    return pixels(target.read_bytes())


def pixels(png):
    """Decodes a PNG of 8-bit colours, row by row."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, data, width, channels = 8, b"", 0, 0
    while place < len(png):
        size, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + size]
        if kind == b"IHDR":
            width, _, depth, colour = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and colour in (2, 6)
            channels = 3 if colour == 2 else 4
        data += body if kind == b"IDAT" else b""
        place += 12 + size
    raw, stride = zlib.decompress(data), width * channels + 1
    above, rows = bytearray(stride - 1), []
    for start in range(0, len(raw), stride):
        row = unfiltered(raw[start], bytearray(raw[start + 1 : start + stride]), above, channels)
        rows.append([tuple(row[place : place + 3]) for place in range(0, len(row), channels)])
        above = row
    return rows


def unfiltered(kind, row, above, size):
    for place in range(len(row)):
        left = row[place - size] if place >= size else 0
        corner = above[place - size] if place >= size else 0
        guess = left + above[place] - corner
        near = min((abs(guess - left), 0, left), (abs(guess - above[place]), 1, above[place]), (abs(guess - corner), 2, corner))[2]
        row[place] = (row[place] + (0, left, above[place], (left + above[place]) // 2, near)[kind]) & 255
    return row


class Listener:
    """Somebody on the network who must not hear from the page."""

    def __enter__(self):
        self.heard = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.heard.append(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/heard"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)
