import Bench
import Documents
import Purchases

/// The report of a backtest for people, section by section.
struct BacktestText {
    /// Rows of a table that grows with the past; the JSON and HTML reports hold all of them.
    private static let rowsMax = 20

    let report: BacktestReport

    var text: String {
        let sections = [
            head, alerts, rules, stores, weeks, budget, strongest, neverHeld, sweeps, labels,
            report.against.map { ComparisonText($0, title: "Against").lines } ?? [],
            report.shadow.map { ComparisonText($0, title: "Shadow packs against live ones").lines } ?? [],
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    // MARK: Sections

    private var head: [String] {
        let past = report.past
        let packs = report.packs.map { "\($0.id) \($0.version)" }.joined(separator: ", ")
        var lines = ["Backtest of \(visible(packs))"]
        var what = "  \(grouped(past.lines)) watched lines"
        if let read = past.read { what += " of \(grouped(read)) read" }
        what +=
            ", \(grouped(past.receipts)) receipts, \(grouped(report.buyers)) buyers, \(counted(past.stores, "store"))"
        lines.append(what + ", \(counted(past.weeks, "week"))")
        if let first = past.first, let last = past.last {
            lines.append("  from \(first) to \(last)")
        }
        if let quarantined = past.quarantined, quarantined > 0 {
            let reasons = (past.reasons ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.key) \(grouped($0.value))" }
            lines.append("  \(grouped(quarantined)) lines quarantined: " + reasons.joined(separator: ", "))
        }
        return lines
    }

    private var alerts: [String] {
        ["Alerts: \(grouped(report.tally.alerts))"]
            + report.tally.levels.reversed().map { "  \(visible($0.level)) \(grouped($0.alerts))" }
    }

    private var rules: [String] {
        var table = TextTable([
            ("RULE", .left), ("SCORE", .right), ("ALERTS", .right), ("ALONE", .right), ("HELD", .right),
            ("NEAREST", .right),
        ])
        let several = Set(report.packs.map(\.id)).count > 1
        for rule in report.rules {
            let percent = rule.nearestPercent.map { "\($0) %" } ?? "-"
            table.add([
                several ? "\(rule.pack)/\(rule.rule)" : rule.rule, "\(rule.score)", grouped(rule.alerts),
                grouped(rule.alone),
                grouped(rule.held), percent,
            ])
        }
        return [
            "Rules (alerts with the rule; with it alone; moments at which it held; highest share of the threshold)"
        ]
            + indented(table.text)
    }

    private var stores: [String] {
        counts("Stores", "STORE", report.tally.stores.map { ($0.store.string, nil, $0.alerts, $0.levels) })
    }

    private var weeks: [String] {
        counts(
            "Weeks", "WEEK",
            report.tally.weeks.map { ($0.week.description, $0.from.description, $0.alerts, $0.levels) })
    }

    private func counts(
        _ title: String, _ heading: String, _ rows: [(String, String?, Int, [AlertTally.Level])]
    ) -> [String] {
        guard !rows.isEmpty else { return [] }
        let hasSecond = rows.contains { $0.1 != nil }
        let levels = report.levels.reversed().map {
            (heading: $0.uppercased(), alignment: TextTable.Alignment.right)
        }
        var table = TextTable(
            [(heading, .left)] + (hasSecond ? [("FROM", .left)] : []) + [("ALERTS", .right)] + levels)
        for row in rows.prefix(Self.rowsMax) {
            let second = hasSecond ? [row.1 ?? ""] : []
            table.add([row.0] + second + [grouped(row.2)] + row.3.reversed().map { grouped($0.alerts) })
        }
        return ["\(title) with alerts"] + indented(table.text) + more(rows.count)
    }

    private var budget: [String] {
        let budget = report.budget
        guard let mean = budget.perStoreAndWeek else { return [] }
        var lines = ["Alert budget", "  \(decimal(mean)) alerts for each store and week on average"]
        if let most = budget.most.first {
            let places = budget.most.map { "store \(visible($0.store.string)) in \($0.week)" }
            lines.append("  at most \(most.alerts): " + places.joined(separator: ", "))
        }
        if let limit = budget.limit {
            if budget.exceeded.isEmpty {
                lines.append("  within the budget of \(limit) for each store and week")
            } else {
                lines.append("  above the budget of \(limit):")
                lines += budget.exceeded.prefix(Self.rowsMax).map {
                    "    store \(visible($0.store.string)) in \($0.week): \($0.alerts)"
                }
                lines += more(budget.exceeded.count)
            }
        }
        return lines
    }

    private var strongest: [String] {
        guard !report.strongest.isEmpty else { return [] }
        var lines = ["Strongest alerts"]
        for (place, alert) in report.strongest.enumerated() {
            lines.append("  \(place + 1). \(visible(alert.headline))  [\(alert.subject)]")
            lines += alert.explanation.map { "       \(visible($0))" }
        }
        return lines
    }

    private var neverHeld: [String] {
        let rules = report.neverHeld
        guard !rules.isEmpty else { return [] }
        var lines = ["Rules that never held"]
        for rule in rules {
            let near = rule.nearestText
            lines.append("  \(visible(rule.rule)): \(visible(near))")
        }
        return lines
    }

    private var sweeps: [String] {
        let curves = report.sweeps.map { curve in
            let hasScores = curve.points.contains { $0.score != nil }
            var table = TextTable(
                [("VALUE", .right), ("ALERTS", .right), ("WITH RULE", .right)]
                    + report.levels.reversed().map {
                        (heading: $0.uppercased(), alignment: TextTable.Alignment.right)
                    }
                    + (hasScores ? [("PRECISION", .right), ("RECALL", .right)] : []) + [("", .left)])
            for point in curve.points {
                let scores = hasScores ? [percent(point.score?.precision), percent(point.score?.recall)] : []
                table.add(
                    [point.value, grouped(point.alerts), grouped(point.withRule)]
                        + point.levels.reversed().map { grouped($0.alerts) } + scores
                        + [point.value == curve.current ? "as it is" : ""])
            }
            let now = curve.current.map { " (now \($0))" } ?? ""
            return ["Sweep of \(visible(curve.rule)).\(curve.parameter)\(now)"] + indented(table.text)
        }
        return Array(curves.joined(separator: [""]))
    }

    private var labels: [String] {
        guard let labels = report.labels else { return [] }
        var table = TextTable([
            ("RULE", .left), ("FOUND", .right), ("RIGHT", .right), ("PRECISION", .right), ("95 %", .left),
            ("RECALL", .right),
            ("95 %", .left),
        ])
        func add(_ name: String, _ precision: Share, _ recall: Share) {
            table.add([
                name, "\(precision.whole)", "\(precision.part)", percent(precision), interval(precision),
                percent(recall),
                interval(recall),
            ])
        }
        add("any rule", labels.alerts.precision, labels.alerts.recall)
        for rule in labels.rules { add(rule.rule, rule.precision, rule.recall) }
        var lines = ["Labels: \(labels.yes) yes, \(labels.no) no"]
        if labels.unknown > 0 {
            let keys = labels.unknownKeys.map { visible($0.string) }.joined(separator: ", ")
            lines.append("  \(labels.unknown) more name no watched line and count for nothing: \(keys)")
        }
        return lines + indented(table.text)
    }

    // MARK: Words

    private func indented(_ text: String) -> [String] { text.split(separator: "\n").map { "  \($0)" } }

    private func more(_ count: Int) -> [String] {
        count > Self.rowsMax ? ["  and \(grouped(count - Self.rowsMax)) more; --format json has all"] : []
    }

    private func counted(_ number: Int, _ word: String) -> String {
        "\(grouped(number)) \(word)\(number == 1 ? "" : "s")"
    }

    private func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(grouped(hundredths / 100)).\(rest < 10 ? "0" : "")\(rest)"
    }

    private func percent(_ share: Share?) -> String { Self.percent(share?.value) ?? "-" }

    private func interval(_ share: Share) -> String {
        guard let low = Self.percent(share.low), let high = Self.percent(share.high) else { return "" }
        return "\(low) to \(high)"
    }

    private static func percent(_ value: Double?) -> String? {
        value.map { value in
            let tenths = Int((value * 1000).rounded())
            return "\(tenths / 10).\(tenths % 10) %"
        }
    }
}

/// What differs between two ledgers, for people.
struct ComparisonText {
    private static let rowsMax = 20

