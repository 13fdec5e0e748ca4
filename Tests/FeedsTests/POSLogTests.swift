import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import Testing

/// POSLog against tables that Python and lxml make of the same files (`Tests/oracle/poslog.py`).
struct POSLogTests {
    static let ncr = try? ExpectedTable.data.map {
        try Data(contentsOf: URL(filePath: $0).appending(path: "poslog-ncr-v2.1-redacted.xml"))
    }
    static let retalix = try? ExpectedTable.data.map {
        try Data(contentsOf: URL(filePath: $0).appending(path: "poslog-retalix-v6.xml"))
    }

    static func feed(_ id: String, _ zone: String, _ voids: FeedFile.Voids = .auto) -> FeedFile {
        var feed = FeedFile(id: id, format: .poslog, columns: FormatDefaults.poslogColumns)
        feed.kinds = FormatDefaults.poslogKinds
        feed.timeZone = zone
        feed.voids = voids
        // One of the fixtures' products has a kilogram, so that kilograms are its units.
        feed.units = ["kg": ["weight"]]
        return feed
    }

    @Test(arguments: [
        ("poslog-ncr", "America/Los_Angeles", FeedFile.Voids.reversal, 9, 0),
        ("poslog-xstore", "America/Halifax", .flag, 8, 4),
        ("poslog-v6", "Europe/London", .auto, 5, 0),
    ])
    func fixtures(_ name: String, _ zone: String, _ voids: FeedFile.Voids, _ read: Int, _ screened: Int)
        throws
    {
        let table = try ExpectedTable(name)
        let input = try ExpectedTable.fixture("\(name).xml")
        let reading = try Fixture.read(Self.feed(name, zone, voids), input, watched: table.products)
        table.compare(reading)
        #expect(reading.read == read)
        #expect(reading.screened == screened)
        #expect(reading.quarantined.isEmpty)
        // However the bytes come.
        for chunk in [1, 7, 64, 1000] {
            let limits = FeedReader.Limits(chunk: chunk)
            table.compare(
                try Fixture.read(Self.feed(name, zone, voids), input, watched: table.products, limits: limits)
            )
        }
    }

    @Test(.enabled(if: ncr != nil, "TILLWATCH_DATA is not set, or holds no POSLog of NCR"))
    func realNCR() throws {
        let table = try ExpectedTable("poslog-ncr-real")
        let input = Array(try #require(Self.ncr))
        let feed = Self.feed("poslog-ncr", "America/Los_Angeles")
        let reading = try Fixture.read(feed, input, watched: table.products)
        table.compare(reading)
        #expect(reading.read == 552)
        #expect(reading.arrived.map(\.line.kind).filter { $0 == .void }.count == 4)
        let loyal = reading.arrived.filter { $0.line.tokens.contains { $0.kind == "loyalty" } }
        #expect(Set(loyal.map(\.line.key.receipt)).count == 4)
        #expect(reading.arrived.allSatisfy { !$0.line.tokens.contains { $0.kind == "household" } })
        // The lines' amounts agree with what the receipts say of themselves, less tax and rewards, where rewards are not
        // also counted otherwise; the lines that take others back count once.
        let totals = try String(decoding: ExpectedTable.fixture("poslog-ncr-real.totals.csv"), as: UTF8.self)
            .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
        let receipts = Dictionary(grouping: reading.arrived) { $0.line.key.receipt.string }
        let agreeing = totals.filter { row in
            let amounts = receipts[row[0]]?.compactMap(\.line.amount) ?? []
            return "\(amounts.reduce(ExactDecimal.zero) { $0 + $1 })" == row[1]
        }
        #expect(totals.count == 42)
        #expect(agreeing.count == 36)
        #expect(agreeing.contains(["poslog-ncr/9/31/115/2017-10-01", "42.13"]))
        #expect(agreeing.contains(["poslog-ncr/9/2/301/2017-10-01", "43.51"]))
        // By flag, the four lines that take others back do not count.
        let flagged = try Fixture.read(
            Self.feed("poslog-ncr", "America/Los_Angeles", .flag), input, watched: table.products)
        #expect(flagged.arrived.count == 548)
        #expect(flagged.screened == 4)
    }

    @Test(.enabled(if: retalix != nil, "TILLWATCH_DATA is not set, or holds no POSLog 6 of Retalix"))
    func realRetalix() throws {
        let table = try ExpectedTable("poslog-retalix-real")
        let reading = try Fixture.read(
            Self.feed("poslog-v6", "Europe/London"), Array(try #require(Self.retalix)),
            watched: table.products)
        table.compare(reading)
        #expect(reading.read == 3)
    }
}
