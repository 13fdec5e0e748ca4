"""What bad input gets: the message with its place and help, the exit code, and what was kept."""

import gzip
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from harness import BINARY, Done, PythonReceiver, run, scan, scan_arguments, webhook_secret
from table import load

SALE = {"receipt": "1", "time": "2026-05-01T10:00", "product": "salt"}


@pytest.fixture
def shop(binary, tmp_path):
    """A shop with one sale that is an alert, and the paths of its files."""
    case = next(case for case in load() if case.paragraph == "2.2")
    paths = case.write(tmp_path, [SALE, SALE | {"receipt": "2"}])
    return Shop(tmp_path, paths)


class Shop:
    def __init__(self, folder, paths):
        self.folder, self.paths = folder, paths
        self.input, self.journal = paths["inputs"][0], folder / "journal.sqlite"

    def scan(self, *inputs, journal=True):
        options = ["--journal", self.journal] if journal else []
        return run(*scan_arguments(self.paths, self.folder), *options, "--summary-json", self.folder / "summary.json",
                   "--quarantine", self.folder / "quarantine.ndjson", *(inputs or [self.input]))

    def kept(self):
        """The number of standing alerts in the journal; None without one."""
        if not self.journal.exists():
            return None
        done = run("alerts", "list", "--journal", self.journal, "--format", "ndjson")
        assert done.code == 0, done.err
        return len(done.records)

    def replace(self, name, old, new):
        path = self.paths[name][0] if isinstance(self.paths[name], list) else self.paths[name]
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        return path

    def line_of(self, name, text):
        path = self.paths[name][0] if isinstance(self.paths[name], list) else self.paths[name]
        return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if text in line)


def assert_message(done, code, *parts):
    """The exit code, and an error with all these parts in it and a help."""
    assert done.code == code, done.err
    assert "error[" in done.err and "help: " in done.err, done.err
    for part in parts:
        assert str(part) in done.err, done.err


def test_good_input_is_kept(shop):
    assert shop.scan().code == 0 and shop.kept() == 2


def test_missing_file(shop):
    missing = shop.folder / "no-such.csv"
    assert_message(shop.scan(shop.input, missing), 2, missing)
    assert shop.kept() in (None, 0)


def test_glob_without_files(shop):
    assert_message(shop.scan(shop.folder / "sales-*.csv"), 2, "sales-*.csv")


def test_folder_as_input(shop):
    assert_message(shop.scan(shop.folder), 2, shop.folder)


