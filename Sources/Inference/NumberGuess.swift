/// How the numbers of a column are written.
struct NumberGuess: Sendable, Hashable {
    var decimalMark: Character = "."
    var groupingMark: Character?
    /// Whether a value told the mark; without one `.` is only assumed.
    var isCertain = false

    /// - Returns: nil where the values are no numbers.
    init?(_ values: [String]) {
        guard !values.isEmpty else { return nil }
        var points = 0
        var commas = 0
        for value in values {
            guard let number = Self.bare(value) else { return nil }
            let marks = number.filter { !$0.isNumber }
            switch (marks.last, marks.count) {
            case (nil, _): continue
            case (let mark?, 1):
                // Three digits after a single mark may be a group of digits as well.
                let digits = number.split(separator: mark, omittingEmptySubsequences: false).last?.count ?? 0
                if digits == 3 { continue }
                if mark == "." { points += 1 } else if mark == "," { commas += 1 } else { return nil }
            case (let mark?, _):
                let others = Set(marks.dropLast())
                guard others.count == 1, let group = others.first else { return nil }
                if group == mark {
                    // 1.234.567 or 1 234 567: groups without a fraction.
                    if mark == "." { commas += 1 } else if mark == "," { points += 1 }
                } else if mark == "." {
                    points += 1
                } else if mark == "," {
                    commas += 1
                } else {
                    return nil
                }
                groupingMark = group == mark && mark != "." && mark != "," ? mark : group
            }
        }
        if points > 0, commas > 0 { return nil }
        isCertain = points + commas > 0
        decimalMark = commas > 0 ? "," : "."
        if groupingMark == nil { groupingMark = Self.grouping(values, decimalMark) }
        if groupingMark == decimalMark { groupingMark = nil }
    }

    /// The digits and marks of a number without its sign and currency; nil where it is none.
    static func bare(_ value: String) -> String? {
        var text = value[...]
        if text.hasPrefix("("), text.hasSuffix(")") { text = text.dropFirst().dropLast() }
        let trimmedSigns = text.drop { "+-−$€£¥ \u{A0}".contains($0) }
        text = trimmedSigns
        while let last = text.last, "-−$€£¥ \u{A0}".contains(last) { text = text.dropLast() }
        let letters = text.ending { $0.isLetter }
        if letters.count == 3 { text = text.dropLast(3).trimmedEnd() }
        guard let first = text.first, first.isNumber || first == "." || first == ",",
            text.contains(where: \.isNumber),
            text.allSatisfy({ $0.isNumber && $0.isASCII || ".,' \u{A0}\u{202F}".contains($0) })
        else { return nil }
        return String(text)
    }

    /// The mark before groups of three digits that is not the decimal mark.
    private static func grouping(_ values: [String], _ decimalMark: Character) -> Character? {
        for value in values {
            guard let number = bare(value) else { continue }
            for mark in ".,' \u{A0}\u{202F}" where mark != decimalMark && number.contains(mark) {
                return mark
            }
        }
        return nil
    }
}

extension Substring {
    /// The characters at the end for which this holds.
    fileprivate func ending(_ predicate: (Character) -> Bool) -> Substring {
        var start = endIndex
        while start > startIndex, predicate(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }

    fileprivate func trimmedEnd() -> Substring {
        var text = self
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text
    }
}
