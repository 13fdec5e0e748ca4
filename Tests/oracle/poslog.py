#!/usr/bin/env python3
"""Reads POSLog with lxml and writes the table of its lines, as docs/FEEDS.md says they are read.

    poslog.py --feed NAME --timezone ZONE [--voids auto|flag|reversal] [--bare] FILE

Shares no code with the reader. It builds the whole document and asks it by XPath, where the reader goes through it once.
--bare leaves out what may name anything but products: for data that is not ours.
"""

import argparse
import csv
import re
import sys
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from lxml import etree

ARTS = {None, "http://www.nrf-arts.org/IXRetail/namespace/", "http://www.nrf-arts.org/IXRetail/namespace",
        "http://www.nrf-arts.org/IXRetail/v6.0.0/poslog", "http://www.nrf-arts.org/IXRetail/v6.0.0/poslog/"}
NCR = "http://www.ncr.com/rsd/acs/tlog/markup/poslog/2.1"
XSTORE = "http://www.datavantagecorp.com/xstore/"
COLUMNS = ["key", "kind", "time", "product", "quantity", "amount", "currency", "description", "tender", "refers", "tokens"]
MEASURES = {"kg": "KG KGM KILOGRAM", "g": "G GR GRM GRAM", "mg": "MG MGM", "lb": "LB LBS LBR POUND", "oz": "OZ ONZ OUNCE",
            "l": "L LT LTR LITER LITRE", "cl": "CL CLT", "ml": "ML MLT", "gal": "GAL GLL"}
UNITS = {code: unit for unit, codes in MEASURES.items() for code in codes.split()}
OTHER_TYPES = ("nosale", "till", "paidin", "paidout", "inventory", "opencash", "exchangerate", "signon", "signoff", "open",
               "close", "layaway", "workstation", "systemopen")


def name(element):
    if not isinstance(element.tag, str):
        return None
    tag = etree.QName(element)
    if tag.namespace in ARTS:
        return tag.localname
    return "acs:" + tag.localname if tag.namespace == NCR else None


def kids(element, *names):
    return [kid for kid in element if name(kid) in names] if element is not None else []


def text(element):
    """The text of an element with that of the elements in it that a POSLog knows, trimmed; None where blank."""
    if element is None:
        return None
    if name(element) == "BusinessDayDate":
        whole = "".join(element.itertext())
    else:
        # Text after a comment or child belongs to the element too.
        whole = (element.text or "") + "".join(kid.tail or "" for kid in element)
    return whole.strip(" \t\n\v\f\r") or None


def first(element, *names):
    for wanted in names:
        for kid in kids(element, wanted):
            if text(kid):
                return text(kid)
    return None


def attribute(element, wanted, namespace=None):
    value = element.get(wanted if namespace is None else f"{{{namespace}}}{wanted}")
    return (value or "").strip(" \t\n\v\f\r") or None


def local(value):
    if value is None or ":" not in value:
        return value
    return value.rsplit(":", 1)[1].strip() or value


def flag(element, wanted):
    return (attribute(element, wanted) or "").lower() in ("true", "1")


def number(value):
    if value is None or not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def day(value):
    return value[:10] if value and len(value) >= 10 and value[4] == "-" and value[7] == "-" else value


def store(element):
    if first(element, "RetailStoreID"):
        return first(element, "RetailStoreID")
    units = [(unit, unit_id) for unit in kids(element, "BusinessUnit") for unit_id in kids(unit, "UnitID") if text(unit_id)]
    ranked = []
    for unit, unit_id in units:
        type_code = attribute(unit_id, "TypeCode") or attribute(unit, "TypeCode")
        ranked.append((0 if type_code == "RetailStore" else 1 if type_code is None else 2, len(ranked), text(unit_id)))
    return min(ranked)[2] if ranked else None


def buyer(value):
    if not value or not value.strip("0"):
        return None
    return value.lstrip("0") if re.fullmatch("[0-9]{25}", value) else value


