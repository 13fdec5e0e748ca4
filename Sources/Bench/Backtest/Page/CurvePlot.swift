import Purchases

/// Alerts against the values of one parameter.
struct CurvePlot {
    private static let height = 260.0
    private static let top = 14.0
    private static let bottom = 206.0
    private static let left = 44.0
    private static let right = Plot.width - 110

    let curve: SweepCurve

    var drawing: Markup {
        let points = curve.points
        let ticks = Plot.ticks(to: Double(points.map(\.alerts).max() ?? 0))
        let scale = (Self.bottom - Self.top) / (ticks.last ?? 1)
        var parts: [Markup] = []
        for tick in ticks {
            let y = Self.bottom - tick * scale
            parts.append(Plot.line(Self.left, y, Self.right, y, class: tick == 0 ? "axis" : "grid"))
            parts.append(Plot.text(Self.left - 8, y + 4, Plot.number(tick), .end))
        }
        let places = places(points)
        let every = max(1, Int((Double(points.count) * 62 / (Self.right - Self.left)).rounded(.up)))
        for (place, point) in points.enumerated() where place % every == 0 {
            parts.append(Plot.text(places[place], Self.bottom + 18, point.value, .middle))
        }
        if let now = points.firstIndex(where: { $0.value == curve.current }) {
            parts.append(Plot.line(places[now], Self.top, places[now], Self.bottom, class: "now"))
            parts.append(Plot.text(places[now] + 4, Self.top + 8, "now", class: "muted"))
        }
        let all = points.map { Self.bottom - Double($0.alerts) * scale }
        let own = points.map { Self.bottom - Double($0.withRule) * scale }
        parts += series(places, all, "series-1", "all alerts", apart: apart(all, own)) {
            "\($0.value): \($0.alerts) alerts"
        }
        parts += series(places, own, "series-2", "with the rule", apart: -apart(all, own)) {
            "\($0.value): \($0.withRule) with the rule"
        }
        parts.append(
            Plot.text(
                (Self.left + Self.right) / 2, Self.height - 14, "\(curve.rule).\(curve.parameter)", .middle,
                class: "muted"))
        return Plot.drawing(
            height: Self.height, label: "Alerts against \(curve.rule).\(curve.parameter)", class: "curve",
            parts)
    }

    /// Along the axis by size, or one by one where two are of one size (a calendar day and `1d`); one value alone stands in
    /// the middle.
    private func places(_ points: [SweepCurve.Point]) -> [Double] {
        let isDistinct = Set(points.map(\.number)).count == points.count
        let sizes = points.indices.map { isDistinct ? Double(points[$0].number.millionths) : Double($0) }
        guard let least = sizes.min(), let most = sizes.max(), most > least else {
            return points.map { _ in (Self.left + Self.right) / 2 }
        }
        let inset = 16.0
        return sizes.map {
            Self.left + inset + ($0 - least) / (most - least) * (Self.right - Self.left - 2 * inset)
        }
    }

    /// How far the names of two lines that end close to each other are moved, up for the first.
    private func apart(_ first: [Double], _ second: [Double]) -> Double {
        guard let upper = first.last, let lower = second.last, abs(upper - lower) < 14 else { return 0 }
        return -7
    }

    private func series(
        _ x: [Double], _ y: [Double], _ name: String, _ label: String, apart: Double,
        title: (SweepCurve.Point) -> String
    ) -> [Markup] {
        let order = x.indices.sorted { x[$0] < x[$1] }
        var parts = [Plot.path(order.map { (x[$0], y[$0]) }, class: "line \(name)")]
        for place in order {
            parts.append(Plot.dot(x[place], y[place], 3.5, class: name, title: title(curve.points[place])))
        }
        if let last = order.last {
            parts.append(Plot.text(Self.right + 8, y[last] + 4 + apart, label, class: "\(name)-text"))
        }
        return parts
    }
}
