"""A POSLog of the transactions, in the shape of NCR's: what a till writes besides is made up."""

import csv
import os
from itertools import groupby
from pathlib import Path

HEAD = ('<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/" '
        'xmlns:acs="http://www.ncr.com/rsd/acs/tlog/markup/poslog/2.1">\n')
BEGIN = """<Transaction><RetailStoreID>{store}</RetailStoreID><WorkstationID>1</WorkstationID><SequenceNumber>{basket}</SequenceNumber>\
<BusinessDayDate>{day}</BusinessDayDate><EndDateTime>{time}</EndDateTime><OperatorID OperatorName="OPERATOR">91</OperatorID>\
<CurrencyCode>USD</CurrencyCode><RetailTransaction Version="2.1"><ReceiptDateTime>{time}</ReceiptDateTime>\
<LineItem EntryMethod="Scanned"><SequenceNumber>0</SequenceNumber><acs:LoyaltyMembership><acs:LoyaltyID Type="Membership">{household}\
</acs:LoyaltyID></acs:LoyaltyMembership></LineItem>
"""
LINE = """<LineItem EntryMethod="Scanned"><SequenceNumber>{number}</SequenceNumber><Sale ItemType="Stock"><POSIdentity POSIDType="GTIN">\
<POSItemID>{product}</POSItemID><Qualifier>7</Qualifier></POSIdentity><ItemID>{product}</ItemID>\
<MerchandiseHierarchy Level="Department" acs:DepartmentDescription="Garden &amp; home">7</MerchandiseHierarchy>\
<Description>ARTICLE {product} OF A SHOP</Description><RegularSalesUnitPrice>{value}</RegularSalesUnitPrice>\
<ExtendedAmount>{value}</ExtendedAmount><Quantity>{quantity}</Quantity><acs:OperatorSequence>{number}</acs:OperatorSequence></Sale></LineItem>
"""
END = """<LineItem EntryMethod="Scanned"><SequenceNumber>{number}</SequenceNumber><Tender TenderType="Cash" TypeCode="Sale"><TenderID>1</TenderID>\
<Amount>22.92</Amount></Tender></LineItem><Total TotalType="TransactionGrandAmount">22.92</Total></RetailTransaction></Transaction>
"""


def write(transactions: Path, target: Path, size: int):
    """Writes so many bytes of receipts, in the order of `transactions`; ends with a whole receipt."""
    part, written = target.with_suffix(".part"), 0
    with open(transactions, newline="") as lines, open(part, "w") as out:
        out.write(HEAD)
        for basket, rows in groupby(csv.DictReader(lines), lambda row: row["basket_id"]):
            text = receipt(basket, list(rows))
            written += len(text)
            if written > size:
                break
            out.write(text)
        out.write("</POSLog>\n")
    os.replace(part, target)


def receipt(basket: str, rows: list[dict]) -> str:
    time = rows[0]["transaction_timestamp"][:19]
    lines = [LINE.format(number=number, product=row["product_id"], value=row["sales_value"], quantity=row["quantity"])
             for number, row in enumerate(rows, 1)]
    begin = BEGIN.format(store=rows[0]["store_id"], basket=basket, day=time[:10], time=time, household=rows[0]["household_id"])
    return begin + "".join(lines) + END.format(number=len(lines) + 1)
