"""Lines that are sent over HTTP: what is answered, and that it is true afterwards."""

import http.client
import json
import random
import re
import ssl
import threading
import uuid

import pytest
from counterparts import certificate
from harness import Deadline, run, scan
from service import Service
from shop import pieces, write_shop

from compare import comparable, differences

TOKEN = "till-7-secret-token-0123"


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(5), 60)


class Pushed(Service):
    """A service with one source that listens at a free port."""

    def __init__(self, folder, paths, host="127.0.0.1", **source):
        super().__init__(folder, paths, {"listen": f"{host}:0", "path": "/sales", "name": "tills"} | source)

    def start(self, wait=True):
        before = self.log.stat().st_size if self.log.exists() else 0
        super().start(wait)
        self.wait_for_log("listening", before)
        self.port = int(re.findall(r"address=\S+?:(\d+)", self.text(before))[-1])

    def send(self, body, key=None, token=TOKEN, path="/sales", method="POST", context=None, chunked=False):
        """The answer's status, headers and JSON."""
        make = http.client.HTTPSConnection if context else http.client.HTTPConnection
        connection = make("127.0.0.1", self.port, timeout=60, **({"context": context} if context else {}))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if key:
            headers["Idempotency-Key"] = key
        if chunked:
            connection.request(method, path, iter([body[:100], body[100:]]), headers, encode_chunked=True)
        else:
            connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), json.loads(text)


@pytest.fixture
def pushed(paths, tmp_path):
    (tmp_path / "tokens").write_text(f"# the tills\n{TOKEN}\nanother-token-of-the-head-office\n")
    with Pushed(tmp_path, paths, tokens_file=str(tmp_path / "tokens"), max_body=100_000) as service:
        yield service


def test_what_is_answered(pushed, paths):
    body = pieces(paths, 40)[0]
    lines = body.count(b"\n") - 1
    status, headers, told = pushed.send(body, key="one")
    assert status == 200 and headers["Content-Type"] == "application/json"
    assert told["read"] == lines == told["screened"] + told["watched"] + told["quarantined"]
    # Sent again: the same answer, from memory with a key, from the journal without one.
    assert pushed.send(body, key="one")[2] == told
    assert pushed.send(body, chunked=True)[2]["watched"] == told["watched"]
    status, headers, problem = pushed.send(pieces(paths, 40)[1], key="one")
    assert status == 422 and headers["Content-Type"] == "application/problem+json" and "another body" in problem["detail"]

    assert pushed.send(body, token=None)[0] == 401
    status, headers, problem = pushed.send(body, token="wrong")
    assert status == 401 and headers["WWW-Authenticate"] == "Bearer" and problem["help"]
    assert pushed.send(body, token="another-token-of-the-head-office")[0] == 200
    assert pushed.send(body, path="/other")[0] == 404
    status, headers, _ = pushed.send(body, method="PUT")
    assert status == 405 and headers["Allow"] == "POST"
    assert pushed.send(body, key="k" * 256)[0] == 400
    assert pushed.send(b"x" * 100_001)[0] == 413
    assert pushed.send(b"x" * 100_001, chunked=True)[0] == 413
    assert pushed.send(b"")[0:3:2] == (200, {"read": 0, "screened": 0, "watched": 0, "quarantined": 0, "problems": []})

    status, _, problem = pushed.send(b"wrong,header\n1,2\n")
    assert (status, problem["code"], problem["line"], problem["status"]) == (422, "F028", 1, 422)
    assert problem["help"] and problem["title"]


def test_quarantined_lines_are_named(pushed, paths):
    header, *lines = pieces(paths, 1)[0].splitlines(keepends=True)
    watched = next(line for line in lines if pushed.send(header + line)[2]["watched"])
    cells = watched.rstrip(b"\r\n").split(b",")
    column = header.decode().strip().split(",").index("quantity" if b"quantity" in header else header.decode().strip().split(",")[0])
    cells[column] = b"many"
    bad = b",".join(cells) + b"\n"
    status, _, told = pushed.send(header + watched + bad)
    assert status == 200 and told["quarantined"] == 1 and told["watched"] == 1
    assert told["problems"][0]["line"] == 3 and told["problems"][0]["reason"] == "bad_quantity"


def test_what_was_answered_is_kept(paths, tmp_path, seed=None):
    """Tills send at once and again until they are answered; the service is killed and ended meanwhile. Then the ledger is that of one
    quiet scan: nothing is lost, nothing twice, and nothing that was answered is missing."""
    seed = seed or random.randrange(1 << 30)
    print(f"seed {seed}")
    chance = random.Random(seed)
    bodies = pieces(paths, 60)
    expected = comparable(scan(paths, tmp_path, "--ledger").records)
    service = Pushed(tmp_path, paths)
    again = threading.Lock()
    left, answered, wrong = list(enumerate(bodies)), [], []

    def till():
        while True:
            with again:
                if not left:
                    return
                number, body = left.pop(chance.randrange(len(left)))
            key = str(uuid.uuid4())
            while True:
                try:
                    status, _, told = service.send(body, key=key, token=None)
                except (OSError, http.client.HTTPException, json.JSONDecodeError):
                    continue
                if status == 200:
                    answered.append(number)
                    break
                if status not in (429, 503, 409):
                    wrong.append((status, told))
                    return

    with service:
        threads = [threading.Thread(target=till, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(6):
            Deadline(60).wait_for(lambda: len(answered) >= 8 * (number + 1) or wrong, "answers")
            if number % 2:
                service.end()
            else:
                service.process.kill()
                service.process.wait()
            service.start()
        for thread in threads:
            thread.join(60)
        assert not wrong and sorted(answered) == list(range(60))
        # Nothing is still under way: what was answered is committed.
        service.process.kill()
        service.process.wait()
    assert differences(expected, comparable(service.alerts())) == []
    assert run("journal", "verify", "--journal", service.journal).code == 0


def test_tls_with_client_certificates(paths, tmp_path):
    root, _ = certificate(tmp_path, "root")
    server, server_key = certificate(tmp_path, "server", "root")
    till, till_key = certificate(tmp_path, "till", "root")
    stranger, stranger_key = certificate(tmp_path, "stranger")
    body = pieces(paths, 40)[0]
    with Pushed(tmp_path, paths, tls={"certificate": str(server), "key": str(server_key), "clients": str(root)}) as service:
        known = ssl.create_default_context(cafile=str(root))
        known.load_cert_chain(till, till_key)
        assert service.send(body, context=known)[0] == 200
        for chain in (None, (stranger, stranger_key)):
            context = ssl.create_default_context(cafile=str(root))
            if chain:
                context.load_cert_chain(*chain)
            with pytest.raises((ssl.SSLError, OSError, http.client.HTTPException)):
                service.send(body, context=context)
        old = ssl.create_default_context(cafile=str(root))
        old.load_cert_chain(till, till_key)
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((ssl.SSLError, OSError, ValueError)):
            service.send(body, context=old)
        with pytest.raises((OSError, http.client.HTTPException)):
            service.send(body)
        # None of it kept the others waiting.
        assert service.send(body, context=known)[0] == 200


def test_a_taken_port_is_told(paths, tmp_path):
    with Pushed(tmp_path, paths) as first:
        other = tmp_path / "other"
        other.mkdir()
        second = Service(other, paths, {"listen": f"127.0.0.1:{first.port}"})
        second.start(wait=False)
        assert second.process.wait(60) == 1
        assert "LISTEN_FAILED" in second.text() and "help:" in second.text()
