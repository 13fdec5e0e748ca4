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
        Example(feed: "pipe", fixture: "pipe.txt", read: 5, reasons: [.tooFewCells]),
        Example(feed: "fixed", fixture: "fixed.txt", read: 6, reasons: [.tooFewCells]),
        Example(feed: "square-items", fixture: "square-items.csv", read: 6),
        Example(
            feed: "shopify-orders", fixture: "shopify-orders.csv", read: 7, screened: 2,
            reasons: [.missingStore]),
        Example(feed: "toast-items", fixture: "toast-items.csv", read: 5),
        Example(feed: "oracle-rtlog", fixture: "oracle-rtlog.dat", read: 7, screened: 1),
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

    static let dsfinvkTables = [
        "cashpointclosing.csv", "cashregister.csv", "datapayment.csv", "index.xml", "lines.csv",
        "lines_vat.csv",
        "location.csv", "references.csv", "transactions.csv", "vat.csv",
    ]

    @Test func dsfinvk() throws {
        let feed = try Self.feed("dsfinvk")
        let example = Example(feed: "dsfinvk", fixture: "", read: 11, screened: 4, reasons: [.missingReceipt])
        for names in [Self.dsfinvkTables, Self.dsfinvkTables.reversed(), Self.dsfinvkTables.shuffled()] {
            try Self.check(example, feed, names.flatMap { try ExpectedTable.fixture("dsfinvk/\($0)") })
        }
    }

    static func compare(_ source: String, chunk: Int = 1 << 16) throws {
        let feed = try Self.feed("dsfinvk")
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
