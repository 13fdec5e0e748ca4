import Delimited
import TestSupport
import Testing

/// The reader against Python's csv module on random bytes.
struct PythonComparisonTests {
    static let program = """
        import csv, io, sys
        for line in open(sys.argv[1]):
            text = bytes.fromhex(line.strip()).decode()
            records = [r for r in csv.reader(io.StringIO(text, newline="")) if r]
            print(";".join(",".join(c.encode().hex() for c in r) for r in records))
        """

    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func randomBytesGiveTheSameRecords() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(seed: seed)
        let alphabet: [[UInt8]] = ["a", "b", "\"", "\"", ",", ",", "\n", "\r\n", "\r", " ", "\u{E9}", ";"].map
        {
            Array($0.utf8)
        }
        let cases = (0..<4000).map { _ in
            (0..<Int(random.next() % 24)).flatMap { _ in alphabet[Int(random.next() % UInt64(alphabet.count))]
            }
        }
        let answers = try Python.run(Self.program, input: cases.map { hex($0) + "\n" }.joined())
            .split(separator: "\n", omittingEmptySubsequences: false)
        #expect(answers.count == cases.count + 1)
        var compared = 0
        for (bytes, answer) in zip(cases, answers) {
            var reader = DelimitedReader(bytes: bytes)
            var records: [String] = []
            var closed = true
            while let record = reader.next() {
                if record.problem != nil { closed = false }
                records.append(record.cells.map(hex).joined(separator: ","))
            }
            // Python takes an unclosed quote to the end of the file; here it costs its own line only.
            guard closed else { continue }
            compared += 1
            #expect(records.joined(separator: ";") == answer, "seed \(seed): \(hex(bytes))")
        }
        #expect(compared > 1000)
    }

}

func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
