import Crypto
import Feeds
import Purchases
import TestSupport
import Testing

/// What the texts of a record mean.
struct DecodingTests {
    static let feed = FeedFileTests.whole.replacing("day: Tag, ", with: "").replacing(
        ", day: ref_day", with: "")
    static let names = [
        "Filiale", "Kasse", "Bon", "Pos", "Zeit", "Artikel", "Menge", "Text", "Betrag", "Zahlart", "Stand",
        "Zweck", "loyalty_id",
        "pay_token", "lic_no", "lic_until", "lic_scope", "lic_max", "lic_total", "Art", "ref_store",
        "ref_till", "ref_receipt",
        "ref_line",
    ]
    static let usual = [
        "Filiale": "S1", "Kasse": "1", "Bon": "7", "Pos": "1", "Zeit": "10.06.2026 12:00:00",
        "Artikel": "4001", "Menge": "1", "Art": "S",
    ]

    func line(_ changes: [String: String]) throws -> (Line, [String: Int]) {
        let cells = Self.names.map { changes[$0] ?? Self.usual[$0] ?? "" }
        let input = Self.names.joined(separator: ";") + "\n" + cells.joined(separator: ";") + "\n"
        let reading = try Fixture.read(Self.feed, input)
        return (try #require(reading.arrived.first?.line, "\(reading.quarantined)"), reading.unreadable)
    }

    @Test(arguments: [
        ("1", "1"), ("1,5", "1.5"), ("-2,50", "2.5"), ("0", "0"), ("-0", "0"), ("007", "7"),
        ("0,000001", "0.000001"),
        ("999999999999,999999", "999999999999.999999"),
    ])
    func quantitiesAreExactMagnitudes(_ text: String, _ quantity: String) throws {
        let (line, _) = try line(["Menge": text])
        #expect(line.quantity?.description == quantity)
        #expect(line.kind == (text == "-2,50" ? .return : .sale))
    }

    @Test(arguments: [
        "1.5", "1,", ",5", "1e3", "1.000,5", "1,0000000", "1234567890123", "1 000", "--1", "-", "+-1", "-1-",
        "(1", "-(1)", "12 34", "1 EUR EUR",
        "\u{661}",
    ])
    func whatIsNoNumberIsMissingAndCounted(_ text: String) throws {
        let (line, unreadable) = try line(["Betrag": text])
        #expect(line.amount == nil)
        #expect(unreadable == ["amount": 1])
    }

    @Test func storesHaveZonesOfTheirOwn() throws {
        #expect(try line([:]).0.time.description == "2026-06-10T10:00:00Z")
        #expect(try line(["Filiale": "S2"]).0.time.description == "2026-06-10T11:00:00Z")
    }

    @Test func keysAreEscapedAndTrimmed() throws {
        let (line, _) = try line(["Filiale": " S/1% ", "Bon": "0007"])
        #expect(line.key.text == "shop/S%2F1%25/1/0007/1")
        #expect(line.key.receipt == "shop/S%2F1%25/1/0007")
        #expect(line.store == "S/1%")
    }

    @Test func revisionsHaveAFirst() throws {
        #expect(try line([:]).0.revision == 1)
        #expect(try line(["Stand": "2.0"]).0.revision == 2)
        let (odd, unreadable) = try line(["Stand": "1.5"])
        #expect(odd.revision == 1)
        #expect(unreadable == ["revision": 1])
    }

    @Test func papersAndTokensArePseudonyms() throws {
        let pseudonyms = Pseudonyms(key: Fixture.key)
        let (line, _) = try line([
            "loyalty_id": "0", "pay_token": " P1 ", "lic_no": "L-1", "lic_until": "2026-12-31",
            "lic_scope": "\"7647-14-5; salt,,\"",
            "lic_max": "12,50", "lic_total": "10,0", "Zweck": "garden",
        ])
        #expect(line.tokens == [Token(kind: "payment", value: pseudonyms(kind: "payment", value: "P1"))])
        #expect(line.licence?.number == pseudonyms(kind: "licence", value: "L-1"))
        #expect(line.licence?.until?.description == "2026-12-31")
        #expect(line.licence?.scope == ["7647-14-5", "salt"])
        #expect(line.licence?.concentration?.description == "12.5")
        #expect(line.licence?.total == .grams(ExactDecimal(10_000)))
        #expect(line.professional == nil)
        #expect(line.extra == [Extra(name: "purpose", value: "garden")])
        #expect(line.currency == "EUR")
    }

    @Test(arguments: [
        ("5 kg", "5"), ("500 g", "0.5"), ("20mg", "0.00002"), ("10,5", "10.5"), ("0,0000015 g", "?"),
        ("-3", "-3"), ("0", "0"), ("5 l", "?"), ("kg", "?"), ("5.0", "?"), ("5 KG", "?"), (" ", nil),
    ]) func totalsAreInKilograms(text: String, terms: String?) throws {
        let (line, unreadable) = try line(["lic_total": text])
        #expect(line.licence?.terms == terms)
        #expect(unreadable == (terms == "?" ? ["licence.total": 1] : [:]))
    }

    /// A period that is mapped and blank is there, and covers nothing.
    @Test(arguments: [
        ("30d", "/2592000"), ("1 w", "/604800"), ("90min", "/5400"), ("soon", "/?"), ("0d", "/?"), ("", "/?"),
        ("36525d", "/3155760000"), ("36526d", "/?"),
    ]) func periodsAreInSeconds(text: String, terms: String) throws {
        let feed = Fixture.csv + "\nlicence: {number: card, period: text}\n"
        let cut = feed.replacing("description: text}", with: "amount: text}")
            .replacing("tokens: {loyalty: card}", with: "")
        let row = "S1;1;7;1;2026-06-10T12:00:00;4001;1;\(text);L\n"
        let reading = try Fixture.read(cut, Fixture.header + row)
        let line = try #require(reading.arrived.first?.line)
        #expect(line.licence?.terms == terms)
        #expect(reading.unreadable["licence.period"] == (terms == "/?" && !text.isEmpty ? 1 : nil))
    }

    @Test func constantTermsAreThoseOfEveryLine() throws {
        let papers = "licence: {number: card, total: {constant: 500 g}, period: {constant: 30d}}"
        let feed = Fixture.csv.replacing("tokens: {loyalty: card}", with: papers)
        let row = "S1;1;7;1;2026-06-10T12:00:00;4001;1;a;\n"
        let line = try #require(try Fixture.read(feed, Fixture.header + row).arrived.first?.line)
        #expect(
            line.licence
                == Exemption(total: .grams(ExactDecimal(500)), period: .span(TimeSpan(seconds: 2_592_000))))
        #expect(line.content.string.contains("0.5/2592000"))
    }

