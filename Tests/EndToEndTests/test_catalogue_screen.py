"""`catalogue screen` on what chains and attackers give it."""

import csv
import io
import json

import pytest
from harness import ROOT, run

LISTS = ROOT / "rules/lists/eu-2019-1148.yaml"
KNOWLEDGE = ROOT / "rules/knowledge"


def screen(*inputs, code=0, **options):
    arguments = [text for name, value in options.items() if name != "stdin" for text in (f"--{name}", value)]
    done = run("catalogue", "screen", *inputs, "--lists", LISTS, "--knowledge", KNOWLEDGE, *arguments,
               **({"stdin": options["stdin"]} if "stdin" in options else {}))
    assert done.code == code, done.err
    return done


def articles(folder, rows, header="product,name"):
    path = folder / "articles.csv"
    with open(path, "w", encoding="utf-8", newline="") as target:
        target.write(header + "\n")
        csv.writer(target).writerows(rows)
    return path


def test_csv_never_starts_a_cell_with_a_formula(binary, tmp_path):
    names = ["=1+1 acetone 1 l", "+acetone 1 l", "-acetone 1 l", "@acetone 1 l", "\tacetone 1 l", "=cmd|' /C calc'!A0 acetone"]
    path = articles(tmp_path, [(f"={number}", name) for number, name in enumerate(names)])
    rows = list(csv.reader(io.StringIO(screen(path, format="csv").out)))
    assert len(rows) == 1 + len(names)
    assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    assert {row[0] for row in rows[1:]} == {f"'={number}" for number in range(len(names))}


def test_a_table_shows_no_control_and_no_bidirectional_characters(binary, tmp_path):
    path = articles(tmp_path, [("1", "acetone \x1b[31mred\x07 \u202egpj.exe\u2066 1 l")])
    shown = screen(path, format="table").out
    assert "acetone" in shown
    assert not any(character in shown for character in "\x1b\x07\u202e\u2066")


def test_a_megabyte_in_a_cell(binary, tmp_path):
    path = articles(tmp_path, [("1", "acetone 1 l"), ("2", "x" * (3 << 20)), ("3", "acetone " * 200_000), ("4", "acetone 2 l")])
    done = screen(path, format="ndjson")
    found = [json.loads(line)["product"] for line in done.out.splitlines()]
    assert {"1", "4"} <= set(found)
    assert f"{path}:3:" in done.err and "A0" in done.err


def test_a_spreadsheet_is_answered_with_one_line(binary, tmp_path):
    for name, head in (("a.xlsx", b"PK\x03\x04"), ("b.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        (tmp_path / name).write_bytes(head + bytes(100))
        done = screen(tmp_path / name, code=2)
        assert done.out == "" and len(done.err.splitlines()) == 1 and f"{name} | tillwatch catalogue screen -" in done.err


def test_columns_that_cannot_be_found(binary, tmp_path):
    path = articles(tmp_path, [("1", "acetone 1 l")], header="colour,weight")
    done = screen(path, code=2)
    assert "`colour`" in done.err and "`weight`" in done.err and "--map" in done.err
    (tmp_path / "map.yaml").write_text("articles: {product: colour, name: weight}\n")
    assert json.loads(screen(path, map=tmp_path / "map.yaml", format="ndjson").out)["substance"] == "acetone"


@pytest.mark.parametrize("text", [
    '{"sku": "1", "title": "Acetone 1 l", "nested": {"deep": [1, 2]}}\n', "sku\tbezeichnung\n1\tAceton 1 l\n", "sku;libellé\n1;Acétone 1 l\n",
])
def test_shapes_from_a_pipe(binary, text):
    assert json.loads(screen("-", format="ndjson", stdin=text.encode()).out)["product"] == "1"


def test_windows_1252_is_read_and_said(binary, tmp_path):
    (tmp_path / "a.csv").write_bytes("référence;désignation\n1;Acétone pure 1 l\n".encode("cp1252"))
    done = screen(tmp_path / "a.csv", format="ndjson")
    found = json.loads(done.out)
    assert (found["name"], found["net_amount"], found["net_unit"]) == ("Acétone pure 1 l", "1", "l")
    assert "indows-1252" in done.err


def test_what_is_denied_is_not_proposed(binary, tmp_path):
    names = ["Nagellackentferner acetonfrei", "dissolvant sans acétone", "acetone-free remover", "zmywacz bez acetonu", "quitaesmalte sin acetona",
             "solvente senza acetone", "removedor sem acetona", "acetonvrij", "مزيل خالٍ من الأسيتون"]
    assert screen(articles(tmp_path, enumerate(names)), format="ndjson").out == ""


def test_two_cores_print_what_one_prints(binary, tmp_path):
    path = articles(tmp_path, [(number, f"acetone {number} ml") for number in range(1, 3000)])
    printed = {screen(path, format="ndjson").out for _ in range(3)}
    assert len(printed) == 1 and len(printed.pop().splitlines()) == 2999
