import Foundation

/// What headings of article files mean, in nine languages.
enum ColumnNames {
    enum Role: CaseIterable { case product, name, gtin, price, unitPrice }

    /// A heading without case, diacritics and punctuation: `Art.-Nr.` is `art nr`.
    static func folded(_ heading: String) -> String {
        var words: [String] = []
        var word = ""
        for scalar in heading.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .format, .control, .modifierLetter: continue
            case .lowercaseLetter, .uppercaseLetter, .otherLetter, .decimalNumber:
                word.unicodeScalars.append(fold(scalar))
            default:
                if !word.isEmpty { words.append(word) }
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words.joined(separator: " ")
    }

    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "ł": "l"
        case "ة": "ه"
        case "ى": "ي"
        case "أ", "إ", "آ": "ا"
        default: scalar
        }
    }

    /// Headings of a role, the surest first.
    static func headings(of role: Role) -> [String] {
        switch role {
        case .product: product
        case .name: name
        case .gtin: gtin
        case .price: price
        case .unitPrice: unitPrice
        }
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    private static let product = list(
        """
        product id, productid, product no, product nr, product number, product code, product key, sku, sku id, sku code, \
        stock code, stockcode, item id, item no, item nr, item number, item code, itemcode, article id, article no, \
        article number, article code, plu, plu code, artikelnummer, artikelnr, artikel nr, artikel id, artikelcode, \
        artikelnr, art nr, artnr, art id, artikel no, produktnummer, produktnr, produkt nr, produkt id, materialnummer, material, \
        sachnummer, warennummer, reference, reference article, reference produit, ref, ref article, ref produit, \
        code article, code produit, id article, id produit, numero article, no article, referencia, codigo, codigo articulo, \
        codigo producto, cod articulo, cod producto, id producto, id articulo, num articulo, codice, codice articolo, \
        codice prodotto, cod articolo, cod prodotto, id prodotto, id articolo, art, productnummer, productnr, productcode, \
        bestelnummer, indeks, index, kod, kod towaru, kod produktu, nr artykulu, numer artykulu, numer towaru, id produktu, \
        id towaru, symbol, codigo produto, codigo artigo, cod produto, cod artigo, id produto, ref produto, \
        رقم الصنف, كود الصنف, رقم المنتج, كود المنتج, رمز المنتج, رقم الماده, الكود, الرمز, product key, code, number, nummer, numero, id
        """)

    /// What may name the article or its number; looked at when nothing surer is there.
    static let eitherProductOrName = list(
        """
        product, products, article, item, artikel, produkt, produkte, ware, produit, producto, articulo, prodotto, articolo, \
        towar, artykul, produto, artigo, الصنف, المنتج, منتج, صنف
        """)

    private static let name = list(
        """
        name, product name, productname, item name, article name, title, product title, label, description, product description, \
        item description, article description, short description, bezeichnung, artikelbezeichnung, produktbezeichnung, \
        artikelname, produktname, artikeltext, kurztext, bontext, bezeichnung 1, bezeichnung1, beschreibung, \
        artikelbeschreibung, warenbezeichnung, titel, designation, libelle, libelle article, libelle produit, nom, \
        nom produit, nom du produit, nom article, intitule, designation article, descripcion, nombre, nombre producto, \
        nombre del producto, nombre articulo, descripcion articulo, denominacion, titulo, descrizione, \
        descrizione articolo, nome, nome prodotto, denominazione, omschrijving, artikelomschrijving, productomschrijving, \
        naam, productnaam, artikelnaam, benaming, nazwa, nazwa towaru, nazwa produktu, nazwa artykulu, opis, descricao, \
        designacao, nome do produto, nome produto, descricao produto, denominacao, الاسم, اسم الصنف, اسم المنتج, الوصف, اسم, البيان, وصف, \
        text, product text, item text, long description, langtext
        """)

    private static let gtin = list(
        """
        gtin, ean, ean code, eancode, ean13, ean 13, gtin13, gtin 13, gtin ean, ean gtin, upc, upc code, barcode, bar code, \
        strichcode, code barre, code barres, codebarre, gencod, gencode, codigo de barras, codigo barras, cod barras, \
        codice a barre, codice barre, streepjescode, kod kreskowy, kod ean, الباركود, باركود
        """)

    private static let price = list(
        """
        price, retail price, sales price, selling price, unit retail, vk, vk preis, verkaufspreis, preis, endpreis, \
        preis eur, bruttopreis, vk brutto, prix, prix de vente, prix ttc, pvp, precio, precio venta, prezzo, \
        prezzo vendita, prijs, verkoopprijs, cena, cena brutto, cena detaliczna, preco, preco venda, pvp eur, السعر, سعر, سعر البيع
        """)

    private static let unitPrice = list(
        """
        unit price, unitprice, price per unit, base price, comparison price, gp, grundpreis, grundpreis eur, basispreis, \
        prix unitaire, prix au litre, prix au kilo, prix unite de mesure, prix par unite, precio unitario, \
        precio por unidad, precio unidad medida, precio por medida, prezzo unitario, prezzo per unita, prezzo al kg, \
        prezzo al litro, eenheidsprijs, prijs per eenheid, prijs per kilo, prijs per liter, cena jednostkowa, \
        preco unitario, preco por unidade, preco por unidade de medida, سعر الوحده, سعر الوحده القياسيه
        """)

    /// Numbers that name a substance: texts, although no letter stands in them.
    private static let numbersThatAreTexts = list(
        """
        cas, cas nr, cas no, cas number, cas nummer, numero cas, no cas, n cas, nr cas, ec, ec no, eg nr, un, un nr, un no, un number, \
        un nummer, numero onu, no onu, nr un, onu, adr
        """)

    /// Words of headings whose cells are no texts: they change without the article changing, or name no content.
    private static let notTexts: Set<String> = Set(
        list(
            """
            price, preis, prix, precio, prezzo, prijs, cena, preco, pvp, vk, ek, uvp, msrp, cost, kosten, cout, coste, costo, koszt, custo, \
            tax, mwst, ust, tva, iva, btw, vat, stock, bestand, lagerbestand, inventory, voorraad, stan, estoque, giacenza, \
            date, datum, data, fecha, created, updated, modified, changed, angelegt, geandert, timestamp, url, link, image, \
            bild, photo, foto, imagen, immagine, afbeelding, zdjecie, imagem, status, active, aktiv, actif, activo, currency, \
            wahrung, devise, moneda, valuta, waluta, moeda, lieferant, supplier, fournisseur, proveedor, fornitore, leverancier, dostawca, \
            fornecedor, regal, shelf, user, benutzer, السعر, سعر, المخزون, التاريخ, صوره, رابط
            """))

    static func holdsNumbers(_ folded: String) -> Bool { numbersThatAreTexts.contains(folded) }
    static func holdsNoText(_ folded: String) -> Bool {
        folded.split(separator: " ").contains { notTexts.contains(String($0)) }
    }
}
