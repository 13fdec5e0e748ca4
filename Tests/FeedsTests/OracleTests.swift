import Catalogue
import Delimited
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Keys, contents, days and counts of random histories against the oracle, which shares no code with the reader.
struct OracleTests {
    static let oracle = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "oracle").path

    static let canRun: Bool = {
        guard Python.isThere else { return false }
        return (try? Python.run("import yaml, zoneinfo", input: "")) != nil
    }()

    static let program = """
        import json, sys
        from collections import Counter
        sys.dont_write_bytecode = True
        oracle, folder, first, count = open(sys.argv[1]).read().split("\\n")[:4]
        sys.path.insert(0, oracle)
        from files import Catalogue, Feed
        from histories import History, TOKEN_KEY
        from pathlib import Path
        from reading import Quarantined, Reader, Screened, raw_records
        for seed in range(int(first), int(first) + int(count)):
            place = Path(folder) / str(seed)
            paths = History(seed).write(place)
            feed = Feed(paths["feed"])
            reader = Reader(feed, Catalogue(paths["catalogue"]), bytes.fromhex(TOKEN_KEY))
            counts, lines = Counter(), []
            for path in paths["inputs"]:
                met = Counter()
                for get in raw_records(feed, path):
                    try:
                        line = reader.decode(get, met)
                        lines.append([line.key, line.receipt_key, line.content, line.local_day.isoformat()])
                    except Screened:
                        counts["screened"] += 1
                    except Quarantined:
                        counts["quarantined"] += 1
            answer = {"input": str(paths["inputs"][0]), "lines": lines, "screened": counts["screened"], "quarantined": counts["quarantined"]}
            (place / "answer.json").write_text(json.dumps(answer))
        """

    struct Answer: Decodable {
        var input: String
        var lines: [[String]]
        var screened: Int
        var quarantined: Int
    }

    @Test(.enabled(if: canRun, "python3 with yaml is not there"))
    func randomHistoriesAreReadAlike() throws {
        let folder = try Folder()
        let first = Int.random(in: 1...1_000_000)
        let count = 150
        _ = try Python.run(Self.program, input: "\(Self.oracle)\n\(folder.url.path)\n\(first)\n\(count)\n")
        var lines = 0
        for seed in first..<(first + count) {
            let place = folder.url.appending(path: "\(seed)")
            let answer = try JSONDecoder().decode(
                Answer.self, from: Data(contentsOf: place.appending(path: "answer.json")))
            let feed = try Fixture.feed(
                String(contentsOf: place.appending(path: "feed.yaml"), encoding: .utf8))
            var rows = DelimitedReader(
                bytes: Array(try Data(contentsOf: place.appending(path: "catalogue.csv"))))
            var products: Set<String> = []
            _ = rows.next()
            while let row = rows.next() { products.insert(String(decoding: row.cells[0], as: UTF8.self)) }
            let catalogue = Fixture.catalogue(Array(products))
            let key = stride(from: 0, to: 32, by: 1).map {
                [
                    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                    0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF,
                ][$0 % 16] as UInt8
            }
            let reader = try FeedReader(
                feed: feed, source: answer.input, screen: WatchedProducts(catalogue), catalogue: catalogue,
                pseudonyms: Pseudonyms(key: key))
            let reading = try Fixture.read(reader, lines: 7)
            let ours = reading.arrived.map { arrived in
                let line = arrived.line
                return [
                    line.key.text.string, line.key.receipt.string, line.content.string,
                    line.local.day.description,
                ]
            }
            #expect(
                ours.map { $0.map { Array($0.utf8) } } == answer.lines.map { $0.map { Array($0.utf8) } },
                "seed \(seed)")
            #expect(reading.screened == answer.screened, "seed \(seed)")
            #expect(reading.quarantined.count == answer.quarantined, "seed \(seed): \(reading.reasons)")
            lines += ours.count
        }
        #expect(lines > count)
    }
}
