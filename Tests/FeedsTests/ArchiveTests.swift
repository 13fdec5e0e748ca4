import Documents
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Archives of several members, and everything in them that is refused.
@Suite(.enabled(if: Python.isThere, "python3 is not there"))
struct ArchiveTests {
    static func text(_ receipts: [Int]) -> String { Fixture.header + BatchTests.rows(receipts) }

    static let members = """
        header = "\(Fixture.header.dropLast())"
        def rows(*receipts, product="4001"):
            return "".join(f"S1;1;{r};0;2026-06-10T12:00:00;{product};1;;\\n" for r in receipts)
        def csv(*receipts): return (header + "\\n" + rows(*receipts)).encode()

        """

    private func archive(_ program: String, in folder: Folder) throws {
        try Packer.run(Self.members + program, in: folder)
    }

    @Test(arguments: ["zip", "zipStored", "tar", "tarGzip"])
    func everyMemberIsAnInputOfItsOwn(_ kind: String) throws {
        let folder = try Folder()
        try archive(
            """
            other = "time;product;quantity;text;card;store;till;receipt;line\\r\\n2026-06-10T12:00:00;4001;1;;;S1;1;3;0\\r\\n"
            members = NOISE + [("b/", b""), ("b/2.csv", csv(1, 2)), ("a.csv", "\\ufeff".encode() + other.encode()),
                               ("empty.csv", b""), ("c.csv", (header + "\\n" + rows(4)).encode("utf-16")),
                               ("header.csv", csv()), ("Ümläut.csv", csv(5)), ("./d.csv", csv(6))]
            open(folder + "/a", "wb").write(pack("\(kind)", members))
            """, in: folder)
        let path = folder.url.path + "/a"
        let feed = try Fixture.feed(Fixture.csv)
        let reading = try Fixture.read(Fixture.reader(feed, path), lines: 2)
        #expect(reading.keys.map { $0.split(separator: "/")[3] } == ["1", "2", "3", "4", "5", "6"])
        let names = ["b/2.csv", "b/2.csv", "a.csv", "c.csv", "Ümläut.csv", "./d.csv"].map { "\(path)!\($0)" }
        #expect(reading.arrived.map(\.position.source) == names)
        #expect(reading.arrived.map(\.position.line) == [2, 3, 2, 2, 2, 2])
        // Wherever a reading ends, in whichever member, another one goes on.
        for count in 0...6 {
            let first = try Fixture.reader(feed, path)
            var batch = DecodedBatch()
            var keys: [String] = []
            for _ in 0..<count where try first.next(into: &batch, lines: 1) {
                keys += batch.arrived.map(\.line.key.description)
            }
            let rest = try Fixture.reader(feed, path, from: count == 0 ? nil : batch.end)
            #expect(try keys + Fixture.read(rest, lines: 1).keys == reading.keys, "after \(count)")
        }
    }

    /// The tables of one export belong together, in whichever order the archive has them.
    @Test(arguments: ["zip", "tarGzip"]) func theTablesOfDSFinVKAreReadAsOne(_ kind: String) throws {
        let folder = try Folder()
        for name in TableFixtureTests.dsfinvkTables {
            var bytes = try ExpectedTable.fixture("dsfinvk/\(name)")
            // The next table begins on a line of its own all the same.
            while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            _ = try folder.write(name, bytes)
        }
        let names = TableFixtureTests.dsfinvkTables.shuffled().map { "'\($0)'" }.joined(separator: ", ")
        try archive(
            """
            members = NOISE + [("export/" + n, open(folder + "/" + n, "rb").read()) for n in [\(names)]]
            open(folder + "/a", "wb").write(pack("\(kind)", members))
            """, in: folder)
        var feed = DSFinVKTests.feed()
        feed.id = "dsfinvk"
        let example = TableFixtureTests.Example(
            feed: "dsfinvk", fixture: "", read: 11, screened: 4, reasons: [.missingReceipt])
        try TableFixtureTests.check(
            example, feed, Array(try Data(contentsOf: folder.url.appending(path: "a"))))
    }

