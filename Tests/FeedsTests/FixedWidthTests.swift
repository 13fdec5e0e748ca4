import Catalogue
import Delimited
import Documents
import Feeds
import Purchases
import Testing

struct FixedWidthTests {
    /// store 1-4, till 5-6, receipt 7-12, line 13-15, time 16-34, product 35-47, quantity 48-52, text 53-72, card 73-80.
    static func feed(_ change: (inout FeedFile) -> Void = { _ in }) throws -> FeedFile {
        var feed = try Fixture.feed(Fixture.csv)
        feed.format = .fixed
        let widths = [
            ("store", 4), ("till", 2), ("receipt", 6), ("line", 3), ("time", 19), ("product", 13),
            ("quantity", 5),
            ("text", 20), ("card", 8),
        ]
        var start = 1
        for (name, width) in widths {
            feed.fixedColumns.append(.init(name: name, places: start...(start + width - 1)))
            start += width
        }
        change(&feed)
        return feed
    }

    static func line(
        _ product: String = "4001", receipt: String = "7", text: String = "ok", card: String = "L1"
    ) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: width - text.unicodeScalars.count)
        }
        return padded("S1", 4) + "01" + padded(receipt, 6) + "001" + "2026-06-10T12:00:00"
            + padded(product, 13)
            + "    2" + padded(text, 20) + padded(card, 8)
    }

    static func read(_ text: String, limits: FeedReader.Limits = .init()) throws -> Reading {
        try Fixture.read(feed(), Array(text.utf8), limits: limits)
    }

    @Test func columnsStandAtTheirPlaces() throws {
        let reading = try Self.read(
            Self.line() + "\n" + Self.line("4002") + "\r\n" + Self.line(receipt: "8") + "\n")
        #expect(reading.keys == ["shop/S1/01/7/001", "shop/S1/01/8/001"])
        #expect(reading.screened == 1)
        let line = try #require(reading.arrived.first?.line)
        #expect(line.quantity?.description == "2")
        #expect(line.description == "ok")
        #expect(line.tokens.count == 1)
        #expect(reading.arrived.map(\.position.line) == [1, 3])
    }

    @Test func placesAreCharactersNotBytes() throws {
        let text = "Säure, 5 % — weiß"
        let reading = try Self.read(Self.line(text: text) + "\n")
        #expect(reading.arrived.first?.line.description == text)
        let feed = try Self.feed { $0.encoding = .windows1252 }
        let bytes = try #require(TextEncoding.windows1252.encode(Self.line(text: text) + "\n"))
        #expect(try Fixture.read(feed, bytes).arrived.first?.line.description == text)
        // In UTF-8 a combining mark is a character of its own, as in most languages.
        let marked = try Self.read(Self.line(text: "e\u{301}") + "\n")
        #expect(marked.arrived.first?.line.description == "e\u{301}")
    }

    @Test func badBytesCostTheirLineOnly() throws {
        let utf8 = Array((Self.line() + "\n").utf8)
        let bad = utf8.map { $0 == UInt8(ascii: "k") ? 0xE9 : $0 }
        let reading = try Fixture.read(Self.feed(), bad + utf8)
        #expect(reading.reasons == [.badEncoding])
        #expect(reading.arrived.count == 1)
        let feed = try Self.feed { $0.encoding = .windows1252 }
        let unassigned = utf8.map { $0 == UInt8(ascii: "k") ? 0x81 : $0 }
        #expect(try Fixture.read(feed, unassigned + utf8).reasons == [.badEncoding])
        // A byte in a place that nothing is mapped to is nobody's business where each byte is a character.
        #expect(try Fixture.read(feed, utf8.dropLast() + [0x81, 0x0A]).arrived.count == 1)
    }

    /// A line must reach the end of the product, at 47; all else that is needed stands before it.
    @Test(arguments: [
        (80, nil), (79, nil), (52, nil), (51, nil), (47, QuarantineReason.missingQuantity),
        (46, .tooFewCells),
        (20, .tooFewCells), (1, .tooFewCells),
    ])
    func shortLinesAreQuarantined(_ length: Int, _ reason: QuarantineReason?) throws {
        let line = String(Self.line("4001000000001").prefix(length))
        for end in ["\n", "\r\n", "\r"] {
            let reading = try Fixture.read(
                Self.feed(), Array((line + end + Self.line("9") + end).utf8), watched: ["4001000000001"])
            let quantity = length == 51 ? QuarantineReason.missingQuantity : nil
            #expect(reading.reasons == [reason ?? quantity].compactMap { $0 })
            #expect(reading.read == 2)
            if reason == .tooFewCells {
                let detail = "the line has \(length) characters, and its columns need 47"
                #expect(reading.quarantined.first?.detail == detail)
            }
        }
    }

    @Test func aLineThatIsNotWatchedIsNobodysBusiness() throws {
        let short = Self.line("4002").replacing(
            "2026-06-10T12:00:00", with: String(repeating: "?", count: 19))
        #expect(try Self.read(short + "\n").screened == 1)
        var feed = try Self.feed()
        // A time after the product is needed too, and the product is known without it.
        feed.fixedColumns = feed.fixedColumns.map {
            $0.name == "time" ? .init(name: "time", places: 90...108) : $0
        }
        #expect(try Fixture.read(feed, Array((Self.line("4002") + "\n").utf8)).screened == 1)
        #expect(try Fixture.read(feed, Array((Self.line() + "\n").utf8)).reasons == [.tooFewCells])
    }

    @Test func blankLinesAreNoLinesAndACutLastLineIsSaidToBeCut() throws {
        let reading = try Self.read("\n   \t\r\n" + Self.line() + "\n\r\r")
        #expect(reading.read == 1)
        #expect(reading.arrived.first?.position.line == 3)
        #expect(try Self.read(Self.line() + "\n" + Self.line()).arrived.count == 2)
        #expect(try Self.read(Self.line() + "\n" + Self.line().dropLast()).reasons == [.cutOff])
        #expect(try Self.read("").note == .empty)
        #expect(try Self.read(" \n").note == .blankLinesOnly)
    }

    @Test func linesBeforeTheFirstRecordAreSkipped() throws {
        let feed = try Self.feed { $0.skippedLines = 2 }
        let input = "\u{FEFF}REPORT\n\n" + Self.line() + "\n"
        #expect(try Fixture.read(feed, Array(input.utf8)).arrived.count == 1)
    }

    @Test(arguments: [(100, false), (101, true)])
    func longLinesAreQuarantined(_ length: Int, _ isRefused: Bool) throws {
        let limits = FeedReader.Limits(bounds: RecordBounds(record: 100, cell: 50), chunk: 16)
        let long = Self.line() + String(repeating: "x", count: length - 80)
        let reading = try Self.read(long + "\n" + Self.line(receipt: "8") + "\n", limits: limits)
        #expect(reading.reasons == (isRefused ? [.lineTooLong] : []))
        #expect(reading.arrived.last?.position.line == 2)
        #expect(reading.arrived.count == (isRefused ? 1 : 2))
    }

    @Test(arguments: [1, 2, 3, 7, 81, 1000])
    func everyChunkGivesTheSame(_ chunk: Int) throws {
        let input = [
            Self.line(), Self.line("4002"), "", Self.line(text: "ä"), "short", Self.line(receipt: "9"),
        ]
        for end in ["\n", "\r\n", "\r"] {
            let text = input.joined(separator: end) + end
            let whole = try Self.read(text)
            let reading = try Self.read(text, limits: .init(chunk: chunk))
            #expect(reading.arrived.map(\.line) == whole.arrived.map(\.line))
            #expect(reading.arrived.map(\.position.line) == [1, 4, 6])
            #expect(reading.arrived.map(\.position.offset) == whole.arrived.map(\.position.offset))
            #expect(reading.reasons == [.tooFewCells])
        }
    }

    @Test func aMappedColumnNeedsAPlace() throws {
        let feed = try Self.feed { $0.fixedColumns.removeAll { $0.name == "time" } }
        let error = #expect(throws: FeedError.self) { try Fixture.read(feed, Array(Self.line().utf8)) }
        #expect(error?.code == .fixedColumns)
        #expect(error?.message.contains("time") == true)
    }

    @Test func readingGoesOnWhereItStopped() throws {
        let folder = try Folder()
        let input = (1...5).map { Self.line(receipt: "\($0)") + "\n" }.joined()
        let path = try folder.write("input", Array(input.utf8))
        let catalogue = Fixture.catalogue(["4001"])
        let whole = try Self.read(input)
        let place = whole.arrived[2].position
        let reader = try FeedReader(
            feed: Self.feed(), source: path, screen: .init(catalogue), catalogue: catalogue,
            pseudonyms: Pseudonyms(key: Fixture.key), from: place)
        #expect(try Fixture.read(reader, lines: 1).arrived.map(\.line) == whole.arrived[2...].map(\.line))
    }
}
