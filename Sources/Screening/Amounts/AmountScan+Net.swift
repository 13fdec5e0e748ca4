import Purchases

/// Net amounts: `5L`, `6 x 0,75 l`, `20 tabs à 20 g`, `KG 5`.
extension AmountScan {
    /// Counts above these are no pack that is sold.
    private static let countMax = 10_000

    mutating func readNet(_ index: Int) {
        guard let found = unit(after: index) else { return readPrefixed(index) }
        let written = tokens[index]
        guard let number = written.number else { return }
        if isGluedToLetters(index) {
            if let prefix = word(index - 1), AmountUnit.prefixes.contains(prefix) { return }
            // `CO2 L`, `X5 L`: a letter that stands apart is a size or a name.
            if found.isLetter, !found.isGlued { return }
        }
        if found.unit.name == "mg" || isMobileNetwork(index, found) {
            // Milligrams are a dose: nothing is sold by them.
            use(index, found.end)
            return
        }
        if isDenominator(index, found.end) || isUnitPrice(index, found.end) {
            use(index, found.end)
            return
        }
        var doubts: [String] = []
        var first = index
        let values = values(index, number, found.unit, &first, &doubts)
        guard let each = values.first, each > .zero else { return }
        let range = bounds(before: first, value: each, isUnit: { _ in false })
        if let lower = range.lower, !lower.isZero, lower != each, range.first < first, !used[range.first] {
            doubts.append("a range from \(lower) to \(each); the higher bound is taken")
            first = range.first
        }
        let counted = count(before: first, after: found.end, each: each, found, &doubts)
        let amounts = values.compactMap { amount($0, found.unit, counted) }
        guard let amount = amounts.first else { return }
        var reading = NetReading(
            amount: amount, alternatives: Array(amounts.dropFirst()), doubts: doubts,
            span: span(counted.first, counted.end), tokens: counted.first..<counted.end,
            rank: rank(before: counted.first, after: counted.end, found.unit))
        if let other = counted.other, let single = self.amount(each, found.unit, other) {
            reading.alternatives.append(single)
        }
        if let note = found.unit.note { notes.append("\(reading.span.text): \(note)") }
        add(reading)
    }

    /// `KG5`, `LT 5`, `ML. 500`: the unit in front.
    private mutating func readPrefixed(_ index: Int) {
        var before = index - 1
        if isMark(before, "."), gap(before) == .none { before -= 1 }
        guard before >= 0, !used[before], let word = word(before), let number = tokens[index].number,
            let unit = AmountUnit.named(word), !unit.isConverted,
            self.number(before - 1) == nil || gap(before) != .none,
            unitIsFree(before), word.unicodeScalars.count > 1 || gap(index) == .blank,
            self.word(index + 1).map({ gap(index + 1) != .none || $0 == "x" }) ?? true,
            !isGluedMark(index + 1)
        else { return }
        if word == "gr", (number.whole ?? 100) < 50 { return }
        var doubts: [String] = []
        var first = index
        let values = values(index, number, unit, &first, &doubts)
        guard let each = values.first, each > .zero else { return }
        let isLetter = word.unicodeScalars.count == 1
        if isLetter, isPiece(index + 1) { return }
        if isLetter { doubts.append("`\(word.uppercased()) \(each)` may be a size") }
        var counted = Counted(first: before, end: index + 1)
        if let right = countBehind(index + 1) {
            counted.count = right.count
            counted.end = right.end
        }
        let amounts = values.compactMap { amount($0, unit, counted) }
        guard let amount = amounts.first else { return }
        add(
            NetReading(
                amount: amount, alternatives: Array(amounts.dropFirst()), doubts: doubts,
                span: span(before, counted.end), tokens: before..<counted.end, rank: isLetter ? 30 : 90))
    }

    /// Whether the unit before a number is not that of another number before it.
    private func unitIsFree(_ place: Int) -> Bool {
        number(place - 1) == nil || used[place - 1]
    }

    private func isGluedMark(_ index: Int) -> Bool {
        gap(index) == .none
            && (isMark(index, "/") || isMark(index, "-") || isMark(index, "²") || isMark(index, "%"))
    }

    private mutating func add(_ reading: NetReading) {
        use(reading.tokens.lowerBound, reading.tokens.upperBound)
        nets.append(reading)
    }

    private func amount(_ each: ExactDecimal, _ unit: AmountUnit, _ counted: Counted) -> NetReading.Amount? {
        guard let value = unit.value(each) else { return nil }
        guard let count = counted.count else {
            return value > .zero ? NetReading.Amount(value: value, unit: unit) : nil
        }
        guard let total = ExactDecimal.product([value, ExactDecimal(count)], digits: 6), total > .zero else {
            return nil
        }
        return NetReading.Amount(value: total, unit: unit, count: count, each: value)
    }

    // MARK: The number

    /// The values that a number may have, the likeliest first.
    private func values(
        _ index: Int, _ number: NumberText, _ unit: AmountUnit, _ first: inout Int, _ doubts: inout [String]
    ) -> [ExactDecimal] {
        if let fraction = fraction(index, number) {
            first = fraction.first
            return [fraction.value]
        }
        if let grouped = grouped(index, number, unit, &doubts) {
            first = grouped.first
            return grouped.values
        }
        guard number.isAmbiguous else { return [number.value(.decimal)].compactMap(\.self) }
        let decimal = number.value(.decimal)
        let thousands = number.value(.thousands)
        if !unit.isLarge {
            if !number.isRound {
                doubts.append("the mark of the number may be one of thousands or of decimals")
            }
            return [thousands, decimal].compactMap(\.self)
        }
        if unit.isConverted { return [decimal, thousands].compactMap(\.self) }
        doubts.append("the mark of the number may be one of thousands or of decimals")
        return (isAboutTanks ? [thousands, decimal] : [decimal, thousands]).compactMap(\.self)
    }

