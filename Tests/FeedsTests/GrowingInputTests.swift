import Catalogue
import Delimited
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// A file that is read while it is written gives the lines that reading it whole gives, wherever the reading paused.
struct GrowingInputTests {
    private static let seeds = (0..<20).map { _ in UInt64.random(in: 0..<UInt64.max) }

    @Test(arguments: seeds) func piecesGiveTheLinesOfTheWhole(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        for (feed, input) in try Self.inputs(&generator) {
            let limits = FeedReader.Limits(bounds: .init(record: 200, cell: 150), chunk: 64)
            let whole = try Fixture.read(feed, input, limits: limits)
            let folder = try Folder()
            let path = try folder.write("growing", [])
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            let reader = try Self.reader(feed, path, limits: limits)
            var reading = Reading()
            var rest = input[...]
            while true {
                try Self.drain(reader, &reading)
                guard reader.isPaused else { break }
                if rest.isEmpty {
                    reader.endHere()
                    continue
                }
                let piece = rest.prefix(Int.random(in: 1...120, using: &generator))
                rest = rest.dropFirst(piece.count)
                try handle.write(contentsOf: Array(piece))
            }
            #expect(reading.arrived == whole.arrived.map { Self.moved($0, to: path) }, "seed \(seed)")
            #expect(reading.reasons == whole.reasons, "seed \(seed)")
            #expect(reading.read == whole.read && reading.screened == whole.screened, "seed \(seed)")
            // A reading that ends in a line that is too long ends before it, so that the next one finds its end.
            let last = input.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.last ?? []
            let isCut = last.count > limits.bounds.record
            #expect(isCut || reading.end.offset == whole.end.offset, "seed \(seed)")
            #expect(isCut || reading.end.line == whole.end.line, "seed \(seed)")
        }
    }

    /// Wherever a reading ended, another one goes on from there.
    @Test(arguments: seeds) func anotherReaderGoesOnWhereOneEnded(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        for (feed, input) in try Self.inputs(&generator) {
            let folder = try Folder()
            let path = try folder.write("input", input)
            let limits = FeedReader.Limits(bounds: .init(record: 200, cell: 150), chunk: 64)
            let whole = try Fixture.read(Self.reader(feed, path, limits: limits), lines: 1000)
            let first = try Self.reader(feed, path, limits: limits)
            var reading = Reading()
            var batch = DecodedBatch()
            let batches = Int.random(in: 0...3, using: &generator)
            for _ in 0..<batches where try first.next(into: &batch, lines: 3) { reading.add(batch) }
            let second = try Self.reader(feed, path, limits: limits, from: batches == 0 ? nil : reading.end)
            let rest = try Fixture.read(second, lines: 1000)
            #expect(reading.arrived + rest.arrived == whole.arrived, "seed \(seed)")
            // A line that is too long may be told twice: its rest is not begun with.
            let told = Set(
                (reading.quarantined + rest.quarantined).map {
                    [$0.reason.rawValue, "\($0.position.offset)"]
                })
            #expect(
                told == Set(whole.quarantined.map { [$0.reason.rawValue, "\($0.position.offset)"] }),
                "seed \(seed)")
        }
    }

    @Test func anotherScreenHoldsFromTheNextLineOn() throws {
        let folder = try Folder()
        let rows = BatchTests.rows([1], product: "4001") + BatchTests.rows([2], product: "4002")
        let path = try folder.write("input", Array((Fixture.header + rows).utf8))
        let reader = try Self.reader(Fixture.feed(Fixture.csv), path, waiting: .follows)
        var reading = Reading()
        try Self.drain(reader, &reading)
        #expect(reading.arrived.map(\.line.product?.string) == ["4001"])
        let other = Fixture.catalogue(["4002"])
        reader.screen(by: WatchedProducts(other), other)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Array(rows.utf8))
        try Self.drain(reader, &reading)
        #expect(reading.arrived.map(\.line.product?.string) == ["4001", "4002"])
        #expect(!reader.isReplaced)
        try Data("x".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        #expect(reader.isReplaced)
    }

    @Test func aMarkTellsOneFileFromAnother() throws {
        let folder = try Folder()
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let path = try folder.write("a", bytes)
        let mark = try #require(InputMark.of(path, before: 9_000))
        #expect(InputMark.of(try folder.write("b", Array(bytes[..<9_000])), before: 9_000) == mark)
        #expect(InputMark.of(try folder.write("c", Array(bytes[..<8_999])), before: 9_000) == nil)
        var other = bytes
        other[8_999] ^= 1
        #expect(InputMark.of(try folder.write("d", other), before: 9_000) != mark)
        #expect(InputMark.of(folder.url.path + "/none", before: 1) == nil)
    }

    // MARK: Support

    private static func reader(
        _ feed: FeedFile, _ path: String, limits: FeedReader.Limits = .init(), from: SourcePosition? = nil,
        waiting: InputWaiting = .follows
    ) throws -> FeedReader {
        let catalogue = Fixture.catalogue(["4001"])
        return try FeedReader(
            feed: feed, source: path, screen: WatchedProducts(catalogue), catalogue: catalogue,
            pseudonyms: Pseudonyms(key: Fixture.key), limits: limits, from: from, waiting: waiting)
    }

    private static func drain(_ reader: FeedReader, _ reading: inout Reading) throws {
        var batch = DecodedBatch()
        while try reader.next(into: &batch, lines: 5) { reading.add(batch) }
    }

    private static func moved(_ line: ArrivedLine, to source: String) -> ArrivedLine {
        var line = line
        line.position.source = source
        return line
    }

    /// Lines with quotes, breaks in them, every line end, and lines that are too long.
    private static func inputs(_ generator: inout SplitMix) throws -> [(FeedFile, [UInt8])] {
        let end = ["\n", "\r\n", "\r"].randomElement(using: &generator) ?? "\n"
        var csv = Fixture.header.replacingOccurrences(of: "\n", with: end)
        var json = ""
        for number in 0..<Int.random(in: 1...40, using: &generator) {
            let product = ["4001", "4001", "bread"].randomElement(using: &generator) ?? ""
            let receipt = number / 2
            var text = ["", "\"a;b\"", "\"a\(end)b\"", "plain"].randomElement(using: &generator) ?? ""
            if Int.random(in: 0..<12, using: &generator) == 0 { text = String(repeating: "x", count: 260) }
            csv += "S1;1;\(receipt);\(number);2026-06-10T12:00:00;\(product);1;\(text);C\(end)"
            let said = text.count > 100 ? text : "t"
            json += """
                {"shop":{"id":"S1","till":"1"},"receipt":{"number":"\(receipt)","line":"\(number)"},\
                "time":"2026-06-10T12:00:00","item":{"product":"\(product)","quantity":1},"kind":"S","text":"\(said)"}\n
                """
        }
        if Bool.random(using: &generator) { csv.removeLast() }
        return [
            (try Fixture.feed(Fixture.csv), Array(csv.utf8)),
            (try Fixture.feed(Fixture.ndjson), Array(json.utf8)),
        ]
    }

}

extension Reading {
    fileprivate mutating func add(_ batch: DecodedBatch) {
        read += batch.read
        screened += batch.screened
        arrived += batch.arrived
        quarantined += batch.quarantined
        end = batch.end
    }
}
