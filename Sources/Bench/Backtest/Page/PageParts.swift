import Purchases

/// A cell of a table.
struct Cell {
    let text: String
    let isNumber: Bool

    init(_ text: String) {
        self.text = text
        isNumber = false
    }

    init(number text: String) {
        self.text = text
        isNumber = true
    }

    init(_ number: Int) { self.init(number: grouped(number)) }
}

/// - Parameter numbersFrom: the first column with numbers, whose headings stand at the right.
func table(_ headings: [String], numbersFrom: Int, _ rows: [[Cell]]) -> Markup {
    let head = headings.enumerated().map { place, text in
        Markup.tag("th", place >= numbersFrom ? [.init("class", "number")] : [], text)
    }
    let body = rows.map { row in
        Markup.tag("tr", [], row.map { .tag("td", $0.isNumber ? [.init("class", "number")] : [], $0.text) })
    }
    return .tag(
        "div", [.init("class", "scroll")],
        [.tag("table", [], [.tag("thead", [], [.tag("tr", [], head)]), .tag("tbody", [], body)])])
}

func figure(_ drawing: Markup) -> Markup { .tag("figure", [], [drawing]) }

func legend(_ entries: [(class: String, text: String)]) -> Markup {
    .tag(
        "p", [.init("class", "legend")],
        entries.map { entry in
            .tag("span", [], [.tag("i", [.init("class", entry.class)]), .text(entry.text)])
        })
}

/// What is not shown; nothing when all is.
func rest(_ count: Int, shown: Int, _ word: String) -> Markup {
    guard count > shown else { return .text("") }
    return .tag(
        "p", [.init("class", "muted")], "and \(grouped(count - shown)) more \(word), in the report as JSON")
}

func share(_ share: Share?) -> Cell {
    Cell(number: share?.value.map { "\(Plot.number($0 * 100)) %" } ?? "–")
}

func interval(_ share: Share) -> Cell {
    guard let low = share.low, let high = share.high else { return Cell(number: "–") }
    return Cell(number: "\(Plot.number(low * 100)) to \(Plot.number(high * 100)) %")
}

/// `1,469,307`.
func grouped(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var place = digits.count - 3
    while place > 0 {
        digits.insert(",", at: place)
        place -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
}

/// What differs between two ledgers, on a page.
struct ComparisonSection {
    private static let rowsMax = 200

    let comparison: LedgerComparison
    let title: String

    var parts: [Markup] {
        let counts = [
            (comparison.raised.count, "series-1", "raised"), (comparison.gone.count, "series-2", "gone"),
            (comparison.changed.count, "level-3", "changed"), (comparison.unchanged, "level-5", "the same"),
        ]
        let row = PartBars.Row(name: "alerts", parts: counts.map { ($0.0, $0.1, "\($0.0) \($0.2)") })
        var parts: [Markup] = [
            .tag("h2", [], title),
            .tag(
                "p", [],
                "\(grouped(comparison.before)) alerts before, \(grouped(comparison.after)) now: "
                    + counts.map { "\(grouped($0.0)) \($0.2)" }.joined(separator: ", ")),
            legend(counts.map { ($0.1, $0.2) }),
            figure(PartBars(label: "Alerts raised, gone, changed and the same", rows: [row]).drawing),
        ]
        parts += comparison.packs.map(pair)
        parts += section("Raised", "came", comparison.raised)
        parts += section("Gone", "went", comparison.gone)
        parts += section("Changed", "", comparison.changed)
        return parts
    }

    private func pair(_ pair: LedgerComparison.Pair) -> Markup {
        let names = [pair.before, pair.after].map { $0.map { "\($0.id) \($0.version)" } ?? "no pack" }
        var items = pair.differences?.pack ?? []
        for rule in pair.differences?.rules ?? [] {
            let what =
                switch rule.kind {
                case .added: "new"
                case .removed: "gone"
                case .changed: rule.parts.joined(separator: "; ")
                }
            items.append("rule \(rule.rule): \(what)")
        }
        return .joined([
            .tag("h3", [], "\(names[0]) → \(names[1])"), .tag("ul", [], items.map { .tag("li", [], $0) }),
        ])
    }

    private func section(_ name: String, _ mark: String, _ differences: [LedgerDifference]) -> [Markup] {
        guard !differences.isEmpty else { return [] }
        let rows = differences.prefix(Self.rowsMax).map { difference -> Markup in
            let levels = [difference.levelBefore, difference.levelAfter].compactMap(\.self)
            let level =
                levels.count == 2 && levels[0] != levels[1]
                ? "\(levels[0]) → \(levels[1])" : levels.last ?? ""
            return .tag(
                "tr", [],
                [
                    .tag("td", [.init("class", "keep")], String(difference.time.description.prefix(16))),
                    .tag("td", [.init("class", "keep \(mark)")], level),
                    .tag("td", [], difference.about),
                    .tag("td", [], [.tag("ul", [], difference.reasons.map { .tag("li", [], $0.text) })]),
                ])
        }
        let head = ["Time (UTC)", "Level", "About", "Why"].map { Markup.tag("th", [], $0) }
        return [
            .tag("h3", [], "\(name): \(grouped(differences.count))"),
            .tag(
                "div", [.init("class", "scroll")],
                [
                    .tag(
                        "table", [],
                        [.tag("thead", [], [.tag("tr", [], head)]), .tag("tbody", [], Array(rows))])
                ]),
            rest(differences.count, shown: Self.rowsMax, "alerts"),
        ]
    }
}
