"""Bundles and signatures, judged by `cryptography`, which shares nothing with the program."""

import base64
import datetime
import json
import stat

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from harness import run

PAYLOAD_TYPE = "application/vnd.tillwatch.bundle+json"
LIST = """\
list: test-list
version: "1"
substances:
  - {id: salt, name: Salt, cas: 7647-14-5, annex: I, limit: 12 %, comparison: ">"}
"""
PACK = """\
tillwatch: 1
pack: {id: police, version: 2026.11.1, from: 2026-11-01, signature: required}
lists: [lists/list.yaml]
levels: {report: 100}
rules:
  - {id: any, title: Any sale, where: {list: test-list}, score: 100}
"""
FEED = """\
feed: shop
format: csv
timezone: UTC
fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity}
"""
CATALOGUE = "product,substance,concentration,basis,net_amount,net_unit\nsalt,salt,50,w/w,1,kg\n"
SALES = "store,till,receipt,line,time,product,quantity\nS1,1,1,1,2026-11-02T10:00:00Z,salt,1\n"


def signed_bytes(payload):
    """The pre-authentication encoding of DSSE, from its specification."""
    return b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)


def public_key(text):
    kind, _, encoded = text.strip().partition(":")
    assert kind == "ed25519-public"
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded, validate=True))


@pytest.fixture
def desk(binary, tmp_path):
    """A folder with a pack that asks for a signature, a key, a trust file, and what a scan needs."""
    (tmp_path / "lists").mkdir()
    for name, text in (("lists/list.yaml", LIST), ("pack.yaml", PACK), ("feed.yaml", FEED), ("catalogue.csv", CATALOGUE),
                       ("sales.csv", SALES), ("pack.test.yaml", "# none yet\n")):
        (tmp_path / name).write_text(text)
    done = run("key", "new", "--signing", "--out", tmp_path / "signing.key")
    assert done.code == 0 and done.err.startswith("wrote a signing key")
    (tmp_path / "public.txt").write_text(done.out)
    write_trust(tmp_path, done.out.strip())
    return tmp_path


def write_trust(folder, key, packs="[police]", more=""):
    (folder / "trust.yaml").write_text(f"tillwatch-trust: 1\nkeys:\n  contact-point: {{key: {key}, packs: {packs}{more}}}\n")


def bundle(desk, name="police.bundle"):
    assert run("rules", "bundle", desk / "pack.yaml", "--out", desk / name).code == 0
    return desk / name


def signed(desk, name="police.bundle"):
    path = bundle(desk, name)
    done = run("rules", "sign", path, "--key", desk / "signing.key")
    assert done.code == 0, done.err
    return path


def scan(desk, rules, *options):
    return run("scan", "--rules", rules, "--catalogue", desk / "catalogue.csv", "--feed", desk / "feed.yaml", "--format", "ndjson",
               *options, desk / "sales.csv")


def test_signature_is_one_of_ed25519(desk):
    path = signed(desk)
    envelope = json.loads(path.read_text())
    payload = base64.b64decode(envelope["payload"], validate=True)
    [signature] = envelope["signatures"]
    key = public_key((desk / "public.txt").read_text())
    key.verify(base64.b64decode(signature["sig"], validate=True), signed_bytes(payload))
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(signature["sig"]), payload)
    [pack] = json.loads(payload)["packs"]
    assert base64.b64decode(pack["bytes"]).decode() == PACK
    assert [(one["name"], base64.b64decode(one["bytes"]).decode()) for one in pack["lists"]] == [("lists/list.yaml", LIST)]
    assert [one["name"] for one in pack["tests"]] == ["pack.test.yaml"]
    done = run("rules", "verify", path, "--trust", desk / "trust.yaml")
    assert done.code == 0 and done.out == "police 2026.11.1, with test-list 1, 1 tests\n  signed by contact-point\n"


def test_signature_made_elsewhere_is_accepted(desk):
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    write_trust(desk, "ed25519-public:" + base64.b64encode(public).decode())
    payload = bundle(desk).read_bytes()
    import hashlib

    envelope = {"payload": base64.b64encode(payload).decode(), "payloadType": PAYLOAD_TYPE,
                "signatures": [{"keyid": hashlib.sha256(public).hexdigest()[:16],
                                "sig": base64.b64encode(key.sign(signed_bytes(payload))).decode()}]}
    path = desk / "elsewhere.bundle"
    path.write_text(json.dumps(envelope, separators=(",", ":")) + "\n")
    assert run("rules", "verify", path, "--trust", desk / "trust.yaml").code == 0
    # The same key over the payload alone, without the prefix that says what is signed.
    envelope["signatures"][0]["sig"] = base64.b64encode(key.sign(payload)).decode()
    path.write_text(json.dumps(envelope, separators=(",", ":")) + "\n")
    done = run("rules", "verify", path, "--trust", desk / "trust.yaml")
    assert done.code == 2 and "error[S004]" in done.err


