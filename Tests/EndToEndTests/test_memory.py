"""What the service has in memory, and who can get at it: as a user of its own, with real core dumps.

The service runs as an unprivileged user, and the one who tries to look is the same user. What is planted is made anew for each run."""

import base64
import os
import pwd
import random
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import pytest
from harness import Deadline, PythonReceiver, run, webhook_secret
from test_card_numbers import Planter
from test_push import Pushed

PACK = """\
tillwatch: 1
pack: {id: all, version: "1"}
lists: [list.yaml]
levels: {notice: 10}
rules:
  - {id: every, title: Every purchase, where: {list: test-list}, score: 10}
"""
LIST = 'list: test-list\nversion: "1"\nsubstances:\n  - {id: salt, name: Salt, cas: 7647-14-5, annex: I, limit: 12 %, comparison: ">"}\n'
FEED = """\
feed: shop
format: csv
timezone: UTC
fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, description: name, quantity: quantity}
tokens: {loyalty: loyalty, payment: pay}
"""
HEADER = "store,till,receipt,line,time,product,name,quantity,loyalty,pay\n"
CATALOGUE = "product,substance,concentration,basis,net_amount,net_unit\nsalt,salt,100,w/w,1,kg\n"
# Lines that are planted, and bodies of a thousand lines that come after them.
PLANTED, AFTERWARDS = 200, 3


class Kept(Pushed):
    """The service as a user of its own runs it, from a folder of that user, with no limit on core dumps."""

    def __init__(self, home, receiver, **env):
        super().__init__(home.folder, home.paths, tokens_file=str(home.folder / "push.tokens"))
        self.config |= {"endpoints": {"police": {"url": receiver.url, "secret_file": str(home.webhook)}}, "metrics": {"listen": "127.0.0.1:0"}}
        # Where Swift's own backtraces are installed they would take the signal.
        self.env |= env | {"SWIFT_BACKTRACE": "enable=no"}
        self.under = ["env", "-C", str(home.folder), *home.unlimited, *home.as_user]
        self.write()
        os.chown(self.path, home.user.pw_uid, home.user.pw_gid)

    def start(self, wait=True):
        super().start(wait)
        self.wait_for_log("path=/metrics")
        ports = {path: int(port) for port, path in re.findall(r"address=\S+?:(\d+) path=(\S+)", self.text())}
        self.port, self.figures = ports["/sales"], ports["/metrics"]


