import Feeds
import Purchases
import Testing

struct JSONLinesTests {
    static let good = """
        {"kind": "S", "shop": {"id": "S1", "till": 1}, "receipt": {"number": "0007", "line": 12}, "time": "2026-06-10T12:00:00", \
        "item": {"product": "4001", "quantity": 1, "amount": 9.990000}, "text": "a"}
        """

    func changed(_ from: String, _ to: String) -> String { Self.good.replacing(from, with: to) }

    @Test func pathsLeadIntoObjectsAndNumbersKeepTheirText() throws {
        let reading = try Fixture.read(Fixture.ndjson, Self.good + "\n")
        let line = try #require(reading.arrived.first?.line)
        #expect(line.key.text == "shop/S1/1/0007/12")
        #expect(line.amount?.description == "9.99")
        #expect(line.description == "a")
    }

    @Test(arguments: [
        ("\"4001\"", "4001"), ("\"4001\"", "\" 4001\\t\""), ("\"4001\"", "\"\\u0034\\u0030\\u00301\""),
        ("\"product\"", "\"pro\\u0064uct\""),
        (
            "\"item\": {",
            "\"x\": [{\"product\": \"4002\"}, \"]}\\\"\"], \"item\": {\"y\": {\"product\": \"4002\"}, "
        ),
        ("{\"kind\"", "\r\t { \"product\": \"4002\" , \"kind\""),
    ])
    func theProductIsFoundHoweverItIsWritten(_ from: String, _ to: String) throws {
        let reading = try Fixture.read(Fixture.ndjson, changed(from, to) + "\r\n")
        #expect(reading.arrived.first?.line.product == "4001", "\(reading.quarantined)")
    }

    @Test func astralCharactersAreReadFromTheirEscapes() throws {
        let reading = try Fixture.read(
            Fixture.ndjson, changed("\"4001\"", "\"\\ud83e\\uddEA\\/\\\"\""), watched: ["\u{1F9EA}/\""])
        #expect(reading.arrived.count == 1)
    }

    @Test func digitsBeyondADoubleSurvive() throws {
        let reading = try Fixture.read(
            Fixture.ndjson,
            changed("\"0007\"", "12345678901234567890123456789").replacing(
                "9.990000", with: "123456789012.123457"))
        let line = try #require(reading.arrived.first?.line, "\(reading.quarantined)")
        #expect(line.receiptNumber == "12345678901234567890123456789")
        #expect(line.amount?.description == "123456789012.123457")
    }

    @Test(arguments: [
        ("\"text\": \"a\"", "\"text\": \"a\\x\"", QuarantineReason.notDecodable),
        ("\"text\": \"a\"}", "\"text\": \"a\"", .notDecodable),
        ("\"text\": \"a\"}", "\"text\": \"a\"} x", .notDecodable),
        ("\"text\": \"a\"", "\"text\": a", .notDecodable),
        ("\"text\": \"a\"", "\"text\": \"\\ud800\"", .notDecodable),
        ("\"text\": \"a\"", "\"text\": 01", .notDecodable),
        ("\"text\": \"a\"", "\"text\": \"a\", \"text\": \"b\"", .notDecodable),
        ("{\"kind\"", "[{\"kind\"", .notDecodable),
        ("\"text\": \"a\"", "\"text\": \"\(String(repeating: "x", count: 70_000))\"", .cellTooLong),
        ("\"text\": \"a\"", "\"text\": \"\(String(repeating: "x", count: 1_100_000))\"", .lineTooLong),
        ("\"text\": \"a\"", "\"text\": \"\(String(repeating: "x", count: 3_100_000))\"", .lineTooLong),
        ("\"S\"", "\"?\"", .unknownKind), ("\"till\": 1", "\"till\": 1x", .notDecodable),
        ("\"time\": \"2026-06-10T12:00:00\"", "\"time\": 5", .badTime),
        ("\"quantity\": 1", "\"quantity\": 1e2", .badQuantity),
        ("\"quantity\": 1", "\"quantity\": null", .missingQuantity),
        ("\"id\": \"S1\"", "\"id\": {}", .missingStore),
    ])
    func badLinesCostThemselvesOnly(_ from: String, _ to: String, _ reason: QuarantineReason) throws {
        let bad = changed(from, to)
        #expect(bad != Self.good)
        let input = "\(Self.good)\n\(bad)\n\(changed("12", "13"))\n"
        let reading = try Fixture.read(Fixture.ndjson, input)
        #expect(reading.reasons == [reason])
        #expect(reading.quarantined.first?.position.line == 2)
        #expect(reading.quarantined.first?.position.offset == Int64(Self.good.utf8.count + 1))
        #expect(reading.arrived.map(\.position.line) == [1, 3])
        // The same lines with a product that is not watched are none of anybody's business.
        let unwatched = try Fixture.read(Fixture.ndjson, input, watched: ["9"])
        #expect(unwatched.screened + unwatched.quarantined.count == 3)
        #expect(unwatched.screened == (to.hasPrefix("[") ? 2 : 3))
    }

    @Test func badBytesAreQuarantined() throws {
        let feed = try Fixture.feed(Fixture.ndjson)
        let bad = Array(Self.good.utf8).map { $0 == UInt8(ascii: "a") ? 0xE9 : $0 }
        let input = Array((Self.good + "\n").utf8) + bad + Array("\n".utf8)
        #expect(try Fixture.read(feed, input).reasons.count == 1)
        let text = Array(Self.good.utf8.dropLast(3)) + [0xE9, 0x22, 0x7D, 0x0A]
        #expect(try Fixture.read(feed, text).reasons == [.badEncoding])
    }

    @Test(arguments: 1..<12)
    func aCutLastLineIsSaidToBeCut(_ cut: Int) throws {
        let input = Self.good + "\n" + Self.good.dropLast(cut * 15)
        let reading = try Fixture.read(Fixture.ndjson, input)
        #expect(reading.reasons == [.cutOff])
        #expect(reading.arrived.count == 1)
    }

    @Test func aWholeLastLineWithoutLineEndIsALine() throws {
        #expect(try Fixture.read(Fixture.ndjson, "\u{FEFF}" + Self.good).arrived.count == 1)
    }

    @Test func blankLinesAreNoLines() throws {
        let reading = try Fixture.read(Fixture.ndjson, "\n \t\r\n" + Self.good + "\n\n")
        #expect(reading.read == 1)
        #expect(reading.arrived.first?.position.line == 3)
    }

    @Test func linesWithoutAProductPassAsVoidsAndReturnsOnly() throws {
        let lines = ["S", "V", "R", "T", "?"].map {
            changed("\"product\": \"4001\", ", "").replacing("\"S\"", with: "\"\($0)\"") + "\n"
        }
        let reading = try Fixture.read(Fixture.ndjson, lines.joined())
        #expect(reading.screened == 3)
        #expect(reading.arrived.map(\.line.kind) == [.void, .return])
    }
}
