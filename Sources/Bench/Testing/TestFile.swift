import Documents
import Feeds
import Purchases
import Rules

/// A test file: packs, the products that its purchases are of, and what must be raised for which purchases.
package struct TestFile: Sendable {
    /// What messages call the file.
    package var path: String
    /// In the order of the file.
    package var packs: [Pack]
    /// Of the times that state no offset.
    package var timezone: ZoneTable
    package var tests: [TestCase]
    /// The changes that no test need notice.
    package var excuses: [Excuse]

    package init(
        path: String, packs: [Pack], timezone: ZoneTable, tests: [TestCase], excuses: [Excuse] = []
    ) {
        self.path = path
        self.packs = packs
        self.timezone = timezone
        self.tests = tests
        self.excuses = excuses
    }
}

/// Purchases, and what a pack must make of them.
package struct TestCase: Sendable {
    package var name: String
    package var place: YAMLPlace
    /// In the order of the table, which is the order of arrival.
    package var lines: [JournalledLine]
    /// The `buyer` of each line that has one, by its key.
    package var labels: [ExactText: ExactText]
    /// Every alert that stands in the end.
    package var alerts: [ExpectedAlert]
    /// What holds at some moments, whether or not an alert is raised there.
    package var holds: [ExpectedAlert]
    /// Rules that hold at no moment, and levels that no alert has.
    package var never: [Forbidden]

    package init(
        name: String, place: YAMLPlace, lines: [JournalledLine], labels: [ExactText: ExactText],
        alerts: [ExpectedAlert] = [], holds: [ExpectedAlert] = [], never: [Forbidden] = []
    ) {
        self.name = name
        self.place = place
        self.lines = lines
        self.labels = labels
        self.alerts = alerts
        self.holds = holds
        self.never = never
    }
}

/// A rule or a level that must not come.
package struct Forbidden: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case rule, level }

    package var kind: Kind
    package var name: String
    package var place: YAMLPlace

    package init(kind: Kind, name: String, place: YAMLPlace) {
        self.kind = kind
        self.name = name
        self.place = place
    }
}

/// A change of the pack that no test can notice, and why that is no fault.
package struct Excuse: Sendable, Hashable {
    /// The change's name; `*` stands for any characters.
    package var pattern: String
    package var reason: String
    package var place: YAMLPlace

    package init(pattern: String, reason: String, place: YAMLPlace) {
        self.pattern = pattern
        self.reason = reason
        self.place = place
    }
}
