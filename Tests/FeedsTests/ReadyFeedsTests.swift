import Feeds
import Foundation
import Purchases
import Testing

/// Every ready feed file, as it is shipped, reads its fixture to the table beside it.
struct ReadyFeedsTests {
    @Test(arguments: [
        "csv-comma.csv", "csv-semicolon.csv", "tsv.tsv", "pipe.txt", "fixed.txt", "json-orders.json",
        "ndjson-receipts.ndjson", "oracle-rtlog.dat", "poslog-ncr.xml", "poslog-v6.xml", "poslog-xstore.xml",
        "shopify-orders.csv", "square-items.csv", "tlog.json", "toast-items.csv", "wpubon.xml",
    ])
    func aReadyFeedFileReadsItsFixture(_ fixture: String) throws {
        let name = String(fixture.prefix { $0 != "." })
        var feed = try TableFixtureTests.feed(name)
        // The table has the weights as they are printed: a kilogram is one unit of the test's products.
        if !feed.units.isEmpty { feed.units = ["kg": Set(feed.units.values.joined())] }
        let table = try ExpectedTable(name)
        let reading = try Fixture.read(feed, ExpectedTable.fixture(fixture), watched: table.products)
        table.compare(reading)
    }

    @Test func everyReadyFeedFileCanBeRead() throws {
        let folder = ExpectedTable.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "rules/feeds")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".yaml") }
        #expect(names.count >= 17)
        for name in names { _ = try TableFixtureTests.feed(String(name.dropLast(5))) }
    }
}
