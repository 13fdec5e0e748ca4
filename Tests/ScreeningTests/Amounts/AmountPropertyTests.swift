import Foundation
import Purchases
import Screening
import Testing

/// Random compositions are written as shops write them and read back: the values must be those that were written.
struct AmountPropertyTests {
    private static let names = [
        "Aceton", "Eau oxygénée", "Wasserstoffperoxid-Lösung", "Kwas", "Ácido", "حمض", "ZUUR", "Soluzione",
        "CREAM",
    ]
    private static let litres = [
        "l", "L", " l", " L", "LT", " Liter", " litros", " litri", " litrów", " لتر", "-Liter",
    ]
    private static let millilitres = ["ml", " ml", "ML", " مل", " millilitres", " cc"]
    private static let grams = ["g", " g", "GR", " gr", " Gramm", " غرام", " grammes"]
    private static let kilograms = ["kg", " kg", "KG", " Kilo", " كغ", " kilogramos", " kgs"]

    private static func pick(_ texts: [String], _ dice: inout Chance) -> String {
        texts.randomElement(using: &dice) ?? ""
    }

    /// Digits, with the mark of some language, and sometimes in Arabic-Indic digits.
    private static func written(_ hundredths: Int, _ dice: inout Chance) -> String {
        let whole = "\(hundredths / 100)"
        let rest = hundredths % 100
        guard rest != 0 else { return arabic(whole, Int.random(in: 0..<8, using: &dice) == 0) }
        let fraction = rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0\(rest)" : "\(rest)")
        if Int.random(in: 0..<8, using: &dice) == 0 { return arabic(whole + "\u{66B}" + fraction, true) }
        return whole + pick([".", ","], &dice) + fraction
    }

