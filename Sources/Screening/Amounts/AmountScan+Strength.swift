import Purchases

/// Strengths that are stated otherwise than in percent.
extension AmountScan {
    /// Reads `360 g/l`, `36 g/100 ml`, `1,5 kg/l`, and `360 g/kg`.
    mutating func readPerVolume(_ index: Int) {
        guard let written = unit(after: index), let number = tokens[index].number else { return }
        var place = written.end
        let isSlash = isMark(place, "/")
        guard isSlash || isWord(place, in: AmountWords.per) else { return }
        place += 1
        var over = ExactDecimal(1)
        var overUnit: AmountUnit?
        if let count = self.number(place)?.whole, count > 0, let unit = unit(after: place) {
            // `30 L/24 kg` states two amounts.
            guard [1, 10, 100, 1_000].contains(count) else { return }
            over = ExactDecimal(count)
            overUnit = unit.unit
            place = unit.end
        } else if let found = unit(at: place) {
            overUnit = found.unit
            place = found.end
        }
        // What is dosed, or weighs so much to the metre, is no content either.
        guard let overUnit,
            let overBase = overUnit.value(over).flatMap({ AmountUnit.base($0, overUnit.name) })
        else {
            if isSlash, !isPiece(written.end + 1), self.number(written.end + 1) == nil {
                use(index, written.end)
            }
            return
        }
        // `0,75 L/750 ml` states one amount twice.
        guard written.unit.isMass else {
            if !(isSlash && self.number(written.end + 1) != nil && !overUnit.isMass
                && isSame(index, written.unit, overBase))
            {
                use(index, place)
            }
            return
        }
        guard let value = number.value(.decimal), let share = share(value, written.unit, overBase) else {
            return
        }
        let range = bounds(before: index, value: value, isUnit: { _ in false })
        let span = span(range.first, place)
        use(range.first, place)
        // `1,28 g/cm³`: what a millilitre weighs altogether.
        if !overUnit.isMass, over == ExactDecimal(1), isIn(share, 60...300),
            [written.unit.name, overUnit.name] == ["g", "ml"]
                || [written.unit.name, overUnit.name] == ["kg", "l"]
        {
            notes.append("\(span.text): taken for a density, not for a concentration")
            return
        }
        if overUnit.isMass {
            guard share <= ExactDecimal(100) else { return }
        }
        if let note = range.note { notes.append("\(span.text): \(note)") }
        let lower = range.lower.flatMap { self.share($0, written.unit, overBase) }
        concentrations.append(
            Amounts.Concentration(
                kind: overUnit.isMass ? .percent : .perVolume, value: share,
                basis: overUnit.isMass ? "w/w" : "w/v", lower: lower, span: span))
    }

    private func share(_ value: ExactDecimal, _ unit: AmountUnit, _ over: ExactDecimal) -> ExactDecimal? {
        guard let grams = unit.value(value).flatMap({ AmountUnit.base($0, unit.name) }) else { return nil }
        return ExactDecimal.product([grams, ExactDecimal(100)], dividedBy: [over], digits: 6)
    }

    private func isSame(_ index: Int, _ unit: AmountUnit, _ other: ExactDecimal) -> Bool {
        [NumberText.Grouping.decimal, .thousands].contains { reading in
            tokens[index].number?.value(reading).flatMap(unit.value).flatMap {
                AmountUnit.base($0, unit.name)
            } == other
        }
    }

    /// Reads `30 vol.`, `30 volumi`, `vol 20`, and `20 V` where nothing is about volts.
    mutating func readVolumes(_ index: Int) {
        guard let value = tokens[index].number?.whole, (5...200).contains(value) else { return }
        let isRound = value.isMultiple(of: 5)
        var first = index
        var end: Int
        if isRound, isWord(index + 1, in: AmountWords.volumes), !isMark(past(".", index + 2), "%") {
            end = past(".", index + 2)
        } else if [10, 20, 30, 40].contains(value), word(index + 1) == "v", tokens[index + 1].isCapital,
            !isElectric,
            gap(index + 2) != .none || index + 2 >= tokens.count || !isMark(index + 2, "/")
        {
            end = index + 2
        } else if isRound, value <= 50, unit(after: index) == nil, !isMark(index + 1, "x"),
            word(index + 1) != "x"
        {
            var before = index - 1
            if isMark(before, ".") || isMark(before, ":") { before -= 1 }
            guard isWord(before, in: AmountWords.volumesBefore), number(before - 1) == nil, !used[before]
            else { return }
            first = before
            end = index + 1
        } else {
            return
        }
        var lower: ExactDecimal?
        if first == index {
            let range = bounds(before: index, value: ExactDecimal(value), isUnit: { _ in false })
            lower = range.lower
            if let note = range.note { notes.append("\(span(range.first, end).text): \(note)") }
            first = range.first
        }
        if isGluedToLetters(first), !isWord(first - 1, in: AmountWords.volumesBefore) { return }
        end = min(end, tokens.count)
        concentrations.append(
            Amounts.Concentration(
                kind: .volumes, value: ExactDecimal(value), lower: lower, span: span(first, end)))
        use(first, end)
    }

    /// Reads grades without a percent sign: `AN 33.5`, `KAS 27`, `N 33,5`, `27 N`.
    mutating func readGrade(_ index: Int) {
        guard let number = tokens[index].number, let value = number.value(.decimal),
            isIn(value, 15...47), unit(after: index) == nil, word(index + 1) != "x", !isMark(index + 1, "×"),
            !AmountWords.currencies.contains(word(index + 1) ?? ""),
            !isWord(index + 1, in: AmountWords.pieces) || !["can", "an", "n"].contains(word(index - 1))
        else { return }
        let range = bounds(before: index, value: value, isUnit: { _ in false })
        let isTold = isAboutFertiliser || !number.isWhole
        let follows = word(index + 1) == "n" && tokens[index + 1].isCapital && isAboutFertiliser
        guard follows || (isNitrogenBefore(range.first, value) && isTold) else { return }
        // `NPK 20` states no straight grade.
        if isWord(range.first - 1, in: ["npk", "np", "nk"]) { return }
        let end = follows ? index + 2 : index + 1
        let start = follows ? range.first : startOfGradeWord(before: range.first)
        let span = span(start, end)
        if let note = range.note { notes.append("\(span.text): \(note)") }
        concentrations.append(
            Amounts.Concentration(kind: .nitrogen, value: value, lower: range.lower, span: span))
        use(range.first, end)
    }

    private func startOfGradeWord(before first: Int) -> Int {
        var place = first - 1
        while place >= 0, tokens[place].word == nil, first - place < 3 { place -= 1 }
        return place >= 0 && tokens[place].word != nil ? place : first
    }
}
