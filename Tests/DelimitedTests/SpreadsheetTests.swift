import Delimited
import Testing

/// What spreadsheets really write.
struct SpreadsheetTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var delimiter: Character = ","
        var records: [[String]]
        var lines: [Int]

        var testDescription: String { name }
    }

    static let examples: [Example] = [
        Example(name: "plain", text: "a,b\nc,d\n", records: [["a", "b"], ["c", "d"]], lines: [1, 2]),
        Example(name: "mark", text: "\u{FEFF}a,b\n", records: [["a", "b"]], lines: [1]),
        Example(
            name: "no last line end", text: "a,b\nc,d", records: [["a", "b"], ["c", "d"]], lines: [1, 2]),
        Example(
            name: "CR LF and LF mixed", text: "a\r\nb\nc\r\n", records: [["a"], ["b"], ["c"]],
            lines: [1, 2, 3]),
        Example(name: "CR alone", text: "a,b\rc,d\r", records: [["a", "b"], ["c", "d"]], lines: [1, 2]),
        Example(name: "empty lines", text: "a\n\n\r\n\nb\n", records: [["a"], ["b"]], lines: [1, 5]),
        Example(
            name: "semicolon", text: "a;1,5;b\n", delimiter: ";", records: [["a", "1,5", "b"]], lines: [1]),
        Example(name: "tab", text: "a\tb c\t\n", delimiter: "\t", records: [["a", "b c", ""]], lines: [1]),
        Example(
            name: "line end in quotes", text: "a,\"x\ny\r\nz\",b\nc\n",
            records: [["a", "x\ny\r\nz", "b"], ["c"]], lines: [1, 4]),
        Example(
            name: "doubled quotes", text: "\"say \"\"hi\"\"\",\"\"\"\",\"\"\n",
            records: [["say \"hi\"", "\"", ""]],
            lines: [1]),
        Example(
            name: "quote in an unquoted cell", text: "5\" pipe,a\"\"b,x\"\n",
            records: [["5\" pipe", "a\"\"b", "x\""]], lines: [1]),
        Example(
            name: "text after the closing quote", text: "\"a\"b,\"c\" ,\"d\"\"\"e\"f\"\n",
            records: [["ab", "c ", "d\"e\"f\""]], lines: [1]),
        Example(name: "quote after a space", text: " \"a,b\"\n", records: [[" \"a", "b\""]], lines: [1]),
        Example(name: "quoted, cut at the end", text: "\"a\",\"b\"", records: [["a", "b"]], lines: [1]),
        Example(
            name: "one quoted empty cell is a record", text: "\"\"\na\n", records: [[""], ["a"]],
            lines: [1, 2]),
        Example(name: "rows of nothing", text: ";;\n", delimiter: ";", records: [["", "", ""]], lines: [1]),
        Example(name: "nothing", text: "", records: [], lines: []),
    ]

    @Test(arguments: examples)
    func reads(_ example: Example) throws {
        var reader = DelimitedReader(
            bytes: Array(example.text.utf8),
            dialect: Dialect(delimiter: try #require(example.delimiter.asciiValue)))
        var records: [[String]] = []
        var lines: [Int] = []
        while let record = reader.next() {
            #expect(record.problem == nil)
            records.append(record.cells.map { String(decoding: $0, as: UTF8.self) })
            lines.append(record.line)
        }
        #expect(records == example.records)
        #expect(lines == example.lines)
    }

    @Test func aQuoteThatIsNeverClosedCostsItsLineOnly() {
        var reader = DelimitedReader(bytes: Array("a,\"b\nc,d\r\ne,f\n".utf8))
        let first = reader.next()
        #expect(first?.problem == .unclosedQuote)
        #expect(first?.cells == [Array("a".utf8)])
        #expect(reader.next()?.cells == [Array("c".utf8), Array("d".utf8)])
        let last = reader.next()
        #expect(last?.line == 3)
        #expect(last?.offset == 10)
        #expect(reader.next() == nil)
    }

    @Test func lengthsAreBounded() {
        let text = "a,bbbbbb\n" + String(repeating: "c,", count: 20) + "\nd,e\n"
        var reader = DelimitedReader(
            bytes: Array(text.utf8), bounds: RecordBounds(record: 30, cell: 5))
        #expect(reader.next()?.problem == .cellTooLong)
        #expect(reader.next()?.problem == .recordTooLong)
        #expect(reader.next()?.cells.count == 2)
    }

    /// However the bytes are cut, a scan that says "incomplete" goes on to the same record once more are there.
    @Test func everyCutSaysIncompleteOrTheSame() {
        let text = Array("a,\"b\"\"c\r\n\",d\"e,\"f\"g\r\nh".utf8)
        // because the pointers do not leave the closures.
        text.withUnsafeBufferPointer { whole in
            var cells = RecordCells()
            let full = unsafe RecordScanner.scan(
                whole, from: 0, atEnd: true, dialect: .comma, cells: &cells)
            let expected = cells.cells
            #expect(full == .record(next: 21, lines: 2))
            for count in 1..<whole.count {
                let part = unsafe UnsafeBufferPointer(rebasing: whole[0..<count])
                let outcome = unsafe RecordScanner.scan(
                    part, from: 0, atEnd: false, dialect: .comma, cells: &cells)
                if count < 21 {
                    #expect(outcome == .incomplete, "cut at \(count)")
                    #expect(expected.starts(with: cells.cells), "cut at \(count)")
                } else {
                    #expect(outcome == full)
                }
            }
        }
    }
}