    @Test func aBlankScopeIsEmptyAndNotMissing() throws {
        #expect(try line([:]).0.licence?.scope == [])
    }

    @Test func whatALineRefersToIsWhatWasGiven() throws {
        #expect(try line([:]).0.refers.isEmpty)
        let (line, _) = try line(["Art": "V", "ref_receipt": "3", "ref_line": " "])
        #expect(line.refers == Reference(receipt: "3"))
        #expect(line.kind == .void)
    }

    @Test func linesWithoutNumbersHaveTheirContentsHash() throws {
        let feed = Fixture.csv.replacing("line: line", with: "line: {from: content}")
        let rows = ["S1;1;7;;2026-06-10T12:00:00;4001;1;a;", "S1;1;7;;2026-06-10T12:00:00;4001;1;b;"]
        let reading = try Fixture.read(feed, Fixture.header + (rows + [rows[0]]).map { $0 + "\n" }.joined())
        let content =
            "sale\u{1F}2026-06-10T10:00:00Z\u{1F}\u{1F}4001\u{1F}a\u{1F}1"
            + String(repeating: "\u{1F}", count: 19)
        let digests = [0, 1].map { number in
            SHA256.hash(data: Array("\(content)\u{1F}\(number)".utf8)).prefix(8).map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count == 1 ? "0" + digits : digits
            }.joined()
        }
        #expect(reading.arrived.map(\.line.lineNumber.string)[0] == digests[0])
        #expect(reading.arrived.map(\.line.lineNumber.string)[2] == digests[1])
        #expect(Set(reading.keys).count == 3)
    }

    @Test(arguments: [
        ("4111111111111111", "[card number]"), ("x4111-1111-1111-1111x", "x[card number]x"),
        ("2 4111111111111111 1", "2 [card number] 1"), ("12 4111 1111 1111 1111", "12 [card number]"),
        ("4111111111111112", "4111111111111112"), ("4111  1111 1111 1111", "4111  1111 1111 1111"),
        ("00000000000000", "00000000000000"), ("41111111111111110000", "41111111111111110000"),
        ("378282246310005, 6011000990139424", "[card number], [card number]"),
    ])
    func whatCanBeACardNumberIsMasked(_ text: String, _ masked: String) throws {
        #expect(try line(["Text": text]).0.description == masked)
    }

    @Test func cardNumbersInTextAreNotKept() throws {
        let (line, _) = try line([
            "Text": "Karte 4111111111111111, Nr. 12345", "Zweck": "5500-0055-5555-5559", "Zahlart": "card",
        ])
        #expect(line.description == "Karte [card number], Nr. 12345")
        #expect(line.extra.first?.value == "[card number]")
        #expect(line.tender == "card")
    }

    @Test func cardNumbersInOtherColumnsAreNotKept() throws {
        let csv = Fixture.csv.replacing("description: text", with: "description: text, currency: money")
        let licence = "\nlicence: {number: number, scope: scope}"
        let input =
            Fixture.header.replacing("\n", with: ";money;number;scope\n")
            + "S1;1;7;1;2026-06-10T12:00:00;4001;1;ok;L1;4111 1111 1111 1111;N1;7722-84-1,5500-0055-5555-5559\n"
        let line = try #require(try Fixture.read(csv + licence, input).arrived.first?.line)
        #expect(line.currency == "[card number]")
        #expect(line.licence?.scope == ["7722-84-1", "[card number]"])
    }

    @Test func eachMaskedNumberIsCountedOnce() throws {
        let time = "2026-06-10T12:00:00"
        let number = "4111 1111 1111 1111"
        // Arrives with two, is dropped by the screen, is quarantined before and after the line was made, and has none.
        let input =
            Fixture.header + "S1;1;1;1;\(time);4001;1;\(number), 378282246310005;\(number)\n"
            + "S1;1;2;1;\(time);9999;1;\(number);\n" + "S1;1;3;1;;4001;1;\(number);\n"
            + "S1;1;4;1;0001-01-01T00:00:00;4001;1;\(number);\n" + "S1;1;5;1;\(time);4001;1;none;\n"
        for lines in [1, 2, 1_000] {
            let reading = try Fixture.read(Fixture.csv, input, lines: lines)
            #expect(reading.arrived.count == 2 && reading.quarantined.count == 2)
            #expect(reading.masked == 4)
        }
    }
}

