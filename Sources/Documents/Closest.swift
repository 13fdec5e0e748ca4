/// The word among several that was most likely meant; nil when none is near.
///
/// Near is an edit distance of at most a third of the word's length, and 1 for the shortest; swapping neighbours is
/// one edit, and case does not count. The first of several that are equally near. Words above 64 characters have none.
package func closest(_ word: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().unicodeScalars.prefix(65))
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    var best: (word: String, distance: Int)?
    let bound = max(1, (wanted.count + 1) / 3)
    for candidate in candidates {
        let other = Array(candidate.lowercased().unicodeScalars.prefix(65))
        guard other.count <= 64, abs(other.count - wanted.count) <= bound else { continue }
        let distance = editDistance(wanted, other)
        if distance <= bound, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
}

/// How many letters must be put in, left out, changed or swapped with their neighbour.
package func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var older: [Int] = []
    var previous = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let change = previous[column] + (left[row] == right[column] ? 0 : 1)
            var least = min(change, previous[column + 1] + 1, current[column] + 1)
            let swapped =
                row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
            if swapped { least = min(least, older[column - 1] + 1) }
            current.append(least)
        }
        older = previous
        previous = current
    }
    return previous[right.count]
}

/// `did you mean …?`, or the words that there are.
package func suggestion(for word: String, among candidates: [String]) -> String {
    if let near = closest(word, among: candidates) { return "did you mean `\(near)`?" }
    return choices(candidates)
}

/// `one of …`: the words that there are, at most twenty of them.
package func choices(_ words: [String]) -> String {
    guard !words.isEmpty else { return "there are none" }
    let shown = words.prefix(20).map { quoted($0) }.joined(separator: ", ")
    return "there are: \(shown)" + (words.count > 20 ? ", …" : "")
}
