import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Random files in random encodings and packings, made and read by Python, against the reader.
///
/// `TILLWATCH_FUZZ` is how many files there are (default 40), `TILLWATCH_FUZZ_SEED` repeats a run.
@Suite(.enabled(if: Python.isThere, "python3 is not there"))
struct PackedDifferentialTests {
    struct Answer: Decodable {
        var name: String
        var encoding: String?
        /// Receipt and text of each line, as `csv` reads them.
        var rows: [[String]]
    }

    /// Writes files, and what `csv` reads of them.
    private static func program(seed: UInt64, count: Int) -> String {
        let kinds = Packer.kinds.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        let encodings = TextEncoding.allCases.filter { !$0.isUnicode }.map { "\"\($0.rawValue)\"" }
        return """
            import csv, json, random
            NAMES = [\(encodings.joined(separator: ", "))]
            HEAD = "\(Fixture.header.dropLast())".split(";")
            def alphabet(name):
                out = []
                for b in range(128, 256):
                    try: out.append(bytes([b]).decode(name))
                    except UnicodeDecodeError: pass
                return out
            ALPHABETS = {name: [c for c in alphabet(name) if c.isprintable() and not c.isspace()] for name in NAMES}
            def one(r, index):
                kind = r.choice([\(kinds)])
                style = r.choice(["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16-le+", "utf-16-be+", "page", "page"])
                name = r.choice(NAMES) if style == "page" else style.rstrip("+")
                letters = ALPHABETS[name] if style == "page" else list("äßžłøأصλдя漢字€") + ["\\U0001F600", "\\U00010348"]
                end = r.choice(["\\n", "\\r\\n", "\\r"])
                def text(r):
                    word = "".join(r.choice(letters + list('ab ;"x')) for _ in range(r.randrange(12))) + "."
                    return word if r.random() < .8 else word + end + word
                members, rows = [], []
                count = r.choice([1, 1, 2, 3]) if kind.startswith(("zip", "tar")) else 1
                for m in range(count):
                    out = io.StringIO(newline="")
                    writer = csv.writer(out, delimiter=";", lineterminator=end, quoting=r.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
                    writer.writerow(HEAD)
                    for line in range(r.randrange(30)):
                        writer.writerow(["S1", "1", f"{index}-{m}-{line}", "1", "2026-06-10T12:00:00", "4001", "1", text(r), "z"])
                    whole = out.getvalue()
                    if r.random() < .3 and whole.endswith(end): whole = whole[:-len(end)]
                    for row in list(csv.reader(io.StringIO(whole, newline=""), delimiter=";"))[1:]:
                        if row: rows.append([row[2], row[7].strip()])
                    data = whole.encode(name)
                    if style.endswith("+"): data = "\\ufeff".encode(name) + data
                    members.append((f"{m}.csv", data))
                if kind.startswith(("zip", "tar")): r.random() < .5 and members.extend(NOISE)
                said = {"page": name, "utf-16-le": "utf-16le", "utf-16-be": r.choice(["utf-16", "utf-16-be"])}.get(style)
                open(f"{folder}/{index}", "wb").write(pack(kind, members))
                return {"name": f"{kind} {name}", "encoding": said, "rows": rows}
            r = random.Random(\(seed))
            json.dump([one(r, index) for index in range(\(count))], open(folder + "/answers", "w"))
            """
    }

    @Test func randomFilesAreReadAsPythonReadsThem() throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["TILLWATCH_FUZZ"].flatMap { Int($0) }.map { min($0, 10_000) } ?? 40
        let seed = environment["TILLWATCH_FUZZ_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 32)
        print("packed differential: TILLWATCH_FUZZ=\(count) TILLWATCH_FUZZ_SEED=\(seed)")
        var generator = SplitMix(seed: seed)
        for first in stride(from: 0, to: count, by: 500) {
            let folder = try Folder()
            let number = min(500, count - first)
            try Packer.run(Self.program(seed: seed &+ UInt64(first), count: number), in: folder)
            let answers = try JSONDecoder().decode(
                [Answer].self, from: Data(contentsOf: folder.url.appending(path: "answers")))
            for (index, answer) in answers.enumerated() {
                let feed = try Fixture.feed(
                    Fixture.csv + (answer.encoding.map { "\nencoding: \($0)\n" } ?? ""))
                let chunk = [1, 5, 64, 1 << 12, 1 << 18].randomElement(using: &generator) ?? 64
                let reader = try Fixture.reader(
                    feed, folder.url.path + "/\(index)", limits: .init(chunk: chunk))
                let reading = try Fixture.read(reader, lines: 7)
                let rows = reading.arrived.map {
                    [$0.line.receiptNumber.string, $0.line.description ?? ""]
                }
                #expect(reading.quarantined.isEmpty)
                #expect(
                    rows.map { $0.map { Array($0.utf8) } } == answer.rows.map { $0.map { Array($0.utf8) } },
                    "seed \(seed &+ UInt64(first)) file \(index): \(answer.name)")
            }
        }
    }

    /// Cut anywhere, or with any byte changed: an error, or lines; no crash, no hang, and no line that was not there where
    /// a sum guards it.
    @Test func randomDamageIsSaidOrHarmless() throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["TILLWATCH_FUZZ"].flatMap { Int($0) } ?? 300
        let seed = environment["TILLWATCH_FUZZ_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 32)
        print("packed damage: TILLWATCH_FUZZ=\(count) TILLWATCH_FUZZ_SEED=\(seed)")
        var generator = SplitMix(seed: seed)
        let folder = try Folder()
        let feed = try Fixture.feed(Fixture.csv)
        let text = Array((Fixture.header + BatchTests.rows(Array(1...60))).utf8)
        let whole = try Fixture.read(feed, text)
        var packed: [(Packer.Kind, [UInt8])] = []
        for kind in Packer.kinds where kind != .plain {
            packed.append(
                (kind, Array(try Data(contentsOf: URL(fileURLWithPath: Packer.pack(kind, text, in: folder)))))
            )
        }
        let before = residentBytes()
        for number in 0..<count {
            let (kind, good) = packed[number % packed.count]
            var bytes = good
            let isCut = Bool.random(using: &generator)
            if isCut {
                bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
            } else {
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                        in: 0...255, using: &generator)
                }
            }
            let path = try folder.write("damaged", bytes)
            var keys: [String] = []
            var error: FeedError?
            do {
                let reader = try Fixture.reader(feed, path)
                var batch = DecodedBatch()
                while try reader.next(into: &batch, lines: 10) {
                    keys += batch.arrived.map(\.line.key.description)
                }
            } catch let caught as FeedError {
                error = caught
            }
            let told = "seed \(seed) number \(number): \(kind) \(isCut ? "cut to \(bytes.count)" : "changed")"
            #expect(error?.help.isEmpty != true, "\(told)")
            // Where nothing is said, nothing is missing; of so few bytes nobody can tell what they were.
            if isCut, error == nil, bytes.count >= (kind == .tar ? 512 : 16) {
                #expect(keys == whole.keys, "\(told)")
            }
        }
        #expect(residentBytes() - before < 256 << 20)
    }
}
