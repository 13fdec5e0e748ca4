import Detection
import Purchases

/// How near rules came that never held: the highest share of the threshold, up to the threshold itself.
struct NearnessBars {
    private static let step = 24.0

    let rules: [RuleResult]

    var drawing: Markup {
        let left = Plot.nameWidth(rules.map(\.rule))
        let right = Plot.width - 70
        let bottom = Double(rules.count) * Self.step + 20
        var parts: [Markup] = []
        for percent in [0.0, 50, 100] {
            let x = left + percent / 100 * (right - left)
            parts.append(
                Plot.line(x, 16, x, bottom, class: percent == 100 ? "now" : percent == 0 ? "axis" : "grid"))
            let text = percent == 100 ? "threshold" : "\(Plot.number(percent)) %"
            parts.append(Plot.text(x, 12, text, .middle))
        }
        for (place, rule) in rules.enumerated() {
            let y = 20 + Double(place) * Self.step
            parts.append(Plot.name(left - 8, y + 14, rule.rule))
            guard let nearest = rule.nearest, let percent = nearest.percent else {
                parts.append(Plot.text(left + 6, y + 14, "nothing ever counted", class: "muted"))
                continue
            }
            let share = min(Double(percent.millionths) / 100_000_000, 1)
            parts.append(
                Plot.rect(
                    left, y + 2, share * (right - left), Self.step - 8, class: "series-1",
                    title: NearnessWords.text(nearest)))
            parts.append(Plot.text(left + share * (right - left) + 6, y + 14, "\(percent) %", class: "value"))
        }
        return Plot.drawing(
            height: bottom + 4, label: "How near the rules came that never held", class: "nearness", parts)
    }
}

/// Precision and recall of rules, each with its interval.
struct IntervalPlot {
    struct Row {
        var name: String
        var precision: Share
        var recall: Share
    }

    private static let step = 34.0

    let rows: [Row]

    var drawing: Markup {
        let left = Plot.nameWidth(rows.map(\.name))
        let right = Plot.width - 24
        let bottom = Double(rows.count) * Self.step + 20
        var parts: [Markup] = []
        for percent in [0.0, 25, 50, 75, 100] {
            let x = left + percent / 100 * (right - left)
            parts.append(Plot.line(x, 16, x, bottom, class: percent == 0 ? "axis" : "grid"))
            parts.append(Plot.text(x, 12, "\(Plot.number(percent)) %", .middle))
        }
        for (place, row) in rows.enumerated() {
            let y = 20 + Double(place) * Self.step
            parts.append(Plot.name(left - 8, y + 20, row.name))
            parts += mark(row.precision, "precision", "series-1", y + 10, left, right)
            parts += mark(row.recall, "recall", "series-2", y + 22, left, right)
        }
        return Plot.drawing(
            height: bottom + 4, label: "Precision and recall with 95 % intervals", class: "intervals", parts)
    }

    private func mark(
        _ share: Share, _ word: String, _ name: String, _ y: Double, _ left: Double, _ right: Double
    ) -> [Markup] {
        guard let value = share.value, let low = share.low, let high = share.high else { return [] }
        let x = { (share: Double) in left + share * (right - left) }
        let percents = [value, low, high].map { Plot.number($0 * 100) }
        let title =
            "\(word) \(percents[0]) % (\(share.part) of \(share.whole)), 95 %: \(percents[1]) to \(percents[2]) %"
        return [
            Plot.line(x(low), y, x(high), y, class: "whisker \(name)", title: title),
            Plot.dot(x(value), y, 4, class: name, title: title),
        ]
    }
}
