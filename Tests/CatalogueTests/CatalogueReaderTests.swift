import Catalogue
import Documents
import Purchases
import Testing

struct CatalogueReaderTests {
    private static let header =
        "product,substance,concentration,basis,net_amount,net_unit,density,description,valid_from,valid_to\n"

    private static let lists = [
        SubstanceList(
            id: "a", version: "1", jurisdiction: nil,
            entries: [
                SubstanceEntry(list: "a", id: "salt", name: "Salt", cas: "7647-14-5"),
                SubstanceEntry(list: "a", id: "chalk", name: "Chalk"),
                SubstanceEntry(list: "a", id: "soda", name: "Soda"),
            ]),
        SubstanceList(
            id: "b", version: "1", jurisdiction: nil,
            entries: [
                SubstanceEntry(list: "b", id: "soda", name: "Soda", cas: "144-55-8"),
                SubstanceEntry(list: "b", id: "chalk", name: "Chalk"),
                SubstanceEntry(list: "b", id: "mix", name: "Mix", cas: "57-50-1"),
                SubstanceEntry(list: "a", id: "mix", name: "Mix", cas: "56-81-5"),
            ]),
    ]

    private func read(_ rows: String, header: String = header) -> (ProductCatalogue?, [Diagnostic]) {
        CatalogueReader.read(path: "c.csv", bytes: Array((header + rows).utf8), lists: Self.lists)
    }

    private func rows(_ text: String) -> [ProductRow] { read(text).0?.rows["p"] ?? [] }

    @Test(.timeLimit(.minutes(1))) func aHeaderOfAnyWidthIsRefusedAtOnce() {
        let (catalogue, diagnostics) = CatalogueReader.read(
            path: "c", bytes: [UInt8](repeating: UInt8(ascii: ","), count: 1_000_000) + [0x0A], lists: [])
        #expect(catalogue == nil)
        #expect(diagnostics.map(\.code) == [DiagnosticCode.cellCount.id])
    }

