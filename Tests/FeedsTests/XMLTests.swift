import Catalogue
import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import Testing

/// What is wrong with XML, and what is odd about it and right.
struct XMLTests {
    static let feed = POSLogTests.feed("p", "UTC")
    static let arts = "http://www.nrf-arts.org/IXRetail/namespace/"

    /// A transaction of one line, or of the lines given.
    static func transaction(_ number: Int, _ lines: String = line(1)) -> String {
        "<Transaction><RetailStoreID>1</RetailStoreID><WorkstationID>2</WorkstationID>"
            + "<SequenceNumber>\(number)</SequenceNumber><EndDateTime>2026-03-02T10:00:00</EndDateTime>"
            + "<RetailTransaction>\(lines)</RetailTransaction></Transaction>"
    }

    static func line(_ number: Int, _ more: String = "", attributes: String = "") -> String {
        "<LineItem\(attributes)><SequenceNumber>\(number)</SequenceNumber>"
            + "<Sale><ItemID>4001</ItemID><Quantity>1</Quantity>\(more)</Sale></LineItem>"
    }

    static func key(_ number: Int, _ line: String = "1") -> String { "p/1/2/\(number)/2026-03-02/\(line)" }

    private func read(_ input: String, _ limits: FeedReader.Limits = .init()) throws -> Reading {
        try Fixture.read(Self.feed, Array(input.utf8), limits: limits)
    }

    /// What was read before the error, and the error.
    private func broken(_ input: [UInt8], _ feed: FeedFile = XMLTests.feed) throws -> (Reading, FeedError?) {
        let folder = try Folder()
        let reader = try Fixture.reader(feed, try folder.write("input", input))
        var reading = Reading()
        var batch = DecodedBatch()
        do throws(FeedError) {
            while try reader.next(into: &batch, lines: 100) {
                reading.arrived += batch.arrived
                reading.quarantined += batch.quarantined
            }
        } catch {
            return (reading, error)
        }
        return (reading, nil)
    }

    @Test(arguments: [
        (
            "<POSLog>\n\(transaction(1))\n  <Transaction></Sale></POSLog>", DiagnosticCode.xmlMalformed, 3,
            18, true
        ),
        ("<POSLog>\n\(transaction(1))\n", .xmlCutOff, 3, 1, false),
        ("<POSLog>\n\(transaction(1))\n<Transaction><RetailSto", .xmlCutOff, 3, 14, true),
        ("<POSLog>\n\(transaction(1))\n&nbsp;</POSLog>", .xmlMalformed, 3, 1, false),
        ("<POSLog>\n\(transaction(1))\n<x a='1' a='2'/></POSLog>", .xmlMalformed, 3, 10, false),
        ("<POSLog>\n\(transaction(1))\n<acs:x/></POSLog>", .xmlMalformed, 3, 1, false),
        ("<POSLog>\n\(transaction(1))\n</POSLog>rest", .xmlMalformed, 3, 10, false),
        ("<POSLog>\n\(transaction(1))\n</POSLog>\n<!DOCTYPE a><a/>", .xmlDoctype, 4, 12, false),
    ])
    func whatBreaksOffIsSaidAfterWhatWasRead(
        _ input: String, _ code: DiagnosticCode, _ line: Int, _ column: Int, _ isWithin: Bool
    ) throws {
        let (reading, error) = try broken(Array(input.utf8))
        #expect(reading.keys == [Self.key(1)])
        #expect(reading.reasons == (isWithin ? [.cutOff] : []))
        #expect(error?.code == code)
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(error.map { $0.diagnostic.column == column } == true)
    }

    @Test(arguments: [
        "<!DOCTYPE a [<!ENTITY b 'c'>]><POSLog>&b;</POSLog>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><POSLog/>",
        "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY a0 'x'><!ENTITY a1 '&a0;&a0;'><!ENTITY a2 '&a1;&a1;'>]><POSLog>&a2;</POSLog>",
    ])
    func documentTypesAreRefused(_ input: String) throws {
        #expect(try broken(Array(input.utf8)).1?.code == .xmlDoctype)
    }

