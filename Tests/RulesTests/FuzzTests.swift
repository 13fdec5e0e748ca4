import Documents
import Foundation
import Rules
import Testing

/// Mutates the shipped packs and a kept corpus: whatever comes out compiles or is refused, and never stops the program.
///
/// `TILLWATCH_FUZZ` is how many mutants there are (default 400), `TILLWATCH_FUZZ_SEED` repeats a run. What once went wrong
/// belongs in `Tests/corpus/packs`.
struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// Words that the format has, and values at the edges.
    private static let words = [
        "combine", "sequence", "absent", "usual", "within", "where", "measure", "at_least", "above", "below",
        "between", "of",
        "after", "over", "each", "by", "unless", "cap", "score", "returns: ignore", "and", "or", "not",
        "missing", "receipt.mass",
        "receipt.amount", "prefix", "file", "list", "annex", "substance", "buyer", "receipt", "store",
        "sum mass", "distinct",
        "count receipts", "calendar_day", "7d", "0", "1", "-1", "999999999999", "0.000001", "1e9", "12w",
        "6x", "3 kg", "3 l", "5 EUR",
        "100 %", "[]", "{}", "[", "]", "{", "}", ": ", ", ", "\n", "\n  ", "\t", "#", "&a", "*a", "!!str",
        "---\n", "'", "\"", "\u{202E}",
        "é", "\u{FEFF}", "\u{0}", "true", "null", "~",
    ]

    private struct Mutator {
        var random: SmallRandom
        let corpus: [[UInt8]]

        mutating func below(_ count: Int) -> Int { count == 0 ? 0 : Int(random.next() % UInt64(count)) }

        mutating func mutant() -> [UInt8] {
            var bytes = corpus[below(corpus.count)]
            for _ in 0...below(4) { mutate(&bytes) }
            return bytes
        }

        private mutating func mutate(_ bytes: inout [UInt8]) {
            let at = below(bytes.count + 1)
            switch below(8) {
            case 0 where at < bytes.count: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.removeSubrange(at..<min(bytes.count, at + 1 + below(40)))
            case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + below(200))], at: below(at + 1))
            case 3: bytes.insert(contentsOf: FuzzTests.words[below(FuzzTests.words.count)].utf8, at: at)
            case 4: swapLines(&bytes)
            case 5: replaceWord(&bytes, from: at)
            case 6:
                let other = corpus[below(corpus.count)]
                let start = below(other.count)
                bytes.insert(contentsOf: other[start..<min(other.count, start + below(300))], at: at)
            default: bytes.insert(contentsOf: [UInt8](repeating: 0x20, count: below(6)), at: at)
            }
        }

        private mutating func swapLines(_ bytes: inout [UInt8]) {
            var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
            lines.swapAt(below(lines.count), below(lines.count))
            bytes = Array(lines.joined(separator: [10]))
        }

        /// Puts a word of the format in place of one that stands there, so that the reader gets further than the parser.
        private mutating func replaceWord(_ bytes: inout [UInt8], from at: Int) {
            func isWord(_ byte: UInt8) -> Bool {
                byte == 95 || byte == 46 || (48...57).contains(byte) || (97...122).contains(byte)
            }
            guard let start = bytes[at...].firstIndex(where: isWord) else { return }
            let end = bytes[start...].firstIndex { !isWord($0) } ?? bytes.count
            bytes.replaceSubrange(
                start..<end, with: Array(FuzzTests.words[below(FuzzTests.words.count)].utf8))
        }
    }

    private static func corpus() throws -> [[UInt8]] {
        try ["rules/packs", "Tests/corpus/packs"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: "\(repository)/\(folder)").sorted()
                .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".test.yaml") }
                .map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(repository)/\(folder)/\($0)"))) }
        }
    }

    @Test func `mutated packs compile or are refused`() throws {
        let count = Self.environment["TILLWATCH_FUZZ"].flatMap { Int($0) } ?? 400
        let seed =
            Self.environment["TILLWATCH_FUZZ_SEED"].flatMap { UInt64($0) }
            ?? UInt64.random(in: 1...1_000_000_000)
        // Told first: after a trap nothing more is.
        print("fuzz: TILLWATCH_FUZZ=\(count) TILLWATCH_FUZZ_SEED=\(seed)")
        let list = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: "\(repository)/rules/lists/eu-2019-1148.yaml")))
        let small = Array(PackSource.list.utf8)
        let corpus = try Self.corpus()
        try #require(corpus.count > 8)
        var mutator = Mutator(random: SmallRandom(seed: seed), corpus: corpus)
        var compiled = 0
        for number in 0..<count {
            // The corpus itself first, as it stands.
            let bytes = number < corpus.count ? corpus[number] : mutator.mutant()
            let files = PackFiles(
                path: "p.yaml", bytes: bytes,
                lists: ["../lists/eu-2019-1148.yaml": list, "list.yaml": small],
                values: ["values.txt": Array("S1\n7647-14-5\n".utf8)])
            let (pack, found) = PackReader.compile(files)
            var told = found
            if let pack {
                compiled += 1
                told += PackDoubts.of(pack, files, catalogue: nil, feed: FeedFacts(file: "f"))
            }
            let lines = SourceText(file: "p.yaml", bytes: bytes)
            for diagnostic in told {
                _ = diagnostic.rendered(color: true)
                if diagnostic.hasPlace, diagnostic.file == "p.yaml" {
                    #expect(lines.line(at: diagnostic.line) != nil, "mutant \(number) of seed \(seed)")
                }
            }
            _ = try DiagnosticsSARIF.text(told, version: "1")
            #expect(
                (pack == nil) == found.contains { $0.severity == .error }, "mutant \(number) of seed \(seed)")
        }
        #expect(compiled >= min(corpus.count, count) / 2)
    }
}
