import Delimited
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// How feeds write quantities and amounts.
struct NumberNotationTests {
    static func notation(_ decimal: String = ".", _ grouping: String? = nil) -> NumberNotation {
        var feed = FeedFile(id: "a", format: .csv, columns: [])
        feed.decimalMark = decimal == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
        feed.groupingMark = grouping
        return NumberNotation(feed)
    }

    @Test(arguments: [
        ("$8.00", "8"), ("-$3.00", "-3"), ("$-3.00", "-3"), ("($33.62)", "-33.62"), ("$1,149.00", "1149"),
        ("1,149.00 $", "1149"), ("12.50-", "-12.5"), ("+2", "2"), ("EUR 1,000,000.5", "1000000.5"),
        ("1.00 zł", "1"), ("R$ 10.00", "10"), ("US$10", "10"), ("€5-", "-5"), ("- 5", "-5"),
        ("\u{2212}5", "-5"),
        ("999,999,999,999.999999", "999999999999.999999"), ("0012", "12"), ("-0", "0"),
    ])
    func moneyIsRead(_ text: String, _ value: String) {
        #expect(Self.notation(".", ",").read(text, isMoney: true)?.description == value)
    }

    @Test(arguments: [
        "1,14.00", "11,49", "1,1490", ",149", "1,149,", "1,149.0,0", "1.149,00", "$$1", "$1$", "--1", "-1-",
        "(-1)", "(1", "1)", "()", "", "$", "-", "1e3", "1.", ".5", "0x1", "12 34", "1,234'567", "\u{661}",
        "1,000,000,000,000", "1.0000000",
    ])
    func whatIsNoNumberIsNone(_ text: String) {
        #expect(Self.notation(".", ",").read(text, isMoney: true) == nil)
    }

    @Test(arguments: [
        (",", ".", "1.234.567,5"), (",", " ", "1 234 567,5"), (",", " ", "1\u{A0}234\u{A0}567,5"),
        (",", " ", "1\u{202F}234\u{202F}567,5"), (".", "'", "1'234'567.5"),
        (".", "'", "1\u{2019}234\u{2019}567.5"),
    ])
    func digitsAreGrouped(_ decimal: String, _ grouping: String, _ text: String) {
        #expect(Self.notation(decimal, grouping).read(text)?.description == "1234567.5")
        #expect(Self.notation(decimal).read(text) == nil)
    }

    @Test func quantitiesHaveNoCurrency() {
        #expect(Self.notation().read("$1") == nil)
        #expect(Self.notation().read("1 kg") == nil)
        #expect(Self.notation().read("(1.5)")?.description == "-1.5")
    }

    @Test func scalesDivideExactly() {
        #expect(Self.notation().read("1500", scale: 1000)?.description == "1.5")
        #expect(Self.notation().read("-1", isMoney: true, scale: 100)?.description == "-0.01")
        #expect(Self.notation().read("1", scale: 1_000_000)?.description == "0.000001")
        #expect(Self.notation().read("0.1", scale: 1_000_000) == nil)
        #expect(Self.notation().read("999999999999", scale: 100)?.description == "9999999999.99")
    }

    /// Random numbers in random notations against Python's `decimal`.
    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func randomNumbersAreThoseOfPython() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let program = """
            import json, random, sys
            from decimal import Decimal
            random.seed(\(seed))
            out = []
            for _ in range(20000):
                mark, group = random.choice([(".", ","), (",", "."), (",", " "), (".", "'"), (".", None)])
                digits = random.choice([0, 1, 2, 3, 6])
                value = Decimal(random.randrange(10 ** random.randint(1, 9))).scaleb(-digits)
                negative = random.random() < 0.4
                text = f"{value:,.{digits}f}" if group else f"{value:.{digits}f}"
                text = "".join({",": group or "", ".": mark}.get(c, c) for c in text)
                style = random.choice(["before", "after", "paren"]) if negative else ""
                money = random.choice(["", "$", "€", "EUR ", " kr"])
                text = text + money if money == " kr" else money + text
                text = {"before": "-" + text, "after": text + "-", "paren": "(" + text + ")"}.get(style, text)
                shift = random.choice([0, 0, 2, 3])
                value = (-value if negative else value).scaleb(-shift)
                exact = value == round(value, 6)
                plain = format(value.normalize(), "f") if exact else ""
                out.append([mark, group or "", text, str(10 ** shift), "0" if plain in ("-0", "0") else plain])
            print(json.dumps(out))
            """
        let cases = try JSONDecoder().decode(
            [[String]].self, from: Data(try Python.run(program, input: "").utf8))
        #expect(cases.count == 20_000)
        for item in cases {
            let notation = Self.notation(item[0], item[1].isEmpty ? nil : item[1])
            let value = notation.read(item[2], isMoney: true, scale: Int64(item[3]) ?? 1)
            #expect((value?.description ?? "") == item[4], "\(item), seed \(seed)")
        }
    }
}
