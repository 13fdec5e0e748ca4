"""The service: its sources, its end, its restarts, its packs."""

import csv
import os
import random
import re
import shutil
import signal
import socket
import subprocess

import pytest
import yaml
from harness import Deadline, Receiver, run, scan, webhook_secret
from service import Service
from shop import write_shop

from compare import comparable, differences, fold


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(5), 60)


def ledger(paths, folder):
    """What one scan without a journal makes of it."""
    return comparable(scan(paths, folder, "--ledger").records)


def parts(paths, count):
    """The header, then the lines in so many pieces that do not end inside a receipt."""
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    cut = [0] + [len(lines) * number // count for number in range(1, count)] + [len(lines)]
    return header, [b"".join(lines[start:end]) for start, end in zip(cut, cut[1:])]


def test_a_file_is_read_to_its_end(paths, tmp_path):
    service = Service(tmp_path, paths, str(paths["inputs"][0]))
    with service:
        assert service.process.wait(60) == 0, service.text()
        assert differences(ledger(paths, tmp_path), comparable(service.alerts())) == []
    assert not (tmp_path / "control").exists()


def test_a_file_is_followed_and_gone_on_with(paths, tmp_path):
    """Written in pieces, with the service ended, killed and started between them; no line is journalled twice or read in vain."""
    header, pieces = parts(paths, 4)
    source = tmp_path / "growing.csv"
    source.write_bytes(header + pieces[0])
    service = Service(tmp_path, paths, {"file": str(source), "follow": True})
    with service:
        for number, piece in enumerate(pieces[1:]):
            with open(source, "ab") as out:
                for byte in range(0, len(piece), 700):
                    out.write(piece[byte:byte + 700])
                    out.flush()
            if number == 0:
                service.end()
                service.start()
            if number == 1:
                service.process.kill()
                service.process.wait()
                service.start()
        expected = ledger(paths | {"inputs": [source]}, tmp_path)
        Deadline(60).wait_for(lambda: differences(expected, comparable(service.alerts())) == [], "the ledger")
    assert "goes on at line" in service.text()
    assert "from its beginning" not in service.text()
    assert run("journal", "verify", "--journal", service.journal).code == 0


def test_another_file_of_the_name_is_noticed(paths, tmp_path):
    header, pieces = parts(paths, 3)
    source = tmp_path / "growing.csv"
    source.write_bytes(header + pieces[0])
    service = Service(tmp_path, paths, {"file": str(source), "follow": True})
    with service:
        service.wait_for_alerts(1)
        # Replaced while it is read, as logs are rotated.
        with open(source, "ab") as out:
            out.write(pieces[1])
        (tmp_path / "new.csv").write_bytes(header + pieces[2])
        (tmp_path / "new.csv").replace(source)
        service.wait_for_log("was replaced")
        expected = ledger(paths, tmp_path)
        Deadline(60).wait_for(lambda: differences(expected, comparable(service.alerts())) == [], "the ledger")
    # Replaced while the service is away.
    source.write_bytes(header + pieces[0] + pieces[1])
    with service:
        service.wait_for_log("not the file that was read before")
    assert differences(expected, comparable(service.alerts())) == []


def test_standard_input(paths, tmp_path):
    """A silent pipe keeps nobody waiting: neither the alerts of what came, nor a reload, nor the end."""
    header, pieces = parts(paths, 2)
    service = Service(tmp_path, paths, "-", stdin=subprocess.PIPE)
    with service:
        service.hang_up()
        service.process.stdin.write(header[:10])
        service.process.stdin.flush()
        service.hang_up()
        service.process.stdin.write(header[10:] + pieces[0])
        service.process.stdin.flush()
        service.wait_for_alerts(1)
        assert service.reload().code == 0
        before = cpu(service.process.pid)
        service.hang_up()
        assert cpu(service.process.pid) - before < 0.5, "waits busily"
        service.process.stdin.write(pieces[1])
        service.process.stdin.close()
        service.process.stdin = None
        assert service.process.wait(60) == 0
    assert differences(ledger(paths, tmp_path), comparable(service.alerts())) == []


def test_unknown_products_are_counted(paths, tmp_path):
    """What is neither in the catalogue nor among the articles; without `articles` nothing is said."""
    sold = [row["product"] for row in csv.DictReader(open(paths["inputs"][0], newline=""))]
    articles = tmp_path / "articles.csv"

    def said(name, **config):
        folder = tmp_path / name
        folder.mkdir()
        service = Service(folder, paths, str(paths["inputs"][0]), **config)
        with service:
            assert service.process.wait(60) == 0, service.text()
        return re.findall(r"beyond=0 lines=(\d+) most=(.*) products=(\d+) .*products at the tills that nobody knows", service.text())

    assert sold.count("bread") > 0 and said("none") == []
    articles.write_text("name,product\nSalt,salt\n")
    assert said("bread", articles=str(articles)) == [(str(sold.count("bread")), f"`bread` ({sold.count('bread')})", "1")]
    articles.write_text("name,product\nBread,bread\n")
    assert said("known", articles=str(articles)) == [("0", "", "0")]
    articles.unlink()
    service = Service(tmp_path, paths, str(paths["inputs"][0]), articles=str(articles))
    service.start(wait=False)
    assert service.process.wait(60) == 2 and "articles.csv: error[D001]" in service.text()


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_the_end_delivers_what_waits(paths, tmp_path):
    secret = webhook_secret(tmp_path)
    with Receiver(tmp_path / "received.ndjson", secret) as receiver:
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True},
                          delivery={"url": receiver.url, "secret_file": secret.name, "timeout": "30s"})
        with service:
            service.wait_for_alerts(3)
            service.end()
        events = [event for _, event in receiver.events()]
    kept = comparable(service.alerts(), sent=True)
    assert len(kept) > 3
    assert differences(kept, comparable(fold(events), sent=True)) == []


