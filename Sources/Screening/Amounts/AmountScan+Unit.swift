extension AmountScan {
    struct FoundUnit {
        var unit: AmountUnit
        /// The token after it.
        var end: Int
        /// Whether it is written right behind the number, without a blank.
        var isGlued: Bool
        /// Whether it is one letter.
        var isLetter: Bool
    }

    /// The unit behind a number: `5 L`, `5L`, `5-Liter`, `5 fl. oz.`, `5 cm³`.
    func unit(after index: Int) -> FoundUnit? {
        var place = index + 1
        let isHyphened = isMark(place, "-") && gap(place) == .none && gap(place + 1) == .none
        if isHyphened { place += 1 }
        guard var found = unit(at: place) else { return isHyphened ? nil : gluedUnit(place) }
        found.isGlued = gap(place) == .none
        // `5 l'eau`, `12 L'ORÉAL`: an article before a name.
        if found.isLetter, isMark(found.end, "'"), gap(found.end) == .none { return nil }
        return found
    }

    /// A unit that begins at a token.
    func unit(at place: Int) -> FoundUnit? {
        guard let word = word(place) else { return nil }
        func found(_ unit: AmountUnit, _ end: Int) -> FoundUnit {
            FoundUnit(
                unit: unit, end: past(".", end), isGlued: false, isLetter: word.unicodeScalars.count == 1)
        }
        switch word {
        case "fl", "fluid":
            let next = past(".", place + 1)
            if isWord(next, in: ["oz", "ounce", "ounces", "ozs"]) { return found(.fluidOunce, next + 1) }
            return nil
        case "us":
            if self.word(past(".", place + 1)) == "gal" { return found(.gallon, past(".", place + 1) + 1) }
            return nil
        case "imp", "imperial", "uk":
            let next = past(".", place + 1)
            if isWord(next, in: ["gal", "gallon", "gallons"]) { return found(.imperialGallon, next + 1) }
            return nil
        case "سي":
            return self.word(place + 1) == "سي" ? AmountUnit.named("ml").map { found($0, place + 2) } : nil
        case "cm", "dm":
            let isCube = isMark(place + 1, "³") || (number(place + 1)?.whole == 3 && gap(place + 1) == .none)
            guard isCube else { return nil }
            return AmountUnit.named(word == "cm" ? "ml" : "l").map { found($0, place + 2) }
        default:
            return AmountUnit.named(word).map { found($0, place + 1) }
        }
    }

    /// A unit with a word glued to it: `500MLSPRAY`, `5LKANISTER`.
    private func gluedUnit(_ place: Int) -> FoundUnit? {
        guard gap(place) == .none, let word = word(place) else { return nil }
        if let unit = AmountUnit.glued.first(where: {
            word.hasPrefix($0) && word.utf8.count >= $0.utf8.count + 3
        }),
            let known = AmountUnit.named(unit)
        {
            return FoundUnit(unit: known, end: place + 1, isGlued: true, isLetter: false)
        }
        for letter in ["l", "g"] where word.hasPrefix(letter) {
            guard AmountWords.containers.contains(String(word.dropFirst())),
                let unit = AmountUnit.named(letter)
            else { continue }
            return FoundUnit(unit: unit, end: place + 1, isGlued: true, isLetter: true)
        }
        return nil
    }

    /// Whether a word names pieces or vessels, so that `5 kg/Sack` is an amount and no rate.
    func isPiece(_ index: Int) -> Bool {
        isWord(index, in: AmountWords.pieces) || isWord(index, in: AmountWords.containers)
    }
}
