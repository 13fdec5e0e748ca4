import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import Testing

/// JSON documents: where receipts stand, what is refused, and that one bad receipt costs no other.
struct NestedJSONTests {
    static func feed(_ receipts: String?, lines: String? = "$.l[*]", format: FeedFile.Format = .json)
        -> FeedFile
    {
        var feed = FeedFile(
            id: "j", format: format,
            columns: DocumentTests.mapped([
                (.field(.store), "$.s"), (.field(.till), "$.t"), (.field(.receipt), "$.r"),
                (.field(.line), lines == nil ? "n" : "n"), (.field(.time), "$.at"), (.field(.product), "p"),
                (.field(.quantity), "q"),
            ]))
        feed.receiptsPath = receipts
        feed.linesPath = lines
        return feed
    }

    static func receipt(_ number: Int, _ lines: String = #"[{"n":1,"p":4001,"q":1}]"#) -> String {
        #"{"s":1,"t":2,"r":\#(number),"at":"2026-03-02T10:00","l":\#(lines)}"#
    }

    private func keys(_ feed: FeedFile, _ input: String, chunk: Int = 1 << 18) throws -> [String] {
        let reading = try Fixture.read(feed, Array(input.utf8), limits: FeedReader.Limits(chunk: chunk))
        #expect(reading.quarantined.isEmpty)
        return reading.keys
    }

    @Test(arguments: [1, 3, 1 << 18])
    func receiptsAreFound(_ chunk: Int) throws {
        let (a, b) = (Self.receipt(1), Self.receipt(2))
        let both = ["j/1/2/1/1", "j/1/2/2/1"]
        for input in [
            "[\(a),\(b)]", "\(a)\n\(b)\n", "\(a)\(b)", "\(a),\(b)", "\u{1E}\(a)\n\u{1E}\(b)\n",
            "[\(a)]\n[\(b)]", " [ \(a) , \(b) ] ",
        ] {
            #expect(try keys(Self.feed(nil), input, chunk: chunk) == both, "\(input)")
            #expect(try keys(Self.feed("$[*]"), input, chunk: chunk) == both, "\(input)")
        }
        for input in [
            #"{"x":{"o":[{"s":9}]},"y":"\"o\":[","o":[\#(a),\#(b)],"z":[1,[2,"]"]]}"#,
            #"{"o":\#(a)}{"o":\#(b)}"#, #"[{"o":[\#(a)]},{"o":[],"n":null},{"q":1},{"o":[\#(b)]}]"#,
            #"{"\u006f":[\#(a),\#(b)]}"#,
        ] {
            let path = input.hasPrefix("[") ? "$[*].o[*]" : "$.o[*]"
            #expect(try keys(Self.feed(path), input, chunk: chunk) == both, "\(input)")
        }
        #expect(try keys(Self.feed("$.o"), #"{"o":[\#(a),\#(b)]}"#, chunk: chunk) == both)
        #expect(try keys(Self.feed("$.o[*]"), #"{"o":null,"p":[\#(a)]}"#, chunk: chunk) == [])
        #expect(try keys(Self.feed("$.o[*]"), #"{"o":[]}"#, chunk: chunk) == [])
        #expect(try keys(Self.feed(nil), "", chunk: chunk) == [])
    }

    @Test func eachObjectMayBeALine() throws {
        let input = #"[{"s":1,"t":2,"r":3,"n":4,"at":"2026-03-02T10:00","p":"4001","q":2}]"#
        #expect(try keys(Self.feed(nil, lines: nil), input) == ["j/1/2/3/4"])
    }

