import Delimited
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Random tables of hostile shapes, read by Python's `csv` and by slices of Python's texts.
///
/// `TILLWATCH_FUZZ` is how many files there are, `TILLWATCH_FUZZ_SEED` repeats a run.
struct TablesOracleTests {
    struct Answer: Decodable {
        var delimiter: String
        var encoding: String
        var names: [String]?
        var skipped: Int
        var carried: [String]
        var places: [[Int]]
        var lines: [[String]]
        var screened: Int
        var refused: Int
    }

    static let environment = ProcessInfo.processInfo.environment
    static let count = environment["TILLWATCH_FUZZ"].flatMap { Int($0) } ?? 200
    static let seed =
        environment["TILLWATCH_FUZZ_SEED"].flatMap { Int($0) } ?? Int.random(in: 1...1_000_000_000)

    static let feed = """
        feed: f
        format: csv
        fields: {store: {constant: S}, till: {constant: "1"}, receipt: r, line: {from: content}, time: t, product: p,
                 quantity: {constant: "1"}}
        extra: {a: a, b: b}
        """

    /// What both programs have in common: the oracle's side of reading cells, and texts to make them of.
    static let common = """
        import csv, io, json, random, sys
        from pathlib import Path
        WHITE = " \\t\\n\\v\\f\\r"
        NAMES = ["p", "r", "t", "a", "b"]
        folder, first, count = open(sys.argv[1]).read().split("\\n")[:3]
        def decide(row, answer, state, carried, complete, fewest):
            '''row: texts by name, None where the row lacks the cell'''
            cell = {name: (text or "").strip(WHITE) for name, text in row.items()}
            group = cell["r"]
            if carried and complete:
                if not group and "r" in carried: group = state.get("r", "")
                same = group and group == state.get(None)
                for name in carried:
                    if cell[name] or not same: state[name] = cell[name]
                state[None] = group
            for name in carried:
                if complete and not cell[name]: cell[name] = state.get(name, "")
            if row["p"] is None and not (complete and cell["p"]): answer["refused"] += 1
            elif cell["p"] != "W": answer["screened"] += 1
            elif not complete or fewest: answer["refused"] += 1
            elif not cell["r"] or not cell["t"]: answer["refused"] += 1
            else: answer["lines"].append([cell["r"], cell["a"], cell["b"]])
        def text(rng, alphabet, most):
            return "".join(rng.choice(alphabet) for _ in range(rng.randrange(most)))
        """

    static let delimited = """
        def cell(rng, delimiter, extra):
            kind = rng.randrange(6)
            if kind == 0: return ""
            plain = [c for c in "abW \\t'=#\\\\" + extra if c != delimiter]
            if kind < 4:
                body = text(rng, plain + (['"'] if kind == 3 else []), 6)
                return "x" + body if body.startswith('"') else body
            inner = text(rng, plain + [delimiter, '""', "\\n", "\\r", "\\r\\n", ",", ";"], 8)
            return '"' + inner + '"' + (text(rng, plain + ['"'], 3) if kind == 5 else "").lstrip('"')
        for seed in range(int(first), int(first) + int(count)):
            rng = random.Random(seed)
            delimiter = rng.choice([",", ";", "\\t", "|"])
            encoding, extra = rng.choice([("utf-8", "é€\\U0001F9EA"), ("iso-8859-1", "éü"), ("windows-1252", "é€“")])
            end = rng.choice(["\\n", "\\r\\n", "\\r", None])
            ends = lambda: end or rng.choice(["\\n", "\\r\\n", "\\r"])
            named, skipped = rng.random() < 0.4, rng.choice([0, 0, 1, 3])
            carried = rng.choice([[], [], ["t"], ["t", "a", "p"], ["r", "t", "b"]])
            columns = rng.sample(NAMES, 5)
            parts = [("x" + text(rng, 'ab" ;,', 9)).encode() + ends().encode() for _ in range(skipped)]
            body = "" if named else delimiter.join(columns) + ends()
            for _ in range(rng.randrange(12)):
                row = []
                for name in columns:
                    if name == "p": row.append(rng.choice(["W", "W", " W ", '"W"', '"W"\\t' if delimiter != "\\t" else "W", "q", "", cell(rng, delimiter, extra)]))
                    elif name == "t": row.append(rng.choice(["2026-06-10T12:00:00", "2026-06-10T12:00:00", ""]))
                    elif name == "r": row.append(rng.choice(["1", "1", "2", cell(rng, delimiter, extra)]))
                    else: row.append(cell(rng, delimiter, extra))
                change = rng.randrange(12)
                if change == 0: row = row[:rng.randrange(1, 6)]
                if change == 1: row += rng.choice([[""], [" ", ""], ["x"]])
                body += delimiter.join(row) + ends()
                if rng.randrange(9) == 0: body += ends()
            data = b"".join(parts) + body.encode(encoding)
            if encoding == "utf-8" and rng.random() < 0.3: data = b"\\xef\\xbb\\xbf" + data
            answer = dict(delimiter=delimiter, encoding=encoding, names=columns if named else None, skipped=skipped,
                          carried=carried, places=[], lines=[], screened=0, refused=0)
            state = {}
            reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
            rows = [row for row in reader if row]
            for row in rows if named else rows[1:]:
                complete = not any(cell.strip(WHITE) for cell in row[5:])
                cells = {name: row[at] if at < len(row) else None for at, name in enumerate(columns)}
                fewest = named and len(row) < 5
                for need in ("r", "t", "p"):
                    held = complete and need in carried
                    if cells[need] is None and not held: fewest = True
                decide(cells, answer, state, carried, complete, fewest)
            (Path(folder) / f"{seed}").write_bytes(data)
            (Path(folder) / f"{seed}.json").write_text(json.dumps(answer))
        """