def link(element):
    reason = attribute(element, "ReasonCode") or first(element, "ReasonCode")
    word = (local(reason) or "").lower()
    named = {"store": store(element), "till": first(element, "WorkstationID", "TillID"),
             "receipt": first(element, "SequenceNumber"), "transaction": first(element, "TransactionID"),
             "day": day(first(element, "BusinessDayDate")), "line": first(element, "LineItemSequenceNumber")}
    if not named["receipt"] and not named["transaction"]:
        return None
    kind = "return" if word.startswith(("return", "refund", "exchange")) else \
        "void" if word.startswith(("void", "postvoid", "post_void")) else "other"
    return {**named, "reason": kind, "says": reason is not None}


class Receipt:
    def __init__(self, transaction, retail, voids):
        self.transaction, self.retail, self.voids = transaction, retail, voids
        both = [transaction, retail]
        self.store = store(transaction) or store(retail)
        self.till = self.either("WorkstationID") or self.either("TillID")
        self.number = first(transaction, "SequenceNumber")
        self.time = self.best_time()
        self.day = day(self.either("BusinessDayDate") or self.time)
        self.currency = self.either("CurrencyCode")
        kinds = {local(attribute(tender, "TenderType")) for item in kids(retail, "LineItem") if not self.is_void(item)
                 for tender in kids(item, "Tender")[:1] if attribute(tender, "TenderType")}
        self.tender = "+".join(sorted(kinds)) or None
        self.standing(both)
        self.links = [found for parent in both for child in kids(parent, "TransactionLink") if (found := link(child))]
        self.post_void()

    def either(self, wanted):
        return first(self.transaction, wanted) or first(self.retail, wanted)

    @staticmethod
    def is_void(item):
        return any(flag(item, wanted) for wanted in ("VoidFlag", "CancelFlag", "DeleteFlag"))

    def best_time(self):
        ranks = []
        for parent in (self.transaction, self.retail):
            for child in kids(parent, "EndDateTime", "ReceiptDateTime", "POSLogDateTime", "BeginDateTime"):
                code = local(attribute(child, "TypeCode"))
                own = code in (None, "Transaction")
                rank = {"EndDateTime": 0 if own else 4, "ReceiptDateTime": 1, "BeginDateTime": 3 if own else 6,
                        "POSLogDateTime": {"Transaction": 2, None: 5}.get(code, 7)}[name(child)]
                if text(child):
                    ranks.append((rank, len(ranks), text(child)))
        return min(ranks)[2] if ranks else None

    def standing(self, both):
        kind = attribute(self.transaction, "TransactionType") or attribute(self.transaction, "TransactionType", XSTORE) \
            or attribute(self.retail, "TransactionType") or attribute(self.retail, "TransactionType", XSTORE) \
            or attribute(self.transaction, "TypeCode") or attribute(self.retail, "TypeCode")
        status = attribute(self.retail, "TransactionStatus") or attribute(self.transaction, "TransactionStatus")
        words = [re.sub("[^a-z]", "", (local(word) or "").lower()) for word in (kind, status)]
        self.is_post_void = any(word.startswith("postvoid") for word in words)
        self.kind = None
        for word in words:
            if self.kind:
                break
            if word.startswith("training"):
                self.kind = "training"
            elif word.startswith("suspend"):
                self.kind = "suspended"
            elif word.startswith(("cancel", "abort", "void", "delete")):
                self.kind = "cancelled"
            elif word.startswith(OTHER_TYPES):
                self.kind = "other"
        for wanted, means in [("SuspendFlag", "suspended"), ("CancelFlag", "cancelled"), ("DeleteFlag", "cancelled"),
                              ("VoidFlag", "cancelled"), ("TrainingModeFlag", "training")]:
            if any(flag(element, wanted) for element in both):
                self.kind = means

    def post_void(self):
        returns = []
        for found in self.links:
            if found["reason"] == "return" and found not in returns:
                returns.append(found)
        self.return_link = returns[0] if len(returns) == 1 else None
        self.void_link = next((found for found in self.links if found["reason"] == "void"), None)
        if self.void_link:
            self.is_post_void = True
        elif self.is_post_void and len(self.links) == 1:
            self.void_link = self.links[0]
        if self.kind not in (None, "other"):
            self.is_post_void = False
        if self.is_post_void:
            self.kind = "voided"

    def tokens(self):
        loyalty, household, customer = [], [], []
        for element in self.transaction.iter():
            kind, parent = name(element), name(element.getparent()) if element.getparent() is not None else None
            if not self.is_reached(element) or kind is None:
                continue
            value = buyer(text(element))
            if (kind, parent) in {("acs:LoyaltyID", "acs:LoyaltyMembership"), ("LoyaltyAccountID", "LoyaltyAccount"),
                                  ("PrimaryAccountNumber", "LoyaltyCard"), ("CustomerID", "LoyaltyAccount")} and value:
                loyalty.append(value)
            if (kind, parent) == ("acs:HouseholdID", "acs:LoyaltyMembership") and value:
                household.append(value)
            if (kind, parent) == ("CustomerID", "Customer") and value:
                customer.append(value)
        return [kind for kind, values in [("customer", customer), ("household", household), ("loyalty", loyalty)] if values]

    def is_reached(self, element):
        """Whether what stands around an element is all of the kind that holds buyers."""
        around = {"RetailTransaction", "LineItem", "Customer", "CustomerAccount", "LoyaltyAccount", "LoyaltyCard",
                  "acs:LoyaltyMembership"}
        parent = element.getparent()
        while parent is not None and parent is not self.transaction:
            if name(parent) not in around:
                return False
            parent = parent.getparent()
        return parent is not None

    def lines(self):
        if self.is_post_void and self.void_link:
            yield {"line": "0", "kind": "void", "product": None, "quantity": None, "amount": None, "currency": self.currency,
                   "description": None, "refers": self.void_link}
        items, used = [], set()
        wanted = [(item, sale) for item in kids(self.retail, "LineItem") for sale in kids(item, "Sale", "Return", "SaleForDelivery")]
        for ordinal, (item, sale) in enumerate(wanted, 1):
            line = self.item(item, sale)
            written = first(item, "SequenceNumber") or f"#{ordinal}"
            line["line"] = f"{written}#{ordinal}" if written in used else written
            used.add(line["line"])
            self.judge(line, item, sale, items)
            items.append(line)
        yield from (line for line in items if line["kind"] in ("sale", "return", "void"))

    def judge(self, line, item, sale, before):
        quantity, amount = number(line["quantity"]), number(line["amount"])
        line.update(q=quantity, a=amount, taken=False, refers=None)
        negative = (quantity is not None and quantity < 0) or (amount is not None and amount < 0)
        if self.kind:
            line["kind"] = self.kind
        elif flag(item, "CancelFlag") or flag(item, "DeleteFlag"):
            line["kind"] = "voided"
        elif flag(item, "VoidFlag"):
            same = [other for other in before if other["product"] == line["product"] and not other["taken"]
                    and other["kind"] in ("sale", "return")]
            line["kind"] = "voided"
            if self.voids == "reversal" or (self.voids == "auto" and negative and same):
                line["kind"] = "void"
                whole = [other for other in same if quantity is not None and other["q"] is not None and abs(other["q"]) == abs(quantity)
                         and (None if other["a"] is None else abs(other["a"])) == (None if amount is None else abs(amount))]
                if whole:
                    whole[-1]["taken"] = True
                    line["refers"] = {"line": whole[-1]["line"]}
        elif name(sale) == "Return" or negative:
            line["kind"] = "return"
        else:
            line["kind"] = "sale"
        if line["kind"] == "return":
            for parent in (sale, item):
                for child in kids(parent, "TransactionLink")[:1]:
                    found = link(child)
                    if line["refers"] is None and found and (found["reason"] == "return" or not found["says"]):
                        line["refers"] = found
            line["refers"] = line["refers"] or self.return_link

    def item(self, item, sale):
        identity = next((kid for kid in kids(sale, "ItemID") if text(kid)), None)
        position = next((first(kid, "POSItemID") for kid in kids(sale, "POSIdentity") if first(kid, "POSItemID")), None)
        gtin = next((text(kid) for kid in kids(sale, "SerialNumber") if attribute(kid, "Type") == "GTIN" and text(kid)), None)
        descriptions = [(attribute(kid, "TypeCode") == "Long", text(kid)) for kid in kids(sale, "Description") if text(kid)]
        description = next((words for is_long, words in descriptions if is_long), None) \
            or next((words for is_long, words in descriptions if not is_long), None) \
            or (attribute(identity, "Name") if identity is not None else None)
        extended = next((kid for kid in kids(sale, "ExtendedAmount") if text(kid)), None)
        currency = attribute(extended, "Currency") if extended is not None else None
        measured = other = None
        for kid in kids(sale, "Quantity"):
            value = text(kid) or attribute(kid, "Units")
            code = (local(attribute(kid, "UnitOfMeasureCode")) or "").upper()
            if value and code in UNITS:
                measured = measured or value
            elif value:
                other = other or value
        return {"product": text(identity) or position or gtin, "description": description, "quantity": measured or other,
                "amount": text(extended), "currency": (None if currency == "XXX" else currency) or self.currency}


