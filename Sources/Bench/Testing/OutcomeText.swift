import Documents

/// What came of the tests of a file, for a person.
package struct OutcomeText {
    package let path: String
    package let outcomes: [TestOutcome]

    package init(path: String, outcomes: [TestOutcome]) {
        self.path = path
        self.outcomes = outcomes
    }

    /// One line for the file, then each failure with expected and found side by side.
    package var lines: [String] {
        let failed = outcomes.filter { !$0.passed }
        let count = outcomes.count
        let head = "\(path): \(count) test\(count == 1 ? "" : "s"), "
        if failed.isEmpty { return [head + "all passed"] }
        return [head + "\(failed.count) failed"] + failed.flatMap(lines(of:))
    }

    private func lines(of outcome: TestOutcome) -> [String] {
        outcome.failures.flatMap { failure in
            ["", "\(path):\(failure.place.line): \(outcome.test.name): \(failure.what)"]
                + sideBySide(failure.pairs) + failure.notes.map { "    \($0)" }
        }
    }

    /// `  ` before a row that agrees, `≠ ` before one that does not.
    private func sideBySide(_ pairs: [TestFailure.Pair]) -> [String] {
        if pairs.isEmpty { return [] }
        let names = pairs.map(\.what.count).max() ?? 0
        let left = max("expected".count, pairs.map { max($0.expected.count, 1) }.max() ?? 0)
        let head = "    " + padded("", names) + "  " + padded("expected", left) + "  found"
        return [head]
            + pairs.map { pair in
                (pair.differs ? "  ≠ " : "    ") + padded(pair.what, names) + "  "
                    + padded(pair.expected.isEmpty ? "–" : pair.expected, left) + "  "
                    + (pair.found.isEmpty ? "–" : pair.found)
            }
    }
}

/// A text with blanks after it up to a width.
func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
