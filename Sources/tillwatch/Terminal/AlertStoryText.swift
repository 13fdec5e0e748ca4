import Documents
import Pipeline
import Purchases

/// An alert and how it came about, in plain words.
struct AlertStoryText {
    let story: AlertStory
    /// The score from which its level is reached; nil where that is not to be shown.
    let threshold: Int?

    private var data: AlertData { story.alert.data }

    var text: String {
        var lines = head + [""] + why + [""] + history
        if data.omitted > 0 {
            lines.append("\(data.omitted) purchases are left out of the event that was sent.")
        }
        lines = lines.map(visible)
        return lines.joined(separator: "\n")
    }

    private var head: [String] {
        let state =
            switch story.state {
            case .stands: "stands"
            case .withdrawn: "was withdrawn"
            case .takenOver: "was taken over" + (story.takenOverBy.map { " by \($0)" } ?? " by another one")
            }
        var lines = [
            "Alert \(story.alert.subject) \(state).",
            "At \(story.alert.time) \(who) reached level \(data.level) with a score of \(data.score)"
                + (threshold.map { "; \(data.level) begins at \($0)." } ?? "."),
        ]
        lines += tokens
        let lists = data.lists.map { "\($0.id) \($0.version)" }.joined(separator: ", ")
        lines.append(
            "Judged by pack \(data.pack.id) \(data.pack.version)"
                + (data.pack.jurisdiction.map { " (\($0))" } ?? "") + " with \(lists),")
        lines.append("catalogue \(data.catalogue.version), time zones \(data.timezones.version).")
        if let follows = data.follows { lines.append("It follows alert \(follows).") }
        return lines
    }

    private var who: String {
        if let buyer = data.buyer { return "buyer \(buyer.key)" }
        let parts = [
            data.about?.store.map { "store \($0)" }, data.about?.product.map { "product \($0)" },
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private var tokens: [String] {
        guard let buyer = data.buyer else { return [] }
        guard !buyer.tokens.isEmpty else {
            return ["The buyer showed nothing that links: it is this receipt alone."]
        }
        let tokens = buyer.tokens.map { "\($0.kind) \($0.value)" }.joined(separator: ", ")
        var lines = ["The buyer is known by \(tokens)."]
        if !buyer.links.isEmpty {
            lines.append("Linked by receipts \(buyer.links.map(\.string).joined(separator: ", ")).")
        }
        return lines
    }

    // MARK: Why

    private var why: [String] {
        var lines = ["Why"]
        var shown: Set<ExactText> = []
        for indicator in data.indicators {
            lines += sentences(indicator)
            lines += behind(indicator.purchases, counted: indicator.counted, &shown)
        }
        for indicator in data.confidential ?? [] {
            lines.append("  +\(indicator.score)  \(indicator.rule): the pack is confidential. Behind it:")
            lines += behind(indicator.purchases, counted: nil, &shown)
        }
        if !data.covered.isEmpty {
            lines.append("  An exception's total was used up by")
            lines += data.covered.map { "      \($0)" }
        }
        return lines
    }

    private func behind(
        _ keys: [ExactText], counted: [String: [ExactText]]?, _ shown: inout Set<ExactText>
    ) -> [String] {
        var lines: [String] = []
        for key in keys {
            guard let purchase = data.purchases.first(where: { $0.key == key }) else {
                lines.append("      \(key)")
                continue
            }
            // Every number of a purchase once is enough.
            let isNew = shown.insert(key).inserted
            lines += self.lines(of: purchase, whole: isNew, counted: counted?[key.string])
        }
        return lines
    }

    private func sentences(_ indicator: Indicator) -> [String] {
        let title = indicator.title.map { ": \($0)" } ?? ""
        var lines = ["  +\(indicator.score)  \(indicator.rule)\(title)"]
        let words = IndicatorWords(indicator)
        lines += words.lines.map { "      \($0)" }
        lines.append("      Behind it:")
        return lines
    }

    private func lines(of purchase: PurchaseRecord, whole: Bool, counted: [ExactText]?) -> [String] {
        let substances = purchase.substances.filter { counted?.contains($0.identity) ?? true }
        guard whole else {
            let names = substances.map(\.name).joined(separator: ", ")
            return ["      \(purchase.key)  (above) \(names)"]
        }
        var lines = ["      \(purchase.key)  \(purchase.time)"]
        if purchase.moment != purchase.time { lines[0] += ", counted at \(purchase.moment)" }
        lines.append("        \(PurchaseWords.bought(purchase))")
        return lines + substances.map { "        \(PurchaseWords.line(of: $0))" }
    }

    // MARK: How it came about

    private var history: [String] {
        var lines = ["How it came about"]
        for (number, chapter) in story.events.enumerated() {
            let isFirst = chapter.reason == nil
            lines.append(
                "  \(number + 1). \(chapter.type) as \(chapter.id) on \(chapter.recorded): \(chapter.level), score \(chapter.score)"
            )
            let reason = isFirst ? "completed by" : "\(chapter.reason?.rawValue ?? ""):"
            if let cause = chapter.cause {
                lines.append("     \(reason) \(line(cause))")
            } else {
                lines.append("     \(reason) a line that the journal does not hold")
            }
            lines += chapter.changes.map { "       \($0)" }
        }
        if story.state == .takenOver {
            lines.append(
                "  \(story.events.count + 1). taken over" + (story.takenOverBy.map { " by \($0)" } ?? ""))
        }
        return lines
    }

    private func line(_ cause: AlertStory.CausingLine) -> String {
        let amount = cause.quantity.map { "\($0) x " } ?? "all of "
        let versions = cause.versions > 1 ? ", the last of \(cause.versions) versions" : ""
        return
            "\(cause.kind) of \(amount)\(cause.product?.string ?? "no product") at \(cause.time), \(cause.key) (line \(cause.line) of \(cause.source)\(versions))"
    }
}