def test_private_key_is_one_that_python_reads(desk):
    kind, _, encoded = (desk / "signing.key").read_text().strip().partition(":")
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(encoded, validate=True))
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    assert kind == "ed25519-private" and (desk / "public.txt").read_text() == f"ed25519-public:{public}\n"
    assert stat.S_IMODE((desk / "signing.key").stat().st_mode) == 0o600
    again = run("key", "new", "--signing", "--out", desk / "signing.key")
    assert again.code == 2 and "KEY_NOT_WRITTEN" in again.err
    assert run("key", "new", "--signing").code == 2


def test_bundle_is_the_same_wherever_it_is_made(desk, tmp_path_factory):
    other = tmp_path_factory.mktemp("elsewhere")
    (other / "lists").mkdir()
    for name in ("lists/list.yaml", "pack.yaml", "pack.test.yaml"):
        (other / name).write_bytes((desk / name).read_bytes())
    assert bundle(desk).read_bytes() == bundle(other).read_bytes()
    assert str(desk) not in bundle(desk).read_text()


def test_scan_takes_what_is_signed_and_nothing_else(desk):
    trust = ("--trust", desk / "trust.yaml")
    path = signed(desk)
    done = scan(desk, path, *trust)
    assert done.code == 0 and len(done.records) == 1, done.err
    assert done.records[0]["data"]["pack"]["id"] == "police"
    refusals = {
        "S002": [(desk / "pack.yaml",), (desk / "pack.yaml", *trust), (bundle(desk, "unsigned.bundle"), *trust)],
        "S003": [(path,)],
    }
    for code, calls in refusals.items():
        for call in calls:
            done = scan(desk, *call)
            assert done.code == 2 and f"error[{code}]" in done.err and done.out == "", (code, call, done.err)
    today = datetime.datetime.now(datetime.UTC).date()
    write_trust(desk, (desk / "public.txt").read_text().strip(), more=f", to: {today - datetime.timedelta(days=1)}")
    assert "error[S007]" in scan(desk, path, *trust).err
    write_trust(desk, (desk / "public.txt").read_text().strip(), packs="[other]")
    assert "error[S006]" in scan(desk, path, *trust).err
    done = run("key", "new", "--signing", "--out", desk / "other.key")
    write_trust(desk, done.out.strip())
    assert "error[S005]" in scan(desk, path, *trust).err


def test_a_trust_folder_holds_all_its_files(desk):
    folder = desk / "trust"
    folder.mkdir()
    assert run("rules", "verify", signed(desk), "--trust", folder).code == 2
    (desk / "trust.yaml").rename(folder / "a.yaml")
    (folder / "README").write_text("not read")
    done = run("key", "new", "--signing", "--out", desk / "other.key")
    (folder / "b.yaml").write_text(f"tillwatch-trust: 1\nkeys: {{other: {{key: {done.out.strip()}, packs: [other]}}}}\n")
    assert run("rules", "verify", desk / "police.bundle", "--trust", folder).code == 0
    (folder / "c.yaml").write_bytes((folder / "a.yaml").read_bytes())
    assert "D010" in run("rules", "verify", desk / "police.bundle", "--trust", folder).err


def test_a_changed_byte_anywhere_is_refused(desk):
    """Every byte is changed in a test of the module; here some, through the whole program."""
    path = signed(desk)
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
        done = run("rules", "verify", path, "--trust", desk / "trust.yaml")
        assert done.code == 2 and done.out == "", place


def older(desk, *, signature=", signature: required", version="2026.11.0", day="2026-10-01"):
    (desk / "pack.yaml").write_text(PACK.replace("2026.11.1", version).replace("2026-11-01", day).replace(", signature: required", signature))


def test_older_version_than_the_one_in_use_is_refused(desk):
    token = desk / "token.key"
    assert run("key", "new", "--out", token).code == 0
    keeping = ("--trust", desk / "trust.yaml", "--journal", desk / "journal", "--token-key-file", token)
    (desk / "sales.csv").write_text(SALES.splitlines()[0] + "\n")
    assert scan(desk, signed(desk), *keeping).code == 0
    older(desk)
    done = scan(desk, signed(desk, "older.bundle"), *keeping)
    assert done.code == 2 and "error[PACK_OLDER]" in done.err and "2026.11.1" in done.err
    # The same id without asking for a signature, as somebody would write it who has no key.
    older(desk, signature="", version="2026.12.0", day="2026-12-01")
    done = scan(desk, bundle(desk, "stripped.bundle"), "--journal", desk / "journal", "--token-key-file", token)
    assert done.code == 2 and "error[PACK_UNSIGNED]" in done.err
    older(desk, version="2026.9.7")
    assert "error[PACK_OLDER]" in scan(desk, signed(desk, "older.bundle"), *keeping).err
    older(desk, version="2026.11.2", day="2026-12-01")
    assert scan(desk, signed(desk, "newer.bundle"), *keeping).code == 0
