"""What is pulled over HTTPS, SFTP and FTPS from real servers: what is asked of them, and that nothing is lost or twice."""

import os
import random
import re
import socket
import time

import pytest
from counterparts import DataNetwork, FileTransfer, ImplicitFileTransfer, Network, Nginx, SecureShell, certificate, put
from harness import Deadline, run, scan
from service import Service
from shop import pieces, write_shop
from storm import KILLS as NIGHTLY
from storm import Quiet, journalled, wait

from compare import comparable, differences

# A round takes about two seconds: so many of them for each way.
KILLS = min(100, NIGHTLY)


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(5), 60)


@pytest.fixture
def there(tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    return folder


def pulling(paths, folder, *sources):
    made = Service(folder, paths, None)
    del made.config["source"]
    made.config["sources"] = [{"every": "1s", "timeout": "10s"} | source for source in sources]
    made.write()
    return made


def settled(running, expected, seconds=60):
    try:
        Deadline(seconds).wait_for(lambda: differences(expected, comparable(running.alerts())) == [], "the ledger")
    except TimeoutError as error:
        raise TimeoutError(f"{error}:\n{running.text()}") from None
    assert run("journal", "verify", "--journal", running.journal).code == 0


def grown(paths, count):
    """An export as it grows: so many contents, the last one whole."""
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    return [header + b"".join(lines[:len(lines) * number // count]) for number in range(1, count + 1)]


def by_https(server, port=None, file="sales.csv", **more):
    return {"name": "office", "pull": f"https://127.0.0.1:{port or server.port}/{file}", "ca": str(server.ca)} | more


def test_https_asks_for_changes_only(paths, tmp_path, there):
    """What is unchanged is answered with 304, after a restart as well; what has changed is read."""
    half, whole = grown(paths, 2)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    with Nginx(there) as server:
        put(server.web, "sales.csv", half)
        with pulling(paths, tmp_path, by_https(server)) as running:
            Deadline(60).wait_for(lambda: server.statuses().count(304) >= 2, f"304:\n{running.text()}")
            running.end()
            running.start()
            Deadline(60).wait_for(lambda: server.statuses().count(304) >= 4, "304 after a restart")
            assert server.statuses().count(200) == 1 and all(size == 0 for status, size, _ in server.told() if status == 304)
            put(server.web, "sales.csv", whole)
            settled(running, expected)
            running.wait_for_log("goes on at line")
        assert server.statuses().count(200) == 2
    spool = tmp_path / "journal-spool" / "office"
    assert spool.stat().st_mode & 0o777 == 0o700 and list((spool / "ready").iterdir()) == []


def test_https_goes_on_after_a_cut(binary, tmp_path, there):
    """The rest alone is asked for, by the tag; where the file has changed meanwhile the whole comes."""
    # Larger than a few records of TLS, of which none counts that is not whole.
    paths = write_shop(tmp_path, random.Random(5), 500)
    half, whole = grown(paths, 2)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    assert len(half) > 30_000
    budgets = [len(half) * 3 // 4]
    with Nginx(there) as server, Network(server.port) as network:
        put(server.web, "sales.csv", half)
        network.budget = lambda: budgets.pop() if budgets else None
        with pulling(paths, tmp_path, by_https(server, network.port)) as running:
            Deadline(60).wait_for(lambda: 206 in server.statuses(), f"206:\n{running.text()}")
            Deadline(60).wait_for(lambda: 304 in server.statuses(), "304")
            (status, size, line), = [told for told in server.told() if told[0] == 206]
            assert size < len(half) and 'if="' not in line and "range=bytes=" in line and "if=-" not in line
            assert "FETCH_CONNECTION" in running.text() and "fetching again" in running.text()
            before = len(server.told())
            budgets.append(len(half) * 3 // 4)
            put(server.web, "sales.csv", whole + b"\n")
            Deadline(60).wait_for(lambda: len(server.told()) > before and not budgets, "the second cut")
            put(server.web, "sales.csv", whole)
            settled(running, expected)
    assert journalled(running.journal)


def test_https_refuses_a_stranger(paths, tmp_path, there):
    """A certificate of another CA: nothing is asked, and it is told once with what to do."""
    with Nginx(there) as server:
        put(server.web, "sales.csv", grown(paths, 1)[0])
        other, _ = certificate(tmp_path, "other")
        with pulling(paths, tmp_path, by_https(server, ca=str(other))) as running:
            running.wait_for_log("FETCH_CERTIFICATE")
        assert server.told() == [] and "help:" in running.text()
        assert running.text().count("FETCH_CERTIFICATE") == 1


def test_https_tells_who_is_not_let_in_and_what_is_not_there(paths, tmp_path, there):
    """A wrong token and a missing file are told with a code; mended they go on; other sources do not wait; no secret is told."""
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    first, second = pieces(paths, 2)
    token = tmp_path / "token"
    token.write_text("wrong-token-of-nobody\n")
    with Nginx(there, token="right-token-0123456789") as server:
        put(server.web, "first.csv", first)
        right = tmp_path / "right"
        right.write_text("right-token-0123456789\n")
        with pulling(paths, tmp_path, by_https(server, file="first.csv", token_file=str(token), name="denied"),
                     by_https(server, file="second.csv", token_file=str(right), name="missing")) as running:
            running.wait_for_log("FETCH_DENIED")
            running.wait_for_log("FETCH_MISSING")
            put(server.web, "second.csv", second)
            token.write_text("right-token-0123456789\n")
            settled(running, expected)
        assert "right-token" not in running.text() and "wrong-token" not in running.text()


def test_a_silent_server_keeps_nobody_waiting(paths, tmp_path):
    """One that takes connections and says nothing: other sources go on, it is given up in time, and the service ends at once."""
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    file = {"name": "file", "file": str(paths["inputs"][0]), "follow": True}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/sales.csv"
        running = Service(tmp_path, paths, None)
        del running.config["source"]
        running.config["sources"] = [{"name": "silent", "pull": address, "every": "1s", "timeout": "3s"}, file]
        running.write()
        with running:
            settled(running, expected)
            running.wait_for_log("FETCH_CONNECTION")
            running.config["sources"][0]["timeout"] = "1h"
            running.write()
            running.end()
            silent.setblocking(False)
            while True:
                try:
                    silent.accept()[0].close()
                except BlockingIOError:
                    break
            running.start()
            silent.settimeout(60)
            connection, _ = silent.accept()
            began = time.monotonic()
            running.end()
            assert time.monotonic() - began < 10
            connection.close()


def test_https_of_no_more_than_is_allowed(paths, tmp_path, there):
    content, = grown(paths, 1)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    with Nginx(there) as server:
        put(server.web, "sales.csv", content)
        for most in (len(content) - 1, len(content)):
            with pulling(paths, tmp_path, by_https(server, max_file=most)) as running:
                if most < len(content):
                    running.wait_for_log("FETCH_TOO_LARGE")
                    assert running.alerts() == []
                else:
                    settled(running, expected)


def storm(running, quiet, server, network, seed, changes, calm=lambda: True):
    """Contents come while the counterpart is killed and started, the network is cut, and the service is killed and ended."""
    rng = random.Random(seed)
    network.budget = lambda: rng.choice([None, rng.randrange(2_000, 40_000)])
    network.pace = 100_000
    left, kills = list(changes), 0
    running.start()
    while left or kills < KILLS:
        wait(running, rng.uniform(0, 1.5))
        if left:
            left.pop(0)()
        match rng.choice(["server", "network", "kill", "end"]):
            case "server":
                server.kill()
                server.start()
            case "network":
                network.cut()
            case "kill":
                running.process.kill()
                running.process.wait()
                kills += 1
                running.start()
            case "end":
                running.end()
                kills += 1
                running.start()
    network.budget, network.pace = (lambda: None), None
    network.cut()
    running.end()
    running.start()
    quiet.compare(running)
    Deadline(60).wait_for(calm, f"the other side's files to be as they should, seed {seed}")
    running.end()
    assert quiet.holds(running), f"seed {seed}"


@pytest.fixture
def seed():
    seed = int(os.environ.get("TILLWATCH_SEED", random.SystemRandom().randrange(10**9)))
    print(f"seed {seed}")
    return seed


def test_https_in_a_storm(binary, tmp_path, there, seed):
    """Three exports that grow."""
    paths = write_shop(tmp_path, random.Random(seed), 500)
    quiet = Quiet(paths, tmp_path)
    header = paths["inputs"][0].read_bytes().splitlines(keepends=True)[0]
    with Nginx(there) as server, Network(server.port) as network:
        changes = []
        for number, part in enumerate(pieces(paths, 3)):
            lines = part[len(header):].splitlines(keepends=True)
            for count in range(1, 5):
                content = header + b"".join(lines[:len(lines) * count // 4])
                changes.append(lambda name=f"sales-{number}.csv", content=content: put(server.web, name, content))
        running = pulling(paths, tmp_path, *[by_https(server, network.port, f"sales-{n}.csv", name=f"office-{n}") for n in range(3)])
        try:
            storm(running, quiet, server, network, seed, changes)
        finally:
            if running.process.poll() is None:
                running.process.kill()
                running.process.wait()


FOLDERS = [SecureShell, FileTransfer, ImplicitFileTransfer]


def names(folder):
    return {entry.name for entry in folder.iterdir()}


@pytest.mark.parametrize("kind", FOLDERS)
@pytest.mark.parametrize("ready, done", [("renamed", "keep"), ("stable", "delete"), ("marker", "move")])
def test_a_remote_folder(paths, tmp_path, there, kind, ready, done):
    """Files come while the service runs, is ended and is killed; each is read once, and what is to become of it does."""
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    parts = pieces(paths, 6)
    with kind(there) as server:
        old = server.out / "old"
        old.mkdir()
        old.chmod(0o777)
        source = server.source(pattern="sales*.csv", done={"move": "old"} if done == "move" else done,
                               ready={"renamed": "renamed", "marker": {"marker": ".done"}, "stable": {"stable": "1s"}}[ready])
        put(server.out, "other.txt", b"not,for,us\n")
        (server.out / "sales-9.csv.part").write_bytes(b"not yet\n")
        with pulling(paths, tmp_path, source) as running:
            for number, content in enumerate(parts):
                put(server.out, f"sales {number}.csv", content)
                if ready == "marker":
                    (server.out / f"sales {number}.csv.done").touch()
                if number == 1:
                    running.end()
                    running.start()
                if number == 3:
                    running.process.kill()
                    running.process.wait()
                    running.start()
            settled(running, expected)
            mine = {f"sales {number}.csv" for number in range(6)}
            stay = {"other.txt", "sales-9.csv.part", "old"} | (mine if done == "keep" else set())
            Deadline(60).wait_for(lambda: names(server.out) == stay, f"{stay}, not {names(server.out)}:\n{running.text()}")
            assert names(old) == (mine if done == "move" else set())
            # What stays is not fetched again.
            before = len(running.text())
            if done == "keep":
                running.end()
                running.start()
            put(server.out, "sales-last.csv", parts[0])
            if ready == "marker":
                (server.out / "sales-last.csv.done").touch()
            running.wait_for_log("sales-last.csv", before)
            assert "sales%20" not in running.text(before)
        assert "FETCH_" not in running.text()


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_remote_file_that_changes_is_fetched_again(paths, tmp_path, there, kind):
    half, whole = grown(paths, 2)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    with kind(there) as server, pulling(paths, tmp_path, server.source(ready="renamed")) as running:
        put(server.out, "sales.csv", half)
        running.wait_for_log("read to its end")
        put(server.out, "sales.csv", whole)
        settled(running, expected)
        running.wait_for_log("goes on at line")


def test_sftp_goes_on_after_a_cut(binary, tmp_path, there):
    """The second connection carries the rest, not the whole."""
    paths = write_shop(tmp_path, random.Random(5), 1500)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    content = paths["inputs"][0].read_bytes()
    budgets = [len(content) * 2 // 3]
    with SecureShell(there) as server, Network(server.port) as network:
        network.budget = lambda: budgets.pop() if budgets else None
        put(server.out, "sales.csv", content)
        with pulling(paths, tmp_path, server.source(network.port, ready="renamed")) as running:
            settled(running, expected)
            assert "FETCH_CONNECTION" in running.text() and "fetching again" in running.text()
        first, second, *_ = network.carried
        assert first >= len(content) * 2 // 3 and second < len(content) * 2 // 3


@pytest.mark.parametrize("kind", [FileTransfer, ImplicitFileTransfer])
def test_ftps_goes_on_after_a_kill(binary, tmp_path, there, kind):
    """The server is killed in mid-file; the rest is asked for with REST."""
    paths = write_shop(tmp_path, random.Random(5), 2000)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    content = paths["inputs"][0].read_bytes()
    with kind(there) as server:
        put(server.out, "sales.csv", content)
        part = tmp_path / "journal-spool" / "office" / "part" / "sales.csv"
        with pulling(paths, tmp_path, server.source(ready="renamed")) as running:
            Deadline(60).wait_for(lambda: part.exists() and part.stat().st_size > 30_000, "a part")
            server.kill()
            running.wait_for_log("FETCH_CONNECTION")
            arrived = part.stat().st_size
            assert 30_000 < arrived < len(content)
            server.start()
            settled(running, expected)
        assert f"REST {arrived}" in server.told()


def test_sftp_refuses_a_stranger(paths, tmp_path, there):
    """Another key than the known one, and a host of which none is known: nothing is told to them, and nothing is fetched."""
    with SecureShell(there) as server:
        put(server.out, "sales.csv", grown(paths, 1)[0])
        for key, words in ((server.known(key="stranger"), "not the one that is known"), (server.known(port=1), "no key is known")):
            with pulling(paths, tmp_path, server.source(known_hosts=key)) as running:
                before = len(running.text())
                running.wait_for_log("FETCH_HOST_KEY")
                assert words in running.text() and "help:" in running.text()
            assert "Accepted" not in server.log.read_text() and "read to its end" not in running.text(before)
            running.log.unlink()


def test_sftp_tells_who_is_not_let_in(paths, tmp_path, there):
    with SecureShell(there) as server, pulling(paths, tmp_path, server.source(key=str(there / "stranger"))) as running:
        running.wait_for_log("FETCH_DENIED")


@pytest.mark.parametrize("kind", [FileTransfer, ImplicitFileTransfer])
def test_ftps_refuses_strangers_and_tells_who_is_not_let_in(paths, tmp_path, there, kind):
    with kind(there) as server:
        other, _ = certificate(tmp_path, "other")
        with pulling(paths, tmp_path, server.source(ca=str(other))) as running:
            running.wait_for_log("FETCH_CERTIFICATE")
        assert "USER" not in server.told() and "PASS" not in server.told()
        server.password.write_text("wrong-password-0123\n")
        with pulling(paths, tmp_path, server.source()) as running:
            running.wait_for_log("FETCH_DENIED")
        assert "wrong-password" not in running.text()


@pytest.mark.parametrize("kind", FOLDERS)
def test_remote_folders_in_a_storm(binary, tmp_path, there, kind, seed):
    """Thirty files, deleted there once they are committed."""
    paths = write_shop(tmp_path, random.Random(seed), 500)
    quiet = Quiet(paths, tmp_path)
    with kind(there) as server, Network(server.port) as network:
        parts = list(enumerate(pieces(paths, 30)))
        changes = [lambda some=parts[at:at + 5]: [put(server.out, f"sales-{number}.csv", content) for number, content in some]
                   for at in range(0, 30, 5)]
        running = pulling(paths, tmp_path, server.source(network.port, ready="renamed", done="delete"))
        try:
            storm(running, quiet, server, network, seed, changes, lambda: not list(server.out.glob("*.csv")))
        finally:
            if running.process.poll() is None:
                running.process.kill()
                running.process.wait()


def padded(content):
    """The same lines, each far longer: a column that nobody reads."""
    header, *lines = content.splitlines()
    return b"".join([header + b",remark\n", *[line + b"," + b"x" * 400 + b"\n" for line in lines]])


def through(server, network, **more):
    source = server.source(ready="renamed", done="delete", **more)
    return source | {"pull": source["pull"].replace("127.0.0.1", network.HOST)}


@pytest.mark.parametrize("kind", [FileTransfer, ImplicitFileTransfer])
def test_ftps_goes_on_after_its_data_connection_was_cut(binary, tmp_path, there, kind):
    """The file's own connection breaks in the middle while the server goes on: the rest is asked for with REST."""
    paths = write_shop(tmp_path, random.Random(5), 300)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    content, cut = padded(paths["inputs"][0].read_bytes()), 150_000
    with kind(there) as server, DataNetwork(server) as network:
        server.kill()
        server.start()
        with pulling(paths, tmp_path, through(server, network)) as running:
            # No listing is as long; only one connection comes to that.
            network.budget = lambda: None if max(network.carried(), default=0) >= cut else cut
            put(server.out, "sales.csv", content)
            settled(running, expected)
            assert "FETCH_CONNECTION" in running.text()
        arrived = [int(number) for number in re.findall(r"REST (\d+)", server.told())]
        assert any(0 < number < len(content) for number in arrived), arrived
        assert max(network.carried()) < len(content), "no connection carried the whole"


@pytest.mark.parametrize("kind", [FileTransfer, ImplicitFileTransfer])
def test_ftps_in_a_storm_of_its_data_connections(binary, tmp_path, there, kind, seed):
    """As the other storms, with files that are cut in the middle, again and again."""
    paths = write_shop(tmp_path, random.Random(seed), 500)
    quiet = Quiet(paths, tmp_path)
    with kind(there) as server, DataNetwork(server) as network:
        server.kill()
        server.start()
        changes = [lambda name=f"sales-{number}.csv", content=padded(content): put(server.out, name, content)
                   for number, content in enumerate(pieces(paths, 10))]
        running = pulling(paths, tmp_path, through(server, network))
        try:
            storm(running, quiet, server, network, seed, changes, lambda: not list(server.out.glob("*.csv")))
        finally:
            if running.process.poll() is None:
                running.process.kill()
                running.process.wait()
        resumed = [int(number) for number in re.findall(r"REST (\d+)", server.told()) if int(number)]
        print(f"{len(network.carried())} data connections, {len(resumed)} went on in mid-file")
        assert resumed or KILLS < 20
