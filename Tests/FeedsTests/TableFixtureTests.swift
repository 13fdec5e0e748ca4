import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// The ready feed files of tables against tables that Python makes of the same fixtures (`Tests/oracle/tables.py`).
struct TableFixtureTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var feed: String
        var fixture: String
        var read: Int
        var screened = 0
        var reasons: [QuarantineReason] = []

        var testDescription: String { feed }
    }

    static let examples = [
        Example(feed: "csv-comma", fixture: "csv-comma.csv", read: 8, screened: 1, reasons: [.badQuantity]),
        Example(feed: "csv-semicolon", fixture: "csv-semicolon.csv", read: 5, reasons: [.badTime]),
        Example(feed: "tsv", fixture: "tsv.tsv", read: 4),
    ]

    static func feed(_ name: String) throws -> FeedFile {
        let file = ExpectedTable.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "rules/feeds/\(name).yaml")
        return try Fixture.feed(String(contentsOf: file, encoding: .utf8))
    }

    static func check(_ example: Example, _ feed: FeedFile, _ input: [UInt8]) throws {
        let table = try ExpectedTable(example.feed)
        for chunk in [1 << 18, 1, 7, 64] {
            let reading = try Fixture.read(
                feed, input, watched: table.products, lines: 3, limits: .init(chunk: chunk))
            table.compare(reading)
            #expect(reading.read == example.read)
            #expect(reading.screened == example.screened)
            #expect(reading.reasons == example.reasons, "\(reading.quarantined)")
        }
    }

    @Test(arguments: examples)
    func aReadyFeedFileReadsItsFixture(_ example: Example) throws {
        try Self.check(example, Self.feed(example.feed), ExpectedTable.fixture(example.fixture))
    }

    // MARK: Without their feed files

    /// A feed of columns named like the fields that they hold.
    static func plain(
        _ id: String, _ format: FeedFile.Format, _ fields: [(FeedFile.Field, String)], card: String?,
        kind: String, _ kinds: FeedFile.Kinds
    ) -> FeedFile {
        var feed = FeedFile(id: id, format: format, columns: [])
        feed.columns = fields.map { .init(role: .field($0.0), column: $0.1) }
        if let card { feed.columns.append(.init(role: .token("loyalty"), column: card)) }
        feed.columns.append(.init(role: .kind, column: kind))
        feed.kinds = kinds
        return feed
    }

    static let fields: [(FeedFile.Field, String)] = [
        (.store, "store"), (.till, "till"), (.receipt, "receipt"), (.line, "line"), (.time, "time"),
        (.product, "product"), (.description, "text"), (.quantity, "quantity"), (.amount, "amount"),
    ]

    static func pipe() throws -> FeedFile {
        var feed = Self.plain(
            "pipe", .csv, Self.fields + [(.currency, "currency")], card: "card", kind: "kind",
            .init(sale: ["V"], void: ["S"]))
        feed.dialect = Dialect(delimiter: UInt8(ascii: "|"))
        feed.skippedLines = 1
        feed.header = .names(
            [
                "store", "till", "receipt", "line", "time", "product", "text", "quantity", "amount",
                "currency",
                "kind", "card",
            ])
        feed.timeZone = "Europe/Paris"
        feed.timeFormat = .layout(try TimeLayout("%Y%m%d%H%M%S"))
        return feed
    }

    @Test func namesOfTheFeedFile() throws {
        try Self.check(
            Example(feed: "pipe", fixture: "", read: 5, reasons: [.tooFewCells]), Self.pipe(),
            ExpectedTable.fixture("pipe.txt"))
    }

    static func fixed() throws -> FeedFile {
        var feed = Self.plain(
            "fixed", .fixed, Self.fields, card: "card", kind: "kind", .init(sale: ["S"], return: ["R"]))
        feed.constants[.currency] = "EUR"
        var start = 1
        for (name, width) in [
            ("store", 4), ("till", 2), ("receipt", 6), ("line", 3), ("time", 14), ("kind", 1),
            ("product", 13),
            ("quantity", 7), ("amount", 9), ("text", 20), ("card", 8),
        ] {
            feed.fixedColumns.append(.init(name: name, places: start...(start + width - 1)))
            start += width
        }
        feed.timeFormat = .layout(try TimeLayout("%Y%m%d%H%M%S"))
        return feed
    }

    @Test func fixedWidth() throws {
        try Self.check(
            Example(feed: "fixed", fixture: "", read: 6, reasons: [.tooFewCells]), Self.fixed(),
            ExpectedTable.fixture("fixed.txt"))
    }

    static func shopify() throws -> FeedFile {
        var feed = Self.plain(
            "shopify", .csv,
            [
                (.store, "Location"), (.receipt, "Name"), (.time, "Created at"), (.product, "Lineitem sku"),
                (.description, "Lineitem name"), (.quantity, "Lineitem quantity"), (.currency, "Currency"),
                (.tender, "Payment Method"),
            ], card: nil, kind: "Financial Status", .init(sale: ["paid", "refunded"], ignore: ["voided"]))
        feed.constants[.till] = "shopify"
        feed.linesFromContent = true
        feed.stripsApostrophes = true
        feed.carried = .init(
            by: "Name", columns: ["Created at", "Location", "Currency", "Financial Status", "Payment Method"])
        feed.timeFormat = .layout(try TimeLayout("%Y-%m-%d %H:%M:%S %z"))
        return feed
    }

    @Test func cellsOfTheFirstRow() throws {
        try Self.check(
            Example(feed: "shopify-orders", fixture: "", read: 7, screened: 2, reasons: [.missingStore]),
            Self.shopify(),
            ExpectedTable.fixture("shopify-orders.csv"))
    }

    static let dsfinvkTables = [
        "cashpointclosing.csv", "cashregister.csv", "datapayment.csv", "index.xml", "lines.csv",
        "lines_vat.csv",
        "location.csv", "references.csv", "transactions.csv", "vat.csv",
    ]

    @Test func dsfinvk() throws {
        var feed = DSFinVKTests.feed()
        feed.id = "dsfinvk"
        let example = Example(feed: "dsfinvk", fixture: "", read: 11, screened: 4, reasons: [.missingReceipt])
        for names in [Self.dsfinvkTables, Self.dsfinvkTables.reversed(), Self.dsfinvkTables.shuffled()] {
            try Self.check(example, feed, names.flatMap { try ExpectedTable.fixture("dsfinvk/\($0)") })
        }
    }

    static let dsfinvkExample = Example(
        feed: "dsfinvk", fixture: "", read: 11, screened: 4, reasons: [.missingReceipt])

    static func compare(_ source: String, chunk: Int = 1 << 16) throws {
        var feed = DSFinVKTests.feed()
        feed.id = "dsfinvk"
        let table = try ExpectedTable("dsfinvk")
        let reader = try Fixture.reader(feed, source, watched: table.products, limits: .init(chunk: chunk))
        let reading = try Fixture.read(reader, lines: 2)
        table.compare(reading)
        #expect(reading.read == 11 && reading.screened == 4 && reading.reasons == [.missingReceipt])
    }

    /// A folder with the tables of an export is an input; what else stands in it is left out.
    @Test func aFolderOfTablesIsAnInput() throws {
        try Self.compare(ExpectedTable.folder.appending(path: "dsfinvk").path)
        let folder = try Folder()
        for name in Self.dsfinvkTables {
            _ = try folder.write(name, ExpectedTable.fixture("dsfinvk/\(name)"))
        }
        for name in ["manual.pdf", ".lines.csv", "gdpdu-01-09-2004.dtd", "tse.csv.part"] {
            _ = try folder.write(name, Array("\"Z_KASSE_ID;\n".utf8))
        }
        for chunk in [1, 7, 1000] { try Self.compare(folder.url.path, chunk: chunk) }
        #expect(try InputName.expand([folder.url.path]) == [folder.url.path])
        let other = #expect(throws: FeedError.self) {
            try Fixture.reader(Fixture.feed(Fixture.csv), folder.url.path)
        }
        #expect(other?.code == .inputIsFolder)
        let none = try Folder()
        #expect(throws: DiagnosticReport.self) { try InputName.expand([none.url.path]) }
    }

    @Test(
        .enabled(if: Python.isThere, "python3 is not there"),
        arguments: ["zip", "zipStored", "tar", "tarGzip"])
    func anArchiveOfTablesIsOneInput(_ kind: String) throws {
        let folder = try Folder()
        let tables = ExpectedTable.folder.appending(path: "dsfinvk").path
        try Packer.run(
            """
            import os, random
            members = [("export/" + n, open("\(tables)/" + n, "rb").read()) for n in os.listdir("\(tables)")]
            members += [("export/manual.pdf", b'"Z_KASSE_ID;'), ("gdpdu-01-09-2004.dtd", b"<!ELEMENT DataSet>")]
            random.shuffle(members)
            open(folder + "/packed", "wb").write(pack("\(kind)", members))
            """, in: folder)
        for chunk in [1, 100, 1 << 18] { try Self.compare(folder.url.path + "/packed", chunk: chunk) }
    }
}
