import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import Testing

/// Inputs in UTF-16, which are UTF-8 to everything that reads them.
struct UTF16Tests {
    static func bytes(_ text: String, big: Bool, mark: Bool) -> [UInt8] {
        bytes(Array((mark ? "\u{FEFF}" + text : text).utf16), big: big)
    }

    static func bytes(_ units: [UInt16], big: Bool) -> [UInt8] {
        units.flatMap { big ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    static func feed(_ encoding: String?) throws -> FeedFile {
        try Fixture.feed(Fixture.csv + (encoding.map { "\nencoding: \($0)\n" } ?? ""))
    }

    static let text =
        Fixture.header + "S1;1;7;1;2026-06-10T12:00:00;4001;1;Öl ؤ 漢 😀;\r\n"
        + "S1;1;8;1;2026-06-10T12:00:00;Öl;1;\"a\nb\";"

    @Test(arguments: [false, true], [1, 2, 3, 4, 5, 64, 1 << 18])
    func isReadInEveryWayThatItIsSaid(_ big: Bool, _ chunk: Int) throws {
        let limits = FeedReader.Limits(bounds: .init(record: 600, cell: 300), chunk: chunk)
        let exact = big ? "utf-16be" : "utf-16le"
        for (encoding, mark) in [
            (nil, true), ("utf-16", true), (exact, true), (exact, false), ("utf-16", false),
        ] as [(String?, Bool)] {
            let reading = try Fixture.read(
                Self.feed(encoding), Self.bytes(Self.text, big: big, mark: mark), watched: ["4001", "Öl"],
                limits: limits)
            #expect(reading.keys == ["shop/S1/1/7/1", "shop/S1/1/8/1"])
            #expect(reading.arrived.map(\.line.description) == ["Öl ؤ 漢 😀", "a\nb"])
            #expect(reading.arrived.map(\.position.line) == [2, 3])
            #expect(reading.end.offset == Int64(Self.text.utf8.count))
        }
    }

    @Test(
        arguments: [
            ("utf-16be", false, true, "UTF-16LE"), ("utf-16le", true, true, "UTF-16BE"),
            ("utf-8", false, true, "UTF-16LE"), ("windows-1252", true, true, "UTF-16BE"),
            (nil, false, false, "looks like"), (nil, true, false, "looks like"),
            ("utf-8", true, false, "looks like"),
        ] as [(String?, Bool, Bool, String)])
    func whatContradictsTheFeedFileIsSaid(_ encoding: String?, _ big: Bool, _ mark: Bool, _ says: String)
        throws
    {
        let error = #expect(throws: FeedError.self) {
            try Fixture.read(Self.feed(encoding), Self.bytes(Self.text, big: big, mark: mark))
        }
        #expect(error?.code == .inputEncoding && error?.line == 1)
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test func aMarkOfUTF8ContradictsUTF16() throws {
        let error = #expect(throws: FeedError.self) {
            try Fixture.read(Self.feed("utf-16"), Array(("\u{FEFF}" + Self.text).utf8))
        }
        #expect(error?.code == .inputEncoding)
    }

    /// A surrogate without its other half, and an odd byte, cost the line they stand in and no other.
    @Test(
        arguments: [[UInt16(0xD800)], [0xDC00], [0xDC00, 0xD800], [0xD800, 0xD800], [0xDBFF, 0x41]],
        [false, true])
    func whatIsNoTextQuarantinesItsLine(_ units: [UInt16], _ big: Bool) throws {
        func row(_ receipt: Int, _ units: [UInt16]) -> [UInt16] {
            Array("S1;1;\(receipt);1;2026-06-10T12:00:00;4001;1;".utf16) + units + Array(";\n".utf16)
        }
        var all = Array(("\u{FEFF}" + Fixture.header).utf16)
        all += row(1, [0x41]) + row(2, units) + row(3, [0xD83D, 0xDE00]) + row(4, units) + row(5, [0x42])
        let reading = try Fixture.read(Self.feed(nil), Self.bytes(all, big: big))
        #expect(reading.reasons == [.badEncoding, .badEncoding])
        #expect(reading.quarantined.map(\.position.line) == [3, 5])
        #expect(reading.arrived.map(\.line.description) == ["A", "😀", "B"])
    }

    @Test func anOddByteQuarantinesTheLastLine() throws {
        let rows = BatchTests.rows([1, 2, 3]).dropLast() + "text"
        let bytes = Self.bytes(
            Fixture.header.replacing("text;card", with: "card;text") + rows, big: false, mark: true)
        let reading = try Fixture.read(Self.feed(nil), bytes + [0x41])
        #expect(reading.reasons == [.badEncoding])
        #expect(reading.arrived.count == 2)
        let cut = try Fixture.read(Self.feed(nil), Array(bytes.dropLast()))
        #expect(cut.reasons == [.badEncoding])
    }

    @Test(arguments: [false, true], [false, true]) func linesOfJSONToo(_ big: Bool, _ mark: Bool) throws {
        let good = JSONLinesTests.good
        let text = [good, good.replacing("4001", with: "400\\u0031"), good.replacing("4001", with: "40")]
            .joined(separator: "\n")
        let encoding = mark ? "" : "\nencoding: \(big ? "utf-16be" : "utf-16le")"
        let reading = try Fixture.read(
            Fixture.feed(Fixture.ndjson + encoding), Self.bytes(text, big: big, mark: mark))
        #expect(reading.arrived.count == 2 && reading.screened == 1)
    }

    /// A file in UTF-16 that grows byte by byte.
    @Test(arguments: [false, true]) func isFollowedWhileItGrows(_ big: Bool) throws {
        let folder = try Folder()
        let path = try folder.write("growing", [])
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        let reader = try Fixture.reader(Self.feed(nil), path, waiting: .follows)
        let text = Fixture.header + BatchTests.rows([1, 2, 3]).replacing(";;", with: ";😀;")
        var keys: [String] = []
        var batch = DecodedBatch()
        var end = SourcePosition(source: path, line: 1, offset: 0)
        for byte in Self.bytes(text, big: big, mark: true) {
            try handle.write(contentsOf: [byte])
            while try reader.next(into: &batch, lines: 1) {
                keys += batch.arrived.map(\.line.key.description)
                if keys.count == 1 { end = batch.end }
            }
            #expect(reader.isPaused)
        }
        #expect(keys.count == 3)
        #expect(!reader.isReplaced)
        let rest = try Fixture.read(Fixture.reader(Self.feed(nil), path, from: end), lines: 10)
        #expect(rest.keys == Array(keys.dropFirst()))
    }
}