    static let fixed = """
        import re
        for seed in range(int(first), int(first) + int(count)):
            rng = random.Random(seed)
            encoding, extra = rng.choice([("utf-8", "é€\\U0001F9EA\\u0301"), ("iso-8859-1", "éü"), ("windows-1252", "é€“")])
            widths = {name: 19 if name == "t" else rng.randrange(1, 6) for name in rng.sample(NAMES, 5)}
            places, at = {}, 0
            for name, width in widths.items():
                at += rng.choice([0, 0, 2])
                places[name] = (at, at + width)
                at += width
            data = ""
            for _ in range(rng.randrange(12)):
                line = [" "] * at
                for name, (start, end) in places.items():
                    filled = {"p": rng.choice(["W", " W", "q", ""]), "t": rng.choice(["2026-06-10T12:00:00"] * 3 + [""])}.get(name)
                    if filled is None: filled = text(rng, "ab \\t" + extra, end - start + 1)
                    line[start:end] = list((filled + " " * 19)[:end - start])
                line = "".join(line)
                change = rng.randrange(8)
                if change == 0: line = line[:rng.randrange(at)]
                if change == 1: line = line.rstrip(" ")
                if change == 2: line += text(rng, "ab" + extra, 9)
                data += line + rng.choice(["\\n", "\\r\\n", "\\r"])
            answer = dict(delimiter=",", encoding=encoding, names=None, skipped=0, carried=[],
                          places=[[start + 1, end] for start, end in (places[name] for name in NAMES)],
                          lines=[], screened=0, refused=0)
            needed = max(places[name][1] for name in ("r", "t", "p"))
            for line in re.split("\\r\\n|\\n|\\r", data):
                if not line.strip(WHITE): continue
                if len(line) < places["p"][1]:
                    answer["refused"] += 1
                    continue
                cells = {name: line[start:end] for name, (start, end) in places.items()}
                decide(cells, answer, {}, [], True, len(line) < needed)
            (Path(folder) / f"{seed}").write_bytes(data.encode(encoding))
            (Path(folder) / f"{seed}.json").write_text(json.dumps(answer))
        """

    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func randomTablesAreReadAsPythonReadsThem() throws { try compare(Self.delimited, .csv) }

    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func randomLinesAreCutAsPythonCutsThem() throws { try compare(Self.fixed, .fixed) }

    private func compare(_ program: String, _ format: FeedFile.Format) throws {
        print("tables: TILLWATCH_FUZZ=\(Self.count) TILLWATCH_FUZZ_SEED=\(Self.seed)")
        let folder = try Folder()
        _ = try Python.run(
            Self.common + "\n" + program, input: "\(folder.url.path)\n\(Self.seed)\n\(Self.count)\n")
        var arrived = 0
        for seed in Self.seed..<(Self.seed + Self.count) {
            let path = folder.url.appending(path: "\(seed)").path
            let answer = try JSONDecoder().decode(
                Answer.self, from: Data(contentsOf: URL(filePath: path + ".json")))
            var feed = try Fixture.feed(Self.feed)
            feed.format = format
            feed.dialect = Dialect(delimiter: answer.delimiter.utf8.first ?? 0)
            feed.encoding = try #require(TextEncoding(name: answer.encoding))
            feed.header = answer.names.map { .names($0) } ?? .firstLine
            feed.skippedLines = answer.skipped
            if !answer.carried.isEmpty { feed.carried = .init(by: "r", columns: answer.carried) }
            feed.fixedColumns = zip(["p", "r", "t", "a", "b"], answer.places).map {
                .init(name: $0, places: $1[0]...$1[1])
            }
            // Small pieces, so that what is found never depends on where they end.
            let reading = try Fixture.read(
                Fixture.reader(feed, path, watched: ["W"], limits: .init(chunk: seed % 3 == 0 ? 7 : 1 << 16)),
                lines: 3)
            let ours = reading.arrived.map { arrived in
                [arrived.line.receiptNumber.string]
                    + ["a", "b"].map { name in
                        arrived.line.extra.first { $0.name.string == name }?.value.string ?? ""
                    }
            }
            let isEqual =
                ours.map { $0.map { Array($0.utf8) } } == answer.lines.map { $0.map { Array($0.utf8) } }
                && reading.screened == answer.screened && reading.quarantined.count == answer.refused
            #expect(
                isEqual,
                "seed \(seed) \(format): \(ours) and \(answer.lines), screened \(reading.screened) and \(answer.screened), \(reading.reasons) and \(answer.refused)"
            )
            if !isEqual { return }
            arrived += ours.count
        }
        #expect(arrived > Self.count / 4)
    }
}
