"""Random POSLog and JSON, with what Python reads in them.

    random_documents.py poslog|json FOLDER FIRST COUNT

Writes FOLDER/SEED.input and FOLDER/SEED.json: {"rows": […], "lost": […], "refused": BOOL} of POSLog, or a list of
what each line of the input is of JSON.
"""

import json
import random
import re
import sys
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

WORDS = ["Säure", "a<b", "x & y", "日本", "pad   ", "]]>", "\"q\"", "Åland", "0", "nitrate 5 kg"]


class POSLog:
    """One random document, as text."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.pick = self.random.choice
        self.prefix = ""

    def some(self, chance, value=True):
        return value if self.random.random() < chance else ("" if isinstance(value, str) else False)

    def text(self, value):
        escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
        style = self.random.random()
        if style < 0.15 and "]]>" not in value:
            return f"<![CDATA[{value}]]>"
        if style < 0.25 and value:
            return f"&#{ord(value[0])};" + (escaped[1:] if value[0] not in "&<" and not value.startswith("]]>") else
                                              value[1:].replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;"))
        if style < 0.3:
            return f"<!-- {self.pick(['x', '<y>', '&'])} -->{escaped}"
        if style < 0.4:
            return f" \n{escaped}\t"
        return escaped

    def element(self, tag, value, attributes=""):
        if value is None:
            return ""
        return f"<{self.prefix}{tag}{attributes}>{value}</{self.prefix}{tag}>"

    def leaf(self, tag, value, attributes=""):
        return "" if value is None else self.element(tag, self.text(value), attributes)

    def foreign(self):
        return self.pick(["", "", "", '<f:Extra xmlns:f="urn:f"><f:Sale>1</f:Sale><Quantity>9</Quantity></f:Extra>',
                          '<Quantity xmlns="urn:g">77<ItemID>8</ItemID></Quantity>', "<?pi x?>", "<Unknown><ItemID>4001</ItemID></Unknown>",
                          self.element("Tax", self.leaf("SequenceNumber", "1") + self.leaf("Amount", "1.00"))])

    def shuffled(self, parts):
        if self.random.random() < 0.5:
            self.random.shuffle(parts)
        return "".join(parts)

    def item(self):
        tag = self.pick(["Sale"] * 8 + ["Return", "SaleForDelivery"])
        product = self.pick(["4001", "4002", "4003", "0004001"])
        quantity, amount = self.pick([("1", "5.00"), ("2", "10.00"), ("0.65", "5.84"), ("-1", "-5.00"), ("-1.0000", "1.290"), ("1", "-2.00"),
                                      ("3", "0.00"), ("1", "-0.00"), ("-2", None), (None, "3.00")])
        quantities = [self.leaf("Quantity", quantity, self.pick(["", ' UnitOfMeasureCode="EA"', ' Units="1"', ' UnitOfMeasureCode="PCE"']))]
        if self.some(0.1):
            quantities.append(self.leaf("Quantity", "0.127", self.pick([' UnitOfMeasureCode="Kg"', ' UnitOfMeasureCode="KGM"'])))
            self.random.shuffle(quantities)
        if self.some(0.05):
            quantities = [self.element("Quantity", "", ' Units="4"')]
        parts = [self.pick([self.leaf("ItemID", product, self.pick(["", ' Type="X:EAN"', ' Name="named &amp; so"'])),
                            self.element("POSIdentity", self.leaf("POSItemID", product), self.pick(["", ' POSIDType="GTIN"'])),
                            self.leaf("SerialNumber", "1") + self.leaf("SerialNumber", product, ' Type="GTIN"')]),
                 *[self.leaf("Description", self.pick(WORDS), kind) for kind in ("", ' TypeCode="Long"') if self.some(0.5)],
                 "".join(quantities), self.leaf("ExtendedAmount", amount, self.pick(["", "", ' Currency="EUR"', ' Currency="XXX"'])),
                 self.foreign(), self.some(0.1, self.link())]
        return self.element(tag, self.shuffled(parts), self.pick(["", ' ItemType="Stock"', ' ItemType="acs:NegativeItem"']))

    def link(self):
        reason = self.pick(["", ' ReasonCode="Return"', ' ReasonCode="Return"', ' ReasonCode="Resume"'])
        day = self.pick([None, "2026-03-01", "2026-03-01T00:00:00"])
        date = self.element("BusinessDayDate", self.leaf("Date", day)) if day and self.some(0.5) else self.leaf("BusinessDayDate", day)
        return self.element("TransactionLink", self.shuffled([
            self.store(), self.leaf("WorkstationID", "7"), self.some(0.9, self.leaf("SequenceNumber", str(self.random.randint(1, 9)))), date,
            self.some(0.3, self.leaf("LineItemSequenceNumber", "2"))]), reason)

    def store(self):
        unit = [self.element("BusinessUnit", self.leaf("UnitID", code, kind)) for code, kind in
                [("GB", ' TypeCode="Country"'), ("12", self.pick(["", ' TypeCode="RetailStore"', ' Name="somewhere"']))]]
        return self.pick([self.leaf("RetailStoreID", "12"), self.shuffled(unit), unit[1]])

    def line(self, number):
        flags = self.pick([""] * 6 + [' VoidFlag="true"', ' VoidFlag="1"', ' VoidFlag="false"', ' CancelFlag="true"'])
        body = self.pick([self.item, self.item, self.item, self.tender, self.loyalty, self.foreign])()
        sequence = self.pick([str(number)] * 9 + ["1", None])
        return self.element("LineItem", self.shuffled([self.leaf("SequenceNumber", sequence), body, self.foreign()]), flags)

    def tender(self):
        return f'<{self.prefix}Tender TenderType="{self.pick(["Cash", "CreditDebit", "DKT:CreditCard"])}"><{self.prefix}Amount>5</{self.prefix}Amount>' \
            f'<{self.prefix}PrimaryAccountNumber>4111111111111111</{self.prefix}PrimaryAccountNumber></{self.prefix}Tender>'

    def loyalty(self):
        number = self.pick(["0" * 25, "12345".zfill(25), "77"])
        return f'<a:LoyaltyMembership xmlns:a="http://www.ncr.com/rsd/acs/tlog/markup/poslog/2.1"><a:LoyaltyID>{number}</a:LoyaltyID>' \
            f'<a:HouseholdID>{self.pick(["0" * 25, "9"])}</a:HouseholdID></a:LoyaltyMembership>'

    def buyer(self):
        account = self.element("LoyaltyAccount", self.pick([
            self.leaf("LoyaltyAccountID", "L-1"), self.element("LoyaltyCard", self.leaf("PrimaryAccountNumber", "T22")),
            self.leaf("CustomerID", "88"), ""]))
        return self.pick(["", "", account, self.element("Customer", self.pick([
            self.leaf("CustomerID", self.pick(["C-1", "000"])) + self.element("Name", "<x/>Somebody"),
            self.element("CustomerAccount", account)]))])

    def transaction(self, number):
        lines = [self.line(index + 1) for index in range(self.random.randint(0, 6))]
        links = [self.link() if self.some(0.15) else "", self.element("TransactionLink", self.leaf("SequenceNumber", "3"), ' ReasonCode="Voided"')
                 if self.some(0.03) else ""]
        status = self.pick([""] * 8 + [' TransactionStatus="Delivered"', ' TransactionStatus="dtv:CancelOrphaned"', ' SuspendFlag="true"',
                                      ' TransactionStatus="PostVoided"'])
        retail = self.element(self.pick(["RetailTransaction"] * 12 + ["ControlTransaction"]), "".join([*lines, *links, self.buyer()]), status)
        times = ["2026-03-02T10:00:00", "2026-07-02T10:00:00.1234567+01:00", "2026-07-02T10:00Z", "2026-03-29T01:30:00"]
        stamps = [self.leaf(tag, self.pick(times), kind) for tag, kind in [
            ("EndDateTime", ""), ("EndDateTime", ' TypeCode="Suspend"'), ("BeginDateTime", ""), ("POSLogDateTime", ' TypeCode="Message"'),
            ("POSLogDateTime", ' TypeCode="Transaction"')] if self.some(0.5)] or [self.leaf("ReceiptDateTime", times[0])]
        parts = [self.store(), self.pick([self.leaf("WorkstationID", "7"), self.element("WorkstationID", "") + self.leaf("TillID", "8")]),
                 self.leaf("SequenceNumber", str(number)), "".join(stamps), retail, self.foreign(),
                 self.some(0.6, self.leaf("BusinessDayDate", "2026-03-02")), self.some(0.6, self.leaf("CurrencyCode", "EUR"))]
        flags = self.pick([""] * 8 + [' TrainingModeFlag="true"', ' CancelFlag="true"', ' CancelFlag="false"', ' TypeCode="SaleTransaction"'])
        return self.element("Transaction", self.shuffled(parts), flags)

    def document(self):
        uri = self.pick(["http://www.nrf-arts.org/IXRetail/namespace/", "http://www.nrf-arts.org/IXRetail/v6.0.0/poslog", None])
        self.prefix = self.pick(["", "p:"]) if uri else ""
        space = "" if uri is None else f' xmlns{":p" if self.prefix else ""}="{uri}"'
        gap = self.pick(["", "\n", "\r\n  "])
        body = gap.join(self.transaction(number + 1) for number in range(self.random.randint(0, 5)))
        text = f"<{self.prefix}POSLog{space}>{gap}{body}</{self.prefix}POSLog>"
        if self.some(0.2):
            text = f'<s:Envelope xmlns:s="urn:s"><s:Body>{text}</s:Body></s:Envelope>'
        return self.pick(["", '<?xml version="1.0" encoding="UTF-8"?>\n', "\n\n"]) + text

    def mutated(self, raw):
        """Sometimes one byte is another, or gone."""
        if self.random.random() > 0.2:
            return raw
        place = self.random.randrange(len(raw))
        return raw[:place] + self.pick([b"", b"<", b">", b"&", b'"', b"/", b"\x01", b"\xff", b"x", b" "]) + raw[place + 1:]


def poslog(seed, folder):
    import poslog as reader
    from lxml import etree
    made = POSLog(seed)
    raw = made.mutated(made.document().encode())
    path = folder / f"{seed}.input"
    path.write_bytes(raw)
    answer = {"rows": [], "lost": [], "refused": False, "voids": made.pick(["auto", "flag", "reversal"]), "is_odd": False}
    try:
        # A declaration may stand at the very beginning only; white space before documents is passed over by the reader.
        root = etree.fromstring(raw.strip(), etree.XMLParser(resolve_entities=False, huge_tree=True))
        # libxml2 lets a prefix pass that no declaration has; expat does not.
        answer["is_odd"] = any(":" in str(element.tag).split("}")[-1] or any(":" in name.split("}")[-1] for name in element.attrib)
                               for element in root.iter() if isinstance(element.tag, str))
        clean = folder / f"{seed}.clean"
        clean.write_bytes(raw.strip())
        for row in reader.table(str(clean), "p", ZoneInfo("Europe/London"), answer["voids"]):
            if row["kind"] == "sale" and not row["product"]:
                continue
            if row["is_lost"]:
                # A mutation took the receipt's number away, or made a quantity that is none.
                answer["lost"].append(row["product"])
                continue
            answer["rows"].append([row[name] for name in reader.COLUMNS])
    except etree.XMLSyntaxError as error:
        answer["refused"] = True
        # Expat takes any text for the name of a namespace.
        answer["is_odd"] = "is not a valid URI" in str(error)
    except TypeError:
        # A mutation took a time or key away.
        answer["is_odd"] = True
    (folder / f"{seed}.json").write_text(json.dumps(answer))


class Repeated(Exception):
    pass


def member(pairs, name):
    if not isinstance(pairs, Pairs):
        return None
    values = [value for key, value in pairs.items if key == name]
    if len(values) > 1:
        raise Repeated
    return values[0] if values else None


class Pairs:
    def __init__(self, items):
        self.items = items


class Number(str):
    pass


def text(value):
    if isinstance(value, Number):
        found = Decimal(value)
        return f"{found:f}" if "e" in value.lower() and abs(int(re.split("[eE]", value)[1])) <= 40 else str(value)
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        value.encode()
        return value.strip(" \t\n\v\f\r") or None
    return None


def many(value):
    return value if isinstance(value, list) else [value]


def constant(word):
    raise ValueError(word)


def judge(raw):
    """What a line of NDJSON is: None where it is refused, else its receipts' lines."""
    try:
        root = json.loads(raw.decode(), object_pairs_hook=Pairs, parse_float=Number, parse_int=Number, parse_constant=constant)
        if root is None:
            return []
        if not isinstance(root, Pairs):
            return None
        lines = member(root, "l")
        rows = []
        for line in [] if lines is None and not any(key == "l" for key, _ in root.items) else many(lines):
            first = next((found for entry in many(member(root, "list")) if (found := text(member(entry, "v"))) is not None), None)
            values = {"a": text(member(member(root, "m"), "x")), "d": first, "p": text(member(line, "p")),
                      "b": text(next(iter(many(member(line, "y"))[1:2]), None)), "c": text(member(member(line, "k"), "a.b"))}
            rows.append(None if not isinstance(line, Pairs) else values)
        return rows
    except (ValueError, Repeated, RecursionError):
        return None


