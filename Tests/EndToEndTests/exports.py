"""Makes exports of sales as shops write them, in nine languages, with the table that is right for each.

The names of columns stand here as people write them; the program's own words are not looked at.
"""

import csv
import io
import json
from datetime import datetime, timedelta

NAMES = {
    "en": {"store": ["Store No.", "Branch", "Shop ID", "Outlet Code"], "till": ["Till", "Register #", "POS Terminal", "Workstation ID"],
           "receipt": ["Receipt No", "Transaction ID", "Ticket Number", "Invoice #"], "line": ["Line", "Seq No", "Line Number"],
           "time": ["Date/Time", "Transaction Time", "Timestamp", "Sold At"], "date": ["Date", "Sale Date"], "clock": ["Time", "Time of Day"],
           "product": ["SKU", "Item Code", "Article Number", "Barcode"], "quantity": ["Qty", "Quantity", "Units Sold"],
           "description": ["Item Description", "Product Name"], "amount": ["Line Total", "Net Sales", "Amount"], "price": ["Unit Price", "Price"],
           "loyalty": ["Loyalty Card", "Customer ID", "Member No."], "tender": ["Payment Method", "Tender Type"], "kind": ["Transaction Type", "Line Type"],
           "person": ["Cashier Name", "Operator"]},
    "de": {"store": ["Filiale", "Markt-Nr.", "Filialnummer"], "till": ["Kasse", "Kassen-Nr.", "Kassennummer"],
           "receipt": ["Bon-Nr.", "Belegnummer", "Vorgangsnummer"], "line": ["Pos.", "Positionsnr.", "Zeile"],
           "time": ["Zeitpunkt", "Zeitstempel", "Verkaufszeit"], "date": ["Datum", "Belegdatum"], "clock": ["Uhrzeit", "Zeit"],
           "product": ["Artikelnummer", "Art.-Nr.", "EAN"], "quantity": ["Menge", "Anzahl", "Stück"],
           "description": ["Artikelbezeichnung", "Bezeichnung"], "amount": ["Betrag", "Umsatz brutto", "Gesamtpreis"], "price": ["Einzelpreis", "VK-Preis"],
           "loyalty": ["Kundenkarte", "Kundennummer", "Kunden-Nr."], "tender": ["Zahlart", "Zahlungsmittel"], "kind": ["Vorgangsart", "Belegart"],
           "person": ["Kassierer", "Bediener"]},
    "fr": {"store": ["Magasin", "Code magasin", "N° magasin"], "till": ["Caisse", "N° caisse"], "receipt": ["N° ticket", "Numéro de ticket", "Ticket"],
           "line": ["N° ligne", "Ligne"], "time": ["Date et heure", "Horodatage"], "date": ["Date", "Date de vente"], "clock": ["Heure", "Heure de vente"],
           "product": ["Code article", "Référence", "Code-barres"], "quantity": ["Quantité", "Qté"], "description": ["Libellé", "Désignation"],
           "amount": ["Montant TTC", "Total ligne", "Montant"], "price": ["Prix unitaire", "P.U."], "loyalty": ["Carte de fidélité", "N° client"],
           "tender": ["Mode de paiement", "Règlement"], "kind": ["Type d'opération", "Nature"], "person": ["Caissier", "Nom client"]},
    "es": {"store": ["Tienda", "Sucursal", "Cód. tienda"], "till": ["Caja", "Nº caja", "Terminal"], "receipt": ["Nº ticket", "Número de ticket", "Factura"],
           "line": ["Línea", "Nº línea"], "time": ["Fecha y hora", "Fecha/Hora"], "date": ["Fecha", "Fecha venta"], "clock": ["Hora", "Hora venta"],
           "product": ["Código artículo", "Cód. producto", "Referencia"], "quantity": ["Cantidad", "Uds."], "description": ["Descripción", "Denominación"],
           "amount": ["Importe", "Importe total", "Total"], "price": ["Precio unitario", "PVP"], "loyalty": ["Tarjeta cliente", "Nº socio", "Cliente"],
           "tender": ["Forma de pago", "Medio de pago"], "kind": ["Tipo operación", "Tipo"], "person": ["Cajero", "Vendedor"]},
    "it": {"store": ["Negozio", "Punto vendita", "Cod. negozio"], "till": ["Cassa", "N. cassa"], "receipt": ["N. scontrino", "Numero scontrino", "Scontrino"],
           "line": ["Riga", "N. riga"], "time": ["Data e ora", "Data/Ora"], "date": ["Data", "Data vendita"], "clock": ["Ora", "Orario"],
           "product": ["Codice articolo", "Cod. articolo", "Codice prodotto"], "quantity": ["Quantità", "Q.tà", "Pezzi"],
           "description": ["Descrizione", "Descrizione articolo"], "amount": ["Importo", "Totale riga"], "price": ["Prezzo", "Prezzo unitario"],
           "loyalty": ["Tessera", "Carta fedeltà", "Cod. cliente"], "tender": ["Pagamento", "Metodo di pagamento"], "kind": ["Tipo riga", "Causale"],
           "person": ["Operatore", "Cassiere"]},
    "nl": {"store": ["Winkel", "Filiaalnr", "Vestiging"], "till": ["Kassa", "Kassanr."], "receipt": ["Bonnr", "Bonnummer", "Transactienr."],
           "line": ["Regel", "Regelnr", "Volgnr"], "time": ["Datum/tijd", "Tijdstip"], "date": ["Datum", "Verkoopdatum"], "clock": ["Tijd"],
           "product": ["Artikelnummer", "Artikelcode", "EAN-code"], "quantity": ["Aantal", "Hoeveelheid"], "description": ["Omschrijving", "Artikelomschrijving"],
           "amount": ["Bedrag", "Regelbedrag", "Omzet"], "price": ["Prijs", "Stukprijs"], "loyalty": ["Klantnummer", "Klantenkaart"],
           "tender": ["Betaalwijze", "Betaalmiddel"], "kind": ["Soort", "Transactiesoort"], "person": ["Kassier", "Medewerker"]},
    "pl": {"store": ["Sklep", "Nr sklepu", "Oddział"], "till": ["Kasa", "Nr kasy", "Stanowisko"], "receipt": ["Nr paragonu", "Paragon", "Nr dokumentu"],
           "line": ["Lp.", "Pozycja", "Nr pozycji"], "time": ["Data i godzina", "Data/czas"], "date": ["Data", "Data sprzedaży"], "clock": ["Godzina", "Czas"],
           "product": ["Kod towaru", "Indeks", "Kod kreskowy"], "quantity": ["Ilość", "Liczba sztuk"], "description": ["Nazwa", "Nazwa towaru"],
           "amount": ["Wartość", "Kwota brutto", "Wartość brutto"], "price": ["Cena", "Cena jedn."], "loyalty": ["Karta klienta", "Nr klienta"],
           "tender": ["Forma płatności", "Płatność"], "kind": ["Rodzaj operacji", "Typ"], "person": ["Kasjer", "Sprzedawca"]},
    "pt": {"store": ["Loja", "Nº loja", "Cód. loja"], "till": ["Caixa", "Nº caixa", "Terminal"], "receipt": ["Nº talão", "Cupom", "Nº documento", "Fatura"],
           "line": ["Linha", "Nº linha"], "time": ["Data e hora", "Data/Hora"], "date": ["Data", "Data da venda"], "clock": ["Hora"],
           "product": ["Código do produto", "Cód. artigo", "Referência"], "quantity": ["Quantidade", "Qtd."], "description": ["Descrição", "Designação"],
           "amount": ["Valor total", "Valor", "Total"], "price": ["Preço unitário", "Preço"], "loyalty": ["Cartão cliente", "Nº cliente"],
           "tender": ["Forma de pagamento", "Meio de pagamento"], "kind": ["Tipo de operação", "Tipo"], "person": ["Operador", "Vendedor"]},
    "ar": {"store": ["الفرع", "رقم الفرع", "المتجر"], "till": ["رقم الصندوق", "نقطة البيع"], "receipt": ["رقم الفاتورة", "رقم الإيصال"],
           "line": ["رقم السطر", "البند"], "time": ["التاريخ والوقت"], "date": ["التاريخ", "تاريخ الفاتورة"], "clock": ["الوقت", "الساعة"],
           "product": ["رقم الصنف", "الباركود", "رمز المنتج"], "quantity": ["الكمية"], "description": ["اسم الصنف", "الوصف"],
           "amount": ["الإجمالي", "المبلغ"], "price": ["السعر", "سعر الوحدة"], "loyalty": ["رقم العميل", "بطاقة الولاء"],
           "tender": ["طريقة الدفع"], "kind": ["نوع العملية", "النوع"], "person": ["اسم الكاشير"]},
}
CODES = {"en": ("SALE", "RETURN", "VOID"), "de": ("Verkauf", "Retoure", "Storno"), "fr": ("Vente", "Retour", "Annulation"),
         "es": ("Venta", "Devolución", "Anulación"), "it": ("Vendita", "Reso", "Annullo"), "nl": ("Verkoop", "Retour", "Annulering"),
         "pl": ("Sprzedaż", "Zwrot", "Anulowanie"), "pt": ("Venda", "Devolução", "Anulação"), "ar": ("بيع", "مرتجع", "إلغاء")}
