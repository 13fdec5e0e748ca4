import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Mutated fixtures of tables: nothing traps, and what is read never depends on how the bytes come.
///
/// `TILLWATCH_FUZZ` is how many mutants there are of each, `TILLWATCH_FUZZ_SEED` repeats a run.
struct TablesFuzzTests {
    static let feeds = TableFixtureTests.examples.map(\.feed) + ["rtlog", "dsfinvk"]

    static let tokens: [[UInt8]] =
        [
            "\"", "\"\"", ";", "|", "\t", ",", "\r", "\n", "\r\n", "'", "Z_KASSE_ID;", "\u{FEFF}", "<URL>",
            "THEAD", "TTAIL|", "é",
        ]
        .map { Array($0.utf8) } + [[0], [0xFF], [0xC3], [0x1A]]

    static func make(_ name: String) throws -> (feed: FeedFile, input: [UInt8], products: [String]) {
        switch name {
        case "rtlog":
            let input = [RTLogTests.head, RTLogTests.sale, RTLogTests.void, RTLogTests.tail]
            return (try RTLogTests.feed(), Array(input.joined(separator: "\n").utf8), ["4001"])
        case "dsfinvk":
            let tables = try TableFixtureTests.dsfinvkTables.flatMap {
                try ExpectedTable.fixture("dsfinvk/\($0)")
            }
            return (try TableFixtureTests.feed(name), tables, try ExpectedTable(name).products)
        default:
            let example = try #require(TableFixtureTests.examples.first { $0.feed == name })
            return (
                try TableFixtureTests.feed(name), try ExpectedTable.fixture(example.fixture),
                try ExpectedTable(name).products
            )
        }
    }

    static func mutate(_ input: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let length = min(bytes.count - at, Int.random(in: 1...60, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(at..<(at + length))
            case 2:
                bytes.insert(
                    contentsOf: bytes[at..<(at + length)], at: Int.random(in: 0...bytes.count, using: &random)
                )
            case 3: bytes.removeSubrange(at...)
            case 4: bytes.insert(contentsOf: [UInt8](repeating: bytes[at], count: 700), at: at)
            default:
                bytes.insert(contentsOf: tokens[Int.random(in: 0..<tokens.count, using: &random)], at: at)
            }
        }
        return bytes
    }

    /// Everything that a reading comes to, as text.
    static func told(_ feed: FeedFile, _ input: [UInt8], _ products: [String], chunk: Int) throws -> [String]
    {
        let limits = FeedReader.Limits(
            bounds: RecordBounds(record: 600, cell: 300, tables: 60_000), chunk: chunk)
        do {
            let reading = try Fixture.read(feed, input, watched: products, lines: 5, limits: limits)
            return reading.arrived.map {
                "\($0.line.content) \($0.line.key) \($0.position.line) \($0.position.offset)"
            }
                + reading.quarantined.map { "\($0.reason) \($0.position.line) \($0.position.offset)" }
                + ["\(reading.read) \(reading.screened)"]
        } catch let error as FeedError {
            return [error.code.id]
        }
    }

    @Test(arguments: feeds) func mutantsAreReadAlikeHoweverTheyCome(_ name: String) throws {
        print(
            "tables: TILLWATCH_FUZZ=\(TablesOracleTests.count) TILLWATCH_FUZZ_SEED=\(TablesOracleTests.seed)")
        let (feed, input, products) = try Self.make(name)
        var random = SplitMix(seed: UInt64(TablesOracleTests.seed))
        for index in 0..<TablesOracleTests.count {
            let mutant = Self.mutate(input, &random)
            let whole = try Self.told(feed, mutant, products, chunk: 1 << 16)
            let pieces = try Self.told(feed, mutant, products, chunk: [1, 13, 100][index % 3])
            guard whole != pieces else { continue }
            let differ = whole.difference(from: pieces)
            Issue.record("\(name), mutant \(index): \(differ)\n\(String(decoding: mutant, as: UTF8.self))")
            return
        }
    }
}
