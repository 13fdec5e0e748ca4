import Documents
import Foundation
import Screening
import Testing

struct ArticleInputsTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "articles-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func severalFilesAsOne() throws {
        try withFolder { folder in
            let first = folder.appendingPathComponent("a.csv")
            let second = folder.appendingPathComponent("b.ndjson")
            try Data("sku,name,ean\n1,Aceton,4006381333932\n,x,\n".utf8).write(to: first)
            try Data("{\"sku\":\"2\",\"name\":\"Salz\",\"ean\":\"4006381333932\"}\n".utf8).write(to: second)
            var inputs = ArticleInputs([first.path, second.path], map: nil)
            var products: [String] = []
            while let article = try inputs.next() { products.append(article.product) }
            #expect(products == ["1", "2"])
            #expect(inputs.wrongGTINs == 2)
            #expect(inputs.findings.counts == ["A008": 1])
            #expect(inputs.notes.count == 2)
        }
    }

    @Test func whatCannotBeOpened() throws {
        try withFolder { folder in
            #expect(throws: ArticleError.self) { try ArticleFile.bytes(folder.path) }
            #expect(throws: ArticleError.self) { try ArticleFile.bytes(folder.path + "/none.csv") }
            #expect(
                throws: ArticleError.spreadsheet(line: "xlsx2csv none.ods | tillwatch catalogue build - …")
            ) {
                try ArticleFile.bytes("none.ods", command: "catalogue build")
            }
        }
    }

    /// Whatever the bytes, reading ends, and every article has a product and a text.
    @Test func anyBytes() {
        var dice = Chance(state: 5)
        let pieces: [[UInt8]] = [
            Array("sku".utf8), Array("name".utf8), [44], [59], [9], [124], [10], [13, 10], [34], [34, 34],
            [0], [0xFF], [0xEF, 0xBB, 0xBF],
            Array("ä".utf8), Array("{\"sku\":\"1\",\"name\":\"a\"}".utf8), [123], [125], [91],
            Array("\\ud83d".utf8), Array("1".utf8), [32], [92],
        ]
        for round in 0..<3_000 {
            var bytes: [UInt8] =
                round % 2 == 0 ? Array("sku;name;x\n".utf8) : Array("{\"sku\":\"1\",\"name\":\"a\"}\n".utf8)
            if round % 5 == 0 { bytes = [] }
            for _ in 0..<Int.random(in: 0...30, using: &dice) {
                bytes += pieces.randomElement(using: &dice) ?? []
            }
            guard var reader = try? ArticleReader(source: "a", bytes: bytes) else { continue }
            while let article = reader.next() {
                #expect(!article.product.isEmpty && !(article.name.isEmpty && article.texts.isEmpty))
            }
        }
    }
}
