import Detection
import Documents
import Purchases

/// The report of a backtest as one page that needs nothing else: no network, no script, light, dark and paper.
package struct BacktestPage: Sendable {
    private let report: BacktestReport

    package init(_ report: BacktestReport) { self.report = report }

    package var html: String {
        let packs = report.packs.map { "\($0.id) \($0.version)" }.joined(separator: ", ")
        let head: Markup = .tag(
            "head", [],
            [
                .tag("meta", [.init("charset", "utf-8")]),
                .tag(
                    "meta",
                    [.init("name", "viewport"), .init("content", "width=device-width, initial-scale=1")]),
                // Whatever a product may be called: nothing is loaded, and no script runs.
                .tag(
                    "meta",
                    [
                        .init("http-equiv", "Content-Security-Policy"),
                        .init("content", "default-src 'none'; style-src 'unsafe-inline'"),
                    ]),
                .tag("title", [], "Backtest of \(packs)"), .style(PageStyle.sheet),
            ])
        let body = [
            [heading(packs)], alerts, budget, rules, neverHeld, strongest, sweeps, labels,
            comparison(report.against, "Against the packs before"),
            comparison(report.shadow, "Shadow packs against live ones"),
        ].flatMap(\.self)
        let page: Markup = .tag("html", [.init("lang", "en")], [head, .tag("body", [], [.joined(body)])])
        return Markup.joined([.doctype, page]).source + "\n"
    }

    // MARK: Sections

    private func heading(_ packs: String) -> Markup {
        let past = report.past
        var time = ""
        if let first = past.first, let last = past.last {
            time = "\(first.description.prefix(10)) to \(last.description.prefix(10))"
        }
        var figures = [(report.tally.alerts, "alerts")]
        for level in report.tally.levels.reversed() { figures.append((level.alerts, level.level)) }
        figures += [
            (past.lines, "watched lines"), (report.buyers, "buyers"), (past.stores, "stores"),
            (past.weeks, "weeks"),
        ]
        let items = figures.map { number, word in
            Markup.tag("li", [], [.tag("b", [], grouped(number)), .text(word)])
        }
        let read = past.read.map { " of \(grouped($0)) lines read" } ?? ""
        return .joined([
            .tag("h1", [], "Backtest of \(packs)"),
            .tag("p", [.init("class", "muted")], "\(time): \(grouped(past.lines)) watched lines\(read)"),
            .tag("ul", [.init("class", "figures")], items),
        ])
    }

    private var alerts: [Markup] {
        guard !report.tally.weeks.isEmpty else { return [.tag("p", [], "No alert stands.")] }
        let stores = report.tally.stores.prefix(30).map { store in
            PartBars.Row(
                name: store.store.string,
                parts: store.levels.reversed().enumerated().map { fromTop, level in
                    (level.alerts, Plot.levelClass(fromTop), "\(store.store): \(level.alerts) \(level.level)")
                })
        }
        return [
            .tag("h2", [], "Alerts by week"), levelLegend,
            figure(WeekColumns(weeks: report.tally.weeks, levels: report.levels).drawing),
            .tag("h2", [], "Alerts by store"), levelLegend,
            figure(PartBars(label: "Alerts by store and level", rows: Array(stores)).drawing),
            rest(report.tally.stores.count, shown: 30, "stores"),
        ]
    }

    private var levelLegend: Markup {
        legend(report.levels.reversed().enumerated().map { (Plot.levelClass($0), $1) })
    }

    private var budget: [Markup] {
        let budget = report.budget
        guard let mean = budget.perStoreAndWeek else { return [] }
        var parts: [Markup] = [
            .tag("h2", [], "Alert budget"),
            .tag("p", [], "\(Plot.number(mean)) alerts for each store and week on average."),
        ]
        if let limit = budget.limit {
            if budget.exceeded.isEmpty {
                parts.append(.tag("p", [], "No store has more than \(limit) alerts in a week."))
            } else {
                let more = budget.exceeded.count > 5 ? "; and \(budget.exceeded.count - 5) more" : ""
                let places = budget.exceeded.prefix(5).map {
                    "store \($0.store) in \($0.week): \($0.alerts)"
                }
                parts.append(
                    .tag(
                        "p", [.init("class", "warning")],
                        "The budget of \(limit) is exceeded in \(budget.exceeded.count) of the stores and weeks: "
                            + places.joined(separator: "; ") + more))
            }
        }
        if let grid = BudgetGrid(tally: report.tally, limit: budget.limit).drawing {
            parts.append(figure(grid))
        }
        return parts
    }

    private var rules: [Markup] {
        let several = Set(report.packs.map(\.id)).count > 1
        let name = { (rule: RuleResult) in several ? "\(rule.pack)/\(rule.rule)" : rule.rule }
        let bars = report.rules.map { rule in
            PartBars.Row(
                name: name(rule),
                parts: [
                    (rule.alone, "series-2", "\(rule.alone) alerts with this rule alone"),
                    (
                        rule.alerts - rule.alone, "series-1",
                        "\(rule.alerts - rule.alone) alerts with other rules too"
                    ),
                ])
        }
        let rows = report.rules.map { rule in
            [
                Cell(name(rule)), Cell(rule.title ?? ""), Cell(rule.score), Cell(rule.alerts),
                Cell(rule.alone),
                Cell(rule.held), Cell(number: rule.nearest?.percent.map { "\($0) %" } ?? "–"),
            ]
        }
        return [
            .tag("h2", [], "Rules"),
            legend([("series-2", "alerts with this rule alone"), ("series-1", "with other rules too")]),
            figure(PartBars(label: "Alerts by rule", rows: bars).drawing),
            table(
                ["Rule", "Title", "Score", "Alerts", "Alone", "Moments held", "Nearest"], numbersFrom: 2, rows
            ),
        ]
    }

    private var neverHeld: [Markup] {
        let rules = report.neverHeld
        guard !rules.isEmpty else { return [] }
        let rows = rules.map { rule in
            [Cell(rule.rule), Cell(rule.nearestText)]
        }
        return [
            .tag("h2", [], "Rules that never held"), figure(NearnessBars(rules: rules).drawing),
            table(["Rule", "Nearest"], numbersFrom: .max, rows),
        ]
    }

    private var strongest: [Markup] {
        guard !report.strongest.isEmpty else { return [] }
        let items = report.strongest.map { alert in
            Markup.tag(
                "li", [],
                [
                    .tag("b", [], alert.headline), .tag("br"), .tag("code", [], alert.subject),
                    .tag("ul", [], alert.explanation.map { .tag("li", [], $0) } + [products(alert)]),
                ])
        }
        return [.tag("h2", [], "Strongest alerts"), .tag("ol", [], items)]
    }

    private func products(_ alert: StrongAlert) -> Markup {
        var named: [String] = []
        for purchase in alert.data.purchases {
            let name = [purchase.product?.string, purchase.description].compactMap(\.self).joined(
                separator: " ")
            if !name.isEmpty, !named.contains(name) { named.append(name) }
        }
        let more = named.count > 8 ? " and \(named.count - 8) more" : ""
        return .tag(
            "li", [.init("class", "muted")], "bought: " + named.prefix(8).joined(separator: "; ") + more)
    }

    private var sweeps: [Markup] {
        report.sweeps.flatMap { curve -> [Markup] in
            let hasScores = curve.points.contains { $0.score != nil }
            let levels = Array(report.levels.reversed())
            let rows = curve.points.map { point in
                [Cell(number: point.value), Cell(point.alerts), Cell(point.withRule)]
                    + point.levels.reversed().map { Cell($0.alerts) }
                    + (hasScores ? [share(point.score?.precision), share(point.score?.recall)] : [])
            }
            let now = curve.current.map { "; the pack has \($0)" } ?? ""
            return [
                .tag("h2", [], "Sweep of \(curve.rule).\(curve.parameter)"),
                .tag("p", [.init("class", "muted")], "Alerts of the pack \(curve.pack)\(now)"),
                figure(CurvePlot(curve: curve).drawing),
                table(
                    ["Value", "Alerts", "With the rule"] + levels
                        + (hasScores ? ["Precision", "Recall"] : []),
                    numbersFrom: 0, rows),
            ]
        }
    }

    private var labels: [Markup] {
        guard let labels = report.labels else { return [] }
        let all = IntervalPlot.Row(
            name: "any rule", precision: labels.alerts.precision, recall: labels.alerts.recall)
        let rows =
            [all] + labels.rules.map { .init(name: $0.rule, precision: $0.precision, recall: $0.recall) }
        let cells = rows.map { row in
            [
                Cell(row.name), Cell(row.precision.whole), Cell(row.precision.part), share(row.precision),
                interval(row.precision), share(row.recall), interval(row.recall),
            ]
        }
        let unknown = labels.unknown > 0 ? "; \(labels.unknown) more name no watched line" : ""
        return [
            .tag("h2", [], "Labels"),
            .tag("p", [.init("class", "muted")], "\(labels.yes) yes, \(labels.no) no\(unknown)"),
            legend([("series-1", "precision"), ("series-2", "recall")]),
            figure(IntervalPlot(rows: rows).drawing),
            table(
                ["Rule", "Found", "Right", "Precision", "95 %", "Recall", "95 %"], numbersFrom: 1, cells),
        ]
    }

    private func comparison(_ comparison: LedgerComparison?, _ title: String) -> [Markup] {
        guard let comparison else { return [] }
        return ComparisonSection(comparison: comparison, title: title).parts
    }
}
