/// What the values of one column are like.
struct ColumnFacts: Sendable {
    let name: HeaderName
    let values: [String]
    /// How many rows there are.
    let rows: Int
    let distinct: Int
    let number: NumberGuess?
    let time: TimeGuess?
    /// Whole numbers only, and the largest of them.
    let integerMax: Int64?
    let hasFractions: Bool
    let hasLetters: Bool
    let kind: KindGuess?

    init(_ name: String, _ values: [String], rows: Int, prefersMonthFirst: Bool) {
        self.name = HeaderName(name)
        self.values = values
        self.rows = rows
        distinct = Set(values).count
        let numbers = ColumnFacts.mostly(values) { NumberGuess.bare($0) != nil }
        number = numbers.flatMap { NumberGuess($0) }
        let integers = (numbers ?? values).compactMap { Int64($0) }
        integerMax =
            integers.count == (numbers ?? values).count
            ? integers.map(\.magnitude).max().map { Int64(clamping: $0) } : nil
        // A spreadsheet or a table of numbers makes `13995.0` of an id.
        hasFractions = number != nil && integerMax == nil && !values.allSatisfy { $0.hasSuffix(".0") }
        hasLetters = values.contains { $0.contains(where: \.isLetter) }
        time = ColumnFacts.mostly(values) { $0.contains(where: \.isNumber) }.flatMap {
            TimeGuess($0, prefersMonthFirst: prefersMonthFirst)
        }
        kind = KindGuess(values)
    }

    /// The values for which this holds, where they are all but one or a twentieth; nil where they are fewer. Exports have
    /// bad lines, which tell nothing of their columns.
    private static func mostly(_ values: [String], _ holds: (String) -> Bool) -> [String]? {
        let good = values.filter(holds)
        let bad = values.count - good.count
        return bad == 0 || (bad <= max(1, values.count / 20) && bad * 2 < good.count) ? good : nil
    }

    /// The share of rows that have a value.
    var filled: Double { rows == 0 ? 0 : Double(values.count) / Double(rows) }
    /// The share of values that are unlike all others.
    var variety: Double { values.isEmpty ? 0 : Double(distinct) / Double(values.count) }

    /// Whether the values can be this at all.
    func allows(_ role: HeaderWords.Role) -> Bool {
        guard !values.isEmpty else { return role == .originalReceipt || role == .loyalty || role == .payment }
        switch role {
        case .time: return time?.part == .whole
        case .date: return time?.part == .date || time?.part == .whole
        case .clock: return time?.part == .clock
        case .day: return time != nil && time?.part != .clock
        case .quantity:
            return number != nil && (time == nil || time?.format == "%Y%m%d" || time?.part == .clock)
        case .amount, .price: return number != nil
        case .line: return integerMax.map { $0 < 100_000 } ?? false
        case .revision: return integerMax != nil
        case .kind: return kind != nil
        case .currency:
            return values.allSatisfy { $0.count == 3 && $0.allSatisfy(\.isLetter) }
                || values.allSatisfy { "€$£".contains($0) }
        case .description: return hasLetters
        case .tender: return hasLetters && variety < 0.5 || distinct <= 8
        case .unit: return hasLetters && distinct <= 20
        case .zone: return hasLetters && distinct <= 50
        case .store, .till: return !hasFractions && filled > 0.6 && isPlainTime
        case .receipt, .product: return !hasFractions && filled > 0.6 && isPlainTime
        case .loyalty: return !hasFractions && values.contains { $0.contains(where: \.isNumber) }
        case .payment, .originalReceipt, .personal: return true
        }
    }

    /// Digits that happen to read as a day or an instant are no time for what is a number of something.
    private var isPlainTime: Bool {
        guard let time else { return true }
        return time.format.map { ["%Y%m%d", "%H%M", "%H%M%S", "epoch_s", "epoch_ms"].contains($0) } ?? false
    }

    /// What the values add to what the name says.
    func bonus(_ role: HeaderWords.Role) -> Double {
        switch role {
        case .time: return hasDateAndClock ? 1 : 0
        case .product:
            if ColumnFacts.areGTINs(values) { return 3 }
            // Articles that are told by words are told by their names, which change.
            let worded = values.filter { $0.contains(" ") }.count
            return worded * 3 > values.count ? -4 : variety > 0.01 ? 0.5 : -2
        case .receipt: return distinct > 1 ? (variety > 0.1 ? 1 : 0) : -3
        case .quantity: return (integerMax.map { $0 <= 1_000 } ?? true) ? 1 : -2
        case .amount: return hasFractions ? 1 : 0
        case .line: return integerMax.map { $0 <= 500 } ?? false ? 1 : -2
        case .store: return variety < 0.2 ? 0.5 : -2
        case .till: return variety < 0.3 ? 0.5 : -2
        case .kind: return kind?.unknown.isEmpty == true ? 1 : -1
        case .description: return variety > 0.05 ? 0.5 : 0
        default: return 0
        }
    }

    private var hasDateAndClock: Bool { time?.part == .whole }

    /// Eight, twelve, thirteen or fourteen digits with the check digit of a GTIN, in nine of ten values.
    static func areGTINs(_ values: [String]) -> Bool {
        guard !values.isEmpty else { return false }
        let right = values.filter { value in
            let digits = value.compactMap(\.wholeNumberValue)
            guard digits.count == value.count, [8, 12, 13, 14].contains(digits.count) else { return false }
            var sum = 0
            for (place, digit) in digits.reversed().enumerated() {
                sum += place.isMultiple(of: 2) ? digit : digit * 3
            }
            return sum.isMultiple(of: 10)
        }
        return right.count * 10 >= values.count * 9
    }
}
