/// Which names of a text it says are not in: `sans acétone`, `acetone free`, `0 % aceton`.
package struct Negation {
    private let scan: FieldScan
    /// For each token: whether a negation before it reaches it.
    private var isReached: [Bool]
    /// For a token of a name: the name's last token; else its own number. Empty where nothing negates.
    private var ends: [Int] = []
    /// Tokens that end what was denied, because the next begins a name: `senza cloro perossido di idrogeno`.
    private var fulls: Set<Int> = []
    /// Tokens at which a negation begins that is about what stands before it.
    private var after: Set<Int> = []
    private let suffixes: Set<[UInt8]>

    /// A negation reaches over so many words, and so many between two members of a list.
    private static let wordsMax = 2
    private static let tokensMax = 16
    /// Numbers before the letters of one name, and the letters.
    private static let locantsMax = 9

    package init(_ scan: FieldScan, _ index: TermIndex) {
        self.scan = scan
        isReached = Array(repeating: false, count: scan.tokens.count)
        suffixes = index.lexicon.negationSuffixes
        if scan.matches.contains(where: { index.terms[$0.term].kind == .negationBefore }) {
            ends = Self.ends(scan, index)
            fulls = Self.fulls(scan, index)
        }
        for match in scan.matches {
            switch index.terms[match.term].kind {
            case .negationBefore: reach(from: match.last + 1)
            case .negationAfter where !isBefore(match, index): after.insert(match.first)
            default: break
            }
        }
    }

    /// Whether the text says that this is not in.
    package func denies(_ match: TermMatch) -> Bool {
        match.isNegated || isReached[match.first] || isDeniedAfter(match.last + 1) || isZero(match)
    }

    /// `remover no odour` and `remover free from parabens` say what is not in by the next word, and nothing of the remover.
    private func isBefore(_ match: TermMatch, _ index: TermIndex) -> Bool {
        scan.matches.contains { other in
            let next = other.last + 1
            return index.terms[other.term].kind == .negationBefore && other.first == match.first
                && next < scan.tokens.count && scan.tokens[next].kind == .letters
                && scan.tokens[next].gap.isDisjoint(with: [.list, .stop])
        }
    }

    private static func ends(_ scan: FieldScan, _ index: TermIndex) -> [Int] {
        var ends = Array(scan.tokens.indices)
        for match in scan.matches where index.terms[match.term].isName && !match.isShared {
            for token in match.first...match.last { ends[token] = max(ends[token], match.last) }
        }
        return ends
    }

    /// The ends of other things that a name follows, where no term holds both.
    private static func fulls(_ scan: FieldScan, _ index: TermIndex) -> Set<Int> {
        var others: Set<Int> = []
        var names: Set<Int> = []
        var within: Set<Int> = []
        for match in scan.matches {
            let term = index.terms[match.term]
            if term.kind == .other { others.insert(match.last) }
            guard term.isName || term.kind == .other else { continue }
            if term.isName, !match.isShared { names.insert(match.first) }
            within.formUnion(match.first..<match.last)
        }
        return others.filter { names.contains($0 + 1) && !within.contains($0) }
    }

    private mutating func reach(from start: Int) {
        var words = 0
        for index in start..<min(start + Self.tokensMax, scan.tokens.count) {
            let token = scan.tokens[index]
            let isEnd = token.gap.contains(.stop) || token.gap.isSuperset(of: [.dot, .space])
            if index > start, isEnd { return }
            // `2-propanone` begins with a number.
            if token.kind != .letters, !(token.kind == .digits && isPrefix(index)) { return }
            // `nicht mit` is one.
            if index > start, scan.roles[index].contains(.affirmation) { return }
            if index > start, fulls.contains(index - 1), !token.gap.contains(.list) { return }
            if index > start, token.gap.contains(.list) { words = 0 }
            // `E239` begins with a letter that is a word elsewhere.
            isReached[index] = true
            if token.kind == .digits { continue }
            if scan.roles[index].contains(.connector) {
                words = 0
                continue
            }
            if scan.roles[index].contains(.ignored) { continue }
            words += 1
            if words > Self.wordsMax, !isListAhead(index) { return }
        }
    }

    /// `2-` and `1,3,5,7-` before letters.
    private func isPrefix(_ index: Int) -> Bool {
        for next in index + 1..<max(index + 1, min(index + Self.locantsMax, scan.tokens.count)) {
            let token = scan.tokens[next]
            guard token.start - scan.tokens[next - 1].end == 1 else { return false }
            if token.kind == .letters { return token.gap == .mark }
            if token.kind != .digits { return false }
        }
        return false
    }

    /// Whether a list goes on behind a word, or behind the name that it stands in: `acetone, nitric acid or …`.
    private func isListAhead(_ index: Int) -> Bool {
        let next = ends[index] + 1
        guard next < scan.tokens.count else { return false }
        return scan.tokens[next].gap.contains(.list) || scan.roles[next].contains(.connector)
    }

    /// `… free`, `… and perfume free`, `… und parfümfrei`.
    private func isDeniedAfter(_ index: Int) -> Bool {
        guard index < scan.tokens.count, !scan.tokens[index].gap.contains(.stop) else { return false }
        if !scan.tokens[index].gap.contains(.list), after.contains(index) { return true }
        let isConnected = scan.roles[index].contains(.connector)
        guard isConnected || scan.tokens[index].gap.contains(.list) else { return false }
        let member = isConnected ? index + 1 : index
        guard member < scan.tokens.count, scan.tokens[member].kind == .letters else { return false }
        if after.contains(member + 1), scan.tokens[member + 1].gap.isDisjoint(with: [.stop, .list]) {
            return true
        }
        let word = scan.bytes(member)
        return (3..<max(4, word.count - 2)).contains { suffixes.contains(Array(word.suffix($0))) }
    }

    /// `0 % acetone`, `acetone 0 %`.
    private func isZero(_ match: TermMatch) -> Bool {
        var before = match.first - 1
        while before >= 0, scan.roles[before].contains(.ignored) { before -= 1 }
        if before >= 1, scan.tokens[before].kind == .percent, isZeroNumber(before - 1) { return true }
        let next = match.last + 1
        return next + 1 < scan.tokens.count && scan.tokens[next + 1].kind == .percent && isZeroNumber(next)
    }

    private func isZeroNumber(_ index: Int) -> Bool {
        guard scan.tokens[index].kind == .digits, scan.bytes(index).allSatisfy({ $0 == UInt8(ascii: "0") })
        else {
            return false
        }
        // The digits of `10,0 %` and `0,5 %` are two tokens.
        let isFraction =
            index > 0 && scan.tokens[index - 1].kind == .digits
            && scan.tokens[index].gap.isDisjoint(with: .space)
        return !isFraction
    }
}