    @Test func namespacesAreMatchedInFull() throws {
        let inner = Self.transaction(1)
        for open in [
            "<POSLog>", "<POSLog xmlns='\(Self.arts)'>",
            "<POSLog xmlns='http://www.nrf-arts.org/IXRetail/v6.0.0/poslog'>",
            "<e:Envelope xmlns:e='urn:e'><e:Body><RTSLineItemAddRequest><ARTSHeader/><POSLog xmlns='\(Self.arts)'>",
        ] {
            let closing =
                open.hasPrefix("<e:")
                ? "</POSLog></RTSLineItemAddRequest></e:Body></e:Envelope>" : "</POSLog>"
            #expect(try read(open + inner + closing).keys == [Self.key(1)])
        }
        let other = "<POSLog xmlns='http://www.nrf-arts.org/IXRetail/namespace/x'>\(inner)</POSLog>"
        #expect(try broken(Array(other.utf8)).1?.code == .recordFormat)
        // What stands in another namespace is passed over, whatever it is called.
        let foreign = Self.transaction(
            1,
            "<LineItem><SequenceNumber>9</SequenceNumber><x xmlns='urn:x'>\(Self.line(8))</x>"
                + "<Sale xmlns='urn:y'><ItemID>4001</ItemID><Quantity>5</Quantity></Sale></LineItem>"
                + Self.line(1, "<Quantity xmlns='urn:x'>7</Quantity><y>4001<ItemID>5</ItemID></y>"))
        let reading = try read("<POSLog xmlns='\(Self.arts)'>\(foreign)</POSLog>")
        #expect(reading.keys == [Self.key(1)])
        #expect(reading.arrived.first?.line.quantity == ExactDecimal(1))
    }

    @Test(arguments: [1, 13, 1 << 18])
    func documentsMayFollowOneAnother(_ chunk: Int) throws {
        let inputs = [
            "<POSLog>\(Self.transaction(1))</POSLog><?xml version='1.0'?><POSLog>\(Self.transaction(2))</POSLog>",
            "\(Self.transaction(1))\n\(Self.transaction(2))\n<!-- the end -->\n",
            "\n <?xml version='1.0' encoding='utf-8'?><POSLog/>\u{FEFF}<POSLog>\(Self.transaction(1))\(Self.transaction(2))</POSLog >\r\n",
        ]
        for input in inputs {
            let reading = try read(input, FeedReader.Limits(chunk: chunk))
            #expect(reading.keys == [Self.key(1), Self.key(2)], "\(input)")
            for arrived in reading.arrived {
                let rest = Array(input.utf8)[Int(arrived.position.offset)...]
                #expect(rest.starts(with: "<LineItem".utf8))
            }
        }
        #expect(try read(inputs[1]).arrived.map(\.position.line) == [1, 2])
        #expect(try read("").read == 0)
        #expect(try read("<POSLog/>").read == 0)
    }

    @Test func encodings() throws {
        let text = "<POSLog>\(Self.transaction(1, Self.line(1, "<Description>Säure</Description>")))</POSLog>"
        let latin = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let declared = Array("<?xml version='1.0' encoding='ISO-8859-1'?>".utf8) + latin
        let cp1252 = Array("<?xml version='1.0' encoding='windows-1252'?>".utf8) + latin
        // A text that was UTF-16 once.
        let unicode = Array("<?xml version='1.0' encoding='UTF-16'?>\(text)".utf8)
        for input in [Array(text.utf8), declared, cp1252, unicode] {
            #expect(try Fixture.read(Self.feed, input).arrived.first?.line.description == "Säure")
        }
        #expect(try broken(latin).1?.code == .xmlMalformed)
        var feed = Self.feed
        feed.encoding = .latin1
        #expect(try Fixture.read(feed, latin).arrived.first?.line.description == "Säure")
        let unknown = Array("<?xml version='1.0' encoding='x-none'?>\(text)".utf8)
        #expect(try broken(unknown).1?.code == .xmlMalformed)
    }