def instant(value, zone):
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?", value)
    moment = datetime.fromisoformat(f"{match[1]}T{match[2]}")
    moment = moment.replace(microsecond=int((match[3] or "0")[:6].ljust(6, "0")))
    if match[4]:
        moment = moment.replace(tzinfo=datetime.strptime(match[4].replace("Z", "+0000"), "%z").tzinfo)
    else:
        moment = moment.replace(tzinfo=zone)
    text = moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return text.rstrip("0").rstrip(".") + "Z"


def plain(value):
    found = number(value)
    return "" if found is None else f"{found.normalize():f}" if found else "0"


def masked(value):
    """The text without card numbers: 13 to 19 digits, in groups or not, that pass the Luhn test."""
    def replace(match):
        digits = [int(digit) for digit in match[0] if digit.isdigit()]
        doubled = [digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4) for place, digit in enumerate(reversed(digits))]
        return "[card number]" if sum(doubled) % 10 == 0 and sum(doubled) else match[0]
    return re.sub(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])", replace, value)


def table(path, feed, zone, voids):
    for transaction in etree.parse(path).iter():
        retail = next(iter(kids(transaction, "RetailTransaction")), None)
        if name(transaction) != "Transaction" or retail is None:
            continue
        receipt = Receipt(transaction, retail, voids)
        tokens = " ".join(receipt.tokens())
        for line in receipt.lines():
            parts = [feed, receipt.store, receipt.till, receipt.number, receipt.day, line["line"]]
            quantity = plain(line["quantity"])
            refers = line["refers"] or {}
            yield {
                # Only these two are written otherwise (docs/SEMANTICS.md 2.1).
                "key": "/".join((part or "").replace("%", "%25").replace("/", "%2F") for part in parts),
                "kind": line["kind"], "time": instant(receipt.time, zone), "product": line["product"] or "",
                "quantity": quantity.lstrip("-"), "is_lost": not receipt.number or bool(line["quantity"]) and not quantity, "amount": plain(line["amount"]), "currency": line["currency"] or "",
                "description": masked(line["description"] or ""), "tender": receipt.tender or "",
                "refers": "/".join(refers.get(part) or "" for part in ("store", "till", "receipt", "day", "line")).strip("/") and
                "/".join(refers.get(part) or "" for part in ("store", "till", "receipt", "day", "line")),
                "tokens": tokens,
            }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--feed", required=True)
    parser.add_argument("--timezone", required=True)
    parser.add_argument("--voids", default="auto")
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("file")
    chosen = parser.parse_args()
    columns = COLUMNS[:6] if chosen.bare else COLUMNS
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table(chosen.file, chosen.feed, ZoneInfo(chosen.timezone), chosen.voids))


if __name__ == "__main__":
    main()