    @Test func anArchiveWithoutMembersSaysSo() throws {
        let folder = try Folder()
        for (kind, noise) in [("zip", "[]"), ("zip", "NOISE"), ("tar", "NOISE"), ("tarXz", "NOISE")] {
            try archive("open(folder + '/a', 'wb').write(pack('\(kind)', \(noise)))", in: folder)
            let reader = try Fixture.reader(Fixture.feed(Fixture.csv), folder.url.path + "/a")
            let reading = try Fixture.read(reader, lines: 10)
            #expect(reading.note == .noMembers && reading.read == 0)
        }
    }

    @Test(arguments: [
        (
            "zipped([('a.csv', csv(1)), ('b.csv.gz', gzip.compress(csv(2)))])", DiagnosticCode.inputNested,
            "!b.csv.gz"
        ),
        ("zipped([('a.csv', csv(1)), ('b.zip', zipped([('c.csv', csv(2))]))])", .inputNested, "!b.zip"),
        ("tar([('a.csv', csv(1)), ('b.tar', tar([('c.csv', csv(2))]))])", .inputNested, "!b.tar"),
        ("gzip.compress(gzip.compress(csv(1)))", .inputNested, ""),
        ("bz2.compress(bz2.compress(csv(1)))", .inputNested, ""),
        ("lzma.compress(zipped([('a.csv', csv(1))]))", .inputNested, ""),
        ("zipped([('[Content_Types].xml', b'<Types/>'), ('xl/workbook.xml', b'<x/>')])", .inputWorkbook, ""),
        ("zipped([('mimetype', b'application/vnd.oasis.opendocument.spreadsheet')])", .inputWorkbook, ""),
        ("zipped([('a.csv', csv(1)), ('readme.txt', b'hello')])", .inputColumns, "!readme.txt"),
        ("gzip.compress(csv(1)) + b'more'", .inputDamaged, ""),
        ("gzip.compress(csv(1))[:-8] + b'\\0' * 8", .inputDamaged, ""),
        ("tar([('a.csv', csv(1))]) + b'x' * 512", .inputDamaged, "!a.csv"),
        ("tar([('a.csv', csv(1))])[:1024]", .inputDamaged, "!a.csv"),
    ])
    func whatIsNotReadIsSaidWithItsPlace(_ made: String, _ code: DiagnosticCode, _ named: String) throws {
        let folder = try Folder()
        try archive("open(folder + '/a', 'wb').write(\(made))", in: folder)
        let path = folder.url.path + "/a"
        var lines = 0
        let error = #expect(throws: FeedError.self, "\(made)") {
            let reader = try Fixture.reader(Fixture.feed(Fixture.csv), path)
            var batch = DecodedBatch()
            while try reader.next(into: &batch, lines: 10) { lines += batch.arrived.count }
        }
        #expect(error?.code == code)
        #expect(error?.source == path + named)
        #expect(error?.help.isEmpty == false)
        // What was read before stays.
        if named.hasPrefix("!") || made.contains("b'more'") { #expect(lines == 1, "\(made)") }
    }

    @Test func anEncryptedMemberIsSaid() throws {
        let folder = try Folder()
        // The flag of a member that is encrypted, in both places where it stands.
        try archive(
            """
            data = bytearray(zipped([("a.csv", csv(1)), ("b.csv", csv(2))]))
            second = data.index(b"PK\\x03\\x04", 4)
            directory = data.rindex(b"PK\\x01\\x02")
            data[second + 6] |= 1
            data[directory + 8] |= 1
            open(folder + "/a", "wb").write(data)
            """, in: folder)
        let reader = try Fixture.reader(Fixture.feed(Fixture.csv), folder.url.path + "/a")
        var batch = DecodedBatch()
        #expect(try reader.next(into: &batch, lines: 10))
        #expect(batch.arrived.count == 1)
        let error = #expect(throws: FeedError.self) { try reader.next(into: &batch, lines: 10) }
        #expect(error?.code == .inputEncrypted)
        #expect(error?.source.hasSuffix("!b.csv") == true)
    }

