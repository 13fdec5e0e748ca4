import Catalogue
import Purchases
import Rules

/// What the values of a sweep are made of: which units they take, and how they are written.
struct ValueKind {
    /// Each unit with how many thousandths of the kept unit it is; an empty name needs none.
    let units: [(name: String, thousandths: Int128)]
    let example: String
    let isSpan: Bool

    init(_ parameter: Sweep.Parameter, _ rule: Rule) throws(Sweep.Problem) {
        switch parameter {
        case .score: self.init(units: [("", 1_000)], example: "10..50:10")
        case .usual: self.init(units: [("x", 1_000)], example: "2x..10x:1x")
        case .within:
            self.init(
                units: [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000)],
                example: "7d..35d:7d",
                isSpan: true)
        case .atLeast, .above:
            guard case .measure = rule.form else {
                self.init(units: [("", 1_000)], example: "1..3:1")
                return
            }
            switch rule.measure {
            case .sumMass: self.init(units: Dimension.mass.units, example: "2kg..20kg:1kg")
            case .sumVolume: self.init(units: Dimension.volume.units, example: "1l..10l:1l")
            case .sumAmount(let currency):
                self.init(
                    units: [(currency.string, 1_000)], example: "100\(currency)..500\(currency):50\(currency)"
                )
            case .countPurchases, .countReceipts, .sumUnits, .distinct:
                self.init(units: [("", 1_000)], example: "2..10:1")
            }
        }
    }

    private init(units: [(name: String, thousandths: Int128)], example: String, isSpan: Bool = false) {
        self.units = units
        self.example = example
        self.isSpan = isSpan
    }

    /// Written in the largest unit that it is a multiple of (lengths of time) or that it reaches (amounts).
    func value(_ number: ExactDecimal) -> Sweep.Value {
        let rising = units.sorted { $0.thousandths < $1.thousandths }
        var best = rising.first ?? ("", 1_000)
        for unit in rising.dropFirst() {
            // Thousandths of a unit, in millionths.
            let size = unit.thousandths * 1_000
            let fits = isSpan ? number.millionths % size == 0 : number.millionths >= size
            if fits, (number.millionths * 1_000) % unit.thousandths == 0 { best = unit }
        }
        let scaled = ExactDecimal(millionths: number.millionths * 1_000 / max(best.thousandths, 1))
        let gap = best.name.isEmpty || isSpan || best.name == "x" ? "" : " "
        return Sweep.Value(text: "\(scaled)\(gap)\(best.name)", number: number)
    }
}

/// Reads `2kg..20kg:1kg` and `7d,14d,30d`.
enum SweepValues {
    static let calendarDay = "calendar_day"

    static func parse(_ text: String, _ kind: ValueKind) throws(Sweep.Problem) -> [Sweep.Value] {
        guard let dots = text.firstRange(of: "..") else {
            var values: [Sweep.Value] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let value = try single(String(part), kind)
                if !values.contains(value) { values.append(value) }
            }
            try check(values.count, kind)
            return values
        }
        let rest = text[dots.upperBound...]
        guard let colon = rest.lastIndex(of: ":") else {
            throw Sweep.Problem("a range of values needs its step", help: "write `\(kind.example)`")
        }
        let parts = [text[..<dots.lowerBound], rest[..<colon], rest[rest.index(after: colon)...]].map(
            String.init)
        let given = parts.map { split($0) }
        let unit = given.map(\.unit).first { !$0.isEmpty } ?? ""
        var numbers: [ExactDecimal] = []
        for (part, words) in zip(parts, given) {
            numbers.append(try number(words.number, words.unit.isEmpty ? unit : words.unit, part, kind))
        }
        return try range(from: numbers[0], to: numbers[1], step: numbers[2], kind)
    }

    private static func range(
        from first: ExactDecimal, to last: ExactDecimal, step: ExactDecimal, _ kind: ValueKind
    ) throws(Sweep.Problem) -> [Sweep.Value] {
        guard step > .zero, first <= last else {
            throw Sweep.Problem(
                "the range is empty",
                help: "write the smaller value first and a step above 0: `\(kind.example)`")
        }
        let count = (last.millionths - first.millionths) / step.millionths + 1
        try check(Int(clamping: count), kind)
        return (0..<Int(clamping: count)).map { place in
            kind.value(ExactDecimal(millionths: first.millionths + step.millionths * Int128(place)))
        }
    }

    private static func check(_ count: Int, _ kind: ValueKind) throws(Sweep.Problem) {
        guard count <= Sweep.valuesMax else {
            throw Sweep.Problem(
                "the sweep has \(count) values, and at most \(Sweep.valuesMax) are tried",
                help: "take a larger step")
        }
    }

    private static func single(_ text: String, _ kind: ValueKind) throws(Sweep.Problem) -> Sweep.Value {
        if kind.isSpan, text == calendarDay { return Sweep.Value(text: text, number: ExactDecimal(86_400)) }
        let words = split(text)
        return kind.value(try number(words.number, words.unit, text, kind))
    }

    /// A number and what stands behind it, blanks left out.
    private static func split(_ text: String) -> (number: Substring, unit: String) {
        let trimmed = text.drop { $0 == " " }
        let number = trimmed.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = trimmed.dropFirst(number.count).filter { $0 != " " }
        return (number, String(unit))
    }

    private static func number(
        _ digits: Substring, _ unit: String, _ part: String, _ kind: ValueKind
    ) throws(Sweep.Problem) -> ExactDecimal {
        guard let value = plainDecimal(digits) else {
            throw Sweep.Problem("`\(part)` does not begin with a number", help: "write `\(kind.example)`")
        }
        guard let known = kind.units.first(where: { $0.name == unit }) else {
            let names = kind.units.map(\.name).filter { !$0.isEmpty }
            throw Sweep.Problem(
                names.isEmpty
                    ? "`\(part)` takes no unit"
                    : "`\(part)` lacks a unit that is known here: \(names.joined(separator: ", "))",
                help: "write `\(kind.example)`")
        }
        let (scaled, overflow) = value.millionths.multipliedReportingOverflow(by: known.thousandths)
        // As much as a pack can say, so that nothing computed from it can overflow.
        guard !overflow, scaled % 1_000 == 0, scaled < 1_000_000_000_000_000_000_000 else {
            throw Sweep.Problem("`\(part)` is too large or too fine", help: "write `\(kind.example)`")
        }
        return ExactDecimal(millionths: scaled / 1_000)
    }
}
