import Catalogue
import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import Testing

/// CSV without a header, with lines before it, and with cells that stand on a receipt's first row only.
struct DelimitedVariantsTests {
    static let names = ["store", "till", "receipt", "line", "time", "product", "quantity", "text", "card"]
    static let row = "S1;1;7;1;2026-06-10T12:00:00;4001;1;ok;L1"

    static func feed(_ change: (inout FeedFile) -> Void) throws -> FeedFile {
        var feed = try Fixture.feed(Fixture.csv)
        change(&feed)
        return feed
    }

    static func read(
        _ feed: FeedFile, _ text: String, lines: Int = 1000, limits: FeedReader.Limits = .init()
    ) throws -> Reading {
        try Fixture.read(feed, Array(text.utf8), lines: lines, limits: limits)
    }

    @Test func namesInTheFeedFileStandForAHeader() throws {
        let feed = try Self.feed { $0.header = .names(Self.names) }
        let reading = try Self.read(feed, "\u{FEFF}" + Self.row + "\n\n" + Self.row + "\r\n")
        #expect(reading.keys == ["shop/S1/1/7/1", "shop/S1/1/7/1"])
        #expect(reading.arrived.map(\.position.line) == [1, 3])
        #expect(try Self.read(feed, "").note == .empty)
        #expect(try Self.read(feed, "\n").note == .blankLinesOnly)
    }