    /// At each bound all is read; above it an error says so, and memory stays small.
    @Test func bombsEndWithAnError() throws {
        let folder = try Folder()
        let text = Self.text(Array(1...1000))
        let content = Array(text.utf8)
        let size = Int64(content.count)
        let one = try Packer.pack(.zip, content, in: folder)
        let gzip = one + ".gz"
        try FileManager.default.moveItem(atPath: try Packer.pack(.gzip, content, in: folder), toPath: gzip)
        let packed = try #require(try FileManager.default.attributesOfItem(atPath: gzip)[.size] as? Int64)
        try archive(
            "open(folder + '/many', 'wb').write(zipped([(f'{n}.csv', csv(n)) for n in range(5)] + NOISE))",
            in: folder)
        let many = folder.url.path + "/many"
        let ratio = size / packed
        func reads(_ path: String, _ bounds: UnpackBounds) throws -> DiagnosticCode? {
            do {
                let reader = try Fixture.reader(
                    Fixture.feed(Fixture.csv), path, limits: .init(unpacking: bounds))
                _ = try Fixture.read(reader, lines: 100)
                return nil
            } catch let error as FeedError {
                return error.code
            }
        }
        #expect(try reads(gzip, .init(bytes: size)) == nil)
        #expect(try reads(gzip, .init(bytes: size - 1)) == .inputTooLarge)
        #expect(try reads(gzip, .init(ratio: ratio + 1, ratioFrom: 0)) == nil)
        #expect(try reads(gzip, .init(ratio: ratio, ratioFrom: 0)) == .inputTooLarge)
        #expect(try reads(gzip, .init(ratio: 1, ratioFrom: size)) == nil)
        #expect(try reads(gzip, .init(ratio: 1, ratioFrom: size - 1)) == .inputTooLarge)
        #expect(try reads(many, .init(members: 9)) == nil)
        #expect(try reads(many, .init(members: 8)) == .inputTooLarge)
        #expect(try reads(many, .init(name: 16)) == nil)
        #expect(try reads(many, .init(name: 15)) == .inputTooLarge)
        #expect(try reads(many, .init(directory: 1 << 16)) == nil)
        try archive(
            "open(folder + '/wide', 'wb').write(zipped([(f'{n}' * 300, csv(n)) for n in range(1000, 1500)]))",
            in: folder)
        #expect(try reads(folder.url.path + "/wide", .init(name: 2000, directory: 1 << 16)) == .inputTooLarge)
    }

    /// A line without an end, in a few kilobytes.
    @Test(arguments: ["gzip.compress", "bz2.compress", "lzma.compress", "zip"])
    func endlessContentIsNotReadToItsEnd(_ made: String) throws {
        let folder = try Folder()
        let pack = made == "zip" ? "zipped([('a.csv', data)])" : "\(made)(data)"
        try archive(
            "data = csv(1) + b'x' * (80 << 20)\\nopen(folder + '/a', 'wb').write(\(pack))".replacing(
                "\\n", with: "\n"),
            in: folder)
        let before = residentBytes()
        let error = #expect(throws: FeedError.self) {
            let limits = FeedReader.Limits(unpacking: .init(bytes: 64 << 20))
            _ = try Fixture.read(
                Fixture.reader(Fixture.feed(Fixture.csv), folder.url.path + "/a", limits: limits), lines: 10)
        }
        #expect(error?.code == .inputTooLarge)
        #expect(residentBytes() - before < 48 << 20)
    }
}

/// What of this process is in memory.
func residentBytes() -> Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    return (fields.flatMap { Int($0[1]) } ?? 0) * 4096
}
