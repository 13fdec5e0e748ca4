import Purchases
import Rules

/// What the tests of a pack exercise: rules that hold, thresholds that are missed, exceptions, levels.
package struct Coverage: Sendable {
    package struct Row: Sendable {
        package var rule: String
        /// Tests that expect it to hold.
        package var held: Int
        /// Tests with a moment at which its value does not reach its threshold; nil where any purchase does.
        package var short: Int?
        /// Tests in which an exception takes out what would have counted, by exception.
        package var excused: [(name: String, count: Int)]
    }

    package private(set) var pack: Pack
    package private(set) var tests = 0
    package private(set) var rows: [Row]
    package private(set) var levels: [(name: String, count: Int)]

    package init(_ pack: Pack) {
        self.pack = pack
        rows = pack.rules.map { rule in
            Row(
                rule: rule.id, held: 0, short: rule.holdsAtOnce ? nil : 0,
                excused: rule.exceptions.map(\.name).sorted().map { ($0, 0) })
        }
        levels = pack.levels.map { ($0.name, 0) }
    }

    /// Takes in a test that passes.
    package mutating func add(_ test: TestCase) {
        tests += 1
        let expected = test.alerts.filter { $0.pack == nil || $0.pack == pack.id }
        let reached = Set(expected.compactMap(\.level))
        for index in levels.indices where reached.contains(levels[index].name) { levels[index].count += 1 }
        let named = Set((expected + test.holds).flatMap { $0.rules?.map(\.id) ?? [] })
        let held = TestLedger.moments([pack], test)
        let reach = TestLedger.reach([pack], test)
        for index in rows.indices {
            let rule = pack.rules[index]
            if named.contains(rule.id) { rows[index].held += 1 }
            if let short = rows[index].short, isShort(rule, held, reach) { rows[index].short = short + 1 }
            for at in rows[index].excused.indices {
                if isExcused(rule, rows[index].excused[at].name, test, held) {
                    rows[index].excused[at].count += 1
                }
            }
        }
    }

    private func isShort(_ rule: Rule, _ held: TestLedger, _ reach: TestLedger) -> Bool {
        let holding = Set(held.moments(of: rule.id).map(\.moment))
        return reach.moments(of: rule.id).contains { !holding.contains($0.moment) }
    }

    private func isExcused(_ rule: Rule, _ name: String, _ test: TestCase, _ held: TestLedger) -> Bool {
        var open = pack
        open.rules = [rule]
        open.rules[0].exceptions = rule.exceptions.filter { $0.name != name }
        return TestLedger.moments([open], test).moments(of: rule.id) != held.moments(of: rule.id)
    }

    /// What no test exercises, each in words.
    package var missing: [String] {
        var missing: [String] = []
        for level in levels where level.count == 0 {
            missing.append("level `\(level.name)`: no alert reaches it")
        }
        for row in rows {
            if row.held == 0 { missing.append("rule `\(row.rule)`: no test expects it to hold") }
            if row.short == 0 { missing.append("threshold of `\(row.rule)`: no test stays below it") }
            for exception in row.excused where exception.count == 0 {
                missing.append(
                    "exception `\(exception.name)` of `\(row.rule)`: it excuses nothing in any test")
            }
        }
        return missing
    }

    /// For a person: a table, then what is missing.
    package var lines: [String] {
        let head = ["", "coverage of \(pack.id) \(pack.version): \(tests) test\(tests == 1 ? "" : "s")"]
        let width = max("rule".count, rows.map(\.rule.count).max() ?? 0)
        let table =
            ["  " + padded("rule", width) + "  holds  stays below  excused"]
            + rows.map { row in
                "  " + padded(row.rule, width) + "  " + padded("\(row.held)", 5) + "  "
                    + padded(row.short.map(String.init) ?? "-", 11) + "  "
                    + (row.excused.isEmpty
                        ? "-" : row.excused.map { "\($0.name) \($0.count)" }.joined(separator: ", "))
            }
        let reached = "  levels: " + levels.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        return head + table + [reached]
            + (missing.isEmpty ? ["  everything is exercised"] : missing.map { "  not exercised: \($0)" })
    }
}

extension TestLedger {
    /// A moment at which a rule holds, with its values.
    struct Held: Hashable {
        struct Moment: Hashable {
            var subject: String
            var time: EventTime
        }

        var moment: Moment
        var values: [ExactDecimal]
    }

    func moments(of rule: String) -> Set<Held> {
        Set(
            alerts.compactMap { alert in
                let values = alert.data.indicators.filter { $0.rule == rule }.map(\.value)
                if values.isEmpty { return nil }
                return Held(moment: Held.Moment(subject: alert.subject, time: alert.time), values: values)
            })
    }
}

extension Rule {
    /// Whether a single purchase that it looks at makes it hold: there is no threshold to miss.
    var holdsAtOnce: Bool {
        switch form {
        case .sequence, .absent: true
        case .combine: false
        case .measure:
            usual == nil
                && (threshold.value <= .zero
                    || threshold.value <= ExactDecimal(1) && threshold.bound == .atLeast
                        && measure.countsWhole)
        }
    }
}

extension Measure {
    /// Whether its values are whole numbers.
    var countsWhole: Bool {
        switch self {
        case .countPurchases, .countReceipts, .distinct: true
        case .sumMass, .sumVolume, .sumUnits, .sumAmount: false
        }
    }
}

extension Rule.Exception {
    var name: String { self == .licence ? "licence" : "professional" }
}
