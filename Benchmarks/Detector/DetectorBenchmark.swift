import Catalogue
import Detection
import Feeds
import Foundation
import Pipeline
import Purchases

/// The detector alone: all lines of an input in memory first, then judged in batches by the packs, and timed.
///
///     detector-benchmark PACK CATALOGUE FEED INPUT [LINES-A-BATCH]
///
/// Prints one JSON object: lines, seconds of judging, standing alerts, and the bytes that the process held before and
/// after judging. Lines come in the order of the input, none is journalled, and no event is made.
@main
struct DetectorBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 4 else {
            FileHandle.standardError.write(
                Data("usage: detector-benchmark PACK CATALOGUE FEED INPUT [LINES-A-BATCH]\n".utf8))
            exit(2)
        }
        let given = Array(arguments)
        let setup = try Setup.load(packs: [given[0]], catalogue: given[1], feeds: [given[2]])
        let batches = try read(given[3], setup, lines: given.count > 4 ? Int(given[4]) ?? 10_000 : 10_000)
        var detector = Detector(
            packs: setup.packs, installation: "benchmark", catalogue: setup.catalogue.version,
            timezones: "benchmark")
        let before = residentBytes()
        var changes = 0
        let seconds = ContinuousClock().measure {
            for batch in batches { changes += detector.apply(batch).count }
        }
        let figures: [String: Double] = [
            "lines": Double(batches.reduce(0) { $0 + $1.count }), "seconds": seconds / .seconds(1),
            "alerts": Double(detector.standing.count), "changes": Double(changes),
            "bytes_before": before, "bytes_after": residentBytes(),
        ]
        let text = try JSONSerialization.data(withJSONObject: figures, options: [.sortedKeys])
        print(String(decoding: text, as: UTF8.self))
    }

    private static func read(_ input: String, _ setup: Setup, lines: Int) throws -> [[JournalledLine]] {
        let pseudonyms = Pseudonyms(key: [UInt8](repeating: 7, count: 32))
        let reader = try FeedReader(
            feed: setup.feed, source: input,
            screen: WatchedProducts(setup.catalogue, journalled: []), catalogue: setup.catalogue,
            pseudonyms: pseudonyms)
        var batches: [[JournalledLine]] = []
        var batch = DecodedBatch()
        var sequence: Int64 = 0
        var seen: Set<ExactText> = []
        while try reader.next(into: &batch, lines: lines) {
            var accepted: [JournalledLine] = []
            for arrival in batch.arrived where seen.insert(arrival.line.key.text).inserted {
                sequence += 1
                accepted.append(
                    JournalledLine(line: arrival.line, rows: arrival.rows, sequence: sequence))
            }
            batches.append(accepted)
        }
        return batches
    }

    /// What the process holds in memory, by the kernel's own account.
    private static func residentBytes() -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Double(fields[1]) ?? 0) * 4_096 : 0
    }
}
