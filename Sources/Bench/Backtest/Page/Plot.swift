/// What the plots of a page share: coordinates, axes, and texts that fit.
///
/// Drawn as SVG that stands in the page itself; colours come from its style sheet, so that they follow light and dark.
enum Plot {
    static let width = 720.0

    static func drawing(height: Double, label: String, class name: String, _ parts: [Markup]) -> Markup {
        .tag(
            "svg",
            [
                .init("viewBox", "0 0 \(number(width)) \(number(height))"), .init("role", "img"),
                .init("aria-label", label), .init("class", "plot \(name)"),
            ], parts)
    }

    static func rect(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, class name: String, title: String? = nil
    ) -> Markup {
        .tag(
            "rect",
            [
                .init("x", number(x)), .init("y", number(y)), .init("width", number(max(width, 0))),
                .init("height", number(max(height, 0))), .init("class", name),
            ], title.map { [.tag("title", [], $0)] } ?? [])
    }

    static func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String, title: String? = nil
    ) -> Markup {
        .tag(
            "line",
            [
                .init("x1", number(x1)), .init("y1", number(y1)), .init("x2", number(x2)),
                .init("y2", number(y2)),
                .init("class", name),
            ], title.map { [.tag("title", [], $0)] } ?? [])
    }

    static func dot(_ x: Double, _ y: Double, _ radius: Double, class name: String, title: String) -> Markup {
        .tag(
            "circle",
            [
                .init("cx", number(x)), .init("cy", number(y)), .init("r", number(radius)),
                .init("class", name),
            ],
            [.tag("title", [], title)])
    }

    static func path(_ points: [(Double, Double)], class name: String) -> Markup {
        let text = points.enumerated().map { "\($0 == 0 ? "M" : "L")\(number($1.0)) \(number($1.1))" }
        return .tag("path", [.init("d", text.joined(separator: " ")), .init("class", name)])
    }

    enum Anchor: String { case start, middle, end }

    static func text(
        _ x: Double, _ y: Double, _ text: String, _ anchor: Anchor = .start, class name: String = "",
        title: String? = nil
    ) -> Markup {
        .tag(
            "text",
            [
                .init("x", number(x)), .init("y", number(y)), .init("text-anchor", anchor.rawValue),
                .init("class", name),
            ], [.text(text)] + (title.map { [.tag("title", [], $0)] } ?? []))
    }

    /// A name that fits, with the whole in its title.
    static func name(_ x: Double, _ y: Double, _ text: String, _ anchor: Anchor = .end) -> Markup {
        let scalars = text.unicodeScalars
        guard scalars.count > nameMax else { return self.text(x, y, text, anchor) }
        return self.text(x, y, String(scalars.prefix(nameMax - 1)) + "…", anchor, title: text)
    }

    /// The room that the longest name takes.
    static func nameWidth(_ names: [String]) -> Double {
        let longest = names.map { min($0.unicodeScalars.count, nameMax) }.max() ?? 0
        return Double(longest) * 7 + 16
    }

    private static let nameMax = 34

    /// Round numbers from 0 to at least the greatest value; counts have whole ones.
    static func ticks(to greatest: Double, whole: Bool = true) -> [Double] {
        let greatest = max(greatest, whole ? 1 : 0.000_001)
        var step = 1.0
        while step * 10 < greatest { step *= 10 }
        while !whole, step > greatest { step /= 10 }
        for factor in [0.2, 0.5, 1, 2, 5, 10] {
            let size = step * factor
            if whole, size < 1 { continue }
            if greatest / size <= 5 {
                step = size
                break
            }
        }
        var ticks = [0.0]
        while let last = ticks.last, last < greatest { ticks.append(last + step) }
        return ticks
    }

    /// At most two decimals, a point, no exponent.
    static func number(_ value: Double) -> String {
        let hundredths = Int(max(-1e12, min(1e12, value * 100)).rounded())
        let rest = hundredths.magnitude % 100
        let sign = hundredths < 0 ? "-" : ""
        let whole = "\(sign)\(hundredths.magnitude / 100)"
        if rest == 0 { return whole }
        return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// Class of the level at a place from the highest, which is 0: the style sheet knows six.
    static func levelClass(_ fromTop: Int) -> String { "level-\(min(fromTop, 5))" }
}
