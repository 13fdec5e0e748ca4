import Feeds
import Foundation
import Purchases
import Testing

/// The ready feed files of documents, as they are shipped, against the tables of their fixtures.
struct ReadyFeedsTests {
    static let files = [
        "poslog-ncr.xml", "poslog-xstore.xml", "poslog-v6.xml", "wpubon.xml", "tlog.json", "json-orders.json",
        "ndjson-receipts.ndjson",
    ]
    static let areReadable =
        FeedFileReader.read(path: "feed.yaml", bytes: Array("feed: p\nformat: poslog\n".utf8)).0 != nil

    @Test(.enabled(if: areReadable, "feed files cannot name these formats yet"), arguments: files)
    func shippedFilesReadTheirFixtures(_ file: String) throws {
        let name = String(file.split(separator: ".")[0])
        let rules = ExpectedTable.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "rules/feeds/\(name).yaml")
        var feed = try Fixture.feed(String(contentsOf: rules, encoding: .utf8))
        #expect(feed.id == name)
        // One of the fixtures' products has a kilogram, so that a quantity in kilograms stays as it is.
        if !feed.units.isEmpty { feed.units = ["kg": ["weight"]] }
        let table = try ExpectedTable(name)
        let reading = try Fixture.read(feed, try ExpectedTable.fixture(file), watched: table.products)
        table.compare(reading)
        #expect(reading.quarantined.isEmpty)
    }
}
