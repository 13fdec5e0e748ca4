#!/usr/bin/env python3
"""Reads the fixtures of tables with Python's csv, slices and SQLite, and writes the tables of their lines.

    tables.py FOLDER [NAME ...]        writes FOLDER/NAME.expected.csv; without names all of them

Shares no code with the reader, nor the feed files: what each column means is written down here again. Where the line part of
a key is made of the content, the table has the receipt's key alone. Lines that are screened out or quarantined are left out.
"""

import csv
import io
import sqlite3
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

REST = ["kind", "time", "product", "quantity", "amount", "currency", "description", "tender", "refers", "tokens"]


def key(*parts):
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


def number(text):
    if text in (None, ""):
        return ""
    text = format(Decimal(text).normalize(), "f")
    return "0" if text == "-0" else text


def size(text):
    return number(text).lstrip("-")


def utc(text, layout, zone):
    time = datetime.strptime(text, layout)
    time = time if time.tzinfo else time.replace(tzinfo=ZoneInfo(zone))
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def line(key, kind, time, product, quantity, amount="", currency="", description="", tender="", refers="", tokens=""):
    return [key, kind, time, product, size(quantity), number(amount), currency, description, tender, refers, tokens]


def refers(store="", till="", receipt="", day="", number=""):
    parts = [store, till, receipt, day, number]
    return "/".join(parts) if any(parts) else ""


def dicts(path, encoding="utf-8-sig", **options):
    return csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline=""), **options)


def by_sign(kind, quantity):
    return "return" if kind == "sale" and Decimal(quantity) < 0 else kind


def csv_comma(folder):
    kinds = {"SALE": "sale", "VOID": "void", "REFUND": "return"}
    for row in dicts(folder / "csv-comma.csv"):
        if row["type"] not in kinds or row["qty"] == "one":
            continue
        time = datetime.fromisoformat(row["time"].replace("Z", "+00:00"))
        time = time if time.tzinfo else time.replace(tzinfo=ZoneInfo("Europe/London"))
        yield line(key("csv-comma", row["store"], row["till"], row["receipt"], row["line"]), by_sign(kinds[row["type"]], row["qty"]),
                   time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), row["sku"], row["qty"], row["amount"], row["currency"],
                   row["name"], row["tender"], refers(receipt=row["ref_receipt"]), "loyalty" if row["card"] else "")


def csv_semicolon(folder):
    text = (folder / "csv-semicolon.csv").read_bytes().decode("cp1252").split("\r\n", 1)[1]
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";"):
        if row["Zeit"].startswith("30.02."):
            continue
        zone = "Europe/Lisbon" if row["Filiale"] == "0202" else "Europe/Berlin"
        yield line(key("csv-semicolon", row["Filiale"], row["Kasse"], row["Bon"], row["Pos"]), {"VK": "sale", "RT": "return"}[row["Art"]],
                   utc(row["Zeit"], "%d.%m.%Y %H:%M:%S", zone), row["Artikel"], row["Menge"].replace(",", "."),
                   row["Betrag"].replace(",", "."), row["Währung"], row["Text"], row["Zahlart"], "",
                   "loyalty" if row["Kundenkarte"] not in ("", "0") else "")


def tsv(folder):
    for row in dicts(folder / "tsv.tsv", delimiter="\t"):
        yield line(key("tsv", row["shop"], row["register"], row["ticket"], row["pos"]), by_sign("sale", row["count"]),
                   utc(row["when"], "%Y-%m-%d %H:%M:%S", "Europe/Warsaw"), row["article"], row["count"], row["price"], "PLN",
                   row["label"], "", "", "loyalty" if row["loyalty"] else "")


def pipe(folder):
    for row in (folder / "pipe.txt").read_text().splitlines()[1:]:
        cells = row.split("|")
        if len(cells) != 12:
            continue
        store, till, receipt, number_, time, product, text, quantity, amount, currency, kind, card = cells
        yield line(key("pipe", store, till, receipt, number_), {"V": "sale", "S": "void"}[kind],
                   utc(time, "%Y%m%d%H%M%S", "Europe/Paris"), product, quantity, amount, currency, text, "", "", "loyalty" if card else "")


def fixed(folder):
    for row in (folder / "fixed.txt").read_bytes().decode().replace("\r\n", "\n").split("\n"):
        if len(row) < 43:
            continue
        cell = lambda start, end: row[start - 1:end].strip()
        kind = by_sign({"S": "sale", "R": "return"}[cell(30, 30)], cell(44, 50))
        yield line(key("fixed", cell(1, 4), cell(5, 6), cell(7, 12), cell(13, 15)), kind, utc(cell(16, 29), "%Y%m%d%H%M%S", "UTC"),
                   cell(31, 43), cell(44, 50), cell(51, 59), "EUR", cell(60, 79), "", "", "loyalty" if cell(80, 87) else "")


def money(text):
    plain = text.replace("$", "").replace(",", "")
    return "-" + plain.strip("()") if plain.startswith("(") else plain


def square_items(folder):
    zones = {"Eastern Time (US & Canada)": "America/New_York", "Pacific Time (US & Canada)": "America/Los_Angeles"}
    for row in dicts(folder / "square-items.csv"):
        yield line(key("square", row["Location"], "square", row["Transaction ID"]),
                   {"Payment": "sale", "Refund": "return"}[row["Event Type"]],
                   utc(row["Date"] + " " + row["Time"], "%Y-%m-%d %H:%M:%S", zones[row["Time Zone"]]), row["SKU"], row["Qty"],
                   money(row["Net Sales"]), "USD", row["Item"], row["Card Brand"], "", "customer" if row["Customer ID"] else "")


