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
        ([UInt8(0xFF), 0xFE, 0x00, 0x00, 0x73, 0x00], "UTF-32"),
        ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x73], "UTF-32"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "archive"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "workbook"),
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

    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func everyByteIsWhatPythonSays() throws {
        let encodings = TextEncoding.allCases.filter { !$0.isUnicode }
        let program = """
            for name in [\(encodings.map { "'\($0.rawValue)'" }.joined(separator: ", "))]:
                for b in range(256):
                    try: print(ord(bytes([b]).decode(name)))
                    except UnicodeDecodeError: print(-1)
            """
        let answers = try Python.run(program, input: "").split(separator: "\n").map { Int($0) ?? -2 }
        #expect(answers.count == 256 * encodings.count)
        for (index, encoding) in encodings.enumerated() {
            #expect(encoding.isKnownHere)
            let told = answers[(256 * index)..<(256 * index + 256)]
            let texts = (UInt8.min...UInt8.max).map { encoding.decode([$0]) }
            #expect(
                texts.map { $0?.unicodeScalars.first.map { Int($0.value) } ?? -1 } == Array(told),
                "\(encoding)")
            #expect(
                (UInt8.min...UInt8.max).allSatisfy { byte in
                    texts[Int(byte)].map { encoding.encode($0) == [byte] } ?? true
                })
            #expect(encoding.encode("\u{65E5}") == nil)
        }
    }

    /// A name that Python knows too means the same encoding.
    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func everyNameIsReadAsPythonReadsIt() throws {
        let pairs = TextEncoding.names.compactMap { name in
            TextEncoding(name: name).map { (name, $0.rawValue) }
        }
        #expect(pairs.count == TextEncoding.names.count && Set(pairs.map(\.0)).count == pairs.count)
        let list = pairs.map { "('\($0.0)', '\($0.1)')" }.joined(separator: ", ")
        let program = """
            import codecs
            def same(a, b):
                try: return codecs.lookup(a).name == codecs.lookup(b).name
                except LookupError: return None
            print([a for a, b in [\(list)] if same(a, b) is False])
            """
        #expect(try Python.run(program, input: "") == "[]\n")
        for name in ["UTF-16LE", "Latin1", "CP1256", "ISO-8859-15"] {
            #expect(TextEncoding(name: name) != nil)
        }
        for name in ["ebcdic", "cp864", "utf-32", "", "iso-8859-12"] {
            #expect(TextEncoding(name: name) == nil)
        }
    }

    @Test(arguments: [
        ("windows-1256", "\u{0632}\u{064A}\u{062A}"), ("iso-8859-6", "\u{0632}\u{064A}\u{062A}"),
        ("iso-8859-15", "5 €"), ("windows-1250", "Łódź"), ("windows-1251", "Мёд"), ("windows-1253", "Λάδι"),
        ("cp852", "Žluťoučký"), ("cp437", "Öl"), ("iso-8859-9", "şeker"), ("koi8-r", "Сахар"),
    ])
    func productsOfEveryEncodingAreFound(_ name: String, _ product: String) throws {
        let feed = try Fixture.feed(Fixture.csv + "\nencoding: \(name)\n")
        let text = try #require(
            feed.encoding.encode("S1;1;7;1;2026-06-10T12:00:00;\(product);1;\(product);\n"))
        let reading = try Fixture.read(feed, Array(Fixture.header.utf8) + text, watched: [product])
        #expect(reading.arrived.first?.line.product?.string == product)
        #expect(reading.arrived.first?.line.description == product)
    }
}
