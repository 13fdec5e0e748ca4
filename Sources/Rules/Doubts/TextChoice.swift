import Purchases

/// What is asked of one text, joined.
struct TextChoice {
    private(set) var allowed: Set<ExactText>?
    private var forbidden: Set<ExactText> = []
    private var starts: [[ExactText]] = []
    private var forbiddenStarts: [ExactText] = []

    mutating func allow(_ texts: some Sequence<ExactText>) {
        allowed = allowed.map { $0.intersection(texts) } ?? Set(texts)
    }

    mutating func forbid(_ texts: [ExactText]) { forbidden.formUnion(texts) }
    mutating func begin(_ texts: [ExactText]) { starts.append(texts) }
    mutating func forbidBeginning(_ texts: [ExactText]) { forbiddenStarts += texts }

    /// The texts that are left; nil when they are without number.
    var choices: Set<ExactText>? { allowed?.filter(admits) }

    /// Whether a text is left.
    var isPossible: Bool {
        if let choices { return !choices.isEmpty }
        // Of every list one beginning must fit one of each other list.
        let alive = starts.map { list in
            list.filter { start in !forbiddenStarts.contains { begins(start, $0) } }
        }
        if alive.contains(where: \.isEmpty) { return false }
        guard let first = alive.first else { return true }
        return first.contains { start in
            alive.dropFirst().allSatisfy { list in list.contains { begins($0, start) || begins(start, $0) } }
        }
    }

    func admits(_ text: ExactText) -> Bool {
        if let allowed, !allowed.contains(text) { return false }
        return !forbidden.contains(text)
            && starts.allSatisfy { list in list.contains { begins(text, $0) } }
            && !forbiddenStarts.contains { begins(text, $0) }
    }

    private func begins(_ text: ExactText, _ start: ExactText) -> Bool {
        text.string.utf8.starts(with: start.string.utf8)
    }
}