    @Test func bytesAndCells() throws {
        func line(_ size: Int) -> String {
            Self.line(1, "<Description>\(String(repeating: "x", count: size))</Description>")
        }
        let bounds = RecordBounds(record: 2_000, cell: 500)
        for (size, reasons) in [
            (499, []), (500, []), (501, [QuarantineReason.cellTooLong]), (2_100, [.lineTooLong]),
        ] {
            let input = "<POSLog>\(Self.transaction(1, line(size)))\(Self.transaction(2))</POSLog>"
            let reading = try read(input, FeedReader.Limits(bounds: bounds, chunk: 100))
            #expect(reading.reasons == reasons)
            #expect(reading.keys == (reasons.isEmpty ? [Self.key(1), Self.key(2)] : [Self.key(2)]))
        }
        // What is passed over does not count: receipt images may be large.
        let image = "<ReceiptImage>\(String(repeating: "x", count: 9_000))</ReceiptImage>"
        #expect(
            try read(Self.transaction(1, image + Self.line(1)), FeedReader.Limits(bounds: bounds)).keys == [
                Self.key(1)
            ])
    }

    @Test func sizeOfATransaction() throws {
        // Texts, and 32 bytes for each element and attribute.
        let text = Self.transaction(1)
        let size = "1" + "2" + "1" + "2026-03-02T10:00:00" + "1" + "4001" + "1"
        let bytes = size.utf8.count + 32 * 11
        for (bound, isRead) in [(bytes - 1, false), (bytes, true), (bytes + 1, true)] {
            let reading = try read(text, FeedReader.Limits(bounds: RecordBounds(record: bound)))
            #expect(reading.keys == (isRead ? [Self.key(1)] : []), "\(bound)")
            #expect(reading.reasons == (isRead ? [] : [.lineTooLong]))
        }
    }

    @Test func linesAndDepth() throws {
        for (count, isRead) in [(9_999, true), (10_000, true), (10_001, false)] {
            let lines = (1...count).map { Self.line($0) }.joined()
            let limits = FeedReader.Limits(bounds: RecordBounds(record: 1 << 23))
            let reading = try read(
                "<POSLog>\(Self.transaction(1, lines))\(Self.transaction(2))</POSLog>", limits)
            #expect(reading.keys.count == (isRead ? count : 0) + 1)
            #expect(reading.reasons == (isRead ? [] : [.lineTooLong]))
        }
        for (depth, isRead) in [(252, true), (253, true), (254, false)] {
            let nested = String(repeating: "<x>", count: depth) + String(repeating: "</x>", count: depth)
            let input = "<POSLog>\(Self.transaction(1))\(Self.transaction(2, nested))</POSLog>"
            let (reading, error) = try broken(Array(input.utf8))
            #expect(reading.keys == [Self.key(1)])
            #expect(error?.code == (isRead ? nil : .xmlMalformed))
        }
    }

    @Test func aTagWithoutEndIsNotHeld() throws {
        for (size, isRead) in [(900, true), (3_000, false)] {
            let tag = "<x a='\(String(repeating: "y", count: size))'/>"
            let limits = FeedReader.Limits(bounds: RecordBounds(record: 1_000), chunk: 100)
            if isRead {
                #expect(
                    try read("<POSLog>\(tag)\(Self.transaction(1))</POSLog>", limits).keys == [Self.key(1)])
            } else {
                #expect(throws: FeedError.self) { try read("<POSLog>\(tag)</POSLog>", limits) }
            }
        }
    }

    @Test func namesAreBounded() throws {
        for (count, isRead) in [(20_000, true), (600_000, false)] {
            let names = (0..<count).map { "<n\($0)/>" }.joined()
            let (reading, error) = try broken(Array("<POSLog>\(Self.transaction(1))\(names)</POSLog>".utf8))
            #expect(reading.keys == [Self.key(1)])
            #expect(error?.code == (isRead ? nil : .xmlMalformed))
            #expect(error.map { $0.message.contains("32 MiB") } ?? isRead)
        }
    }

    @Test func readingGoesOnWhereItWas() throws {
        let input = Array(
            "<POSLog>\n\((1...4).map { Self.transaction($0, Self.line(1) + "\n" + Self.line(2)) }.joined())</POSLog>"
                .utf8)
        let whole = try Fixture.read(Self.feed, input)
        #expect(whole.keys.count == 8)
        let folder = try Folder()
        let path = try folder.write("input", input)
        let catalogue = Fixture.catalogue(["4001"])
        for lines in [1, 2, 3] {
            var keys: [String] = []
            var end: SourcePosition?
            while true {
                let reader = try FeedReader(
                    feed: Self.feed, source: path, screen: WatchedProducts(catalogue), catalogue: catalogue,
                    pseudonyms: Pseudonyms(key: Fixture.key), from: end)
                var batch = DecodedBatch()
                guard try reader.next(into: &batch, lines: lines) else { break }
                keys += batch.arrived.map(\.line.key.description)
                end = batch.end
            }
            #expect(keys == whole.keys)
        }
    }

    @Test func numbersOfLines() throws {
        let lines =
            Self.line(3) + Self.line(3)
            + "<LineItem><Sale><ItemID>4001</ItemID><Quantity>1</Quantity></Sale></LineItem>"
        #expect(try read(Self.transaction(1, lines)).keys == ["3", "3#2", "#3"].map { Self.key(1, $0) })
    }

    @Test func unknownFieldsAreSaid() throws {
        var feed = Self.feed
        feed.columns = DocumentTests.mapped([(.field(.product), "Artikel")])
        let error = #expect(throws: FeedError.self) { try Fixture.read(feed, Array("<POSLog/>".utf8)) }
        #expect(error?.code == .recordField)
    }
}
