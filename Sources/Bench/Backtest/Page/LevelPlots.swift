import Purchases

/// Columns of alerts by week, stacked by level, the highest at the bottom where it is read most easily.
struct WeekColumns {
    private static let height = 240.0
    private static let top = 12.0
    private static let bottom = 200.0
    /// More are drawn only where there are alerts.
    private static let gapsMax = 160

    let weeks: [AlertTally.WeekCount]
    /// The lowest first.
    let levels: [String]

    var drawing: Markup {
        let filled = filled
        let ticks = Plot.ticks(to: Double(filled.map { $0.count?.alerts ?? 0 }.max() ?? 0))
        let most = ticks.last ?? 1
        let left = 44.0
        let step = (Plot.width - left - 8) / Double(max(filled.count, 1))
        let scale = (Self.bottom - Self.top) / most
        var parts: [Markup] = []
        for tick in ticks {
            let y = Self.bottom - tick * scale
            parts.append(Plot.line(left, y, Plot.width - 8, y, class: tick == 0 ? "axis" : "grid"))
            parts.append(Plot.text(left - 8, y + 4, Plot.number(tick), .end))
        }
        let every = max(1, Int((64 / max(step, 0.1)).rounded(.up)))
        for (place, week) in filled.enumerated() {
            let x = left + Double(place) * step
            if place % every == 0 {
                parts.append(Plot.text(x + step / 2, Self.bottom + 18, week.week.description, .middle))
            }
            guard let count = week.count else { continue }
            parts += column(count, x: x, step: step, scale: scale)
        }
        return Plot.drawing(height: Self.height, label: "Alerts by week and level", class: "weeks", parts)
    }

    private func column(
        _ count: AlertTally.WeekCount, x: Double, step: Double, scale: Double
    ) -> [Markup] {
        let width = min(step * 0.8, 40)
        var base = Self.bottom
        var parts: [Markup] = []
        for (fromTop, level) in count.levels.reversed().enumerated() where level.alerts > 0 {
            let height = Double(level.alerts) * scale
            base -= height
            parts.append(
                Plot.rect(
                    x + (step - width) / 2, base, width, height, class: Plot.levelClass(fromTop),
                    title: "\(count.week): \(level.alerts) \(level.level)"))
        }
        return parts
    }

    private var filled: [(week: Week, count: AlertTally.WeekCount?)] {
        guard let first = weeks.first?.week, let last = weeks.last?.week else { return [] }
        let days = Int(last.monday.daysSinceEpoch) - Int(first.monday.daysSinceEpoch)
        guard days / 7 < Self.gapsMax else { return weeks.map { ($0.week, $0) } }
        let counts = Dictionary(weeks.map { ($0.week, $0) }, uniquingKeysWith: { first, _ in first })
        var filled: [(Week, AlertTally.WeekCount?)] = []
        var week = first
        while week <= last {
            filled.append((week, counts[week]))
            week = week.next
        }
        return filled
    }
}

/// Bars of counts, each in parts.
struct PartBars {
    struct Row {
        var name: String
        /// With the class of each part and what it says.
        var parts: [(count: Int, class: String, title: String)]
    }

    private static let step = 22.0

    let label: String
    let rows: [Row]

    var drawing: Markup {
        let left = Plot.nameWidth(rows.map(\.name))
        let most = Double(rows.map { $0.parts.reduce(0) { $0 + $1.count } }.max() ?? 0)
        let scale = (Plot.width - left - 60) / max(most, 1)
        var parts: [Markup] = []
        for (place, row) in rows.enumerated() {
            let y = Double(place) * Self.step + 4
            parts.append(Plot.name(left - 8, y + 13, row.name))
            var x = left
            for part in row.parts where part.count > 0 {
                let width = Double(part.count) * scale
                parts.append(Plot.rect(x, y, width, Self.step - 6, class: part.class, title: part.title))
                x += width
            }
            parts.append(Plot.text(x + 6, y + 13, "\(row.parts.reduce(0) { $0 + $1.count })", class: "value"))
        }
        parts.append(Plot.line(left, 0, left, Double(rows.count) * Self.step + 2, class: "axis"))
        return Plot.drawing(
            height: Double(rows.count) * Self.step + 8, label: label, class: "bars", parts)
    }
}

/// Stores by weeks, each cell as dark as it has alerts, with the number in it.
struct BudgetGrid {
    static let storesMax = 40
    static let weeksMax = 60

    let tally: AlertTally
    let limit: Int?

    /// Nil where there are too many stores or weeks to be read.
    var drawing: Markup? {
        let stores = tally.stores.map(\.store).sorted()
        let weeks = tally.weeks.map(\.week)
        guard !stores.isEmpty, stores.count <= Self.storesMax, weeks.count <= Self.weeksMax else {
            return nil
        }
        let left = Plot.nameWidth(stores.map(\.string))
        let step = min((Plot.width - left - 8) / Double(weeks.count), 56)
        let row = 22.0
        let counts = Dictionary(
            tally.cells.map { ([$0.store, ExactText($0.week.description)], $0.alerts) },
            uniquingKeysWith: { first, _ in first })
        let most = Double(tally.cells.first?.alerts ?? 1)
        var parts: [Markup] = []
        let every = max(1, Int((60 / step).rounded(.up)))
        for (column, week) in weeks.enumerated() where column % every == 0 {
            parts.append(Plot.text(left + Double(column) * step + 1, 14, week.description))
        }
        for (line, store) in stores.enumerated() {
            let y = 22 + Double(line) * row
            parts.append(Plot.name(left - 8, y + 14, store.string))
            for (column, week) in weeks.enumerated() {
                let x = left + Double(column) * step
                let count = counts[[store, ExactText(week.description)]] ?? 0
                let isAbove = limit.map { count > $0 } ?? false
                let shade = count == 0 ? 0 : max(1, Int((Double(count) / most * 5).rounded(.up)))
                parts.append(
                    Plot.rect(
                        x + 1, y, step - 2, row - 3, class: "shade-\(shade)" + (isAbove ? " above" : ""),
                        title: "store \(store), \(week): \(count)"))
                if count > 0, step >= 16 {
                    parts.append(
                        Plot.text(
                            x + step / 2, y + 14, "\(count)", .middle,
                            class: shade >= 3 ? "on-dark" : "on-light"))
                }
            }
        }
        return Plot.drawing(
            height: 26 + Double(stores.count) * row, label: "Alerts by store and week", class: "grid-plot",
            parts)
    }
}
