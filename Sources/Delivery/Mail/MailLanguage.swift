/// A language in which mails are written; the raw value is its tag.
package enum MailLanguage: String, Sendable, Hashable, CaseIterable {
    case english = "en"
    case french = "fr"
    case german = "de"
    case spanish = "es"
    case arabic = "ar"

    var isRightToLeft: Bool { self == .arabic }

    /// All that mails say in it.
    package var words: [MailWord: String] {
        switch self {
        case .english: Self.englishWords
        case .french: Self.frenchWords
        case .german: Self.germanWords
        case .spanish: Self.spanishWords
        case .arabic: Self.arabicWords
        }
    }

    /// Between three digits each, from how many digits on, and before the fraction.
    private var numbers: (group: String, groupFrom: Int, point: String) {
        switch self {
        case .english, .arabic: (",", 4, ".")
        case .french: ("\u{202F}", 4, ",")
        case .german: (".", 4, ",")
        // Four digits stand together.
        case .spanish: ("\u{202F}", 5, ",")
        }
    }

    /// A decimal number, as `ExactDecimal` writes it, in the language's way.
    package func number(_ text: String) -> String {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first else { return text }
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            let left = whole.count - index
            if index > 0, left.isMultiple(of: 3), whole.count >= numbers.groupFrom {
                grouped += numbers.group
            }
            grouped.append(digit)
        }
        let fraction = parts.count > 1 ? numbers.point + parts[1] : ""
        return (isNegative ? "\u{2212}" : "") + grouped + fraction
    }
}

/// What mails say. Names in braces are filled in; every language has the same ones.
package enum MailWord: String, Sendable, Hashable, CaseIterable {
    // What happened.
    case raisedNew, raisedAgain, updated, withdrawn
    case reasonVoid, reasonReturn, reasonCorrection, reasonLate, reasonLink, reasonRules, reasonCatalogue
    case cause, replaces, follows
    // What to keep in mind.
    case judge, confidential, noAnswers
    // The alert.
    case alert, level, score, moment, recorded, revision, event, pack, lists, buyer, store, product
    // Its indicators.
    case indicators, indicator, rule, hiddenRule, measured, asked, askedAbove, absent
    case usual, condition, group, behind, onReceipt, onDay, within
    case countPurchases, countReceipts, sumMass, sumVolume, sumUnits, sumAmount, distinctSubstance, distinct
    case combine, sequence, otherMeasure
    case seconds, minutes, hours, days, weeks
    // The purchases.
    case purchases, time, receipt, quantity, returned, voided, amount, substances, unknown, omitted, covered
    // The attachment.
    case attached, signed
    // Feeds, tests, anything else.
    case feedOpened, feedClosed, feed, till, since, opened, closed, detail
    case test, testText, other
    // Times.
    case dateTime
    case month1, month2, month3, month4, month5, month6, month7, month8, month9, month10, month11, month12
}
