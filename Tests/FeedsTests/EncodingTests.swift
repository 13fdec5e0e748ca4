import Documents
import Feeds
import Purchases
import TestSupport
import Testing

struct EncodingTests {
    @Test func theFirstBytesOfAFileMayBeAMark() throws {
        let reading = try Fixture.read(Fixture.csv, "\u{FEFF}" + Fixture.header + QuarantineTests.good + "\n")
        #expect(reading.keys == ["shop/S1/1/7/1"])
    }

    @Test(arguments: [
        ("iso-8859-1", [UInt8(0xD6), 0x6C], "Öl"), ("windows-1252", [0xD6, 0x6C], "Öl"),
        ("windows-1252", [0x35, 0x80], "5€"), ("utf-8", [0xC3, 0x96, 0x6C], "Öl"),
    ])
    func productsAndTextsAreFoundInTheFeedsEncoding(_ name: String, _ bytes: [UInt8], _ product: String)
        throws
    {
        let feed = try Fixture.feed(Fixture.csv + "\nencoding: \(name)\n")
        let input =
            Array(Fixture.header.utf8) + Array("S1;1;7;1;2026-06-10T12:00:00;".utf8) + bytes
            + Array(";1;".utf8) + bytes
            + Array(";\n".utf8)
        let reading = try Fixture.read(feed, input, watched: [product])
        #expect(reading.arrived.first?.line.product?.string == product)
        #expect(reading.arrived.first?.line.description == product)
    }

    @Test(arguments: [("utf-8", [UInt8(0xD6)]), ("utf-8", [0xC3]), ("windows-1252", [0x81])])
    func aLineThatIsNotOfTheEncodingIsQuarantined(_ name: String, _ bytes: [UInt8]) throws {
        let feed = try Fixture.feed(Fixture.csv + "\nencoding: \(name)\n")
        let good = Array((QuarantineTests.good + "\n").utf8)
        func line(_ product: String) -> [UInt8] {
            Array("S1;1;7;1;2026-06-10T12:00:00;\(product);1;".utf8) + bytes + Array("x;\n".utf8)
        }
        let input = Array(Fixture.header.utf8) + good + line("4001") + line("4002") + good
        let reading = try Fixture.read(feed, input)
        #expect(reading.reasons == [.badEncoding])
        #expect(reading.screened == 1)
        #expect(reading.arrived.count == 2)
    }

    @Test(arguments: [
        ([UInt8(0xFF), 0xFE, 0x73, 0x00], "UTF-16"), ([0x1F, 0x8B, 0x08, 0x00], "compressed"),
        ([0x50, 0x4B, 0x03, 0x04], "workbook"),
        (Array("st\u{E9}re".utf8.dropLast(3)) + [0xE9, 0x0A], "not utf-8"),
    ])
    func whatIsNoTextIsRefusedWhole(_ bytes: [UInt8], _ says: String) throws {
        let error = #expect(throws: FeedError.self) { try Fixture.read(Fixture.feed(Fixture.csv), bytes) }
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test func aMarkThatContradictsTheFeedFileIsSaid() throws {
        let feed = try Fixture.feed(Fixture.csv + "\nencoding: windows-1252\n")
        let error = #expect(throws: FeedError.self) {
            try Fixture.read(feed, Array(("\u{FEFF}" + Fixture.header).utf8))
        }
        #expect(error?.code == .inputEncoding)
    }

    @Test(
        .enabled(if: Python.isThere, "python3 is not there"),
        arguments: [("latin1", TextEncoding.latin1), ("cp1252", .windows1252)])
    func everyByteIsWhatPythonSays(_ name: String, _ encoding: TextEncoding) throws {
        let program = """
            for b in range(256):
                try: print(ord(bytes([b]).decode("\(name)")))
                except UnicodeDecodeError: print(-1)
            """
        let answers = try Python.run(program, input: "").split(separator: "\n").map { Int($0) ?? -2 }
        #expect(answers.count == 256)
        for byte in UInt8.min...UInt8.max {
            let text = encoding.decode([byte])
            #expect(text?.unicodeScalars.first.map { Int($0.value) } ?? -1 == answers[Int(byte)])
            if let text { #expect(encoding.encode(text) == [byte]) }
        }
        #expect(encoding.encode("\u{65E5}") == nil)
    }
}
