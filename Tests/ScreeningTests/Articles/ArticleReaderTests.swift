import Documents
import Screening
import Testing

private func reader(_ text: String, source: String = "articles.csv", map: ArticleMap? = nil) throws
    -> ArticleReader
{
    try ArticleReader(source: source, bytes: Array(text.utf8), map: map)
}

private func all(_ reader: inout ArticleReader) -> [Article] {
    var articles: [Article] = []
    while let article = reader.next() { articles.append(article) }
    return articles
}

private func problem(_ text: String, source: String = "articles.csv", map: ArticleMap? = nil) -> Diagnostic? {
    do {
        _ = try reader(text, source: source, map: map)
        return nil
    } catch let error as ArticleError {
        return error.diagnostics.first
    } catch {
        return nil
    }
}

struct ArticleReaderTests {
    @Test(arguments: [",", ";", "\t", "|"]) func delimiters(_ mark: String) throws {
        let lines = [["Artikelnr", "Bezeichnung", "EAN"], ["1", "Aceton 1 L", "4006381333931"]]
        var reader = try reader(lines.map { $0.joined(separator: mark) }.joined(separator: "\n"))
        let article = try #require(all(&reader).first)
        #expect(article.product == "1" && article.name == "Aceton 1 L" && article.gtin == "4006381333931")
        #expect(article.line == 2)
    }

    @Test(arguments: [
        "sku,name", "SKU;Product Name", "Artikel-Nr.;Artikelbezeichnung", "Art.Nr;Bezeichnung",
        "référence;désignation",
        "Code article;Libellé", "Código;Descripción", "Codice articolo;Descrizione",
        "Artikelnummer;Omschrijving",
        "Indeks;Nazwa towaru", "Kod produktu;Nazwa", "Código produto;Descrição", "رقم الصنف;اسم الصنف",
        "كود المنتج;الوصف",
        "StockCode,Description", "product,description", "product_id,product", "plu,artikel", "ID,Titel",
    ]) func headings(_ header: String) throws {
        let mark = header.contains(";") ? ";" : ","
        var reader = try reader("\(header)\nA1\(mark)Aceton\n")
        let article = try #require(all(&reader).first)
        #expect(article.product == "A1" && article.name == "Aceton")
    }