    /// Nothing but the count tells whether the names fit.
    @Test(arguments: [
        ("S1;1;7;1;2026-06-10T12:00:00;4001;1;ok", [QuarantineReason.tooFewCells]),
        ("S1;1;7;1;2026-06-10T12:00:00;4001;1;ok;", []), (Self.row + ";", []), (Self.row + "; ;", []),
        (Self.row + ";x", [.tooManyCells]), ("S1;1;7;1;2026-06-10T12:00:00;4001", [.tooFewCells]),
        ("S1;1;7;1;2026-06-10T12:00:00;4002", []),
    ])
    func theCountOfCellsIsChecked(_ line: String, _ reasons: [QuarantineReason]) throws {
        let feed = try Self.feed { $0.header = .names(Self.names) }
        let reading = try Self.read(feed, line + "\n" + Self.row + "\n")
        #expect(reading.reasons == reasons)
        #expect(reading.read == 2)
        let detail = "the line has \(line.split(separator: ";").count) cells, the feed file names 9"
        if reasons == [.tooFewCells] { #expect(reading.quarantined.first?.detail == detail) }
    }

    @Test func namesThatLackAMappedColumnAreRefused() throws {
        let feed = try Self.feed { $0.header = .names(["store", "till"]) }
        let error = #expect(throws: FeedError.self) { try Self.read(feed, Self.row) }
        #expect(error?.code == .inputColumns)
        #expect(error?.message.contains("`header` lacks") == true)
        #expect(error?.help.contains("\"store\"") == true || error?.help.contains("store") == true)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func linesBeforeTheHeaderAreSkipped(_ end: String) throws {
        let feed = try Self.feed { $0.skippedLines = 3 }
        let input = ["Report of \"all", "", "made today", Fixture.header.dropLast() + "", Self.row].joined(
            separator: end)
        let reading = try Self.read(feed, input + end)
        #expect(reading.keys == ["shop/S1/1/7/1"])
        #expect(reading.arrived.first?.position.line == 5)
        let names = try Self.feed {
            $0.skippedLines = 3
            $0.header = .names(Self.names)
        }
        #expect(try Self.read(names, input + end).arrived.count == 1)
        #expect(try Self.read(feed, "one\n").note == .blankLinesOnly)
    }

    /// At, below and above what a record may have.
    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func theLinesSkippedAreBounded(_ more: Int, _ isRead: Bool) throws {
        let feed = try Self.feed {
            $0.skippedLines = 1
            $0.header = .names(Self.names)
        }
        let limits = FeedReader.Limits(bounds: RecordBounds(record: 200, cell: 100), chunk: 64)
        let length = 200 + more
        let input = "\u{FEFF}" + String(repeating: "x", count: length) + "\n" + Self.row + "\n"
        if isRead {
            #expect(try Self.read(feed, input, limits: limits).arrived.count == 1)
        } else {
            let error = #expect(throws: FeedError.self) { try Self.read(feed, input, limits: limits) }
            #expect(error?.code == .skippedLines)
        }
    }

    @Test func tabsPartCellsToo() throws {
        let feed = try Self.feed { $0.dialect = Dialect(delimiter: UInt8(ascii: "\t")) }
        let input = (Fixture.header + Self.row + "\n").replacing(";", with: "\t")
        #expect(try Self.read(feed, input).keys == ["shop/S1/1/7/1"])
    }

    @Test(arguments: [
        "Item,SKU,Items Sold,Net Sales", "Article,Quantité vendue,CA",
        "Master Id,Item Qty (incl voids),Net Amount",
    ])
    func tablesOfTotalsAreRefused(_ header: String) throws {
        let error = #expect(throws: FeedError.self) {
            try Fixture.read(Fixture.csv, header.replacing(",", with: ";") + "\n")
        }
        #expect(error?.code == .aggregated)
        // With a column of receipts it may be anything.
        let other = #expect(throws: FeedError.self) {
            try Fixture.read(Fixture.csv, header.replacing(",", with: ";") + ";receipt\n")
        }
        #expect(other?.code == .inputColumns)
    }

    @Test func apostrophesBeforeNumbersAreLeftOutWhereTheFeedSaysSo() throws {
        let row =
            "'S1;'1;'7;''1;2026-06-10T12:00:00;'4001;1;it's 'fine';\n"
            + "S1;1;8;1;2026-06-10T12:00:00;\"' 4001\";1;';\n"
        let feed = try Self.feed { $0.stripsApostrophes = true }
        let reading = try Self.read(feed, Fixture.header + row)
        #expect(reading.keys == ["shop/S1/1/7/'1", "shop/S1/1/8/1"])
        #expect(reading.arrived.map(\.line.description) == ["it's 'fine'", nil])
        #expect(try Self.read(Self.feed { _ in }, Fixture.header + row).screened == 2)
    }

    // MARK: Carried cells

    static let carrying = FeedFile.Carried(
        by: "receipt", columns: ["store", "till", "time", "card", "unmapped"])

    static let order = """
        S1;1;7;1;2026-06-10T12:00:00;4002;1;;L1
        ;;7;2;;4001;1;;
        ;;7;3;;4001;1;;L2
        ;;7;4; ;4001;1;;
        S2;2;8;1;2026-06-10T13:00:00;4001;1;;
        ;;9;1;;4001;1;;
        ;;;1;;4001;1;;

        """

    @Test func emptyCellsTakeWhatTheFirstRowOfTheirReceiptHas() throws {
        let feed = try Self.feed { $0.carried = Self.carrying }
        let reading = try Self.read(feed, Fixture.header + Self.order)
        #expect(reading.keys == ["shop/S1/1/7/2", "shop/S1/1/7/3", "shop/S1/1/7/4", "shop/S2/2/8/1"])
        let pseudonyms = Pseudonyms(key: Fixture.key)
        let tokens = reading.arrived.map { $0.line.tokens.map(\.value) }
        let card = ["L1", "L2", "L2"].map { [pseudonyms(kind: "loyalty", value: $0)] }
        #expect(tokens == card + [[]])
        // Rows of other receipts take nothing, and are not lost.
        #expect(reading.reasons == [.missingStore, .missingStore])
        #expect(reading.read == 7 && reading.screened == 1)
    }

    @Test func aRowThatCannotBeReadHandsNothingOn() throws {
        let feed = try Self.feed { $0.carried = Self.carrying }
        let rows = "S1;1;7;1;2026-06-10T12:00:00;4001;1;;L1;shifted\n;;7;2;;4001;1;;\n"
        #expect(try Self.read(feed, Fixture.header + rows).reasons == [.tooManyCells, .missingStore])
    }

    @Test func theNumberOfTheReceiptMayItselfBeCarried() throws {
        var carried = Self.carrying
        carried.columns.append("receipt")
        carried.columns.append("product")
        let feed = try Self.feed { $0.carried = carried }
        let rows = "S1;1;7;1;2026-06-10T12:00:00;4001;1;;\n;;;2;;;1;;\n;;8;1;;;1;;\n"
        let reading = try Self.read(feed, Fixture.header + rows)
        #expect(reading.keys == ["shop/S1/1/7/1", "shop/S1/1/7/2"])
        #expect(reading.screened == 1)
    }

    @Test func whatRowsBelongTogetherByMustBeThere() throws {
        let feed = try Self.feed { $0.carried = .init(by: "order", columns: ["time"]) }
        let error = #expect(throws: FeedError.self) { try Self.read(feed, Fixture.header) }
        #expect(error?.code == .inputColumns)
        let twice = try Self.feed { $0.carried = .init(by: "x", columns: ["time"]) }
        let header = String(Fixture.header.dropLast()) + ";x;x\n"
        #expect(throws: FeedError.self) { try Self.read(twice, header) }
    }

    /// A reading that goes on in the middle of a receipt gives what one reading gives.
    @Test func readingGoesOnInTheMiddleOfAReceipt() throws {
        let feed = try Self.feed { $0.carried = Self.carrying }
        let folder = try Folder()
        let input = Fixture.header + Self.order + Self.order
        let path = try folder.write("input", Array(input.utf8))
        let whole = try Self.read(feed, input)
        let catalogue = Fixture.catalogue(["4001"])
        for place in whole.arrived.map(\.position) {
            let reader = try FeedReader(
                feed: feed, source: path, screen: .init(catalogue), catalogue: catalogue,
                pseudonyms: Pseudonyms(key: Fixture.key), from: place)
            let rest = try Fixture.read(reader, lines: 2)
            let expected = whole.arrived.filter { $0.position.offset >= place.offset }
            #expect(rest.arrived.map(\.line) == expected.map(\.line))
            #expect(rest.arrived.map(\.position.line) == expected.map(\.position.line))
        }
    }

    @Test(arguments: [1, 3, 64, 1000])
    func everyChunkCarriesTheSame(_ chunk: Int) throws {
        let feed = try Self.feed { $0.carried = Self.carrying }
        let input = Fixture.header + Self.order.replacing(";L1", with: ";\"L\n1\"")
        let whole = try Self.read(feed, input)
        let reading = try Self.read(
            feed, input, lines: 1, limits: .init(bounds: RecordBounds(record: 300, cell: 100), chunk: chunk))
        #expect(reading.arrived.map(\.line) == whole.arrived.map(\.line))
        #expect(reading.reasons == whole.reasons)
    }
}