    let comparison: LedgerComparison
    let title: String

    init(_ comparison: LedgerComparison, title: String) {
        self.comparison = comparison
        self.title = title
    }

    var lines: [String] {
        var lines = [
            "\(title): \(grouped(comparison.before)) alerts before, \(grouped(comparison.after)) now:"
                + " \(grouped(comparison.raised.count)) raised, \(grouped(comparison.gone.count)) gone,"
                + " \(grouped(comparison.changed.count)) changed, \(grouped(comparison.unchanged)) the same"
        ]
        for pair in comparison.packs { lines += self.lines(of: pair) }
        lines += section("raised", "+", comparison.raised)
        lines += section("gone", "-", comparison.gone)
        lines += section("changed", "~", comparison.changed)
        return lines
    }

    private func lines(of pair: LedgerComparison.Pair) -> [String] {
        let names = [pair.before, pair.after].map { $0.map { "\($0.id) \($0.version)" } ?? "no pack" }
        var lines = ["  \(visible(names[0])) → \(visible(names[1]))"]
        guard let differences = pair.differences else { return lines }
        if differences.isEmpty { lines.append("    nothing that is judged by differs") }
        lines += differences.pack.map { "    \(visible($0))" }
        for rule in differences.rules {
            let what =
                switch rule.kind {
                case .added: "new"
                case .removed: "gone"
                case .changed: rule.parts.joined(separator: "; ")
                }
            lines.append("    rule \(visible(rule.rule)): \(visible(what))")
        }
        return lines
    }

    private func section(_ name: String, _ sign: String, _ differences: [LedgerDifference]) -> [String] {
        guard !differences.isEmpty else { return [] }
        var lines: [String] = []
        for difference in differences.prefix(Self.rowsMax) {
            let levels = [difference.levelBefore, difference.levelAfter].compactMap(\.self)
            let level =
                levels.count == 2 && levels[0] != levels[1]
                ? "\(levels[0]) → \(levels[1])" : levels.last ?? ""
            lines.append(
                "  \(sign) \(difference.time)  \(visible(level))  \(visible(difference.about))  [\(difference.subject)]"
            )
            lines += difference.reasons.map { "      \(visible($0.text))" }
        }
        if differences.count > Self.rowsMax {
            lines.append(
                "  and \(grouped(differences.count - Self.rowsMax)) more \(name); --format json has all")
        }
        return lines
    }
}
