import Catalogue
import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import Testing

struct BatchTests {
    static func rows(_ receipts: [Int], product: String = "4001") -> String {
        receipts.enumerated().map { index, receipt in
            "S1;1;\(receipt);\(index);2026-06-10T12:00:00;\(product);1;;\n"
        }.joined()
    }

    @Test func aBatchDoesNotEndInsideAReceipt() throws {
        let other = Self.rows([1], product: "4002")
        let input =
            Fixture.header + Self.rows([1, 1, 2, 2]) + other + Self.rows([2, 3, 3]) + other + other
            + Self.rows([4])
        let reading = try Fixture.read(Fixture.csv, input, lines: 3)
        #expect(reading.batches == [5, 3])
        #expect(reading.read == 11)
        #expect(reading.screened == 3)
        #expect(reading.keys.count == 8)
    }

    @Test func theEndOfABatchIsBeforeTheLineHeldBack() throws {
        let folder = try Folder()
        let input = Fixture.header + Self.rows([1, 2, 3])
        let reader = try Fixture.reader(Fixture.feed(Fixture.csv), try folder.write("i", Array(input.utf8)))
        var batch = DecodedBatch()
        #expect(try reader.next(into: &batch, lines: 1))
        #expect(batch.read == 1)
        #expect(batch.end.line == 3)
        let offset = Fixture.header.utf8.count + Self.rows([1]).utf8.count
        #expect(batch.end.offset == Int64(offset))
        #expect(try reader.next(into: &batch, lines: 5))
        #expect(batch.arrived.map(\.line.receiptNumber.string) == ["2", "3"])
        #expect(batch.end.offset == Int64(input.utf8.count))
        #expect(reader.bytesRead == reader.totalBytes)
        #expect(try !reader.next(into: &batch, lines: 5))
        #expect(batch.read == 0)
    }

    @Test func oneReceiptWithoutEndIsCut() throws {
        let reading = try Fixture.read(
            Fixture.csv, Fixture.header + Self.rows(Array(repeating: 1, count: 50)), lines: 10,
            limits: .init(receipt: 10))
        #expect(reading.batches == [20, 20, 10])
    }

