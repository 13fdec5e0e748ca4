import Documents
import Feeds
import Foundation
import Purchases
import Testing

/// The keys of feed files that say how an export is laid out, writes numbers and times, and sends corrections.
struct FeedKeysTests {
    static let csv = """
        feed: a
        format: csv
        fields: {store: a, till: b, receipt: c, line: d, time: e, product: f, quantity: g, amount: h}

        """

    static func codes(_ text: String) -> [String] {
        FeedFileReader.read(path: "feed.yaml", bytes: Array(text.utf8)).1.map(\.code)
    }

    @Test func laysOutDelimitedExports() throws {
        let feed = try Fixture.feed(
            Self.csv + """
                header: [a, b, c, d, e, f, g, h, "i "]
                skip: 3
                carry: {by: c, columns: [a, e]}
                apostrophes: strip
                """)
        #expect(feed.header == .names(["a", "b", "c", "d", "e", "f", "g", "h", "i"]))
        #expect(feed.skippedLines == 3 && feed.stripsApostrophes)
        #expect(feed.carried == FeedFile.Carried(by: "c", columns: ["a", "e"]))
    }

    @Test func laysOutFixedColumns() throws {
        let feed = try Fixture.feed(
            """
            feed: a
            format: fixed
            columns: {s: 1-4, t: [5, 6], r: "7 - 12", l: 13, d: 14-20, p: 21-30, q: 31-1000000}
            fields: {store: s, till: t, receipt: r, line: l, time: d, product: p, quantity: q}
            """)
        #expect(
            feed.fixedColumns.map(\.places) == [
                1...4, 5...6, 7...12, 13...13, 14...20, 21...30, 31...1_000_000,
            ])
    }

    @Test func leadsIntoDocuments() throws {
        let feed = try Fixture.feed(
            """
            feed: a
            format: json
            receipts: $.orders[*]
            lines: $.items[*]
            fields: {store: $.a, till: $.b, receipt: $.c, line: d, time: $.e, product: f.g, quantity: "h[0].i"}
            """)
        #expect(feed.receiptsPath == "$.orders[*]" && feed.linesPath == "$.items[*]")
    }

    @Test func saysHowNumbersAreWritten() throws {
        let feed = try Fixture.feed(
            """
            feed: a
            format: csv
            decimal: ","
            grouping: "."
            scale: {quantity: 1000, amount: 100}
            units: {kg: [KG, Kilo], piece: EA}
            negative_amount: true
            fields: {store: a, till: b, receipt: c, line: d, time: [e, i], product: f, quantity: g, amount: h, unit: j, zone: k,
                     day: {closes: "04:30"}}
            trust_offset: false
            time_format: ["%d.%m.%Y %H:%M", "%d.%m.%y %I:%M %p", iso8601]
            """)
        #expect(feed.groupingMark == "." && feed.scales == [.quantity: 1000, .amount: 100])
        #expect(feed.units == ["kg": ["KG", "Kilo"], "piece": ["EA"]])
        #expect(feed.negativeAmounts && !feed.trustsOffset && feed.dayCloses == 4 * 3600 + 1800)
        #expect(feed.maps(.timePart(1)) && feed.maps(.zone) && feed.maps(.unit) && feed.maps(.day))
        #expect(feed.timeFormat.read("01.02.26 12:05 am")?.microseconds == 300_000_000)
    }

    @Test func saysWhatCorrects() throws {
        #expect(try Fixture.feed(Self.csv + "corrections: any").corrections == .any)
        let marked = try Fixture.feed(Self.csv + "corrections: {column: state, is: [K, L]}")
        #expect(marked.corrections == .marked(["K", "L"]))
        #expect(marked.columns.last == FeedFile.MappedColumn(role: .mark, column: "state"))
    }

    @Test(arguments: FeedFile.Format.allCases)
    func formatsWithNamesOfTheirOwnNeedNoFields(_ format: FeedFile.Format) throws {
        let defaults = FormatDefaults.of(format)
        let text = "feed: a\nformat: \(format.rawValue)\n"
        guard !defaults.columns.isEmpty else {
            #expect(Self.codes(text).contains(DiagnosticCode.missingKey.id))
            return
        }
        let feed = try Fixture.feed(text)
        #expect(feed.columns == defaults.columns && feed.kinds == defaults.kinds)
        let other = try Fixture.feed(
            text + "fields: {store: {constant: S1}, product: X}\ntokens: {own: Y}\nrefers: {receipt: Z}")
        #expect(other.constants == [.store: "S1"])
        #expect(other.columns.filter { $0.role == .field(.product) }.map(\.column) == ["X"])
        #expect(!other.maps(.field(.store)) && other.maps(.token("own")) && other.maps(.refers(.receipt)))
        #expect(other.columns.filter { if case .token = $0.role { true } else { false } }.count == 1)
        #expect(other.maps(.till) == feed.maps(.till) && other.kinds == feed.kinds)
    }

    @Test(arguments: [
        ("skip: 1001", "D025"), ("skip: -1", "D025"), ("header: [a, a]", "F056"), ("header: []", "D023"),
        ("carry: {by: a}", "D021"), ("apostrophes: maybe", "D027"), ("columns: {a: 1-2}", "D022"),
        ("receipts: $.a[*]", "D022"), ("lines: $.a[*]", "D022"), ("voids: flag", "D022"),
        ("grouping: \".\"", "F053"), ("grouping: x", "F053"), ("grouping: \",,\"", "F053"),
        ("scale: {quantity: 12}", "F054"), ("scale: {quantity: 0}", "D025"), ("scale: {till: 10}", "D020"),
        ("units: {kg: KG}", "F005"), ("units: {stone: ST}", "D020"), ("negative_amount: perhaps", "D027"),
        ("trust_offset: false\ntime_format: epoch_ms", "F004"), ("time_format: []", "F004"),
        ("corrections: {column: a}", "D021"), ("corrections: {is: K}", "D021"),
    ]) func mistakesAreRefused(line: String, code: String) throws {
        let diagnostics = FeedFileReader.read(path: "feed.yaml", bytes: Array((Self.csv + line).utf8)).1
        #expect(diagnostics.contains { $0.code == code && $0.line > 3 }, "\(diagnostics)")
    }

    @Test(arguments: [
        ("time: []", "F005"), ("time: [a, b, c, d, e]", "F005"), ("time: e, unit: {constant: KG}", "F005"),
        ("time: e, zone: {constant: UTC}", "F005"), ("time: e, day: {closes: \"24:00\"}", "F052"),
        ("time: e, day: {closes: 4}", "F052"), ("time: e, day: {closes: \"4:00\"}", "F052"),
    ]) func mistakesOfFieldsAreRefused(fields: String, code: String) {
        #expect(Self.codes(Self.csv.replacing("time: e", with: fields)) == [code])
    }

    @Test func bounds() throws {
        #expect(try Fixture.feed(Self.csv + "skip: 1000").skippedLines == 1000)
        let formats = Array(repeating: "iso8601", count: FeedFileReader.timeFormatsMax)
        _ = try Fixture.feed(Self.csv + "time_format: [\(formats.joined(separator: ", "))]")
        #expect(
            Self.codes(Self.csv + "time_format: [\((formats + ["x"]).joined(separator: ", "))]") == ["F004"])
        for (count, codes) in [(999, []), (1_000, []), (1_001, ["F056"])] {
            let names = (1...count).map { "c\($0)" }.joined(separator: ", ")
            #expect(Self.codes(Self.csv + "header: [\(names)]") == codes)
        }
        let fixed =
            "feed: a\nformat: fixed\nfields: {store: s, till: s, receipt: s, line: s, time: s, product: s, quantity: s}\n"
        for (places, codes) in [
            ("1-1000000", []), ("1-1000001", ["F057"]), ("0-1", ["F057"]), ("2-1", ["F057"]),
            ("[1, 2, 3]", ["F057"]), ("one", ["F057"]),
        ] {
            #expect(Self.codes(fixed + "columns: {s: \(places)}") == codes)
        }
        #expect(Self.codes(fixed + "columns: {t: 1-2}") == ["F057"])
        #expect(Self.codes(fixed) == ["D021"])
    }

    @Test func correctionsNeedKeys() {
        let text = Self.csv.replacing("line: d", with: "line: {from: content}")
        #expect(Self.codes(text + "corrections: any") == [DiagnosticCode.correctionsNeedKeys.id])
    }
}