def test_unreadable_file(shop):
    """Root may read everything, unless it gives that up."""
    limits = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if shutil.which("setpriv") else []
    shop.input.chmod(0)
    if subprocess.run([*limits, "cat", str(shop.input)], capture_output=True).returncode == 0:
        pytest.skip("this user reads every file, and cannot give that up")
    command = [*limits, str(BINARY), *map(str, scan_arguments(shop.paths, shop.folder)), "--journal", str(shop.journal), str(shop.input)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert_message(Done(done.returncode, done.stdout, done.stderr), 2, f"{shop.input}: error[F021]")
    assert shop.kept() in (None, 0)


def test_wrong_encoding_quarantines_the_line_only(shop):
    text = shop.input.read_bytes()
    shop.input.write_bytes(text.replace(b",salt,1,10,EUR,card", b",salt,1,10,EUR,\xfcberweisung", 1))
    done = shop.scan()
    assert done.code == 0, done.err
    assert '"reason":"bad_encoding"' in (shop.folder / "quarantine.ndjson").read_text()
    assert b"\xfc" not in (shop.folder / "quarantine.ndjson").read_bytes()
    assert shop.kept() == 1


def test_unknown_encoding(shop):
    shop.replace("feed", "format: csv", "format: csv\nencoding: ebcdic")
    assert_message(shop.scan(), 2, f"{shop.paths['feed']}:{shop.line_of('feed', 'ebcdic')}:", "ebcdic")


def test_empty_file(shop):
    shop.input.write_bytes(b"")
    done = shop.scan()
    assert done.code == 0, done.err
    assert str(shop.input) in done.err and "empty" in done.err
    assert shop.kept() == 0


def test_header_without_lines(shop):
    shop.input.write_text(shop.input.read_text().splitlines()[0] + "\n")
    done = shop.scan()
    assert done.code == 0, done.err
    assert f"{shop.input}: has a header and no lines" in done.err
    assert shop.kept() == 0


@pytest.mark.parametrize("name, change, told", [
    ("sales.7z", lambda text: b"7z\xbc\xaf\x27\x1c" + text, "archive"),
    ("sales.txt", lambda text: text.decode().encode("utf-32"), "UTF-32"),
    ("sales.txt", lambda text: text.decode().encode("utf-16-le"), "encoding: utf-16le"),
    ("sales.csv", lambda text: text.replace(b",", b";"), "is the delimiter `;`?"),
])
def test_what_is_no_such_text(shop, name, change, told):
    other = shop.folder / name
    other.write_bytes(change(shop.input.read_bytes()))
    assert_message(shop.scan(other), 2, other, told)
    assert shop.kept() in (None, 0)


@pytest.mark.parametrize("name, change", [
    ("sales.csv.gz", gzip.compress),
    ("sales.txt", lambda text: text.decode().encode("utf-16")),
])
def test_packed_and_wide_text_is_read(shop, name, change):
    other = shop.folder / name
    other.write_bytes(change(shop.input.read_bytes()))
    done = shop.scan(other)
    assert done.code == 0, done.err
    kept = shop.kept()
    assert kept
    assert shop.scan(shop.input).code == 0
    assert shop.kept() == kept


def test_a_damaged_archive_keeps_what_stands_before(shop):
    other = shop.folder / "sales.csv.gz"
    other.write_bytes(gzip.compress(shop.input.read_bytes())[:-4])
    assert_message(shop.scan(other), 1, f"{other}:", "error[F031]")
    assert shop.kept()


def test_a_bad_file_among_good_ones_spoils_nothing_before_it(shop):
    """An input that cannot be read ends the scan; what stood before it is kept, and a second run goes on from there."""
    bad = shop.folder / "zz.csv"
    bad.write_text("nothing,that,is,mapped\n1,2,3,4\n")
    assert_message(shop.scan(shop.input, bad), 2, f"{bad}:1:1: error[F028]")
    assert shop.kept() == 2
    again = shop.scan()
    assert again.code == 0 and again.out == "", again.err


def test_feed_names_a_column_that_is_not_there(shop):
    shop.replace("feed", "product: product", "product: artikel")
    assert_message(shop.scan(), 2, f"{shop.input}:1:1: error[F028]", "artikel", "receipt", "currency")
    assert shop.kept() in (None, 0)


def test_typo_in_a_pack(shop):
    pack = shop.replace("rules", "score: 50", "scroe: 50")
    assert_message(shop.scan(), 2, f"{pack}:{shop.line_of('rules', 'scroe')}:", "did you mean `score`?", "^")
    assert_message(run("rules", "check", pack), 2, f"{pack}:", "did you mean `score`?")
    assert shop.kept() is None


@pytest.mark.parametrize("choice, coloured", [("always", True), ("never", False), ("auto", False)])
def test_colour_is_what_was_asked_for(shop, choice, coloured):
    pack = shop.replace("rules", "score: 50", "scroe: 50")
    for done in (run(*scan_arguments(shop.paths, shop.folder), "--color", choice, shop.input), run("rules", "check", pack, "--color", choice)):
        assert done.code == 2 and ("\033[" in done.err) == coloured, done.err


def test_all_errors_of_a_pack_in_one_go(shop):
    shop.replace("rules", "score: 50", "scroe: 50")
    pack = shop.replace("rules", "quiet: 30d", "quiet: soon")
    done = run("rules", "check", pack)
    assert_message(done, 2, "scroe", "soon")
    assert done.err.count("error[") >= 2


def test_unknown_substance_in_the_catalogue(shop):
    shop.replace("catalogue", "salt,salt,", "salt,slat,")
    assert_message(shop.scan(), 2, f"{shop.paths['catalogue']}:2:", "slat", "salt")
    assert shop.kept() is None


def test_unknown_unit_in_the_catalogue(shop):
    shop.replace("catalogue", ",1,kg,", ",1,stone,")
    assert_message(shop.scan(), 2, f"{shop.paths['catalogue']}:2:", "stone", "kg")
    assert shop.kept() is None


def test_line_cut_off_at_the_end(shop):
    text = shop.input.read_text()
    shop.input.write_text(text[:text.index(",salt,", text.index(",salt,") + 1) + 6])
    done = shop.scan()
    assert done.code == 0, done.err
    assert '"reason":"cut_off"' in (shop.folder / "quarantine.ndjson").read_text()
    assert shop.kept() == 1


def test_an_export_without_a_header_is_not_shown(shop):
    """Its first line is a sale, and messages show nothing of one."""
    header, sale = shop.input.read_text().splitlines()[:2]
    shop.input.write_text(sale.replace("salt", "salt-of-the-earth") + "\n")
    done = shop.scan()
    assert_message(done, 2, shop.input)
    assert "salt" not in done.err


@pytest.mark.parametrize("option", ["--quarantine", "--summary-json"])
def test_no_file_of_the_run_is_written_over(shop, option):
    """A slip of the hand must not cost an export, a pack or a journal."""
    assert shop.scan().code == 0
    for kept in (shop.input, shop.journal, shop.paths["catalogue"], shop.paths["rules"][0]):
        before = Path(kept).read_bytes()
        done = run(*scan_arguments(shop.paths, shop.folder), "--journal", shop.journal, option, kept, shop.input)
        assert_message(done, 2, f"{kept}: error[FILE_IN_USE]", option)
        assert Path(kept).read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_what_cannot_be_written_is_said(shop):
    shop.replace("inputs", "2026-05-01T10:00", "never")
    arguments = [*scan_arguments(shop.paths, shop.folder), shop.input]
    assert_message(run(*arguments, "--quarantine", "/dev/full"), 1, "/dev/full: error[FILE_NOT_WRITTEN]", "No space left")
    assert_message(run(*arguments, "--summary-json", "/dev/full"), 1, "/dev/full: error[FILE_NOT_WRITTEN]")
    done = run(*arguments, "--summary-json", shop.folder / "none" / "summary.json")
    assert_message(done, 2, "summary.json")
    assert done.out == ""
    with open("/dev/full", "wb") as full:
        done = subprocess.run([str(BINARY), *map(str, arguments)], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1 and b"standard output: error[FILE_NOT_WRITTEN]" in done.stderr
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([str(BINARY), *map(str, arguments)], stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert done.returncode == 1 and b"nobody reads it any more" in done.stderr


def test_pipes_that_do_not_wait_are_waited_for(shop):
    """Other programs leave the pipes that they share in that state."""
    reader, writer = os.pipe()
    taken, given = os.pipe()
    for end in (reader, given):
        os.set_blocking(end, False)
    arguments = [*scan_arguments(shop.paths, shop.folder), "-"]
    with subprocess.Popen([str(BINARY), *map(str, arguments)], stdin=reader, stdout=given, stderr=subprocess.PIPE) as scan:
        os.close(reader)
        os.close(given)
        with pytest.raises(subprocess.TimeoutExpired):
            scan.wait(timeout=2)  # for input
        os.write(writer, shop.input.read_bytes())
        os.close(writer)
        with os.fdopen(taken, "rb") as out:
            assert len(out.read().splitlines()) >= 1
        assert scan.wait(timeout=60) == 0, scan.stderr.read()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is no /proc/self/mem")
def test_an_input_that_breaks_off(shop):
    """It was there and could be opened: a failure while running."""
    assert_message(shop.scan("/proc/self/mem"), 1, "/proc/self/mem")


def test_names_of_files_do_not_reach_the_terminal_as_they_are(shop):
    hostile = shop.folder / "in\x1b]0;title\x07.csv"
    hostile.write_text("")
    done = shop.scan(hostile)
    assert "is empty" in done.err and "\x1b" not in done.err
    hostile.write_text("a,b\n1,2\n")
    done = shop.scan(hostile)
    assert_message(done, 2)
    assert "\x1b" not in done.err


def test_not_one_line_journalled_is_a_failure(shop):
    shop.input.write_text(shop.input.read_text().replace("2026-05-01T10:00", "soon"))
    assert_message(shop.scan(), 1, "quarantine")
    assert '"reason":"bad_time"' in (shop.folder / "quarantine.ndjson").read_text()


@pytest.mark.parametrize("option", ["--summary-json", "--quarantine"])
def test_a_disk_that_is_full(shop, option):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    shop.input.write_text(shop.input.read_text().replace("2026-05-01T10:00", "soon", 1))
    done = run(*scan_arguments(shop.paths, shop.folder), "--journal", shop.journal, option, "/dev/full", shop.input)
    assert_message(done, 1, "/dev/full: error[FILE_NOT_WRITTEN]")
    assert shop.kept() == 1


def test_results_that_nobody_takes(shop):
    command = [str(BINARY), *map(str, scan_arguments(shop.paths, shop.folder)), "--journal", str(shop.journal), str(shop.input)]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert_message(Done(done.returncode, "", done.stderr), 1, "standard output: error[FILE_NOT_WRITTEN]")
    assert shop.kept() == 2


def deliver(shop, url, secret):
    return run(*scan_arguments(shop.paths, shop.folder), "--journal", shop.journal, "--deliver", url, "--secret-file", secret,
               "--deliver-timeout", "3", shop.input)


def test_a_secret_that_is_none(shop):
    secret = shop.folder / "webhook.secret"
    secret.write_text("swordfish\n")
    done = deliver(shop, "http://127.0.0.1:9/", secret)
    assert_message(done, 2, secret, "whsec_", "tillwatch key new --webhook")
    assert "swordfish" not in done.err + done.out
    assert shop.kept() is None


def test_a_secret_file_that_is_not_there(shop):
    missing = shop.folder / "no-such.secret"
    assert_message(deliver(shop, "http://127.0.0.1:9/", missing), 2, missing, "tillwatch key new --webhook")
    assert shop.kept() is None


@pytest.mark.parametrize("url", ["not a url", "ftp://example.org/", "http://", "https://exa mple.org/"])
def test_a_url_that_is_none(shop, url):
    """The message does not repeat it: a URL may hold a password."""
    assert_message(deliver(shop, url, webhook_secret(shop.folder)), 2, "--deliver: ", "https")
    assert shop.kept() is None


def test_an_endpoint_that_refuses_connections(shop):
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        done = deliver(shop, f"http://127.0.0.1:{taken.getsockname()[1]}/", webhook_secret(shop.folder))
    assert done.code == 1, done.err
    assert "waiting 2" in done.err, done.err
    assert shop.kept() == 2
    rows = run("outbox", "list", "--journal", shop.journal, "--format", "ndjson").records
    assert [row["state"] for row in rows] == ["waiting", "waiting"]


def test_an_endpoint_that_refuses_events(shop):
    """A 4xx about the event itself: said, kept as refused, and not sent again."""
    with PythonReceiver(lambda number: 422) as receiver:
        done = deliver(shop, receiver.url, webhook_secret(shop.folder))
        assert done.code == 1 and "delivered 0, waiting 0, refused 2" in done.err and "HTTP 422" in done.err, done.err
        again = deliver(shop, receiver.url, shop.folder / "webhook.secret")
    assert again.code == 0 and len(receiver.requests) == 2, again.err
    assert shop.kept() == 2
    rows = run("outbox", "list", "--journal", shop.journal, "--format", "ndjson").records
    assert [(row["state"], row["error"]) for row in rows] == [("refused", "HTTP 422")] * 2


def test_an_endpoint_that_fails_for_a_while(shop):
    """Anything else is tried again, with the same id."""
    with PythonReceiver(lambda number: 500 if number < 3 else 204) as receiver:
        done = run(*scan_arguments(shop.paths, shop.folder), "--journal", shop.journal, "--deliver", receiver.url, "--secret-file",
                   webhook_secret(shop.folder), shop.input)
    assert done.code == 0 and "delivered 2, waiting 0, refused 0" in done.err, done.err
    ids = [headers["webhook-id"] for headers, _ in receiver.requests]
    assert len(ids) == 4 and len(set(ids)) == 2


def test_an_address_that_a_name_hides(shop):
    """Only `localhost` and the address itself say that this machine is meant."""
    hosts = [line.partition("#")[0].split() for line in Path("/etc/hosts").read_text().splitlines()]
    names = [name for words in hosts if words and words[0].startswith(("127.", "::1")) for name in words[1:] if name != "localhost"]
    if not names:
        pytest.skip("this machine has no name but localhost")
    done = deliver(shop, f"http://{names[0]}:9/", webhook_secret(shop.folder))
    assert done.code == 1 and "private address" in done.err and "--allow-private" in done.err, done.err
    assert shop.kept() == 2


def test_a_missing_token_key(shop):
    arguments = [text for text in map(str, scan_arguments(shop.paths, shop.folder))]
    at = arguments.index("--token-key-file")
    done = run(*arguments[:at], *arguments[at + 2:], "--journal", shop.journal, shop.input)
    assert_message(done, 2, "tillwatch key new")
    assert shop.kept() is None


def test_fail_on(shop):
    assert scan(shop.paths, shop.folder, "--fail-on", "notice", code=3).code == 3
    assert scan(shop.paths, shop.folder, "--fail-on", "review").code == 0
