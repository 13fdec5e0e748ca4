import Purchases

/// What changed from one event of an alert to the next, in words.
struct AlertDifference {
    private let old: AlertEvent
    private let new: AlertEvent

    init(from old: AlertEvent, to new: AlertEvent) {
        self.old = old
        self.new = new
    }

    var texts: [String] {
        var texts: [String] = []
        func say(_ what: String, _ before: String, _ after: String) {
            if before != after { texts.append("\(what) \(before) → \(after)") }
        }
        say("level", old.data.level, new.data.level)
        say("score", "\(old.data.score)", "\(new.data.score)")
        say("moment", "\(old.time)", "\(new.time)")
        if let before = old.data.buyer?.key, let after = new.data.buyer?.key { say("buyer", before, after) }
        return texts + indicators + confidential + purchases + taken
    }

    private var taken: [String] {
        new.data.replaces.filter { !old.data.replaces.contains($0) }.map { "takes over \($0)" }
    }

    private var indicators: [String] {
        let before = Dictionary(
            old.data.indicators.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(
            new.data.indicators.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        var texts: [String] = []
        for indicator in new.data.indicators {
            let name = name(indicator)
            guard let was = before[name] else {
                texts.append("now also \(name): \(value(indicator))")
                continue
            }
            if was.value != indicator.value {
                texts.append("\(name): \(value(was)) → \(value(indicator))")
            } else if was.score != indicator.score {
                texts.append("\(name): \(was.score) → \(indicator.score) points")
            }
        }
        for indicator in old.data.indicators where after[name(indicator)] == nil {
            texts.append("no longer \(name(indicator))")
        }
        return texts
    }

    private var confidential: [String] {
        let before = Set((old.data.confidential ?? []).map(\.rule))
        let after = Set((new.data.confidential ?? []).map(\.rule))
        return after.subtracting(before).sorted().map { "now also \($0)" }
            + before.subtracting(after).sorted().map { "no longer \($0)" }
    }

    private func name(_ indicator: Indicator) -> String {
        let group = indicator.group.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return group.isEmpty ? indicator.rule : "\(indicator.rule) (\(group.joined(separator: ", ")))"
    }

    private func value(_ indicator: Indicator) -> String {
        let unit = indicator.measure.hasSuffix(indicator.unit) ? "" : " \(indicator.unit)"
        return "\(indicator.measure) \(indicator.value)\(unit)"
    }

    private var purchases: [String] {
        let before = Dictionary(
            old.data.purchases.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.data.purchases.map(\.key))
        var texts: [String] = []
        for purchase in new.data.purchases {
            guard let was = before[purchase.key] else {
                texts.append("purchase \(purchase.key) came")
                continue
            }
            if was.quantity != purchase.quantity {
                texts.append("purchase \(purchase.key): quantity \(was.quantity) → \(purchase.quantity)")
            } else if was != purchase {
                texts.append("purchase \(purchase.key) changed")
            }
        }
        return texts + old.data.purchases.filter { !after.contains($0.key) }.map { "purchase \($0.key) went" }
    }
}