    @Test func furtherTexts() throws {
        var reader = try reader(
            """
            sku,name,Composition,Bestand,Preis,Grundpreis,CAS-Nr.,Bild,Marke
            1,Reiniger,"Aceton, 5-15 %",12,"4,99 €","9,98 €/l",67-64-1,https://a.example/b.png,ACME
            2,Reiniger,,12,,,,,
            """)
        let articles = all(&reader)
        #expect(
            articles[0].texts == [
                ArticleText(field: "Composition", text: "Aceton, 5-15 %"),
                ArticleText(field: "CAS-Nr.", text: "67-64-1"),
                ArticleText(field: "Marke", text: "ACME"),
            ])
        #expect(articles[0].price == "4,99 €" && articles[0].unitPrice == "9,98 €/l")
        #expect(articles[1].texts.isEmpty && articles[1].price == nil)
    }

    @Test func bothFormatsGiveTheSame() throws {
        var csv = try reader("sku,name,Composition\n1,Aceton,rein\n")
        var json = try reader(#"{"name":"Aceton","Composition":"rein","sku":"1"}"#, source: "articles.csv")
        var (first, second) = (try #require(all(&csv).first), try #require(all(&json).first))
        #expect(first.label == second.label)
        (first.line, second.line) = (1, 1)
        #expect(first == second)
    }

    @Test func objects() throws {
        var reader = try reader(
            """
            {"sku": 12, "name": "Säure \\u00e4 \\ud83d\\ude00", "tags": ["a", "b"], "inner": {"text": "x"}, "price": 4.50, "none": null}
            {"sku": "13", "name": "Aceton"}
            no object
            {"sku": "14", "name": "Aceton"} more
            """, source: "-")
        let articles = all(&reader)
        #expect(articles.map(\.product) == ["12", "13"])
        #expect(articles[0].name == "Säure ä 😀" && articles[0].price == "4.50")
        #expect(
            articles[0].texts == [
                ArticleText(field: "inner.text", text: "x"), ArticleText(field: "tags", text: "a, b"),
            ])
        #expect(reader.findings.quarantined == 2)
        #expect(reader.findings.diagnostics.map(\.line) == [3, 4])
    }

    @Test func encodings() throws {
        let text = "Artikelnr;Bezeichnung\n1;Säure € 5 L\n"
        var marked = try ArticleReader(source: "a.csv", bytes: [0xEF, 0xBB, 0xBF] + Array(text.utf8))
        #expect(all(&marked).map(\.name) == ["Säure € 5 L"])
        let bytes = text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
        var old = try ArticleReader(source: "a.csv", bytes: bytes)
        #expect(all(&old).map(\.name) == ["Säure € 5 L"])
        #expect(old.notes.first == "a.csv is not UTF-8; it was read as Windows-1252")
        // One spoilt cell does not make the file another encoding.
        var spoilt = try ArticleReader(
            source: "a.csv", bytes: Array((text + text).utf8) + Array("2;".utf8) + [0xE4, 0x0A])
        #expect(all(&spoilt).count == 3)
        #expect(spoilt.findings.diagnostics.last?.code == "A007")
    }

    @Test func columnsThatCannotBeInferred() throws {
        let found = try #require(problem("Spalte A;Spalte B\n1;2\n"))
        #expect(found.code == "A003" && found.line == 1)
        #expect(found.message.contains("`Spalte A`, `Spalte B`"))
        #expect(found.help?.contains("articles: {product: …, name: …, texts: ['Spalte A']}") == true)
    }

    @Test func mapFiles() throws {
        let text =
            "articles: {product: Artikel, name: Bezeichnung, gtin: EAN, price: VK, unit_price: GP, texts: [Gruppe, Inhalt]}\n"
        let (map, problems) = ArticleMap.read(path: "map.yaml", bytes: Array(text.utf8))
        #expect(problems.isEmpty)
        var mapped = try reader(
            "Gruppe;Artikel;Inhalt;VK;GP;EAN;Bezeichnung;Rest\nHaus;7;2;3,00;1,50 €/l;;Reiniger;x\n",
            map: map)
        let article = try #require(all(&mapped).first)
        #expect(article.product == "7" && article.name == "Reiniger" && article.unitPrice == "1,50 €/l")
        #expect(article.texts.map(\.field) == ["Gruppe", "Inhalt"])
        let found = try #require(problem("Artikel;Bezeichnun\n", map: map))
        #expect(found.file == "map.yaml" && found.line == 1 && found.column == 36)
        #expect(found.help == "did you mean `Bezeichnun`?")
    }

    @Test func theScannedNumberMayBeTheProduct() throws {
        let (map, problems) = ArticleMap.read(
            path: "map.yaml", bytes: Array("articles: {product: EAN, name: Text, gtin: EAN}".utf8))
        #expect(problems.isEmpty)
        var csv = try reader("EAN;Text\n4006381333931;a\n", map: map)
        var json = try reader(#"{"EAN":"4006381333931","Text":"a"}"#, map: map)
        for article in all(&csv) + all(&json) {
            #expect(article.product == "4006381333931" && article.gtin == "4006381333931")
        }
        var inferred = try reader("EAN;Bezeichnung\n4006381333931;a\n")
        #expect(all(&inferred).first?.product == "4006381333931")
    }

    @Test(arguments: [
        ("articles: {name: A}", "D021"), ("articles: {product: A, name: A}", "A004"),
        ("articles: {product: A, nam: B}", "D020"),
        ("article: {product: A}", "D020"), ("articles: [A]", "D022"),
        ("articles: {product: A, texts: []}", "D021"),
        ("", "D013"),
    ]) func wrongMaps(_ text: String, _ code: String) {
        let (map, problems) = ArticleMap.read(path: "map.yaml", bytes: Array(text.utf8))
        #expect(map == nil)
        #expect(problems.first?.code == code)
    }

    @Test(arguments: [
        ([0x50, 0x4B, 0x03, 0x04, 0x14], "stock.xlsx"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "stock.xlsx"),
        ([0x61], "stock.xlsx"),
    ]) func spreadsheets(_ bytes: [UInt8], _ name: String) {
        #expect(
            throws: ArticleError.spreadsheet(line: "xlsx2csv stock.xlsx | tillwatch catalogue screen - …")
        ) {
            try ArticleReader(source: name, bytes: bytes)
        }
        #expect(
            throws: ArticleError.spreadsheet(line: "xlsx2csv 'my $t.xlsx' | tillwatch catalogue screen - …")
        ) {
            try ArticleReader(source: "my $t.xlsx", bytes: bytes)
        }
    }

    @Test(arguments: [
        ("\u{1F}", "A003"), ("[{\"sku\": 1}]", "A001"), ("", "A011"), ("  \n\n", "A011"),
        ("{\n \"sku\": 1}", "A012"),
        ("\"sku,name\n1,2", "A002"),
    ]) func noArticleFiles(_ text: String, _ code: String) { #expect(problem(text)?.code == code) }

    @Test func otherFormats() {
        for start: [UInt8] in [[0xFF, 0xFE, 0x61, 0], [0x1F, 0x8B, 8], [0x28, 0xB5, 0x2F, 0xFD]] {
            #expect(throws: ArticleError.self) { try ArticleReader(source: "a", bytes: start) }
        }
        let wide = (0...ArticleReader.columnsMax).map { "c\($0)" }.joined(separator: ",")
        #expect(problem(wide)?.code == "A002")
    }

    @Test func rowsThatCannotBeTaken() throws {
        let long = String(repeating: "x", count: ArticleReader.cellMax + 1)
        var reader = try reader(
            "sku;name\n;ohne\n1;a\n1;b\n2;\(long)\n3;c;d\n4;\n5;e;;\n;;\n6;\"open\n7;f\n")
        let articles = all(&reader)
        #expect(articles.map(\.product) == ["1", "1", "5", "7"])
        #expect(articles.map(\.line) == [3, 4, 8, 11])
        #expect(
            reader.findings.diagnostics.map { "\($0.code) \($0.line)" } == [
                "A008 2", "A010 4", "A006 5", "A013 6", "A009 7", "A005 10",
            ])
        #expect(reader.findings.diagnostics.allSatisfy { $0.help?.isEmpty == false })
        #expect(reader.findings.quarantined == 5)
    }

    @Test func statedDelimiter() throws {
        var reader = try reader("sep=|\r\nsku|name|a, b, c\r\n1|a|d\r\n")
        #expect(all(&reader).map(\.name) == ["a"] && reader.columns.headings.count == 3)
        #expect(reader.count == 1)
    }

    @Test func messagesAreBounded() throws {
        var reader = try reader("sku,name\n" + String(repeating: ",x\n", count: 1_000))
        #expect(all(&reader).isEmpty)
        #expect(reader.findings.diagnostics.count == ArticleFindings.keptMax)
        #expect(reader.findings.counts == ["A008": 1_000])
    }

    @Test func labels() {
        let article = Article(product: "1", name: "ab", texts: [ArticleText(field: "c", text: "d")])
        var other = article
        other.product = "2"
        other.line = 9
        other.price = "1"
        #expect(article.label == other.label && article.label.count == 12)
        other.name = "a"
        #expect(article.label != other.label)
        other = article
        other.texts[0].text = "e"
        #expect(article.label != other.label)
    }

    @Test func fieldsAreOfOneKind() throws {
        var reader = try reader("sku,title,text,text,,name\n1,a,b,c,d,e\n")
        let article = try #require(all(&reader).first)
        #expect(article.name == "e")
        #expect(article.texts.map(\.field) == ["title", "text", "text (2)", "column 5"])
    }
}

