import Delimited
import Testing

struct SafeCellTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("=1", "'=1"), (" =1", "' =1"), ("'=1", "''=1"), ("'a", "'a"),
        ("\ta", "'\ta"), ("\ra", "\"'\ra\""), ("\na", "\"\na\""), ("-1,5", "\"'-1,5\""),
        ("a\"b", "\"a\"\"b\""), ("\u{FF20}a", "'\u{FF20}a"), ("a=b", "a=b"),
    ])
    func `what begins like a formula gets an apostrophe`(text: String, cell: String) {
        #expect(SafeCell.written(text) == cell)
    }

    @Test func `every text is read again as it was`() {
        let pieces: [Unicode.Scalar] = [
            "'", "=", "+", "-", "@", " ", "\t", "\r", "\n", "\"", ",", "a", "\u{301}", "\u{FF1D}",
        ]
        for _ in 0..<5_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...6) { text.append(pieces.randomElement() ?? "a") }
            var reader = DelimitedReader(bytes: Array((SafeCell.written(String(text)) + ",\n").utf8))
            let cell = reader.next()?.cells.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
            #expect(Array(SafeCell.read(cell).unicodeScalars) == Array(text))
            #expect(!"=+-@\t\r\u{FF1D}".unicodeScalars.contains { $0 == cell.unicodeScalars.first })
        }
    }
}
