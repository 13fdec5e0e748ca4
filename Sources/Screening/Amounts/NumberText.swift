import Purchases

/// A number as it is written: digits in groups, with the marks between them.
///
/// What the marks mean is decided by `readings`, for `1.000` is one or a thousand.
struct NumberText {
    enum Separator {
        case point, comma
        /// U+066B, which is never anything else.
        case arabicDecimal
        /// U+066C, `'`: never a decimal mark.
        case thousands

        init?(_ mark: Unicode.Scalar) {
            switch mark {
            case ".": self = .point
            case ",": self = .comma
            case "\u{66B}": self = .arabicDecimal
            case "\u{66C}", "'": self = .thousands
            default: return nil
            }
        }
    }

    /// How a number with one mark and three digits after it is read.
    enum Grouping { case decimal, thousands }

    /// Digits beyond these are no amount of a product.
    private static let digitsMax = 18

    private var digits: [UInt8] = []
    /// Where in `digits` a group begins, and the mark before it.
    private var groups: [(at: Int, mark: Separator)] = []
    private var isTooLong = false
    private var fraction: Int?

    init() {}

    /// `½`, in millionths.
    init(fraction millionths: Int) { fraction = millionths }

    mutating func add(_ digit: UInt8) {
        guard digits.count < Self.digitsMax else {
            isTooLong = true
            return
        }
        digits.append(digit)
    }

    mutating func add(_ separator: Separator) { groups.append((digits.count, separator)) }

    /// `.5` is `0.5`.
    mutating func beginsWithMark(of mark: Unicode.Scalar) {
        digits = [0]
        groups = [(1, mark == "," ? .comma : .point)]
    }

    var isFraction: Bool { fraction != nil }
    /// Digits only.
    var isWhole: Bool { groups.isEmpty && fraction == nil && !isTooLong }
    var digitCount: Int { digits.count }
    /// As plain text.
    var digitText: String { String(decoding: digits.map { $0 + 48 }, as: UTF8.self) }

    /// The digits as a number, where nothing else is written.
    var whole: Int? {
        guard isWhole, digits.count <= 9 else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1) }
    }

    /// Whether it can be read in two ways: one mark, one to three digits before it and three behind, no zero in front.
    var isAmbiguous: Bool {
        guard groups.count == 1, let group = groups.first, digits.count - group.at == 3 else { return false }
        guard group.mark == .point || group.mark == .comma else { return false }
        return (1...3).contains(group.at) && digits[0] != 0
    }

    /// Whether the three digits after the only mark end with a zero, as round amounts do.
    var isRound: Bool { digits.last == 0 }
    /// Whether nothing but zeros stands after the only mark.
    var endsInZeros: Bool { digits.suffix(3).allSatisfy { $0 == 0 } }

    /// The value; nil where no reading makes it a number.
    ///
    /// - Parameter ambiguous: what an ambiguous number is.
    func value(_ ambiguous: Grouping) -> ExactDecimal? {
        if let fraction { return ExactDecimal(millionths: Int128(fraction)) }
        guard !isTooLong, !digits.isEmpty else { return nil }
        guard let last = groups.last else { return decimal(point: digits.count) }
        if isAmbiguous {
            return decimal(point: ambiguous == .decimal ? last.at : digits.count)
        }
        let isGrouped = groupsAreThousands(upTo: digits.count, groups: groups[...])
        if groups.count == 1 {
            if last.mark == .thousands { return isGrouped ? decimal(point: digits.count) : nil }
            return decimal(point: last.at)
        }
        let others = groups.dropLast()
        if others.allSatisfy({ $0.mark == last.mark }) {
            return isGrouped && last.mark != .arabicDecimal ? decimal(point: digits.count) : nil
        }
        guard last.mark != .thousands, groupsAreThousands(upTo: last.at, groups: others),
            let mark = others.first?.mark, others.allSatisfy({ $0.mark == mark })
        else { return nil }
        return decimal(point: last.at)
    }

    /// Whether every group of these has three digits, and the digits before them are one to three.
    private func groupsAreThousands(
        upTo end: Int, groups: ArraySlice<(at: Int, mark: Separator)>
    ) -> Bool {
        guard let first = groups.first, (1...3).contains(first.at) else { return false }
        var ends = groups.dropFirst().map(\.at)
        ends.append(end)
        return zip(groups, ends).allSatisfy { $1 - $0.at == 3 }
    }

    /// The digits with a point after so many of them.
    private func decimal(point: Int) -> ExactDecimal? {
        let characters = digits.map { $0 + 48 }
        let text =
            String(decoding: characters[..<point], as: UTF8.self) + "."
            + String(decoding: characters[point...], as: UTF8.self)
        return ExactDecimal(text)
    }
}
