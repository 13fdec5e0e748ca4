/// A licence or professional statement shown on a purchase (4.6). The number is a pseudonym.
package struct Exemption: Sendable, Hashable {
    /// The most that it covers in all.
    package enum Total: Sendable, Hashable {
        case grams(ExactDecimal)
        /// There, and no amount: it covers nothing.
        case unreadable
    }

    /// How long what was bought uses the total up.
    package enum Period: Sendable, Hashable {
        case span(TimeSpan)
        /// Mapped, and blank or no length of time: it covers nothing.
        case unreadable
    }

    package var number: ExactText?
    package var until: LocalDay?
    /// Nil where the feed maps no scope; empty when it maps one and the cell was blank.
    package var scope: [ExactText]?
    /// Percent w/w.
    package var concentration: ExactDecimal?
    /// Nil where none is stated, and there is no ceiling.
    package var total: Total?
    /// Nil where the feed maps none, and what was bought uses the total up for ever.
    package var period: Period?

    package init(
        number: ExactText? = nil, until: LocalDay? = nil, scope: [ExactText]? = nil,
        concentration: ExactDecimal? = nil, total: Total? = nil, period: Period? = nil
    ) {
        self.number = number
        self.until = until
        self.scope = scope
        self.concentration = concentration
        self.total = total
        self.period = period
    }
}

// MARK: Total and period as one text

extension Exemption {
    /// Total and period as content, journal and dumps write them: kilograms, and seconds after a slash where a period is
    /// mapped; `?` for what cannot be read; nil for nothing.
    ///
    /// A total without a unit is in kilograms, so what was written before there were units and periods says the same.
    package var terms: String? {
        guard total != nil || period != nil else { return nil }
        return (totalText ?? "") + (periodText.map { "/" + $0 } ?? "")
    }

    /// Reads `terms`; nil for anything else.
    package static func terms(_ text: String) -> (total: Total?, period: Period?)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        var total: Total?
        var period: Period?
        if !parts[0].isEmpty {
            guard let read = Total(parts[0]) else { return nil }
            total = read
        }
        if parts.count == 2 {
            guard let read = Period(parts[1]) else { return nil }
            period = read
        }
        return (total, period)
    }

    fileprivate var totalText: String? {
        switch total {
        case nil: return nil
        case .unreadable?: return "?"
        case .grams(let grams)?:
            // Grams have six digits after the point, kilograms nine.
            let (whole, rest) = grams.millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
            var text = grams.millionths < 0 ? "-\(whole)" : "\(whole)"
            guard rest != 0 else { return text }
            var digits = String(rest)
            digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
            while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
            text += "." + digits
            return text
        }
    }

    fileprivate var periodText: String? {
        switch period {
        case nil: nil
        case .unreadable?: "?"
        case .span(let span)?: "\(span.microseconds / 1_000_000)"
        }
    }
}

extension Exemption.Total {
    fileprivate init?(_ text: Substring) {
        if text == "?" {
            self = .unreadable
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let kilograms = ExactDecimal(parts[0]) else { return nil }
        let fraction = parts.count == 2 ? Array(parts[1].utf8) : []
        guard fraction.count <= 9 else { return nil }
        var micrograms: Int128 = 0
        for place in 0..<9 {
            let digit = place < fraction.count ? fraction[place] : UInt8(ascii: "0")
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            micrograms = micrograms * 10 + Int128(digit - UInt8(ascii: "0"))
        }
        let whole = kilograms.millionths * 1000
        let isNegative = parts[0].utf8.first == UInt8(ascii: "-")
        self = .grams(ExactDecimal(millionths: isNegative ? whole - micrograms : whole + micrograms))
    }
}

extension Exemption.Period {
    fileprivate init?(_ text: Substring) {
        if text == "?" {
            self = .unreadable
            return
        }
        guard text.utf8.count <= 10, let seconds = Int64(text), seconds > 0 else { return nil }
        self = .span(TimeSpan(seconds: seconds))
    }
}

extension Exemption: Codable {
    private enum CodingKeys: String, CodingKey { case number, until, scope, concentration, total, period }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        number = try container.decodeIfPresent(ExactText.self, forKey: .number)
        until = try container.decodeIfPresent(LocalDay.self, forKey: .until)
        scope = try container.decodeIfPresent([ExactText].self, forKey: .scope)
        concentration = try container.decodeIfPresent(ExactDecimal.self, forKey: .concentration)
        if let text = try container.decodeIfPresent(String.self, forKey: .total) {
            total = Total(text[...])
            if total == nil {
                throw DecodingError.dataCorruptedError(
                    forKey: .total, in: container, debugDescription: "not a total: \(text)")
            }
        }
        if let text = try container.decodeIfPresent(String.self, forKey: .period) {
            period = Period(text[...])
            if period == nil {
                throw DecodingError.dataCorruptedError(
                    forKey: .period, in: container, debugDescription: "not a period: \(text)")
            }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(number, forKey: .number)
        try container.encodeIfPresent(until, forKey: .until)
        try container.encodeIfPresent(scope, forKey: .scope)
        try container.encodeIfPresent(concentration, forKey: .concentration)
        try container.encodeIfPresent(totalText, forKey: .total)
        try container.encodeIfPresent(periodText, forKey: .period)
    }
}
