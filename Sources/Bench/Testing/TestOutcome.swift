import Documents
import Purchases

/// What came of one test.
package struct TestOutcome: Sendable {
    package var test: TestCase
    /// Empty: it passed.
    package var failures: [TestFailure]

    package var passed: Bool { failures.isEmpty }
}

/// One thing that a test expected and did not find, or found and did not expect.
package struct TestFailure: Sendable, Hashable {
    package struct Pair: Sendable, Hashable {
        package var what: String
        /// Empty where nothing is there.
        package var expected: String
        package var found: String

        package var differs: Bool { expected != found }
    }

    package var place: YAMLPlace
    package var what: String
    package var pairs: [Pair]
    /// The nearest miss, and what else helps.
    package var notes: [String]
}
