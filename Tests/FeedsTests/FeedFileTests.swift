import Delimited
import Documents
import Feeds
import Purchases
import Testing

struct FeedFileTests {
    /// The example of the format, whole.
    static let whole = """
        feed: shop
        format: csv
        encoding: utf-8
        delimiter: ";"
        decimal: ","
        timezone: Europe/Berlin
        stores: {S2: {timezone: Europe/Lisbon}}
        time_format: "%d.%m.%Y %H:%M:%S"
        fields: {store: Filiale, till: Kasse, receipt: Bon, line: Pos, time: Zeit, product: Artikel, quantity: Menge,
                 day: Tag, description: Text, amount: Betrag, currency: {constant: EUR}, tender: Zahlart, revision: Stand}
        extra: {purpose: Zweck}
        tokens: {loyalty: loyalty_id, payment: pay_token}
        placeholders: {loyalty: ["0", "9999999"]}
        licence: {number: lic_no, until: lic_until, scope: lic_scope, concentration: lic_max, total: lic_total}
        kinds: {column: Art, sale: [S], void: [V], return: [R], ignore: [T]}
        negative: return
        refers: {store: ref_store, till: ref_till, receipt: ref_receipt, line: ref_line, day: ref_day}
        corrections: none
        first_revision: 1
        max_skew: 24h
        max_age: 400d
        """

    @Test func readsAllOfTheFormat() throws {
        let feed = try Fixture.feed(Self.whole)
        #expect(feed.id == "shop")
        #expect(feed.dialect.delimiter == UInt8(ascii: ";"))
        #expect(feed.decimalMark == UInt8(ascii: ","))
        #expect(feed.storeZones == ["S2": "Europe/Lisbon"])
        #expect(feed.constants == [.currency: "EUR"])
        #expect(feed.columns.count == 12 + 1 + 2 + 5 + 5 + 1)
        #expect(feed.maps(.field(.day)) && feed.maps(.revision) && feed.maps(.token("payment")))
        #expect(feed.placeholders == ["loyalty": ["0", "9999999"]])
        #expect(feed.kinds?.void == ["V"])
        #expect(feed.maxSkew == TimeSpan(seconds: 86_400))
        #expect(feed.maxAge == TimeSpan(seconds: 400 * 86_400))
        #expect(!feed.linesFromContent)
    }

