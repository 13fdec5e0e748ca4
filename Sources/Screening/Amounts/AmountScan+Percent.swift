import Purchases

extension AmountScan {
    /// The end of a percent sign, and the basis that stands with it.
    struct PercentSign {
        var end: Int
        var basis: String?
    }

    /// Reads `12 %`, `5-15 %`, `<5%`, `max. 12 %`, `11,9% w/w`, `33,5 % N`.
    mutating func readPercent(_ index: Int) {
        guard let sign = percentSign(after: index) ?? percentSign(before: index),
            let value = tokens[index].number?.value(.decimal)
        else { return }
        let range = bounds(before: index, value: value, isUnit: { percentSign(after: $0) != nil })
        let first = min(
            range.first, isMark(index - 1, "%") && sign.end == index + 1 ? index - 1 : range.first)
        let span = span(first, sign.end)
        use(first, sign.end)
        guard value <= ExactDecimal(100) else { return }
        if isDiscount(index, end: sign.end) {
            notes.append("\(span.text): taken for a discount or a share, not for a concentration")
            return
        }
        if let note = range.note { notes.append("\(span.text): \(note)") }
        let nitrogen = isNitrogen(first: range.first, end: sign.end, value: value)
        concentrations.removeAll {
            $0.span.field == field && $0.span.start >= span.start && $0.span.end <= span.end
        }
        concentrations.append(
            Amounts.Concentration(
                kind: nitrogen ? .nitrogen : .percent, value: value, basis: sign.basis, lower: range.lower,
                span: span))
    }

    // MARK: The sign

    /// A percent sign or word behind a number, with `Gew.-` before it or `w/w` after it.
    func percentSign(after index: Int) -> PercentSign? {
        var place = index + 1
        if isMark(place, "-"), gap(place) == .none { place += 1 }
        // `H2O2 %35`: the sign belongs to the number that it is written at.
        if isMark(place, "%"), gap(place) != .none, gap(place + 1) == .none, number(place + 1) != nil,
            unit(after: place + 1) == nil
        {
            return nil
        }
        if let end = percentWord(place) { return PercentSign(end: end, basis: nil).with(basis(after: end)) }
        guard let word = word(place) else { return nil }
        let isVolume = AmountWords.volume.contains(word)
        guard isVolume || AmountWords.weight.contains(word) else { return nil }
        place = past("-", past(".", place + 1))
        guard let end = percentWord(place) else { return nil }
        return PercentSign(end: end, basis: isVolume ? "v/v" : "w/w")
    }

    /// `%35`, as texts from right to left write it.
    private func percentSign(before index: Int) -> PercentSign? {
        guard isMark(index - 1, "%"), !used[index - 1], gap(index) == .none,
            number(index - 2) == nil || gap(index - 1) != .none
        else {
            return nil
        }
        return PercentSign(end: index + 1, basis: nil).with(basis(after: index + 1))
    }

    private func percentWord(_ place: Int) -> Int? {
        if isMark(place, "%") { return place + 1 }
        guard let word = word(place) else { return nil }
        if AmountWords.percent.contains(word), word.utf8.count > 4 || !word.hasPrefix("ig") {
            return past(".", place + 1)
        }
        if AmountWords.arabicPercent.contains(word) { return place + 1 }
        if let seconds = AmountWords.percentPairs[word], isWord(place + 1, in: seconds) { return place + 2 }
        return nil
    }

    /// What stands behind the sign: `w/w`, `(m/m)`, `p/p`, `vol.`, `en peso`.
    private func basis(after end: Int) -> (basis: String?, end: Int) {
        var place = end
        let isOpen = isMark(place, "(") || isMark(place, "[")
        if isMark(place, "-") { place += 1 }
        if isWord(place, in: ["ig", "ige", "iger", "iges", "igen"]) { place += 1 }
        if isMark(place, "(") || isMark(place, "[") { place += 1 }
        let plain = place
        while isWord(place, in: ["en", "in", "em", "by", "op", "alc", "alk", "nach"]) {
            place = past(".", place + 1)
        }
        let isLed = place > plain
        guard let word = word(place) else { return (nil, end) }
        let isVolume = AmountWords.volume.contains(word)
        guard isVolume || AmountWords.weight.contains(word) || AmountWords.bothWeights.contains(word) else {
            return (nil, end)
        }
        var after = past(".", place + 1)
        if isMark(after, "/") || isMark(after, "-"), let second = self.word(after + 1),
            AmountWords.volume.contains(second) || AmountWords.weight.contains(second)
        {
            let over = AmountWords.volume.contains(second)
            after = past(".", after + 2)
            if isOpen, isMark(after, ")") || isMark(after, "]") { after += 1 }
            if isVolume { return over ? ("v/v", after) : (nil, end) }
            return (over ? "w/v" : "w/w", after)
        }
        // A letter alone is no basis; `6% vol 20` has volumes after it, and `99 % volume 500 ml` a net amount.
        guard word.unicodeScalars.count > 1 else { return (nil, end) }
        if isVolume, !isLed, number(after) != nil {
            guard !word.hasPrefix("volum"), unit(after: after) != nil else {
                return (nil, end)
            }
        }
        if isOpen, isMark(after, ")") || isMark(after, "]") { after += 1 }
        return (isVolume ? "v/v" : "w/w", after)
    }

    // MARK: Ranges and bounds

    struct Bounds {
        /// The first token that belongs to the amount.
        var first: Int
        var lower: ExactDecimal?
        var note: String?
    }