    private static func arabic(_ text: String, _ isArabic: Bool) -> String {
        guard isArabic else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    (48...57).contains(scalar.value)
                        ? Unicode.Scalar(scalar.value - 48 + 0x660) ?? scalar : scalar
                }))
    }

    private static func decimal(_ hundredths: Int) -> ExactDecimal {
        ExactDecimal(millionths: Int128(hundredths) * 10_000)
    }

    @Test func netAmountsReadBack() {
        var dice = Chance(state: 1)
        for _ in 0..<3_000 {
            let kind = Int.random(in: 0..<4, using: &dice)
            let (units, unit) = [
                (Self.litres, "l"), (Self.millilitres, "ml"), (Self.grams, "g"), (Self.kilograms, "kg"),
            ][kind]
            // Grams and millilitres are whole and below a thousand, kilograms and litres have up to two decimals.
            let hundredths =
                kind == 0 || kind == 3
                ? Int.random(in: 1...9_999, using: &dice) : 100 * Int.random(in: 1...999, using: &dice)
            let count = Bool.random(using: &dice) ? Int.random(in: 2...60, using: &dice) : nil
            var text = Self.pick(Self.names, &dice) + " "
            if let count { text += "\(count)" + Self.pick(["x", " x ", "X", " × ", "*"], &dice) }
            text += Self.written(hundredths, &dice) + Self.pick(units, &dice)
            let net = AmountReader().read(Article(product: "1", name: text)).nets.first
            let expected = ExactDecimal(millionths: Self.decimal(hundredths).millionths * Int128(count ?? 1))
            #expect(net?.value == expected && net?.unit == unit && net?.count == count, "\(text)")
        }
    }

    @Test func concentrationsReadBack() {
        var dice = Chance(state: 2)
        let signs: [(String, String?)] = [
            ("%", nil), (" %", nil), ("% w/w", "w/w"), (" % (m/m)", "w/w"), ("% p/p", "w/w"),
            (" Gew.-%", "w/w"),
            (" Vol.-%", "v/v"), ("% v/v", "v/v"), ("% vol", "v/v"), ("٪", nil), (" proc.", nil), ("%ig", nil),
            (" % w/v", "w/v"),
        ]
        for _ in 0..<3_000 {
            let hundredths = Int.random(in: 1...9_999, using: &dice)
            let (sign, basis) = signs.randomElement(using: &dice) ?? ("%", nil)
            let tail = Self.pick(["", " 5 L", " Kanister", ", 500 ml", " - 1 kg"], &dice)
            let text = Self.pick(Self.names, &dice) + " " + Self.written(hundredths, &dice) + sign + tail
            let found = AmountReader().read(Article(product: "1", name: text)).concentrations
            #expect(found.count == 1 && found.first?.value == Self.decimal(hundredths), "\(text)")
            #expect(found.first?.basis == basis && found.first?.lower == nil, "\(text)")
        }
    }

    /// A list of parts, some with ranges, in one text: all are found, in order, and none is invented.
    @Test func compositionsReadBack() {
        var dice = Chance(state: 3)
        for _ in 0..<1_000 {
            var expected: [String] = []
            var parts: [String] = []
            for _ in 0..<Int.random(in: 1...8, using: &dice) {
                let upper = Int.random(in: 200...9_900, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0:
                    let lower = Int.random(in: 100..<upper, using: &dice)
                    let between = Self.pick(["-", " - ", "–", " bis ", " à ", " to ", " a "], &dice)
                    parts.append(
                        Self.pick(Self.names, &dice) + " " + Self.written(lower, &dice) + between
                            + Self.written(upper, &dice) + " %")
                    expected.append("\(Self.decimal(lower))..\(Self.decimal(upper))")
                case 1:
                    parts.append(
                        Self.pick(Self.names, &dice) + Self.pick([" <", " < ", " max. ", " bis "], &dice)
                            + Self.written(upper, &dice) + "%")
                    expected.append("0..\(Self.decimal(upper))")
                default:
                    parts.append(Self.pick(Self.names, &dice) + " " + Self.written(upper, &dice) + " %")
                    expected.append("\(Self.decimal(upper))")
                }
            }
            let text = parts.joined(separator: Self.pick(["; ", ", ", " / ", "\n"], &dice))
            let article = Article(
                product: "1", name: "", texts: [ArticleText(field: "composition", text: text)])
            let found = AmountReader().read(article).concentrations.map { found in
                (found.lower.map { "\($0).." } ?? "") + "\(found.value)"
            }
            #expect(found == expected, "\(text)")
        }
    }

    /// Spans are where they say: their offsets cut the text out of the article's.
    @Test func spansHoldTheirText() {
        var dice = Chance(state: 4)
        let alphabet = Array("0123456789 .,%xX-/lgkmvoAän٣٪لتر<(½\u{200F}\u{301}😀+€".unicodeScalars)
        for _ in 0..<5_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...40, using: &dice) {
                scalars.append(alphabet.randomElement(using: &dice) ?? "0")
            }
            let text = String(scalars)
            let amounts = AmountReader().read(Article(product: "1", name: text))
            for span in amounts.concentrations.map(\.span) + amounts.nets.map(\.span) {
                let bytes = Array(text.utf8)
                #expect(span.start < span.end && span.end <= bytes.count, "\(text)")
                #expect(
                    String(decoding: bytes[span.start..<span.end], as: UTF8.self).utf8.elementsEqual(
                        span.text.utf8), "\(text)")
            }
            for concentration in amounts.concentrations {
                #expect(concentration.value >= .zero, "\(text)")
                #expect(concentration.lower.map { $0 <= concentration.value } ?? true, "\(text)")
            }
            for net in amounts.nets { #expect(net.value > .zero, "\(text)") }
        }
    }

    /// Bounded work: a text of a megabyte of the worst kinds is read in a moment, and little is kept of it.
    @Test(arguments: [
        "1x", "5 % ", "5-", "13-0-46-", "1 000 ", "<", "1/2 ", "20 tabs à ", "٣", "6er-Pack ", "\u{200F}",
    ])
    func longTexts(_ unit: String) {
        let text = String(repeating: unit, count: (1 << 20) / unit.utf8.count)
        let started = ContinuousClock.now
        let amounts = AmountReader().read(Article(product: "1", name: text))
        #expect(
            amounts.concentrations.count <= 200
                && amounts.nets.count <= 200)
        #expect(started.duration(to: .now) < .seconds(5))
    }
}