    /// `1/2`, `½`, `1 1/2`, `1½`.
    private func fraction(_ index: Int, _ number: NumberText) -> (value: ExactDecimal, first: Int)? {
        var first = index
        var value: ExactDecimal?
        if number.isFraction {
            value = number.value(.decimal)
        } else if isMark(index - 1, "/"), gap(index) == .none, gap(index - 1) == .none,
            let over = number.whole, [2, 3, 4, 8].contains(over), let top = self.number(index - 2)?.whole,
            top > 0, top < over, !isGluedToLetters(index - 2)
        {
            value = ExactDecimal.product([ExactDecimal(top)], dividedBy: [ExactDecimal(over)], digits: 6)
            first = index - 2
        }
        guard let value else { return nil }
        if let whole = self.number(first - 1)?.whole, !used[first - 1], whole < 100,
            !isGluedToLetters(first - 1)
        {
            return (value + ExactDecimal(whole), first - 1)
        }
        return (value, first)
    }

    /// `1 000`: digits in groups of three with a blank between them.
    private func grouped(
        _ index: Int, _ number: NumberText, _ unit: AmountUnit, _ doubts: inout [String]
    ) -> (values: [ExactDecimal], first: Int)? {
        guard let last = number.whole, number.digitCount == 3, index > 0, tokens[index].gap != .none,
            let lead = self.number(index - 1), let thousands = lead.whole, lead.digitCount <= 3,
            thousands > 0,
            !used[index - 1], !isGluedToLetters(index - 1), !isMark(index - 2, "-"), !isMark(index - 2, "/"),
            !isNumbered(index - 1)
        else { return nil }
        let whole = ExactDecimal(thousands * 1000 + last)
        if tokens[index].gap == .hard { return ([whole], index - 1) }
        if last == 0 { return ([whole], index - 1) }
        doubts.append("`\(thousands) \(number.digitText)` may be one number or two")
        // `1 250 ml` is a common size; `2 800 g` is the second of a series.
        if !unit.isLarge, thousands <= 2, [200, 250, 500, 750].contains(last) {
            return ([whole, ExactDecimal(last)], index - 1)
        }
        return ([ExactDecimal(last), whole], index)
    }

    /// Whether a number is one of a series: `no. 3`, `n°5`, `Typ 2`.
    private func isNumbered(_ index: Int) -> Bool {
        var place = index - 1
        while isMark(place, ".") || isMark(place, "°") || isMark(place, "#") { place -= 1 }
        return isMark(index - 1, "#")
            || isWord(
                place,
                in: ["no", "nr", "n", "num", "numero", "nummer", "number", "typ", "type", "tipo", "رقم"])
    }

    // MARK: The words around it

    /// `4G` of a router.
    private func isMobileNetwork(_ index: Int, _ found: FoundUnit) -> Bool {
        guard found.isLetter, found.isGlued, found.unit.name == "g", let whole = tokens[index].number?.whole
        else {
            return false
        }
        return (2...6).contains(whole)
            && tokens.contains { $0.word.map(AmountWords.telephony.contains) ?? false }
    }

    /// Whether the amount is what something else is counted per: `1,98 €/100 ml`, `pro 100 g`.
    private func isDenominator(_ index: Int, _ end: Int) -> Bool {
        if isMark(index - 1, "/") {
            if number(index - 2) != nil { return isMoney(index - 2) }
            // `0,75L/750ml` states one amount twice, and in `ACETON/1L` the slash only parts.
            let isUnit =
                unit(at: index - 2) != nil && !(used[index - 2] && nets.last?.tokens.upperBound == index - 1)
            return isUnit || isCurrency(index - 2)
        }
        guard isWord(index - 1, in: AmountWords.per), !isPiece(index - 2),
            let value = tokens[index].number?.whole
        else {
            return false
        }
        return value == 100 || (value == 1 && isMoney(index - 2))
    }

    /// Whether a token is a currency, or a number beside one.
    private func isMoney(_ index: Int) -> Bool {
        guard tokens.indices.contains(index) else { return false }
        if isCurrency(index) { return true }
        guard let number = tokens[index].number else { return false }
        return isCurrency(index - 1) || isCurrency(index + 1) || (!number.isWhole && !number.isFraction)
    }

    private func isCurrency(_ index: Int) -> Bool {
        guard tokens.indices.contains(index) else { return false }
        if case .mark(let mark) = tokens[index].kind { return AmountWords.currencyMarks.contains(mark) }
        return isWord(index, in: AmountWords.currencies)
    }

    /// `1 l = 1,98 €`.
    private func isUnitPrice(_ index: Int, _ end: Int) -> Bool {
        guard isMark(end, "=") else { return false }
        return isCurrency(end + 1) || (number(end + 1) != nil && isCurrency(end + 2))
    }

    private func rank(before first: Int, after end: Int, _ unit: AmountUnit) -> Int {
        var rank = 100
        var before = first - 1
        if isMark(before, ":") || isMark(before, ".") || isMark(before, "(") { before -= 1 }
        if isMark(before, "'") { before -= 1 }
        if let word = word(before) {
            if AmountWords.contents.contains(word) { rank += 20 }
            if AmountWords.notContents.contains(word) { rank -= 50 }
            let isPurpose =
                AmountWords.purposes.contains(word) || (word == "a" && self.word(before - 1) == "jusqu")
            if isPurpose, before > 0 { rank -= 50 }
        }
        if unit.isConverted { rank -= 10 }
        return rank
    }
}
