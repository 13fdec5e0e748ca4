import Purchases

/// What rules saw that leave a step of the netting out (2.5).
extension AlertCheck {
    /// What a purchase was before such steps, as far as it follows from what it is after them.
    mutating func before(_ record: PurchaseRecord) {
        guard let shown = record.before else { return }
        if shown.isEmpty { wrong(.before, "\(record.key) shows no netting in before") }
        if shown.map(\.place) != Set(shown.map(\.place)).sorted() || shown.contains(where: { $0.place == 0 })
        {
            wrong(.before, "before of \(record.key) does not name each netting once, in order")
        }
        let unreturned = record.quantity + record.returned
        let whole = unreturned + (record.voided ?? .zero)
        for before in shown {
            let expected: ExactDecimal? =
                switch (before.returns, before.voids) {
                case (.ignore?, nil): unreturned
                case (.ignore?, .ignore?): record.voided == nil ? nil : whole
                default: nil
                }
            if let expected, expected != before.quantity {
                wrong(
                    .before, "\(record.key) before its \(before.name) is not what is left and what they took",
                    expected: "\(expected)", found: "\(before.quantity)")
            }
            if before.quantity <= .zero || (record.voided != nil && before.quantity > whole) {
                wrong(
                    .before, "\(record.key) cannot have been so much before its \(before.name)",
                    expected: "above 0, at most \(whole)", found: "\(before.quantity)")
            }
            amounts(of: record, before)
        }
    }

    /// Amounts are in proportion to quantities, each rounded once (2.5, 3.1).
    private mutating func amounts(of record: PurchaseRecord, _ before: PurchaseBefore) {
        let name = "\(record.key) before its \(before.name)"
        func fits(_ now: ExactDecimal?, _ then: ExactDecimal?, rounded unit: Int128) -> Bool {
            // What would be beyond all bounds is unknown.
            guard let then else { return true }
            guard let now else { return false }
            let (left, isLarge) = then.millionths.multipliedReportingOverflow(by: record.quantity.millionths)
            let (right, isLarger) = now.millionths.multipliedReportingOverflow(by: before.quantity.millionths)
            // What no shop sells is not recomputed.
            if isLarge || isLarger { return true }
            let (difference, overflow) = left.subtractingReportingOverflow(right)
            let (slack, isLargest) = (record.quantity + before.quantity).millionths
                .multipliedReportingOverflow(by: unit)
            return overflow || isLargest || difference.magnitude / 2 <= slack.magnitude / 4 + 1
        }
        if !fits(record.amount, before.amount, rounded: 100) {
            wrong(
                .before, "the amount of \(name) is not in proportion", expected: record.amount?.description,
                found: before.amount?.description)
        }
        if before.substances.map(\.id) != record.substances.map(\.id) {
            wrong(.before, "\(name) holds other substances")
        }
        for (now, then) in zip(record.substances, before.substances) {
            if !fits(now.mass?.value, then.mass?.value, rounded: 1) || now.mass?.unit != then.mass?.unit {
                wrong(
                    .before, "the mass of \(now.identity) in \(name) is not in proportion",
                    found: then.mass?.text)
            }
            if !fits(now.volume?.value, then.volume?.value, rounded: 1000)
                || now.volume?.unit != then.volume?.unit
            {
                wrong(.before, "the volume of \(name) is not in proportion", found: then.volume?.text)
            }
        }
    }

    /// An indicator lists what is left of purchases for its rule, and nothing shows what no rule saw.
    mutating func netting(_ evidence: Evidence) {
        let indicator = evidence.indicator
        for key in evidence.unseen {
            wrong(.before, "\(key) does not show what rule \(indicator.rule) saw of it")
        }
        for record in evidence.records where indicator.returns == nil && indicator.voids == nil {
            if record.quantity <= .zero {
                wrong(
                    .quantity, "\(record.key) has no quantity left for rule \(indicator.rule)",
                    expected: "above 0", found: "\(record.quantity)")
            }
        }
    }

    /// What a record shows from before a netting, an indicator of that netting lists.
    mutating func unusedBefore() {
        var seen: [ExactText: Set<Int>] = [:]
        for indicator in data.indicators {
            for key in indicator.purchases { seen[key, default: []].insert(indicator.place) }
        }
        for record in data.purchases {
            for before in record.before ?? [] where seen[record.key]?.contains(before.place) != true {
                wrong(.before, "no indicator saw \(record.key) before its \(before.name)")
            }
        }
    }
}

extension PurchaseBefore {
    /// The place among a record's nettings; 0 for none.
    fileprivate var place: Int { (returns == nil ? 0 : 1) + (voids == nil ? 0 : 2) }

    fileprivate var name: String {
        [returns.map { _ in "returns" }, voids.map { _ in "voids" }].compactMap { $0 }
            .joined(separator: " and ")
    }
}

extension Indicator {
    fileprivate var place: Int { (returns == nil ? 0 : 1) + (voids == nil ? 0 : 2) }
}
