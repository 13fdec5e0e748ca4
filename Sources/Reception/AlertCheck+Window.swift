import Purchases

extension AlertCheck {
    /// Every purchase of an indicator counts in its window at the alert's moment (4.2).
    mutating func window(_ evidence: Evidence) {
        let indicator = evidence.indicator
        guard let text = indicator.within else {
            oneReceipt(evidence)
            return
        }
        guard let window = WindowText(text) else {
            wrong(.window, "rule \(indicator.rule) has a window that cannot be read", found: text)
            return
        }
        for record in evidence.records {
            switch window {
            case .span(let span):
                if !(event.time - span < record.moment && record.moment <= event.time) {
                    outside(record, of: indicator, expected: "after \(event.time - span), to \(event.time)")
                }
            case .calendarDay:
                // The next midnight is the store's, whose time zone the alert does not carry; no day has 26 hours.
                let earliest = event.time - TimeSpan(seconds: 26 * 3600)
                if !(earliest < record.moment && record.moment <= event.time) {
                    outside(record, of: indicator, expected: "the store's local day of \(event.time)")
                }
            }
        }
        if window == .calendarDay, evidence.records.contains(where: { $0.moment != event.time }) {
            unchecked(
                .windowUnchecked,
                "the local day of rule \(indicator.rule) depends on time zones, which the alert does not carry"
            )
        }
    }

    private mutating func oneReceipt(_ evidence: Evidence) {
        let indicator = evidence.indicator
        guard let receipt = indicator.group["receipt"] else {
            wrong(.group, "rule \(indicator.rule) looks at one receipt and does not name it")
            return
        }
        for record in evidence.records where record.receiptKey != receipt || record.moment != event.time {
            outside(record, of: indicator, expected: "receipt \(receipt) at \(event.time)")
        }
    }

    mutating func outside(_ record: PurchaseRecord, of indicator: Indicator, expected: String) {
        wrong(
            .window, "\(record.key) is not in the window of rule \(indicator.rule)", expected: expected,
            found: "\(record.moment)")
    }

    /// A group's values are those of each of its purchases (4.5).
    mutating func groups(_ evidence: Evidence) {
        for (field, value) in evidence.indicator.group.sorted(by: { $0.key < $1.key }) {
            guard ShownField(field) != nil, !evidence.withholds(field) else {
                unchecked(
                    .groupUnchecked,
                    "\(field) of rule \(evidence.indicator.rule) is not shown with the purchases")
                continue
            }
            for record in evidence.records {
                let values = evidence.values(of: field, record) ?? []
                if values != [value] {
                    wrong(
                        .group, "\(record.key) is not in the group of rule \(evidence.indicator.rule)",
                        expected: "\(field) \(value)",
                        found: values.isEmpty
                            ? "none" : values.sorted().map(\.string).joined(separator: ", "))
                }
            }
        }
    }
}

/// `within` as packs write it.
enum WindowText: Hashable {
    case span(TimeSpan)
    case calendarDay

    /// Reads `30d`, `48h`, `90min`, `calendar_day`; nil for anything else.
    init?(_ text: String) {
        if text == "calendar_day" {
            self = .calendarDay
            return
        }
        let digits = text.prefix { ("0"..."9").contains($0) }
        let unit = String(text.dropFirst(digits.count).drop { $0 == " " })
        let seconds: [String: Int64] = ["s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800]
        // Ten digits of weeks are 190 million years, and still no overflow in microseconds once bounded.
        guard digits.count <= 10, let count = Int64(digits), count > 0, let length = seconds[unit] else {
            return nil
        }
        let longest: Int64 = 100_000_000_000
        let (product, overflow) = count.multipliedReportingOverflow(by: length)
        self = .span(TimeSpan(seconds: overflow ? longest : min(product, longest)))
    }
}
