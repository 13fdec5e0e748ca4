import Purchases
import Rules

/// What one purchase adds to one group of one part of a rule.
struct Contribution: Sendable {
    /// The index of the group (`Groups`).
    let group: Int
    let rule: Int
    /// Which part of the rule: the number of a condition, step or side (`RulePart`).
    let part: Int
    /// When the purchase leaves the part's window; for a part without one, its moment.
    let expiry: EventTime
    /// Summed; one for `count purchases`, nothing where values are counted.
    let added: ExactDecimal
    /// The values that `distinct` and `count receipts` count.
    let values: [Int]
    /// The positions of the substances that counted; nil when all did.
    let counted: [Int]?

    init(
        _ measurement: Measurement, as member: RuleParts.Member, _ parts: RuleParts, _ groups: Groups,
        _ basis: Purchase.Basis
    ) {
        let part = parts.all[member.place]
        group = groups.members(of: measurement.group)[member.slot]
        rule = part.rule
        self.part = part.number
        expiry = part.window.end(from: basis.moment, midnight: basis.midnight)
        added = measurement.added
        values = measurement.values
        counted = measurement.counted
    }
}

extension Purchase {
    /// What it adds to the rules that it matches, rule by rule.
    func contributions(_ parts: RuleParts, _ groups: Groups) -> [Contribution] {
        measurements.flatMap { measurement in
            parts.members[measurement.shared].map {
                Contribution(measurement, as: $0, parts, groups, basis)
            }
        }.sorted { ($0.rule, $0.part) < ($1.rule, $1.part) }
    }
}

extension Rule.Window {
    /// When a purchase leaves the window; it is in it from its moment until then, that moment excluded (4.2).
    fileprivate func end(from moment: EventTime, midnight: EventTime) -> EventTime {
        switch self {
        case .receipt: moment
        case .span(let length): moment.advanced(by: length)
        case .calendarDay: midnight
        }
    }
}
