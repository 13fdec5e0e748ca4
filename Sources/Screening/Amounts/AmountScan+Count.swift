import Purchases

/// How many there are of what an amount states.
extension AmountScan {
    /// An amount with its count, as tokens.
    struct Counted {
        var first: Int
        var end: Int
        var count: Int?
        /// Another reading of the count, where there is one: that of a single piece, or of the pack.
        var other: OtherCount?

        init(first: Int, end: Int, count: Int? = nil) {
            self.first = first
            self.end = end
            self.count = count
        }
    }

    enum OtherCount {
        case none
        case times(Int)
    }

    /// Between the word for a pack and its count.
    private static let between: Set<String> = ["de", "of", "da", "di", "von", "van", "a", "x"]

    /// Looks before and behind an amount for its count.
    func count(
        before first: Int, after end: Int, each: ExactDecimal, _ found: FoundUnit, _ doubts: inout [String]
    ) -> Counted {
        var counted = Counted(first: first, end: end)
        multiply(&counted)
        if counted.count == nil { readPieces(&counted, each, found, &doubts) }
        if counted.count == nil { readPack(&counted, &doubts) }
        if counted.count == nil, let right = countBehind(end) {
            counted.count = right.count
            counted.end = right.end
        }
        if counted.count == nil { readPackBehind(&counted, &doubts) }
        if counted.count == nil, counted.other == nil { readPackElsewhere(&counted, &doubts) }
        return counted
    }

    /// `6 x 0,75 l`, `2 x 6 x 100 ml`, `12/1L`.
    private func multiply(_ counted: inout Counted) {
        while counted.first >= 2, isTimes(counted.first - 1) {
            var place = counted.first - 2
            // `3 Stk. x 500 ml`
            if isMark(place, ".") { place -= 1 }
            if isWord(place, in: AmountWords.pieces) { place -= 1 }
            guard let factor = factor(place) else { return }
            let (product, overflow) = (counted.count ?? 1).multipliedReportingOverflow(by: factor)
            guard !overflow, product <= 10_000 else { return }
            counted.count = product
            counted.first = place
        }
        if counted.count == nil, isMark(counted.first - 1, "/"), let factor = factor(counted.first - 2),
            factor > 1,
            factor <= 100
        {
            counted.count = factor
            counted.first -= 2
            counted.other = OtherCount.none
        }
    }

    private func isTimes(_ index: Int) -> Bool {
        isMark(index, "×") || isMark(index, "*") || word(index) == "x" || word(index) == "х"
            || isMark(index, "@")
    }

    private func factor(_ index: Int) -> Int? {
        guard let factor = number(index)?.whole, !used[index], factor > 0, factor <= 10_000,
            !isGluedToLetters(index) || word(index - 1) == "x"
        else { return nil }
        return factor
    }

    /// `20 tabs à 20 g`, `5 Beutel je 100 g`, `20 tabs 20 g`.
    private func readPieces(
        _ counted: inout Counted, _ each: ExactDecimal, _ found: FoundUnit, _ doubts: inout [String]
    ) {
        var place = counted.first - 1
        if isMark(place, "(") || isMark(place, ",") { place -= 1 }
        let isEach = isWord(place, in: AmountWords.each) || isMark(place, "@") || isMark(place, "×")
        if isEach { place -= 1 }
        place = skippingPoints(place)
        // `20 Tabs Chlor à 20 g`: one word more.
        if isEach, !isWord(place, in: AmountWords.pieces), word(place) != nil,
            isWord(place - 1, in: AmountWords.pieces)
        {
            place -= 1
        }
        let isPieces = isWord(place, in: AmountWords.pieces)
        if isPieces { place -= 1 }
        if isMark(place, "-"), gap(place) == .none { place -= 1 }
        guard isPieces, let factor = factor(place), factor > 1 else { return }
        if isEach {
            counted.count = factor
            counted.first = place
            return
        }
        // `50 Tabs 200 g` states each or all. Tablets have common sizes, and what is stated of a pack is more than one.
        let isCommon = [20, 200].contains { ExactDecimal($0) == each } && found.unit.name == "g"
        let isSmall = isWord(place + 1, in: AmountWords.smallPieces)
        let isTold = isSmall ? isCommon : factor <= 48 && !found.unit.isMass
        doubts.append("\(factor) pieces are stated: the amount may be that of each or of all")
        counted.first = place
        if isTold {
            counted.count = factor
            counted.other = OtherCount.none
        } else {
            counted.other = .times(factor)
        }
    }

    private func skippingPoints(_ index: Int) -> Int { isMark(index, ".") ? index - 1 : index }