ENCODINGS = {"pl": ["utf-8", "utf-8-sig", "cp1250"], "ar": ["utf-8", "utf-8-sig", "cp1256"]}
TIMES = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%Y%m%d%H%M%S",
         "%d-%m-%Y %H:%M", "%Y/%m/%d %H:%M:%S"]
WORDS = {"en": "Bucket Screws Paint Lamp Brush Glue", "de": "Eimer Schrauben Wandfarbe Lämpchen Bürste Kleber", "fr": "Seau Vis Peinture Lampe Brosse Clé à molette",
         "es": "Cubo Tornillos Pintura Lámpara Brocha Año", "it": "Secchio Viti Vernice Lampada Pennello Città", "nl": "Emmer Schroeven Verf Lamp Kwast Ijzer",
         "pl": "Wiadro Śruby Farba Żarówka Pędzel Łopata", "pt": "Balde Parafusos Tinta Lâmpada Pincel Pá", "ar": "دلو مسامير طلاء مصباح فرشاة غراء"}


def gtin(chance):
    digits = [chance.randrange(10) for _ in range(12)]
    return "".join(map(str, digits)) + str(-sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)


class Export:
    """One export: its bytes, how it was written, and the lines that are right."""

    def __init__(self, chance):
        self.language = chance.choice(list(NAMES))
        names = {role: chance.choice(options) for role, options in NAMES[self.language].items()}
        self.shape = chance.choices(["csv", "ndjson", "nested", "json"], [8, 1, 1, 1])[0]
        numbered, kinds = chance.random() < 0.6, chance.random() < 0.5
        split = chance.random() < 0.3 and self.shape == "csv"
        self.decimal = "." if self.language == "en" or self.shape != "csv" else chance.choice(",,.")
        grouping = chance.choice(["", "", {",": ".", ".": ","}[self.decimal]]) if self.shape == "csv" else ""
        if self.language == "en" and self.shape == "csv" and chance.random() < 0.4:
            time = chance.choice(["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p"])
        else:
            time = chance.choice([layout for layout in TIMES if not split or " " in layout])
        code = (lambda: gtin(chance)) if chance.random() < 0.5 else (lambda: chance.choice("ABC") + str(chance.randrange(10_000, 99_999)))
        products = [(code(), chance.choice(WORDS[self.language].split())) for _ in range(60)]
        stores = [str(chance.randrange(1, 400)).zfill(3) for _ in range(chance.randrange(2, 6))]
        self.rows, self.lines = [], []
        moment = datetime(2026, chance.randrange(1, 12), 1, 8, 0)
        receipt = chance.randrange(1_000, 900_000)
        for _ in range(150):
            moment += timedelta(seconds=chance.randrange(60, 9_000) // (60 if "%S" not in time else 1) * (60 if "%S" not in time else 1))
            receipt += 1
            store, till = chance.choice(stores), str(chance.randrange(1, 9))
            card = str(chance.randrange(10**8, 10**9)) if chance.random() < 0.6 else ""
            tender = chance.choice(["CASH", "VISA", "CARD"])
            for number in range(1, chance.choice([1, 1, 2, 3, 5]) + 1):
                product, text = chance.choice(products)
                quantity = chance.choice([1, 1, 1, 2, 3, 12])
                kind = chance.choices([0, 1, 2], [20, 1, 1])[0] if kinds else 0
                price = chance.randrange(50, 400_000) / 100
                row = {"store": store, "till": till, "receipt": str(receipt), "line": str(number), "product": product, "quantity": str(quantity),
                       "description": text, "price": self.money(price, grouping), "amount": self.money(price * quantity, grouping), "loyalty": card,
                       "tender": tender, "kind": CODES[self.language][kind], "person": chance.choice(["Meyer", "Nowak", "Rossi"]),
                       "time": moment.strftime(time), "date": moment.strftime(time).split(" ")[0], "clock": moment.strftime(time).split(" ", 1)[-1]}
                self.rows.append(row)
                self.lines.append((("sale", "return", "void")[kind], store, till, str(receipt), product, quantity, moment.strftime("%Y-%m-%dT%H:%M:%SZ")))
        # Lines that went wrong, as every export has some.
        for _ in range(chance.choice([0, 0, 1, 3])):
            broken = self.rows[chance.randrange(len(self.rows))]
            if chance.random() < 0.5 or self.shape != "csv":
                continue
            place = self.rows.index(broken)
            self.rows[place] = broken | chance.choice([{"quantity": "x"}, {"product": "", "quantity": "x", "price": "", "amount": ""}])
            self.lines[place] = None
        self.lines = [line for line in self.lines if line]
        optional = [role for role in ("description", "price", "amount", "tender", "person") if chance.random() < 0.7]
        roles = ["store", "till", "receipt", "product", "quantity", "loyalty", *optional]
        roles += (["line"] if numbered else []) + (["kind"] if kinds else []) + (["date", "clock"] if split else ["time"])
        chance.shuffle(roles)
        if len({names[role] for role in roles}) < len(roles):
            names = {role: NAMES[self.language][role][0] for role in names}
        self.told = f"{self.shape} {self.language} decimal {self.decimal!r} grouping {grouping!r} time {time!r}{' split' if split else ''}"
        self.content = getattr(self, "as_" + self.shape)(chance, names, roles)

    def money(self, value, grouping):
        whole, fraction = f"{value:,.2f}".replace(",", "g").split(".")
        return whole.replace("g", grouping) + self.decimal + fraction

    def as_csv(self, chance, names, roles):
        delimiters = [";", "\t", "|"] + ([","] if self.decimal == "." else [])
        delimiter, newline = chance.choice(delimiters), chance.choice(["\n", "\r\n"])
        encoding = chance.choice(ENCODINGS.get(self.language, ["utf-8", "utf-8-sig", "cp1252"]))
        out = io.StringIO()
        if chance.random() < 0.2:
            out.write(newline.join(["Export 2026-11", "Report of sales", ""]) + newline)
        quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)
        writer.writerow(names[role] for role in roles)
        writer.writerows([row[role] for role in roles] for row in self.rows)
        self.told += f" delimiter {delimiter!r} {encoding}"
        return out.getvalue().encode(encoding)

    def record(self, names, row, roles):
        numbers = {"quantity", "amount", "price", "line"}
        return {names[role]: (float(row[role]) if "." in row[role] else int(row[role])) if role in numbers else row[role] for role in roles if row[role]}

    def as_ndjson(self, chance, names, roles):
        return b"".join(json.dumps(self.record(names, row, roles), ensure_ascii=False).encode() + b"\n" for row in self.rows)

    def receipts(self, names, roles):
        inner = [role for role in roles if role in ("line", "product", "quantity", "description", "price", "amount", "kind")]
        outer = [role for role in roles if role not in inner]
        found = {}
        for row in self.rows:
            receipt = found.setdefault(row["receipt"], self.record(names, row, outer) | {"items": []})
            receipt["items"].append(self.record(names, row, inner))
        return list(found.values())

    def as_nested(self, chance, names, roles):
        return b"".join(json.dumps(receipt, ensure_ascii=False).encode() + b"\n" for receipt in self.receipts(names, roles))

    def as_json(self, chance, names, roles):
        receipts = self.receipts(names, roles)
        return json.dumps(chance.choice([receipts, {"orders": receipts}]), ensure_ascii=False, indent=chance.choice([None, 2])).encode()