    @Test func `a row is read with its units`() throws {
        let row = try #require(
            rows("p,salt,12.5,w/v,1.5,l,1.04 g/ml,\"a, b\",2026-01-01,2026-12-31\n").first)
        #expect(row.substance == "7647-14-5")
        #expect(row.concentration?.description == "12.5")
        #expect(row.basis == .weightByVolume)
        #expect(row.netVolume?.description == "1500")
        #expect(row.netMass == nil)
        #expect(row.density?.description == "1.04")
        #expect(row.validFrom?.description == "2026-01-01")
        #expect(row.validTo?.description == "2026-12-31")
    }

    @Test(arguments: [
        ("'=1+1", "=1+1"), ("' +49", " +49"), ("'-5", "-5"), ("'@x", "@x"), ("\"'\tx\"", "\tx"),
        ("''=1", "'=1"),
        ("'4711", "'4711"), ("'", "'"), ("=1+1", "=1+1"), ("'\u{FF1D}1", "\u{FF1D}1"),
    ])
    func `an apostrophe before what looks like a formula is none of the text`(cell: String, product: String)
        throws
    {
        let (catalogue, diagnostics) = read("\(cell),salt,5,,1,kg,,\(cell),,\n")
        #expect(diagnostics == [])
        #expect(try #require(catalogue).descriptions == [ExactText(product): product])
    }

    @Test(arguments: [
        ("250", "g", "250"), ("0.5", "kg", "500"), ("90000", "mg", "90"), ("250.000001", "g", "250.000001"),
    ])
    func `net masses are kept in grams`(amount: String, unit: String, grams: String) {
        #expect(rows("p,salt,,,\(amount),\(unit),,,,\n").first?.netMass?.description == grams)
    }

    @Test(arguments: [("750", "ml", "750"), ("5", "cl", "50"), ("0.7", "l", "700")])
    func `net volumes are kept in millilitres`(amount: String, unit: String, millilitres: String) {
        #expect(rows("p,salt,,,\(amount),\(unit),,,,\n").first?.netVolume?.description == millilitres)
    }

    @Test(arguments: ["12", "12%", "12 %", " 12 \t"])
    func `concentrations come with and without the sign`(text: String) {
        #expect(rows("p,salt,\(text),,1,kg,,,,\n").first?.concentration?.description == "12")
    }

    @Test func `an empty concentration is unknown`() {
        #expect(rows("p,salt,,,1,kg,,,,\n").first?.concentration == .some(nil))
    }

    /// What a row calls a substance, its identity, and the id that is kept.
    @Test(
        arguments: [
            ("salt", "7647-14-5", "salt"), ("7647-14-5", "7647-14-5", nil), ("chalk", "a/chalk", "chalk"),
            ("soda", "144-55-8", "soda"), ("144-55-8", "144-55-8", nil), ("mix", "56-81-5", "mix"),
            ("7732-18-5", "7732-18-5", nil),
        ] as [(String, String, String?)])
    func `a substance is its CAS number on any list, else list and id`(
        named: String, identity: String, id: String?
    ) {
        let row = rows("p,\(named),,,1,kg,,,,\n").first
        #expect(row?.substance.string == identity)
        #expect(row?.id?.string == id)
    }

    /// The entries that are about a row's substance: by id, by CAS number, or by the CAS number of the row's id.
    @Test(arguments: [
        ("soda", ["a/soda", "b/soda"]), ("144-55-8", ["b/soda"]), ("chalk", ["a/chalk", "b/chalk"]),
        ("salt", ["a/salt"]),
    ])
    func `entries of every list are found`(named: String, entries: [String]) {
        guard let row = rows("p,\(named),,,1,kg,,,,\n").first else { return #expect(Bool(false)) }
        let found = Self.lists.flatMap(\.entries).filter { row.isSubstance(of: $0) }.map {
            "\($0.list)/\($0.id)"
        }
        #expect(found == entries)
    }

    @Test func `a CAS number on no list is kept with one warning`() {
        let (catalogue, diagnostics) = read("p,7732-18-5,,,1,kg,,,,\nq,7732-18-5,,,1,kg,,,,\n")
        #expect(
            diagnostics.map { "\($0.severity) \($0.code) \($0.line):\($0.column)" } == ["warning C008 2:3"])
        #expect(catalogue?.rows.count == 2)
    }

    @Test func `an id of several substances is kept with a warning`() {
        let (catalogue, diagnostics) = read("p,mix,,,1,kg,,,,\n")
        #expect(diagnostics.map { "\($0.severity) \($0.code)" } == ["warning C009"])
        #expect(catalogue?.rows.count == 1)
    }

    @Test(arguments: [
        ("C007 2:3", "p,sald,,,1,kg,,,,"), ("L002 2:3", "p,7647-14-6,,,1,kg,,,,"),
        ("C006 2:1", ",salt,,,1,kg,,,,"),
        ("C006 2:1", "p,,,,1,kg,,,,"), ("C006 2:1", "p,salt,,,,kg,,,,"), ("C005 2:1", "p,salt,,,1,kg"),
        ("C005 2:1", "p,salt,,,1,kg,,,,,"), ("D024 2:8", "p,salt,\"12,5\",,1,kg,,,,"),
        ("D025 2:8", "p,salt,101,,1,kg,,,,"),
        ("D026 2:8", "p,salt,12 g,,1,kg,,,,"), ("D027 2:9", "p,salt,,wv,1,kg,,,,"),
        ("D027 2:12", "p,salt,,,1,oz,,,,"),
        ("D025 2:10", "p,salt,,,0,kg,,,,"), ("D024 2:10", "p,salt,,,1e3,kg,,,,"),
        ("D026 2:15", "p,salt,,,1,kg,1.04,,,"),
        ("D025 2:15", "p,salt,,,1,kg,0 g/ml,,,"), ("D029 2:17", "p,salt,,,1,kg,,,01.02.2026,"),
        ("L003 2:28", "p,salt,,,1,kg,,,2026-02-01,2026-01-01"), ("C004 2:1", "p,\"salt,,,1,kg,,,,"),
        ("C010 3:1", "p,salt,,,1,kg,,,,\np,7647-14-5,,,1,kg,,,,"),
        ("C010 3:1", "p,salt,,,1,kg,,,,2026-01-05\np,salt,,,1,kg,,,2026-01-05,"),
        ("D029 3:18", "\"p\"\"q\nr\",salt,,,1,kg,,,x,"),
    ])
    func `a row that is wrong says so at its place`(expected: String, row: String) {
        let (catalogue, diagnostics) = read(row + "\n")
        #expect(catalogue == nil)
        #expect(diagnostics.map { "\($0.code) \($0.line):\($0.column)" } == [expected])
    }

    @Test func `rows of one substance may follow one another in time`() {
        let (catalogue, diagnostics) = read("p,salt,,,1,kg,,,,2026-01-04\np,salt,,,1,kg,,,2026-01-05,\n")
        #expect(diagnostics.isEmpty)
        #expect(catalogue?.rows["p"]?.count == 2)
    }

    @Test(arguments: [
        ("C001 1:1", "product,substance,concentration,net_amount\n"),
        ("C001 1:1", "product;substance;concentration;net_amount;net_unit\n4001;salt;5;1;kg\n"),
        ("C001 1:1", "product\tsubstance\tconcentration\n"),
        ("C002 1:9", "product,what,substance,concentration,net_amount,net_unit\n"),
        ("C003 1:9", "product,product,substance,concentration,net_amount,net_unit\n"), ("D013 0:0", "\n\n"),
    ])
    func `a header that is wrong says so`(expected: String, header: String) {
        let diagnostics = read("", header: header).1
        #expect(diagnostics.map { "\($0.code) \($0.line):\($0.column)" } == [expected])
    }

    @Test func `an unknown id is guessed`() {
        #expect(read("p,slat,,,1,kg,,,,\n").1.first?.help?.contains("did you mean `salt`?") == true)
    }

    @Test func `all errors come in one go, and empty rows are none`() {
        let (_, diagnostics) = read("p,sald,x,,1,kg,,,,\n,,,,,,,,,\n\nq,salt,,,1,stone,,,,\n")
        #expect(diagnostics.map { "\($0.code) \($0.line)" } == ["C007 2", "D024 2", "D027 5"])
    }

    @Test func `the version is the start of the file's SHA-256`() {
        // printf 'product,substance,concentration,net_amount,net_unit\np,salt,,1,kg\n' | sha256sum
        let text = "product,substance,concentration,net_amount,net_unit\np,salt,,1,kg\n"
        let catalogue = CatalogueReader.read(path: "c.csv", bytes: Array(text.utf8), lists: Self.lists)
            .catalogue
        #expect(catalogue?.version == "80f09ba4312f")
    }

    @Test func `a file as spreadsheets write it is read`() {
        let text = "\u{FEFF}product,substance,concentration,net_amount,net_unit\r\n\"p\",salt,,1,kg\r\n"
        let catalogue = CatalogueReader.read(path: "c.csv", bytes: Array(text.utf8), lists: Self.lists)
            .catalogue
        #expect(catalogue?.rows["p"]?.count == 1)
    }

    @Test func `bytes that are no UTF-8 are placed`() {
        let bytes = Array(Self.header.utf8) + Array("p,sal".utf8) + [0xFC] + Array("t,,,1,kg,,,,\n".utf8)
        let diagnostics = CatalogueReader.read(path: "c.csv", bytes: bytes, lists: Self.lists).diagnostics
        #expect(diagnostics.map { "\($0.code) \($0.line):\($0.column)" } == ["D003 2:3"])
    }
}