struct PseudonymTests {
    /// RFC 4231's second test case, whose message is cut by a zero byte only in ours: computed with Python's hmac.
    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func pythonGivesTheSame() throws {
        let values = [
            ("loyalty", "L1"), ("payment", "L1"), ("phone", "Zoe\u{301}"), ("phone", "Zo\u{E9}"),
            ("licence", ""),
        ]
        let program = """
            import hmac, json, sys, unicodedata
            for line in open(sys.argv[1]):
                kind, value = bytes.fromhex(line.strip()).decode().split("|")
                text = kind.encode() + b"\\0" + unicodedata.normalize("NFC", value).encode()
                print(hmac.new(bytes([7]) * 32, text, "sha256").hexdigest())
            """
        let input = values.map { pair in
            "\(pair.0)|\(pair.1)".utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\n"
        }
        let answers = try Python.run(program, input: input.joined()).split(separator: "\n").map(String.init)
        let ours = values.map { Pseudonyms(key: Fixture.key)(kind: $0.0, value: $0.1).string }
        #expect(ours == answers)
        #expect(ours[2] == ours[3])
        #expect(Set(ours).count == 4)
    }

    @Test func theKeyIsNotPrinted() {
        let pseudonyms = Pseudonyms(key: Array("secretsecretsecretsecretsecret!!".utf8))
        var dumped = ""
        dump(pseudonyms, to: &dumped)
        #expect(!"\(pseudonyms) \(String(reflecting: pseudonyms)) \(dumped)".contains("115"))
        #expect(!dumped.contains("key"))
    }
}
