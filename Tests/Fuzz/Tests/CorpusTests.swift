import Foundation
import FuzzDecoders
import TestSupport
import Testing

/// The kept inputs of the fuzzed decoders, and a few mutants of each: nothing traps and all of it ends.
///
/// `TILLWATCH_FUZZ` is how many mutants there are of each input (default 20), `TILLWATCH_FUZZ_SEED` repeats a run.
struct CorpusTests {
    private static let repository = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
        url.deletingLastPathComponent()
    }.path
    private static let corpus = "\(repository)/Tests/Fuzz/corpus"

    private static func decoders() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: corpus).filter { !$0.hasPrefix(".") }.sorted()
    }

    private static func mutant(_ input: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let length = min(bytes.count - at, Int.random(in: 1...60, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(at..<(at + length))
            case 2: bytes.insert(contentsOf: bytes[at..<(at + length)], at: at)
            default: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
        }
        return bytes
    }

    @Test func everyKeptInputAndItsMutantsEnd() throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["TILLWATCH_FUZZ"].flatMap { Int($0) }.map { min($0, 1_000) } ?? 20
        let seed =
            environment["TILLWATCH_FUZZ_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...1_000_000_000)
        print("corpus: TILLWATCH_FUZZ=\(count) TILLWATCH_FUZZ_SEED=\(seed)")
        var random = SplitMix(seed: seed)
        var inputs = 0
        for name in try Self.decoders() {
            let decoder = try Decoder(name, repository: Self.repository)
            for file in try FileManager.default.contentsOfDirectory(atPath: "\(Self.corpus)/\(name)").sorted()
            {
                let bytes = [UInt8](
                    try Data(contentsOf: URL(fileURLWithPath: "\(Self.corpus)/\(name)/\(file)")))
                decoder.take(bytes)
                for _ in 0..<count { decoder.take(Self.mutant(bytes, &random)) }
                inputs += 1
            }
        }
        #expect(inputs > 10)
    }
}
