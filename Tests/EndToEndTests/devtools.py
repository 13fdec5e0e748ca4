"""A page in a real browser that is worked with: clicks, typing, downloads, and what the page complained about.

The browser is spoken to over a pipe (`--remote-debugging-pipe`), so that nothing listens on the network.
"""

import json
import os
import select
import subprocess
import sys
import time

from browser import program

# The browser takes its orders from descriptor 3 and answers on 4.
START = """
import fcntl, os, sys
orders, answers = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 20) for number in sys.argv[1:3])
os.dup2(orders, 3)
os.dup2(answers, 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
SECONDS = 60


class Page:
    """One page, from `with` to its end."""

    def __init__(self, page, folder, *options):
        self.address, self.folder, self.options = page.resolve().as_uri(), folder, options
        self.events, self.number, self.rest = [], 0, b""

    def __enter__(self):
        orders, self.orders = os.pipe()
        self.answers, answers = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(orders), str(answers), program(), "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--remote-debugging-pipe", f"--user-data-dir={self.folder / 'profile'}", *self.options, "about:blank"],
            pass_fds=(orders, answers), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(orders)
        os.close(answers)
        self.session = None
        targets = self.tell("Target.getTargets")["targetInfos"]
        target = next(found["targetId"] for found in targets if found["type"] == "page")
        self.session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.tell(f"{domain}.enable")
        self.tell("Page.navigate", url=self.address)
        self.wait_for(lambda: self.run("document.readyState") == "complete", "the page to load")
        return self

    def __exit__(self, *_):
        # Asked to close, the browser writes down what the page keeps; without its pipe it would only end.
        self.session = None
        os.write(self.orders, json.dumps({"id": 0, "method": "Browser.close"}).encode() + b"\0")
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.orders)
        os.close(self.answers)

    def tell(self, method, **parameters):
        """Gives an order and waits for its answer; events that come before it are kept."""
        self.number += 1
        order = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.orders, json.dumps(order).encode() + b"\0")
        end = time.monotonic() + SECONDS
        while True:
            answer = self.next(end)
            if answer is None:
                raise TimeoutError(f"no answer to {method}")
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self.events.append(answer)

    def next(self, end):
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.answers], [], [], max(0, end - time.monotonic()))
            if not ready:
                return None
            got = os.read(self.answers, 1 << 16)
            assert got, "the browser ended"
            self.rest += got
        text, _, self.rest = self.rest.partition(b"\0")
        return json.loads(text)

    def run(self, expression):
        """The value of an expression in the page."""
        done = self.tell("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True)
        assert "exceptionDetails" not in done, (expression, done["exceptionDetails"])
        return done["result"].get("value")

    def wait_for(self, condition, what):
        end = time.monotonic() + SECONDS
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"waited in vain for {what}")

    def click(self, selector, text=None):
        """A true click of the mouse in the middle of an element; `text` chooses among several."""
        found = self.run(f"""(() => {{
            const found = [...document.querySelectorAll({json.dumps(selector)})]
                .find((element) => {json.dumps(text)} === null || element.textContent === {json.dumps(text)});
            if (!found) return null;
            found.scrollIntoView({{block: "center", behavior: "instant"}});
            const box = found.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2, document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === found];
        }})()""")
        assert found, (selector, text)
        assert found[2], f"something covers {selector} {text}"
        for kind in ("mousePressed", "mouseReleased"):
            self.tell("Input.dispatchMouseEvent", type=kind, x=found[0], y=found[1], button="left", clickCount=1)

    def type(self, selector, text):
        """Takes out what stands in a field, and types."""
        self.run(f"(() => {{ const field = document.querySelector({json.dumps(selector)}); field.focus(); field.select(); }})()")
        self.tell("Input.insertText", text=text)

    def choose(self, selector, value):
        """Takes one of the choices of a list."""
        assert self.run(f"""(() => {{
            const list = document.querySelector({json.dumps(selector)});
            list.value = {json.dumps(value)};
            list.dispatchEvent(new Event("change", {{bubbles: true}}));
            return list.value;
        }})()""") == value

    def choose_file(self, selector, path):
        root = self.tell("DOM.getDocument")["root"]["nodeId"]
        node = self.tell("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.tell("DOM.setFileInputFiles", files=[str(path)], nodeId=node)

    def download(self, folder, name, act):
        """What the page saves when `act` is done."""
        folder.mkdir(exist_ok=True)
        session, self.session = self.session, None
        self.tell("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True)
        self.session = session
        act()
        self.wait_for(lambda: self.run("1") and any(
            event["method"] == "Browser.downloadProgress" and event["params"]["state"] == "completed" for event in self.events),
            "the download")
        return folder / name

    @property
    def complaints(self):
        """Exceptions, errors and what the page's policy refused."""
        self.run("1")
        return [event for event in self.events if event["method"] == "Runtime.exceptionThrown"
                or event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] == "error"
                or event["method"] == "Page.javascriptDialogOpening"]

    @property
    def requests(self):
        """What the page asked for, itself and what stands in itself left out."""
        self.run("1")
        return [event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"
                and not event["params"]["request"]["url"].startswith((self.address, "blob:", "about:", "data:"))]