def ndjson(seed, folder):
    pick = random.Random(seed)

    def value(depth=0):
        kind = pick.randrange(9 if depth < 3 else 6)
        if kind < 2:
            return pick.choice(["1", "-0", "1.50", "12345678901234567890", "1e3", "-2.5E-2", "0.00e1", "1E+2", "7.001e4"])
        if kind < 5:
            return json.dumps(pick.choice(["", " x ", "é", "a\"b", "\\", "]", "{", "日本", "tab\t", "4001", "\u2028"]), ensure_ascii=pick.random() < 0.5)
        if kind == 5:
            return pick.choice(["true", "false", "null"])
        if kind < 8:
            names = pick.choices(["a", "b", "v", "x", "z", "a.b", "é"], k=pick.randrange(4))
            return "{" + ",".join(f"{json.dumps(name)}:{value(depth + 1)}" for name in names) + "}"
        return "[" + ",".join(value(depth + 1) for _ in range(pick.randrange(4))) + "]"

    def line(number):
        return "{" + f'"n":{number},"p":{pick.choice(["4001", chr(34) + "4001" + chr(34), "4.001e3"])},"q":1,"y":{value()},"k":{value()}' + "}"

    raws, answer = [], []
    for number in range(40):
        lines = [line(index + 1) for index in range(pick.randrange(3))]
        nested = lines[0] if len(lines) == 1 and pick.random() < 0.5 else "[" + ",".join(lines) + "]"
        gap = pick.choice(["", " ", "\t"])
        raw = (f'{{"s":"1",{gap}"t":"2","r":"{number}","at":"2026-03-02T10:00","m":{value()},"list":{value()},{gap}"l":{nested}'
               + pick.choice(["", ',"l":1', ',"m":2', f',"zz":{value()}'] if pick.random() < 0.2 else [""]) + "}").encode()
        if pick.random() < 0.4:
            place = pick.randrange(len(raw))
            raw = raw[:place] + pick.choice([b"", b"{", b"}", b",", b'"', b"\\", b":", b"0", b"\xff", b"\x01", b"e", b"."]) + raw[place + 1:]
        raws.append(raw)
        answer.append(judge(raw))
    (folder / f"{seed}.input").write_bytes(b"\n".join(raws) + b"\n")
    (folder / f"{seed}.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    what, where, first, count = sys.argv[1:]
    for seed in range(int(first), int(first) + int(count)):
        {"poslog": poslog, "json": ndjson}[what](seed, Path(where))
