extension Exemption.Total {
    /// Reads a total as papers write it: `5 kg`, `500 g`, `20 mg`, or a number of kilograms.
    ///
    /// - Parameter decimal: reads the number.
    package init(written text: String, decimal: (String) -> ExactDecimal?) {
        let units: [(name: String, micrograms: Int128)] = [
            ("kg", 1_000_000_000), ("mg", 1_000), ("g", 1_000_000), ("", 1_000_000_000),
        ]
        self = .unreadable
        guard let unit = units.first(where: { text.hasSuffix($0.name) }) else { return }
        var number = text.dropLast(unit.name.count)
        while number.utf8.last == UInt8(ascii: " ") { number.removeLast() }
        guard let value = decimal(String(number)) else { return }
        let (size, overflow) = value.millionths.multipliedReportingOverflow(by: unit.micrograms)
        let (micrograms, rest) = size.quotientAndRemainder(dividingBy: 1_000_000)
        if !overflow, rest == 0 { self = .grams(ExactDecimal(millionths: micrograms)) }
    }
}

extension Exemption.Period {
    /// Reads a period as papers write it (`TimeSpan.init(written:)`).
    package init(written text: String) {
        self = TimeSpan(written: text).map { .span($0) } ?? .unreadable
    }
}
