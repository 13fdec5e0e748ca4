import Documents
import Foundation
import Purchases
import Screening
import TestSupport
import Testing

struct DecisionsFileTests {
    private static let header =
        "product,substance,decision,label,entry,concentration,basis,net_amount,net_unit,density,reason,by,at,until\n"

    private func read(_ rows: String, header: String = header) -> (Decisions?, [Diagnostic]) {
        DecisionsFile.read(path: "d.csv", bytes: Array((header + rows).utf8))
    }

    /// Texts that are hard on CSV, on spreadsheets and on terminals.
    private static let hardTexts = [
        "plain", "a\"\u{301}b", "a,b", "a\"b", "\"", "a\nb", "a\r\nb", "=1+1", "=cmd|' /C calc'!A0", "+49",
        "-5", "@x", "'",
        "'=1", "''=1", "'a", "''", "\u{FF1D}1", "'\u{FF0B}1", "<img src=x onerror=alert(1)>",
        "\u{202E}abc\u{7}",
        "حمض", "é", "e\u{301}", "1;2", "#", "\u{FEFF}x", "'\u{301}=1", "=\u{301}1",
    ]

    @Test func `what was written is read again`() throws {
        var decisions = Decisions()
        for (place, text) in Self.hardTexts.enumerated() {
            var decision = ReviewExamples.decision([.accept, .correct, .reject][place % 3], product: text)
            decision.reason = text
            decision.by = text
            decision.density = place.isMultiple(of: 3) ? ExactDecimal("1.04") : nil
            decision.until = place.isMultiple(of: 2) ? LocalDay(iso: "2027-01-31") : nil
            decisions[decision.key] = decision
        }
        #expect(decisions.count == Self.hardTexts.count)
        let text = DecisionsFile.text(of: decisions)
        let (again, diagnostics) = DecisionsFile.read(path: "d", bytes: Array(text.utf8))
        #expect(diagnostics == [])
        #expect(again == decisions)
        #expect(try DecisionsFile.text(of: #require(again)) == text)
    }

    @Test(.enabled(if: Python.isThere)) func `another reader sees the same cells, and none like a formula`()
        throws
    {
        var decisions = Decisions()
        for text in Self.hardTexts {
            var decision = ReviewExamples.decision(.reject, product: text)
            decision.reason = text
            decisions[decision.key] = decision
        }
        let told = try Python.run(
            """
            import csv, sys
            rows = list(csv.reader(open(sys.argv[1], encoding="utf-8", newline="")))
            assert rows[0][:3] == ["product", "substance", "decision"], rows[0]
            for row in rows[1:]:
                assert len(row) == 14, row
                assert not any(cell.startswith(tuple("=+-@\\t\\r\\uff1d\\uff0b")) for cell in row), row
            print(len(rows) - 1, sum(row[0] == row[10] for row in rows))
            """, input: DecisionsFile.text(of: decisions))
        #expect(told == "\(Self.hardTexts.count) \(Self.hardTexts.count)\n")
    }

    @Test func `rows are sorted by their bytes, whatever their order was`() {
        let decisions = ["b", "a", "é", "e\u{301}", "Z", "10", "9"].flatMap { product in
            ["salt", "chalk"].map { ReviewExamples.decision(product: product, substance: $0) }
        }
        let first = DecisionsFile.text(of: Decisions(decisions))
        #expect(DecisionsFile.text(of: Decisions(decisions.reversed())) == first)
        let products = first.split(separator: "\n").dropFirst().map {
            ExactText(String($0.prefix { $0 != "," }))
        }
        #expect(products == products.sorted())
        #expect(first.contains("10,chalk,"))
    }

    @Test func `every bad cell is told at its place`() {
        let (decisions, diagnostics) = read(
            """
            4711,salt,perhaps,0123456789AB,,12 g,w/x,5,,0,,ada,2026-02-30,
            4712,salt,reject,0123456789ab,0123456789ab,,,,,,,ada,2026-11-27,2026-11-26
            4713,salt,accept,0123456789ab,0123456789ab,101,,0,l,,,ada,2026-11-27,
            4714,salt,accept,0123456789ab,0123456789ab,12,,,l,,,ada,2026-11-27,
            4715,salt,accept,0123456789ab,0123456789ab,12,w/v,5,l,,,ada,2026-11-27,
            4715,salt,accept,0123456789ab,0123456789ab,12,w/v,5,l,,,ada,2026-11-27,
            "4,7,salt
            4716,salt
            ,,,,,,,,,,,,,

            """)
        #expect(decisions == nil)
        #expect(
            places(diagnostics) == [
                "R006 2:1", "D027 2:11", "R008 2:19", "D026 2:33", "D027 2:38", "R009 2:42", "D025 2:45",
                "D029 2:52",
                "R006 3:1", "L003 3:65", "D025 4:44", "D025 4:49", "R009 5:49", "R007 7:1", "R004 8:1",
                "R005 9:1",
            ])
        #expect(diagnostics.allSatisfy { $0.help != nil && $0.snippet != nil })
    }

    @Test func `a text has a greatest length`() {
        let most = String(repeating: "é", count: Decision.textMax / 2)
        let row = { (reason: String) in
            "4711,salt,reject,0123456789ab,0123456789ab,,,,,,\(reason),ada,2026-11-27,\n"
        }
        #expect(read(row(most)).1 == [])
        #expect(places(read(row(most + "x")).1) == ["R010 2:49"])
    }

    @Test func `the header is read by its names`() {
        let (decisions, diagnostics) = read(
            "ada,4711,2026-11-27,salt,0123456789ab,accept,0123456789ab\n",
            header: "by,product,at,substance,entry,decision,label\n")
        #expect(diagnostics == [])
        #expect(decisions?.sorted.first?.basis == "w/w")
        #expect(
            places(read("", header: "product,produkt,product,by\n").1).prefix(2) == ["R001 1:1", "R001 1:1"])
        #expect(
            places(read("", header: "product,produkt,product,by\n").1).suffix(2) == ["R002 1:9", "R003 1:17"])
        #expect(places(read("", header: "").1) == ["D013 0:0"])
    }

    @Test func `no bytes end in anything but a result`() {
        let whole = Array(
            DecisionsFile.text(
                of: Decisions(["=a", "b\"\n", "c"].map { ReviewExamples.decision(product: $0) })
            ).utf8)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                    in: .min ... .max, using: &generator)
            }
            let (decisions, diagnostics) = DecisionsFile.read(path: "d", bytes: bytes)
            #expect((decisions == nil) == diagnostics.contains { $0.severity == .error })
        }
    }

    @Test func `a file is replaced as a whole, and keeps who may read it`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "decisions.csv")
        try SavedFile.replace(file.path, with: Array("one".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: file.path)
        let link = folder.appending(path: "link.csv")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
        try SavedFile.replace(link.path, with: Array("two".utf8))
        #expect(try String(contentsOf: file, encoding: .utf8) == "two")
        let told = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(told == 0o660)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "decisions.csv", "link.csv",
            ])
        #expect(throws: SavedFile.Problem(number: ENOTSUP)) { try SavedFile.replace("/dev/null", with: []) }
        #expect(throws: SavedFile.Problem.self) {
            try SavedFile.replace(folder.appending(path: "no/such").path, with: [])
        }
    }
}
