import Documents
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Random POSLog and JSON against lxml and Python's own JSON reader, which share no code with the readers.
///
/// `TILLWATCH_FUZZ` is how many documents there are of each (default 200), `TILLWATCH_FUZZ_SEED` repeats a run.
struct DocumentsOracleTests {
    static let canRun: Bool = {
        guard Python.isThere else { return false }
        return (try? Python.run("import lxml.etree, zoneinfo", input: "")) != nil
    }()

    static let program = """
        import subprocess, sys
        lines = open(sys.argv[1]).read().split("\\n")
        subprocess.run([sys.executable, "-B", *lines], check=True)
        """

    static let count = ProcessInfo.processInfo.environment["TILLWATCH_FUZZ"].flatMap { Int($0) } ?? 200
    static let seed =
        ProcessInfo.processInfo.environment["TILLWATCH_FUZZ_SEED"].flatMap { Int($0) }
        ?? Int.random(in: 1...1_000_000)

    struct Answer: Decodable {
        var rows: [[String]]
        /// The products of lines without a receipt's number, or with a quantity that is none.
        var lost: [String]
        var refused: Bool
        var voids: String
        var is_odd: Bool
    }

    private func each(_ what: String, _ count: Int, _ body: (Int, [UInt8], Data) throws -> Void) throws {
        print("oracle: \(what), TILLWATCH_FUZZ=\(count) TILLWATCH_FUZZ_SEED=\(Self.seed)")
        let folder = try Folder()
        let script = "\(OracleTests.oracle)/random_documents.py"
        for first in stride(from: Self.seed, to: Self.seed + count, by: 1000) {
            let some = min(1000, Self.seed + count - first)
            let lines = [script, what, folder.url.path, "\(first)", "\(some)"]
            _ = try Python.run(Self.program, input: lines.joined(separator: "\n"))
            for seed in first..<(first + some) {
                let input = folder.url.appending(path: "\(seed).input")
                let answer = folder.url.appending(path: "\(seed).json")
                try body(seed, Array(try Data(contentsOf: input)), try Data(contentsOf: answer))
            }
        }
    }

    @Test(.enabled(if: canRun, "python3 with lxml is not there"))
    func randomPOSLogIsReadAlike() throws {
        var lines = 0
        var refused = 0
        let columns = [
            "key", "kind", "time", "product", "quantity", "amount", "currency", "description", "tender",
            "refers", "tokens",
        ]
        try each("poslog", Self.count) { seed, input, data in
            let answer = try JSONDecoder().decode(Answer.self, from: data)
            if answer.is_odd { return }
            let voids = try #require(FeedFile.Voids(rawValue: answer.voids))
            let feed = POSLogTests.feed("p", "Europe/London", voids)
            let limits = FeedReader.Limits(chunk: [1, 50, 1 << 18].randomElement() ?? 1)
            do {
                let products = ["4001", "4002", "4003", "0004001"]
                let reading = try Fixture.read(feed, input, watched: products, limits: limits)
                #expect(!answer.refused, "seed \(seed): read what lxml refuses")
                let isSaleWithout = { (row: [String]) in row[1] == "sale" && row[4].isEmpty }
                // A mutation may have made another product.
                let isWatched = { (product: String) in product.isEmpty || products.contains(product) }
                let rows = answer.rows.filter { isWatched($0[3]) }
                let expected = rows.filter { !isSaleWithout($0) }
                let found = reading.arrived.map { arrived in
                    columns.map { ExpectedTable.cell($0, arrived.line) }
                }
                #expect(found == expected, "seed \(seed)")
                #expect(
                    reading.quarantined.count == rows.count - expected.count
                        + answer.lost.count(where: isWatched),
                    "seed \(seed): \(reading.quarantined)")
                lines += found.count
            } catch let error as FeedError {
                // A mutation of the namespace makes it another format.
                if error.code == .recordFormat, answer.rows.isEmpty { return }
                refused += 1
                #expect(answer.refused, "seed \(seed): \(error.message)")
            }
        }
        #expect(lines > Self.count / 4)
        print("oracle: \(lines) lines of POSLog read alike, \(refused) documents refused by both")
    }

    @Test(.enabled(if: canRun, "python3 with lxml is not there"))
    func randomJSONIsReadAlike() throws {
        var feed = NestedJSONTests.feed(nil, format: .ndjson)
        feed.columns += DocumentTests.mapped([
            (.extra("a"), "$.m.x"), (.extra("b"), "y[1]"), (.extra("c"), "k['a.b']"),
            (.extra("d"), "$.list[*].v"),
        ])
        var lines = 0
        var refused = 0
        try each("json", max(1, Self.count / 10)) { seed, input, data in
            let answer = try JSONDecoder().decode([[[String: String?]?]?].self, from: data)
            let reading = try Fixture.read(feed, input, limits: FeedReader.Limits(chunk: 100))
            var found: [Int: [[String: String]]] = [:]
            for arrived in reading.arrived {
                let extra = Dictionary(
                    uniqueKeysWithValues: arrived.line.extra.map { ($0.name.string, $0.value.string) })
                found[arrived.position.line, default: []].append(extra)
            }
            var bad: [Int: Int] = [:]
            for line in reading.quarantined { bad[line.position.line, default: 0] += 1 }
            for (index, rows) in answer.enumerated() {
                guard let rows else {
                    refused += 1
                    #expect(found[index + 1] == nil && bad[index + 1] == 1, "seed \(seed), line \(index + 1)")
                    continue
                }
                // A line that lost its key, time or quantity to the mutation is refused for that.
                if bad[index + 1] != nil, rows.allSatisfy({ $0 != nil }) { continue }
                let expected = rows.compactMap { $0 }.filter { ($0["p"] ?? nil) == "4001" }.map { row in
                    row.filter { $0.key != "p" }.compactMapValues { $0 }
                }
                #expect((found[index + 1] ?? []).count <= expected.count, "seed \(seed), line \(index + 1)")
                #expect((found[index + 1] ?? []) == expected, "seed \(seed), line \(index + 1)")
                lines += expected.count
            }
        }
        #expect(lines > Self.count / 4)
        print("oracle: \(lines) lines of JSON read alike, \(refused) receipts refused by both")
    }
}