def shopify_orders(folder):
    held = {}
    for row in dicts(folder / "shopify-orders.csv"):
        for column in ("Financial Status", "Currency", "Created at", "Location", "Payment Method"):
            if row["Name"] == held.get("Name") and not row[column]:
                row[column] = held[column]
        held = row
        if row["Financial Status"] == "voided" or not row["Location"]:
            continue
        yield line(key("shopify", row["Location"], "shopify", row["Name"]), "sale", utc(row["Created at"], "%Y-%m-%d %H:%M:%S %z", ""),
                   row["Lineitem sku"].removeprefix("'"), row["Lineitem quantity"], "", row["Currency"], row["Lineitem name"],
                   row["Payment Method"])


def toast_items(folder):
    for row in dicts(folder / "toast-items.csv"):
        time = datetime.strptime(row["Order Date"], "%m/%d/%Y %I:%M %p")
        day = (time - timedelta(hours=4)).strftime("%Y-%m-%d")
        yield line(key("toast", row["Location"], "toast", row["Order Id"], day, row["Item Selection Id"]),
                   {"true": "void", "false": "sale"}[row["Void?"]], utc(row["Order Date"], "%m/%d/%Y %I:%M %p", "America/Chicago"),
                   row["SKU"], row["Qty"], row["Net Price"], "USD", row["Menu Item"])


def oracle_rtlog(folder):
    for row in (folder / "oracle-rtlog.dat").read_text().splitlines():
        if row.startswith("FHEAD"):
            day, store = row[33:41], row[41:51].strip()
        elif row.startswith("THEAD"):
            till, time, receipt, kind = row[15:20].strip(), row[20:34], row[34:44], row[54:60].strip()
            original, register = row[60:70].strip(), row[70:75].strip()
            items, tenders, token = [], [], ""
        elif row.startswith("TCUST"):
            token = "customer"
        elif row.startswith("TITEM"):
            items.append((row[15:21].strip(), row[21:46].strip(), Decimal(row[47:59]) / 10000))
        elif row.startswith("TTEND"):
            tenders.append(row[15:21].strip())
        elif row.startswith("TTAIL"):
            when = utc(time, "%Y%m%d%H%M%S", "America/New_York")
            if kind == "PVOID":
                items = [("P", "", "")]
            for at, (status, product, quantity) in enumerate(items, 1):
                if kind in ("NOSALE",) or status == "V":
                    continue
                yield line(key("rtlog", store, till, receipt, day, "0" if status == "P" else str(at)),
                           {"S": "sale", "R": "return", "P": "void"}[status], when, product, quantity, "", "", "",
                           "+".join(sorted(set(tenders))), refers(till=register, receipt=original), token)


def dsfinvk(folder):
    database = sqlite3.connect(":memory:")
    for path in (folder / "dsfinvk").glob("*.csv"):
        reader = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";")
        header = next(reader)
        table = path.stem if path.stem != "references" else "refs"
        database.execute(f"create table {table} (n integer primary key, {', '.join(header)})")
        database.executemany(f"insert into {table} ({', '.join(header)}) values ({', '.join('?' * len(header))})", reader)
    database.row_factory = sqlite3.Row
    database.create_function("decimal", 1, lambda text: str(sum(Decimal(part.replace(",", ".")) for part in text.split())) if text else None)
    till = "o.Z_KASSE_ID = l.Z_KASSE_ID and o.Z_ERSTELLUNG = l.Z_ERSTELLUNG and o.Z_NR = l.Z_NR"
    same = till + " and o.BON_ID = l.BON_ID"
    for row in database.execute(f"""
            select l.*, t.BON_TYP, t.BON_STORNO, t.BON_ENDE, p.LOC_NAME, c.KASSE_BASISWAEH_CODE,
                (select decimal(group_concat(POS_BRUTTO, ' ')) from lines_vat o where {same} and o.POS_ZEILE = l.POS_ZEILE) amount,
                (select group_concat(x, '+') from (select distinct ZAHLART_TYP x from datapayment o where {same} order by x)) tender,
                (select '/' || REF_Z_KASSE_ID || '/' || REF_Z_NR || '-' || REF_BON_ID || '//' from refs o where {same}
                    and o.POS_ZEILE in ('', l.POS_ZEILE)) refers
            from lines l join transactions t on {same.replace('o.', 't.')} join location p on {till.replace('o.', 'p.')}
                join cashregister c on {till.replace('o.', 'c.')} order by l.n"""):
        quantity = row["MENGE"].replace(",", ".")
        if row["BON_TYP"] != "Beleg" or row["GV_TYP"] != "Umsatz":
            continue
        is_void = row["BON_STORNO"] == "1" or row["P_STORNO"] == "1"
        kind = "void" if is_void else by_sign("sale", quantity)
        time = datetime.fromisoformat(row["BON_ENDE"].replace("Z", "+00:00")).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield line(key("dsfinvk", row["LOC_NAME"], row["Z_KASSE_ID"], f"{row['Z_NR']}-{row['BON_ID']}", row["POS_ZEILE"]), kind, time,
                   row["ART_NR"], quantity, row["amount"], row["KASSE_BASISWAEH_CODE"], row["ARTIKELTEXT"], row["tender"] or "",
                   row["refers"] or "" if kind != "sale" else "")


FIXTURES = {name.replace("_", "-"): make for name, make in list(globals().items())
            if callable(make) and name in ("csv_comma", "csv_semicolon", "tsv", "pipe", "fixed", "square_items", "shopify_orders",
                                           "toast_items", "oracle_rtlog", "dsfinvk")}
FROM_CONTENT = {"square-items", "shopify-orders"}

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name in sys.argv[2:] or FIXTURES:
        with open(folder / f"{name}.expected.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["receipt" if name in FROM_CONTENT else "key"] + REST)
            writer.writerows(FIXTURES[name](folder))