    @Test func anInputThatFailsIsNotOneThatIsNotThere() throws {
        let missing = #expect(throws: FeedError.self) {
            try Fixture.reader(Fixture.feed(Fixture.csv), "/nowhere/input.csv")
        }
        #expect(missing?.isBrokenOff == false)
    }

    /// Can be opened, and its first bytes cannot be read.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/mem")))
    func anInputThatFailsWhileItIsReadSaysSo() {
        let failed = #expect(throws: FeedError.self) {
            try Fixture.reader(Fixture.feed(Fixture.csv), "/proc/self/mem")
        }
        #expect(failed?.isBrokenOff == true)
    }

    @Test func batchesAreBoundedByTheBytesOfWhatPassed() throws {
        func rows(_ receipts: [Int], time: String) -> String {
            receipts.map {
                "S1;1;\($0);1;\(time);4001;1;\(String(repeating: "x", count: 900));L1\n"
            }.joined()
        }
        let folder = try Folder()
        func quarantined(_ input: String) throws -> [Int] {
            let reader = try Fixture.reader(
                Fixture.feed(Fixture.csv), try folder.write("i", Array(input.utf8)),
                limits: .init(kept: 5_000))
            var batch = DecodedBatch()
            var sizes: [Int] = []
            while try reader.next(into: &batch, lines: 1000) { sizes.append(batch.quarantined.count) }
            return sizes
        }
        let bad = rows(Array(1...30), time: "never")
        #expect(try quarantined(Fixture.header + bad) == [11, 11, 8])
        // Lines that are not watched take no room.
        let others = Fixture.header + bad.replacing("4001", with: "4002")
        #expect(try quarantined(others) == [0])
        let good = rows(
            [1, 2, 3, 4, 5, 6, 6, 6, 7] + Array(repeating: 8, count: 20), time: "2026-06-10T12:00:00")
        let reading = try Fixture.read(
            Fixture.csv, Fixture.header + good, limits: .init(kept: 5_000))
        #expect(reading.batches.first == 8)
        #expect(reading.batches.max() ?? 0 <= 12)
        #expect(reading.arrived.count == 29)
    }

    @Test func batchesAreBoundedByLinesReadAndQuarantined() throws {
        let input =
            Fixture.header + Self.rows(Array(repeating: 1, count: 25), product: "4002")
            + String(repeating: "S1;1;1;;2026-06-10T12:00:00;4001;1;;\n", count: 25)
        let folder = try Folder()
        let reader = try Fixture.reader(
            Fixture.feed(Fixture.csv), try folder.write("i", Array(input.utf8)),
            limits: .init(read: 10, quarantined: 4))
        var batch = DecodedBatch()
        var read: [Int] = []
        while try reader.next(into: &batch, lines: 1000) { read.append(batch.read) }
        #expect(read == [10, 10, 9, 4, 4, 4, 4, 4, 1])
    }

    @Test(arguments: [
        ("", FeedReader.Note.empty), ("\u{FEFF}", .blankLinesOnly), ("\n\r\n", .blankLinesOnly),
        (Fixture.header, .headerOnly),
        (Fixture.header + "\n\n", .headerOnly),
    ])
    func inputsWithoutLinesAreNoErrors(_ input: String, _ note: FeedReader.Note) throws {
        let reading = try Fixture.read(Fixture.csv, input)
        #expect(reading.read == 0)
        #expect(reading.note == note)
        #expect(try Fixture.read(Fixture.csv, Fixture.header + Self.rows([1], product: "x")).note == nil)
    }

    /// Where the reads happen to cut the bytes changes nothing.
    @Test(arguments: [1, 2, 3, 7, 64, 1000])
    func everyChunkGivesTheSame(_ chunk: Int) throws {
        let tiny = RecordBounds(record: 300, cell: 100)
        let csv =
            "\u{FEFF}" + Fixture.header + Self.rows([1, 2]).replacing("\n", with: "\r\n") + "\r\n"
            + "\"S1\";1;3;1;2026-06-10T12:00:00;\"40\"\"01\";1;;\r\nS1;1;3;1;2026-06-10T12:00:00;\"4001\";1;\"a\r\nb\"\"c\";\n"
            + "S1;1;4;1;2026-06-10T12:00:00;4001;1;\"\(String(repeating: "y\n", count: 200))\";\n"
            + Self.rows([5])
            + "S1;1;6;1;2026-06-10T12:00:00;4001;1;\(String(repeating: "z", count: 700))\r\n"
            + Self.rows([7]).replacing("\n", with: "\r")
            + "S1;1;8;1;2026-06-10T12:00:00;4001;1;\"never closed\n" + Self.rows([9, 10], product: "4002")
            + Self.rows([11])
        let small = try Fixture.read(Fixture.csv, csv, limits: .init(bounds: tiny, chunk: chunk))
        let large = try Fixture.read(Fixture.csv, csv, limits: .init(bounds: tiny))
        #expect(large.reasons.contains(.lineTooLong) && large.reasons.contains(.notDecodable))
        #expect(large.keys.suffix(1) == ["shop/S1/1/11/0"])
        #expect(same(small, large))
        let good = JSONLinesTests.good
        let json =
            "\(good)\n\n\(good.replacing("4001", with: "4002"))\r\n{\"item\"\n\(good.replacing("\"a\"", with: "\"\(String(repeating: "x", count: 800))\""))\n\(good)"
        let wide = RecordBounds(record: 400, cell: 100)
        let smallJSON = try Fixture.read(Fixture.ndjson, json, limits: .init(bounds: wide, chunk: chunk))
        let largeJSON = try Fixture.read(Fixture.ndjson, json, limits: .init(bounds: wide))
        #expect(largeJSON.reasons == [.notDecodable, .lineTooLong])
        #expect(largeJSON.arrived.count == 2)
        #expect(same(smallJSON, largeJSON))
    }

    private func same(_ one: Reading, _ other: Reading) -> Bool {
        func place(_ position: SourcePosition) -> String { "\(position.line) \(position.offset)" }
        return one.read == other.read && one.screened == other.screened
            && one.arrived.map(\.line) == other.arrived.map(\.line) && one.reasons == other.reasons
            && (one.arrived.map(\.position) + one.quarantined.map(\.position)).map(place)
                == (other.arrived.map(\.position) + other.quarantined.map(\.position)).map(place)
            && place(one.end) == place(other.end)
    }
}

struct InputNameTests {
    @Test func patternsAndFilesAndStandardInput() throws {
        let folder = try Folder()
        for name in ["b.csv", "a.csv", "c.txt", "odd[1].csv"] { _ = try folder.write(name, [1]) }
        let path = folder.url.path
        #expect(try InputName.expand([]) == ["-"])
        #expect(
            try InputName.expand(["-", "\(path)/[ab].csv", "\(path)/c.txt"]) == [
                "-", "\(path)/a.csv", "\(path)/b.csv", "\(path)/c.txt",
            ])
        #expect(try InputName.expand(["\(path)/odd[1].csv"]) == ["\(path)/odd[1].csv"])
    }

    @Test func everyNameThatCannotBeReadIsSaidAtOnce() throws {
        let folder = try Folder()
        let path = folder.url.path
        let report = #expect(throws: DiagnosticReport.self) {
            try InputName.expand(["\(path)/none.csv", "\(path)/*.csv", path, "-", "-"])
        }
        #expect(report?.diagnostics.map(\.code) == ["F020", "F023", "F022", "F024"])
        #expect(report?.diagnostics[2].help?.contains("*.csv") == true)
        #expect(report?.diagnostics.map(\.file) == ["\(path)/none.csv", "\(path)/*.csv", path, "-"])
    }

    @Test func aMissingInputIsSaidByTheReaderToo() throws {
        let error = #expect(throws: FeedError.self) {
            try Fixture.reader(Fixture.feed(Fixture.csv), "/nowhere/none.csv")
        }
        #expect(error?.code == .missingInput)
    }
}
