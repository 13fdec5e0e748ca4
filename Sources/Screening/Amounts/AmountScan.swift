import Purchases

/// Reads the amounts of one text: first those that say what they are (percent, g/l, volumes, grades), then net amounts.
///
/// Each token belongs to one amount at most. Linear in the number of tokens: every look to the side has a fixed reach.
struct AmountScan {
    let field: String
    let text: String
    let tokens: [AmountToken]
    /// Tokens that an amount was read from, or that are none for sure.
    var used: [Bool]
    var concentrations: [Amounts.Concentration] = []
    var nets: [NetReading] = []
    var notes: [String] = []

    let isAboutFertiliser: Bool
    let isAboutTanks: Bool
    let isElectric: Bool
    let hasSmallPieces: Bool

    /// A text has so many amounts at most; what stands after them is not looked at, which a note says.
    static let amountsMax = 200

    init(field: String, text: String) {
        self.field = field
        self.text = text
        tokens = AmountTokenizer.tokens(of: text)
        used = Array(repeating: false, count: tokens.count)
        var fertiliser = false
        var tanks = false
        var electric = false
        var pieces = false
        for token in tokens {
            guard let word = token.word else { continue }
            fertiliser =
                fertiliser || AmountWords.fertiliser.contains(word) || word.hasSuffix("dunger")
                || word.hasSuffix("salpeter")
                || (AmountWords.grades[word] != nil && word.utf8.count > 3)
            tanks = tanks || AmountWords.tanks.contains(word)
            electric =
                electric || AmountWords.electric.contains(word) || word.hasPrefix("akku")
                || word.hasPrefix("batter")
            pieces = pieces || AmountWords.smallPieces.contains(word)
        }
        isAboutFertiliser = fertiliser
        isAboutTanks = tanks
        isElectric = electric
        hasSmallPieces = pieces
    }

    /// Reads everything.
    mutating func run() {
        setAsideChains()
        let numbers = tokens.indices.filter { tokens[$0].number != nil }
        let bounded = numbers.prefix(Self.amountsMax)
        if numbers.count > bounded.count {
            notes.append("only the first \(Self.amountsMax) numbers of `\(shown(field))` were looked at")
        }
        for index in bounded where !used[index] { readPercent(index) }
        for index in bounded where !used[index] { readPerVolume(index) }
        for index in bounded where !used[index] { readVolumes(index) }
        for index in bounded where !used[index] { readGrade(index) }
        for index in bounded where !used[index] { readNet(index) }
        readWorded()
        concentrations.sort { $0.span.start < $1.span.start }
    }

    /// Three numbers and more that hang together (`13-0-46`, `7722-84-1`, `12/12/17`) are a grade, a CAS number or a date.
    private mutating func setAsideChains() {
        var index = 0
        while index < tokens.count {
            guard let number = tokens[index].number else {
                index += 1
                continue
            }
            // The number of a GTIN or an article, and no amount.
            if number.isWhole, number.digitCount >= 7 { used[index] = true }
            var end = index
            while end + 2 < tokens.count, tokens[end + 1].gap == .none, tokens[end + 2].gap == .none,
                tokens[end + 2].number != nil, isChainMark(tokens[end + 1])
            {
                end += 2
            }
            if end - index >= 4 {
                for place in index...end { used[place] = true }
                readStraightGrade(index, end)
            }
            index = end + 1
        }
    }

    /// `33.5-0-0` states nitrogen alone; other grades are of mixtures, or of salts with their own share of it.
    private mutating func readStraightGrade(_ first: Int, _ last: Int) {
        guard last == first + 4, let value = tokens[first].number?.value(.decimal), isIn(value, 33...35),
            [first + 2, last].allSatisfy({ tokens[$0].number?.whole == 0 }), isMark(first + 1, "-")
        else { return }
        concentrations.append(
            Amounts.Concentration(kind: .nitrogen, value: value, span: span(first, last + 1)))
    }

    private func isChainMark(_ token: AmountToken) -> Bool {
        token.isMark("-") || token.isMark("/") || token.isMark("+") || token.isMark(":")
    }

    // MARK: Looking around

    func word(_ index: Int) -> String? { tokens.indices.contains(index) ? tokens[index].word : nil }
    func number(_ index: Int) -> NumberText? { tokens.indices.contains(index) ? tokens[index].number : nil }
    func isMark(_ index: Int, _ scalar: Unicode.Scalar) -> Bool {
        tokens.indices.contains(index) && tokens[index].isMark(scalar)
    }
    func isWord(_ index: Int, in words: Set<String>) -> Bool { word(index).map(words.contains) ?? false }

    func gap(_ index: Int) -> AmountToken.Gap {
        tokens.indices.contains(index) ? tokens[index].gap : .blank
    }

    /// The place after any points at `index`.
    func past(_ scalar: Unicode.Scalar, _ index: Int) -> Int {
        var index = index
        while isMark(index, scalar) { index += 1 }
        return index
    }

    /// Whether letters stand right before the number, as in `H2` or `POOL5`.
    func isGluedToLetters(_ index: Int) -> Bool {
        guard index > 0, tokens[index].gap == .none, let word = tokens[index - 1].word else { return false }
        return !(word == "x" && index > 1 && tokens[index - 2].number != nil)
    }

    func span(_ first: Int, _ end: Int) -> TextSpan {
        let start = tokens[first].start
        let stop = tokens[max(first, end - 1)].end
        let bytes = Array(text.utf8.dropFirst(start).prefix(stop - start))
        return TextSpan(
            field: field, start: start, end: stop, text: String(decoding: bytes, as: UTF8.self))
    }

    mutating func use(_ first: Int, _ end: Int) {
        for index in first..<max(first, min(end, used.count)) { used[index] = true }
    }
}

/// A text of the article in a note: short.
func shown(_ text: String) -> String {
    let scalars = text.unicodeScalars
    return scalars.count > 40 ? String(scalars.prefix(40)) + "…" : text
}
