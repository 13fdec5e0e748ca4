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
        lines.append("")
        lines.append("Purchases")
        for purchase in alert.data.purchases { lines += self.lines(of: purchase) }
        if alert.data.omitted > 0 {
            lines.append("  and \(alert.data.omitted) more that this event leaves out")
        }
        if !alert.data.covered.isEmpty {
            lines.append(
                "Covered by an exception: " + alert.data.covered.map(\.string).joined(separator: ", "))
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
        // `distinct store` and `count purchases` say what they count.
        let unit = indicator.measure.hasSuffix(indicator.unit) ? "" : " \(indicator.unit)"
        var measured = "\(indicator.measure) \(indicator.value)\(unit)"
        measured += indicator.bound == "above" ? " > " : " ≥ "
        measured += "\(indicator.threshold)\(unit)"
        measured += indicator.within.map { " within \($0)" } ?? " on one receipt"
        let group = indicator.group.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        if !group.isEmpty { measured += " (" + group.joined(separator: ", ") + ")" }
        return [
            "  +\(indicator.score)  \(indicator.rule)" + (indicator.title.map { ": \($0)" } ?? ""),
            "        \(measured)",
            "        by " + indicator.purchases.map(\.string).joined(separator: ", "),
        ]
    }

    private func lines(of purchase: PurchaseRecord) -> [String] {
        var text = "  \(purchase.time)  \(purchase.key)"
        if purchase.moment != purchase.time { text += "  (receipt at \(purchase.moment))" }
        var bought = "        \(purchase.quantity) x \(purchase.product?.string ?? "unknown product")"
        if let description = purchase.description { bought += " \"\(description)\"" }
        if !purchase.returned.isZero { bought += ", \(purchase.returned) returned" }
        if let amount = purchase.amount { bought += ", \(amount) \(purchase.currency?.string ?? "")" }
        if let tender = purchase.tender { bought += ", \(tender)" }
        return [text, bought] + purchase.substances.map { "        " + line(of: $0) }
    }

    private func line(of substance: SubstanceRecord) -> String {
        var parts = ["\(substance.name) (\(substance.cas?.string ?? substance.id.string), \(substance.list))"]
        parts.append(substance.concentration.map { "\($0.value) \($0.unit)" } ?? "concentration unknown")
        parts.append(substance.mass.map { "\($0.value) \($0.unit)" } ?? "mass unknown")
        if let volume = substance.volume { parts.append("\(volume.value) \(volume.unit) of product") }
        switch substance.restricted {
        case true?: parts.append("above its limit")
        case false?: break
        case nil: parts.append("limit undecided")
        }
        if substance.assumedDensity { parts.append("density assumed 1 g/ml") }
        return parts.joined(separator: ", ")
    }
}
