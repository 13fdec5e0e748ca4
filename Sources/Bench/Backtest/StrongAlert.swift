import Pipeline
import Purchases
import Rules

/// One of the strongest alerts, told in words.
package struct StrongAlert: Sendable, Encodable {
    package var subject: String
    package var time: EventTime
    package var store: ExactText?
    package var week: Week?
    /// `report, score 145: buyer 8b1f2c3d, 11 March …`.
    package var headline: String
    /// A sentence for each indicator.
    package var explanation: [String]
    package var data: AlertData

    /// The strongest first: by the score in parts of the pack's highest level, so that packs with other scales can stand in
    /// one list; then by how far the strongest indicator passed its threshold; then in order of time.
    static func strongest(
        _ alerts: [StandingAlert], count: Int, places: AlertPlaces, packs: [Pack]
    ) -> [StrongAlert] {
        var tops: [String: Int] = [:]
        for pack in packs { tops[pack.id] = max(tops[pack.id] ?? 1, pack.levels.last?.threshold ?? 1) }
        let ranked = alerts.map { alert in
            (
                alert: alert, score: Double(alert.data.score) / Double(max(tops[alert.data.pack.id] ?? 1, 1)),
                excess: alert.data.indicators.compactMap(excess).max() ?? .zero
            )
        }
        return ranked.sorted { left, right in
            if left.score != right.score { return left.score > right.score }
            if left.excess != right.excess { return left.excess > right.excess }
            return (left.alert.time, left.alert.subject) < (right.alert.time, right.alert.subject)
        }.prefix(count).map { StrongAlert($0.alert, place: places[$0.alert]) }
    }

    private static func excess(_ indicator: Indicator) -> ExactDecimal? {
        indicator.value.percent(of: indicator.threshold)
    }

    private init(_ alert: StandingAlert, place: AlertPlace?) {
        subject = alert.subject
        time = alert.time
        store = place?.store
        week = place?.week
        let words = AlertSentences(alert)
        headline = words.headline(store: place?.store)
        explanation = words.indicators
        data = alert.data
    }
}

/// An alert in sentences.
struct AlertSentences {
    let alert: StandingAlert

    init(_ alert: StandingAlert) { self.alert = alert }

    func headline(store: ExactText?) -> String {
        let data = alert.data
        let place = data.about?.store == nil ? store.map { " in store \($0)" } ?? "" : ""
        return "\(data.level), score \(data.score): \(who) on \(day)\(place)"
    }

    /// The minute is enough to find the receipt, and the alert has the rest.
    private var day: String {
        let text = alert.time.description
        return text.prefix(10) + " at " + text.dropFirst(11).prefix(5) + " UTC"
    }

    var who: String { Self.who(alert.data) }

    static func who(_ data: AlertData) -> String {
        if let buyer = data.buyer { return "buyer \(buyer.key.prefix(8))" }
        let store = data.about?.store.map { "store \($0)" }
        let product = data.about?.product.map { "product \($0)" }
        return [store, product].compactMap(\.self).joined(separator: ", ")
    }

    var indicators: [String] {
        let records = Dictionary(
            alert.data.purchases.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        return alert.data.indicators.map { indicator in
            let behind = indicator.purchases.compactMap { records[$0] }
            return "\(indicator.rule) (+\(indicator.score)): " + measured(indicator)
                + Self.sources(behind)
        }
    }

    /// `12.4 kg within 30d (substance Acetone, 67-64-1), at least 10 kg asked`.
    private func measured(_ indicator: Indicator) -> String {
        let group = SpokenMeasure.group(named(indicator.group))
        if indicator.measure == "absent" {
            return "what was awaited did not follow\(indicator.within.map { " within \($0)" } ?? "")\(group)"
        }
        let amount = SpokenMeasure.amount(
            indicator.value, measure: indicator.measure, unit: indicator.unit)
        let window = SpokenMeasure.window(indicator.within, measure: indicator.measure)
        let asked = SpokenMeasure.asked(
            indicator.threshold, bound: indicator.bound, measure: indicator.measure, unit: indicator.unit)
        return "\(amount)\(window)\(group), \(asked)" + conditions(indicator) + usual(indicator)
    }

    /// `: condition 1, 12 kg within 7d, at least 10 kg asked; condition 3, …`.
    private func conditions(_ indicator: Indicator) -> String {
        guard let conditions = indicator.conditions, !conditions.isEmpty else { return "" }
        let texts = conditions.map { condition in
            let amount = SpokenMeasure.amount(
                condition.value, measure: condition.measure, unit: condition.unit)
            let asked = SpokenMeasure.asked(
                condition.threshold, bound: condition.bound, measure: condition.measure, unit: condition.unit)
            let window = SpokenMeasure.window(condition.within, measure: condition.measure)
            return "condition \(condition.condition), \(amount)\(window), \(asked)"
        }
        return ": " + texts.joined(separator: "; ")
    }

    private func usual(_ indicator: Indicator) -> String {
        guard let usual = indicator.usual else { return "" }
        let median = SpokenMeasure.amount(usual.median, measure: indicator.measure, unit: indicator.unit)
        let word = usual.bound == "above" ? "more than" : "at least"
        return "; usual is \(median), the median of \(usual.windows) earlier windows in \(usual.over),"
            + " and \(word) \(usual.times) times that asked"
    }

    /// With the name of a substance before its number.
    private func named(_ group: [String: ExactText]) -> [String: ExactText] {
        guard let substance = group["substance"] else { return group }
        let record = alert.data.purchases.lazy.flatMap(\.substances).first { $0.identity == substance }
        guard let record else { return group }
        var group = group
        group["substance"] = ExactText("\(record.name), \(substance)")
        return group
    }

    /// `; 3 purchases of 2 products on 3 receipts in 2 stores, 2026-03-01 to 2026-03-11`.
    private static func sources(_ purchases: [PurchaseRecord]) -> String {
        guard let first = purchases.map(\.time).min(), let last = purchases.map(\.time).max() else {
            return ""
        }
        func counted(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
        let days = [first, last].map { String($0.description.prefix(10)) }
        let text = [
            counted(purchases.count, "purchase"),
            "of " + counted(Set(purchases.compactMap(\.product)).count, "product"),
            "on " + counted(Set(purchases.map(\.key.receiptKey)).count, "receipt"),
            "in " + counted(Set(purchases.map(\.store)).count, "store"),
        ].joined(separator: " ")
        return "; \(text), " + (days[0] == days[1] ? days[0] : "\(days[0]) to \(days[1])")
    }
}