    /// What stands before a number: the lower bound of a range, `<`, `max.`, `min.`.
    ///
    /// - Parameter isUnit: whether the lower bound may carry the unit too: `5 % - 15 %`.
    func bounds(before index: Int, value: ExactDecimal, isUnit: (Int) -> Bool) -> Bounds {
        var place = index - 1
        if isMark(place, "=") { place -= 1 }
        let isBelow = isMark(place, "<") || isMark(place, "≤")
        if isBelow { place -= 1 }
        if let range = range(at: place, index, value, isUnit) { return range }
        if isBelow {
            return Bounds(first: place + 1, lower: .zero, note: "at most; the bound is taken")
        }
        if isMark(place, ">") || isMark(place, "≥") {
            return Bounds(first: place, lower: value, note: "at least; the bound is taken")
        }
        return worded(index) ?? Bounds(first: index)
    }

    private func range(
        at place: Int, _ index: Int, _ value: ExactDecimal, _ isUnit: (Int) -> Bool
    ) -> Bounds? {
        var place = place
        var isJoining = false
        if isMark(place, "-") || isMark(place, "~") || isMark(place, "…") {
            place -= 1
        } else if isMark(place, "."), isMark(place - 1, ".") {
            while isMark(place, ".") { place -= 1 }
        } else if let word = word(place), AmountWords.between.contains(word) {
            isJoining = AmountWords.joining.contains(word)
            place -= 1
        } else {
            return nil
        }
        var end = place
        if isMark(place, "%") { place -= 1 }
        guard let lower = number(place)?.value(.decimal), lower < value, !isGluedToLetters(place) else {
            return nil
        }
        // `a%` of another amount is no bound where the texts between them only join.
        if isJoining, !isWord(place - 1, in: AmountWords.betweenBefore) { return nil }
        if end == place, used[place] { return nil }
        end = place
        if isMark(end - 1, "=") { end -= 1 }
        if isMark(end - 1, ">") || isMark(end - 1, "≥") || isMark(end - 1, "<") { end -= 1 }
        return Bounds(first: end, lower: lower, note: "a range; the higher bound is taken")
    }

    private func worded(_ index: Int) -> Bounds? {
        var place = index - 1
        if isMark(place, ".") || isMark(place, ":") { place -= 1 }
        var steps = 0
        while steps < 2, let word = word(place) {
            if AmountWords.atMost.contains(word) {
                return Bounds(first: place, lower: .zero, note: "at most; the bound is taken")
            }
            if AmountWords.atMostPairs[word]?.contains(self.word(place - 1) ?? "") == true {
                return Bounds(first: place - 1, lower: .zero, note: "at most; the bound is taken")
            }
            if AmountWords.atLeast.contains(word) {
                return Bounds(
                    first: place, lower: self.tokens[index].number?.value(.decimal),
                    note: "at least; the bound is taken")
            }
            guard AmountWords.fillers.contains(word) else { return nil }
            place -= isMark(place - 1, "'") ? 2 : 1
            steps += 1
        }
        return nil
    }

    // MARK: What a percentage is about

    /// `-20%`, `20 % Rabatt`, `100% cotton`.
    private func isDiscount(_ index: Int, end: Int) -> Bool {
        if isMark(index - 1, "-"), gap(index) == .none, gap(index - 1) != .none || index == 1,
            number(index - 2) == nil
        {
            return true
        }
        var place = end
        if isMark(place, "!") { place += 1 }
        for step in 0..<2 {
            guard let word = word(place + step) else { return false }
            if word == "extra" {
                let next = self.word(place + step + 1) ?? ""
                return !["pur", "rein", "fein", "fin", "czyst", "fort", "pure", "stark", "نقي"].contains {
                    next.hasPrefix($0)
                }
                    && !next.isEmpty
            }
            if AmountWords.promotions.contains(word) { return true }
            guard AmountWords.fillers.contains(word) || ["bio", "mas", "en"].contains(word) else {
                return false
            }
        }
        return false
    }

    /// Whether the percentage is one of nitrogen, by the words around it.
    func isNitrogen(first: Int, end: Int, value: ExactDecimal) -> Bool {
        var after = end
        if isMark(after, "(") { after += 1 }
        if isWord(after, in: ["d", "de", "di", "of", "of", "an"]) { after = past("'", after + 1) }
        if isNitrogenWord(after) { return true }
        return isNitrogenBefore(first, value)
    }

    func isNitrogenBefore(_ first: Int, _ value: ExactDecimal) -> Bool {
        var before = first - 1
        while before >= 0,
            isMark(before, ":") || isMark(before, "=") || isMark(before, ".") || isMark(before, "-")
                || isMark(before, "(")
        { before -= 1 }
        if isWord(before, in: ["total", "totale", "tot", "gesamt"]) { before -= 1 }
        // In `13,7 % N 46 % K2O` it belongs to the number before it.
        if isNitrogenWord(before) { return !(isMark(before - 1, "%") && used[before - 1]) }
        guard let word = word(before) else { return false }
        if let range = AmountWords.grades[word], isIn(value, range) { return true }
        return AmountWords.gradeStems.contains { word.hasPrefix($0.stem) && isIn(value, $0.range) }
    }

    private func isNitrogenWord(_ index: Int) -> Bool {
        guard let word = word(index), AmountWords.nitrogen.contains(word) else { return false }
        if word == "n", isMark(index - 1, "/") || isMark(index + 1, "/") { return false }
        return word != "n" || tokens[index].isCapital
    }

    func isIn(_ value: ExactDecimal, _ range: ClosedRange<Int>) -> Bool {
        value >= ExactDecimal(range.lowerBound) && value <= ExactDecimal(range.upperBound)
    }
}

extension AmountScan.PercentSign {
    fileprivate func with(_ found: (basis: String?, end: Int)) -> Self {
        Self(end: found.end, basis: found.basis)
    }
}