def test_a_second_signal_ends_at_once(paths, tmp_path):
    with socket.socket() as nobody:  # takes connections and never answers
        nobody.bind(("127.0.0.1", 0))
        nobody.listen(8)
        secret = webhook_secret(tmp_path)
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True},
                          delivery={"url": f"http://127.0.0.1:{nobody.getsockname()[1]}/", "secret_file": secret.name, "timeout": "1h"})
        with service:
            service.wait_for_alerts(1)
            service.process.send_signal(signal.SIGTERM)
            service.wait_for_log("once more to end at once")
            service.end(signal.SIGINT, code=130)
    assert run("journal", "verify", "--journal", service.journal).code == 0


def test_what_is_wrong_is_said_before_anything_is_done(paths, tmp_path):
    service = Service(tmp_path, paths, "nowhere.csv", jurnal="x")
    done = run("run", "--config", service.path)
    assert done.code == 2
    assert "error[D020]" in done.err and "error[G005]" in done.err and "did you mean `journal`?" in done.err
    assert not service.journal.exists()
    service = Service(tmp_path, paths | {"rules": [tmp_path / "none.yaml"]}, "-")
    assert run("run", "--config", service.path).code == 2
    assert run("reload", "--config", service.path).code == 1


def test_one_service_a_journal_and_a_socket(paths, tmp_path):
    with Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True}) as service:
        second = run("run", "--config", service.path)
        assert second.code == 1 and "JOURNAL_LOCKED" in second.err or second.code == 2, second.err
        (tmp_path / "other").mkdir()
        other = Service(tmp_path / "other", paths, "-", control=str(tmp_path / "control"))
        third = run("run", "--config", other.path)
        assert third.code == 1 and "CONTROL_IN_USE" in third.err
        assert service.reload().code == 0


def test_shadow_packs_are_judged_and_not_sent(paths, tmp_path):
    """A shadow is what a scan by it alone gives, and nothing of it is sent or changes the live ledger."""
    secret = webhook_secret(tmp_path)
    pack = yaml.load(paths["rules"][0].read_text(), Loader=yaml.BaseLoader)
    pack["pack"]["version"] = "shadow-1"
    pack["rules"][0]["at_least"] = "2"
    shadow = tmp_path / "shadow.yaml"
    shadow.write_text(yaml.safe_dump(pack, sort_keys=False))
    with Receiver(tmp_path / "received.ndjson", secret) as receiver:
        service = Service(tmp_path, paths, {"file": str(paths["inputs"][0]), "follow": True},
                          delivery={"url": receiver.url, "secret_file": secret.name})
        live = ledger(paths, tmp_path)
        with service:
            Deadline(60).wait_for(lambda: differences(live, comparable(service.alerts())) == [], "the ledger")
            service.config["shadow"] = [shadow.name]
            service.write()
            done = service.reload()
            assert done.code == 0 and "shadow" in done.out, done.err
            alone = ledger(paths | {"rules": [shadow]}, tmp_path)
            assert len(alone) > len(live)
            assert differences(alone, comparable(service.alerts("--shadow"))) == []
            assert run("journal", "verify", "--journal", service.journal).code == 0
            shutil.copy(paths["rules"][0], shadow)
            assert "loaded already" in service.reload().err
        assert differences(live, comparable(service.alerts())) == []
        assert {event["data"]["pack"]["version"] for _, event in receiver.events()} == {"1"}
    # A scan leaves the shadows that the journal keeps; a service without them drops them.
    scan(paths, tmp_path, "--journal", service.journal)
    assert len(service.alerts("--shadow")) == len(alone)
    service.config["shadow"] = []
    service.write()
    with service:
        pass
    assert service.alerts("--shadow") == []