class Home:
    """A folder that the service's own user has, with its secrets."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="tillwatch-home-"))
        root = os.getuid() == 0
        self.user = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        self.as_user = ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups"] if root else []
        self.unlimited = ["prlimit", "--core=unlimited:unlimited"] if root else []
        self.push, self.key = f"push-{os.urandom(12).hex()}", os.urandom(32).hex()
        for name, text in (("pack.yaml", PACK), ("list.yaml", LIST), ("feed.yaml", FEED), ("catalogue.csv", CATALOGUE),
                           ("push.tokens", self.push + "\n"), ("token.key", self.key + "\n")):
            (self.folder / name).write_text(text)
        self.webhook = webhook_secret(self.folder)
        self.paths = {"rules": [self.folder / "pack.yaml"], "catalogue": self.folder / "catalogue.csv", "feed": self.folder / "feed.yaml",
                      "installation": "test"}
        for path in [self.folder, *self.folder.iterdir()]:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def secrets(self):
        """Each secret in the forms in which it may be met."""
        webhook = self.webhook.read_text().strip()
        return {"webhook": [webhook.removeprefix("whsec_").encode(), base64.b64decode(webhook.removeprefix("whsec_"))],
                "token key": [self.key.encode(), bytes.fromhex(self.key)], "push token": [self.push.encode()]}

    def found(self, content):
        """The secrets that stand in a content."""
        return sorted(name for name, forms in self.secrets().items() if any(form in content for form in forms))


class Sales:
    """Lines with loyalty numbers, card numbers as tokens of the payment, and others in the text; and lines with nothing of that."""

    def __init__(self, seed):
        print(f"seed {seed}")
        rng = random.Random(seed)
        planter = Planter(seed)
        self.raw, rows = set(), []
        for number in range(PLANTED):
            loyalty, card, text = f"LOYAL{rng.getrandbits(64):016x}", planter.number(("51", 16)), planter.number(("4", 16))
            self.raw |= {loyalty, card, text}
            rows.append(f"S1,1,P{number},1,2026-05-01T{number % 24:02}:00:00,salt,Salt {text},1,{loyalty},{card}\n")
        self.planted = (HEADER + "".join(rows)).encode()

    def others(self, body):
        return (HEADER + "".join(f"S1,1,R{body}-{number},1,2026-05-02T{number % 24:02}:00:00,{'bread' if number % 50 else 'salt'},Something,1,C{number % 90},\n"
                                 for number in range(1000))).encode()

    def found(self, content):
        """What was planted and stands in a content. One pass for all of it: contents are large."""
        return {match.decode() for match in re.findall(rb"LOYAL[0-9a-f]{16}|[45][0-9]{15}", content)} & self.raw


@pytest.fixture
def home(binary):
    made = Home()
    yield made
    shutil.rmtree(made.folder, ignore_errors=True)


@pytest.fixture
def sales():
    return Sales(int(os.environ.get("TILLWATCH_SEED") or random.SystemRandom().randrange(10**9)))


def send(service, home, content):
    status, _, told = service.send(content, token=home.push)
    assert status == 200, (status, told, service.text())


def all_sent(service, receiver):
    def done():
        rows = run("outbox", "list", "--journal", service.journal, "--format", "ndjson").records
        return rows and {row["state"] for row in rows} == {"sent"} and len(receiver.requests) >= len(rows)

    Deadline(60).wait_for(done, f"everything sent:\n{service.text()[-3000:]}")


def told(path):
    """What a core dump holds; what nobody ever wrote to is left out."""
    nothing, parts = bytes(1 << 16), []
    with open(path, "rb") as file:
        while part := file.read(1 << 16):
            if part != nothing:
                parts.append(part)
    return b"".join(parts)


def taken(service, home):
    """A core dump of the running service, taken by its own user with gdb; None where the system does not let them."""
    if not shutil.which("gcore"):
        pytest.skip("no gcore: sh Scripts/setup.sh")
    process = service.process.pid
    done = subprocess.run([*home.as_user, "gcore", "-o", str(home.folder / "taken"), str(process)], capture_output=True, text=True, timeout=300, cwd=home.folder)
    path = home.folder / f"taken.{process}"
    if not path.exists():
        assert re.search("ptrace: Operation not permitted|Permission denied", done.stderr), done.stderr
        return None
    content = told(path)
    path.unlink()
    return content


def looks(home, *command):
    return subprocess.run([*home.as_user, *map(str, command)], capture_output=True, timeout=60).returncode == 0


def aborted(service, home):
    """Ends it as a crash does; the core dump that the kernel wrote, if it did."""
    service.process.send_signal(signal.SIGABRT)
    assert service.process.wait(60) == -signal.SIGABRT
    service.process.returncode = 0
    return next(home.folder.glob("core*"), None)


def test_its_own_user_gets_no_core_dump(home):
    """Neither by a debugger nor by a crash, and nothing of /proc either; where it is allowed for once, all of it works."""
    with PythonReceiver() as receiver:
        with Kept(home, receiver) as service:
            proc = Path(f"/proc/{service.process.pid}")
            assert taken(service, home) is None
            assert [name for name in ("environ", "mem", "maps", "auxv") if looks(home, "head", "-c1", proc / name)] == []
            assert looks(home, "cat", proc / "cmdline"), "who may look finds what there is to be found"
            assert aborted(service, home) is None
        with Kept(home, receiver, TILLWATCH_CORE_DUMPS="1") as service:
            assert taken(service, home)
            assert looks(home, "head", "-c1", f"/proc/{service.process.pid}/environ")
            core = aborted(service, home)
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    if pattern.startswith(("|", "/")) or not home.unlimited:
        print(f"core dumps of crashes go elsewhere here ({pattern}): only those by a debugger were looked at")
    else:
        assert core and core.stat().st_size > 1 << 20, "a crash leaves a core dump where nothing holds it back"


def test_what_a_core_dump_holds(home, sales):
    """Secrets while they are in use; of lines that were read some time ago nothing as it came."""
    with PythonReceiver() as receiver, Kept(home, receiver, TILLWATCH_CORE_DUMPS="1") as service:
        send(service, home, sales.planted)
        all_sent(service, receiver)
        for number in range(AFTERWARDS):
            send(service, home, sales.others(number))
        all_sent(service, receiver)
        content = taken(service, home)
    left = sales.found(content)
    print(f"{len(content) >> 20} MiB of memory, {len(left)} of {len(sales.raw)} planted texts, secrets: {home.found(content)}")
    assert "webhook" in home.found(content), "what is in use is there, and the search finds it"
    # Of small blocks the allocator keeps a few for each thread as they are.
    assert len(left) <= len(sales.raw) // 100, left


def test_nothing_planted_is_outside_of_memory(home, sales):
    """Searched while it runs: journal and WAL byte by byte, log, audit log, figures, what `ps` shows, what was sent."""
    with PythonReceiver() as receiver, Kept(home, receiver, TILLWATCH_TOKEN_KEY=home.key) as service:
        del service.config["token_key_file"]
        send(service, home, sales.planted)
        send(service, home, sales.others(0))
        all_sent(service, receiver)
        proc = Path(f"/proc/{service.process.pid}")
        figures = urllib.request.urlopen(f"http://127.0.0.1:{service.figures}/metrics", timeout=30).read()
        assert b"tillwatch_" in figures
        places = {path.name: path.read_bytes() for path in home.folder.iterdir() if path.is_file() and path.name not in ("push.tokens", "token.key", "webhook.secret")}
        assert places["journal"][:6] == b"SQLite" and len(places["journal-wal"]) > 0 and places["run.log"]
        places |= {"figures": figures, "cmdline": (proc / "cmdline").read_bytes(), "ps": subprocess.run(["ps", "auxww"], capture_output=True).stdout,
                   "sent": b"\n".join(body for _, body in receiver.requests), "headers": repr([headers for headers, _ in receiver.requests]).encode()}
        for command in (("audit", "list"), ("alerts", "list"), ("outbox", "list"), ("endpoint", "list"), ("journal", "verify"), ("feed", "status")):
            done = run(*command, "--journal", service.journal)
            places[" ".join(command)] = (done.out + done.err).encode()
        # Environments are told to the user who gave them and to nobody else.
        assert home.key.encode() in (proc / "environ").read_bytes() if os.getuid() == 0 else True
        assert not looks(home, "cat", proc / "environ")
    assert {name: sales.found(content) for name, content in places.items() if sales.found(content)} == {}
    assert {name: home.found(content) for name, content in places.items() if home.found(content)} == {}
    # The search finds what it looks for.
    assert len(sales.found(sales.planted)) == len(sales.raw) and home.found(repr(home.key).encode()) == ["token key"]
