import Documents
import Feeds
import Foundation
import Purchases
import Testing

/// WPUBON and JSON against tables that Python makes of the same files (`Tests/oracle/documents.py`).
struct DocumentTests {
    static func mapped(_ columns: [(FeedFile.Role, String)]) -> [FeedFile.MappedColumn] {
        columns.map { FeedFile.MappedColumn(role: $0.0, column: $0.1) }
    }

    static var wpubon: FeedFile {
        var feed = FeedFile(id: "wpubon", format: .wpubon, columns: FormatDefaults.wpubonColumns)
        feed.kinds = FormatDefaults.wpubonKinds
        feed.timeZone = "Europe/Berlin"
        return feed
    }

    static var transactionLog: FeedFile {
        var feed = FeedFile(id: "tlog", format: .tlog, columns: FormatDefaults.tlogColumns)
        feed.timeZone = "Europe/London"
        return feed
    }

    static var receipts: FeedFile {
        var feed = FeedFile(
            id: "ndjson-receipts", format: .ndjson,
            columns: mapped([
                (.field(.store), "$.shop"), (.field(.till), "$.till"), (.field(.receipt), "$.no"),
                (.field(.line), "n"), (.field(.time), "$.at"), (.field(.product), "sku"),
                (.field(.quantity), "q"), (.field(.amount), "sum"), (.token("loyalty"), "$.card"),
            ]))
        feed.linesPath = "$.lines[*]"
        feed.placeholders = ["loyalty": ["0"]]
        feed.timeZone = "Europe/Vienna"
        return feed
    }

    @Test(arguments: [("wpubon.xml", 5), ("tlog.json", 5), ("ndjson-receipts.ndjson", 5)])
    func fixtures(_ file: String, _ read: Int) throws {
        let name = String(file.split(separator: ".")[0])
        let table = try ExpectedTable(name)
        let input = try ExpectedTable.fixture(file)
        let feed = try #require([Self.wpubon, Self.transactionLog, Self.receipts].first { $0.id == name })
        for chunk in [1, 7, 64, 1 << 18] {
            let reading = try Fixture.read(
                feed, input, watched: table.products, limits: FeedReader.Limits(chunk: chunk))
            table.compare(reading)
            #expect(reading.read == read)
            #expect(reading.quarantined.isEmpty)
        }
    }

    @Test func nothingOfACardIsHeld() throws {
        var feed = Self.wpubon
        for name in ["KARTENNR", "GUELTBIS"] {
            feed.columns = Self.mapped([(.field(.product), name)])
            let error = #expect(throws: FeedError.self) {
                _ = try Fixture.read(feed, try ExpectedTable.fixture("wpubon.xml"))
            }
            #expect(error?.code == .recordField)
        }
    }

    @Test(arguments: [
        "<WPUUMS01><IDOC><E1WPU01/></IDOC></WPUUMS01>", "<IDOCS><E1WPU01/></IDOCS>",
        "UNA:+.? 'UNB+UNOC:3+4399902421386:14'", "UNB+UNOC:3+1:14'", "  \r\nUNH+1+SLSRPT:D:96A:UN:EAN004'",
    ])
    func sumsWithoutReceiptsAreRefused(_ input: String) throws {
        for feed in [Self.wpubon, POSLogTests.feed("p", "UTC")] {
            if feed.format == .poslog, input.hasPrefix("<IDOCS") { continue }
            let error = #expect(throws: FeedError.self) { try Fixture.read(feed, Array(input.utf8)) }
            #expect(error?.code == .aggregated, "\(String(describing: error))")
        }
    }

    @Test func anotherFormatIsSaid() throws {
        let orders = Array("<orders xmlns='urn:x'><Transaction/></orders>".utf8)
        let first = #expect(throws: FeedError.self) { try Fixture.read(Self.wpubon, orders) }
        #expect(first?.code == .recordFormat)
        #expect(
            first?.message == "this is XML and not a WPUBON: its root is `orders` in the namespace `urn:x`")
        let second = #expect(throws: FeedError.self) {
            try Fixture.read(POSLogTests.feed("p", "UTC"), orders)
        }
        #expect(second?.code == .recordFormat)
    }
}
