#!/usr/bin/env python3
"""Reads WPUBON with lxml, and JSON with Python's own reader, and writes the table of their lines.

    documents.py wpubon|tlog|json-orders|ndjson-receipts FILE

As docs/FEEDS.md says they are read; shares no code with the reader.
"""

import csv
import json
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from lxml import etree

COLUMNS = ["key", "kind", "time", "product", "quantity", "amount", "currency", "description", "tender", "refers", "tokens"]


def utc(local, zone):
    """The first of two, and of none the one by the offset before."""
    moment = local.replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S.%f")
    return text.rstrip("0").rstrip(".") + "Z"


def plain(value):
    if value is None or value == "":
        return ""
    value = Decimal(str(value))
    return f"{value.normalize():f}" if value else "0"


def row(key, kind, time, product, quantity, amount, **rest):
    return {"key": "/".join(str(part) for part in key), "kind": kind, "time": time, "product": str(product),
            "quantity": plain(quantity).lstrip("-"), "amount": plain(amount), **rest}


def wpubon(path):
    for idoc in etree.parse(path).getroot().iter("IDOC"):
        store = idoc.findtext("EDI_DC40/SNDPRN")
        for receipt in idoc.iter("E1WPB01"):
            day, clock = receipt.findtext("VORGDATUM"), receipt.findtext("VORGZEIT").ljust(6, "0")
            customer = (receipt.findtext("KUNDNR") or "").strip("0")
            tender = "+".join(sorted({pay.findtext("ZAHLART") for pay in receipt.findall("E1WPB06")}))
            for number, item in enumerate(receipt.findall("E1WPB02"), 1):
                kind = {"-": "sale", "+": "return"}[item.findtext("VORZEICHEN")]
                refers = item.findtext("REFBONNR") if kind == "return" else None
                price = next(part.findtext("KONDVALUE") for part in item.findall("E1WPB03") if part.findtext("KONDITION") == "PN10")
                iso = datetime.strptime(day, "%Y%m%d").date().isoformat()
                yield row(["wpubon", store, receipt.findtext("KASSID"), receipt.findtext("BONNUMMER"), iso, number], kind,
                          utc(datetime.strptime(day + clock, "%Y%m%d%H%M%S"), "Europe/Berlin"), item.findtext("ARTNR"),
                          item.findtext("MENGE"), price, currency=receipt.findtext("BELEGWAERS"), tender=tender,
                          refers=f"//{refers}//" if refers else "", tokens="customer" if customer else "")


def many(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def documents(text):
    decoder, place = json.JSONDecoder(parse_float=Decimal), 0
    while place < len(text.rstrip()):
        value, place = decoder.raw_decode(text, place)
        yield value
        while place < len(text) and text[place].isspace():
            place += 1


def tlog(path):
    for document in documents(open(path, encoding="utf-8").read()):
        for outer in many(document):
            for transaction in many(outer.get("IT_TRANSACTION", outer)):
                day = str(transaction["BUSINESSDAYDATE"])
                stamp = transaction.get("ENDTIMESTAMP") or transaction["BEGINTIMESTAMP"]
                tokens = [kind for kind, is_there in [("customer", transaction.get("PARTNERID")), ("loyalty", transaction.get("LOYALTY"))]
                          if is_there]
                tender = "+".join(sorted({pay["TENDERTYPECODE"] for pay in many(transaction.get("TENDER"))}))
                for line in many(transaction.get("RETAILLINEITEM")):
                    quantity = Decimal(str(line["RETAILQUANTITY"]))
                    product = line["ITEMID"]
                    yield row(["tlog", transaction["RETAILSTOREID"], transaction["WORKSTATIONID"], transaction["TRANSNUMBER"],
                               f"{day[:4]}-{day[4:6]}-{day[6:]}", line["RETAILNUMBER"]], "return" if quantity < 0 else "sale",
                              utc(datetime.strptime(stamp, "%Y%m%d%H%M%S"), "Europe/London"),
                              product if isinstance(product, str) else plain(product), quantity, line["SALESAMOUNT"],
                              currency=transaction.get("TRANSCURRENCY", ""), tender=tender, tokens=" ".join(tokens))


def json_orders(path):
    for order in json.load(open(path, encoding="utf-8"))["orders"]:
        for line in many(order["items"]):
            moment = datetime.fromtimestamp(0, timezone.utc) + timedelta(milliseconds=order["createdTime"])
            yield row(["json-orders", order["merchant"]["code"], order["device"]["id"], order["id"], line["id"]],
                      "return" if line["refunded"] else "sale", utc(moment.replace(tzinfo=None), "UTC"), line["item"]["sku"],
                      Decimal(line["unitQty"]) / 1000, Decimal(line["price"]) / 100, currency=order["currency"],
                      description=line["item"]["name"], tender=order["payments"][0]["type"] if order["payments"] else "",
                      tokens="customer" if "customer" in order else "")


def ndjson_receipts(path):
    for text in open(path, encoding="utf-8"):
        receipt = json.loads(text, parse_float=Decimal)
        for line in many(receipt["lines"]):
            yield row(["ndjson-receipts", receipt["shop"], receipt["till"], receipt["no"], line["n"]],
                      "return" if line["q"] < 0 else "sale", utc(datetime.fromisoformat(receipt["at"]), "Europe/Vienna"), line["sku"],
                      line["q"], line["sum"], tokens="loyalty" if receipt.get("card", "0") != "0" else "")


READERS = {"wpubon": wpubon, "tlog": tlog, "json-orders": json_orders, "ndjson-receipts": ndjson_receipts}

if __name__ == "__main__":
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(READERS[sys.argv[1]](sys.argv[2]))