struct ReviewOrderTests {
    private func entry(
        _ name: String, _ product: String, _ confidence: Double, restricted: Bool = false,
        missing: Bool = false
    ) -> ReviewOrder.Entry {
        ReviewOrder.Entry(
            name: name, product: product, substance: "x", confidence: confidence, isRestricted: restricted,
            hasMissingFacts: missing)
    }

    @Test func order() {
        let entries = [
            entry("Aceton 1 L", "1", 0.9), entry("Batteriesäure 1 L", "2", 0.6, restricted: true),
            entry("ACETON 5 L", "3", 0.8, missing: true), entry("Dünger", "4", 0.95),
            entry("Batteriesäure 5L", "5", 0.5),
        ]
        #expect(ReviewOrder.places(of: entries).map { entries[$0].product } == ["3", "1", "2", "5", "4"])
    }

    @Test func doesNotDependOnTheInput() {
        let entries = (0..<40).map {
            entry("Name \($0 % 7) a\($0 % 5)", "\($0)", Double($0 % 3) / 3, missing: $0 % 2 == 0)
        }
        let expected = ReviewOrder.places(of: entries).map { entries[$0] }
        let reversed = Array(entries.reversed())
        #expect(ReviewOrder.places(of: reversed).map { reversed[$0] } == expected)
    }
}
