import Delimited
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Mutants of the fixtures: whatever the bytes, reading ends, in lines, refusals or one error, and holds to its bounds.
///
/// `TILLWATCH_FUZZ` is how many mutants there are (default 400), `TILLWATCH_FUZZ_SEED` repeats a run.
struct DocumentsFuzzTests {
    static let pieces = [
        "<", ">", "</Transaction>", "<Transaction>", "<![CDATA[", "]]>", "&#0;", "&lt;", "<!--", "-->",
        "<!DOCTYPE a>", "<?xml", "\"", "'", "{",
        "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "null", "-", "1e999", "\u{0}", "\n", "=\"",
        "xmlns=\"urn:x\"", "VoidFlag=\"true\"",
    ].map { Array($0.utf8) }

    private func mutate(_ input: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let length = min(bytes.count - place, Int.random(in: 1...200, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<(place + length))
            case 2: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: place)
            case 3:
                bytes.insert(
                    contentsOf: bytes[place..<(place + length)],
                    at: Int.random(in: 0...bytes.count, using: &random))
            case 4: bytes.removeSubrange(place...)
            default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
        }
        return bytes
    }

    @Test func mutants() throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["TILLWATCH_FUZZ"].flatMap { Int($0) } ?? 400
        let seed =
            environment["TILLWATCH_FUZZ_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
        print("fuzz: documents, TILLWATCH_FUZZ=\(count) TILLWATCH_FUZZ_SEED=\(seed)")
        var random = SplitMix(seed: seed)
        let corpus: [(String, FeedFile)] = [
            ("poslog-ncr.xml", POSLogTests.feed("p", "UTC")),
            ("poslog-xstore.xml", POSLogTests.feed("p", "UTC", .flag)),
            ("poslog-v6.xml", POSLogTests.feed("p", "UTC", .reversal)), ("wpubon.xml", DocumentTests.wpubon),
            ("tlog.json", DocumentTests.transactionLog), ("ndjson-receipts.ndjson", DocumentTests.receipts),
            ("json-orders.json", NestedJSONTests.feed("$.orders[*]", lines: "$.items[*]")),
        ]
        let inputs = try corpus.map { (try ExpectedTable.fixture($0.0), $0.1) }
        let products = [
            "60012", "000000000000060012", "00012345600012", "00000000004011", "6927165", "123", "8371",
        ]
        var lines = 0
        var errors = 0
        for number in 0..<count {
            let (input, feed) = inputs[number % inputs.count]
            let mutant = mutate(input, &random)
            let bounds = RecordBounds(record: 4_000, cell: 300)
            let chunk = Int.random(in: 1...5_000, using: &random)
            do {
                let reading = try Fixture.read(
                    feed, mutant, watched: products, lines: 3,
                    limits: FeedReader.Limits(bounds: bounds, chunk: chunk))
                lines += reading.arrived.count
            } catch let error as FeedError {
                errors += 1
                #expect(error.line > 0 && !error.message.isEmpty, "mutant \(number)")
            }
        }
        print("fuzz: \(lines) lines, \(errors) errors")
        #expect(lines > 0 && errors > 0)
    }
}