    @Test(arguments: [1, 5, 1 << 18])
    func aBadReceiptCostsNoOther(_ chunk: Int) throws {
        let bad = [
            (#"{"s":01}"#, QuarantineReason.notDecodable), (#"{"s":tru}"#, .notDecodable),
            (#"{"s":"a\q"}"#, .notDecodable), ("{\"s\":\"a\u{1}\"}", .notDecodable), ("7", .notDecodable),
            (#""text""#, .notDecodable), (#"{"s":1,"s":2,"l":{"p":4001}}"#, .notDecodable),
            (#"{"l":[1]}"#, .notDecodable), (#"{"l":[{"p":"4001","q":1}]}"#, .missingStore),
            (
                #"{"a":\#(String(repeating: "[", count: 64))\#(String(repeating: "]", count: 64))}"#,
                .notDecodable
            ),
        ]
        for (text, reason) in bad {
            for input in [
                "[\(Self.receipt(1)),\(text),\(Self.receipt(2))]",
                "\(Self.receipt(1))\n\(text)\n\(Self.receipt(2))",
            ] {
                let reading = try Fixture.read(
                    Self.feed(nil), Array(input.utf8), limits: FeedReader.Limits(chunk: chunk))
                #expect(reading.keys == ["j/1/2/1/1", "j/1/2/2/1"], "\(input)")
                #expect(reading.reasons == [reason], "\(input)")
            }
        }
        let encoding =
            Array("[\(Self.receipt(1)),{\"s\":\"".utf8) + [0xFF] + Array("\"},\(Self.receipt(2))]".utf8)
        let reading = try Fixture.read(Self.feed(nil), encoding)
        #expect(reading.reasons == [.badEncoding])
        #expect(reading.keys.count == 2)
    }

    @Test func numbersKeepTheirDigits() throws {
        let input = Self.receipt(1, #"[{"n":90071992547409931234,"p":4.001e3,"q":1.5e-1}]"#)
        let reading = try Fixture.read(Self.feed(nil), Array(input.utf8))
        #expect(reading.keys == ["j/1/2/1/90071992547409931234"])
        #expect(reading.arrived.first?.line.quantity == ExactDecimal(millionths: 150_000))
    }

    @Test func bounds() throws {
        let text = Self.receipt(1)
        let size = text.utf8.count
        for (bound, isRead) in [(size - 1, false), (size, true), (size + 1, true)] {
            for format in [FeedFile.Format.json, .ndjson] {
                let limits = FeedReader.Limits(bounds: RecordBounds(record: bound), chunk: 16)
                let input = "\(text)\n\(Self.receipt(2, "[]"))\n"
                let reading = try Fixture.read(
                    Self.feed(nil, format: format), Array(input.utf8), limits: limits)
                #expect(reading.keys == (isRead ? ["j/1/2/1/1"] : []))
                #expect(reading.reasons == (isRead ? [] : [.lineTooLong]))
            }
        }
        for (count, isRead) in [(9_999, true), (10_000, true), (10_001, false)] {
            let lines = (1...count).map { #"{"n":\#($0),"p":4001,"q":1}"# }.joined(separator: ",")
            let reading = try Fixture.read(Self.feed(nil), Array(Self.receipt(1, "[\(lines)]").utf8))
            #expect(reading.keys.count == (isRead ? count : 0))
            #expect(reading.reasons == (isRead ? [] : [.lineTooLong]))
        }
        for (depth, isRead) in [(61, true), (62, true), (63, true), (64, false)] {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let input = Self.receipt(1).dropLast() + #","x":\#(nested)}"#
            #expect(try Fixture.read(Self.feed(nil), Array(input.utf8)).keys.count == (isRead ? 1 : 0))
        }
    }

    @Test func whatBreaksOffIsSaidAfterWhatWasRead() throws {
        let cases: [(String, Int, Int, [QuarantineReason])] = [
            ("[\(Self.receipt(1)) \(Self.receipt(2))]", 1, Self.receipt(1).utf8.count + 3, []),
            ("[\(Self.receipt(1)),\n", 2, 1, []), ("[\(Self.receipt(1)),\n{\"s\":", 2, 6, [.cutOff]),
            ("[\(Self.receipt(1))\n]]", 2, 2, []), ("\(Self.receipt(1))\n}", 2, 1, []),
        ]
        for (input, line, column, reasons) in cases {
            let folder = try Folder()
            let reader = try Fixture.reader(Self.feed(nil), try folder.write("input", Array(input.utf8)))
            var batch = DecodedBatch()
            #expect(try reader.next(into: &batch, lines: 100))
            #expect(batch.arrived.map(\.line.key.text.string) == ["j/1/2/1/1"])
            #expect(batch.quarantined.map(\.reason) == reasons)
            let error = #expect(throws: FeedError.self) { try reader.next(into: &batch, lines: 100) }
            #expect(error?.code == .jsonMalformed)
            #expect(error?.line == line, "\(input)")
            #expect(error?.column == column, "\(input)")
        }
    }

    @Test func linesOfNDJSONAreReceipts() throws {
        let input = "\(Self.receipt(1))\n\n{\"s\":[[[\n\(Self.receipt(2))\n{\"s\""
        let reading = try Fixture.read(Self.feed(nil, format: .ndjson), Array(input.utf8))
        #expect(reading.keys == ["j/1/2/1/1", "j/1/2/2/1"])
        #expect(reading.reasons == [.notDecodable, .cutOff])
        #expect(reading.quarantined.map(\.position.line) == [3, 5])
    }

    @Test func pathsThatAreNone() throws {
        for path in ["$..a", "$.a[", "$.a[x]", "$.", "$a", "$.a[0].b"] {
            let error = #expect(throws: FeedError.self) { try Fixture.read(Self.feed(path), []) }
            #expect(error?.code == .recordField, "\(path)")
        }
    }

    @Test func placesAreThoseOfLines() throws {
        let input =
            "[\n\(Self.receipt(1, "[\n{\"n\":1,\"p\":4001,\"q\":1},\n  {\"n\":2,\"p\":4001,\"q\":1}]"))\n]"
        let reading = try Fixture.read(Self.feed(nil), Array(input.utf8))
        #expect(reading.arrived.map(\.position.line) == [3, 4])
        for arrived in reading.arrived {
            let start = Int(arrived.position.offset)
            #expect(Array(input.utf8)[start...].starts(with: Array(#"{"n":"#.utf8)))
        }
    }
}