    /// `6er-Pack 0,5 l`, `pack of 6 1L`, `lot de 3 500 ml`, `6-pack 330 ml`.
    private func readPack(_ counted: inout Counted, _ doubts: inout [String]) {
        var place = skippingPoints(counted.first - 1)
        let isEach = isMark(place, "/") || isTimes(place)
        if isEach || isMark(place, ",") || isMark(place, "(") || isMark(place, "-") { place -= 1 }
        if isWord(place, in: AmountWords.each) { place -= 1 }
        var hasPack = false
        while isWord(place, in: AmountWords.packs), place > 0 {
            hasPack = true
            place -= 1
            if isMark(place, "-") { place -= 1 }
        }
        guard let factor = factor(place), factor > 1, factor <= 1_000 else { return }
        var first = place
        if !hasPack {
            var before = place - 1
            if isWord(before, in: Self.between) || isMark(before, "-") { before -= 1 }
            guard isWord(before, in: AmountWords.packsBefore) else { return }
            first = before
        }
        counted.count = factor
        counted.first = first
        counted.other = OtherCount.none
        // `12 PK/12 OZ` leaves nothing open.
        if !isEach { doubts.append("a pack of \(factor): the amount may be that of each or of all") }
    }

    /// `500 ml x 6`, `20 g x 50 tabs`, `500 ml (x6)`.
    func countBehind(_ end: Int) -> (count: Int, end: Int)? {
        var place = end
        if isMark(place, "(") { place += 1 }
        guard isTimes(place) else { return nil }
        place += 1
        guard let factor = factor(place), unit(after: place) == nil, !isLength(place + 1), !isTimes(place + 1)
        else {
            return nil
        }
        place += 1
        if isWord(place, in: AmountWords.pieces) { place = past(".", place + 1) }
        return (factor, place)
    }

    private func isLength(_ index: Int) -> Bool {
        isWord(index, in: ["mm", "cm", "m", "dm", "km", "inch", "zoll", "in"]) || isMark(index, "\"")
    }

    /// `1 L 6er-Pack`, `500 ml, lot de 3`; `1 L 12 Stk.` may be how a case is filled.
    private func readPackBehind(_ counted: inout Counted, _ doubts: inout [String]) {
        var place = counted.end
        if isMark(place, ",") || isMark(place, "(") || isMark(place, "-") { place += 1 }
        if isWord(place, in: AmountWords.packsBefore) {
            var next = place + 1
            if isWord(next, in: Self.between) || isMark(next, "-") { next += 1 }
            guard let factor = factor(next), factor > 1, factor <= 1_000, unit(after: next) == nil else {
                return
            }
            take(factor, next + 1, &counted, &doubts)
            return
        }
        guard let factor = factor(place), factor > 1, factor <= 1_000 else { return }
        var next = place + 1
        if isMark(next, "-") { next += 1 }
        if isWord(next, in: AmountWords.packs), unit(after: next) == nil {
            while isWord(next, in: AmountWords.packs) || isMark(next, "-") { next += 1 }
            take(factor, next, &counted, &doubts)
        } else if isWord(next, in: AmountWords.pieces), unit(after: place) == nil, word(next) != "fl" {
            counted.other = .times(factor)
            doubts.append("\(factor) pieces are stated: the amount may be that of each or of all")
        }
    }

    /// `6er-Pack Aceton 1 L`: a pack, with other words between it and the amount.
    private func readPackElsewhere(_ counted: inout Counted, _ doubts: inout [String]) {
        for place in tokens.indices.prefix(Self.amountsMax) {
            guard let factor = factor(place), factor > 1, factor <= 100 else { continue }
            var next = place + 1
            if isMark(next, "-") { next += 1 }
            let before = isWord(place - 1, in: Self.between) || isMark(place - 1, "-") ? place - 2 : place - 1
            // A count at the very start is one of pieces, whatever they are called.
            let isFirst = place == 0 && isWord(next, in: AmountWords.pieces)
            let isPack = isWord(next, in: AmountWords.packs) || isWord(before, in: AmountWords.packsBefore)
            guard isPack || isFirst, unit(after: place) == nil, !isMark(next, "%") else { continue }
            counted.other = .times(factor)
            doubts.append("a pack of \(factor): the amount may be that of each or of all")
            return
        }
    }

    private func take(_ factor: Int, _ end: Int, _ counted: inout Counted, _ doubts: inout [String]) {
        counted.count = factor
        counted.end = end
        counted.other = OtherCount.none
        doubts.append("a pack of \(factor): the amount may be that of each or of all")
    }

    /// The amount of another count.
    func amount(_ each: ExactDecimal, _ unit: AmountUnit, _ other: OtherCount) -> NetReading.Amount? {
        guard let value = unit.value(each) else { return nil }
        switch other {
        case .none: return NetReading.Amount(value: value, unit: unit)
        case .times(let count):
            guard let total = ExactDecimal.product([value, ExactDecimal(count)], digits: 6) else {
                return nil
            }
            return NetReading.Amount(value: total, unit: unit, count: count, each: value)
        }
    }
}