    @Test func papersHaveTotalsAndPeriods() throws {
        let (feed, diagnostics) = FeedFileReader.read(path: "feed.yaml", bytes: Array(Self.whole.utf8))
        #expect(feed?.maps(.paper(.licence, .total)) == true)
        #expect(feed?.maps(.paper(.licence, .period)) == false)
        #expect(diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("total: {constant: 5 kg}, period: {constant: 365d}", []),
        ("total: {constant: \"0,5\"}", []),
        ("total: {constant: 0 kg}", ["F005"]), ("total: {constant: 5 l}", ["F005"]),
        ("period: {constant: soon}", ["D028"]), ("period: {constant: 0d}", ["D028"]),
        ("period: {column: x}", ["D021", "D020"]),
    ]) func totalsAndPeriodsMayBeConstant(text: String, codes: [String]) {
        let whole = Self.whole.replacing("total: lic_total", with: text)
        let diagnostics = FeedFileReader.read(path: "feed.yaml", bytes: Array(whole.utf8)).1
        #expect(diagnostics.map(\.code) == codes, "\(diagnostics)")
    }

    @Test func defaultsAreThoseOfTheFormat() throws {
        let feed = try Fixture.feed(
            """
            feed: a
            format: csv
            fields: {store: a, till: b, receipt: c, line: {from: content}, time: e, product: f, quantity: g}
            """)
        #expect(feed.linesFromContent)
        #expect(feed.encoding == .utf8)
        #expect(feed.dialect == .comma)
        #expect(feed.timeZone == "UTC")
        #expect(feed.negative == .return)
        #expect(feed.kinds == nil)
        #expect(feed.timeFormat == .iso8601)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var replace: String
        var with: String
        var code: DiagnosticCode
        var says: String

        var testDescription: String { with }
    }

    static let mistakes: [Mistake] = [
        .init(
            replace: "decimal: \",\"", with: "decimals: \",\"", code: .unknownKey,
            says: "did you mean `decimal`?"),
        .init(replace: "till: Kasse, ", with: "", code: .missingKey, says: "till: COLUMN"),
        .init(replace: "till: Kasse", with: "til: Kasse", code: .unknownKey, says: "did you mean `till`?"),
        .init(replace: "format: csv", with: "format: cvs", code: .unknownWord, says: "did you mean `csv`?"),
        .init(replace: "encoding: utf-8", with: "encoding: ebcdic", code: .unknownWord, says: "windows-1252"),
        .init(
            replace: "delimiter: \";\"", with: "delimiter: \";;\"", code: .badDelimiter,
            says: "one ASCII character"),
        .init(replace: "decimal: \",\"", with: "decimal: \"'\"", code: .badDecimalMark, says: "write"),
        .init(
            replace: "Europe/Berlin", with: "Europe/Berlim", code: .unknownTimeZone,
            says: "did you mean `Europe/Berlin`?"),
        .init(replace: "Europe/Lisbon", with: "EST", code: .unknownTimeZone, says: "IANA"),
        .init(replace: "%H:%M", with: "%Q:%M", code: .badTimeFormat, says: "%Y %y"),
        .init(
            replace: "corrections: none", with: "corrections: all", code: .unknownWord, says: "`any`"),
        .init(
            replace: "{loyalty: [\"0\"", with: "{loyality: [\"0\"", code: .unknownKey,
            says: "did you mean `loyalty`?"),
        .init(replace: "void: [V]", with: "void: [S]", code: .badKinds, says: "keep one"),
        .init(replace: "max_age: 400d", with: "max_age: a year", code: .badDuration, says: "30d"),
        .init(
            replace: "receipt: Bon", with: "receipt: {constant: 1}", code: .badColumn, says: "name its column"
        ),
        .init(replace: "line: Pos", with: "line: {from: counting}", code: .unknownWord, says: "content"),
        .init(replace: "first_revision: 1", with: "first_revision: one", code: .notANumber, says: ""),
        .init(replace: "negative: return", with: "negative: refund", code: .unknownWord, says: "return"),
        .init(replace: "purpose: Zweck", with: "loyalty: Zweck", code: .badColumn, says: "another name"),
        .init(replace: "lic_no", with: "", code: .noValue, says: ""),
        .init(
            replace: "purpose: Zweck", with: "purpose: pay_token", code: .badColumn,
            says: "never kept as it stands"),
        .init(
            replace: "description: Text", with: "description: lic_no", code: .badColumn,
            says: "holds `licence.number`"),
        .init(
            replace: "%d.%m.%Y %H:%M:%S", with: "%d.%m.%Y %H:%M:%S" + String(repeating: "x", count: 100_000),
            code: .badTimeFormat, says: "200 bytes"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreLocatedWithHelp(_ mistake: Mistake) throws {
        let text = Self.whole.replacing(mistake.replace, with: mistake.with)
        #expect(text != Self.whole)
        let (feed, diagnostics) = FeedFileReader.read(path: "feed.yaml", bytes: Array(text.utf8))
        #expect(feed == nil)
        let found = try #require(
            diagnostics.first { $0.severity == .error && $0.code == mistake.code.id }, "\(diagnostics)")
        #expect(found.line > 0 && found.column > 0)
        #expect(((found.help ?? "") + found.message).contains(mistake.says), "\(found)")
    }

    @Test func allMistakesComeAtOnce() {
        var text = Self.whole
        for mistake in Self.mistakes.prefix(1) + Self.mistakes.dropFirst(4).prefix(3) {
            text = text.replacing(mistake.replace, with: mistake.with)
        }
        let (_, diagnostics) = FeedFileReader.read(path: "feed.yaml", bytes: Array(text.utf8))
        #expect(diagnostics.count { $0.severity == .error } == 3)
    }

    @Test func columnsThatAreNotThereAreNamedWithThoseThatAre() throws {
        let error = #expect(throws: FeedError.self) {
            try Fixture.read(Fixture.csv, "store;till;recipt;line;time;product;quantity;text\n")
        }
        #expect(error?.code == .inputColumns)
        #expect(error?.line == 1)
        #expect(error?.message.contains("`receipt` (receipt), `card` (loyalty)") == true)
        #expect(error?.help.contains("`store`, `till`, `recipt`") == true)
        #expect(error?.help.contains("is `receipt` `recipt`?") == true)
    }

    /// An export without a header begins with a sale, of which nothing may be shown (2.8).
    @Test func aFirstLineThatIsASaleIsNotShown() {
        let error = #expect(throws: FeedError.self) {
            try Fixture.read(Fixture.csv, "S1;1;7;1;2026-06-10T12:00:00;4001;card;ok;secret-card-7\n")
        }
        #expect(error?.code == .inputColumns)
        #expect(error?.help.contains("it has 9 cells, and is not shown") == true)
        for shown in ["secret", "4001", "S1", "ok"] {
            #expect(error?.help.contains(shown) == false && error?.message.contains(shown) == false)
        }
        let spelled = #expect(throws: FeedError.self) {
            try Fixture.read(Fixture.csv, Fixture.header.uppercased())
        }
        #expect(spelled?.help.contains("is `store` `STORE`?; is `till` `TILL`?") == true)
    }

    @Test func aWrongDelimiterIsGuessed() throws {
        let error = #expect(throws: FeedError.self) {
            try Fixture.read(Fixture.csv, Fixture.header.replacing(";", with: ",") + "a,b\n")
        }
        #expect(error?.help.contains("is the delimiter `,`?") == true)
    }

    @Test func aColumnThatStandsTwiceIsRefused() {
        let error = #expect(throws: FeedError.self) {
            try Fixture.read(Fixture.csv, Fixture.header.replacing("text", with: "time"))
        }
        #expect(error?.code == .inputColumnTwice)
    }

    @Test func theLineThatNamesTheDelimiterIsNoHeader() throws {
        let rest = Fixture.header + QuarantineTests.good + "\n"
        let reading = try Fixture.read(Fixture.csv, "sep=;\r\n" + rest)
        #expect(reading.arrived.first?.position.line == 3)
        let error = #expect(throws: FeedError.self) { try Fixture.read(Fixture.csv, "sep=,\r\n" + rest) }
        #expect(error?.code == .inputDelimiter)
    }
}
