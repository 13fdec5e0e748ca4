import Documents
import Purchases

/// An alert in words and numbers for a person: all that it carries, in the order in which one reads it.
struct AlertText {
    let alert: StandingAlert
    let state: String

    /// The lines of the text.
    var text: String {
        var lines = head + who
        lines.append("")
        lines.append("Indicators")
        for indicator in alert.data.indicators { lines += self.lines(of: indicator) }
        for indicator in alert.data.confidential ?? [] {
            lines.append("  +\(indicator.score)  \(indicator.rule) of a confidential pack")
            lines.append("        by " + indicator.purchases.map(\.string).joined(separator: ", "))
        }
        lines.append("")
        lines.append("Purchases")
        for purchase in alert.data.purchases { lines += self.lines(of: purchase) }
        if alert.data.omitted > 0 {
            lines.append("  and \(alert.data.omitted) more that this event leaves out")
        }
        if !alert.data.covered.isEmpty {
            lines.append(
                "What used up an exception's total: "
                    + alert.data.covered.map(\.string).joined(separator: ", "))
        }
        return lines.map(visible).joined(separator: "\n")
    }

    private var head: [String] {
        let data = alert.data
        var lines = [
            "Alert \(alert.eventID)",
            "  \(data.level), score \(data.score), at \(alert.time)  (\(state))",
            "  pack \(data.pack.id) \(data.pack.version)"
                + (data.pack.jurisdiction.map { ", \($0)" } ?? "")
                + "; lists " + data.lists.map { "\($0.id) \($0.version)" }.joined(separator: ", ")
                + "; catalogue \(data.catalogue.version); time zones \(data.timezones.version)",
        ]
        if let follows = data.follows { lines.append("  follows alert \(follows)") }
        if !data.replaces.isEmpty { lines.append("  replaces \(data.replaces.joined(separator: ", "))") }
        if let reason = data.reason {
            lines.append("  last change: \(reason.rawValue)" + (data.cause.map { ", by line \($0)" } ?? ""))
        }
        return lines
    }

    private var who: [String] {
        if let buyer = alert.data.buyer {
            var lines = ["", "Buyer \(buyer.key)"]
            for token in buyer.tokens { lines.append("  \(token.kind) \(token.value)") }
            if buyer.tokens.isEmpty { lines.append("  no linking token: this receipt only") }
            if !buyer.links.isEmpty {
                lines.append("  linked by receipts \(buyer.links.map(\.string).joined(separator: ", "))")
            }
            return lines
        }
        let about = alert.data.about
        return [
            "",
            "About"
                + (about?.store.map { " store \($0)" } ?? "")
                + (about?.product.map { " product \($0)" } ?? ""),
        ]
    }

    private func lines(of indicator: Indicator) -> [String] {
        var lines = ["  +\(indicator.score)  \(indicator.rule)" + (indicator.title.map { ": \($0)" } ?? "")]
        lines += IndicatorText(indicator).lines.map { "        \($0)" }
        return lines
    }

    private func lines(of purchase: PurchaseRecord) -> [String] {
        var text = "  \(purchase.time)  \(purchase.key)"
        if purchase.moment != purchase.time { text += "  (receipt at \(purchase.moment))" }
        return [text, "        " + PurchaseWords.bought(purchase)]
            + purchase.substances.map { "        " + PurchaseWords.line(of: $0) }
    }
}
