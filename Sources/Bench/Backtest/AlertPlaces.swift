import Purchases

/// Where and when an alert was decided: the store of the moment's receipt, and the local week there.
package struct AlertPlace: Sendable, Hashable {
    package var store: ExactText
    package var day: LocalDay

    package init(store: ExactText, day: LocalDay) {
        self.store = store
        self.day = day
    }

    package var week: Week { Week(of: day) }
}

/// Finds the places of alerts.
package struct AlertPlaces: Sendable {
    private static let secondsPerDay: Int64 = 86_400

    /// Seconds that the clocks of a line's store were ahead of UTC, by the line's key.
    private let clocks: [ExactText: Int64]

    /// - Parameter lines: in which the alerts' purchases are found.
    package init(of alerts: [StandingAlert], lines: [JournalledLine]) {
        let wanted = Set(alerts.compactMap { Self.deciding($0)?.key })
        var clocks: [ExactText: Int64] = [:]
        for version in lines where wanted.contains(version.line.key.text) {
            let local = version.line.local
            let clock = Int64(local.day.daysSinceEpoch) * Self.secondsPerDay + Int64(local.secondOfDay)
            clocks[version.line.key.text] = clock - Self.seconds(version.line.time)
        }
        self.clocks = clocks
    }

    /// Nil for an alert that shows no purchase.
    package subscript(alert: StandingAlert) -> AlertPlace? {
        guard let purchase = Self.deciding(alert) else { return nil }
        let offset = (clocks[purchase.key] ?? 0) * 1_000_000
        let (local, overflow) = alert.time.microseconds.addingReportingOverflow(offset)
        let day = LocalDay(containing: overflow ? alert.time.microseconds : local)
        return AlertPlace(store: purchase.store, day: day)
    }

    /// The purchase of the moment that has the least key; where the alert's time is a deadline, of the last moment before it.
    static func deciding(_ alert: StandingAlert) -> PurchaseRecord? {
        let moment =
            alert.data.purchases.contains { $0.moment == alert.time }
            ? alert.time : alert.data.purchases.map(\.moment).max()
        return alert.data.purchases.filter { $0.moment == moment }.min { $0.key < $1.key }
    }

    private static func seconds(_ time: EventTime) -> Int64 {
        let (seconds, rest) = time.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? seconds - 1 : seconds
    }
}

extension ExactText {
    /// Of the key of a line: the key of its receipt, which is all before its last part.
    var receiptKey: ExactText {
        guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return ExactText(String(string[..<slash]))
    }
}
