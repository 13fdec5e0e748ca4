import Documents
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Files that spreadsheets and tills write and that readers trip over, against Python's `csv`.
@Suite(.enabled(if: Python.isThere, "python3 is not there"))
struct AcidTests {
    private static let row = "S1;1;%;1;2026-06-10T12:00:00;4001;1;"

    /// The texts of the lines that come after the header.
    private static func lines(_ texts: [String], ends: [String]) -> String {
        texts.enumerated().map { index, text in
            row.replacing("%", with: "\(index)") + text + ";c" + ends[index % ends.count]
        }.joined()
    }

    static let cases: [(String, String)] = [
        ("plain", lines(["a", "b"], ends: ["\n"])),
        ("no last line end", lines(["a", "b"], ends: ["\n", ""])),
        ("CR", lines(["a", "b"], ends: ["\r"])),
        ("CR LF", lines(["a", "b"], ends: ["\r\n"])),
        ("mixed line ends", lines(["a", "b", "c", "d"], ends: ["\n", "\r\n", "\r"])),
        ("quotes", lines(["\"a\"", "\"a \"\"b\"\" c\"", "\"\"\"\"", "\"\""], ends: ["\n"])),
        ("quotes within a cell", lines(["a \"b\" c", "5\" nails"], ends: ["\n"])),
        ("delimiters in quotes", lines(["\"a;b\"", "\";;\""], ends: ["\n"])),
        (
            "line ends in quotes",
            lines(["\"a\nb\"", "\"a\r\nb\"", "\"a\rb\"", "\"\n\""], ends: ["\r\n", "\n"])
        ),
        ("zero bytes", lines(["a\u{0}b", "\u{0}", "\"\u{0}\n\u{0}\""], ends: ["\n"])),
        ("blank lines", "\n\r\n" + lines(["a", "b"], ends: ["\n\n", "\r\n\r\n"])),
        ("blank cells", lines(["", " ", "\t"], ends: ["\n"])),
        ("beyond the plane", lines(["😀", "\u{10FFFF}", "e\u{301}", "\u{FEFF}x"], ends: ["\n"])),
        ("empty", ""),
    ]

    @Test(arguments: cases.map(\.0)) func isReadAsPythonReadsIt(_ name: String) throws {
        let body = try #require(Self.cases.first { $0.0 == name }).1
        let folder = try Folder()
        let text = name == "empty" ? "" : Fixture.header + body
        _ = try folder.write("text", Array(text.utf8))
        try Packer.run(
            """
            import csv, json
            text = open(folder + "/text", newline="", encoding="utf-8").read()
            rows = [r for r in csv.reader(io.StringIO(text, newline=""), delimiter=";") if r][1:]
            json.dump([[r[2], r[7].strip(" \\t\\r\\n")] for r in rows], open(folder + "/rows", "w"))
            data = text.encode()
            files = {"utf8": data, "mark": b"\\xef\\xbb\\xbf" + data, "little": b"\\xff\\xfe" + text.encode("utf-16-le"),
                     "big": b"\\xfe\\xff" + text.encode("utf-16-be"), "gzip": gzip.compress(data),
                     "xz": lzma.compress(text.encode("utf-16")), "zip": zipped([("a.csv", text.encode("utf-16"))])}
            for name, data in files.items(): open(folder + "/" + name, "wb").write(data)
            """, in: folder)
        let rows = try JSONDecoder().decode(
            [[String]].self, from: Data(contentsOf: folder.url.appending(path: "rows")))
        for file in ["utf8", "mark", "little", "big", "gzip", "xz", "zip"] {
            let reader = try Fixture.reader(Fixture.feed(Fixture.csv), folder.url.path + "/" + file)
            let reading = try Fixture.read(reader, lines: 10)
            let read = reading.arrived.map { [$0.line.receiptNumber.string, $0.line.description ?? ""] }
            #expect(
                read.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } }, "\(file)")
            #expect(reading.quarantined.isEmpty, "\(file)")
        }
    }
}
